/**
 * What is inside an envelope: changes or rows and what its sender has seen, as JSON, packed, then padded.
 *
 * Layout: number of packed bytes (u32) · packed text · ids that the text names, 16 bytes each · zeros.
 *
 * Who may call it: `pack.ts` writes; `pull.ts` reads what strangers may have written.
 *
 * What must stay true:
 * - Phones on slow lines pay by the byte. Changes are written short (see `shortChange`): what the one before says already is
 *   left out. Ids go beside the text (see `takeIdsOut`): as text they take more, and spoil the packing of the words around.
 * - First packed, then padded to a size of the list, then sealed: the size of an envelope says little (threats A4, A13).
 * - Reading never throws and never unpacks more than `largestUnpacked`, whatever the bytes (threat A12: a bomb from a
 *   reader with ill will).
 */
import * as z from 'zod/mini';
import {
	bytesToText,
	bytesToU32,
	bytesToUuid,
	concatBytes,
	textToBytes,
	u32ToBytes,
	uuidToBytes
} from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { Change } from '$lib/domain/change';
import type { LedgerRow } from '$lib/domain/ledger-row';
import { paddedSizes } from '$lib/protocol/limits';
import { deflate, inflate } from './deflate';

/** The end of another chain of the stream as the sender had it: device, seq, first 8 bytes of the id in hexadecimal. */
const SeenEnd = z.tuple([
	z.string().check(z.maxLength(64)),
	// A place in a chain has 32 bits; a larger number could be written nowhere.
	z.int().check(z.gte(1), z.lte(0xffffffff)),
	z.string().check(z.length(16))
]);
export type SeenEnd = z.infer<typeof SeenEnd>;

const PayloadShape = z.object({
	v: z.literal(1),
	/** The sender's day. */
	day: z.string().check(z.maxLength(10)),
	seen: z.array(SeenEnd).check(z.maxLength(4096)),
	/** Changes as `shortChange` writes them. */
	changes: z.optional(z.array(z.unknown())),
	/** Rows as they were folded; each is parsed apart by `parseRow`. */
	rows: z.optional(z.array(z.unknown()))
});
export type Payload = Omit<z.infer<typeof PayloadShape>, 'changes'> & { readonly changes?: readonly Change[] };

/** What goes into envelopes: all of one kind. */
export type Contents = { readonly changes: readonly Change[] } | { readonly rows: readonly LedgerRow[] };

/** What every envelope of one pack says besides its contents. */
export interface PayloadHead {
	readonly day: string;
	readonly seen: readonly SeenEnd[];
}

/** `PayloadDamaged`: not what this app writes. `PayloadNewer`: a newer app wrote it. */
export type PayloadFault = { readonly type: 'PayloadDamaged' } | { readonly type: 'PayloadNewer' };

/** One padded text, and how many changes or rows are in it. */
export interface PackedPayload {
	readonly padded: Uint8Array;
	readonly count: number;
}

/** One change or row does not fit into the largest size. */
export interface Packed {
	readonly payloads: readonly PackedPayload[];
	/** Places in the contents that fit nowhere. */
	readonly tooLarge: readonly number[];
}

const lengthPrefix = 4;
const largestPadded = paddedSizes.at(-1) ?? 0;
/** Bytes to which a payload may unpack, and units of its text with all ids in place. */
const largestUnpacked = 8 * 1024 * 1024;
/** Units of text in one box: no more than may be unpacked, whatever the letters. */
const longestText = largestUnpacked / 4;
/** Bytes of an envelope around its text: header, nonce, tag and signature. Another box costs that much more. */
const around = 300;
/** A box of this size is not split: how much is in it would show too well for the few bytes saved. */
const smallestSplit = 2048;
/** How much more contents take in two boxes than in one: the second begins without the words of the first. */
const splitLoss = 1.05;
/** Packed bytes to be expected of a unit of text, until the first box has shown it. */
const usualRatio = 0.25;
/** How often a box is tried with more or fewer contents. */
const mostTries = 3;

