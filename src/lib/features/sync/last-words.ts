import { dayOf, type Day } from '$lib/base/clock';
import type { Translate } from '$lib/i18n';
import { dayInWords } from '$lib/i18n/day-words';
import { formatTime } from '$lib/i18n/format';
import type { LocaleId } from '$lib/i18n/locales';

/** When the server was reached last: a day near by in words, and the time on this phone. */
export function lastWords(t: Translate, locale: LocaleId, lastAt: number | null, today: Day): string {
	if (lastAt === null) return t('sync:never');
	const time = new Date(lastAt);
	const clock = `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
	const day = dayInWords(t, locale, dayOf(lastAt), today);
	return t('sync:last', { when: t('sync:at', { day, time: formatTime(locale, clock) }) });
}
