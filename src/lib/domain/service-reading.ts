import { isDay, type Day } from '$lib/base/clock';
import { cleanTime } from './group';
import {
	blankService,
	cleanService,
	dialled,
	isLanguageCode,
	secureAddress,
	serviceLimits,
	ServiceKind,
	type Opening,
	type ServiceDraft,
	type ServiceField,
	type ServicePhone,
	type Words
} from './service';
import { cleanLine } from './text';

/** What a file says of one service, before anything of it is believed. A field that the file lacks is absent. */
export interface RawService {
	readonly id: string;
	readonly name: Words;
	readonly text?: Words | undefined;
	readonly provider?: string | undefined;
	readonly kinds?: readonly string[] | undefined;
	readonly languages?: readonly string[] | undefined;
	readonly openings?: readonly RawOpening[] | undefined;
	readonly isFree?: boolean | undefined;
	readonly cost?: string | undefined;
	readonly forWhom?: string | undefined;
	readonly phones?: readonly ServicePhone[] | undefined;
	readonly address?: string | undefined;
	readonly web?: string | undefined;
	readonly area?: string | undefined;
	readonly checkedOn?: string | undefined;
	readonly retired?: boolean | undefined;
}

/** Opening hours as a file writes them: days such as `MO,TU`, times such as `09:00Z`; or only a note. */
export interface RawOpening {
	readonly days: string;
	readonly from: string;
	readonly to: string;
	readonly note: string;
}

/** Something that was read otherwise than it was written. */
export type ImportNote =
	/** Too long, or too many of them: the rest was left out. */
	| { readonly type: 'Cut'; readonly field: ServiceField }
	/** Could not be read, so it was left out. */
	| { readonly type: 'Unread'; readonly field: ServiceField; readonly text: string }
	/** Times are taken as people on the spot read them on the clock. */
	| { readonly type: 'ZoneLeftOut' }
	/** `http:` became `https:`. */
	| { readonly type: 'WebSecured'; readonly text: string }
	/** A date with the day before the month. */
	| { readonly type: 'DayFirst'; readonly text: string };

/** A service as a file says it, cleaned: an entry could be made of it. */
export interface FoundService {
	/** Row of the table, or place in the list, from 1. */
	readonly row: number;
	/** The id in the file; empty when it gives none. */
	readonly id: string;
	/** Only the fields that the file has. */
	readonly values: Partial<ServiceDraft> & Pick<ServiceDraft, 'name'>;
	readonly notes: readonly ImportNote[];
}

/** Something of the file that no entry can be made of. */
export interface SkippedRow {
	readonly row: number;
	/**
	 * - `name-missing`: it has no name.
	 * - `not-an-entry`: something else stands there.
	 * - `quotes`: a quote in the wrong place, so that its cells cannot be told apart.
	 * - `columns`: more cells than headings.
	 * - `twice`: another row with the same id and another name came before.
	 * - `too-many`: beyond the most that are read.
	 */
	readonly reason: 'name-missing' | 'not-an-entry' | 'quotes' | 'columns' | 'twice' | 'too-many';
	/** What it is called there, when it can be told. */
	readonly name: string;
}

/** Most services that are read from a file. */
export const mostImported = 5000;

/** The service that can be made of what a file says, or why none can. `today` is the latest day it can have been checked. */
export function foundService(row: number, raw: RawService, today: Day): FoundService | SkippedRow {
	const notes: ImportNote[] = [];
	const cut = (field: ServiceField, text: string, most: number = serviceLimits.line) => {
		const letters = [...text];
		if (letters.length > most) notes.push({ type: 'Cut', field });
		return letters.length > most ? letters.slice(0, most).join('') : text;
	};
	const few = <T>(field: ServiceField, list: readonly T[], most: number) => {
		if (list.length > most) notes.push({ type: 'Cut', field });
		return list.slice(0, most);
	};
	const unread = (field: ServiceField, text: string) =>
		void notes.push({ type: 'Unread', field, text: [...cleanLine(text)].slice(0, 80).join('') });
	const said = <T, V>(value: T | undefined, read: (value: T) => V) => (value === undefined ? undefined : read(value));
	const lineOf = (field: ServiceField) => (text: string) => cut(field, cleanLine(text));

	const values = {
		name: mapWords(raw.name, (text) => cut('name', cleanLine(text), serviceLimits.name)),
		text: said(raw.text, (words) => mapWords(words, (text) => cut('text', text, serviceLimits.text))),
		provider: said(raw.provider, lineOf('provider')),
		kinds: said(raw.kinds, (names) => kindsIn(names, unread)),
		languages: said(raw.languages, (names) => few('languages', languagesIn(names, unread), serviceLimits.languages)),
		hours: said(raw.openings, (openings) => hoursIn(openings, notes, unread, few, cut)),
		isFree: raw.isFree,
		cost: said(raw.cost, lineOf('cost')),
		forWhom: said(raw.forWhom, lineOf('forWhom')),
		phones: said(raw.phones, (phones) => few('phones', phonesIn(phones, unread, cut), serviceLimits.phones)),
		address: said(raw.address, lineOf('address')),
		web: said(raw.web, (text) => webIn(text, notes, unread)),
		area: said(raw.area, lineOf('area')),
		checkedOn: said(raw.checkedOn, (text) => dayIn(text, today, notes, unread)),
		retired: raw.retired
	};
	const present = withoutAbsent(values);
	const clean = cleanService({ ...blankService, ...present });
	const [name = ''] = Object.values(clean.name);
	if (name === '') return { row, reason: 'name-missing', name: '' };
	const kept = Object.keys(present) as (keyof typeof values)[]; // the keys of `values`, by its own shape
	const found = Object.fromEntries(kept.map((field) => [field, clean[field]]));
	return { row, id: cleanLine(raw.id).slice(0, 200), values: { ...found, name: clean.name }, notes: onceEach(notes) };
}

