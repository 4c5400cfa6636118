import { otherVersions, type Ledger } from '$lib/domain/ledger';
import { serviceFields, weekdayOf, type Hours, type ServiceField } from '$lib/domain/service';
import type { ServiceId } from '$lib/domain/ids';
import { formatTime } from '$lib/i18n/format';
import type { LocaleId } from '$lib/i18n/locales';

/** The days of the week, 1 Monday to 7 Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** A day of the week in a language, short: "lun.". */
export const weekdayName = (locale: LocaleId, weekday: number): string =>
	// 1 January 2024 was a Monday.
	new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday));

/** A month in words: "novembre 2026". */
export const monthName = (locale: LocaleId, month: string): string =>
	new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
		Date.parse(`${month}-01T00:00:00Z`)
	);

/** A language by its name in another; its code when it has none there. */
export function languageName(locale: LocaleId, code: string): string {
	try {
		return new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code;
	} catch {
		return code;
	}
}

/** Opening hours, one line for each: "lun.–ven. 08:00–17:00". */
export const hoursLines = (locale: LocaleId, { openings }: Hours): readonly string[] =>
	openings.map(
		({ days, from, to }) => `${daysInWords(locale, days)} ${formatTime(locale, from)}–${formatTime(locale, to)}`
	);

function daysInWords(locale: LocaleId, days: readonly number[]): string {
	const runs: number[][] = [];
	for (const day of days) {
		const run = runs.at(-1);
		if (run && run.at(-1) === day - 1) run.push(day);
		else runs.push([day]);
	}
	const name = (day: number | undefined) => weekdayName(locale, day ?? 1);
	return runs.flatMap((run) => (run.length > 2 ? [`${name(run[0])}–${name(run.at(-1))}`] : run.map(name))).join(', ');
}

/** The day and time (`HH:MM`) that a clock on the wall shows now. */
export function onTheClock(instant: number): { readonly weekday: number; readonly day: string; readonly time: string } {
	const date = new Date(instant);
	const two = (value: number) => String(value).padStart(2, '0');
	const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
	return { weekday: weekdayOf(day), day, time: `${two(date.getHours())}:${two(date.getMinutes())}` };
}

/** What somebody else wrote into the same fields at the same time, as text. */
export const otherTexts = (
	ledger: Ledger,
	id: ServiceId
): readonly { readonly field: ServiceField; readonly text: string }[] =>
	serviceFields.flatMap((field) =>
		otherVersions(ledger, 'service', id, field).map((value) => ({ field, text: partsOf(value).join(', ') }))
	);

const partsOf = (value: unknown): readonly string[] =>
	typeof value === 'object' && value !== null
		? Object.values(value).flatMap(partsOf)
		: typeof value === 'string' && value !== ''
			? [value]
			: [];
