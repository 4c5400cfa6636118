import { latestFollowed, type Change, type Edit, type FieldValue, type StampRef, type TableName } from './change';
import { greatestCounter } from './counter';

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
	readonly tables: Map<string, Map<string, Row>>;
	/** Rises by one with every applied change; a cheap "has anything changed". */
	revision: number;
	/** Greatest hybrid time seen, so that the next stamp comes after it. */
	lastHlc: number;
}

/** One row. A new object whenever a field changes, so that typed views can be cached by identity. */
export interface Row {
	readonly id: string;
	/** The winning value of every field. */
	readonly fields: { readonly [field: string]: FieldValue };
	readonly cells: { readonly [field: string]: Cell };
}

export interface Cell {
	/** The winner first. Never empty. */
	readonly heads: readonly Head[];
	/** Per device the hybrid times of its latest change, then of its earlier ones that still stood when it was made. */
	readonly past: { readonly [device: string]: readonly number[] };
	/** Versions that another device replaced, while their own has not written anything newer; absent when there are none. */
	readonly gone?: readonly StampRef[];
}

export interface Head {
	readonly value: FieldValue;
	readonly ctr: number;
	readonly hlc: number;
	readonly dev: string;
}

/** An empty ledger. */
export const createLedger = (): Ledger => ({ tables: new Map(), revision: 0, lastHlc: 0 });

/** Applies one change in place. Applying it again, or in another order, gives the same rows. Never throws. */
export function applyChange(ledger: Ledger, change: Change): void {
	const rows = ledger.tables.get(change.table) ?? new Map<string, Row>();
	const row = rows.get(change.row) ?? { id: change.row, fields: Object.create(null), cells: Object.create(null) };
	const cell = nextCell(row.cells[change.field], change);
	rows.set(change.row, {
		id: row.id,
		fields: assignOwn(row.fields, change.field, winnerOf(cell).value),
		cells: assignOwn(row.cells, change.field, cell)
	});
	ledger.tables.set(change.table, rows);
	ledger.revision += 1;
	ledger.lastHlc = Math.max(ledger.lastHlc, change.hlc);
}

/**
 * Joins a row that another device folded into ours, in place: the same as applying every change it was folded from. Doing
 * so again, or in another order, gives the same rows. Never throws for cells that `parseRow` let through.
 */
export function mergeRow(ledger: Ledger, table: string, id: string, cells: Row['cells']): void {
	const rows = ledger.tables.get(table) ?? new Map<string, Row>();
	const row = rows.get(id);
	const fields: Record<string, FieldValue> = Object.assign(Object.create(null), row?.fields);
	const joined: Record<string, Cell> = Object.assign(Object.create(null), row?.cells);
	for (const [field, theirs] of Object.entries(cells)) {
		const ours = joined[field];
		const cell = ours ? joinCells(ours, theirs) : ownCell(theirs);
		joined[field] = cell;
		fields[field] = winnerOf(cell).value;
		for (const head of cell.heads) ledger.lastHlc = Math.max(ledger.lastHlc, head.hlc);
	}
	rows.set(id, { id, fields, cells: joined });
	ledger.tables.set(table, rows);
	ledger.revision += 1;
}

/** Puts a row read from a snapshot in place. For `storage` only: the snapshot holds what `applyChange` made. */
export function restoreRow(ledger: Ledger, table: string, id: string, cells: Row['cells']): void {
	const rows = ledger.tables.get(table) ?? new Map<string, Row>();
	const fields: Record<string, FieldValue> = Object.create(null);
	// What JSON.parse makes inherits `constructor` and the like, which are not cells.
	const own: Record<string, Cell> = Object.create(null);
	for (const [field, read] of Object.entries(cells)) {
		const cell = ownCell(read);
		own[field] = cell;
		fields[field] = winnerOf(cell).value;
		for (const head of cell.heads) if (head.hlc > ledger.lastHlc) ledger.lastHlc = head.hlc;
	}
	rows.set(id, { id, fields, cells: own });
	ledger.tables.set(table, rows);
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
	const known = ledger.tables.get(change.table)?.get(change.row)?.cells[change.field]?.heads[0]?.ctr ?? 0;
	return change.ctr - known <= farthestRise && change.hlc <= Math.max(ledger.lastHlc, latestFollowed) + farthestTime;
}

/** All rows of a table, in no order that means anything. */
export const rowsOf = (ledger: Ledger, table: TableName): Iterable<Row> => ledger.tables.get(table)?.values() ?? [];

/** One row, or undefined when nothing was ever written to it. */
export const rowOf = (ledger: Ledger, table: TableName, id: string): Row | undefined =>
	ledger.tables.get(table)?.get(id);

function nextCell(cell: Cell | undefined, change: Change): Cell {
	const { ctr, hlc, dev } = change;
	const head: Head = { value: change.value as FieldValue, ctr, hlc, dev }; // JSON by construction: it came through JSON.parse or from an Edit
	const standing = (change.keeps ?? []).filter((ref) => ref[0] === dev && ref[1] < hlc).map((ref) => ref[1]);
	const past = ownPast(cell?.past);
	past[dev] = joinPast(past[dev], [hlc, ...sorted(standing)]);
	// A change can only replace what is older than itself, so the newest change known always remains a head.
	const gone = change.over.filter(([, at]) => at < hlc);
	return settledCell([...(cell?.heads ?? []), head], past, [...(cell?.gone ?? []), ...gone]);
}

/** The cell of all changes that either cell is the fold of. */
function joinCells(a: Cell, b: Cell): Cell {
	const past = ownPast(a.past);
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

const cellOf = (ledger: Ledger, { table, row, field }: Pick<Edit, 'table' | 'row' | 'field'>): Cell | undefined =>
	ledger.tables.get(table)?.get(row)?.cells[field];

const winnerOf = (cell: Cell): Head => {
	const [winner] = cell.heads;
	if (!winner) throw new Error('A cell without a head');
	return winner;
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const newestFirst = (a: Head, b: Head): number => b.ctr - a.ctr || b.hlc - a.hlc || compareText(b.dev, a.dev);

const textOf = (value: FieldValue): string => JSON.stringify(value) ?? '';

const sameValue = (a: FieldValue, b: FieldValue): boolean => a === b || textOf(a) === textOf(b);

/** A copy without a prototype: a device called `__proto__` is just a device. */
const ownPast = (past: Cell['past'] | undefined): Record<string, readonly number[]> =>
	Object.assign(Object.create(null), past);

/** A copy whose records have no prototype, as a cell has that `applyChange` made. */
const ownCell = ({ heads, past, gone }: Cell): Cell => ({ heads, past: ownPast(past), ...(gone && { gone }) });

/** A copy with one more own property, on a null prototype: a field called `__proto__` is just a field. */
function assignOwn<T>(record: { readonly [key: string]: T }, key: string, value: T): { readonly [key: string]: T } {
	const copy: Record<string, T> = Object.assign(Object.create(null), record);
	copy[key] = value;
	return copy;
}
