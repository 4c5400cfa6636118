/**
 * What is inside an envelope: changes or rows and what its sender has seen, as JSON, packed, then padded.
 *
 * Who may call it: `pack.ts` writes; `pull.ts` reads what strangers may have written.
 *
 * What must stay true:
 * - Changes are written short (see `shorten`): what the one before says already is left out. Phones on slow lines pay by the byte.
 * - First packed, then padded to a size of the list, then sealed: the size of an envelope says little (threats A4, A13).
 * - Reading never throws and never unpacks more than `largestUnpacked`, whatever the bytes (threat A12: a bomb from a
 *   reader with ill will).
 */
import * as z from 'zod/mini';
import { bytesToText, bytesToU32, concatBytes, textToBytes, u32ToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { Change } from '$lib/domain/change';
import type { LedgerRow } from '$lib/domain/ledger-row';
import { paddedSizes } from '$lib/protocol/limits';

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
	/** Changes as `shorten` writes them. */
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
/** Bytes to which a payload may unpack. */
const largestUnpacked = 8 * 1024 * 1024;
/** Split when a size would be filled less than this. */
const wellFilled = 0.6;

/** Packs contents into as few bytes as padding allows, in their order. */
export async function packPayloads(contents: Contents, head: PayloadHead): Promise<Packed> {
	const name = 'changes' in contents ? 'changes' : 'rows';
	const whole = 'changes' in contents ? contents.changes : contents.rows;
	const textOf = (from: number, to: number) =>
		JSON.stringify('changes' in contents ? shorten(contents.changes.slice(from, to)) : contents.rows.slice(from, to));
	const opening = `{"v":1,"day":${JSON.stringify(head.day)},"seen":${JSON.stringify(head.seen)},"${name}":`;
	const payloads: PackedPayload[] = [];
	const tooLarge: number[] = [];

	const packFrom = async (from: number, to: number): Promise<void> => {
		const text = `${opening}${textOf(from, to)}}`;
		const packed = await deflate(textToBytes(text));
		const needed = packed.length + lengthPrefix;
		const size = paddedSizes.find((padded) => padded >= needed);
		const count = to - from;
		const isTooLong = text.length > largestUnpacked / 4;
		if (count > 1 && (size === undefined || isTooLong)) {
			const part = Math.max(1, Math.min(count - 1, Math.floor((count * largestPadded * 0.9) / Math.max(needed, 1))));
			const most = isTooLong ? Math.ceil(count / 2) : part;
			await packFrom(from, from + most);
			return packFrom(from + most, to);
		}
		if (size === undefined) {
			tooLarge.push(from);
			return;
		}
		const smaller = paddedSizes.filter((padded) => padded < size).at(-1);
		if (count > 1 && smaller !== undefined && size > 2048 && needed < size * wellFilled) {
			const part = Math.floor((count * smaller * 0.95) / needed);
			if (part >= 1 && part < count) {
				await packFrom(from, from + part);
				return packFrom(from + part, to);
			}
		}
		payloads.push({ padded: pad(packed, size), count });
	};
	if (whole.length > 0) await packFrom(0, whole.length);
	return { payloads, tooLarge };
}

/** What a padded text holds. Never rejects, whatever the bytes. */
export async function unpackPayload(padded: Uint8Array): Promise<Result<Payload, PayloadFault>> {
	if (padded.length < lengthPrefix) return damaged;
	const end = lengthPrefix + bytesToU32(padded);
	if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) return damaged;
	const bytes = await inflate(padded.subarray(lengthPrefix, end), largestUnpacked);
	if (!bytes) return damaged;
	try {
		const value: unknown = JSON.parse(bytesToText(bytes));
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

/** What a change may leave out because the one before it said so. */
const nothingBefore = { table: '', row: '', dev: '', hlc: 0 };

/**
 * Changes in few bytes: `[table, row, field, value, time, counter, over, rest]`. Table and row are 0 where they are those of
 * the change before, the time counts from there, and what is missing at the end is counter 1, nothing replaced, and no
 * other fields. `rest` also names the device where it is another one.
 */
function shorten(changes: readonly Change[]): readonly (readonly unknown[])[] {
	let before = nothingBefore;
	return changes.map((change) => {
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
		before = { table, row, dev, hlc };
		return short;
	});
}

/** What `shorten` was given, or null when these are no such changes. */
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
			...{ hlc: before.hlc + Number(since), ctr, over }
		});
		if (!parsed.success) return null;
		changes.push(parsed.data);
		before = parsed.data;
	}
	return changes;
}

const pad = (packed: Uint8Array, size: number): Uint8Array => {
	const padded = new Uint8Array(size);
	padded.set(u32ToBytes(packed.length));
	padded.set(packed, lengthPrefix);
	return padded;
};

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
	const packed = await through(bytes, new CompressionStream('deflate-raw'), Infinity);
	if (!packed) throw new Error('Packing failed');
	return packed;
}

const inflate = (bytes: Uint8Array, most: number): Promise<Uint8Array | null> =>
	through(bytes, new DecompressionStream('deflate-raw'), most);

/** The bytes that come out, or null when more come than allowed or the stream is damaged. */
async function through(
	bytes: Uint8Array,
	stream: { readonly readable: ReadableStream; readonly writable: WritableStream },
	most: number
): Promise<Uint8Array | null> {
	const writer = stream.writable.getWriter();
	const reader = (stream.readable as ReadableStream<Uint8Array>).getReader(); // what both streams give, by their standard
	const written = writer.write(bytes).then(() => writer.close());
	written.catch(() => undefined);
	const parts: Uint8Array[] = [];
	let length = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			length += value.length;
			if (length > most) {
				await reader.cancel().catch(() => undefined);
				return null;
			}
			parts.push(value);
		}
		return concatBytes(...parts);
	} catch {
		return null;
	}
}
