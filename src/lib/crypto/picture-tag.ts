/**
 * Tags of picture codes: what is kept in place of the four pictures that somebody chose.
 *
 * Who may call it: `sync/ballot-opening.ts`, where a check-in reader opens a batch.
 *
 * What must stay true:
 * - The programme key follows from the first key of the `results` stream, which every reader gets and nobody else; it stays
 *   the same when that stream gets a new key, else no exit would ever meet its entry.
 * - A tag has 16 bits of what would be a far longer one, so several codes lead to it. That is no secrecy against a reader:
 *   with the key she tries all 331,776 codes in a second. Answers with a code are pseudonymous, not anonymous, and who
 *   leaves one is told so (threat A11).
 * - Whoever was a reader once keeps the programme key; without the stream she has nothing to compare.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { textToBytes, wipe } from '$lib/base/bytes';
import { deriveKey } from './keys';
import type { StreamKey } from './stream-key';

/** From 0 to 65,535: the first 16 bits of HMAC-SHA256 under the programme key. `first`: the key of the stream's epoch 1. */
export function pictureTag(first: StreamKey, code: string): number {
	const programmeKey = deriveKey(first, 'programme-key');
	const [high = 0, low = 0] = hmac(sha256, programmeKey, textToBytes(code));
	wipe(programmeKey);
	return (high << 8) | low;
}
