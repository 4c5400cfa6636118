import { createHash, createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hmacSha256, sameBytes, sha256 } from './digest';

const bytes = fc.uint8Array({ maxLength: 200 });

test("digests and MACs equal node's own, however the parts are cut", () => {
	fc.assert(
		fc.property(fc.array(bytes, { maxLength: 4 }), bytes, (parts, key) => {
			const whole = Buffer.concat(parts);
			expect(sha256(...parts)).toEqual(new Uint8Array(createHash('sha256').update(whole).digest()));
			expect(hmacSha256(key, whole)).toEqual(new Uint8Array(createHmac('sha256', key).update(whole).digest()));
		})
	);
});

test('two arrays are the same only when every byte and the length are', () => {
	fc.assert(
		fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, at, change) => {
			expect(sameBytes(one, one.slice())).toBe(true);
			expect(sameBytes(one, Uint8Array.of(...one, 0))).toBe(false);
			if (one.length === 0) return;
			const other = one.map((byte, place) => (place === at % one.length ? byte ^ change : byte));
			expect(sameBytes(one, other)).toBe(false);
		})
	);
});
