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

/** Whether DHIS2 can have such a name: an identifier of eleven letters and digits, or a code of at most fifty. */
export const isDhis2Name = (name: string, scheme: Dhis2Scheme): boolean =>
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

/**
 * The mapped figures as a DHIS2 data value set, JSON; what is hidden on the screen is not in it. Null while something is
 * not mapped soundly.
 */
export function writeDataValues(figures: readonly Figure[], mapping: Dhis2Mapping): string | null {
	const { scheme, frequency, dataSet, orgUnit, dataElements } = mapping;
	const named = [...dataElements.values()].filter((name) => name !== '');
	if (named.length === 0 || ![dataSet, orgUnit, ...named].every((name) => isDhis2Name(name, scheme))) return null;
	// Two figures in one data element would overwrite each other.
	if (new Set(named).size !== named.length) return null;
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
