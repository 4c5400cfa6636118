import { expect, test } from 'vitest';
import { delayAfter } from './tries';

test('the wait doubles from one second to one minute and stays there', () => {
	expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 1000].map(delayAfter)).toEqual([
		0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000
	]);
});

test('a counter that was tampered with gives no negative wait', () => {
	expect([-1, -1000].map(delayAfter)).toEqual([0, 0]);
});
