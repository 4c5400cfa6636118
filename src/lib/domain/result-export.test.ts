import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	dhis2Faults,
	dhis2Period,
	dryRunLine,
	figuresFor,
	mappingToText,
	textToMapping,
	writeDataValues,
	type Dhis2Mapping
} from './dhis2';
import type { Figures, Overview } from './dashboard';
import type { entries } from './fhir';
import { writeMeasureReports, writeQuestionnaireResponses } from './fhir-results';
import { figuresOf } from './result-export';
import { hideSmall, sumsOf, type AnswerTable } from './suppression';

const sessions = (held: number): Figures => ({
	...{ held, cancelled: 1, came: { low: 4, high: 6 }, stayed: null },
	returned: { low: 0, high: 2 }
});
const overview: Overview = {
	months: ['2026-01', '2026-02', '2026-03', '2026-04'].map((month, at) => ({ month, figures: sessions(at + 1) })),
	total: sessions(10),
	groups: []
};
const tableOf = (counts: readonly number[]): AnswerTable => ({
	questionnaire: 'daily-faces/1',
	period: { from: '2026-01', to: '2026-03' },
	n: counts.reduce((sum, count) => sum + count, 0),
	questions: [{ question: 'body', ...hideSmall(counts) }]
});
const figures = figuresOf({ overview, answers: sumsOf([tableOf([20, 30, 2, 9, 8])]), period: null });
const mapping: Dhis2Mapping = {
	...{ scheme: 'UID', frequency: 'month', dataSet: 'abcdefghij1', orgUnit: 'abcdefghij2' },
	dataElements: new Map([['sessions-held', 'abcdefghij3']])
};

test('no file has a number that is hidden on the screen', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 6 }), (counts) => {
			const table = tableOf(counts);
			const told = figuresOf({ overview: null, answers: sumsOf([table]), period: null });
			const cells = table.questions[0]?.cells ?? [];
			const options = told.flatMap(({ of, value }) => (of.kind === 'option' ? [[of.option, value]] : []));
			expect(options).toEqual(cells.flatMap((cell, at) => (cell === 'hidden' ? [] : [[at, cell]])));
			const report = JSON.parse(writeMeasureReports(told)) as {
				entry: { resource: { group: { stratifier?: { stratum: unknown[] }[] }[] } }[];
			};
			const strata = report.entry.flatMap(({ resource }) => resource.group.flatMap((group) => group.stratifier ?? []));
			expect(strata.flatMap(({ stratum }) => stratum)).toHaveLength(options.length);
		})
	);
});

test('what is known only within bounds is in no file', () => {
	expect(new Set(figures.map(({ of }) => of.kind))).toEqual(new Set(['held', 'cancelled', 'answers', 'option']));
});

test('a measure report is a summary with a period and names nobody', () => {
	const { entry: reports } = JSON.parse(writeMeasureReports(figures)) as {
		entry: { resource: Record<string, unknown> }[];
	};
	const quarter = reports
		.map(({ resource }) => resource)
		.find(({ period }) => JSON.stringify(period) === '{"start":"2026-01-01","end":"2026-03-31"}');
	expect(quarter).toMatchObject({
		...{ resourceType: 'MeasureReport', type: 'summary', status: 'complete' },
		period: { start: '2026-01-01', end: '2026-03-31' }
	});
	for (const { resource } of reports)
		for (const field of ['subject', 'reporter', 'author', 'date']) expect(resource).not.toHaveProperty(field);
});

/** A part of a resource, as far as it is looked at. */
interface Response {
	readonly [field: string]: unknown;
	readonly extension: readonly { readonly url: string; readonly valueInteger?: number }[];
	readonly [entries]: readonly {
		readonly linkId: string;
		readonly answer: readonly {
			readonly extension: readonly {
				readonly valueInteger?: number;
				readonly _valueInteger?: { readonly extension: readonly { readonly valueCode: string }[] };
			}[];
			readonly valueCoding: { readonly code: string };
		}[];
	}[];
}
const responsesIn = (text: string | null): readonly Response[] =>
	(JSON.parse(text ?? '') as { entry: { resource: Response }[] }).entry.map(({ resource }) => resource);

