/**
 * The delays between wrong tries of a secret, across restarts of the app.
 *
 * Who may call it: `profiles.ts`, one try at a time.
 *
 * What must stay true: only the right secret, or erasing the last vault, forgets a count; no clock and no full disk does.
 *
 * Threat answered: somebody at home trying pictures (A1), not a copied disk (A2).
 *
 * [Note: Delays and the clock]
 * A phone has no clock that its holder cannot set. Set back, it makes the delay begin anew, so that nothing is gained and
 * nobody is locked out for a year; set forward, it ends the delay, but never the count, so the next delay is as long as
 * it would have been. Whoever copies the disk is not delayed at all: that is what the cost of a guess is for.
 */
import type { Clock } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { delayAfter } from '$lib/crypto/tries';
import type { StoreDirectory, Tries } from './store';

/** Too soon after a wrong try. */
export interface TriesDelayed {
	readonly type: 'TriesDelayed';
	/** Instant from which the next try is taken. */
	readonly until: number;
}

export interface Delays {
	/** Wrong tries in a row, when another may be made now. */
	readonly failuresSoFar: () => Promise<Result<number, TriesDelayed>>;
	/** Counts this many wrong tries; the delay runs from now. */
	readonly fail: (failures: number) => Promise<void>;
	/** After the right secret, or when there is nothing left to guess. */
	readonly reset: () => Promise<void>;
}

/** The delays of this phone, kept in its directory. */
export function createDelays(directory: Pick<StoreDirectory, 'tries' | 'setTries'>, clock: Clock): Delays {
	// Also kept here, so that a full disk does not end the delays of this tab.
	let latest: Tries = { failures: 0, until: 0 };
	const keep = async (tries: Tries) => {
		latest = tries;
		await directory.setTries(tries);
	};
	return {
		failuresSoFar: async () => {
			const stored = await directory.tries();
			const tries = stored.failures >= latest.failures ? stored : latest;
			const now = clock.now();
			if (now >= tries.until) return ok(tries.failures);
			// See [Note: Delays and the clock].
			const until = Math.min(tries.until, now + delayAfter(tries.failures));
			if (until !== tries.until) await keep({ ...tries, until });
			return err({ type: 'TriesDelayed', until });
		},
		fail: (failures) => keep({ failures, until: clock.now() + delayAfter(failures) }),
		reset: () => keep({ failures: 0, until: 0 })
	};
}
