import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';
import { StampRef, type Change } from './change';
import { greatestCounter } from './counter';
import { isPlausible, type Cell, type Head, type Ledger, type Row } from './ledger';

/** A row with all its versions, as one device gives it to another: what `mergeRow` takes. */
export type LedgerRow = readonly [table: string, id: string, cells: Row['cells']];

/** Not a row that a ledger could have folded: damaged, or made to harm. */
export interface RowRefused {
	readonly type: 'RowRefused';
}

/** Longest name of a table, row, field or device, in UTF-16 units. Our own are ids and words. */
const longestKey = 200;
/** Most fields of a row; most heads, devices or references of a cell. */
const most = 4096;
/** Deepest value: a deeper one is no value of ours, and could exhaust the stack of whoever reads it. */
const deepest = 32;

const key = z.string().check(z.maxLength(longestKey));
const time = z.int().check(z.gte(0));
const HeadShape = z.object({
	value: z.unknown().check(z.refine((value) => isShallow(value))),
	ctr: z.int().check(z.gte(1), z.lte(greatestCounter)),
	hlc: time,
	dev: key
});
const CellShape = z.object({
	heads: z.array(HeadShape).check(z.minLength(1), z.maxLength(most)),
	past: z.custom<object>(isPlainObject),
	gone: z.optional(z.array(StampRef).check(z.maxLength(most)))
});
const Times = z.array(time).check(z.minLength(1), z.maxLength(most));
const RowShape = z.tuple([key, key, z.custom<object>(isPlainObject)]);

/**
 * Checks a row that came from another device, already parsed from JSON. `RowRefused` for anything that `applyChange` could
 * not have made: joined to ours it might leave a field without a value, or settle what nobody settled. Never throws.
 */
export function parseRow(value: unknown): Result<LedgerRow, RowRefused> {
	const row = RowShape.safeParse(value);
	if (!row.success) return refused;
	const [table, id, read] = row.data;
	const entries = Object.entries(read);
	if (entries.length === 0 || entries.length > most) return refused;
	const cells: Record<string, Cell> = Object.create(null);
	for (const [field, unread] of entries) {
		const cell = field.length <= longestKey ? cellIn(unread) : null;
		if (!cell) return refused;
		cells[field] = cell;
	}
	return ok([table, id, cells]);
}

/** `isPlausible` for every version of a row. */
export const isPlausibleRow = (ledger: Ledger, [table, row, cells]: LedgerRow): boolean =>
	Object.entries(cells).every(([field, { heads }]) =>
		heads.every(({ ctr, hlc }) => isPlausible(ledger, { table, row, field, ctr, hlc }))
	);

/** Whether the names, lists and value of a change from another device are of a size that a row may have. */
export const isModest = ({ table, row, field, dev, over, keeps, value }: Change): boolean =>
	[table, row, field, dev].every((name) => name.length <= longestKey) &&
	over.length + (keeps?.length ?? 0) <= most &&
	isShallow(value);

const refused = err({ type: 'RowRefused' } as const);

function cellIn(unread: unknown): Cell | null {
	const shape = CellShape.safeParse(unread);
	if (!shape.success) return null;
	const past = pastIn(shape.data.past);
	if (!past) return null;
	const heads = shape.data.heads as Head[]; // a shallow value that came through JSON.parse is a field's value
	const { gone } = shape.data;
	const cell: Cell = { heads, past, ...(gone && gone.length > 0 && { gone }) };
	return isFolded(cell) ? cell : null;
}

function pastIn(read: object): Cell['past'] | null {
	const entries = Object.entries(read);
	if (entries.length > most) return null;
	const past: Record<string, readonly number[]> = Object.create(null);
	for (const [device, unread] of entries) {
		const times = Times.safeParse(unread);
		if (!times.success || device.length > longestKey) return null;
		const [latest = 0, ...stood] = times.data;
		if (stood.some((at, place) => at >= latest || at <= (stood[place - 1] ?? -1))) return null;
		past[device] = times.data;
	}
	return past;
}

/** What holds for every fold. The newest time must be a head's: from that follows that a join never loses all heads. */
function isFolded({ heads, past, gone = [] }: Cell): boolean {
	const newest = Math.max(...heads.map(({ hlc }) => hlc));
	const stands = (device: string, at: number) => (past[device] ?? []).includes(at);
	const isReplacedByItsOwn = (device: string, at: number) => at < (past[device]?.[0] ?? -1) && !stands(device, at);
	const replaced = new Set(gone.map(([device, at]) => `${at}/${device}`));
	const stamps = new Set(heads.map(({ dev, hlc }) => `${hlc}/${dev}`));
	return (
		stamps.size === heads.length &&
		heads.every(({ dev, hlc }) => stands(dev, hlc) && !replaced.has(`${hlc}/${dev}`)) &&
		Object.values(past).every(([latest = 0]) => latest <= newest) &&
		gone.every(([device, at]) => at < newest && !isReplacedByItsOwn(device, at))
	);
}

function isPlainObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value nests no deeper than a field's value may. */
function isShallow(value: unknown, levels = deepest): boolean {
	if (typeof value !== 'object' || value === null) return true;
	return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
