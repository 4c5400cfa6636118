import * as z from 'zod/mini';
import { quarterOf, type Period } from './period';
import type { Figure } from './result-export';

/** How DHIS2 is told what is meant: by its own identifiers, or by the codes an organisation gave. */
export type Dhis2Scheme = 'UID' | 'CODE';

/** Which periods a data set of DHIS2 takes. */
export type Dhis2Frequency = 'month' | 'quarter';

/** What of ours is what of theirs. */
export interface Dhis2Mapping {
	readonly scheme: Dhis2Scheme;
	readonly frequency: Dhis2Frequency;
	readonly dataSet: string;
	readonly orgUnit: string;
	/** The data element by the code of a figure; a figure without one is not sent. */
	readonly dataElements: ReadonlyMap<string, string>;
}

/** Longest name DHIS2 takes, of either kind. */
export const longestDhis2Name = 50;

const Name = z.string().check(z.maxLength(longestDhis2Name));

/** A mapping as it is kept from one quarter to the next, sound or not yet. */
const KeptMapping = z.looseObject({
	v: z.literal(1),
	scheme: z.enum(['UID', 'CODE']),
	frequency: z.enum(['month', 'quarter']),
	dataSet: Name,
	orgUnit: Name,
	dataElements: z.array(z.tuple([z.string().check(z.maxLength(300)), Name])).check(z.maxLength(5000))
});

/** Where somebody begins. */
const emptyMapping: Dhis2Mapping = {
	...{ scheme: 'UID', frequency: 'month', dataSet: '', orgUnit: '' },
	dataElements: new Map()
};

/** The text that keeps a mapping; figures without a name are not in it. */
export const mappingToText = ({ dataElements, ...rest }: Dhis2Mapping): string =>
	JSON.stringify({ v: 1, ...rest, dataElements: [...dataElements].filter(([, name]) => name !== '') });

/** What such a text keeps; the empty mapping for anything else. */
export function textToMapping(text: unknown): Dhis2Mapping {
	if (typeof text !== 'string') return emptyMapping;
	let input: unknown;
	try {
		input = JSON.parse(text);
	} catch {
		return emptyMapping;
	}
	const read = KeptMapping.safeParse(input);
	if (!read.success) return emptyMapping;
	const { scheme, frequency, dataSet, orgUnit, dataElements } = read.data;
	return { scheme, frequency, dataSet, orgUnit, dataElements: new Map(dataElements) };
}

/** The mapping with this name for a figure; an empty one takes it away. */
export const withName = (mapping: Dhis2Mapping, code: string, name: string): Dhis2Mapping => {
	const others = [...mapping.dataElements].filter(([other]) => other !== code);
	return { ...mapping, dataElements: new Map(name === '' ? others : [...others, [code, name]]) };
};

/** The mapping without the blanks around names that come with copying. */
export const tidyMapping = ({ dataSet, orgUnit, dataElements, ...rest }: Dhis2Mapping): Dhis2Mapping => ({
	...rest,
	...{ dataSet: dataSet.trim(), orgUnit: orgUnit.trim() },
	dataElements: new Map([...dataElements].map(([code, name]) => [code, name.trim()]))
});

/** Whether DHIS2 can have such a name: an identifier of eleven letters and digits, or a code of at most fifty. */
const isDhis2Name = (name: string, scheme: Dhis2Scheme): boolean =>
	scheme === 'UID' ? /^[A-Za-z][A-Za-z0-9]{10}$/.test(name) : /^[^\s\p{C}][^\p{C}]{0,49}$/u.test(name);

/** A month as `202611` and a quarter as `2026Q4`; null for every other period, which DHIS2 has no word for. */
export function dhis2Period({ from, to }: Period): string | null {
	if (from === to) return from.replace('-', '');
	const quarter = quarterOf(from);
	if (quarter.from !== from || quarter.to !== to) return null;
	return `${from.slice(0, 4)}Q${(Number(from.slice(5)) + 2) / 3}`;
}

/** The figures whose period a data set with this frequency takes. */
export const figuresFor = (figures: readonly Figure[], frequency: Dhis2Frequency): readonly Figure[] =>
	figures.filter(({ period }) => {
		const written = dhis2Period(period);
		return written !== null && written.includes('Q') === (frequency === 'quarter');
	});

/** What keeps a mapping from being written. */
export interface Dhis2Faults {
	readonly dataSet: 'missing' | 'wrong' | null;
	readonly orgUnit: 'missing' | 'wrong' | null;
	/** By the code of a figure: no name that DHIS2 can have, or one that another figure has, too. */
	readonly dataElements: ReadonlyMap<string, 'wrong' | 'twice'>;
	/** True while no figure has a name. */
	readonly isEmpty: boolean;
	readonly isSound: boolean;
}

/** What is wrong with the names, looked at for these figures; names of other figures do not count. */
export function dhis2Faults(figures: readonly Figure[], mapping: Dhis2Mapping): Dhis2Faults {
	const { scheme, frequency, dataElements } = mapping;
	const fault = (name: string): Dhis2Faults['dataSet'] =>
		name === '' ? 'missing' : isDhis2Name(name, scheme) ? null : 'wrong';
	const codes = [...new Set(figuresFor(figures, frequency).map(({ code }) => code))];
	const names = codes.flatMap((code): readonly (readonly [string, string])[] => {
		const name = dataElements.get(code) ?? '';
		return name === '' ? [] : [[code, name]];
	});
	// Two figures in one data element would overwrite each other.
	const isTwice = (name: string) => names.filter(([, other]) => other === name).length > 1;
	const wrong = names.flatMap(([code, name]): readonly [string, 'wrong' | 'twice'][] =>
		fault(name) === 'wrong' ? [[code, 'wrong']] : isTwice(name) ? [[code, 'twice']] : []
	);
	const [dataSet, orgUnit] = [fault(mapping.dataSet), fault(mapping.orgUnit)];
	const isSound = dataSet === null && orgUnit === null && names.length > 0 && wrong.length === 0;
	return { dataSet, orgUnit, dataElements: new Map(wrong), isEmpty: names.length === 0, isSound };
}

/**
 * The mapped figures as a DHIS2 data value set, JSON; what is hidden on the screen is not in it. Null while something is
 * not mapped soundly.
 */
export function writeDataValues(figures: readonly Figure[], mapping: Dhis2Mapping): string | null {
	const { scheme, frequency, dataSet, orgUnit, dataElements } = mapping;
	if (!dhis2Faults(figures, mapping).isSound) return null;
	const dataValues = figuresFor(figures, frequency).flatMap(({ code, period, value }) => {
		const dataElement = dataElements.get(code) ?? '';
		return dataElement === '' ? [] : [{ dataElement, period: dhis2Period(period), orgUnit, value: String(value) }];
	});
	const schemes = { dataSetIdScheme: scheme, dataElementIdScheme: scheme, orgUnitIdScheme: scheme };
	return `${JSON.stringify({ ...schemes, dataSet, dataValues }, null, '\t')}\n`;
}

/** A line for a terminal that asks DHIS2 what it would do with the file, and changes nothing there. It holds no password. */
export const dryRunLine = (fileName: string): string =>
	`curl -u NAME -H 'Content-Type: application/json' --data-binary @${fileName} 'https://SERVER/api/dataValueSets?dryRun=true'`;
