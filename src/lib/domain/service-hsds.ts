import type { Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import {
	foundService,
	isFound,
	mostImported,
	type FoundService,
	type RawOpening,
	type RawService,
	type SkippedRow
} from './service-reading';
import type { ServicePhone } from './service';

/** What was read from a file. */
export interface ServiceReading {
	readonly format: 'hsds-json' | 'hsds-csv' | 'columns';
	readonly found: readonly FoundService[];
	readonly skipped: readonly SkippedRow[];
	/** What the file holds and no entry does, with how often, the most frequent first. */
	readonly leftOut: readonly LeftOut[];
	/** Rows of a joined table that went into the entry of an earlier row. */
	readonly joined: number;
}

export interface LeftOut {
	readonly name: string;
	readonly count: number;
}

export type ReadingProblem =
	/** No JSON, or a table whose quotes never end at `row`. */
	| { readonly type: 'FileUnreadable'; readonly row: number | null }
	/** Nothing in it is a service: no list of services, or no column of names. */
	| { readonly type: 'NoServices' }
	| { readonly type: 'TooManyColumns'; readonly most: number };

/**
 * Reads services as Open Referral HSDS 3 writes them in JSON: one service, a list of them, or a page with `services` or
 * `contents`. Fields of older and newer versions are taken where they mean the same. Never throws.
 */
export function readHsds(text: string, today: Day): Result<ServiceReading, ReadingProblem> {
	const parsed = parseJson(text);
	if (!parsed.ok) return parsed;
	const list = listIn(parsed.value);
	if (!list) return err({ type: 'NoServices' });
	const left = createLeftOut();
	const skipped: SkippedRow[] = [];
	const found: FoundService[] = [];
	const ids = new Set<string>();
	list.forEach((value, at) => {
		const row = at + 1;
		const raw = row > mostImported ? null : serviceIn(value, left);
		if (!raw) {
			const reason = row > mostImported ? 'too-many' : 'not-an-entry';
			skipped.push({ row, reason, name: textOf(isRecord(value) ? own(value, 'name') : value).slice(0, 80) });
			return;
		}
		const read = foundService(row, raw, today);
		if (!isFound(read)) skipped.push(read);
		else if (read.id !== '' && ids.has(read.id)) skipped.push({ row, reason: 'twice', name: raw.name['any'] ?? '' });
		else {
			ids.add(read.id);
			found.push(read);
		}
	});
	return ok({ format: 'hsds-json', found, skipped, leftOut: left.names(), joined: 0 });
}

/** Keeps count of what is left out, by names that are only ever shown. */
export function createLeftOut() {
	const counts = new Map<string, number>();
	return {
		add: (name: string) => {
			const shown = name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 60);
			// A file can hold any number of names; the first few hundred say enough.
			if (counts.has(shown) || counts.size < 300) counts.set(shown, (counts.get(shown) ?? 0) + 1);
		},
		names: (): readonly LeftOut[] =>
			[...counts]
				.map(([name, count]) => ({ name, count }))
				.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
	};
}
type LeftOutCounter = ReturnType<typeof createLeftOut>;

function parseJson(text: string): Result<unknown, ReadingProblem> {
	try {
		return ok(JSON.parse(text));
	} catch {
		return err({ type: 'FileUnreadable', row: null });
	}
}

function listIn(value: unknown): readonly unknown[] | null {
	if (Array.isArray(value)) return value;
	if (!isRecord(value)) return null;
	for (const key of ['services', 'contents', 'service']) {
		const inside = own(value, key);
		if (Array.isArray(inside)) return inside;
		if (isRecord(inside)) return [inside];
	}
	return own(value, 'name') === undefined ? null : [value];
}

