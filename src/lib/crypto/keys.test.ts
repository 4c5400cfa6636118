import { hkdfSync } from 'node:crypto';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { asSealKey, deriveKey, keyPurposes } from './keys';

test('HKDF gives the published result (RFC 5869, case 1)', () => {
	const salt = Uint8Array.from({ length: 13 }, (_, at) => at);
	const context = Uint8Array.from({ length: 10 }, (_, at) => 0xf0 + at);
	expect(Buffer.from(hkdf(sha256, new Uint8Array(22).fill(0x0b), salt, context, 42)).toString('hex')).toBe(
		'3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'
	);
});

test("every derivation equals node's own", () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 64 }), (secret, salt) => {
			for (const purpose of keyPurposes)
				expect(deriveKey(secret, purpose, salt)).toEqual(
					new Uint8Array(hkdfSync('sha256', secret, salt, `sg/v1/${purpose}`, 32))
				);
		}),
		{ numRuns: 50 }
	);
});

test('each purpose gives its own key, and no purpose begins with another', () => {
	const secret = new Uint8Array(32).fill(7);
	expect(new Set(keyPurposes.map((purpose) => deriveKey(secret, purpose).join())).size).toBe(keyPurposes.length);
	for (const one of keyPurposes)
		for (const other of keyPurposes) expect(one !== other && other.startsWith(one)).toBe(false);
});

test('bytes of another length are not a key', () => {
	for (const length of [0, 31, 33]) expect(() => asSealKey(new Uint8Array(length))).toThrow();
});
