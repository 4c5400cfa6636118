/**
 * Gives raw bytes the type of a key, after checking their length, and derives keys from keys.
 *
 * Who may call it: this folder only. Outside it, a key is something one receives and hands on, never something one makes.
 *
 * What must stay true: each derivation has its own domain string, so no two keys of a vault are ever equal or related.
 *
 * Threat answered: confusion of keys, by which one part of a protocol is tricked into opening what belongs to another (A6).
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { assert } from '$lib/base/assert';
import { textToBytes } from '$lib/base/bytes';
import type { AnswerPrivateKey, AnswerPublicKey, SealKey, VaultMasterKey } from './envelope';

/** Bytes of every key here. */
export const keyLength = 32;

// The brands below exist in types only, so a cast is the only way to put them on; each follows a check of the length.

/** A key that seals rows. Throws when the length is not 32. */
export const asSealKey = (bytes: Uint8Array): SealKey => checkedKey(bytes) as SealKey;
/** The root key of a vault. Throws when the length is not 32. */
export const asVaultMasterKey = (bytes: Uint8Array): VaultMasterKey => checkedKey(bytes) as VaultMasterKey;
/** The half answers are sealed to. Throws when the length is not 32. */
export const asAnswerPublicKey = (bytes: Uint8Array): AnswerPublicKey => checkedKey(bytes) as AnswerPublicKey;
/** The half that opens answers. Throws when the length is not 32. */
export const asAnswerPrivateKey = (bytes: Uint8Array): AnswerPrivateKey => checkedKey(bytes) as AnswerPrivateKey;

/** Everything keys are derived for. None may begin with another. */
export const keyPurposes = [
	'record-key',
	'snapshot-key',
	'outbox-key',
	'answer-key',
	'sealed-box',
	'older-stream-key',
	'shelf-key',
	'shelf-name-key',
	'check-in-key',
	'programme-key'
] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** 32 bytes of HKDF-SHA256 for one purpose; `salt` is empty where the secret is itself uniform. */
export const deriveKey = (secret: Uint8Array, purpose: KeyPurpose, salt: Uint8Array = new Uint8Array(0)): Uint8Array =>
	hkdf(sha256, secret, salt, textToBytes(`sg/v1/${purpose}`), keyLength);

/** The same bytes, once their length is known to be 32. Throws otherwise. */
export function checkedKey(bytes: Uint8Array): Uint8Array {
	assert(bytes.length === keyLength, 'a key has 32 bytes');
	return bytes;
}
