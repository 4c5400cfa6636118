import { compareText } from '$lib/base/order';
import { latestFollowed, type Change, type Edit, type FieldValue, type StampRef, type TableName } from './change';
import { greatestCounter } from './counter';
import {
	cellFrom,
	copyRecord,
	createRecord,
	isHead,
	keptFrom,
	keptOf,
	ownCell,
	restoredRow,
	rowWith,
	winnerOf,
	type Cell,
	type Head,
	type HeldRow,
	type Kept,
	type Row,
	type Shape
} from './held-row';

export type { Cell, Head, Row } from './held-row';

/**
 * The fold of all changes: what the vault holds, as rows. Public facts only decide the outcome (counter, hybrid time,
 * device), so every device that holds the same changes holds the same rows, whatever the order they came in.
 *
 * [Note: Heads]
 * Per field we keep the versions that nobody has replaced yet ("heads"). A version is replaced when a later change names
 * it in `over`, or when its own device changed the field again without naming it in `keeps`: what a device writes replaces
 * what it wrote before, except a version that had lost and that the person never settled. Both grow only, so applying is
 * commutative and idempotent; and only something newer (by hybrid time) can replace, so the newest change always stands.
 * The winner is the greatest head by (ctr, hlc, dev); the other heads are true concurrent versions and stay visible.
 */
export interface Ledger {
	readonly tables: Map<string, Map<string, HeldRow>>;
	/** Rises by one with every applied change; a cheap "has anything changed". */
	revision: number;
	/** Greatest hybrid time seen, so that the next stamp comes after it. */
	lastHlc: number;
}

/** An empty ledger. */
export const createLedger = (): Ledger => ({ tables: new Map(), revision: 0, lastHlc: 0 });

/** Applies one change in place. Applying it again, or in another order, gives the same rows. Never throws. */
export function applyChange(ledger: Ledger, change: Change): void {
	const rows = rowsNamed(ledger, change.table);
	const row = rows.get(change.row);
	const kept = nextKept(row && keptOf(row, change.field), change);
	rows.set(change.row, rowWith(row?.id ?? change.row, row, [[change.field, kept]]));
	ledger.revision += 1;
	ledger.lastHlc = Math.max(ledger.lastHlc, change.hlc);
}

/**
 * Joins a row that another device folded into ours, in place: the same as applying every change it was folded from. Doing
 * so again, or in another order, gives the same rows. Never throws for cells that `parseRow` let through.
 */
export function mergeRow(ledger: Ledger, table: string, id: string, cells: Row['cells']): void {
	const rows = rowsNamed(ledger, table);
	const row = rows.get(id);
	const joined = Object.entries(cells).map(([field, theirs]): [string, Kept] => {
		const ours = row && keptOf(row, field);
		const cell = ours ? joinCells(cellFrom(ours), theirs) : ownCell(theirs);
		for (const head of cell.heads) ledger.lastHlc = Math.max(ledger.lastHlc, head.hlc);
		return [field, keptFrom(cell)];
	});
	rows.set(id, rowWith(id, row, joined));
	ledger.revision += 1;
}

/** Puts a row of whole cells read from a snapshot in place. For `storage` only: it holds what `applyChange` made. */
export function restoreRow(ledger: Ledger, table: string, id: string, cells: Row['cells']): void {
	const entries = Object.entries(cells).map(([field, read]): [string, Kept] => {
		// What JSON.parse makes inherits `constructor` and the like, which are not cells.
		const cell = ownCell(read);
		for (const head of cell.heads) ledger.lastHlc = Math.max(ledger.lastHlc, head.hlc);
		return [field, keptFrom(cell)];
	});
	rowsNamed(ledger, table).set(id, rowWith(id, undefined, entries));
}

/** A row as a snapshot holds it. */
export interface ShortRow {
	readonly id: string;
	/** One for each name of the shape. */
	readonly values: readonly FieldValue[];
	/** For each name of the shape its hybrid time, its counter, and the place of its device. */
	readonly stamps: readonly number[];
	/** The fields that are not of the shape. */
	readonly cells?: Row['cells'] | undefined;
}

/** `restoreRow` for a row in short form. */
export function restoreShortRow(
	ledger: Ledger,
	table: string,
	shape: Shape,
	{ id, values, stamps, cells }: ShortRow
): void {
	for (let at = 0; at < stamps.length; at += 3) ledger.lastHlc = Math.max(ledger.lastHlc, stamps[at] ?? 0);
	for (const cell of cells ? Object.values(cells) : [])
		for (const head of cell.heads) ledger.lastHlc = Math.max(ledger.lastHlc, head.hlc);
	rowsNamed(ledger, table).set(id, restoredRow(id, shape, values, stamps, cells));
}

