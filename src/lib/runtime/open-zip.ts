import { Inflate } from 'fflate';
import { err, ok, type Result } from '$lib/base/result';

/** Why a packed file is not opened. */
export type ZipProblem =
	| { readonly type: 'FileBroken' }
	| { readonly type: 'FileLocked' }
	| { readonly type: 'FileUnsafe' }
	| { readonly type: 'TooManyParts' }
	| { readonly type: 'TooBigInside' };

/** A packed file whose list of parts has been checked. */
export interface OpenZip {
	readonly names: readonly string[];
	/** The bytes of one part; null when there is none of that name. */
	readonly read: (name: string) => Result<Uint8Array | null, ZipProblem>;
}

export interface ZipLimits {
	readonly parts: number;
	/** Bytes of all parts together, once unpacked. */
	readonly bytes: number;
}

interface Part {
	readonly isPacked: boolean;
	readonly packedSize: number;
	readonly start: number;
}

const endMark = 0x06054b50;
const listMark = 0x02014b50;
const partMark = 0x04034b50;
const longestEnd = 65_558;

const nested = /\.(?:zip|xls[xmb]?|od[st]|docx?|pptx?|jar|gz|7z|rar|tar)$/i;

/**
 * Reads the list of parts of a zip file and refuses it before anything is unpacked: too many parts, too many bytes by its
 * own word, locked, parts that lead out of the file, are links or packed files again. What a part says of its size is not believed
 * either: unpacking stops at the same limit, counted over all that is read.
 */
export function openZip(bytes: Uint8Array, limits: ZipLimits): Result<OpenZip, ZipProblem> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const end = findEnd(view);
	if (end === null) return err({ type: 'FileBroken' });
	const count = view.getUint16(end + 10, true);
	if (count > limits.parts) return err({ type: 'TooManyParts' });
	const parts = new Map<string, Part>();
	let at = view.getUint32(end + 16, true);
	let declared = 0;
	for (let index = 0; index < count; index += 1) {
		if (at + 46 > bytes.length || view.getUint32(at, true) !== listMark) return err({ type: 'FileBroken' });
		const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
		const nameSize = view.getUint16(at + 28, true);
		const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameSize));
		if ((flags & 1) !== 0 || method === 99) return err({ type: 'FileLocked' });
		if (isUnsafe(name) || isLink(view, at) || parts.has(name)) return err({ type: 'FileUnsafe' });
		if (method !== 0 && method !== 8) return err({ type: 'FileBroken' });
		declared += view.getUint32(at + 24, true);
		if (declared > limits.bytes) return err({ type: 'TooBigInside' });
		parts.set(name, {
			isPacked: method === 8,
			packedSize: view.getUint32(at + 20, true),
			start: view.getUint32(at + 42, true)
		});
		at += 46 + nameSize + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
	}
	let left = limits.bytes;
	const read = (name: string): Result<Uint8Array | null, ZipProblem> => {
		const part = parts.get(name);
		if (!part) return ok(null);
		const content = unpack(bytes, view, part, left);
		if (content.ok) left -= content.value.length;
		return content;
	};
	return ok({ names: [...parts.keys()], read });
}

function findEnd(view: DataView): number | null {
	const last = view.byteLength - 22;
	for (let at = last; at >= 0 && at > last - longestEnd; at -= 1) {
		if (view.getUint32(at, true) === endMark) return at;
	}
	return null;
}

const isUnsafe = (name: string): boolean =>
	name.startsWith('/') || /[\\\0:]/.test(name) || name.split('/').includes('..') || nested.test(name);

/** Whether a part says that it stands for another file, as Unix has it; honest workbooks have none. */
const isLink = (view: DataView, at: number): boolean => view.getUint32(at + 38, true) >>> 28 === 0xa;

function unpack(bytes: Uint8Array, view: DataView, part: Part, limit: number): Result<Uint8Array, ZipProblem> {
	const { start, packedSize, isPacked } = part;
	if (start + 30 > bytes.length || view.getUint32(start, true) !== partMark) return err({ type: 'FileBroken' });
	const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
	if (from + packedSize > bytes.length) return err({ type: 'FileBroken' });
	const packed = bytes.subarray(from, from + packedSize);
	if (!isPacked) return packedSize > limit ? err({ type: 'TooBigInside' }) : ok(packed);
	return inflate(packed, limit);
}

/** Small, because one bite can grow a thousandfold before the limit is looked at. */
const bite = 2048;

function inflate(packed: Uint8Array, limit: number): Result<Uint8Array, ZipProblem> {
	const pieces: Uint8Array[] = [];
	let size = 0;
	const stream = new Inflate((piece) => {
		pieces.push(piece);
		size += piece.length;
	});
	try {
		for (let at = 0; at < packed.length; at += bite) {
			stream.push(packed.subarray(at, at + bite), at + bite >= packed.length);
			if (size > limit) return err({ type: 'TooBigInside' });
		}
	} catch {
		return err({ type: 'FileBroken' });
	}
	const whole = new Uint8Array(size);
	let at = 0;
	for (const piece of pieces) {
		whole.set(piece, at);
		at += piece.length;
	}
	return ok(whole);
}
