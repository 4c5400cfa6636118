import type { FieldValue, StampRef } from './change';

/**
 * How the ledger holds a row in memory.
 *
 * [Note: Short cells]
 * Nearly every field has one version, of a device that left nothing beside it, and that replaced nobody else's. Its stamp
 * says all there is to know, so that is all we keep of it: a `Head`, or three numbers in a list when it came from a
 * snapshot. The whole cell is made when somebody asks for it. On a cheap phone, making and collecting the objects of
 * a hundred thousand cells takes longer than reading them.
 */

/** One row. A new object whenever a field changes, so that typed views can be cached by identity. */
export interface Row {
	readonly id: string;
	/** The winning value of every field. */
	readonly fields: { readonly [field: string]: FieldValue };
	/** Every version of every field. Made when it is first asked for. */
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

/** What is kept of a field: the whole cell, or only its head when that says all. */
export type Kept = Cell | Head;

/** What many rows of a snapshot share. */
export interface Shape {
	/** The fields, in the order of the stamps. */
	readonly names: readonly string[];
	readonly devices: readonly string[];
}

/** A row as the ledger holds it. Made by `createRow` and `restoredRow` only. */
export interface HeldRow extends Row {
	/** The fields that came from a snapshot as a single head; their values are in `fields`. */
	readonly shape: Shape;
	/** For each name of the shape its hybrid time, its counter, and the place of its device. */
	readonly stamps: readonly number[];
	/** All other fields, and those written since. */
	readonly kept: { readonly [field: string]: Kept };
}

/** Inherits nothing, unlike what a literal makes; and unlike what `Object.create(null)` makes, objects on it are fast. */
const bare: object = Object.freeze(Object.create(null));

/** An empty record in which `__proto__` and `constructor` are keys like any other. */
export const createRecord = <T>(): Record<string, T> => Object.create(bare) as Record<string, T>; // Object.create is untyped

/** A copy of a record, as `createRecord` makes them. */
export const copyRecord = <T>(record: { readonly [key: string]: T } | undefined): Record<string, T> =>
	Object.assign(createRecord<T>(), record);

const noShape: Shape = { names: [], devices: [] };
const noStamps: readonly number[] = [];

/** Shared by all rows: an accessor of each row's own would cost more than the row. */
const rowPrototype = {
	get cells(): Row['cells'] {
		const row = this as unknown as HeldRow; // every object on this prototype was made below
		const cells = createRecord<Cell>();
		for (const [field, kept] of allKept(row)) cells[field] = cellFrom(kept);
		// Asked for once, they are often asked for again.
		Object.defineProperty(row, 'cells', { value: cells });
		return cells;
	}
};

function createHeld(
	id: string,
	fields: Row['fields'],
	shape: Shape,
	stamps: readonly number[],
	kept: HeldRow['kept']
): HeldRow {
	const row = Object.create(rowPrototype) as { -readonly [key in keyof HeldRow]: HeldRow[key] };
	row.id = id;
	row.fields = fields;
	row.shape = shape;
	row.stamps = stamps;
	row.kept = kept;
	return row;
}

const nothing: HeldRow['kept'] = createRecord<Kept>();

/** A row read from a snapshot: a value and a stamp for each name of the shape, and whole cells for its other fields. */
export function restoredRow(
	id: string,
	shape: Shape,
	values: readonly FieldValue[],
	stamps: readonly number[],
	cells: Row['cells'] | undefined
): HeldRow {
	const fields = createRecord<FieldValue>();
	shape.names.forEach((name, at) => (fields[name] = values[at] ?? null));
	if (!cells) return createHeld(id, fields, shape, stamps, nothing);
	const kept = createRecord<Kept>();
	for (const [field, cell] of Object.entries(cells)) {
		kept[field] = keptFrom(ownCell(cell));
		fields[field] = winnerOf(cell).value;
	}
	return createHeld(id, fields, shape, stamps, kept);
}

/** The row with other contents of some of its fields; a new row when there was none. */
export function rowWith(id: string, row: HeldRow | undefined, changed: Iterable<readonly [string, Kept]>): HeldRow {
	const fields = copyRecord(row?.fields);
	const kept = copyRecord(row?.kept);
	for (const [field, each] of changed) {
		kept[field] = each;
		fields[field] = winnerOf(each).value;
	}
	return createHeld(id, fields, row?.shape ?? noShape, row?.stamps ?? noStamps, kept);
}

/** What the row keeps of a field; undefined when nothing was ever written to it. */
export function keptOf(row: HeldRow, field: string): Kept | undefined {
	const kept = row.kept[field];
	if (kept) return kept;
	const at = row.shape.names.indexOf(field);
	return at < 0 ? undefined : headAt(row, field, at);
}

/** What the row keeps of every field. */
export const allKept = (row: HeldRow): readonly (readonly [field: string, kept: Kept])[] => [
	...row.shape.names
		.map((field, at) => [field, headAt(row, field, at)] as const)
		.filter(([field]) => !Object.hasOwn(row.kept, field)),
	...Object.entries(row.kept)
];

/** Of the field at this place of the shape. */
function headAt({ fields, shape, stamps }: HeldRow, field: string, at: number): Head {
	const dev = shape.devices[stamps[3 * at + 2] ?? 0] ?? '';
	return { value: fields[field] ?? null, ctr: stamps[3 * at + 1] ?? 1, hlc: stamps[3 * at] ?? 0, dev };
}

/** Whether every field was written once and by one device alone. False may also mean that this cannot be told at a glance. */
export function hasOnlyFirsts({ shape, stamps, kept }: HeldRow): boolean {
	for (const [at, name] of shape.names.entries())
		if (stamps[3 * at + 1] !== 1 && !Object.hasOwn(kept, name)) return false;
	return Object.values(kept).every((each) => isHead(each) && each.ctr === 1);
}

/** The head that wins. */
export function winnerOf(kept: Kept): Head {
	if (isHead(kept)) return kept;
	const [winner] = kept.heads;
	if (!winner) throw new Error('A cell without a head');
	return winner;
}

/** Whether only a head is kept, because it says all. */
export const isHead = (kept: Kept): kept is Head => 'hlc' in kept;

/** The whole cell. */
export function cellFrom(kept: Kept): Cell {
	if (!isHead(kept)) return kept;
	const past = createRecord<readonly number[]>();
	past[kept.dev] = [kept.hlc];
	return { heads: [kept], past };
}

/** The least that says all about the cell. */
export function keptFrom(cell: Cell): Kept {
	const [head, other] = cell.heads;
	if (!head || other || cell.gone) return cell;
	const times = cell.past[head.dev];
	const isAlone = times?.length === 1 && times[0] === head.hlc && Object.keys(cell.past).length === 1;
	return isAlone ? head : cell;
}

/** A copy whose records inherit nothing, for a cell that JSON.parse made. */
export const ownCell = ({ heads, past, gone }: Cell): Cell => ({
	heads,
	past: copyRecord(past),
	...(gone && { gone })
});