/** Whether what was read is a service. */
export const isFound = (read: FoundService | SkippedRow): read is FoundService => 'values' in read;

/** Letters as they are compared: small, without accents, and a space for whatever is no letter or digit. */
export const plainLetters = (text: string): string =>
	text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[đĐ]/g, 'd')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();

type Unread = (field: ServiceField, text: string) => void;
type Cut = (field: ServiceField, text: string, most?: number) => string;

const mapWords = (words: Words, clean: (text: string) => string): Words =>
	Object.fromEntries(Object.entries(words).map(([code, text]) => [code, clean(text)]));

function withoutAbsent<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
	// What is filtered out is exactly what the type leaves out.
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
		[Key in keyof T]?: Exclude<T[Key], undefined>;
	};
}

const onceEach = (notes: readonly ImportNote[]): readonly ImportNote[] =>
	notes.length < 2 ? notes : [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];

/** Beginnings of words by which a kind is known in French, English and Vietnamese, the longer before what they contain. */
const kindWords: readonly (readonly [ServiceKind, string])[] = [
	[
		'mind',
		'mental health,sante mentale,suc khoe tam than,mental,psycholog,psychosoc,counsel,soutien psy,tam ly,tam than'
	],
	['children', 'childcare,child,enfant,youth,jeune,tre em,thieu nhi,thieu nien'],
	['hotline', 'hotline,helpline,crisis line,ligne d ecoute,ligne telephonique,numero vert,duong day nong,tong dai'],
	[
		'shelter',
		'shelter,housing,accommodation,safe house,hebergement,logement,refuge,foyer,nha tam lanh,cho o,nha o,tam tru'
	],
	[
		'health',
		'health,medical,clinic,doctor,hospital,sante,medecin,medica,hopital,dispensaire,suc khoe,y te,benh vien,phong kham'
	],
	['legal', 'legal,law,juridi,avocat,droit,phap ly,phap luat,luat su'],
	['papers', 'identity,document,papers,civil registr,papier,etat civil,giay to,ho tich,can cuoc'],
	[
		'work',
		'work,employ,job,vocational,training,travail,emploi,formation,metier,viec lam,day nghe,hoc nghe,nghe nghiep'
	],
	['school', 'school,educat,literacy,ecole,scolar,alphabeti,truong hoc,giao duc,hoc tap,hoc chu'],
	['money', 'money,cash,financ,loan,saving,argent,pret,epargne,tien,tai chinh,vay von,tiet kiem'],
	['community', 'religi,communit,church,pagoda,temple,mosque,communaut,paroisse,eglise,cong dong,ton giao,nha tho'],
	['other', 'other,autre,khac']
].flatMap(([kind = '', words = '']) => words.split(',').map((word) => [ServiceKind.parse(kind), word] as const));

const kindBeginnings = new RegExp(` (?:${kindWords.map(([, word]) => word).join('|')})`);

function kindsIn(names: readonly string[], unread: Unread): readonly ServiceKind[] {
	const said = names.filter((name) => name.trim() !== '');
	const kinds = said.flatMap((name) => {
		const named = kindsNamed(name);
		if (named.length === 0) unread('kinds', name);
		return named;
	});
	return said.length > 0 && kinds.length === 0 ? ['other'] : kinds;
}

function kindsNamed(name: string): readonly ServiceKind[] {
	const exact = ServiceKind.safeParse(name.trim().toLowerCase());
	if (exact.success) return [exact.data];
	let rest = ` ${plainLetters(name)}`;
	if (!kindBeginnings.test(rest)) return [];
	return kindWords.flatMap(([kind, word]) => {
		if (!rest.includes(` ${word}`)) return [];
		// What one kind was known by is no word of another: mental health is not health.
		rest = rest.replace(` ${word}`, ' ');
		return [kind];
	});
}

/** Languages whose names are known, in their own language and in those of the app. */
const namedLanguages =
	'vi fr en zh km lo th my id ms tl es pt ar fa ps ur hi bn ne ru uk tr sw am so ti ha yo ig ln wo bm ff ro sq de it nl ja ko hmn ium tyz nut ro';
