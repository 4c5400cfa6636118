import { dayOfNumber, type Day } from '$lib/base/clock';

/** The last day that is shown: what a log or a letter says may be any number. */
const latestShown = 84_000;

/** The day of a number that somebody else wrote, in days since 1970. */
export const dayShown = (day: number): Day => dayOfNumber(Math.min(day, latestShown));
