const encoder = new TextEncoder();
// By default a decoder swallows a leading byte order mark: what comes back would not be what went in.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a text. */
export const textToBytes = (text: string): Uint8Array => encoder.encode(text);

/** The text of UTF-8 bytes. Throws a TypeError on bytes that are not UTF-8. */
export const bytesToText = (bytes: Uint8Array): string => decoder.decode(bytes);

/** One array holding all parts in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
	const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		joined.set(part, offset);
		offset += part.length;
	}
	return joined;
}

/**
 * A 32-bit unsigned number, big end first: the form of every length prefix. Throws a RangeError for any other number,
 * because one that wrapped around would let two different inputs give the same bytes.
 */
export function u32ToBytes(value: number): Uint8Array {
	if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
		throw new RangeError('Not an unsigned 32-bit number');
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setUint32(0, value, false);
	return bytes;
}

/** Reads what `u32ToBytes` wrote at `offset`. Throws a RangeError when the array is too short. */
export const bytesToU32 = (bytes: Uint8Array, offset = 0): number =>
	new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, false);

/** Lower-case hexadecimal digits, two a byte. */
export const bytesToHex = (bytes: Uint8Array): string =>
	Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Overwrites bytes that held a secret. What the engine has copied elsewhere stays (threat-model.md says so). */
export const wipe = (...secrets: readonly Uint8Array[]): void => secrets.forEach((secret) => secret.fill(0));
