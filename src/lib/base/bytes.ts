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
export function bytesToHex(bytes: Uint8Array): string {
	// A table and one text: ids are named so often that a list of texts for each costs more than hashing them.
	let hex = '';
	for (let at = 0; at < bytes.length; at++) hex += hexByByte[bytes[at] ?? 0] ?? '';
	return hex;
}

const hexByByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The bytes of lower-case hexadecimal digits, or null when the text is anything else. */
export function hexToBytes(hex: string): Uint8Array | null {
	if (!/^(?:[0-9a-f]{2})*$/.test(hex)) return null;
	const bytes = new Uint8Array(hex.length / 2);
	for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16);
	return bytes;
}

/** The 16 bytes of a UUID as text. Throws when it is not one: ids are checked where they come in. */
export function uuidToBytes(uuid: string): Uint8Array {
	const bytes = hexToBytes(uuid.replaceAll('-', ''));
	if (bytes?.length !== 16) throw new RangeError('Not a UUID');
	return bytes;
}

/** The UUID text of 16 bytes. Throws a RangeError for another length. */
export function bytesToUuid(bytes: Uint8Array): string {
	if (bytes.length !== 16) throw new RangeError('A UUID has 16 bytes');
	return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Base64 with `-` and `_` and without padding, as in URLs. */
export const bytesToBase64Url = (bytes: Uint8Array): string =>
	bytesToBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** Standard base64, with padding. */
export function bytesToBase64(bytes: Uint8Array): string {
	let binary = '';
	for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
	return btoa(binary);
}

/** The bytes of base64 in either alphabet, padded or not; null when the text is anything else. */
export function base64ToBytes(text: string): Uint8Array | null {
	if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return null;
	try {
		const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
		const bytes = new Uint8Array(binary.length);
		for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
		return bytes;
	} catch {
		return null;
	}
}

/** Whether two arrays hold the same bytes. Not for secrets: it stops at the first difference. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
	a.length === b.length && a.every((byte, at) => byte === b[at]);

/** Overwrites bytes that held a secret. What the engine has copied elsewhere stays (threat-model.md says so). */
export const wipe = (...secrets: readonly Uint8Array[]): void => secrets.forEach((secret) => secret.fill(0));
