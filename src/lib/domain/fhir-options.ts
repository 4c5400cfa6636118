import * as z from 'zod/mini';
import { entries, short, type TellFhir } from './fhir';
import {
	conceptsIn,
	Contained,
	extensionNamed,
	type AnswerOption,
	type Coding,
	type Concept,
	type Entry
} from './fhir-schema';
import type { TextReader } from './fhir-texts';
import { OptionValue, questionnaireLimits, type Option, type Texts } from './questionnaire';
import { isForbiddenName } from './xlsform';
import { freeId } from './xlsform-survey';

/** The options of a question, and what the file calls each. */
export interface OptionList {
	/** As the file names the list; null for options that stand with the question. */
	readonly id: string | null;
	readonly options: readonly Option[];
	/** The value of an option by its code, alone and with its system (`codeKey`). */
	readonly valuesByCode: ReadonlyMap<string, string>;
}

/** How a code is looked up; without a system it may be of any. */
export const codeKey = (code: string, system?: string): string => `${system ?? ''}|${code}`;

export interface ListReader {
	/** The options of an entry; null for none that can be taken, which is told. */
	readonly optionsFor: (entry: Entry) => OptionList | null;
	/** Tells of what lies in the file and no entry asked for, and of what is not taken of the answers. */
	readonly tellRest: () => void;
}

const kinds: ReadonlySet<string> = new Set(['ValueSet', 'CodeSystem']);
const Named = z.object({ id: z.optional(z.string()), resourceType: z.optional(z.string()) });

/** What a code system in the file says of its codes, by its address. */
type Systems = ReadonlyMap<
	string,
	{
		readonly id: string;
		readonly concepts: readonly Concept[];
		readonly byCode: ReadonlyMap<string | undefined, Concept>;
	}
>;

/** An answer before it has a value of our own. */
interface Found {
	readonly code: string;
	readonly system?: string | undefined;
	readonly label: Texts | undefined;
	readonly weight?: number | undefined;
}

export function createListReader(contained: readonly unknown[], reader: TextReader, tell: TellFhir): ListReader {
	const resources = contained.flatMap((one) => {
		const resource = Contained.safeParse(one);
		if (resource.success && kinds.has(resource.data.resourceType)) return [resource.data];
		const { id = '–', resourceType = '–' } = Named.safeParse(one).data ?? {};
		tell('left-out', 'contained', null, { name: short(id), type: short(resourceType) });
		return [];
	});
	const lists = resources.filter(({ resourceType }) => resourceType === 'ValueSet');
	const listsByAddress = new Map([
		...lists.flatMap((one): [string, Contained][] => (one.url ? [[one.url, one]] : [])),
		...lists.map((one): [string, Contained] => [`#${one.id ?? ''}`, one])
	]);
	const systems: Systems = new Map(
		resources
			.filter(({ resourceType }) => resourceType === 'CodeSystem')
			.map((one) => {
				const concepts = conceptsIn(one.concept);
				return [
					one.url ?? '',
					{ id: one.id ?? '–', concepts, byCode: new Map(concepts.map((own) => [own.code, own])) }
				];
			})
	);
	const made = new Map<Contained, OptionList | null>();
	const asked = new Set<string>();
	const conceptIn = (system: string | undefined, code: string | undefined): Concept | undefined => {
		if (system !== undefined) asked.add(system);
		return systems.get(system ?? '')?.byCode.get(code);
	};

	const ofConcept = (concept: Concept, system: string | undefined, linkId: string): Found => {
		const own = conceptIn(system, concept.code);
		const spoken = concept.display === undefined && own ? own : concept;
		const label = reader.texts(spoken, 'display', linkId);
		return {
			code: concept.code ?? '',
			system,
			label: label && { ...reader.designations(spoken, linkId), ...label },
			weight: weightOf(linkId, tell, concept, own)
		};
	};

	function conceptsOf(list: Contained, linkId: string): readonly Found[] | null {
		if (!list.compose || list.compose.include.every(({ concept }) => !concept)) {
			const expanded = conceptsIn(list.expansion?.contains).filter((one) => !one.abstract && !one.inactive);
			if (expanded.length > 0) return expanded.map((one) => ofConcept(one, one.system, linkId));
		}
		const found: Found[] = [];
		for (const { system, concept, filter, valueSet } of list.compose?.include ?? []) {
			const whole = concept ?? systems.get(system ?? '')?.concepts;
			// Answers that stand elsewhere, or that a rule picks: they cannot be known from the file.
			if (!whole || filter?.length || valueSet?.length) return null;
			found.push(...whole.map((one) => ofConcept(one, system, linkId)));
		}
		const excluded = new Set<string>();
		for (const { system, concept } of list.compose?.exclude ?? []) {
			if (!concept) return null;
			for (const { code } of concept) excluded.add(codeKey(code ?? '', system));
		}
		return found.filter(({ code, system }) => !excluded.has(codeKey(code, system)));
	}

	function listOf(address: string, linkId: string): OptionList | null {
		const list = listsByAddress.get(address) ?? listsByAddress.get(address.split('|')[0] ?? '');
		if (!list || address === '#') {
			tell('left-out', 'outside-list', linkId, { url: short(address) });
			return null;
		}
		const known = made.get(list);
		if (known) return known;
		const id = list.id ?? '';
		const found = conceptsOf(list, linkId);
		if (!found) tell('left-out', 'list-open', linkId, { list: short(id) });
		const options = found && optionsOf(found, id, linkId, reader, tell);
		made.set(list, options);
		return options;
	}

	return {
		optionsFor(entry) {
			const { linkId, answerOption, answerValueSet } = entry;
			if (answerOption && answerOption.length > 0) {
				if (answerOption.length > mostFound) return tooMany(linkId, tell);
				const found = answerOption.flatMap((option) => {
					const one = foundIn(option, linkId, reader, tell, conceptIn);
					const { display, reference } = option.valueReference ?? {};
					if (!one) tell('left-out', 'option-left-out', linkId, { option: short(display ?? reference ?? '–') });
					return one ? [one] : [];
				});
				return optionsOf(found, null, linkId, reader, tell);
			}
			if (answerValueSet !== undefined) return listOf(answerValueSet, linkId);
			tell('left-out', 'no-options', linkId, { text: short(entry.text ?? linkId) });
			return null;
		},
		tellRest() {
			for (const list of lists)
				if (!made.has(list)) tell('left-out', 'list-unused', null, { list: short(list.id ?? list.url ?? '–') });
			for (const [url, { id }] of systems)
				if (!asked.has(url)) tell('left-out', 'contained', null, { name: short(id), type: 'CodeSystem' });
			if (asked.size > 0) tell('note', 'code-systems', null, { count: asked.size, url: short([...asked][0] ?? '') });
		}
	};
}

