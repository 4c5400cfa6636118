/**
 * For the tests of files: saves every file that the desk offers for a choice, and reads each number back out of it, as
 * somebody would who has nothing but the files.
 */
import { bytesToText } from '$lib/base/bytes';
import { overviewOf, reportedFigures, type Choice } from '$lib/domain/dashboard';
import { figuresFor, writeDataValues, type Dhis2Frequency } from '$lib/domain/dhis2';
import type { Ledger } from '$lib/domain/ledger';
import { quarterOf } from '$lib/domain/period';
import { readCsv } from '$lib/domain/service-csv';
import { sumsOf, tablesOf, tablesWithin } from '$lib/domain/suppression';
import {
	figuresOnScreen,
	screenToCsv,
	screenToMeasureReports,
	screenToResponses,
	type ShownDesk
} from '$lib/features/dashboard/files';
import { bundleInWords, questionInWords, type Words } from '$lib/features/dashboard/shown-tables';
import { screenToWorkbook } from '$lib/features/dashboard/workbook';
import { formatMonth } from '$lib/i18n/format';
import { readWorkbook } from '$lib/runtime/read-workbook';

export const fileKinds = [
	...(['csv in words', 'xlsx in words', 'csv by names', 'xlsx by names'] as const),
	...(['measure reports', 'responses', 'dhis2 by month', 'dhis2 by quarter'] as const)
] as const;
export type FileKind = (typeof fileKinds)[number];

/** One number in a file. */
export interface Told {
	/** As figures are named, and `….hidden` for how many lie behind the hidden ones. */
	readonly code: string;
	/** The first and the last, or `together` for all bundles of a questionnaire. */
	readonly months: string;
	readonly value: number;
}

/** The screen as it is for a choice, by its own folds. */
export function screenOf(ledger: Ledger, { period, groups }: Choice): ShownDesk {
	return {
		readsReports: true,
		overview: overviewOf(reportedFigures(ledger), { period, groups }),
		answers: sumsOf(tablesWithin(tablesOf(ledger), period)),
		period
	};
}

/** Every number of every file. */
export function saveAll(words: Words, desk: ShownDesk): ReadonlyMap<FileKind, readonly Told[]> {
	const sheets = (naming: 'labels' | 'names') => {
		const read = readWorkbook(screenToWorkbook(words, desk, naming));
		if (!read.ok) throw new Error(read.error.type);
		return read.value.map(({ rows }) => rows.map((cells) => cells.map(String)));
	};
	const lines = (naming: 'labels' | 'names') => {
		const read = readCsv(bytesToText(screenToCsv(words, desk, naming)).slice(1));
		if (!read.ok) throw new Error(read.error.type);
		return read.value.map(({ cells }) => cells);
	};
	return new Map<FileKind, readonly Told[]>([
		['csv in words', inWords(words, desk, lines('labels'))],
		['xlsx in words', inWords(words, desk, sheets('labels')[0] ?? [])],
		['csv by names', byNames(lines('names'))],
		['xlsx by names', byNames(sheets('names')[1] ?? [])],
		['measure reports', inReports(bytesToText(screenToMeasureReports(desk)))],
		['responses', inResponses(screenToResponses(desk))],
		['dhis2 by month', inDataValues(desk, 'month')],
		['dhis2 by quarter', inDataValues(desk, 'quarter')]
	]);
}

type Rows = readonly (readonly string[])[];

const byNames = ([, ...rows]: Rows): readonly Told[] =>
	rows.map(([code = '', from = '', to = '', value]) => ({ code, months: `${from} ${to}`, value: Number(value) }));

/** The tables as the screen has them: a caption alone in its row, then the heads. */
function inWords(words: Words, { answers, overview }: ShownDesk, rows: Rows): readonly Told[] {
	const { t, locale } = words;
	const told: Told[] = [];
	const wordsOfMonth = new Map(overview.months.map(({ month }) => [formatMonth(locale, month), month]));
	let caption = '';
	let heads: readonly string[] = [];
	// The tables of answers stand in the order of the questions; two questionnaires may ask the same.
	const asked = answers.flatMap((sum) => sum.whole.questions.map(({ question }) => ({ sum, question })));
	let at = -1;
	for (const row of rows) {
		const cells = row.filter((cell, place) => place === 0 || cell !== '');
		if (cells.length <= 1) {
			caption = cells[0] ?? '';
			heads = [];
		} else if (heads.length === 0) {
			heads = row;
			if (heads[0] === t('dashboard:answers.when')) at += 1;
		} else if (caption === t('dashboard:sessions.title')) {
			const month = wordsOfMonth.get(row[0] ?? '') ?? '';
			told.push({ code: 'sessions-held', months: `${month} ${month}`, value: Number(row[1]) });
			told.push({ code: 'sessions-cancelled', months: `${month} ${month}`, value: Number(row[2]) });
		} else if (heads[0] === t('dashboard:answers.when')) {
			const { sum, question } = asked[at] ?? { sum: undefined, question: '' };
			if (!sum || questionInWords(words, sum.whole.questionnaire, question) !== caption) throw new Error(caption);
			const part = sum.parts.find((each) => bundleInWords(words, each) === row[0]);
			const isTogether = row[0] === t('dashboard:answers.together');
			if (!part && !isTogether) throw new Error(row[0]);
			const months = part && !isTogether ? `${part.period.from} ${part.period.to}` : 'together';
			const code = `answers.${sum.whole.questionnaire}`;
			const counts = row.slice(1, -2);
			counts.forEach((cell, place) => {
				if (cell === t('dashboard:answers.hidden')) return;
				const name = place === counts.length - 1 ? 'passed' : String(place + 1);
				told.push({ code: `${code}.${question}.${name}`, months, value: Number(cell) });
			});
			const hidden = row.at(-2) === t('dashboard:answers.nothingHidden') ? 0 : Number(row.at(-2));
			told.push({ code: `${code}.${question}.hidden`, months, value: hidden });
			told.push({ code, months, value: Number(row.at(-1)) });
		}
	}
	return told;
}