let codesByName: ReadonlyMap<string, string> | undefined;

function languageCodes(): ReadonlyMap<string, string> {
	codesByName ??= new Map(
		namedLanguages
			.split(' ')
			.flatMap((code) =>
				[code, 'fr', 'en', 'vi'].map(
					(locale) =>
						[plainLetters(new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code), code] as const
				)
			)
	);
	return codesByName;
}

function languagesIn(names: readonly string[], unread: Unread): readonly string[] {
	const codes = new Set<string>();
	for (const name of names) {
		const plain = plainLetters(name);
		if (plain === '') continue;
		const named = languageCodes().get(plain) ?? languageCodes().get(plain.replace(/^(?:tieng|langue) /, ''));
		const [first = '', ...rest] = name.trim().split(/[-_]/);
		const code = [first.toLowerCase(), ...rest].join('-');
		if (named) codes.add(named);
		else if (isLanguageCode(code)) codes.add(code);
		else unread('languages', name);
	}
	return [...codes];
}

function hoursIn(
	raw: readonly RawOpening[],
	notes: ImportNote[],
	unread: Unread,
	few: <T>(field: ServiceField, list: readonly T[], most: number) => readonly T[],
	cut: Cut
): ServiceDraft['hours'] {
	const openings: Opening[] = [];
	const words: string[] = [];
	let always = false;
	for (const { days, from, to, note } of raw) {
		if (note.trim() !== '') words.push(note);
		if (isAlways(note)) always = true;
		const written = [days, from, to].filter((part) => part.trim() !== '');
		if (written.length === 0) continue;
		const [weekdays, opens, closes] = [weekdaysIn(days), timeIn(from), timeIn(to)];
		if (opens?.hasZone || closes?.hasZone) notes.push({ type: 'ZoneLeftOut' });
		if (!weekdays || !opens || !closes) unread('hours', written.join(' '));
		else if (opens.time !== closes.time) openings.push({ days: weekdays, from: opens.time, to: closes.time });
		else if (weekdays.length === 7 && opens.time === '00:00') always = true;
		else unread('hours', written.join(' '));
	}
	return {
		always,
		openings: few('hours', openings, serviceLimits.openings),
		note: cut('hours', cleanLine(always && words.every(isAlways) ? '' : words.join(' · ')))
	};
}

const isAlways = (text: string): boolean => /^\s*24\s*(?:h|giờ)?\s*[/x-]\s*(?:7|24)\s*h?\s*$/i.test(text);

const dayNames = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

/** Days of the week from `MO,TU` or `Monday Tuesday`; null for none, and for days of a month such as `1MO`. */
function weekdaysIn(text: string): readonly number[] | null {
	const names = plainLetters(text).split(' ');
	const days = names.map((name) => (/^\p{L}+$/u.test(name) ? dayNames.indexOf(name.slice(0, 2)) + 1 : 0));
	return days.every((day) => day > 0) ? days : null;
}

function timeIn(text: string): { readonly time: string; readonly hasZone: boolean } | null {
	const [, hour = '', minute = '', zone] =
		/^\s*(?:\d{4}-\d\d-\d\dT)?(\d{1,2}):?(\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?\s*$/i.exec(text) ?? [];
	const time = cleanTime(`${hour === '24' ? '00' : hour.padStart(2, '0')}:${minute}`);
	return time === '' ? null : { time, hasZone: zone !== undefined };
}

function phonesIn(raw: readonly ServicePhone[], unread: Unread, cut: Cut): readonly ServicePhone[] {
	const phones = new Map<string, ServicePhone>();
	for (const phone of raw) {
		// Quotes of a table within a table, and the sign that keeps a spreadsheet from counting with it.
		const number = cleanLine(phone.number).replace(/^['"’\s]+|['"’\s]+$/g, '');
		if (number === '') continue;
		const digits = dialled(number);
		if (digits === null) unread('phones', number);
		else if (!phones.has(digits)) phones.set(digits, { number, note: cut('phones', cleanLine(phone.note)) });
	}
	return [...phones.values()];
}

function webIn(text: string, notes: ImportNote[], unread: Unread): string {
	const typed = text.trim();
	if (typed === '') return '';
	const isOpen = /^http:\/\//i.test(typed);
	const address = secureAddress(isOpen ? typed.replace(/^http:/i, 'https:') : typed);
	if (address === null) unread('web', typed);
	else if (isOpen) notes.push({ type: 'WebSecured', text: address });
	return address ?? '';
}

function dayIn(text: string, today: Day, notes: ImportNote[], unread: Unread): string {
	const typed = text.trim();
	if (typed === '') return '';
	const [, day = '', month = '', year = ''] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(typed) ?? [];
	const read = year === '' ? typed.slice(0, 10) : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	if (!isDay(read) || read > today) {
		unread('checkedOn', typed);
		return '';
	}
	if (year !== '') notes.push({ type: 'DayFirst', text: typed });
	return read;
}