describe('a questionnaire response of everybody together', () => {
	test('has every option of the screen, with its number or the word that this is masked', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 6 }), (counts) => {
				const table = tableOf(counts);
				const told = figuresOf({ overview, answers: sumsOf([table]), period: null });
				const [response, ...others] = responsesIn(writeQuestionnaireResponses(told));
				expect(others).toEqual([]);
				expect(response?.extension[0]).toEqual({ url: 'urn:x-cercle:fhir:answer-count', valueInteger: table.n });
				expect(response?.item.map(({ linkId }) => linkId)).toEqual(['body']);
				const answers = response?.item[0]?.answer ?? [];
				expect(answers.map(({ valueCoding }) => valueCoding.code)).toEqual([
					...counts.slice(1).map((_, at) => String(at + 1)),
					'passed'
				]);
				const read = answers.map(({ extension: [count] }) =>
					count?._valueInteger?.extension[0]?.valueCode === 'masked' ? 'hidden' : count?.valueInteger
				);
				expect(read).toEqual(table.questions[0]?.cells);
			})
		);
	});

	test('names nobody, no place and no day but its months', () => {
		const text = writeQuestionnaireResponses(figures) ?? '';
		const [response] = responsesIn(text);
		expect(Object.keys(response ?? {})).toEqual([
			...['resourceType', 'meta', 'extension', 'questionnaire', 'status', 'item']
		]);
		expect(response).toMatchObject({
			...{ resourceType: 'QuestionnaireResponse', status: 'completed' },
			questionnaire: 'urn:x-cercle:questionnaire:daily-faces|1'
		});
		expect(text.match(/\d{4}-\d\d-\d\d/g)).toEqual(['2026-01-01', '2026-03-31']);
		for (const field of ['id', 'identifier', 'subject', 'author', 'source', 'authored', 'encounter', 'basedOn'])
			expect(text).not.toContain(`"${field}"`);
	});

	test('is not written where no answers are shown', () => {
		expect(writeQuestionnaireResponses(figuresOf({ overview, answers: [], period: null }))).toBe(null);
	});

	test('is one for all bundles of the same months, and one each for others', () => {
		const again = { ...tableOf([9, 9, 9, 9, 9]), period: { from: '2026-04', to: '2026-06' } };
		const told = figuresOf({
			...{ overview: null, period: null },
			answers: sumsOf([tableOf([20, 30, 2, 9, 8]), tableOf([20, 9, 9, 9, 8]), again])
		});
		expect(responsesIn(writeQuestionnaireResponses(told)).map(({ extension }) => extension[0]?.valueInteger)).toEqual([
			124, 45
		]);
		// Neither code and period twice: in DHIS2 the second would overwrite the first.
		const names = told.map(({ code, period }) => `${code} ${period.from} ${period.to}`);
		expect(new Set(names).size).toBe(names.length);
	});
});

describe('DHIS2', () => {
	test.each([
		['2026-11', '2026-11', '202611'],
		['2026-01', '2026-03', '2026Q1'],
		['2026-10', '2026-12', '2026Q4'],
		['2026-02', '2026-04', null],
		['2026-01', '2026-06', null]
	])('%s to %s is %s', (from, to, period) => {
		expect(dhis2Period({ from, to })).toBe(period);
	});

	test('values are texts, and only what is mapped is sent', () => {
		const written = JSON.parse(writeDataValues(figures, mapping) ?? '') as { dataValues: unknown[] };
		expect(written).toMatchObject({ dataSet: 'abcdefghij1', orgUnitIdScheme: 'UID' });
		expect(written.dataValues).toHaveLength(4);
		expect(written.dataValues[0]).toEqual({
			...{ dataElement: 'abcdefghij3', period: '202601', orgUnit: 'abcdefghij2', value: '1' }
		});
	});

	test.each([
		[{ dataSet: 'short' }],
		[{ orgUnit: '' }],
		[{ dataElements: new Map([['sessions-held', 'not a uid']]) }],
		[{ dataElements: new Map() }],
		[
			{
				dataElements: new Map([
					['sessions-held', 'abcdefghij3'],
					['sessions-cancelled', 'abcdefghij3']
				])
			}
		]
	])('nothing is written from an unsound mapping %j', (part) => {
		expect(writeDataValues(figures, { ...mapping, ...part })).toBe(null);
	});

	test('each wrong name is told by its line, and one that two lines share by both', () => {
		const dataElements = new Map([
			['sessions-held', 'abcdefghij3'],
			['sessions-cancelled', 'abcdefghij3'],
			['gone.long.ago', '1']
		]);
		expect(dhis2Faults(figures, { ...mapping, dataElements, dataSet: '', orgUnit: '1bcdefghij2' })).toEqual({
			...{ dataSet: 'missing', orgUnit: 'wrong', isEmpty: false, isSound: false },
			dataElements: new Map([
				['sessions-held', 'twice'],
				['sessions-cancelled', 'twice']
			])
		});
		// A name of a figure that is not on the screen is kept and does not count.
		const alone = new Map([...dataElements].filter(([code]) => code !== 'sessions-cancelled'));
		expect(dhis2Faults(figures, { ...mapping, dataElements: alone }).isSound).toBe(true);
		expect(dhis2Faults(figures, { ...mapping, dataElements: new Map() })).toMatchObject({
			isEmpty: true,
			isSound: false
		});
	});

	test('a mapping is kept as text, and anything else is none', () => {
		const names = fc.array(fc.tuple(fc.string({ maxLength: 60 }), fc.string({ minLength: 1, maxLength: 50 })));
		fc.assert(
			fc.property(names, fc.constantFrom('UID' as const, 'CODE' as const), (each, scheme) => {
				const kept = { ...mapping, scheme, dataElements: new Map(each) };
				expect(textToMapping(mappingToText(kept))).toEqual(kept);
			})
		);
		for (const text of [undefined, 5, '', '{', '{"v":2}', '{"v":1,"dataElements":[["a"]]}', '[]', 'null'])
			expect(textToMapping(text).dataElements.size).toBe(0);
	});

	test('quarters are of whole quarters that were chosen', () => {
		const some = figuresOf({ overview, answers: [], period: { from: '2026-01', to: '2026-04' } });
		expect(figuresFor(some, 'quarter').map(({ period }) => dhis2Period(period))).toEqual(['2026Q1', '2026Q1']);
		expect(figuresFor(some, 'quarter')[0]?.value).toBe(6);
	});

	test('the line to try it changes nothing and holds no password', () => {
		expect(dryRunLine('f.json')).toContain('dryRun=true');
		expect(dryRunLine('f.json')).not.toMatch(/-u \S+:/);
	});
});
