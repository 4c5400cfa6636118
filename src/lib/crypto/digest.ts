/**
 * SHA-256 and HMAC-SHA256, and the one way two values that must not be guessed are compared.
 *
 * Who may call it: this folder, and whoever names bytes by their digest: the log, the envelopes, the invites.
 *
 * What must stay true:
 * - A digest over several fields is taken over bytes that cannot be cut in two ways: put lengths before fields first.
 * - A MAC is compared with `sameBytes` only, which looks at every byte whatever it has seen so far.
 *
 * Threat answered: a server that alters what was named by its digest, or finds a MAC byte by byte (A6).
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** 32 bytes: SHA-256 over all parts, one after the other, with nothing between them. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
	const hash = nobleSha256.create();
	for (const part of parts) hash.update(part);
	return hash.digest();
}

/** 32 bytes: HMAC-SHA256 of a message under a key of any length. */
export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array => hmac(nobleSha256, key, message);

/**
 * Whether two arrays hold the same bytes. The work depends on the length alone, never on where they differ, as far as
 * JavaScript can promise it.
 */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	let difference = 0;
	for (let at = 0; at < a.length; at++) difference |= (a[at] ?? 0) ^ (b[at] ?? 0);
	return difference === 0;
}
