import { randomBelow, type Random } from '$lib/base/random';

/** Longest wait between two tries, in milliseconds. */
const longestWait = 10 * 60_000;
const firstWait = 2000;

/**
 * Milliseconds to wait after so many failures in a row: anything up to a bound that doubles, at most ten minutes, so that
 * phones which lost one server do not all come back at once.
 */
export function backoff(random: Random, failures: number): number {
	const bound = Math.min(longestWait, firstWait * 2 ** Math.min(failures, 20));
	return randomBelow(random, bound) + 1;
}
