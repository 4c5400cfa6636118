import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { questionsOf, Questionnaire } from './questionnaire';
import { goodShare, scoreShare, shareOf, sideOf, turnOf, type Interval } from './uncertainty';

const part = fc
	.integer({ min: 1, max: 400 })
	.chain((count) => fc.tuple(fc.integer({ min: 0, max: count }), fc.constant(count)));
const interval = part.map(([hits, count]) => shareOf(hits, count));
const mirrored = ({ share, low, high }: Interval): Interval => ({ share: 1 - share, low: 1 - high, high: 1 - low });
const opposite = { more: 'less', less: 'more', unclear: 'unclear' } as const;

describe('a share', () => {
	test.each([
		// Published for Wilson's interval: Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I.
		[81, 263, 0.2553, 0.3662],
		[15, 148, 0.0624, 0.1605],
		[0, 20, 0, 0.1611],
		[1, 29, 0.0061, 0.1718]
	])('of %i in %i has the bounds that were published', (hits, count, low, high) => {
		const found = shareOf(hits, count);
		expect(found.low).toBeCloseTo(low, 3);
		expect(found.high).toBeCloseTo(high, 3);
	});

	test('lies within its bounds, reads the same from the other side, and narrows with more answers', () => {
		fc.assert(
			fc.property(part, ([hits, count]) => {
				const { share, low, high } = shareOf(hits, count);
				expect(0 <= low && low <= share && share <= high && high <= 1).toBe(true);
				const other = mirrored(shareOf(count - hits, count));
				expect([other.low, other.high]).toEqual([expect.closeTo(low, 9), expect.closeTo(high, 9)]);
				const more = shareOf(hits * 4, count * 4);
				expect(more.high - more.low).toBeLessThan(high - low);
			})
		);
		expect(shareOf(0, 0)).toMatchObject({ low: 0, high: 1 });
	});

	test('is on a side only beyond chance: never from fewer than four, and at 60 % not below 97', () => {
		for (let count = 0; count < 4; count += 1)
			for (let hits = 0; hits <= count; hits += 1) expect(sideOf(shareOf(hits, count))).toBe('unclear');
		// A batch has at most 120 tickets: the word of a group is hardly ever beyond chance at its weakest.
		for (let count = 5; count < 97; count += 1) expect(sideOf(shareOf(0.6 * count, count))).toBe('unclear');
		expect(sideOf(shareOf(0.6 * 97, 97))).toBe('more');
	});
});

describe('a change', () => {
	test('is the other way round when before and now are exchanged, or the sides', () => {
		fc.assert(
			fc.property(interval, interval, (before, now) => {
				expect(turnOf(now, before)).toBe(opposite[turnOf(before, now)]);
				expect(turnOf(mirrored(before), mirrored(now))).toBe(opposite[turnOf(before, now)]);
				expect(turnOf(now, now)).toBe('unclear');
			})
		);
	});

	test('goes the way of the shares, and is clear once the bounds are apart', () => {
		fc.assert(
			fc.property(interval, interval, (before, now) => {
				const turn = turnOf(before, now);
				if (turn === 'more') expect(now.share).toBeGreaterThan(before.share);
				if (now.low > before.high) expect(turn).toBe('more');
			})
		);
	});

	test('of 56 in 70 against 48 in 80 has the bounds that were published', () => {
		// Newcombe 1998, method 10: from 0.0524 to 0.3339.
		const before = shareOf(48, 80);
		const now = shareOf(56, 70);
		expect(now.share - before.share - Math.hypot(now.share - now.low, before.high - before.share)).toBeCloseTo(
			0.0524,
			3
		);
		expect(turnOf(before, now)).toBe('more');
	});
});

describe('what is shown of answers', () => {
	const form = Questionnaire.parse(JSON.parse(readFileSync('static/check-ins/monthly-wellbeing.json', 'utf8')));
	const [score] = form.scores;
	const tableOf = (cells: readonly (number | 'hidden')[]) => ({
		questions: questionsOf(form).map(({ id }) => ({ question: id, cells, hidden: 0 }))
	});

	test('says nothing where a cell of an option is hidden, and leaves out who is in the middle or passed', () => {
		expect(goodShare({ cells: [5, 'hidden', 7, 8, 9] })).toBeNull();
		expect(goodShare({ cells: [5, 6, 7, 12, 'hidden'] })).toEqual(shareOf(19, 30));
		expect(goodShare({ cells: [10, 0, 40, 0, 30, 5] })).toEqual(shareOf(30, 40));
		expect(scoreShare(form, score!, tableOf(['hidden', 9, 9, 9, 0]))).toBeNull();
	});

	test('has a score where it is, from its own good end', () => {
		expect(scoreShare(form, score!, tableOf([0, 0, 0, 40, 0]))).toEqual({ share: 1, low: 1, high: 1 });
		const even = scoreShare(form, score!, tableOf([10, 10, 10, 10, 0]));
		expect(even?.share).toBeCloseTo(0.5, 9);
		expect(sideOf(even!)).toBe('unclear');
		const lower = scoreShare(form, { ...score!, better: 'lower' }, tableOf([0, 0, 5, 35, 0]));
		expect(sideOf(lower!)).toBe('less');
		const { better: _, ...unknown } = score!;
		expect(scoreShare(form, unknown, tableOf([0, 0, 5, 35, 0]))).toBeNull();
	});
});