/** Packs contents into as few bytes as padding allows, in their order. */
export async function packPayloads(contents: Contents, head: PayloadHead): Promise<Packed> {
	const written = writeContents(contents, head);
	const boxes: Box[] = [];
	const tooLarge: number[] = [];
	let ratio = usualRatio;
	let at = 0;
	while (at < written.count) {
		const end = written.reach(at, longestText);
		const isMuch = written.length(at, end) * ratio > 1.5 * largestPadded;
		const whole = isMuch && end > at + 1 ? null : await box(written, at, end);
		if (whole && Number.isFinite(whole.size)) {
			boxes.push(...(await cheapest(written, whole)));
			at = end;
			continue;
		}
		const full = await fullest(written, { from: at, to: end, size: largestPadded, over: whole, ratio });
		if (full) {
			boxes.push(...(full.to === end ? await cheapest(written, full) : [full]));
			ratio = full.needed / written.length(at, full.to);
		} else tooLarge.push(at);
		at = full?.to ?? at + 1;
	}
	return {
		payloads: boxes.map(({ from, to, size, parts }) => ({ padded: pad(parts, size), count: to - from })),
		tooLarge
	};
}

/** Contents as text, of which any stretch can be taken. */
interface Written {
	readonly count: number;
	/** Units of text from one place to another, about. */
	readonly length: (from: number, to: number) => number;
	/** The place up to which so many units of text go; at least one further. */
	readonly reach: (from: number, units: number) => number;
	readonly text: (from: number, to: number) => string;
}

/** A stretch of the contents as it lies in an envelope; its size is infinite where it fits into none. */
interface Box {
	readonly from: number;
	readonly to: number;
	readonly parts: readonly Uint8Array[];
	readonly needed: number;
	readonly size: number;
}

function writeContents(contents: Contents, head: PayloadHead): Written {
	const name = 'changes' in contents ? 'changes' : 'rows';
	const opening = `{"v":1,"day":${JSON.stringify(head.day)},"seen":${JSON.stringify(head.seen)},"${name}":[`;
	const texts =
		'changes' in contents
			? contents.changes.map((change, at) => JSON.stringify(shortChange(change, contents.changes[at - 1])))
			: contents.rows.map((row) => JSON.stringify(row));
	const firstOf = (at: number) => {
		const change = 'changes' in contents ? contents.changes[at] : undefined;
		return change ? JSON.stringify(shortChange(change)) : (texts[at] ?? '');
	};
	const ends: number[] = [];
	for (const text of texts) ends.push((ends.at(-1) ?? 0) + text.length + 1);
	const endBefore = (at: number) => (at > 0 ? (ends[at - 1] ?? 0) : 0);
	return {
		count: texts.length,
		length: (from, to) => endBefore(to) - endBefore(from),
		reach: (from, units) => {
			let [low, high] = [from + 1, texts.length];
			while (low < high) {
				const middle = Math.ceil((low + high) / 2);
				if (endBefore(middle) - endBefore(from) <= units) low = middle;
				else high = middle - 1;
			}
			return low;
		},
		text: (from, to) => `${opening}${[firstOf(from), ...texts.slice(from + 1, to)].join(',')}]}`
	};
}

async function box(written: Written, from: number, to: number): Promise<Box> {
	const whole = written.text(from, to);
	// One change is as long as that by itself: a unit of text takes up to three bytes.
	if (whole.length > largestUnpacked / 3) return { from, to, parts: [], needed: Infinity, size: Infinity };
	const { text, ids } = takeIdsOut(whole);
	const packed = await deflate(textToBytes(text));
	const parts = [u32ToBytes(packed.length), packed, ...ids.map(uuidToBytes)];
	const needed = lengthPrefix + packed.length + ids.length * idLength;
	return { from, to, parts, needed, size: sizeFor(needed) };
}

const sizeFor = (needed: number): number => paddedSizes.find((size) => size >= needed) ?? Infinity;
const costOf = (boxes: readonly Box[]): number => boxes.reduce((sum, { size }) => sum + size + around, 0);