function serviceIn(value: unknown, left: LeftOutCounter): RawService | null {
	if (!isRecord(value)) return null;
	const { take, close } = openRecord(value, '', left);
	const text = (key: string) => absentOr(take(key), textOf);
	const name = { any: textOf(take('name')) };
	const id = textOf(take('id'));
	const description = text('description');
	const status = text('status');
	const attributes = [...listOf(take('attributes')), ...listOf(take('taxonomy_terms')), ...listOf(take('taxonomies'))];
	const places = [...listOf(take('service_at_locations')), ...listOf(take('locations')), ...listOf(take('location'))];
	const place = places.map((each) => placeIn(each, left));
	const organization = organizationIn(take('organization'), left);
	const languages = take('languages') ?? take('interpretation_services');
	const schedules = take('schedules') ?? take('regular_schedules');
	const costs = [...listOf(take('cost_options'))].map((each) => costIn(each, left));
	const fees = [take('fees_description'), take('fees')].map(textOf);
	const eligibility = take('eligibility_description') ?? take('eligibility');
	const phones = take('phones');
	const areas = take('service_areas');
	const assured = take('assured_date');
	const web = text('url');
	const contacts = listOf(take('contacts')).flatMap((each) => contactPhones(each, left));
	close();
	const numbers = [...listOf(phones).flatMap((each) => phoneIn(each, 'phones', left)), ...contacts];
	const placeNumbers = place.flatMap(({ phones: here }) => here);
	const hours = [...listOf(schedules).map((each) => scheduleIn(each, left)), ...place.flatMap((each) => each.openings)];
	const addresses = place.map(({ address }) => address).filter((address) => address !== '');
	return {
		id,
		name,
		text: description === undefined ? undefined : { any: description },
		provider: organization,
		kinds: attributes.length === 0 ? undefined : attributes.map((each) => termIn(each, left)),
		languages: absentOr(languages, (list) => listOf(list).flatMap((each) => languageIn(each, left))),
		openings: schedules === undefined && hours.length === 0 ? undefined : hours,
		isFree: isFreeIn([...fees, ...costs]),
		cost: [...fees, ...costs].filter((each) => each !== '').join(' · ') || undefined,
		forWhom: absentOr(eligibility, textOf),
		phones:
			phones === undefined && numbers.length + placeNumbers.length === 0 ? undefined : [...numbers, ...placeNumbers],
		address: addresses.length === 0 ? undefined : [...new Set(addresses)].join(' · '),
		web,
		area: absentOr(areas, (list) =>
			listOf(list)
				.map((each) => areaIn(each, left))
				.filter(Boolean)
				.join(', ')
		),
		checkedOn: absentOr(assured, textOf),
		retired: status === undefined ? undefined : /^(?:inactive|defunct|temporarily closed)$/i.test(status.trim())
	};
}

/** Zero, `free`, `gratuit` or `miễn phí`, and nothing else that costs. */
export function isFreeIn(costs: readonly string[]): boolean | undefined {
	const said = costs.map((cost) => cost.trim()).filter((cost) => cost !== '');
	if (said.length === 0) return undefined;
	return said.every((cost) =>
		/^(?:0(?:[.,]0+)?(?:\s*[A-Z]{3})?|free(?: of charge)?|gratuit[e]?|miễn phí)\.?$/i.test(cost)
	);
}

function organizationIn(value: unknown, left: LeftOutCounter): string | undefined {
	if (!isRecord(value)) return value === undefined ? undefined : textOf(value);
	const { take, close } = openRecord(value, 'organization', left);
	const name = textOf(take('name'));
	close();
	return name;
}

function phoneIn(value: unknown, path: string, left: LeftOutCounter): readonly ServicePhone[] {
	if (!isRecord(value)) return [{ number: textOf(value), note: '' }];
	const { take, close } = openRecord(value, path, left);
	const [number, extension] = [textOf(take('number')), textOf(take('extension'))];
	const description = textOf(take('description'));
	close();
	const note = [description, extension === '' ? '' : `→ ${extension}`].filter((part) => part !== '').join(' ');
	return [{ number, note }];
}

function contactPhones(value: unknown, left: LeftOutCounter): readonly ServicePhone[] {
	if (!isRecord(value)) return [];
	// Who answers there is a person, so her name stays out: only the numbers are taken.
	const { take, close } = openRecord(value, 'contacts', left);
	const phones = listOf(take('phones')).flatMap((each) => phoneIn(each, 'contacts.phones', left));
	close();
	return phones;
}

function scheduleIn(value: unknown, left: LeftOutCounter): RawOpening {
	if (!isRecord(value)) return { days: '', from: '', to: '', note: textOf(value) };
	const { take, close } = openRecord(value, 'schedules', left);
	const [from, to, note] = [textOf(take('opens_at')), textOf(take('closes_at')), textOf(take('description'))];
	const days = textOf(take('byday') ?? take('weekday'));
	const [freq, interval] = [textOf(take('freq')), textOf(take('interval'))];
	close();
	const isWeekly = /^(?:|weekly|daily)$/i.test(freq) && /^(?:|1)$/.test(interval);
	const everyDay = /^daily$/i.test(freq) && days === '' ? 'MO,TU,WE,TH,FR,SA,SU' : days;
	// What repeats in another way is told in words, as it stands there.
	if (!isWeekly) return { days: '', from: '', to: '', note: [note, freq, days, from, to].filter(Boolean).join(' ') };
	return { days: everyDay, from, to, note };
}