function rowsNamed(ledger: Ledger, table: string): Map<string, HeldRow> {
	const known = ledger.tables.get(table);
	if (known) return known;
	const rows = new Map<string, HeldRow>();
	ledger.tables.set(table, rows);
	return rows;
}

/** What a stamp says besides its time and device. */
export interface Stamp {
	readonly ctr: number;
	readonly over: StampRef[];
	readonly keeps?: StampRef[];
}

/** The stamp an edit gets: what it replaces, what it leaves standing, and a counter one above what the editor saw. */
export function stampOf(ledger: Ledger, edit: Edit): Stamp {
	const cell = cellOf(ledger, edit);
	if (!cell) return { ctr: 1, over: [] };
	const [winner, ...others] = cell.heads.map((head): StampRef => [head.dev, head.hlc]);
	const ctr = Math.min(greatestCounter, winnerOf(cell).ctr + 1);
	if (!winner || others.length === 0 || edit.settles) return { ctr, over: winner ? [winner, ...others] : [] };
	return { ctr, over: [winner], keeps: others };
}

/**
 * The edits that would change something: the last one for each field, unless the field holds that value already and
 * nobody disagrees. A form that writes all its fields then cannot undo what somebody else changed meanwhile.
 */
export function neededEdits(ledger: Ledger, edits: readonly Edit[]): readonly Edit[] {
	const keyOf = ({ table, row, field }: Edit) => JSON.stringify([table, row, field]);
	const lastByField = new Map(edits.map((edit) => [keyOf(edit), edit]));
	return edits.filter((edit) => {
		if (lastByField.get(keyOf(edit)) !== edit) return false;
		const cell = cellOf(ledger, edit);
		if (!cell || (edit.settles && cell.heads.length > 1)) return true;
		return !sameValue(winnerOf(cell).value, edit.value);
	});
}

/** Concurrent versions of a field that lost, newest first, none twice; empty when there is no disagreement. */
export function otherVersions(ledger: Ledger, table: TableName, row: string, field: string): readonly FieldValue[] {
	const cell = cellOf(ledger, { table, row, field });
	if (!cell) return [];
	const values = cell.heads.map((head) => head.value);
	return values.filter((value, at) => values.findIndex((other) => sameValue(other, value)) === at).slice(1);
}

/** Those versions, each with the device that wrote it. */
export function otherVersionsBy(
	ledger: Ledger,
	table: TableName,
	row: string,
	field: string
): readonly { readonly value: FieldValue; readonly device: string }[] {
	const heads = cellOf(ledger, { table, row, field })?.heads ?? [];
	return otherVersions(ledger, table, row, field).map((value) => ({
		value,
		device: heads.find((head) => sameValue(head.value, value))?.dev ?? ''
	}));
}

/** Furthest a counter may rise above the one we know; a person does not write one field this often while we are apart. */
const farthestRise = 10_000;

/** Furthest a hybrid time may lie beyond every time we know, about 50 days; at most this far past the year 2109. */
const farthestTime = 2 ** 32;

/**
 * False for a stamp that only a fault or an ill will explains: it would win every later disagreement, or use up the numbers
 * that our own stamps come from. Such a change is set aside, and may be asked about again when more is known. A clock that
 * is merely wrong is plausible: its time decides between equal counters only.
 */
export function isPlausible(ledger: Ledger, change: Pick<Change, 'table' | 'row' | 'field' | 'ctr' | 'hlc'>): boolean {
	const row = ledger.tables.get(change.table)?.get(change.row);
	const kept = row && keptOf(row, change.field);
	const known = kept ? winnerOf(kept).ctr : 0;
	return change.ctr - known <= farthestRise && change.hlc <= Math.max(ledger.lastHlc, latestFollowed) + farthestTime;
}

/** All rows of a table, in no order that means anything. */
export const rowsOf = (ledger: Ledger, table: TableName): Iterable<Row> => ledger.tables.get(table)?.values() ?? [];

/** One row, or undefined when nothing was ever written to it. */
export const rowOf = (ledger: Ledger, table: TableName, id: string): Row | undefined =>
	ledger.tables.get(table)?.get(id);

