import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom, createSeededRandom, randomBelow, uuidOfBytes, type Random } from './random';

/** Chi-square of draws against "all equally likely". */
function chiSquare(counts: readonly number[]): number {
	const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
	return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('randomBelow', () => {
	// 1 in 10^6 draws of an even source exceeds these: degrees of freedom plus 4.9 standard deviations and some.
	test.each([2, 6, 64, 100, 1000])('draws evenly below %i', (below) => {
		const counts = new Array<number>(below).fill(0);
		const random = createSeededRandom(7);
		for (let draw = 0; draw < below * 400; draw += 1) counts[randomBelow(random, below)]! += 1;
		const freedom = below - 1;
		expect(chiSquare(counts)).toBeLessThan(freedom + 5.5 * Math.sqrt(2 * freedom) + 16);
	});

	test('the measure would notice a plain remainder', () => {
		const counts = new Array<number>(100).fill(0);
		const random = createSeededRandom(7);
		for (let draw = 0; draw < 40_000; draw += 1) counts[(random.bytes(1)[0] ?? 0) % 100]! += 1;
		expect(chiSquare(counts)).toBeGreaterThan(99 + 5.5 * Math.sqrt(198) + 16);
	});

	test('draws again in the tail that would favour small numbers', () => {
		const draws = [Uint8Array.of(0xff, 0xff, 0xff), Uint8Array.of(0, 0, 5)];
		const random: Random = { ...createRandom(), bytes: () => draws.shift() ?? new Uint8Array(3) };
		expect(randomBelow(random, 3)).toBe(2);
		expect(draws).toEqual([]);
	});

	test('stays in its range, whatever the range', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 24 }), fc.integer(), (below, seed) => {
				const drawn = randomBelow(createSeededRandom(seed), below);
				return Number.isInteger(drawn) && drawn >= 0 && drawn < below;
			})
		);
	});

	test.each([0, -1, 1.5, NaN, 2 ** 24 + 1])('refuses to draw below %s instead of drawing for ever', (below) => {
		expect(() => randomBelow(createRandom(), below)).toThrow(RangeError);
	});
});

describe('ids', () => {
	test('are lower-case version 4 UUIDs, whatever the bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => version4.test(uuidOfBytes(bytes)))
		);
		expect(createRandom().uuid()).toMatch(version4);
		expect(createSeededRandom(1).uuid()).toMatch(version4);
	});

	test('do not repeat, and a seed repeats all of them', () => {
		const draw = (random: Random) => Array.from({ length: 5000 }, random.uuid);
		expect(new Set(draw(createRandom())).size).toBe(5000);
		expect(new Set(draw(createSeededRandom(3))).size).toBe(5000);
		expect(draw(createSeededRandom(3))).toEqual(draw(createSeededRandom(3)));
		expect(draw(createSeededRandom(3))).not.toEqual(draw(createSeededRandom(4)));
	});
});
