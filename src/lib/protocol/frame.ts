/**
 * How bytes are put together wherever they are signed, hashed or sent: each field with its length before it.
 *
 * Who may call it: everything in `protocol/`, and what builds signed bytes in `sync/` and `server/`.
 *
 * What must stay true:
 * - Different fields never give the same bytes: every field carries its length, and a frame is read whole or not at all.
 * - Reading allocates nothing beyond views of what came in, whatever a length prefix claims (threat A6: a server that
 *   sends 2^32-1 as a length).
 * - Every signed byte string begins with a purpose from the closed list below, so what was signed for one use verifies
 *   for no other (threat A6: protocol confusion).
 *
 * Layout: u32 length, big end first, then the field; again until the end.
 */
import { bytesToU32, concatBytes, textToBytes, u32ToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';

/** Everything that is ever signed or authenticated here. None begins with another; a test holds that. */
export const signedPurposes = [
	'log-entry',
	'envelope-sig',
	'envelope-aad',
	'wrap-info',
	'older-key',
	'invite-record',
	'enrolment-mac',
	'picture-check',
	'invite-auth',
	'letter',
	'backup-manifest',
	'ballot-batch'
] as const;
export type SignedPurpose = (typeof signedPurposes)[number];

/** The bytes are not a frame of the expected shape. */
export interface FrameDamaged {
	readonly type: 'FrameDamaged';
}

/** The fields, each with its length before it. */
export const writeFrame = (...fields: readonly Uint8Array[]): Uint8Array =>
	concatBytes(...fields.flatMap((field) => [u32ToBytes(field.length), field]));

/** What is signed or authenticated for a purpose: the purpose, then the fields. */
export const signedBytes = (purpose: SignedPurpose, ...fields: readonly Uint8Array[]): Uint8Array =>
	writeFrame(textToBytes(`sg/v1/${purpose}`), ...fields);

/**
 * The fields of a frame, as views into it. `FrameDamaged` when a length runs past the end, when bytes are left over, or
 * when there are more than `most` fields. Never throws.
 */
export function readFrame(bytes: Uint8Array, most = 4096): Result<readonly Uint8Array[], FrameDamaged> {
	const fields: Uint8Array[] = [];
	let at = 0;
	while (at < bytes.length) {
		if (bytes.length - at < 4 || fields.length === most) return err({ type: 'FrameDamaged' });
		const length = bytesToU32(bytes, at);
		if (length > bytes.length - at - 4) return err({ type: 'FrameDamaged' });
		fields.push(bytes.subarray(at + 4, at + 4 + length));
		at += 4 + length;
	}
	return ok(fields);
}

/** What a reader of one frame takes from it, field by field. Every `take…` gives a harmless value after the first fault. */
export interface FieldReader {
	/** A field of exactly this many bytes; of any length when none is given. */
	readonly take: (length?: number) => Uint8Array;
	/** A field that holds one u32. */
	readonly takeU32: () => number;
	/** A field that holds one unsigned number below 2^53, as 8 bytes. */
	readonly takeNumber: () => number;
	/** A field that holds one byte. */
	readonly takeByte: () => number;
	/** A field that holds UTF-8 text of at most this many bytes. */
	readonly takeText: (most: number) => string;
	/** A field that is itself a frame. */
	readonly takeList: (most?: number) => readonly Uint8Array[];
	/** True when every field was there, of the right length, and none is left. */
	readonly isWhole: () => boolean;
}

/** A reader over the fields of a frame. Never throws; ask `isWhole` at the end and use nothing before. */
export function readFields(bytes: Uint8Array): FieldReader {
	const frame = readFrame(bytes);
	const fields = frame.ok ? [...frame.value] : [];
	let sound = frame.ok;
	const take = (length?: number): Uint8Array => {
		const field = fields.shift();
		if (field && (length === undefined || field.length === length)) return field;
		sound = false;
		return new Uint8Array(length ?? 0);
	};
	return {
		take,
		takeU32: () => bytesToU32(take(4)),
		takeNumber: () => {
			const field = take(8);
			const number = bytesToU32(field) * 2 ** 32 + bytesToU32(field, 4);
			if (Number.isSafeInteger(number)) return number;
			sound = false;
			return 0;
		},
		takeByte: () => take(1)[0] ?? 0,
		takeText: (most) => {
			const field = take();
			try {
				if (field.length <= most) return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(field);
			} catch {
				// Falls through: not UTF-8.
			}
			sound = false;
			return '';
		},
		takeList: (most) => {
			const list = readFrame(take(), most);
			if (list.ok) return list.value;
			sound = false;
			return [];
		},
		isWhole: () => sound && fields.length === 0
	};
}

/** One byte. Throws a RangeError for anything but 0 to 255. */
export function byteOf(value: number): Uint8Array {
	if (!Number.isInteger(value) || value < 0 || value > 255) throw new RangeError('Not a byte');
	return Uint8Array.of(value);
}

/** Eight bytes of an unsigned number below 2^53. Throws a RangeError for any other. */
export function numberToBytes(value: number): Uint8Array {
	if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('Not an unsigned number below 2^53');
	return concatBytes(u32ToBytes(Math.floor(value / 2 ** 32)), u32ToBytes(value % 2 ** 32));
}
