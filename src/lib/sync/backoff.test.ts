import { expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { backoff } from './backoff';

test('the wait grows with every failure, differs from phone to phone, and ends at ten minutes', () => {
	const waits = (failures: number) =>
		Array.from({ length: 200 }, (_, seed) => backoff(createSeededRandom(seed), failures));
	expect(Math.max(...waits(0))).toBeLessThanOrEqual(2000);
	expect(Math.max(...waits(3))).toBeGreaterThan(8000);
	expect(Math.max(...waits(500))).toBeLessThanOrEqual(600_000);
	expect(Math.min(...waits(500))).toBeGreaterThan(0);
	expect(new Set(waits(5)).size).toBeGreaterThan(150);
});