/** What so many packed bytes would cost in boxes of any sizes. */
function expectedCost(needed: number): number {
	const size = sizeFor(needed);
	const smaller = smallerThan(size);
	if (!smaller || needed === Infinity) return size + around;
	const apart = needed * splitLoss;
	const boxes = Math.floor(apart / smaller);
	return Math.min(size + around, boxes * (smaller + around) + expectedCost(apart - boxes * smaller));
}

/** The size in which parts of such a box would go, if it may be split. */
const smallerThan = (size: number): number | undefined =>
	size > smallestSplit ? paddedSizes.filter((other) => other < size).at(-1) : undefined;

/** These contents in the boxes that cost least together; in one where nothing costs less than `limit`. */
async function cheapest(written: Written, whole: Box, limit = Infinity): Promise<readonly Box[]> {
	const smaller = smallerThan(whole.size);
	const most = Math.min(limit, costOf([whole]));
	if (!smaller || whole.to - whole.from < 2 || expectedCost(whole.needed) >= most) return [whole];
	const first = await fullest(written, { ...whole, size: smaller, over: whole });
	if (!first) return [whole];
	const left = most - costOf([first]);
	const rest = await box(written, first.to, whole.to);
	if (expectedCost(rest.needed) >= left) return [whole];
	const boxes = [first, ...(await cheapest(written, rest, left))];
	return costOf(boxes) < costOf([whole]) ? boxes : [whole];
}

interface Sought {
	readonly from: number;
	readonly to: number;
	readonly size: number;
	/** A box from there that was too much. */
	readonly over: Box | null;
	readonly ratio?: number;
}

/** A box that fills a size as far as a few tries show; null when not even the first of the contents fits. */
async function fullest(
	written: Written,
	{ from, to, size, over: firstOver, ratio = usualRatio }: Sought
): Promise<Box | null> {
	let fits: Box | null = null;
	let over = firstOver;
	const bytesOf = (one: Box | null) => one?.needed ?? 0;
	for (let tried = 0; tried < mostTries || !fits; tried += 1) {
		const least = (fits?.to ?? from) + 1;
		const most = over ? over.to - 1 : to;
		if (least > most) break;
		const below = fits ? written.length(from, fits.to) : 0;
		const perByte: number = over
			? (written.length(from, over.to) - below) / Math.max(1, over.needed - bytesOf(fits))
			: fits
				? below / fits.needed
				: 1 / ratio;
		const units = below + (size - bytesOf(fits)) * perByte;
		const guess: number = tried < mostTries ? written.reach(from, units) : Math.floor((from + most) / 2);
		const next: Box = await box(written, from, Math.min(most, Math.max(least, guess)));
		if (next.needed > size) over = next;
		else {
			fits = next;
			const left = size - next.needed;
			if (left < size / 100 || left < next.needed / (next.to - from)) break;
		}
	}
	return fits;
}

/** What a padded text holds. Never rejects, whatever the bytes. */
export async function unpackPayload(padded: Uint8Array): Promise<Result<Payload, PayloadFault>> {
	if (padded.length < lengthPrefix) return damaged;
	const end = lengthPrefix + bytesToU32(padded);
	if (end > padded.length) return damaged;
	const bytes = await inflate(padded.subarray(lengthPrefix, end), largestUnpacked);
	if (!bytes) return damaged;
	try {
		const text = putIdsIn(bytesToText(bytes), padded.subarray(end));
		if (text === null) return damaged;
		const value: unknown = JSON.parse(text);
		const parsed = PayloadShape.safeParse(value);
		if (parsed.success) {
			const { changes: short, ...payload } = parsed.data;
			const changes = short && lengthen(short);
			if (changes === null) return damaged;
			return ok(changes ? { ...payload, changes } : payload);
		}
		const version = z.object({ v: z.int().check(z.gt(1)) }).safeParse(value);
		return version.success ? err({ type: 'PayloadNewer' }) : damaged;
	} catch {
		return damaged;
	}
}

const damaged = err({ type: 'PayloadDamaged' } as const);

