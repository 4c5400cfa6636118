import { dayNumber, type Day } from '$lib/base/clock';
import { formatDay, formatTime } from './format';
import type { Translate } from './index';
import type { LocaleId } from './locales';

/** A day as people say it: "today", "tomorrow", "yesterday", else in words. `time` is `HH:MM` or empty. */
export function dayInWords(t: Translate, locale: LocaleId, day: Day, today: Day, time = ''): string {
	const near = nearDays.find(([distance]) => distance === dayNumber(day) - dayNumber(today));
	const words = near ? t(`common:day.${near[1]}`) : formatDay(locale, day);
	return time === '' ? words : `${words}, ${formatTime(locale, time)}`;
}

const nearDays = [
	[0, 'today'],
	[1, 'tomorrow'],
	[-1, 'yesterday']
] as const;
