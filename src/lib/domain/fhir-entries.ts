import { entries, short, type TellFhir } from './fhir';
import { Entry, extensionNamed, extensionsOf, fhirLimits, type Extension } from './fhir-schema';
import type { ListReader, OptionList } from './fhir-options';
import { hasOptions, isWeight, within } from './fhir-options';
import type { TextReader } from './fhir-texts';
import { QuestionRef } from './relevance';
import { placesOnLine, questionnaireLimits, type Question, type Texts } from './questionnaire';
import { isForbiddenName } from './xlsform';
import { freeId } from './xlsform-survey';

/** An entry of the file in its place, whether or not it is taken. */
export interface Node {
	readonly entry: Entry;
	readonly linkId: string;
	/** Ours: the `linkId` where it can be one. */
	readonly id: string;
	readonly parent: Node | null;
	readonly children: Node[];
	readonly isGroup: boolean;
}

/** A question that could be read, before what it depends on is looked at. */
export interface EntryDraft {
	readonly node: Node;
	/** The group it stands in, however many questions lie between. */
	readonly group: Node | null;
	readonly question: Question;
	readonly list: OptionList | null;
	/** Words of a group that holds only groups: they stay only with what they are about. */
	readonly isHeading: boolean;
}

/** A calculation that may be a score. */
export interface FhirCalculation {
	readonly node: Node;
	readonly title: Texts | undefined;
	readonly expression: string;
}

export interface EntriesRead {
	readonly roots: readonly Node[];
	readonly drafts: readonly EntryDraft[];
	readonly calculations: readonly FhirCalculation[];
	/** Those that nothing here looks at, with the entries they stand at. */
	readonly extensions: ReadonlyMap<string, readonly string[]>;
}

interface Reading {
	readonly reader: TextReader;
	readonly lists: ListReader;
	readonly tell: TellFhir;
	readonly taken: Map<string, number>;
	readonly seen: Set<string>;
	readonly drafts: EntryDraft[];
	readonly calculations: FhirCalculation[];
	/** Where fields and extensions stand that are not taken: told once each, with their places. */
	readonly fields: Map<string, string[]>;
	readonly extensions: Map<string, string[]>;
	required: number;
	/** Entries that are still read. */
	left: number;
}

/** Reads the entries from first to last; each that gives nothing is told with its reason. */
export function readEntries(
	found: readonly unknown[],
	reader: TextReader,
	lists: ListReader,
	tell: TellFhir
): EntriesRead {
	const reading: Reading = {
		reader,
		lists,
		tell,
		taken: new Map(),
		seen: new Set(),
		drafts: [],
		calculations: [],
		fields: new Map(),
		extensions: new Map(),
		required: 0,
		left: fhirLimits.entries
	};
	const roots: Node[] = [];
	readWithin(found, null, roots, reading);
	for (const [field, places] of reading.fields)
		tell('left-out', 'field', places[0] ?? null, { field, ...told(places) });
	if (reading.required > 0) tell('note', 'required-never', null, { count: reading.required });
	const { drafts, calculations, extensions } = reading;
	return { roots, drafts, calculations, extensions };
}

/** Where something stands, short enough for a sentence. */
export const told = (places: readonly string[]): Readonly<Record<string, string | number>> => ({
	count: places.length,
	places: `${places.slice(0, 12).map(short).join(', ')}${places.length > 12 ? ', …' : ''}`
});

function readWithin(found: readonly unknown[], parent: Node | null, siblings: Node[], reading: Reading): void {
	for (const [at, one] of found.entries()) {
		if (reading.left <= 0) {
			const linkId = linkIdOf(one);
			reading.tell('left-out', 'too-many-entries', linkId, {
				name: short(linkId ?? '–'),
				count: countOf(found.slice(at)),
				most: fhirLimits.entries
			});
			return;
		}
		reading.left -= 1;
		const node = nodeOf(one, parent, reading);
		if (!node) continue;
		siblings.push(node);
		tellFields(node, reading);
		if (node.isGroup) readGroup(node, reading);
		else readAsked(node, reading);
	}
}

/** How many entries there are, those within others among them. */
function countOf(found: readonly unknown[]): number {
	return found.reduce<number>((sum, one) => {
		const inner = typeof one === 'object' && one !== null && entries in one ? one[entries] : [];
		return sum + 1 + (Array.isArray(inner) ? countOf(inner) : 0);
	}, 0);
}