const idLength = 16;
const idTextLength = 36;
const idPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Stands before and after the number of an id. JSON writes no such sign into a text but as six others. */
const idMark = '\u0001';

/** The text with a number for each id in it, or with nothing between the marks where it is the next new one. */
function takeIdsOut(whole: string): { readonly text: string; readonly ids: readonly string[] } {
	const placeById = new Map<string, number>();
	const text = whole.replace(idPattern, (id) => {
		const place = placeById.get(id);
		if (place === undefined) placeById.set(id, placeById.size);
		return `${idMark}${place ?? ''}${idMark}`;
	});
	return { text, ids: [...placeById.keys()] };
}

/** What `takeIdsOut` was given, or null when the bytes are not its ids and then zeros. */
function putIdsIn(text: string, bytes: Uint8Array): string | null {
	const most = Math.floor(largestUnpacked / idTextLength);
	const pieces = text.split(idMark, 2 * most + 2);
	if (pieces.length % 2 === 0 || text.length + (pieces.length / 2) * idTextLength > largestUnpacked) return null;
	const ids: string[] = [];
	for (let at = 1; at < pieces.length; at += 2) {
		const place = pieces[at] ?? '';
		if (place === '') {
			const start = ids.length * idLength;
			if (start + idLength > bytes.length) return null;
			ids.push(bytesToUuid(bytes.subarray(start, start + idLength)));
		}
		const id = place === '' ? ids.at(-1) : /^\d+$/.test(place) ? ids[Number(place)] : undefined;
		if (id === undefined) return null;
		pieces[at] = id;
	}
	if (bytes.subarray(ids.length * idLength).some((byte) => byte !== 0)) return null;
	return pieces.join('');
}

/** What a change may leave out because the one before it said so. */
const nothingBefore = { table: '', row: '', dev: '', hlc: 0 };

/**
 * A change in few bytes: `[table, row, field, value, time, counter, over, rest]`. Table and row are 0 where they are those of
 * the change before, the time counts from there, and what is missing at the end is counter 1, nothing replaced, and no
 * other fields. `rest` also names the device where it is another one.
 */
function shortChange(change: Change, before: typeof nothingBefore = nothingBefore): readonly unknown[] {
	const { table, row, field, value, hlc, ctr, over, dev } = change;
	const known = ['v', 'table', 'row', 'field', 'value', 'hlc', 'ctr', 'over', ...(dev === before.dev ? ['dev'] : [])];
	const rest = Object.fromEntries(Object.entries(change).filter(([name]) => !known.includes(name)));
	const short: unknown[] = [
		table === before.table ? 0 : table,
		row === before.row ? 0 : row,
		field,
		value ?? null,
		hlc - before.hlc
	];
	const hasRest = Object.keys(rest).length > 0;
	if (hasRest || over.length > 0 || ctr !== 1) short.push(ctr);
	if (hasRest || over.length > 0) short.push(over);
	if (hasRest) short.push(rest);
	return short;
}

/** The changes that `shortChange` wrote one after the other, or null when these are no such changes. */
function lengthen(shortened: readonly unknown[]): readonly Change[] | null {
	let before = nothingBefore;
	const changes: Change[] = [];
	for (const short of shortened) {
		if (!Array.isArray(short) || short.length < 5 || short.length > 8) return null;
		const [table, row, field, value, since, ctr = 1, over = [], rest = {}] = short as readonly unknown[];
		const parsed = Change.safeParse({
			dev: before.dev,
			...(rest as object), // spreading anything but an object adds nothing that the parser does not look at
			...{ v: 1, table: table === 0 ? before.table : table, row: row === 0 ? before.row : row, field, value },
			...{ hlc: typeof since === 'number' ? before.hlc + since : since, ctr, over }
		});
		if (!parsed.success) return null;
		changes.push(parsed.data);
		before = parsed.data;
	}
	return changes;
}

function pad(parts: readonly Uint8Array[], size: number): Uint8Array {
	const padded = new Uint8Array(size);
	padded.set(concatBytes(...parts));
	return padded;
}
