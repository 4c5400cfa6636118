/**
 * How long to wait after wrong unlock tries.
 *
 * Who may call it: `storage/` and the unlock screen, with the count they keep.
 *
 * What must stay true: it is pure, so the count decides alone and a changed clock changes nothing.
 *
 * Threat answered: somebody at home trying pictures (A1). It does not slow an attacker who copied the phone (A2): that is
 * what the cost in `kdf.ts` is for.
 */

/** Milliseconds to wait after `failures` wrong tries in a row: 0, then 1, 2, 4, 8, 16, 32 and at most 60 seconds. */
export const delayAfter = (failures: number): number =>
	failures < 1 ? 0 : Math.min(60_000, 1000 * 2 ** (Math.floor(failures) - 1));