const readFields: ReadonlySet<string> = new Set([
	...[
		'linkId',
		'type',
		'text',
		'_text',
		'prefix',
		'required',
		'repeats',
		'readOnly',
		'answerConstraint',
		'answerValueSet'
	],
	...['answerOption', 'enableWhen', 'enableBehavior', 'initial', 'extension', 'modifierExtension', entries]
]);

/** Extensions that something here looks at. */
const readExtensions =
	/\/(?:minValue|maxValue|questionnaire-(?:choiceOrientation|sliderStepValue|hidden)|sdc-questionnaire-(?:calculatedExpression|initialExpression|enableWhenExpression|subQuestionnaire))$/;

function tellFields({ entry, linkId }: Node, { fields, extensions, tell }: Reading): void {
	for (const field of Object.keys(entry)) if (!readFields.has(field)) noteAt(fields, field, linkId);
	const options = (entry.answerOption ?? []).flatMap((option) => [option, option.valueCoding]);
	for (const { url } of [entry, ...options].flatMap(extensionsOf)) {
		const control = url.endsWith('/questionnaire-itemControl') ? controlOf(entry) : '';
		if (readControls.has(control) || readExtensions.test(url) || isWeight(url)) continue;
		noteAt(extensions, control === '' ? short(url) : `${short(url)} (${short(control)})`, linkId);
	}
	const initial = extensionNamed(entry, 'sdc-questionnaire-initialExpression');
	if (initial || entry.initial || entry.answerOption?.some(({ initialSelected }) => initialSelected))
		tell('note', 'initial', linkId);
}

/** Ways of asking that this app has as well. */
const readControls: ReadonlySet<string> = new Set(['help', 'flyover', 'lower', 'upper', 'slider']);

/** Each entry is named once, however often something stands in it. */
function noteAt(places: Map<string, string[]>, name: string, linkId: string): void {
	const known = places.get(name) ?? [];
	if (known.at(-1) !== linkId) known.push(linkId);
	places.set(name, known);
}

function nodeOf(one: unknown, parent: Node | null, reading: Reading): Node | null {
	const { tell, seen, taken } = reading;
	const parsed = Entry.safeParse(one);
	const refuse = (what: 'entry-malformed' | 'id-missing' | 'id-twice' | 'name-forbidden', linkId: string | null) => {
		tell('left-out', what, linkId, { name: short(linkId ?? '–') });
		leaveOut(one, linkId ?? '–', tell);
		return null;
	};
	if (!parsed.success) return refuse('entry-malformed', linkIdOf(one));
	const entry = parsed.data;
	const { linkId } = entry;
	if (linkId.trim() === '') return refuse('id-missing', linkId);
	if (isForbiddenName(linkId)) return refuse('name-forbidden', linkId);
	// Nothing can point to a group, so that it may go by another name.
	if (seen.has(linkId) && entry.type !== 'group') return refuse('id-twice', linkId);
	seen.add(linkId);
	const isRef = QuestionRef.safeParse(linkId).success;
	const wanted = isRef
		? linkId
		: linkId
				.replace(/[^A-Za-z0-9_./-]+/g, '-')
				.replace(/^[^A-Za-z0-9_/]+/, '')
				.slice(0, 60);
	const sound = QuestionRef.safeParse(wanted).success && !isForbiddenName(wanted) ? wanted : 'question';
	const id = freeId(sound, taken);
	if (id !== linkId) tell('note', 'id-changed', linkId, { name: short(linkId), id });
	return { entry, linkId, id, parent, children: [], isGroup: entry.type === 'group' };
}

const linkIdOf = (one: unknown): string | null =>
	typeof one === 'object' && one !== null && 'linkId' in one && typeof one.linkId === 'string' ? one.linkId : null;

/** Tells of everything within something that is left out. */
function leaveOut(one: unknown, group: string, tell: TellFhir): void {
	if (typeof one !== 'object' || one === null || !(entries in one)) return;
	const found = one[entries];
	for (const inner of Array.isArray(found) ? (found as unknown[]) : []) {
		tell('left-out', 'in-left-out', linkIdOf(inner), { name: linkIdOf(inner) ?? '–', group: short(group) });
		leaveOut(inner, group, tell);
	}
}

