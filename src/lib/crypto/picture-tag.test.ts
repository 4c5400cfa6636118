import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { pictureTag } from './picture-tag';
import { asStreamKey, createStreamKey } from './stream-key';

const letters = 'abcdefghijklmnopqrstuvwx';
const allCodes = function* (length: number): Generator<string> {
	if (length === 0) yield '';
	else for (const code of allCodes(length - 1)) for (const letter of letters) yield code + letter;
};

describe('the tag of a picture code', () => {
	test('is the first 16 bits of HMAC-SHA256 under a key derived for nothing else', () => {
		const first = new Uint8Array(32).fill(7);
		const key = new Uint8Array(hkdfSync('sha256', first, new Uint8Array(0), 'sg/v1/programme-key', 32));
		const expected = createHmac('sha256', key).update('abcd').digest().readUInt16BE(0);
		expect(pictureTag(asStreamKey(first), 'abcd')).toBe(expected);
	});

	test('is another in another organisation', () => {
		const [one, other] = [createStreamKey(), createStreamKey()];
		const tagsOf = (key: typeof one) => ['abcd', 'dcba', 'aaaa', 'mnop'].map((code) => pictureTag(key, code));
		expect(tagsOf(one)).not.toEqual(tagsOf(other));
	});

	test('is shared by chance by about one of two hundred when three hundred people choose freely', () => {
		const key = createStreamKey();
		const tags = [...allCodes(3)].map((code) => pictureTag(key, `${code}a`));
		// 13,824 codes over 65,536 tags: what 300 random ones share is a 46th of what these do.
		const expected = 65_536 * (1 - (1 - 1 / 65_536) ** tags.length);
		expect(Math.abs(new Set(tags).size - expected)).toBeLessThan(250);
		expect(299 / 65_536).toBeLessThan(0.005);
	});

	test('hides nothing from whoever has the key: all codes are tried within seconds', () => {
		const key = createStreamKey();
		const tag = pictureTag(key, 'acea');
		const found = [...allCodes(2)].map((code) => `${code}ea`).filter((code) => pictureTag(key, code) === tag);
		expect(found).toContain('acea');
	});
});
