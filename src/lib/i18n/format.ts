import type { LocaleId } from './locales';

/** A calendar day in words: "mardi 24 novembre". `day` is `YYYY-MM-DD`. */
export const formatDay = (locale: LocaleId, day: string): string =>
	formatter(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(instantOf(day));

/** A calendar day in short: "24 nov. 2026". */
export const formatDayShort = (locale: LocaleId, day: string): string =>
	formatter(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(instantOf(day));

/** Day and month in digits for narrow table heads: "24/11". */
export const formatDayTiny = (locale: LocaleId, day: string): string =>
	formatter(locale, { day: '2-digit', month: '2-digit', timeZone: 'UTC' }).format(instantOf(day));

/** A month (`YYYY-MM`) in short: "nov. 2026". */
export const formatMonth = (locale: LocaleId, month: string): string =>
	formatter(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(instantOf(`${month}-01`));

/** A month in digits for narrow table heads: "11/26". Digits alone: Vietnamese would put a word before them. */
export function formatMonthTiny(locale: LocaleId, month: string): string {
	const parts = formatter(locale, { month: '2-digit', year: '2-digit', timeZone: 'UTC' }).formatToParts(
		instantOf(`${month}-01`)
	);
	return parts.flatMap(({ type, value }) => (type === 'month' || type === 'year' ? [value] : [])).join('/');
}

/** The months from one to another: "juil.–sept. 2026"; one month alone when they are the same. */
export const formatMonths = (locale: LocaleId, from: string, to: string): string =>
	formatter(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).formatRange(
		instantOf(`${from}-01`),
		instantOf(`${to}-01`)
	);

/** A number of hundredths: "82 %". */
export function formatPercent(locale: LocaleId, percent: number): string {
	const known =
		percentFormatters.get(locale) ?? new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
	percentFormatters.set(locale, known);
	return known.format(percent / 100);
}

/** A time of day as people of the language write it; the same text when `time` is not `HH:MM`. */
export function formatTime(locale: LocaleId, time: string): string {
	if (!/^\d{2}:\d{2}$/.test(time)) return time;
	return formatter(locale, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(
		Date.parse(`1970-01-01T${time}:00Z`)
	);
}

/** A number with the digits and separators of the language. */
export function formatNumber(locale: LocaleId, value: number): string {
	const known = numberFormatters.get(locale) ?? new Intl.NumberFormat(locale);
	numberFormatters.set(locale, known);
	return known.format(value);
}

/** Several names in one phrase: "Lune, Étoile et Mer". */
export const formatList = (locale: LocaleId, names: readonly string[]): string =>
	new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);

/** Minutes and seconds on a timer: "4:05". Never negative. */
export function formatTimer(milliseconds: number): string {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const numberFormatters = new Map<LocaleId, Intl.NumberFormat>();
const percentFormatters = new Map<LocaleId, Intl.NumberFormat>();

function formatter(locale: LocaleId, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = locale + JSON.stringify(options);
	const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options);
	formatters.set(key, known);
	return known;
}

const instantOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** What spreadsheets of a language part cells by: a semicolon where the comma stands inside numbers. */
export const listSeparator = (locale: LocaleId): ',' | ';' => (locale === 'en' ? ',' : ';');