function readGroup(node: Node, reading: Reading): void {
	const { entry, linkId, parent } = node;
	const { tell, reader } = reading;
	const why = entry.repeats ? 'repeats' : isHidden(entry) ? 'hidden' : null;
	if (why) {
		tell('left-out', why, linkId, { name: short(entry.text ?? linkId) });
		leaveOut(entry, linkId, tell);
		return;
	}
	if (parent) tell('note', 'group-nested', linkId, { name: short(entry.text ?? linkId) });
	const [first] = within(entry);
	const isOuter = Entry.safeParse(first).data?.type === 'group';
	const text = isOuter ? reader.texts(entry, 'text', linkId) : undefined;
	if (text) keep(node, { id: node.id, kind: 'note', text }, null, reading, true);
	readWithin(within(entry), node, node.children, reading);
}

const isHidden = (entry: Entry): boolean => extensionNamed(entry, 'questionnaire-hidden')?.valueBoolean === true;

function readAsked(node: Node, reading: Reading): void {
	const { entry, linkId } = node;
	const { tell, reader, calculations } = reading;
	const expression = extensionNamed(entry, 'sdc-questionnaire-calculatedExpression')?.valueExpression?.expression;
	if (expression !== undefined) {
		calculations.push({ node, title: reader.texts(entry, 'text', linkId), expression });
		readWithin(within(entry), node, node.children, reading);
		return;
	}
	const { beside, rest } = besideOf(node, reading);
	const question = questionOf(node, beside, reading);
	if (question) keep(node, question.question, question.list, reading, false);
	if (rest.length > 0) tell('note', 'under-question', linkId, { name: short(entry.text ?? linkId) });
	readWithin(rest, node, node.children, reading);
}

function keep(
	node: Node,
	question: Question,
	list: OptionList | null,
	{ drafts, tell }: Reading,
	isHeading: boolean
): void {
	if (drafts.length >= questionnaireLimits.questions) {
		tell('left-out', 'too-many-questions', node.linkId, { most: questionnaireLimits.questions });
		return;
	}
	drafts.push({ node, group: isHeading ? node : groupOf(node), question, list, isHeading });
}

function groupOf(node: Node): Node | null {
	let around = node.parent;
	for (let depth = 0; around && !around.isGroup && depth < fhirLimits.depth; depth += 1) around = around.parent;
	return around;
}

interface Beside {
	hint?: Texts;
	low?: Texts;
	high?: Texts;
}

const placesBeside: Readonly<Record<string, keyof Beside>> = {
	help: 'hint',
	flyover: 'hint',
	lower: 'low',
	upper: 'high'
};

/** Words that stand within a question to explain it, and the entries that do not. */
function besideOf(node: Node, reading: Reading): { readonly beside: Beside; readonly rest: readonly unknown[] } {
	const beside: Beside = {};
	const isLine = ['integer', 'decimal'].includes(node.entry.type) && !hasOptions(node.entry);
	const rest = within(node.entry).filter((one) => {
		const entry = Entry.safeParse(one).data;
		if (entry?.type !== 'display' || within(entry).length > 0) return true;
		const control = controlOf(entry);
		const place = Object.hasOwn(placesBeside, control) ? placesBeside[control] : undefined;
		if (!place || beside[place] || (place !== 'hint' && !isLine)) return true;
		const within_ = nodeOf(one, node, reading);
		if (!within_) return false;
		const text = reading.reader.texts(entry, 'text', entry.linkId);
		if (text) beside[place] = text;
		reading.tell('note', 'control', entry.linkId, { text: short(entry.text ?? '–') });
		return false;
	});
	return { beside, rest };
}

const controlOf = (entry: Entry): string =>
	extensionNamed(entry, 'questionnaire-itemControl')?.valueCodeableConcept?.coding?.[0]?.code ?? '';

const plainTypes: Readonly<Record<string, 'free-text' | 'date-or-time' | 'file-or-link' | 'quantity'>> = {
	string: 'free-text',
	text: 'free-text',
	url: 'free-text',
	date: 'date-or-time',
	dateTime: 'date-or-time',
	time: 'date-or-time',
	attachment: 'file-or-link',
	reference: 'file-or-link',
	quantity: 'quantity'
};

interface Asked {
	readonly question: Question;
	readonly list: OptionList | null;
}

