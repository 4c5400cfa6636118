import type { Change, Edit, FieldValue, StampRef, TableName } from './change';

/**
 * The fold of all changes: what the vault holds, as rows. Public facts only decide the outcome (counter, hybrid time,
 * device), so every device that holds the same changes holds the same rows, whatever the order they came in.
 *
 * [Note: Heads]
 * Per field we keep the versions that nobody has replaced yet ("heads"), and per device the latest hybrid time known to
 * be replaced ("past"). A change replaces what it names in `over` and everything its own device wrote to the field
 * before. `past` only ever grows and heads are what lies beyond it, so applying is commutative and idempotent. The
 * winner is the greatest head by (ctr, hlc, dev); the other heads are true concurrent versions and stay visible.
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
	readonly heads: readonly Head[];
	readonly past: { readonly [device: string]: number };
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
	const cell = nextCell(Object.hasOwn(row.cells, change.field) ? row.cells[change.field] : undefined, change);
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
	for (const field of Object.keys(cells)) {
		const cell = cells[field];
		if (!cell) continue;
		fields[field] = winnerOf(cell).value;
		for (const head of cell.heads) if (head.hlc > ledger.lastHlc) ledger.lastHlc = head.hlc;
	}
	rows.set(id, { id, fields, cells });
	ledger.tables.set(table, rows);
}

/** The stamp an edit gets: what it replaces, and a counter one above what the editor saw. */
export function stampOf(ledger: Ledger, edit: Edit): { readonly ctr: number; readonly over: StampRef[] } {
	const cell = ledger.tables.get(edit.table)?.get(edit.row)?.cells[edit.field];
	if (!cell) return { ctr: 1, over: [] };
	const winner = winnerOf(cell);
	const replaced = edit.settles ? cell.heads : [winner];
	return { ctr: winner.ctr + 1, over: replaced.map((head) => [head.dev, head.hlc]) };
}

/** Concurrent versions of a field that lost, newest first; empty when there is no disagreement. */
export function otherVersions(ledger: Ledger, table: TableName, row: string, field: string): readonly FieldValue[] {
	const cell = ledger.tables.get(table)?.get(row)?.cells[field];
	if (!cell) return [];
	const winner = winnerOf(cell);
	return [...cell.heads]
		.filter((head) => head !== winner && JSON.stringify(head.value) !== JSON.stringify(winner.value))
		.sort(newestFirst)
		.map((head) => head.value);
}

/** All rows of a table, in no order that means anything. */
export const rowsOf = (ledger: Ledger, table: TableName): Iterable<Row> => ledger.tables.get(table)?.values() ?? [];

/** One row, or undefined when nothing was ever written to it. */
export const rowOf = (ledger: Ledger, table: TableName, id: string): Row | undefined =>
	ledger.tables.get(table)?.get(id);

function nextCell(cell: Cell | undefined, change: Change): Cell {
	const past: Record<string, number> = Object.assign(Object.create(null), cell?.past);
	const raise = (device: string, hlc: number) => {
		past[device] = Math.max(past[device] ?? -1, hlc);
	};
	raise(change.dev, change.hlc - 1);
	// A change can only replace what is older than itself, so the newest change known always remains a head.
	for (const [device, hlc] of change.over) if (hlc < change.hlc) raise(device, hlc);
	const head: Head = { value: change.value as FieldValue, ctr: change.ctr, hlc: change.hlc, dev: change.dev }; // JSON by construction: it came through JSON.parse or from an Edit
	const known = cell?.heads.some((other) => other.dev === head.dev && other.hlc === head.hlc) ?? false;
	const candidates = known || !cell ? (cell?.heads ?? [head]) : [...cell.heads, head];
	return { heads: candidates.filter(({ dev, hlc }) => hlc > (past[dev] ?? -1)).sort(newestFirst), past };
}

const winnerOf = (cell: Cell): Head => {
	const [winner] = cell.heads;
	if (!winner) throw new Error('A cell without a head');
	return winner;
};

const newestFirst = (a: Head, b: Head): number =>
	b.ctr - a.ctr || b.hlc - a.hlc || (a.dev < b.dev ? 1 : a.dev > b.dev ? -1 : 0);

/** A copy with one more own property, on a null prototype: a field called `__proto__` is just a field. */
function assignOwn<T>(record: { readonly [key: string]: T }, key: string, value: T): { readonly [key: string]: T } {
	const copy: Record<string, T> = Object.assign(Object.create(null), record);
	copy[key] = value;
	return copy;
}
