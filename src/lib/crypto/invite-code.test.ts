import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { inviteMac, isInviteMac, pictureCheck, pictureCheckChoices, pictureCheckLength } from './invite-code';

const bytes = fc.uint8Array({ maxLength: 100 });
const secret = new Uint8Array(32).fill(3);

test('only the secret and the whole transcript make the MAC', () => {
	fc.assert(
		fc.property(bytes, bytes, (transcript, another) => {
			const mac = inviteMac(secret, transcript);
			expect(isInviteMac(secret, transcript, mac)).toBe(true);
			expect(isInviteMac(new Uint8Array(32).fill(4), transcript, mac)).toBe(false);
			expect(isInviteMac(secret, transcript, another)).toBe(false);
			if (Buffer.compare(transcript, another) !== 0) expect(isInviteMac(secret, another, mac)).toBe(false);
		})
	);
});

test('a MAC is refused after any bit was flipped, and at any other length', () => {
	const transcript = textToBytes('sg/v1/invite');
	const mac = inviteMac(secret, transcript);
	for (let bit = 0; bit < 256; bit++) {
		const flipped = mac.slice();
		flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
		expect(isInviteMac(secret, transcript, flipped)).toBe(false);
	}
	for (let length = 0; length < 32; length++) expect(isInviteMac(secret, transcript, mac.slice(0, length))).toBe(false);
	expect(isInviteMac(secret, transcript, Uint8Array.of(...mac, 0))).toBe(false);
});

test('the pictures are the first twenty bits of the digest, in order', () => {
	fc.assert(
		fc.property(bytes, (transcript) => {
			const digest = createHash('sha256').update(transcript).digest('hex');
			const bits = BigInt(`0x${digest}`).toString(2).padStart(256, '0');
			const expected = [0, 5, 10, 15].map((from) => Number.parseInt(bits.slice(from, from + 5), 2));
			expect(pictureCheck(transcript)).toEqual(expected);
		})
	);
});

test('every picture is as likely as another in each of the four places', () => {
	const draws = 32_000;
	const counts = Array.from({ length: pictureCheckLength }, () => new Array<number>(pictureCheckChoices).fill(0));
	for (let draw = 0; draw < draws; draw++)
		pictureCheck(textToBytes(String(draw))).forEach((picture, place) => (counts[place]![picture]! += 1));
	const expected = draws / pictureCheckChoices;
	for (const places of counts)
		// 31 degrees of freedom; the same draws each time, so this does not fail by chance.
		expect(places.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(75);
});
