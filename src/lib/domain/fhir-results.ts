import { entries, structures } from './fhir';
import { lastDayOf, type Period } from './period';
import type { Figure } from './result-export';

/** FHIR's name for how many there are at all. */
const counted = (count: number) => ({
	code: {
		coding: [{ system: 'http://terminology.hl7.org/CodeSystem/measure-population', code: 'initial-population' }]
	},
	count
});

/**
 * The figures as FHIR R4 measure reports, one for each period: a group for sessions, and for each question one with its
 * options as strata. Nobody and no place is named in it. JSON.
 */
export function writeMeasureReports(figures: readonly Figure[]): string {
	const byPeriod = new Map<string, { readonly period: Period; readonly own: Figure[] }>();
	for (const figure of figures) {
		const { period } = figure;
		const key = `${period.from} ${period.to}`;
		const known = byPeriod.get(key);
		if (known) known.own.push(figure);
		else byPeriod.set(key, { period, own: [figure] });
	}
	return bundle([...byPeriod.values()].map(({ period, own }) => measureReport(period, own)));
}

function measureReport(period: Period, figures: readonly Figure[]) {
	const plain = figures.filter(({ of }) => of.kind !== 'option');
	const questions = new Map<string, Figure[]>();
	for (const figure of figures) {
		if (figure.of.kind !== 'option') continue;
		const code = `answers.${figure.of.questionnaire}.${figure.of.question}`;
		questions.set(code, [...(questions.get(code) ?? []), figure]);
	}
	return {
		resourceType: 'MeasureReport',
		status: 'complete',
		type: 'summary',
		measure: 'urn:x-cercle:measure:groups',
		period: periodToFhir(period),
		group: [
			...plain.map(({ code, value }) => ({ code: { text: code }, population: [counted(value)] })),
			...[...questions].map(([code, options]) => ({
				code: { text: code },
				stratifier: [
					{
						code: [{ text: 'option' }],
						stratum: options.map((option) => ({
							value: { text: option.code.slice(code.length + 1) },
							population: [counted(option.value)]
						}))
					}
				]
			}))
		]
	};
}

/** How often this answer was given; on the response how often anything was answered. Not people: some answer again later. */
const answerCount = 'urn:x-cercle:fhir:answer-count';
/** The months in which the batches were opened. */
const months = 'urn:x-cercle:fhir:months';
/** The options of a question by their place, the lowest 1, and `passed`. */
const answerCodes = 'urn:x-cercle:fhir:answer';

/**
 * The answers of the figures as FHIR questionnaire responses (R4 and R5), JSON: one for each bundle, of everybody
 * together. Every option that the screen lists is an answer to its question with how often it was given; where the screen
 * hides that number, FHIR's word for it, `masked`, stands in its place. There is no subject, author, source or
 * day, and no row of one person's answers. Null when the figures hold no answers.
 */
export function writeQuestionnaireResponses(figures: readonly Figure[]): string | null {
	const responses = figures.flatMap(({ of, period, value }) =>
		of.kind === 'answers' ? [questionnaireResponse(of, period, value, figures)] : []
	);
	return responses.length === 0 ? null : bundle(responses);
}

function questionnaireResponse(
	{ questionnaire, questions }: Extract<Figure['of'], { kind: 'answers' }>,
	period: Period,
	n: number,
	figures: readonly Figure[]
) {
	const counts = new Map(
		figures.flatMap(({ of, value, period: { from, to } }): readonly [string, number][] =>
			of.kind === 'option' && of.questionnaire === questionnaire && from === period.from && to === period.to
				? [[`${of.option} ${of.question}`, value]]
				: []
		)
	);
	const [id = '', version = ''] = questionnaire.split('/');
	return {
		resourceType: 'QuestionnaireResponse',
		meta: {
			security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'AGGRED' }]
		},
		extension: [
			{ url: answerCount, valueInteger: n },
			{ url: months, valuePeriod: periodToFhir(period) }
		],
		questionnaire: `urn:x-cercle:questionnaire:${encodeURIComponent(id)}|${version}`,
		status: 'completed',
		[entries]: questions.map(({ question, options }) => ({
			linkId: question,
			answer: Array.from({ length: options }, (_, option) => ({
				extension: [{ url: answerCount, ...countOrMasked(counts.get(`${option} ${question}`)) }],
				valueCoding: { system: answerCodes, code: option === options - 1 ? 'passed' : String(option + 1) }
			}))
		}))
	};
}

const countOrMasked = (count: number | undefined) =>
	count === undefined
		? { _valueInteger: { extension: [{ url: `${structures}/data-absent-reason`, valueCode: 'masked' }] } }
		: { valueInteger: count };

const periodToFhir = ({ from, to }: Period) => ({ start: `${from}-01`, end: lastDayOf(to) });

/** FHIR has no empty lists. */
const bundle = (resources: readonly object[]): string =>
	`${JSON.stringify(
		{
			resourceType: 'Bundle',
			type: 'collection',
			...(resources.length === 0 ? {} : { entry: resources.map((resource) => ({ resource })) })
		},
		null,
		'\t'
	)}\n`;
