/**
 * What waits to leave the phone, sealed like everything else. Empty while nothing is shared: only what
 * `domain/sharing.ts` names may ever be put here.
 *
 * Who may call it: `vault.ts`.
 *
 * What must stay true: an entry stays until the other side has confirmed it, or until its stream is closed; one that will
 * not go never blocks the rest (threats: lost work, a queue stuck behind one record).
 */
import { bytesToText, textToBytes } from '$lib/base/bytes';
import type { Random } from '$lib/base/random';
import { open, seal, type SealKey } from '$lib/crypto/envelope';
import type { Change } from '$lib/domain/change';
import type { GroupId } from '$lib/domain/ids';
import type { Leaving, Stream, StreamOf } from '$lib/domain/sharing';
import type { ToldTally } from '$lib/domain/tally';
import type { SealedRow } from './store';

/** One thing to send to a stream: some changes, or everything the stream holds when the entry is packed. */
export type OutboxEntry =
	| {
			readonly v: 1;
			readonly kind: 'changes';
			readonly group: GroupId;
			readonly stream: Stream;
			readonly changes: readonly Change[];
	  }
	| { readonly v: 1; readonly kind: 'whole'; readonly group: GroupId; readonly stream: Stream };

/**
 * Counts of a batch, to be told to the check-in readers in letters. They go with the reports of the group: when these stop,
 * it does.
 */
export interface TallyEntry {
	readonly v: 1;
	readonly kind: 'tally';
	readonly group: GroupId;
	readonly stream: 'report';
	readonly tally: ToldTally;
}

/** A tally that waits. */
export interface WaitingTally {
	readonly id: string;
	readonly entry: TallyEntry;
}

/** An entry that waits, with the id by which it is confirmed. */
export interface WaitingEntry {
	readonly id: string;
	readonly entry: OutboxEntry;
}

/** Most characters of JSON in one entry, about 64 KB, so that each fits into one envelope. A longer change goes alone. */
const longestEntry = 65_536;

/** The entries for what leaves with a write. */
export const entriesOf = (leaving: readonly Leaving[]): readonly OutboxEntry[] =>
	leaving.flatMap((part): readonly OutboxEntry[] => {
		const { group, stream } = part;
		if (part.kind === 'whole') return [{ v: 1, kind: 'whole', group, stream }];
		return inParts(part.changes).map((changes) => ({ v: 1, kind: 'changes', group, stream, changes }));
	});

/** The row for an entry, under a random id. */
export function sealEntry(key: SealKey, random: Random, entry: OutboxEntry | TallyEntry): SealedRow {
	const id = random.uuid();
	return { id, box: seal(key, textToBytes(JSON.stringify(entry)), ['outbox', 'outbox', id], 'record') };
}

/**
 * The entries that open and that this app knows how to send, what was written first before what followed; others stay
 * where they are. Never throws.
 */
export const openEntries = (key: SealKey, rows: readonly SealedRow[]): readonly WaitingEntry[] =>
	openRows(key, rows)
		.flatMap(({ id, entry }) => (entry.kind === 'tally' ? [] : [{ id, entry }]))
		.sort((a, b) => timeOf(a.entry) - timeOf(b.entry));

/** The tallies among them. Never throws. */
export const openTallies = (key: SealKey, rows: readonly SealedRow[]): readonly WaitingTally[] =>
	openRows(key, rows).flatMap(({ id, entry }) => (entry.kind === 'tally' ? [{ id, entry }] : []));

function openRows(
	key: SealKey,
	rows: readonly SealedRow[]
): readonly { readonly id: string; readonly entry: OutboxEntry | TallyEntry }[] {
	return rows.flatMap((row) => {
		const opened = open(key, row.box, ['outbox', 'outbox', row.id]);
		if (!opened.ok) return [];
		const entry = JSON.parse(bytesToText(opened.value)) as OutboxEntry | TallyEntry; // authenticated: `sealEntry` wrote it with this key
		return entry.v === 1 && knownKinds.includes(entry.kind) ? [{ id: row.id, entry }] : [];
	});
}

const knownKinds: readonly string[] = ['changes', 'whole', 'tally'];

/** The waiting entries of these streams. */
export const idsOfStreams = (
	waiting: readonly (WaitingEntry | WaitingTally)[],
	streams: readonly StreamOf[]
): readonly string[] =>
	waiting
		.filter(({ entry }) => streams.some(({ group, stream }) => entry.group === group && entry.stream === stream))
		.map(({ id }) => id);

const timeOf = (entry: OutboxEntry): number => (entry.kind === 'changes' ? (entry.changes[0]?.hlc ?? 0) : 0);

function inParts(changes: readonly Change[]): readonly (readonly Change[])[] {
	const parts: Change[][] = [];
	let length = longestEntry;
	for (const change of changes) {
		const size = JSON.stringify(change).length;
		if (length + size > longestEntry) {
			parts.push([]);
			length = 0;
		}
		parts.at(-1)?.push(change);
		length += size + 1;
	}
	return parts;
}
