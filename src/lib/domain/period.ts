import { addDays, isDay, type Day } from '$lib/base/clock';

/** A calendar month: `YYYY-MM`. Sorts as text. */
export type Month = string;

/** Whole months, the first and the last of them; one month is both. */
export interface Period {
	readonly from: Month;
	readonly to: Month;
}

/** The month of a day. */
export const monthOf = (day: Day): Month => day.slice(0, 7);

/** True for a month of the calendar in our form. */
export const isMonth = (text: string): text is Month => isDay(`${text}-01`);

/** The three months that a month is one of: January to March, and so on. */
export function quarterOf(month: Month): Period {
	const first = Math.floor((Number(month.slice(5)) - 1) / 3) * 3 + 1;
	const year = month.slice(0, 5);
	return { from: year + twoDigits(first), to: year + twoDigits(first + 2) };
}

/** Every month of a period, the earliest first. Empty when it ends before it begins. */
export function monthsOf({ from, to }: Period): readonly Month[] {
	const months: Month[] = [];
	for (let month = from; month <= to; month = nextMonth(month)) months.push(month);
	return months;
}

/** Whether a month lies in a period. */
export const isWithin = (month: Month, { from, to }: Period): boolean => from <= month && month <= to;

/** The last day of a month. */
export const lastDayOf = (month: Month): Day => addDays(`${nextMonth(month)}-01`, -1);

function nextMonth(month: Month): Month {
	const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
	return number === 12 ? `${year + 1}-01` : `${month.slice(0, 5)}${twoDigits(number + 1)}`;
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');