interface Bundle<Resource> {
	readonly entry?: readonly { readonly resource: Resource }[];
}
interface Report {
	readonly period: { readonly start: string; readonly end: string };
	readonly group: readonly {
		readonly code: { readonly text: string };
		readonly population?: readonly { readonly count: number }[];
		readonly stratifier?: readonly {
			readonly stratum: readonly {
				readonly value: { readonly text: string };
				readonly population: readonly { readonly count: number }[];
			}[];
		}[];
	}[];
}

const monthsIn = ({ start, end }: Report['period']): string => `${start.slice(0, 7)} ${end.slice(0, 7)}`;

function inReports(text: string): readonly Told[] {
	const { entry = [] } = JSON.parse(text) as Bundle<Report>;
	return entry.flatMap(({ resource: { period, group } }) =>
		group.flatMap(({ code, population = [], stratifier = [] }) => [
			...population.map(({ count }) => ({ code: code.text, months: monthsIn(period), value: count })),
			...stratifier.flatMap(({ stratum }) =>
				stratum.map((option) => ({
					code: `${code.text}.${option.value.text}`,
					months: monthsIn(period),
					value: option.population[0]?.count ?? NaN
				}))
			)
		])
	);
}

interface Response {
	readonly extension: readonly [
		{ readonly valueInteger: number },
		{ readonly valuePeriod: { readonly start: string; readonly end: string } }
	];
	readonly questionnaire: string;
	readonly [questions: string]: unknown;
}
interface AnswersToOne {
	readonly linkId: string;
	readonly answer: readonly {
		readonly extension: readonly { readonly valueInteger?: number }[];
		readonly valueCoding: { readonly code: string };
	}[];
}

function inResponses(bytes: Uint8Array | null): readonly Told[] {
	const { entry = [] } = bytes ? (JSON.parse(bytesToText(bytes)) as Bundle<Response>) : {};
	return entry.flatMap(({ resource }) => {
		const [all, when] = resource.extension;
		const months = monthsIn(when.valuePeriod);
		const code = `answers.${resource.questionnaire.replace('urn:x-cercle:questionnaire:', '').replace('|', '/')}`;
		const asked = resource['item'] as readonly AnswersToOne[]; // what our own writer made
		return [
			{ code, months, value: all.valueInteger },
			...asked.flatMap(({ linkId, answer }) =>
				answer.flatMap(({ extension: [count], valueCoding }) =>
					count?.valueInteger === undefined
						? []
						: [{ code: `${code}.${linkId}.${valueCoding.code}`, months, value: count.valueInteger }]
				)
			)
		];
	});
}

function inDataValues(desk: ShownDesk, frequency: Dhis2Frequency): readonly Told[] {
	const figures = figuresOnScreen(desk);
	const codes = [...new Set(figuresFor(figures, frequency).map(({ code }) => code))];
	const dataElements = new Map(codes.map((code, at) => [code, `e${at}`]));
	const text = writeDataValues(figures, { scheme: 'CODE', frequency, dataSet: 's', orgUnit: 'u', dataElements });
	if (text === null) return [];
	const { dataValues } = JSON.parse(text) as {
		readonly dataValues: readonly { readonly dataElement: string; readonly period: string; readonly value: string }[];
	};
	return dataValues.map(({ dataElement, period, value }) => {
		const month = period.includes('Q')
			? `${period.slice(0, 4)}-${String(Number(period.slice(5)) * 3 - 2).padStart(2, '0')}`
			: `${period.slice(0, 4)}-${period.slice(4)}`;
		const { from, to } = frequency === 'quarter' ? quarterOf(month) : { from: month, to: month };
		return { code: codes[Number(dataElement.slice(1))] ?? '', months: `${from} ${to}`, value: Number(value) };
	});
}
