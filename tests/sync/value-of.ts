import type { Problem, Result } from '$lib/base/result';

/** The value of a success. Throws the problem of a failure. */
export function valueOf<T>(result: Result<T, Problem>): T {
	if (!result.ok) throw new Error(`Failed: ${JSON.stringify(result.error)}`);
	return result.value;
}