/** Whether an entry says what may be answered. */
export const hasOptions = (entry: Entry): boolean =>
	(entry.answerOption?.length ?? 0) > 0 || entry.answerValueSet !== undefined;

function foundIn(
	option: AnswerOption,
	linkId: string,
	reader: TextReader,
	tell: TellFhir,
	conceptIn: (system: string | undefined, code: string | undefined) => Concept | undefined
): Found | null {
	const { valueCoding: coding, valueString, valueInteger, valueDate, valueTime } = option;
	if (coding) {
		const own = conceptIn(coding.system, coding.code);
		const code = coding.code ?? coding.display;
		if (code === undefined) return null;
		const label = reader.texts(coding, 'display', linkId) ?? (own && reader.texts(own, 'display', linkId));
		return { code, system: coding.system, label, weight: weightOf(linkId, tell, option, coding, own) };
	}
	const weight = weightOf(linkId, tell, option);
	if (valueString !== undefined)
		return { code: valueString, label: reader.texts(option, 'valueString', linkId), weight };
	const plain = valueInteger ?? valueDate ?? valueTime;
	return plain === undefined ? null : { code: String(plain), label: reader.plain(String(plain)), weight };
}

const weightNames = [
	...['ordinalValue', 'itemWeight', 'questionnaire-ordinalValue', 'valueset-ordinalValue'],
	...['codesystem-ordinalValue', 'iso21090-CO-value']
];

/** True for the address of an extension that says what an answer is worth. */
export const isWeight = (url: string): boolean => weightNames.includes(url.split('/').at(-1) ?? '');

/** What an answer is worth, wherever the file says so. */
function weightOf(
	linkId: string,
	tell: TellFhir,
	...holders: readonly (AnswerOption | Coding | Concept | undefined)[]
): number | undefined {
	for (const holder of holders) {
		const extension = extensionNamed(holder, ...weightNames);
		if (!extension) continue;
		const weight = extension.valueDecimal ?? extension.valueInteger;
		if (weight !== undefined && Math.abs(weight) <= 1_000_000) return weight + 0;
		tell('left-out', 'option-weight-wrong', linkId);
	}
	return undefined;
}

function optionsOf(
	found: readonly Found[],
	id: string | null,
	linkId: string,
	reader: TextReader,
	tell: TellFhir
): OptionList | null {
	if (found.length > mostFound) return tooMany(linkId, tell);
	const options: Option[] = [];
	const taken = new Map<string, number>();
	const valuesByCode = new Map<string, string>();
	const changed: string[] = [];
	for (const { code, system, label, weight } of found) {
		if (code.trim() === '' || valuesByCode.has(codeKey(code, system))) {
			tell('left-out', 'option-left-out', linkId, { option: short(code) });
			continue;
		}
		const value = valueFor(code, taken);
		if (value !== code) changed.push(code);
		valuesByCode.set(codeKey(code, system), value);
		if (!valuesByCode.has(codeKey(code))) valuesByCode.set(codeKey(code), value);
		if (!label) tell('note', 'option-without-words', linkId, { option: short(code) });
		options.push({
			value,
			label: label ?? reader.plain(short(code)),
			...(weight === undefined ? {} : { weight })
		});
	}
	if (options.length > questionnaireLimits.options) return tooMany(linkId, tell);
	if (options.length === 0) {
		tell('left-out', 'no-options', linkId, { text: linkId });
		return null;
	}
	const [first] = changed;
	if (first !== undefined) tell('note', 'codes-changed', linkId, { option: short(first), count: changed.length });
	return { id, options, valuesByCode };
}

/** So many that nobody need count which of them are there twice. */
const mostFound = 10 * questionnaireLimits.options;

function tooMany(linkId: string, tell: TellFhir): null {
	tell('left-out', 'list-too-long', linkId, { most: questionnaireLimits.options });
	return null;
}

/** A code as the value of an option: no blanks, no quotes, none twice. */
function valueFor(code: string, taken: Map<string, number>): string {
	const plain = code.trim().replace(/[\s'"\p{C}]+/gu, '-');
	const wanted = OptionValue.safeParse(plain).success && !isForbiddenName(plain) ? plain : `x-${plain.slice(0, 50)}`;
	const sound = OptionValue.safeParse(wanted).success ? wanted : 'x';
	return freeId(sound, taken);
}

/** The entries within an entry, as the file has them. */
export const within = (holder: { readonly [entries]?: readonly unknown[] | undefined }): readonly unknown[] =>
	holder[entries] ?? [];
