import { assert } from '$lib/base/assert';
import { randomBelow, type Random } from '$lib/base/random';
import type { Result } from '$lib/base/result';

/**
 * What both sides of the sample are drawn from: on one day they tell of the same pilot, so that their figures can be
 * compared. This one leaves a question to the supervisor open.
 */
export const sampleSeed = 10;

/** True in so many of a hundred draws. */
export const chance = (random: Random, percent: number): boolean => randomBelow(random, 100) < percent;

/** A number between about -1.1 and 1.1. */
export const drift = (random: Random): number => (randomBelow(random, 200) - 100) / 90;

/** One of a list, drawn. Throws when it is empty. */
export const pick = <T>(random: Random, from: readonly T[]): T => nth(from, randomBelow(random, from.length));

/** The one at a place, beginning anew at the end. Throws when the list is empty. */
export function nth<T>(from: readonly T[], at: number): T {
	const found = from[at % from.length];
	assert(found !== undefined, 'a list of the sample is empty');
	return found;
}

/** The value of a step that cannot fail here. Throws if it did, which is a fault in the sample. */
export function valueOf<T>(result: Result<T>): T {
	assert(result.ok, 'the sample only asks for what is allowed');
	return result.value;
}
