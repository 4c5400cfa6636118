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
	/** Lists that no entry asked for. */
	readonly unused: () => readonly string[];
}

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
		return resource.success ? [resource.data] : [];
	});
	const valueSets = new Map(
		resources.filter(({ resourceType }) => resourceType === 'ValueSet').map((one) => [one.id ?? '', one])
	);
	const systems = new Map(
		resources
			.filter(({ resourceType }) => resourceType === 'CodeSystem')
			.map(({ url, concept }) => [url ?? '', conceptsIn(concept)])
	);
	const listsById = new Map<string, OptionList | null>();

	const ofConcept = (concept: Concept, system: string | undefined, linkId: string): Found => {
		const own = systems.get(system ?? '')?.find(({ code }) => code === concept.code);
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
			const whole = concept ?? systems.get(system ?? '');
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
		const id = address.startsWith('#') ? address.slice(1) : '';
		const known = listsById.get(id);
		if (known) return known;
		const list = valueSets.get(id);
		if (!list || id === '') {
			tell('left-out', 'outside-list', linkId, { url: short(address) });
			return null;
		}
		const found = conceptsOf(list, linkId);
		if (!found) tell('left-out', 'list-open', linkId, { list: short(id) });
		const made = found && optionsOf(found, id, linkId, reader, tell);
		listsById.set(id, made);
		return made;
	}

	return {
		optionsFor(entry) {
			const { linkId, answerOption, answerValueSet } = entry;
			if (answerOption && answerOption.length > 0) {
				const found = answerOption.flatMap((option) => {
					const one = foundIn(option, linkId, reader, tell, systems);
					if (!one) tell('left-out', 'option-left-out', linkId, { option: '–' });
					return one ? [one] : [];
				});
				return optionsOf(found, null, linkId, reader, tell);
			}
			if (answerValueSet !== undefined) return listOf(answerValueSet, linkId);
			tell('left-out', 'no-options', linkId, { text: short(entry.text ?? linkId) });
			return null;
		},
		unused: () => [...valueSets.keys()].filter((id) => !listsById.has(id))
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
	systems: ReadonlyMap<string, readonly Concept[]>
): Found | null {
	const { valueCoding: coding, valueString, valueInteger, valueDate, valueTime } = option;
	if (coding) {
		const own = systems.get(coding.system ?? '')?.find(({ code }) => code === coding.code);
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

/** What an answer is worth, wherever the file says so. */
function weightOf(
	linkId: string,
	tell: TellFhir,
	...holders: readonly (AnswerOption | Coding | Concept | undefined)[]
): number | undefined {
	for (const holder of holders) {
		const extension = extensionNamed(
			holder,
			...['ordinalValue', 'itemWeight', 'questionnaire-ordinalValue', 'valueset-ordinalValue'],
			...['codesystem-ordinalValue', 'iso21090-CO-value']
		);
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
	const options: Option[] = [];
	const taken = new Set<string>();
	const valuesByCode = new Map<string, string>();
	const changed: string[] = [];
	for (const { code, system, label, weight } of found) {
		if (code === '' || valuesByCode.has(codeKey(code, system))) {
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
	if (options.length > questionnaireLimits.options || options.length === 0) {
		const isNone = options.length === 0;
		tell('left-out', isNone ? 'no-options' : 'list-too-long', linkId, {
			text: linkId,
			most: questionnaireLimits.options
		});
		return null;
	}
	const [first] = changed;
	if (first !== undefined) tell('note', 'codes-changed', linkId, { option: short(first), count: changed.length });
	return { id, options, valuesByCode };
}

/** A code as the value of an option: no blanks, no quotes, none twice. */
function valueFor(code: string, taken: Set<string>): string {
	const plain = code.trim().replace(/[\s'"\p{C}]+/gu, '-');
	const wanted = OptionValue.safeParse(plain).success && !isForbiddenName(plain) ? plain : `x-${plain.slice(0, 50)}`;
	const sound = OptionValue.safeParse(wanted).success ? wanted : 'x';
	let value = sound;
	for (let number = 2; taken.has(value); number += 1) value = `${sound.slice(0, 58)}-${number}`;
	taken.add(value);
	return value;
}

/** The entries within an entry, as the file has them. */
export const within = (holder: { readonly [entries]?: readonly unknown[] | undefined }): readonly unknown[] =>
	holder[entries] ?? [];
