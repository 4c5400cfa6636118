import * as z from 'zod/mini';
import { greatestCounter } from './counter';

/**
 * A change is one attributed fact: "this field of this row got this value". Rows are never overwritten in place;
 * what a screen shows is the fold of all changes (`ledger.ts`).
 */
export const TableName = z.enum([
	'group',
	'member',
	'session',
	'mark',
	'correction',
	'care',
	'batch',
	'setting',
	'sharing',
	'report',
	'revision',
	'reply',
	'review',
	'service',
	'referral',
	'tally',
	'block',
	'code-lot',
	'code-block',
	'person',
	'request',
	'concern',
	'concern-act',
	'told',
	'pack',
	'support',
	'rating',
	'meeting',
	'load',
	'ballot-result',
	'recording',
	'own-reading'
]);
export type TableName = z.infer<typeof TableName>;

/** What a field can hold: plain JSON, so that a newer app's value survives in an older one. */
export type FieldValue =
	null | boolean | number | string | readonly FieldValue[] | { readonly [key: string]: FieldValue };

/** What a screen asks for; the vault stamps it. */
export interface Edit {
	readonly table: TableName;
	readonly row: string;
	readonly field: string;
	readonly value: FieldValue;
	/** True when the person has seen every version of the field and this one replaces them all. */
	readonly settles?: boolean;
}

/** One edit for each field of a row, in the order of `values`. */
export const fieldEdits = (
	table: TableName,
	row: string,
	values: { readonly [field: string]: FieldValue }
): readonly Edit[] => Object.entries(values).map(([field, value]) => ({ table, row, field, value }));

/** Names one change: a device never uses the same hybrid time twice. */
export const StampRef = z.tuple([z.string(), z.int().check(z.gte(0))]);
export type StampRef = z.infer<typeof StampRef>;

/**
 * An edit with its stamp. Loose on reading: an older app keeps a newer app's extra fields.
 * `ctr` is one more than the counter of the value the editor saw, so a wrong clock cannot lose a later edit.
 */
export const Change = z.looseObject({
	v: z.literal(1),
	table: z.string(),
	row: z.string(),
	field: z.string(),
	value: z.unknown(),
	ctr: z.int().check(z.gte(1), z.lte(greatestCounter)),
	hlc: z.int().check(z.gte(0)),
	dev: z.string(),
	/** The changes this one replaces, as the editor saw them. */
	over: z.array(StampRef),
	/** Versions that stood beside those and that the editor did not settle; absent when there were none. */
	keeps: z.optional(z.array(StampRef))
});
export type Change = z.infer<typeof Change>;

/** Ticks per millisecond of the hybrid clock; leaves room until the year 2248 below 2^53. */
const ticksPerMillisecond = 1024;

/** A clock beyond the year 2109 is not followed: its stamps would use up the numbers that `Change` accepts. */
export const latestFollowed = 2 ** 52;

/**
 * The next hybrid time: never before the phone's clock (up to the year 2109), never before or equal to `last`. Whole ticks
 * of 1/1024 ms.
 */
export const nextHybridTime = (last: number, now: number): number =>
	Math.max(last + 1, Math.min(latestFollowed, Math.floor(now * ticksPerMillisecond)));
