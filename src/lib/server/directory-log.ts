/**
 * The directory log of each organisation: who belongs to it, kept in order and never changed.
 *
 * Who may call it: `authenticate.ts` and the mailbox, which ask who a device is; the handlers of the log's own paths.
 *
 * What must stay true:
 * - The server takes what phones would take and nothing else, by the same fold, so it never spreads an entry that
 *   everybody then refuses; it can make none itself (threat A6).
 * - An append is whole or not at all, and after the head its sender knew: two administrators at once end in one line.
 * - Entries are what the fold is rebuilt from; a directory in memory is only used when its head is the one in the
 *   database at that moment, so several processes on one database agree about who is revoked.
 * - What a snapshot replaced is deleted only when the server holds that snapshot and the chains are as the entry says.
 */
import { bytesToHex, hexToBytes, sameBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { copyDirectory, extendDirectory, startDirectory, type Directory, type Verifier } from '$lib/protocol/directory';
import { mostEntriesInPull } from '$lib/protocol/limits';
import { readEntry, rootSigner, type LogBody, type LogEntry } from '$lib/protocol/log-entry';
import { streamBytes } from '$lib/protocol/stream';
import type { Append, LogPage } from '$lib/protocol/v1';
import type { Database, ReadTransaction, WriteTransaction } from './db/open-database';
import type { Refusal } from './respond';

/** Bytes of log in one answer, after which it ends; one entry is always sent. */
const largestLogPage = 1024 * 1024;
/** Organisations whose directory stays in memory. */
const rememberedDirectories = 500;
/** Bytes that the log may go beyond an organisation's quota: a full one must still be able to revoke and to prune. */
const reservedForLog = 32 * 1024 * 1024;

/** An organisation as the database has it in one moment. */
export interface OrganisationState {
	/** Do not change it. */
	readonly directory: Directory;
	/** The newest position, and how much its mailbox holds. */
	readonly held: { readonly position: number; readonly envelopes: number; readonly bytes: number };
}

export interface Directories {
	/** The organisation as the database has it now, or null for one that is not here. */
	readonly state: (tx: ReadTransaction, org: string) => Promise<OrganisationState | null>;
	/** Its directory alone. */
	readonly latest: (tx: ReadTransaction, org: string) => Promise<Directory | null>;
	/** Spares reading again what was just appended. */
	readonly keep: (directory: Directory) => void;
}

/** A memory of directories over one database. */
export function createDirectories(verifier: Verifier): Directories {
	const directoriesByOrg = new Map<string, Directory>();
	// The entries were verified before they were stored; their chain is checked again.
	const chainOnly: Verifier = { sha256: verifier.sha256, verifies: () => true };
	const keep = (org: string, directory: Directory) => {
		directoriesByOrg.delete(org);
		directoriesByOrg.set(org, directory);
		const [oldest] = directoriesByOrg.keys();
		if (directoriesByOrg.size > rememberedDirectories && oldest !== undefined) directoriesByOrg.delete(oldest);
	};
	const extend = async (tx: ReadTransaction, org: string, start: Directory): Promise<Directory | null> => {
		const directory = copyDirectory(start);
		const rows = await tx
			.selectFrom('log_entry')
			.select('bytes')
			.where('org', '=', org)
			.where('seq', '>', start.head.seq)
			.orderBy('seq')
			.execute();
		return rows.every(({ bytes }) => extendDirectory(directory, bytes, chainOnly).ok) ? directory : null;
	};
	const state = async (tx: ReadTransaction, org: string): Promise<OrganisationState | null> => {
		const row = await tx
			.selectFrom('organisation')
			.select(['head_seq', 'head_hash', 'position', 'envelopes', 'bytes'])
			.where('org', '=', org)
			.executeTakeFirst();
		if (!row) return null;
		const { head_seq, head_hash, ...held } = row;
		const isCurrent = ({ head }: Directory) => head.seq === head_seq && sameBytes(head.hash, head_hash);
		const known = directoriesByOrg.get(org);
		if (known && isCurrent(known)) return { directory: known, held };
		const id = hexToBytes(org);
		if (!id) return null;
		// What is remembered may be from a transaction that was then undone: it counts only when it leads to the head.
		const longer = known && known.head.seq < head_seq ? await extend(tx, org, known) : null;
		const directory = longer && isCurrent(longer) ? longer : await extend(tx, org, startDirectory(id));
		if (!directory || !isCurrent(directory)) throw new Error('The stored log does not lead to its head');
		keep(org, directory);
		return { directory, held };
	};
	return {
		state,
		latest: async (tx, org) => (await state(tx, org))?.directory ?? null,
		keep: (directory) => keep(bytesToHex(directory.org), directory)
	};
}

/**
 * Looks directories up for requests that come at once: those of one organisation share one look at the database, which
 * begins after the last of them came.
 */
export function createLookUp(
	database: Pick<Database, 'read'>,
	directories: Pick<Directories, 'latest'>
): (org: string) => Promise<Directory | null> {
	const askedByOrg = new Map<string, Promise<Directory | null>>();
	const look = async (org: string) => {
		await turnOfTheLoop();
		askedByOrg.delete(org);
		return database.read((tx) => directories.latest(tx, org));
	};
	return (org) => {
		const asked = askedByOrg.get(org) ?? look(org);
		askedByOrg.set(org, asked);
		return asked;
	};
}

const turnOfTheLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Entries after `after` (-1: from the root), as many as fit in one answer, and where the log ends. */
export async function readLog(tx: ReadTransaction, org: string, headSeq: number, after: number): Promise<LogPage> {
	// Nothing is read for the usual question, whether there is more.
	if (after >= headSeq) return { headSeq, entries: [] };
	const rows = await tx
		.selectFrom('log_entry')
		.select('bytes')
		.where('org', '=', org)
		.where('seq', '>', after)
		.orderBy('seq')
		.limit(mostEntriesInPull)
		.execute();
	const entries: Uint8Array[] = [];
	let size = 0;
	for (const { bytes } of rows) {
		size += bytes.length;
		if (entries.length > 0 && size > largestLogPage) break;
		entries.push(bytes);
	}
	return { headSeq, entries };
}

/** Entries that follow a head, and the directory with them. */
export interface Extension {
	readonly base: Directory;
	readonly directory: Directory;
	readonly entries: readonly { readonly entry: LogEntry; readonly bytes: Uint8Array; readonly hash: Uint8Array }[];
}

/**
 * Tries entries on a copy, outside any transaction: signatures take their time. `LogMoved` when the log is not where the
 * sender believed, `LogRefused` when any of the entries breaks a rule.
 */
export function tryAppend(base: Directory, { after, entries }: Append, verifier: Verifier): Result<Extension, Refusal> {
	if (base.head.seq !== after) return err({ type: 'LogMoved' });
	const directory = copyDirectory(base);
	const taken: Extension['entries'][number][] = [];
	for (const sent of entries) {
		// The directory keeps parts of what it is given, and must not keep the whole request with them.
		const bytes = Uint8Array.from(sent);
		const extended = extendDirectory(directory, bytes, verifier);
		if (!extended.ok) return err({ type: 'LogRefused' });
		taken.push({ entry: extended.value, bytes, hash: directory.head.hash });
	}
	return ok({ base, directory, entries: taken });
}

/**
 * Stores what `tryAppend` found good and does what the entries say. `LogMoved` when somebody else was faster,
 * `ChainMoved` when a device that is to be removed has written more than its removal knows, `LogRefused` when a prune
 * names what the server does not hold, `StorageFull`. Nothing is written in these four.
 */
export async function storeAppend(
	tx: WriteTransaction,
	org: string,
	{ base, directory, entries }: Extension,
	quotaBytes: number
): Promise<Result<number, Refusal>> {
	const row = await tx
		.selectFrom('organisation')
		.select(['head_seq', 'head_hash', 'bytes'])
		.where('org', '=', org)
		.executeTakeFirst();
	if (row?.head_seq !== base.head.seq || !sameBytes(row.head_hash, base.head.hash)) return err({ type: 'LogMoved' });
	const size = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
	if (row.bytes + size > quotaBytes + reservedForLog) return err({ type: 'StorageFull' });
	const prunes = entries.map(({ entry }) => entry.body).filter((body) => body.kind === 'prune');
	for (const prune of prunes) if (!(await isPrunable(tx, org, prune))) return err({ type: 'LogRefused' });
	for (const { entry } of entries)
		if (entry.body.kind === 'revocation' && (await wroteMeanwhile(tx, org, entry.body)))
			return err({ type: 'ChainMoved' });

	await insertEntries(tx, org, entries);
	let freed = { envelopes: 0, bytes: 0 };
	for (const body of prunes) {
		const more = await prune(tx, org, body);
		freed = { envelopes: freed.envelopes + more.envelopes, bytes: freed.bytes + more.bytes };
	}
	await tx
		.updateTable('organisation')
		.set((row) => ({
			head_seq: directory.head.seq,
			head_hash: directory.head.hash,
			envelopes: row('envelopes', '-', freed.envelopes),
			bytes: row('bytes', '+', size - freed.bytes)
		}))
		.where('org', '=', org)
		.execute();
	return ok(directory.head.seq);
}

/**
 * Makes an organisation from its first entries. `OrganisationExists` when it is there with another log; a request that
 * is sent again after its answer was lost gets the same answer again.
 */
export async function storeOrganisation(
	tx: WriteTransaction,
	org: string,
	{ directory, entries }: Extension,
	day: string
): Promise<Result<number, Refusal>> {
	const { seq, hash } = directory.head;
	const bytes = entries.reduce((sum, entry) => sum + entry.bytes.length, 0);
	const inserted = await tx
		.insertInto('organisation')
		.values({ org, head_seq: seq, head_hash: hash, bytes, day })
		.onConflict((conflict) => conflict.column('org').doNothing())
		.executeTakeFirst();
	if (!inserted.numInsertedOrUpdatedRows) {
		const known = await tx
			.selectFrom('log_entry')
			.select('hash')
			.where('org', '=', org)
			.where('seq', '=', seq)
			.executeTakeFirst();
		return known && sameBytes(known.hash, hash) ? ok(seq) : err({ type: 'OrganisationExists' });
	}
	await insertEntries(tx, org, entries);
	return ok(seq);
}

/** The organisation and the device that first entries would make, before anything about them is verified. */
export function readFounding(entries: readonly Uint8Array[]) {
	const [first] = entries;
	const root = first && readEntry(first);
	if (!root?.ok || root.value.entry.body.kind !== 'root') return null;
	return { org: root.value.entry.org, certificate: root.value.entry.body.certificate };
}

/** Whether an append is what the root key may bring: one certificate that it signs itself, and nothing besides. */
export function isRecovery({ entries }: Append): boolean {
	const [only] = entries;
	const read = only && entries.length === 1 ? readEntry(only) : null;
	return read?.ok === true && read.value.entry.signer === rootSigner && read.value.entry.body.kind === 'certificate';
}

const insertEntries = (tx: WriteTransaction, org: string, entries: Extension['entries']) =>
	tx
		.insertInto('log_entry')
		.values(entries.map(({ entry, bytes, hash }) => ({ org, seq: entry.seq, hash, bytes })))
		.execute();

/**
 * Whether a device has written beyond the cut-offs of its removal. Stored like that, what came last would count on phones
 * that have it already and not on others.
 */
async function wroteMeanwhile(
	tx: ReadTransaction,
	org: string,
	{ device, cutOffs }: Extract<LogBody, { kind: 'revocation' }>
): Promise<boolean> {
	const heads = await tx
		.selectFrom('chain_head')
		.select(['grp', 'stream', 'seq'])
		.where('org', '=', org)
		.where('device', '=', device)
		.execute();
	return heads.some(({ grp, stream, seq }) => {
		const cutOff = cutOffs.find((end) => end.group === grp && streamBytes[end.stream] === stream);
		return seq > (cutOff?.seq ?? 0);
	});
}

type Prune = Extract<LogBody, { kind: 'prune' }>;

const chainOf = (tx: ReadTransaction, org: string, { group, stream }: Prune, device: string) =>
	tx
		.selectFrom('chain_head')
		.select(['pruned_seq', 'pruned_id'])
		.where('org', '=', org)
		.where('grp', '=', group)
		.where('stream', '=', streamBytes[stream])
		.where('device', '=', device)
		.executeTakeFirst();

const snapshotOf = (tx: ReadTransaction, org: string, { group, stream, snapshot }: Prune) =>
	tx
		.selectFrom('envelope')
		.select(['device', 'seq'])
		.where('org', '=', org)
		.where('grp', '=', group)
		.where('stream', '=', streamBytes[stream])
		.where('id', '=', Buffer.from(snapshot))
		.executeTakeFirst();

/** Whether the snapshot is here, every chain has the end that is named, and nothing after the snapshot is to go. */
async function isPrunable(tx: ReadTransaction, org: string, prune: Prune): Promise<boolean> {
	const snapshot = await snapshotOf(tx, org, prune);
	if (!snapshot) return false;
	for (const { device, seq, hash } of prune.ends) {
		if (seq === 0) continue;
		if (device === snapshot.device && seq > snapshot.seq) return false;
		const chain = await chainOf(tx, org, prune, device);
		if (chain?.pruned_seq === seq && sameBytes(chain.pruned_id, hash)) continue;
		const end = await tx
			.selectFrom('envelope')
			.select('id')
			.where('org', '=', org)
			.where('grp', '=', prune.group)
			.where('stream', '=', streamBytes[prune.stream])
			.where('device', '=', device)
			.where('seq', '=', seq)
			.executeTakeFirst();
		if (!end || !sameBytes(end.id, hash)) return false;
	}
	return true;
}

/** Deletes what the snapshot stands for, and not the snapshot itself. Returns what became free. */
async function prune(tx: WriteTransaction, org: string, body: Prune) {
	const freed = { envelopes: 0, bytes: 0 };
	const snapshot = await snapshotOf(tx, org, body);
	for (const end of body.ends) {
		// Where the chain of its author ends with the snapshot, what goes ends just before.
		const isSnapshot = end.device === snapshot?.device && end.seq === snapshot.seq;
		const seq = isSnapshot ? end.seq - 1 : end.seq;
		if (seq === 0) continue;
		const of = { org, grp: body.group, stream: streamBytes[body.stream], device: end.device } as const;
		const last = await tx
			.selectFrom('envelope')
			.select('id')
			.where((eb) => eb.and({ ...of, seq }))
			.executeTakeFirst();
		// Gone already, by an earlier entry.
		if (!last) continue;
		const gone = await tx
			.deleteFrom('envelope')
			.where((eb) => eb.and(of))
			.where('seq', '<=', seq)
			.returning((row) => row.fn<number>('octet_length', ['bytes']).as('size'))
			.execute();
		freed.envelopes += gone.length;
		freed.bytes += gone.reduce((sum, { size }) => sum + size, 0);
		await tx
			.updateTable('chain_head')
			.set({ pruned_seq: seq, pruned_id: last.id })
			.where((eb) => eb.and(of))
			.execute();
	}
	return freed;
}
