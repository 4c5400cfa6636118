/**
 * Looks for damage: in the database's own files, in every log, envelope and chain, in every batch. Called by the `cercle`
 * command, on a server that runs or a backup that was brought back.
 *
 * What must stay true: it changes nothing and needs no key. A server cannot read what it keeps, but it can tell whether
 * it still has what it was given, byte for byte; a phone would notice the same much later.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { sameBytes } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import type { Database, ReadTransaction } from '$lib/server/db/open-database';
import { readEnvelope } from '$lib/protocol/envelope';
import { revealLength } from '$lib/protocol/invite';
import { readEntry } from '$lib/protocol/log-entry';
import { streamBytes } from '$lib/protocol/stream';
import { checkBallots, type BallotDamageCode } from './check-ballots';
import { rowsOf } from './dump';

export type DamageCode =
	| 'engine'
	| 'log-hash'
	| 'log-frame'
	| 'log-gap'
	| 'log-chain'
	| 'log-head'
	| 'envelope-id'
	| 'envelope-frame'
	| 'envelope-place'
	| 'chain-gap'
	| 'chain-link'
	| 'chain-head'
	| 'position-ahead'
	| 'invite-reveal'
	| 'count'
	| BallotDamageCode;

export interface Damage {
	readonly code: DamageCode;
	/** First digits of the organisation's id; empty when it belongs to none. */
	readonly organisation: string;
	/** Which entry or envelope, by its number in its log or chain. */
	readonly seq: number;
}