function nextKept(kept: Kept | undefined, change: Change): Kept {
	const { ctr, hlc, dev, over } = change;
	const head: Head = { value: change.value as FieldValue, ctr, hlc, dev }; // JSON by construction: it came through JSON.parse or from an Edit
	// The two usual cases, which `nextCell` would give the same answer to: the first version, and one over the only one.
	const standsAlone = !change.keeps || change.keeps.length === 0;
	if (!kept && standsAlone && over.length === 0) return head;
	if (kept && isHead(kept) && standsAlone && over.length === 1 && kept.hlc < hlc) {
		const [replaced] = over;
		if (replaced && replaced[0] === kept.dev && replaced[1] === kept.hlc) {
			if (kept.dev === dev) return head;
			const past = createRecord<readonly number[]>();
			past[kept.dev] = [kept.hlc];
			past[dev] = [hlc];
			return { heads: [head], past, gone: [replaced] };
		}
	}
	return keptFrom(nextCell(kept && cellFrom(kept), head, change));
}

function nextCell(cell: Cell | undefined, head: Head, change: Change): Cell {
	const { hlc, dev } = change;
	const standing = (change.keeps ?? []).filter((ref) => ref[0] === dev && ref[1] < hlc).map((ref) => ref[1]);
	const past = copyRecord(cell?.past);
	past[dev] = joinPast(past[dev], [hlc, ...sorted(standing)]);
	// A change can only replace what is older than itself, so the newest change known always remains a head.
	const gone = change.over.filter(([, at]) => at < hlc);
	return settledCell([...(cell?.heads ?? []), head], past, [...(cell?.gone ?? []), ...gone]);
}

/** The cell of all changes that either cell is the fold of. */
function joinCells(a: Cell, b: Cell): Cell {
	const past = copyRecord(a.past);
	for (const [device, times] of Object.entries(b.past)) past[device] = joinPast(past[device], times);
	return settledCell([...a.heads, ...b.heads], past, [...(a.gone ?? []), ...(b.gone ?? [])]);
}

/** The cell without the heads and references that it knows to be replaced. */
function settledCell(known: readonly Head[], past: Cell['past'], replaced: readonly StampRef[]): Cell {
	const isReplacedByItsOwn = (device: string, at: number) => {
		const [latest = -1, ...stood] = past[device] ?? [];
		return at < latest && !stood.includes(at);
	};
	const gone = new Map<string, StampRef>();
	for (const ref of replaced) if (!isReplacedByItsOwn(...ref)) gone.set(`${ref[1]}/${ref[0]}`, ref);
	const headsByStamp = new Map<string, Head>();
	for (const head of known) {
		const stamp = `${head.hlc}/${head.dev}`;
		if (!isReplacedByItsOwn(head.dev, head.hlc) && !gone.has(stamp))
			headsByStamp.set(stamp, firstOfTwins(headsByStamp.get(stamp), head));
	}
	const heads = [...headsByStamp.values()].sort(newestFirst);
	if (gone.size === 0) return { heads, past };
	return { heads, past, gone: [...gone.values()].sort((a, b) => a[1] - b[1] || compareText(a[0], b[0])) };
}

/**
 * One device's past from two. A version stands only if every later change of its device left it standing: on each side it
 * is not older than the latest change known there, or is known there to stand. So the order of arrival does not matter.
 */
function joinPast(ours: readonly number[] | undefined, theirs: readonly number[]): readonly number[] {
	if (!ours) return theirs;
	const [[a = -1, ...stoodInA], [b = -1, ...stoodInB]] = [ours, theirs];
	const kept = [...stoodInA, ...stoodInB].filter(
		(at) => (at >= a || stoodInA.includes(at)) && (at >= b || stoodInB.includes(at))
	);
	return [Math.max(a, b), ...sorted(kept)];
}

const sorted = (times: readonly number[]): readonly number[] => [...new Set(times)].sort((a, b) => a - b);

/** Two changes with one stamp are a fault of their device; which one counts must still not depend on their order. */
function firstOfTwins(twin: Head | undefined, head: Head): Head {
	if (!twin) return head;
	return twin.ctr > head.ctr || (twin.ctr === head.ctr && textOf(twin.value) >= textOf(head.value)) ? twin : head;
}

function cellOf(ledger: Ledger, { table, row, field }: Pick<Edit, 'table' | 'row' | 'field'>): Cell | undefined {
	const found = ledger.tables.get(table)?.get(row);
	const kept = found && keptOf(found, field);
	return kept && cellFrom(kept);
}

const newestFirst = (a: Head, b: Head): number => b.ctr - a.ctr || b.hlc - a.hlc || compareText(b.dev, a.dev);

const textOf = (value: FieldValue): string => JSON.stringify(value) ?? '';

const sameValue = (a: FieldValue, b: FieldValue): boolean => a === b || textOf(a) === textOf(b);
