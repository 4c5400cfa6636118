import * as z from 'zod/mini';
import { dayNumber, isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { cleanTime } from './group';
import { ServiceId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { foldText, holdsWords, searchWords } from './search';
import { cleanLine, cleanLines, typedView } from './text';

/** What a service is for: our own short list, which pictures and filters follow. */
export const ServiceKind = z.enum([
	'hotline',
	'shelter',
	'health',
	'mind',
	'legal',
	'papers',
	'work',
	'school',
	'money',
	'children',
	'community',
	'other'
]);
export type ServiceKind = z.infer<typeof ServiceKind>;

/** A text in several languages, by language code; `any` stands for every language that has none of its own. */
export const Words = z.readonly(z.record(z.string(), z.string()));
export type Words = z.infer<typeof Words>;

/** Opening on some days of the week, 1 Monday to 7 Sunday; `to` may lie after midnight, and is then before `from`. */
export const Opening = z.readonly(z.object({ days: z.readonly(z.array(z.int())), from: z.string(), to: z.string() }));
export type Opening = z.infer<typeof Opening>;

export const Hours = z.readonly(
	z.object({ always: z.boolean(), openings: z.readonly(z.array(Opening)), note: z.string() })
);
export type Hours = z.infer<typeof Hours>;

/** A number of a service: never that of a person. */
export const ServicePhone = z.readonly(z.object({ number: z.string(), note: z.string() }));
export type ServicePhone = z.infer<typeof ServicePhone>;

const noWords: Words = {};
const noHours: Hours = { always: false, openings: [], note: '' };
const line = z.catch(z._default(z.string(), ''), '');
const flag = z.catch(z._default(z.boolean(), false), false);

/** An entry of the referral directory. */
export const Service = z.looseObject({
	id: ServiceId,
	name: Words.check(z.refine((name) => Object.values(name).some((text) => text !== ''))),
	/** What one finds there, in a few sentences. */
	text: z.catch(z._default(Words, noWords), noWords),
	/** Who runs it. */
	provider: line,
	kinds: z.catch(z._default(z.readonly(z.array(ServiceKind)), []), ['other']),
	/** Languages spoken there, as codes such as `vi`. */
	languages: z.catch(z._default(z.readonly(z.array(z.string())), []), []),
	hours: z.catch(z._default(Hours, noHours), noHours),
	isFree: flag,
	cost: line,
	forWhom: line,
	phones: z.catch(z._default(z.readonly(z.array(ServicePhone)), []), []),
	address: line,
	/** An `https:` address, or empty. */
	web: line,
	area: line,
	/** The day somebody last made sure that all of it is true; empty while nobody did. */
	checkedOn: line,
	/** Shown to participants when they have answered. */
	onThankYou: flag,
	/** No longer offered: kept for the counts, shown in no list. */
	retired: flag,
	/** Where it came from, when it was imported: the key in that file. */
	source: line,
	/** What the file last said, field by field: what differs from it was written by hand. */
	imported: z.catch(z._default(z.record(z.string(), z.unknown()), {}), {})
});
export type Service = z.infer<typeof Service>;

/** What a form or a file says of a service. */
export type ServiceDraft = Pick<Service, ServiceField>;

/** The fields that a form or a file may fill. */
export const serviceFields = [
	'name',
	'text',
	'provider',
	'kinds',
	'languages',
	'hours',
	'isFree',
	'cost',
	'forWhom',
	'phones',
	'address',
	'web',
	'area',
	'checkedOn',
	'retired'
] as const;
export type ServiceField = (typeof serviceFields)[number];

/** Most characters of each text, most phones, openings, languages and kinds. */
export const serviceLimits = { line: 300, text: 2000, name: 120, phones: 5, openings: 14, languages: 20 } as const;

export type ServiceProblem =
	| { readonly type: 'ServiceNameMissing' }
	| { readonly type: 'ServiceTextTooLong'; readonly field: ServiceField; readonly most: number }
	| { readonly type: 'PhoneUnreadable' }
	| { readonly type: 'WebUnreadable' }
	| { readonly type: 'HoursUnreadable' }
	| { readonly type: 'CheckedOnUnreadable' };

/** An entry with nothing in it. */
export const blankService: ServiceDraft = {
	name: noWords,
	text: noWords,
	provider: '',
	kinds: [],
	languages: [],
	hours: noHours,
	isFree: false,
	cost: '',
	forWhom: '',
	phones: [],
	address: '',
	web: '',
	area: '',
	checkedOn: '',
	retired: false
};

/**
 * The edits that give a new or standing entry these values, cleaned; or what is wrong with them. `today` is the latest day
 * it can have been checked. Empty fields of a new entry are not written.
 */
export function changeService(
	ledger: Ledger,
	id: ServiceId,
	draft: ServiceDraft,
	today: Day
): Result<readonly Edit[], ServiceProblem> {
	const clean = cleanService(draft);
	const problem = problemOf(clean, today);
	return problem ? err(problem) : ok(serviceEdits(ledger, id, clean));
}

/** The edits that write some fields of an entry, without those that say nothing and never said anything. */
export function serviceEdits(ledger: Ledger, id: ServiceId, values: Partial<ServiceDraft>): readonly Edit[] {
	const cells = rowOf(ledger, 'service', id)?.cells;
	const said = serviceFields.filter((field) => {
		const value = values[field];
		return value !== undefined && (cells?.[field] !== undefined || !isSame(value, blankService[field]));
	});
	// Plain JSON; an interface has no index signature.
	return fieldEdits('service', id, Object.fromEntries(said.map((field) => [field, values[field] as FieldValue])));
}

/** Somebody made sure on `day` that all of it is true. */
export const markChecked = (id: ServiceId, day: Day): readonly Edit[] => fieldEdits('service', id, { checkedOn: day });

/** Takes an entry out of the lists, or back into them. One that is out is not shown to participants either. */
export const retireService = (id: ServiceId, retired: boolean): readonly Edit[] =>
	fieldEdits('service', id, retired ? { retired, onThankYou: false } : { retired });

/** Most entries on the participants' screen: it must be read at a glance. */
export const mostOnThankYou = 3;

export type ThankYouProblem =
	| { readonly type: 'ThankYouFull'; readonly most: number }
	/** Participants get a number to call, so there must be one. */
	| { readonly type: 'ThankYouNeedsPhone' };

/** The edit that shows an entry to participants, or no longer. */
export function chooseForThankYou(
	ledger: Ledger,
	service: Service,
	on: boolean
): Result<readonly Edit[], ThankYouProblem> {
	const chosen = servicesOf(ledger).filter(
		({ id, onThankYou, retired }) => onThankYou && !retired && id !== service.id
	);
	if (on && service.phones.length === 0) return err({ type: 'ThankYouNeedsPhone' });
	if (on && chosen.length >= mostOnThankYou) return err({ type: 'ThankYouFull', most: mostOnThankYou });
	return ok(fieldEdits('service', service.id, { onThankYou: on }));
}

/** An entry as participants see it: nothing but a name and a number. */
export interface ShownService {
	readonly id: ServiceId;
	readonly name: Words;
	readonly number: string;
}

/** What participants see when they have answered; at most three, the same three on every device. */
export const shownServices = (ledger: Ledger): readonly ShownService[] =>
	servicesOf(ledger)
		.filter(({ onThankYou, retired, phones }) => onThankYou && !retired && phones.length > 0)
		.sort((a, b) => (a.id < b.id ? -1 : 1))
		.slice(0, mostOnThankYou)
		.map(({ id, name, phones }) => ({ id, name, number: phones[0]?.number ?? '' }));

const viewOf = typedView(Service);

/** One entry, or undefined when the vault holds none by that id. */
export const serviceOf = (ledger: Ledger, id: ServiceId): Service | undefined => viewOf(rowOf(ledger, 'service', id));

/** All entries, retired ones too, in no order that means anything. */
export const servicesOf = (ledger: Ledger): readonly Service[] =>
	[...rowsOf(ledger, 'service')].map(viewOf).filter((service) => service !== undefined);

/** What somebody looks for; null where anything will do. */
export interface ServiceQuery {
	readonly text: string;
	readonly kind: ServiceKind | null;
	/** A language spoken there. */
	readonly language: string | null;
}

/** The entries that fit, in the order given. Every word must be found, with or without its accents. */
export function findServices(services: readonly Service[], { text, kind, language }: ServiceQuery): readonly Service[] {
	const words = searchWords(text);
	return services.filter(
		(service) =>
			(kind === null || service.kinds.includes(kind)) &&
			(language === null || service.languages.includes(language)) &&
			(words.length === 0 || holdsWords(foldedOf(service), words))
	);
}

const folded = new WeakMap<Service, string>();

function foldedOf(service: Service): string {
	const { name, text, provider, forWhom, address, area, phones } = service;
	const known =
		folded.get(service) ??
		foldText(textsOf([name, text, provider, forWhom, address, area, phones.map(({ number }) => number)]).join(' '));
	folded.set(service, known);
	return known;
}

/** The text in a language, else for any language, else in the first language there is; empty when there is none. */
export function wordsIn(words: Words, locale: string): string {
	for (const code of [locale, 'any', 'fr', 'en', 'vi', ...Object.keys(words)]) {
		const text = Object.hasOwn(words, code) ? words[code] : undefined;
		if (text) return text;
	}
	return '';
}

/** Whether it is time to make sure again that an entry is true: nobody ever did, or it was so many months ago. */
export const isDueForCheck = ({ checkedOn }: Pick<Service, 'checkedOn'>, today: Day, everyMonths: number): boolean =>
	!isDay(checkedOn) || monthsLater(checkedOn, everyMonths) <= today;

/** What `tel:` takes of a number as people write it, or null for what cannot be dialled: `+84 (0)24 1` gives `+84241`. */
export function dialled(number: string): string | null {
	const plain = number.trim().replace(/^\+(.*?)\(0\)/, '+$1');
	// Letters, and the signs with which a phone would obey instead of call.
	if (!/^\+?[\d\s().\-/\u2010-\u2015\u00a0]+$/.test(plain)) return null;
	const digits = plain.replace(/\D/g, '');
	return digits.length >= 2 && digits.length <= 18 ? `${plain.startsWith('+') ? '+' : ''}${digits}` : null;
}

/** A web address in full when it is an `https:` one that names no person and no password, else null. */
export function secureAddress(text: string): string | null {
	if (text.length > 500) return null;
	const typed = text.trim();
	const url = urlOf(/^[a-z][a-z\d+.-]*:/i.test(typed) ? typed : `https://${typed}`);
	const isSecure = url?.protocol === 'https:' && url.username === '' && url.password === '';
	return isSecure && url.hostname.includes('.') && url.href.length <= 500 ? url.href : null;
}

/** `URL.parse`, which older phones lack. */
function urlOf(text: string): URL | null {
	try {
		return new URL(text);
	} catch {
		return null;
	}
}

/** Whether a service is open on a day at a time (`HH:MM`) as it says; null when it does not say. */
export function isOpenAt({ always, openings }: Hours, day: Day, time: string): boolean | null {
	if (always) return true;
	if (openings.length === 0) return null;
	const weekday = weekdayOf(day);
	const before = weekday === 1 ? 7 : weekday - 1;
	return openings.some(({ days, from, to }) => {
		if (from < to) return days.includes(weekday) && time >= from && time < to;
		return (days.includes(weekday) && time >= from) || (days.includes(before) && time < to);
	});
}

/** The day of the week, 1 Monday to 7 Sunday. */
export const weekdayOf = (day: Day): number => ((dayNumber(day) + 3) % 7) + 1;

/** A draft as it is kept: lines cleaned, empty rows gone. Says nothing about whether it may be kept. */
export function cleanService(draft: ServiceDraft): ServiceDraft {
	const { always, openings, note } = draft.hours;
	return {
		name: cleanWords(draft.name, cleanLine),
		text: cleanWords(draft.text, (text) => cleanLines(text).trim()),
		provider: cleanLine(draft.provider),
		kinds: ServiceKind.options.filter((kind) => draft.kinds.includes(kind)),
		languages: [...new Set(draft.languages)],
		hours: {
			always,
			openings: always
				? []
				: openings
						.filter(({ days, from, to }) => days.length > 0 || from !== '' || to !== '')
						.map(({ days, from, to }) => ({ days: [...new Set(days)].sort(), from, to })),
			note: cleanLine(note)
		},
		isFree: draft.isFree,
		cost: cleanLine(draft.cost),
		forWhom: cleanLine(draft.forWhom),
		phones: draft.phones
			.map(({ number, note }) => ({ number: cleanLine(number), note: cleanLine(note) }))
			.filter(({ number }) => number !== ''),
		address: cleanLine(draft.address),
		web: draft.web.trim() === '' ? '' : (secureAddress(draft.web) ?? draft.web.trim()),
		area: cleanLine(draft.area),
		checkedOn: draft.checkedOn,
		retired: draft.retired
	};
}

function problemOf(clean: ServiceDraft, today: Day): ServiceProblem | null {
	if (Object.keys(clean.name).length === 0) return { type: 'ServiceNameMissing' };
	for (const [field, most] of lengths)
		if (textsOf(clean[field]).some((text) => [...text].length > most))
			return { type: 'ServiceTextTooLong', field, most };
	const { phones, openings, languages } = serviceLimits;
	if (clean.phones.length > phones || clean.phones.some(({ number }) => dialled(number) === null))
		return { type: 'PhoneUnreadable' };
	if (clean.web !== '' && secureAddress(clean.web) === null) return { type: 'WebUnreadable' };
	if (clean.hours.openings.length > openings || !clean.hours.openings.every(isOpening))
		return { type: 'HoursUnreadable' };
	if (clean.languages.length > languages || !clean.languages.every(isLanguageCode))
		return { type: 'ServiceTextTooLong', field: 'languages', most: languages };
	const isChecked = clean.checkedOn === '' || (isDay(clean.checkedOn) && clean.checkedOn <= today);
	return isChecked ? null : { type: 'CheckedOnUnreadable' };
}

/** True for a language code such as `vi` or `zh-Hant`. */
export const isLanguageCode = (code: string): boolean => /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/.test(code);

const { line: longestLine, text: longestText, name: longestServiceName } = serviceLimits;
const lengths: readonly (readonly [ServiceField, number])[] = [
	['name', longestServiceName],
	['text', longestText],
	['provider', longestLine],
	['cost', longestLine],
	['forWhom', longestLine],
	['address', longestLine],
	['area', longestLine],
	['hours', longestLine],
	['phones', longestLine]
];

/** Every text inside a value. */
function textsOf(value: unknown): readonly string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const isOpening = ({ days, from, to }: Opening): boolean =>
	days.length > 0 &&
	days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7) &&
	from !== to &&
	[from, to].every((time) => time !== '' && cleanTime(time) === time);

const cleanWords = (words: Words, clean: (text: string) => string): Words =>
	Object.fromEntries(
		Object.entries(words)
			.filter(([code]) => code === 'any' || isLanguageCode(code))
			.map(([code, text]) => [code, clean(text)] as const)
			.filter(([, text]) => text !== '')
	);

/** Whether two values of a field say the same, whatever the order in which their parts were written. */
export const isSame = (a: unknown, b: unknown): boolean =>
	a === b ||
	(typeof a === 'object' && typeof b === 'object' && JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b)));

function inOrder(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inOrder);
	if (typeof value !== 'object' || value === null) return value;
	return Object.entries(value)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, part]) => [key, inOrder(part)]);
}

/** The same day of a later month, or the last day of that month when it is shorter. */
function monthsLater(day: Day, months: number): Day {
	const [year = 0, month = 1] = day.split('-').map(Number);
	const total = year * 12 + month - 1 + months;
	const start = `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}`;
	for (let last = Number(day.slice(8)); last > 28; last--) if (isDay(`${start}-${last}`)) return `${start}-${last}`;
	return `${start}-${String(Math.min(28, Number(day.slice(8)))).padStart(2, '0')}`;
}
