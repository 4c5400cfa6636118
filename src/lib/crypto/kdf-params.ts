/**
 * How much work one guess of an unlock secret costs, and the bounds nothing stored or received can move.
 *
 * Who may call it: `kdf.ts`, `kdf-inline.ts`, the worker, `keyring.ts`. Other layers import these names from `kdf.ts`.
 *
 * What must stay true: every derivation passes `checkKdfParams`, so an edited header cannot make guessing cheap, nor make
 * the phone run out of memory.
 *
 * Threat answered: lowering the parameters in a stolen or synced header (A2, A6).
 */
import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';

/** Argon2id cost, kept in the vault header. */
export const KdfParams = z.object({
	v: z.literal(1),
	memoryKiB: z.int(),
	passes: z.int(),
	parallelism: z.literal(1)
});
export type KdfParams = Readonly<z.infer<typeof KdfParams>>;

/** The parameters are outside the bounds of this app, so the header was altered or damaged. */
export interface KdfTooWeak {
	readonly type: 'KdfTooWeak';
}

/** The least work that is ever done: 19 MiB twice over. Also used for the PIN, whose tries are counted. */
export const kdfFloor: KdfParams = { v: 1, memoryKiB: 19_456, passes: 2, parallelism: 1 };
/** The most: above it a cheap phone would fail to open its own vault. */
export const kdfCeiling: KdfParams = { v: 1, memoryKiB: 131_072, passes: 8, parallelism: 1 };

/** What `calibrate` chooses from, cheapest first. */
export const kdfLadder: readonly KdfParams[] = (
	[
		[19_456, 2],
		[19_456, 3],
		[32_768, 2],
		[32_768, 3],
		[49_152, 3],
		[65_536, 3],
		[98_304, 3],
		[131_072, 3],
		[131_072, 4],
		[131_072, 6],
		[131_072, 8]
	] as const
).map(([memoryKiB, passes]) => ({ v: 1, memoryKiB, passes, parallelism: 1 }));

/** Derives the key that wraps a vault's master key. */
export interface Kdf {
	/**
	 * 32 bytes of Argon2id. The secret is overwritten with zeros as soon as it was handed over, so pass a copy to keep one.
	 * Rejects with an Error whose `type` is 'KdfTooWeak' when the parameters are out of bounds.
	 */
	readonly derive: (secret: Uint8Array, salt: Uint8Array, params: KdfParams) => Promise<Uint8Array>;
	/** Starts what takes time to start, so that the first derivation does not wait. */
	readonly warm: () => void;
	/** The strongest parameters of the ladder that take at most `budgetMs` here; the floor when none does. */
	readonly calibrate: (budgetMs?: number) => Promise<KdfParams>;
	/** Stops work and frees its memory. Pending calls reject; a later call starts again. */
	readonly close: () => void;
}

/** The same parameters when they are within the bounds, else 'KdfTooWeak'. */
export function checkKdfParams(params: KdfParams): Result<KdfParams, KdfTooWeak> {
	const isWithin = (value: number, floor: number, ceiling: number) =>
		Number.isInteger(value) && value >= floor && value <= ceiling;
	const isAllowed =
		isWithin(params.memoryKiB, kdfFloor.memoryKiB, kdfCeiling.memoryKiB) &&
		isWithin(params.passes, kdfFloor.passes, kdfCeiling.passes) &&
		params.parallelism === 1;
	return isAllowed ? ok(params) : err({ type: 'KdfTooWeak' });
}

/** Throws an Error with `type: 'KdfTooWeak'` when the parameters are out of bounds. */
export function assertKdfParams(params: KdfParams): void {
	const allowed = checkKdfParams(params);
	if (!allowed.ok) throw Object.assign(new Error('KDF parameters out of bounds'), allowed.error);
}

/**
 * The strongest rung whose measured time is within `budgetMs`, or the floor. Estimates from the floor's time, then
 * measures downwards, so a slow phone is not made to try every rung. `measure` returns milliseconds, Infinity when it
 * could not run.
 */
export async function chooseKdfParams(
	measure: (params: KdfParams) => Promise<number>,
	budgetMs: number
): Promise<KdfParams> {
	await measure(kdfFloor);
	const perUnit = (await measure(kdfFloor)) / work(kdfFloor);
	const plausible = kdfLadder.filter((rung) => work(rung) * perUnit <= budgetMs * 1.1);
	for (const rung of plausible.reverse()) {
		if (work(rung) === work(kdfFloor) || (await measure(rung)) <= budgetMs) return rung;
	}
	return kdfFloor;
}

const work = (params: KdfParams) => params.memoryKiB * params.passes;
