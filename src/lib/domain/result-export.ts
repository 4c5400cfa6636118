import type { Overview } from './dashboard';
import { isWithin, lastDayOf, quarterOf, type Month, type Period } from './period';
import type { AnswerSum } from './suppression';

/**
 * One number that the screen shows, for another program. There is no figure for what is hidden or known only within bounds,
 * so none of the formats made of figures can tell more than the screen does.
 */
export interface Figure {
	/** The same in every file: `sessions-held`, `answers.<questionnaire>`, `answers.<questionnaire>.<question>.<option>`. */
	readonly code: string;
	readonly period: Period;
	readonly value: number;
	readonly of:
		| { readonly kind: 'held' | 'cancelled' }
		| { readonly kind: 'answers'; readonly questionnaire: string }
		| {
				readonly kind: 'option';
				readonly questionnaire: string;
				readonly question: string;
				/** From 0, the lowest first; the last is passing it. */
				readonly option: number;
				readonly isPassed: boolean;
		  };
}

/** What the screen shows, as its own queries gave it. */
export interface ShownResults {
	/** Null where she may not see what reports tell. */
	readonly overview: Overview | null;
	readonly answers: readonly AnswerSum[];
	/** What was chosen; null for all of time. */
	readonly period: Period | null;
}

/** Every number of the screen, months before quarters, and of answers bundle by bundle. */
export function figuresOf({ overview, answers, period }: ShownResults): readonly Figure[] {
	const months = (overview?.months ?? []).flatMap(({ month, figures: { held, cancelled } }) =>
		sessionFigures({ from: month, to: month }, held, cancelled)
	);
	return [...months, ...quartersOf(overview, period), ...answers.flatMap((sum) => sum.parts.flatMap(answerFigures))];
}

const sessionFigures = (period: Period, held: number, cancelled: number): readonly Figure[] => [
	{ code: 'sessions-held', period, value: held, of: { kind: 'held' } },
	{ code: 'sessions-cancelled', period, value: cancelled, of: { kind: 'cancelled' } }
];

/** The quarters that were chosen whole. */
function quartersOf(overview: Overview | null, period: Period | null): readonly Figure[] {
	const sums = new Map<Month, { readonly quarter: Period; held: number; cancelled: number }>();
	for (const { month, figures } of overview?.months ?? []) {
		const quarter = quarterOf(month);
		if (period && !(isWithin(quarter.from, period) && isWithin(quarter.to, period))) continue;
		const sum = sums.get(quarter.from) ?? { quarter, held: 0, cancelled: 0 };
		sum.held += figures.held;
		sum.cancelled += figures.cancelled;
		sums.set(quarter.from, sum);
	}
	return [...sums.values()].flatMap(({ quarter, held, cancelled }) => sessionFigures(quarter, held, cancelled));
}

function answerFigures({ questionnaire, period, n, questions }: AnswerSum['whole']): readonly Figure[] {
	const code = `answers.${questionnaire}`;
	return [
		{ code, period, value: n, of: { kind: 'answers', questionnaire } },
		...questions.flatMap(({ question, cells }) =>
			cells.flatMap((cell, option): readonly Figure[] => {
				if (cell === 'hidden') return [];
				const isPassed = option === cells.length - 1;
				const name = isPassed ? 'passed' : String(option + 1);
				const of = { kind: 'option', questionnaire, question, option, isPassed } as const;
				return [{ code: `${code}.${question}.${name}`, period, value: cell, of }];
			})
		)
	];
}

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
	const byPeriod = new Map<string, Figure[]>();
	for (const figure of figures) {
		const key = `${figure.period.from} ${figure.period.to}`;
		const known = byPeriod.get(key);
		if (known) known.push(figure);
		else byPeriod.set(key, [figure]);
	}
	const reports = [...byPeriod.values()].map((own) => ({ resource: measureReport(own) }));
	return `${JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: reports }, null, '\t')}\n`;
}

function measureReport(figures: readonly Figure[]) {
	const { from = '', to = '' } = figures[0]?.period ?? {};
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
		period: { start: `${from}-01`, end: lastDayOf(to) },
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
