/** Source of time, handed in so that tests can set it a year wrong. */
export interface Clock {
	/** Milliseconds since 1970, as the phone believes. */
	readonly now: () => number;
	/** The calendar day on the phone, `2026-11-22`. */
	readonly today: () => Day;
}

/** A calendar day without a time of day: `YYYY-MM-DD`. */
export type Day = string;

/** The phone's own clock. */
export const createClock = (): Clock => ({ now: () => Date.now(), today: () => dayOf(Date.now()) });

/** The calendar day of an instant, in the phone's time zone. */
export function dayOf(instant: number): Day {
	const date = new Date(instant);
	return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

/**
 * Days from 1970-01-01 to `day`; whole numbers, so that days can be compared and counted. NaN for what is not a day of
 * the calendar. Counted without a time zone, so that no day has 23 or 25 hours.
 */
export function dayNumber(day: Day): number {
	const days = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) / 86_400_000 : NaN;
	// Some engines read 30 February as 2 March.
	return Number.isFinite(days) && dayOfNumber(days) === day ? days : NaN;
}

/** True for a day of the calendar in our form, from 1900 to 2199: beyond that it is a slip, and day arithmetic ends. */
export const isDay = (text: string): text is Day =>
	Number.isFinite(dayNumber(text)) && text >= '1900-01-01' && text <= '2199-12-31';

/** The day of a day number. Throws a RangeError for NaN. */
export const dayOfNumber = (days: number): Day => new Date(days * 86_400_000).toISOString().slice(0, 10);

/** The day `count` days after (or before, when negative). Throws a RangeError for what is not a day. */
export const addDays = (day: Day, count: number): Day => dayOfNumber(dayNumber(day) + count);

const pad = (value: number, width: number) => String(value).padStart(width, '0');