function languageIn(value: unknown, left: LeftOutCounter): readonly string[] {
	if (!isRecord(value)) return textOf(value).split(/[,;/|]/);
	const { take, close } = openRecord(value, 'languages', left);
	const [code, name] = [textOf(take('code')), textOf(take('name'))];
	close();
	return [code === '' ? name : code];
}

function costIn(value: unknown, left: LeftOutCounter): string {
	if (!isRecord(value)) return textOf(value);
	const { take, close } = openRecord(value, 'cost_options', left);
	const amount = [textOf(take('amount')), textOf(take('currency'))].filter((part) => part !== '').join(' ');
	const parts = [textOf(take('option')), amount, textOf(take('amount_description'))];
	close();
	return parts.filter((part) => part !== '').join(', ');
}

function areaIn(value: unknown, left: LeftOutCounter): string {
	if (!isRecord(value)) return textOf(value);
	const { take, close } = openRecord(value, 'service_areas', left);
	const [name, description] = [textOf(take('name')), textOf(take('description'))];
	close();
	return name === '' ? description : name;
}

function termIn(value: unknown, left: LeftOutCounter): string {
	if (!isRecord(value)) return textOf(value);
	const { take, close } = openRecord(value, 'attributes', left);
	const [term, label, name] = [take('taxonomy_term'), textOf(take('label')), textOf(take('name'))];
	close();
	return isRecord(term) ? textOf(own(term, 'name')) : textOf(term) || name || label;
}

interface Place {
	readonly address: string;
	readonly phones: readonly ServicePhone[];
	readonly openings: readonly RawOpening[];
}

function placeIn(value: unknown, left: LeftOutCounter, isOuter = true): Place {
	if (!isRecord(value)) return { address: textOf(value), phones: [], openings: [] };
	const { take, close } = openRecord(value, 'service_at_locations', left);
	const within = isOuter ? own(value, 'location') : undefined;
	if (isRecord(within)) take('location');
	const lists = ['addresses', 'physical_addresses', 'address'].flatMap((key) => listOf(take(key)));
	const phones = listOf(take('phones')).flatMap((each) => phoneIn(each, 'service_at_locations.phones', left));
	const openings = [...listOf(take('schedules')), ...listOf(take('regular_schedules'))].map((each) =>
		scheduleIn(each, left)
	);
	close();
	const inner = isRecord(within) ? placeIn(within, left, false) : { address: '', phones: [], openings: [] };
	const addresses = [...lists.map(addressIn), inner.address].filter((address) => address !== '');
	return {
		address: addresses.join(' · '),
		phones: [...phones, ...inner.phones],
		openings: [...openings, ...inner.openings]
	};
}

function addressIn(value: unknown): string {
	if (!isRecord(value)) return textOf(value);
	const keys = ['address_1', 'address_2', 'city', 'region', 'state_province', 'postal_code', 'country'];
	return keys
		.map((key) => textOf(own(value, key)))
		.filter((part) => part !== '')
		.join(', ');
}

/** Gives fields one by one, and at the end counts those that hold something and that nobody took. */
function openRecord(value: object, path: string, left: LeftOutCounter) {
	const taken = new Set<string>();
	const take = (key: string): unknown => {
		taken.add(key);
		return own(value, key);
	};
	const close = () => {
		for (const key of Object.keys(value)) {
			// Ids join tables; they say nothing to a person.
			if (taken.has(key) || isBlank(own(value, key)) || (path !== '' && /(?:^|_)id$/.test(key))) continue;
			left.add(path === '' ? key : `${path}.${key}`);
		}
	};
	return { take, close };
}

const isRecord = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of its own: never what every object inherits. */
const own = (value: object, key: string): unknown =>
	Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined; // what JSON.parse made

const isBlank = (value: unknown): boolean =>
	value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : isBlank(value) ? [] : [value]);

const textOf = (value: unknown): string =>
	typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const absentOr = <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
	value === undefined ? undefined : read(value);
