/**
 * The key of one stream in one epoch, shared by everybody who may read it.
 *
 * Who may call it: whoever seals or opens envelopes of a stream, rotates its key, or checks one that was received.
 *
 * What must stay true:
 * - The header of an envelope is authenticated exactly as it was sent, so a box does not open in another group, stream,
 *   epoch, device or place of the chain. The header begins with its own domain string.
 * - A received key is compared with the commitment in the log before it is used: else whoever rotated could give each
 *   reader another key, and each would see another group.
 * - A newer key opens the older, never the other way: a successor reads the history, a revoked device not what follows.
 * - The older key is wrapped under a key derived for that alone, so it can never be opened as an envelope.
 * - Nonces are 24 random bytes, drawn for each box.
 *
 * Padding is the caller's: boxes are as long as what is in them.
 *
 * Threats answered: a server that moves, swaps or replays envelopes (A6), a removed reader (A12) or a stolen phone (A2).
 *
 * Layout: nonce (24, random) ‖ XChaCha20-Poly1305 of the plaintext, with its tag (16).
 */
import { textToBytes, wipe } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { sha256 } from './digest';
import { contextToBytes, decrypt, encrypt, type SealBroken } from './envelope';
import { checkedKey, deriveKey, keyLength } from './keys';

/** Opens every envelope of one stream in one epoch, and the key of the epoch before. */
export type StreamKey = Uint8Array & { readonly __key: 'stream' };

// The brand exists in types only, so a cast is the only way to put it on; it follows a check of the length.

/** A key from storage or from a wrap. Throws when the length is not 32; compare `commitmentOf` before using one received. */
export const asStreamKey = (bytes: Uint8Array): StreamKey => checkedKey(bytes) as StreamKey;

/** A fresh key for a new epoch. */
export const createStreamKey = (): StreamKey => asStreamKey(crypto.getRandomValues(new Uint8Array(keyLength)));

/** 32 bytes that say which key it is and nothing about it: SHA-256("commit" ‖ key). */
export const commitmentOf = (key: StreamKey): Uint8Array => sha256(commitDomain, key);

/** A box, 40 bytes longer than the plaintext, that opens with this key and exactly this header. */
export const sealForStream = (key: StreamKey, header: Uint8Array, plaintext: Uint8Array): Uint8Array =>
	encrypt(key, plaintext, header);

/** The plaintext of a box sealed with this key and exactly this header. Never throws, whatever the bytes. */
export function openFromStream(key: StreamKey, header: Uint8Array, box: Uint8Array): Result<Uint8Array, SealBroken> {
	const plaintext = decrypt(key, box, header);
	return plaintext ? ok(plaintext) : err({ type: 'SealBroken' });
}

/** The older key under the newer, 72 bytes. The context says which organisation, group, stream and epoch. */
export function wrapOlderKey(newer: StreamKey, older: StreamKey, context: Uint8Array): Uint8Array {
	const wrapKey = deriveKey(newer, 'older-stream-key');
	const wrapped = encrypt(wrapKey, older, olderContext(context));
	wipe(wrapKey);
	return wrapped;
}

/** The older key of what `wrapOlderKey` made with this key and exactly this context. Never throws for any `wrapped`. */
export function unwrapOlderKey(
	newer: StreamKey,
	wrapped: Uint8Array,
	context: Uint8Array
): Result<StreamKey, SealBroken> {
	const wrapKey = deriveKey(newer, 'older-stream-key');
	const older = decrypt(wrapKey, wrapped, olderContext(context));
	wipe(wrapKey);
	return older?.length === keyLength ? ok(asStreamKey(older)) : err({ type: 'SealBroken' });
}

const commitDomain = textToBytes('commit');
const olderContext = (context: Uint8Array) => contextToBytes('older-stream-key', [context]);
