/**
 * The mailbox of an organisation: sealed envelopes in chains, kept in the order in which they came.
 *
 * Who may call it: the handlers of requests. `read…` only read and take any transaction; `store…` takes one that writes.
 *
 * What must stay true:
 * - An envelope is stored exactly as it came, or not at all, and only: from the device whose chain it is in, for a stream
 *   that device can open now, under the newest epoch, at the next place of that chain (threats A10, A12). Whose bytes they
 *   are says the signature of the request, which covers them; an envelope's own is for its readers, who trust nobody here.
 * - Nothing that can be slow happens inside the transaction: everybody else's writes wait for it. Form and sender are
 *   looked at before; what may have changed since (epochs, readers, ends of chains) is decided inside.
 * - A device gets only what it can open now. Which group or kind that is, the server knows from the log; what is in it,
 *   from nowhere.
 * - Positions of one organisation become visible in their order, because its row is locked while they are given out: a
 *   phone that has read up to one misses nothing before it, however many processes write.
 */
import { sameBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { canOpen, latestEpoch, type Directory, type Verifier } from '$lib/protocol/directory';
import { readEnvelope, type EnvelopeHeader } from '$lib/protocol/envelope';
import { largestPulled, mostEnvelopesInPull } from '$lib/protocol/limits';
import { byteToStream, streamBytes, streamName, type StreamRef } from '$lib/protocol/stream';
import type { ChainHead, PushOutcome, StreamPage } from '$lib/protocol/v1';
import type { ReadTransaction, WriteTransaction } from './db/open-database';
import type { OrganisationState } from './directory-log';
import type { Refusal } from './respond';

/** An envelope that was looked at: what there is to store, or what is wrong with it whatever the database says. */
export type Inspected =
	| { readonly header: EnvelopeHeader; readonly id: Uint8Array; readonly bytes: Uint8Array }
	| { readonly outcome: PushOutcome };

/**
 * Looks at the envelopes of one push, in their order: form, organisation and sender. `device` must be the one that signed
 * the request they came in.
 */
export const inspectEnvelopes = (
	envelopes: readonly Uint8Array[],
	org: Uint8Array,
	device: string,
	{ sha256 }: Pick<Verifier, 'sha256'>
): readonly Inspected[] =>
	envelopes.map((bytes) => {
		const read = readEnvelope(bytes);
		if (!read.ok) return { outcome: 'refused' };
		const { header } = read.value;
		if (!sameBytes(header.org, org) || header.device !== device) return { outcome: 'refused' };
		return { header, id: sha256(bytes), bytes };
	});

export interface Quota {
	readonly envelopes: number;
	readonly bytes: number;
}

export interface Stored {
	readonly outcomes: readonly PushOutcome[];
	readonly envelopes: number;
	readonly bytes: number;
	/** The newest position before and after. */
	readonly position: readonly [from: number, to: number];
}

interface Chain {
	readonly ref: StreamRef;
	seq: number;
	id: Uint8Array;
	readonly prunedSeq: number;
	grew: boolean;
}

const noId = new Uint8Array(32);

/**
 * Stores what is new of one push and says what became of each envelope. `StorageFull` when the organisation would hold
 * more than its quota; then nothing is stored. The state must be that of this transaction.
 */
export async function storeEnvelopes(
	tx: WriteTransaction,
	org: string,
	device: string,
	inspected: readonly Inspected[],
	{ directory, held }: OrganisationState,
	quota: Quota,
	day: string
): Promise<Result<Stored, Refusal>> {
	const chains = await readChains(tx, org, device, inspected);
	const known = await readKnown(tx, org, device, inspected, chains);
	const rows: Row[] = [];
	const outcomes = inspected.map((envelope): PushOutcome => {
		if ('outcome' in envelope) return envelope.outcome;
		const { header, id, bytes } = envelope;
		const chain = chains.get(streamName(header));
		const outcome = outcomeOf(header, id, directory, chain, known.get(placeOf(header)));
		if (outcome !== 'stored' || !chain) return outcome;
		chain.seq = header.seq;
		chain.id = id;
		chain.grew = true;
		known.set(placeOf(header), id);
		rows.push({
			...{ org, grp: header.group, stream: streamBytes[header.stream], device, seq: header.seq },
			...{ id, epoch: header.epoch, position: held.position + rows.length + 1, bytes, day }
		});
		return outcome;
	});
	if (rows.length === 0) return ok({ outcomes, envelopes: 0, bytes: 0, position: [held.position, held.position] });
	const bytes = rows.reduce((sum, row) => sum + row.bytes.length, 0);
	if (held.envelopes + rows.length > quota.envelopes || held.bytes + bytes > quota.bytes)
		return err({ type: 'StorageFull' });
	await tx.insertInto('envelope').values(rows).execute();
	await storeHeads(tx, org, device, chains);
	await tx
		.updateTable('organisation')
		.set({
			position: held.position + rows.length,
			envelopes: held.envelopes + rows.length,
			bytes: held.bytes + bytes
		})
		.where('org', '=', org)
		.execute();
	return ok({ outcomes, envelopes: rows.length, bytes, position: [held.position, held.position + rows.length] });
}

interface Row {
	readonly org: string;
	readonly grp: string;
	readonly stream: number;
	readonly device: string;
	readonly seq: number;
	readonly id: Uint8Array;
	readonly epoch: number;
	readonly position: number;
	readonly bytes: Uint8Array;
	readonly day: string;
}

const placeOf = (header: EnvelopeHeader): string => `${streamName(header)}/${header.seq}`;

/**
 * What the state of the chain means for one envelope. Whether it lies there already is asked before whether it may be
 * sent now: a phone that missed our answer asks again perhaps an epoch later, and must hear that it is safe.
 */
function outcomeOf(
	header: EnvelopeHeader,
	id: Uint8Array,
	directory: Directory,
	chain: Chain | undefined,
	lying: Uint8Array | undefined
): PushOutcome {
	if (lying) return sameBytes(lying, id) ? 'known' : 'chain-forked';
	if (!chain) return 'refused';
	// A snapshot stands for it, by the log.
	if (header.seq <= chain.prunedSeq) return 'known';
	if (!canOpen(directory, header.device, header)) return 'not-reader';
	const stream = directory.streams.get(streamName(header));
	const newest = stream ? latestEpoch(stream).epoch : 0;
	if (header.epoch !== newest) return header.epoch < newest ? 'epoch-outdated' : 'refused';
	if (header.seq !== chain.seq + 1) return 'chain-gap';
	return sameBytes(header.prev, chain.id) ? 'stored' : 'chain-forked';
}

/** The ends of the sender's chains that a push is about, by stream name. */
async function readChains(
	tx: ReadTransaction,
	org: string,
	device: string,
	inspected: readonly Inspected[]
): Promise<Map<string, Chain>> {
	const chains = new Map<string, Chain>();
	for (const envelope of inspected) {
		if ('outcome' in envelope) continue;
		const { group, stream } = envelope.header;
		const ref = { group, stream };
		chains.set(streamName(ref), { ref, seq: 0, id: noId, prunedSeq: 0, grew: false });
	}
	if (chains.size === 0) return chains;
	const rows = await tx
		.selectFrom('chain_head')
		.select(['grp', 'stream', 'seq', 'id', 'pruned_seq'])
		.where('org', '=', org)
		.where('device', '=', device)
		.where('grp', 'in', [...new Set([...chains.values()].map(({ ref }) => ref.group))])
		.execute();
	for (const { grp, stream, seq, id, pruned_seq } of rows) {
		const kind = byteToStream(stream);
		const ref = kind && { group: grp, stream: kind };
		if (ref && chains.has(streamName(ref)))
			chains.set(streamName(ref), { ref, seq, id, prunedSeq: pruned_seq, grew: false });
	}
	return chains;
}

/** Ids of envelopes that lie at places of the push, by place. Asks only about places that chains have passed. */
async function readKnown(
	tx: ReadTransaction,
	org: string,
	device: string,
	inspected: readonly Inspected[],
	chains: ReadonlyMap<string, Chain>
): Promise<Map<string, Uint8Array>> {
	const known = new Map<string, Uint8Array>();
	for (const chain of chains.values()) {
		const passed = inspected.flatMap((envelope) =>
			!('outcome' in envelope) &&
			streamName(envelope.header) === streamName(chain.ref) &&
			envelope.header.seq <= chain.seq
				? [envelope.header.seq]
				: []
		);
		if (passed.length === 0) continue;
		const rows = await tx
			.selectFrom('envelope')
			.select(['seq', 'id'])
			.where('org', '=', org)
			.where('grp', '=', chain.ref.group)
			.where('stream', '=', streamBytes[chain.ref.stream])
			.where('device', '=', device)
			.where('seq', 'in', passed)
			.execute();
		for (const { seq, id } of rows) known.set(`${streamName(chain.ref)}/${seq}`, id);
	}
	return known;
}

const storeHeads = (tx: WriteTransaction, org: string, device: string, chains: ReadonlyMap<string, Chain>) =>
	tx
		.insertInto('chain_head')
		.values(
			[...chains.values()]
				.filter(({ grew }) => grew)
				.map(({ ref, seq, id }) => ({ org, grp: ref.group, stream: streamBytes[ref.stream], device, seq, id }))
		)
		.onConflict((conflict) =>
			conflict
				.columns(['org', 'grp', 'stream', 'device'])
				.doUpdateSet((row) => ({ seq: row.ref('excluded.seq'), id: row.ref('excluded.id') }))
		)
		.execute();

/** The streams a device can open now. */
export const openStreams = (directory: Directory, device: string): readonly StreamRef[] =>
	[...directory.streams.values()].filter((stream) => canOpen(directory, device, stream));

/** What part of a mailbox is asked for: after one position, and up to another one or to the end. */
export interface Span {
	readonly after: number;
	readonly until?: number;
}

/**
 * Envelopes that other devices sent to these streams, in their order, as many as fit in one answer. `position` is where
 * to go on; when nothing is left, the newest of the organisation, so that nothing is gone through twice.
 */
export async function readEnvelopesOf(
	tx: ReadTransaction,
	org: string,
	device: string,
	streams: readonly StreamRef[],
	{ after, until }: Span
): Promise<StreamPage> {
	const held = await tx.selectFrom('organisation').select('position').where('org', '=', org).executeTakeFirst();
	const end = held?.position ?? 0;
	// Whoever has read further than there is knew a database that was since put back: she goes on from here.
	if (after > end) return { position: end, more: false, envelopes: [] };
	const newest = Math.min(end, until ?? end);
	if (streams.length === 0 || after >= newest) return { position: Math.max(after, newest), more: false, envelopes: [] };
	const wanted = tx
		.selectFrom('envelope')
		.where('org', '=', org)
		.where('position', '>', after)
		.where('device', '<>', device)
		.where(({ or, and, eb }) =>
			or([...groupsByKind(streams)].map(([kind, groups]) => and([eb('stream', '=', kind), eb('grp', 'in', groups)])))
		);
	// Sizes first: a page of the largest envelopes would be thirty times what one answer may hold.
	const sizes = await wanted
		.select(['position', (row) => row.fn<number>('octet_length', ['bytes']).as('size')])
		.where('position', '<=', newest)
		.orderBy('position')
		.limit(mostEnvelopesInPull + 1)
		.execute();
	let [count, total] = [0, 0];
	for (const { size } of sizes) {
		total += size;
		if (count === mostEnvelopesInPull || (count > 0 && total > largestPulled)) break;
		count++;
	}
	const last = sizes[count - 1];
	if (!last) return { position: newest, more: false, envelopes: [] };
	const rows = await wanted.select('bytes').where('position', '<=', last.position).orderBy('position').execute();
	const more = count < sizes.length;
	return { position: more ? last.position : newest, more, envelopes: rows.map(({ bytes }) => bytes) };
}

const groupsByKind = (streams: readonly StreamRef[]): ReadonlyMap<number, readonly string[]> => {
	const groups = new Map<number, string[]>();
	for (const { group, stream } of streams) {
		const kind = streamBytes[stream];
		groups.set(kind, [...(groups.get(kind) ?? []), group]);
	}
	return groups;
};

/** The ends of all chains of a device. */
export async function readHeadsOf(tx: ReadTransaction, org: string, device: string): Promise<readonly ChainHead[]> {
	const rows = await tx
		.selectFrom('chain_head')
		.select(['grp', 'stream', 'seq', 'id'])
		.where('org', '=', org)
		.where('device', '=', device)
		.execute();
	return rows.flatMap(({ grp, stream, seq, id }) => {
		const kind = byteToStream(stream);
		return kind ? [{ group: grp, stream: kind, device, seq, hash: id }] : [];
	});
}

/** Which of a device's chains another one may know the ends of: all for who can revoke it, else those it reads itself. */
export function visibleHeads(directory: Directory, asking: string, heads: readonly ChainHead[]): readonly ChainHead[] {
	return heads.filter((head) => {
		const isAdmin = directory.devices.get(asking)?.roles.has('admin');
		const isIssuer = directory.devices.get(head.device)?.issuer === asking;
		return isAdmin || isIssuer || head.device === asking || canOpen(directory, asking, head);
	});
}