export interface Checked {
	readonly organisations: number;
	readonly entries: number;
	readonly envelopes: number;
	/** Batches of ballots. */
	readonly batches: number;
	readonly damage: readonly Damage[];
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const zeros = new Uint8Array(32);

interface Link {
	readonly seq: number;
	readonly id: Uint8Array;
}

/** Reads everything once, in one view, and returns what is wrong on `today`; empty when nothing is. */
export const check = async (database: Database, today: Day): Promise<Checked> => {
	const complaints = await database.integrityComplaints();
	const engine = complaints.map((): Damage => ({ code: 'engine', organisation: '', seq: 0 }));
	return database.read(async (tx) => {
		const found: Damage[] = [...engine];
		const report = (code: DamageCode, org: string, seq: number) =>
			void found.push({ code, organisation: org.slice(0, 8), seq });
		const entries = await checkLogs(tx, report);
		const envelopes = await checkChains(tx, report);
		await checkInvites(tx, report);
		const batches = await checkBallots(tx, today, report);
		const organisations = await checkOrganisations(tx, report);
		return { organisations, entries, envelopes, batches, damage: found };
	});
};

type Report = (code: DamageCode, org: string, seq: number) => void;

async function checkLogs(tx: ReadTransaction, report: Report): Promise<number> {
	const heads = new Map<string, Link>();
	let entries = 0;
	for await (const row of rowsOf(tx, 'log_entry')) {
		// The columns of this table, as its migration made them.
		const { org, seq, hash, bytes } = row as { org: string; seq: number; hash: Uint8Array; bytes: Uint8Array };
		entries += 1;
		const before = heads.get(org) ?? { seq: -1, id: zeros };
		const read = readEntry(bytes);
		if (!sameBytes(sha256(bytes), hash)) report('log-hash', org, seq);
		if (seq !== before.seq + 1) report('log-gap', org, seq);
		if (!read.ok || read.value.entry.seq !== seq || hexOf(read.value.entry.org) !== org) report('log-frame', org, seq);
		else if (!sameBytes(read.value.entry.prev, before.id)) report('log-chain', org, seq);
		heads.set(org, { seq, id: hash });
	}
	for (const { org, head_seq, head_hash } of await tx
		.selectFrom('organisation')
		.select(['org', 'head_seq', 'head_hash'])
		.execute()) {
		const head = heads.get(org);
		if (head?.seq !== head_seq || !sameBytes(head.id, head_hash)) report('log-head', org, head_seq);
	}
	return entries;
}

async function checkChains(tx: ReadTransaction, report: Report): Promise<number> {
	let envelopes = 0;
	let chain: { readonly name: string; readonly org: string; readonly end: Link } | undefined;
	const heads = new Map<string, Link & { readonly pruned: Link }>();
	const nameOf = (row: { org: string; grp: string; stream: number; device: string }) =>
		[row.org, row.grp, row.stream, row.device].join('/');
	for await (const row of rowsOf(tx, 'chain_head')) {
		const head = row as never as { org: string; grp: string; stream: number; device: string } & {
			seq: number;
			id: Uint8Array;
			pruned_seq: number;
			pruned_id: Uint8Array;
		};
		heads.set(nameOf(head), { seq: head.seq, id: head.id, pruned: { seq: head.pruned_seq, id: head.pruned_id } });
	}
	const close = () => {
		if (!chain) return;
		const head = heads.get(chain.name);
		if (head?.seq !== chain.end.seq || !sameBytes(head.id, chain.end.id))
			report('chain-head', chain.org, chain.end.seq);
		heads.delete(chain.name);
	};
	for await (const found of rowsOf(tx, 'envelope')) {
		// The columns of this table, as its migration made them.
		const row = found as never as {
			org: string;
			grp: string;
			stream: number;
			device: string;
			seq: number;
			id: Uint8Array;
			epoch: number;
			bytes: Uint8Array;
		};
		envelopes += 1;
		const name = nameOf(row);
		if (chain?.name !== name) {
			close();
			// Envelopes that were pruned are gone on purpose; their last id still links to the first that is left.
			chain = { name, org: row.org, end: heads.get(name)?.pruned ?? { seq: 0, id: zeros } };
		}
		const before = chain.end.seq === 0 ? { seq: 0, id: zeros } : chain.end;
		if (!sameBytes(sha256(row.bytes), row.id)) report('envelope-id', row.org, row.seq);
		if (row.seq > before.seq + 1) report('chain-gap', row.org, row.seq);
		const read = readEnvelope(row.bytes);
		if (!read.ok) report('envelope-frame', row.org, row.seq);
		else {
			const { header } = read.value;
			const isInPlace =
				hexOf(header.org) === row.org &&
				header.group === row.grp &&
				streamBytes[header.stream] === row.stream &&
				header.device === row.device &&
				header.seq === row.seq &&
				header.epoch === row.epoch;
			if (!isInPlace) report('envelope-place', row.org, row.seq);
			else if (row.seq === before.seq + 1 && !sameBytes(header.prev, before.id)) report('chain-link', row.org, row.seq);
		}
		chain = { name, org: row.org, end: { seq: row.seq, id: row.id } };
	}
	close();
	// What is left has no envelopes at all: right only when every one of them was pruned.
	for (const [name, head] of heads) {
		if (head.pruned.seq < head.seq) report('chain-gap', name.split('/')[0] ?? '', head.seq);
	}
	return envelopes;
}

/** What an inviter revealed is whole, and nothing is revealed before somebody answered. */
async function checkInvites(tx: ReadTransaction, report: Report): Promise<void> {
	const revealed = await tx
		.selectFrom('invite')
		.leftJoin('enrolment', (join) =>
			join.onRef('enrolment.org', '=', 'invite.org').onRef('enrolment.invite', '=', 'invite.invite')
		)
		.select(['invite.org', 'invite.reveal', 'enrolment.day'])
		.where(sql<number>`octet_length(reveal)`, '>', 0)
		.execute();
	for (const { org, reveal, day } of revealed)
		if (reveal.length !== revealLength || day === null) report('invite-reveal', org, 0);
}

async function checkOrganisations(tx: ReadTransaction, report: Report): Promise<number> {
	const rows = await tx.selectFrom('organisation').select(['org', 'position', 'envelopes', 'bytes']).execute();
	for (const { org, position, envelopes, bytes } of rows) {
		const held = await tx
			.selectFrom('envelope')
			.select(({ fn }) => [fn.max('position').as('newest'), fn.countAll<number>().as('count'), heldBytes])
			.where('org', '=', org)
			.executeTakeFirstOrThrow();
		const log = await tx.selectFrom('log_entry').select(heldBytes).where('org', '=', org).executeTakeFirstOrThrow();
		const letters = await tx.selectFrom('letter').select(heldBytes).where('org', '=', org).executeTakeFirstOrThrow();
		// A position given out twice would make phones miss the second envelope for ever.
		if (Number(held.newest ?? 0) > position) report('position-ahead', org, position);
		const isCounted =
			Number(held.count) === envelopes && Number(held.held) + Number(log.held) + Number(letters.held) === bytes;
		if (!isCounted) report('count', org, envelopes);
	}
	return rows.length;
}

const heldBytes = sql<number>`coalesce(sum(octet_length(bytes)), 0)`.as('held');