function questionOf(node: Node, { hint, low, high }: Beside, reading: Reading): Asked | null {
	const { entry, linkId, id } = node;
	const { tell, reader } = reading;
	const { type } = entry;
	const leave = (what: Parameters<TellFhir>[1], params: Readonly<Record<string, string | number>> = {}): null => {
		tell('left-out', what, linkId, { name: short(entry.text ?? linkId), type: short(type), ...params });
		return null;
	};
	if (extensionNamed(entry, 'sdc-questionnaire-subQuestionnaire')) return leave('part-elsewhere');
	if (isHidden(entry)) return leave('hidden');
	if (entry.readOnly && type !== 'display') return leave('read-only');
	const isChoice = ['choice', 'open-choice', 'coding'].includes(type) || (type !== 'display' && hasOptions(entry));
	const why = Object.hasOwn(plainTypes, type) ? plainTypes[type] : undefined;
	if (why && !isChoice) return leave(why);
	if (!isChoice && !['display', 'boolean', 'integer', 'decimal'].includes(type)) return leave('type-unknown');
	const text = reader.texts(entry, 'text', linkId);
	if (!text) return leave('text-missing');
	if (entry.required) reading.required += 1;
	if (entry.repeats && !isChoice && type !== 'display') tell('note', 'answer-once', linkId, { name: short(linkId) });
	const base = { id, text, ...(hint ? { hint } : {}) };
	if (type === 'display') return { question: { ...base, kind: 'note' }, list: null };
	if (type === 'boolean') return { question: { ...base, kind: 'yes-no' }, list: null };
	if (isChoice) return choiceOf(entry, base, reading);
	const line = lineOf(entry);
	if (typeof line === 'string') return leave(line, { most: questionnaireLimits.options });
	const ends = { ...(low ? { low } : {}), ...(high ? { high } : {}) };
	return { question: { ...base, kind: 'line', ...line, ...ends }, list: null };
}

function choiceOf(entry: Entry, base: Pick<Question, 'id' | 'text' | 'hint'>, { lists, tell }: Reading): Asked | null {
	const list = lists.optionsFor(entry);
	if (!list) return null;
	const { linkId, type, repeats, answerConstraint } = entry;
	const isOpen = type === 'open-choice' || (answerConstraint !== undefined && answerConstraint !== 'optionsOnly');
	if (isOpen) tell('note', 'other-answer', linkId, { name: short(entry.text ?? linkId) });
	const steps = Number(/^faces-([345])$/.exec(list.id ?? '')?.[1] ?? 0);
	const areFaces = list.options.every(
		({ value, label }, at) => value === String(at + 1) && Object.values(label).every((text) => text === value)
	);
	if (steps > 0 && !repeats && list.options.length === steps && areFaces)
		return { question: { ...base, kind: 'faces', steps }, list };
	const options = [...list.options];
	if (repeats) return { question: { ...base, kind: 'many', options }, list };
	return { question: { ...base, kind: isScale(entry, list) ? 'scale' : 'one', options }, list };
}

/** Options in an order: said by the form, or told by points that only rise or only fall. */
function isScale(entry: Entry, { options }: OptionList): boolean {
	const orientation = extensionNamed(entry, 'questionnaire-choiceOrientation')?.valueCode;
	if (orientation !== undefined) return orientation === 'horizontal';
	const weights = options.map(({ weight }) => weight);
	if (weights.length < 3 || weights.includes(undefined)) return false;
	const known = weights.filter((weight) => weight !== undefined);
	const goes = (sign: 1 | -1) => known.every((weight, at) => at === 0 || sign * (weight - (known[at - 1] ?? 0)) > 0);
	return goes(1) || goes(-1);
}

/** More places than a thumb can find on a phone. */
const mostPlaces = questionnaireLimits.options + 1;

function lineOf(
	entry: Entry
): Pick<Extract<Question, { kind: 'line' }>, 'from' | 'to' | 'step'> | 'number-unbounded' | 'number-too-wide' {
	const numberOf = (extension: Extension | undefined) => extension?.valueInteger ?? extension?.valueDecimal;
	const from = numberOf(extensionNamed(entry, 'minValue'));
	const to = numberOf(extensionNamed(entry, 'maxValue'));
	if (from === undefined || to === undefined || !(to > from)) return 'number-unbounded';
	const isFine = entry.type === 'decimal' && to - from <= 1;
	const step = numberOf(extensionNamed(entry, 'questionnaire-sliderStepValue')) ?? (isFine ? 0.1 : 1);
	const [low, high] = entry.type === 'integer' ? [Math.ceil(from), Math.floor(to)] : [from, to];
	const places = placesOnLine({ id: '', text: {}, kind: 'line', from: low, to: high, step });
	if (!(step > 0) || !Number.isInteger(places) || places < 2) return 'number-unbounded';
	return places > mostPlaces ? 'number-too-wide' : { from: low, to: high, step };
}
