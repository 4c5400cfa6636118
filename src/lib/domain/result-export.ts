import type { Overview } from './dashboard';
import { isWithin, quarterOf, type Month, type Period } from './period';
import { sumsOf, type AnswerSum, type AnswerTable } from './suppression';

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
		| {
				readonly kind: 'answers';
				readonly questionnaire: string;
				/** What stands on the screen, told or hidden: each question, with how many options it has, passing it among them. */
				readonly questions: readonly { readonly question: string; readonly options: number }[];
		  }
		| {
				readonly kind: 'option';
				readonly questionnaire: string;
				readonly question: string;
				/** From 0, the lowest first; the last is passing it. */
				readonly option: number;
				/** How many options the question has, passing it among them. */
				readonly options: number;
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
	return [...months, ...quartersOf(overview, period), ...answers.flatMap(bundlesOf).flatMap(answerFigures)];
}

/** Bundles of the same months as one: a code and a period name one figure. */
function bundlesOf({ parts }: AnswerSum): readonly AnswerTable[] {
	const byPeriod = new Map<string, AnswerTable[]>();
	for (const part of parts) {
		const key = `${part.period.from} ${part.period.to}`;
		byPeriod.set(key, [...(byPeriod.get(key) ?? []), part]);
	}
	return [...byPeriod.values()].flatMap(sumsOf).map(({ whole }) => whole);
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

function answerFigures({ questionnaire, period, n, questions }: AnswerTable): readonly Figure[] {
	const code = `answers.${questionnaire}`;
	const listed = questions.map(({ question, cells }) => ({ question, options: cells.length }));
	return [
		{ code, period, value: n, of: { kind: 'answers', questionnaire, questions: listed } },
		...questions.flatMap(({ question, cells }) =>
			cells.flatMap((cell, option): readonly Figure[] => {
				if (cell === 'hidden') return [];
				const isPassed = option === cells.length - 1;
				const name = isPassed ? 'passed' : String(option + 1);
				const of = { kind: 'option', questionnaire, question, option, options: cells.length, isPassed } as const;
				return [{ code: `${code}.${question}.${name}`, period, value: cell, of }];
			})
		)
	];
}
