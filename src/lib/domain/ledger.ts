import type { Change, Edit, FieldValue, StampRef, TableName } from './change';
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

/** Puts a row read from a snapshot in place. For `storage` only: the snapshot holds what `applyChange` made. */
export function restoreRow(ledger: Ledger, table: string, id: string, cells: Row['cells']): void {
	const rows = ledger.tables.get(table) ?? new Map<string, Row>();
	const fields: Record<string, FieldValue> = Object.create(null);
	// What JSON.parse makes inherits `constructor` and the like, which are not cells.
	const own: Record<string, Cell> = Object.create(null);
	for (const [field, { heads, past, gone }] of Object.entries(cells)) {
		const cell = { heads, past: ownPast(past), ...(gone && { gone }) };
		own[field] = cell;
		fields[field] = winnerOf(cell).value;
		for (const head of heads) if (head.hlc > ledger.lastHlc) ledger.lastHlc = head.hlc;
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

/** All rows of a table, in no order that means anything. */
export const rowsOf = (ledger: Ledger, table: TableName): Iterable<Row> => ledger.tables.get(table)?.values() ?? [];

/** One row, or undefined when nothing was ever written to it. */
export const rowOf = (ledger: Ledger, table: TableName, id: string): Row | undefined =>
	ledger.tables.get(table)?.get(id);

function nextCell(cell: Cell | undefined, change: Change): Cell {
	const { ctr, hlc, dev } = change;
	const head: Head = { value: change.value as FieldValue, ctr, hlc, dev }; // JSON by construction: it came through JSON.parse or from an Edit
	const past = ownPast(cell?.past);
	const standing = (change.keeps ?? []).filter((ref) => ref[0] === dev && ref[1] < hlc).map((ref) => ref[1]);
	past[dev] = nextPast(past[dev], hlc, standing);
	const isReplacedByItsOwn = (device: string, at: number) => {
		const [latest = -1, ...stood] = past[device] ?? [];
		return at < latest && !stood.includes(at);
	};
	const gone = new Map<string, StampRef>();
	// A change can only replace what is older than itself, so the newest change known always remains a head.
	for (const ref of [...(cell?.gone ?? []), ...change.over.filter(([, at]) => at < hlc)])
		if (!isReplacedByItsOwn(...ref)) gone.set(`${ref[1]}/${ref[0]}`, ref);
	const heads = [
		...(cell?.heads ?? []).filter((other) => other.dev !== dev || other.hlc !== hlc),
		firstOfTwins(cell, head)
	]
		.filter((other) => !isReplacedByItsOwn(other.dev, other.hlc) && !gone.has(`${other.hlc}/${other.dev}`))
		.sort(newestFirst);
	if (gone.size === 0) return { heads, past };
	return { heads, past, gone: [...gone.values()].sort((a, b) => a[1] - b[1] || compareText(a[0], b[0])) };
}

/**
 * A device's past after one more of its changes. A version stands only if every later change of its device left it
 * standing, and that does not depend on the order in which those changes arrive.
 */
function nextPast(past: readonly number[] | undefined, hlc: number, standing: readonly number[]): readonly number[] {
	if (!past) return [hlc, ...sorted(standing)];
	const [latest = -1, ...stood] = past;
	const kept = [...stood, ...standing].filter(
		(at) => (at >= latest || stood.includes(at)) && (at >= hlc || standing.includes(at))
	);
	return [Math.max(latest, hlc), ...sorted(kept)];
}

const sorted = (times: readonly number[]): readonly number[] => [...new Set(times)].sort((a, b) => a - b);

/** Two changes with one stamp are a fault of their device; which one counts must still not depend on their order. */
function firstOfTwins(cell: Cell | undefined, head: Head): Head {
	const twin = cell?.heads.find((other) => other.dev === head.dev && other.hlc === head.hlc);
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

/** A copy with one more own property, on a null prototype: a field called `__proto__` is just a field. */
function assignOwn<T>(record: { readonly [key: string]: T }, key: string, value: T): { readonly [key: string]: T } {
	const copy: Record<string, T> = Object.assign(Object.create(null), record);
	copy[key] = value;
	return copy;
}
