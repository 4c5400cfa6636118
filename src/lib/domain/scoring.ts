import { givenAnswers } from './answers';
import {
	optionsOf,
	questionsOf,
	type Answer,
	type Answers,
	type Question,
	type Questionnaire,
	type SafetyRule,
	type Score,
	type ScorePart
} from './questionnaire';
import { isHolding } from './relevance';

/** What a score's rule gave. Recomputed from answers always; a total that came with them is never believed. */
export interface ScoreResult {
	readonly scoreId: string;
	/** Of the rule: shown with the number. */
	readonly version: number;
	/** Null when too much is missing. */
	readonly value: number | null;
	/** The band's id; null without a value, and for a value that no band has. */
	readonly band: string | null;
	/** How many of its questions have no answer that counts. */
	readonly missing: number;
	readonly whyNone: 'TooMuchMissing' | null;
}

/** Lowest and highest, both included. */
export interface Range {
	readonly from: number;
	readonly to: number;
}

/** Every score of a questionnaire from one person's answers. Answers to questions that were not asked do not count. */
export function scoresOf(questionnaire: Questionnaire, answers: Answers): readonly ScoreResult[] {
	const given = givenAnswers(questionnaire, answers);
	const questionsById = new Map(questionsOf(questionnaire).map((question) => [question.id, question]));
	return questionnaire.scores.map((score) => resultOf(score, questionsById, given));
}

/**
 * The safety rules that these answers raise: their help is shown to the person at once. Nothing else may come of it: it is
 * not kept, counted or told to anybody.
 */
export function safetyRaised(questionnaire: Questionnaire, answers: Answers): readonly SafetyRule[] {
	const given = givenAnswers(questionnaire, answers);
	return questionnaire.safety.filter(({ when }) => isHolding(when, (id) => answerIn(given, id)));
}

/**
 * The lowest and highest value a score can have, rounded as it is; null when a question is not there or gives no points.
 */
export function scoreRange(questionnaire: Questionnaire, score: Score): Range | null {
	const questionsById = new Map(questionsOf(questionnaire).map((question) => [question.id, question]));
	const ranges = score.parts.map((part) => {
		const question = questionsById.get(part.question);
		return question ? partRange(question, part) : null;
	});
	if (ranges.some((range) => range === null)) return null;
	const known = ranges.filter((range) => range !== null);
	const ends = [
		finished(
			score,
			known.map(({ from }) => from)
		),
		finished(
			score,
			known.map(({ to }) => to)
		)
	] as const;
	return { from: Math.min(...ends), to: Math.max(...ends) };
}

/** The lowest and highest a question brings to a score, weighted; null when it gives no points at all. */
export function partRange(question: Question, part: ScorePart): Range | null {
	const range = pointRange(question, part);
	if (!range) return null;
	const ends = [range.from * (part.weight ?? 1), range.to * (part.weight ?? 1)] as const;
	return { from: Math.min(...ends), to: Math.max(...ends) };
}

function resultOf(score: Score, questionsById: ReadonlyMap<string, Question>, given: Answers): ScoreResult {
	const values = score.parts
		.map((part) => {
			const question = questionsById.get(part.question);
			return question ? partValue(question, part, answerIn(given, part.question)) : null;
		})
		.filter((value) => value !== null);
	const missing = score.parts.length - values.length;
	const base = { scoreId: score.id, version: score.version, missing };
	if (values.length === 0 || missing > mostMissing(score))
		return { ...base, value: null, band: null, whyNone: 'TooMuchMissing' };
	const value = finished(score, values);
	return { ...base, value, band: bandAt(score, value), whyNone: null };
}

function mostMissing({ missing, parts }: Score): number {
	switch (missing.policy) {
		case 'none':
			return 0;
		case 'prorate':
			return missing.most;
		case 'mean-of-answered':
			return parts.length - missing.least;
	}
}

/** From the values that are there to the number that is shown; the missing ones count as the mean of the others. */
function finished({ method, parts, multiply = 1, decimals }: Score, values: readonly number[]): number {
	// By size, because the sum of fractions depends on the order they are added in, and a score must not.
	const sum = [...values].sort((a, b) => a - b).reduce((total, value) => total + value, 0);
	const full = method === 'mean' ? sum / values.length : (sum * parts.length) / values.length;
	return rounded(full * multiply, decimals);
}

function rounded(value: number, decimals: number | undefined): number {
	// Without what the computer's fractions add in the last places: 1.005 is to round as it reads.
	if (decimals === undefined) return plain(value);
	const shift = 10 ** decimals;
	return plain((Math.sign(value) * Math.round(plain(Math.abs(value) * shift))) / shift);
}

const plain = (value: number): number => Number(value.toPrecision(12)) + 0;

function bandAt({ bands }: Score, value: number): string | null {
	const at = bands.findLastIndex(({ from }) => from <= value);
	const band = bands[at];
	if (!band) return null;
	return value <= band.to || at < bands.length - 1 ? band.id : null;
}

/** What an answer brings to a score, reversed and weighted; null for one that does not count. */
export function partValue(question: Question, part: ScorePart, answer: Answer): number | null {
	const points = answerPoints(question, part, answer);
	const range = pointRange(question, part);
	if (points === null || range === null) return null;
	return (part.reverse ? range.from + range.to - points : points) * (part.weight ?? 1);
}

/** The points of each option or place, as the rule counts them, before it is reversed or weighted. */
function pointsByValue(question: Question, { points }: ScorePart): ReadonlyMap<string, number> | null {
	if (points) return new Map(Object.entries(points));
	// Once a question: many scores may count it, and it may have hundreds of options.
	const known = ownPoints.get(question);
	if (known !== undefined) return known;
	const own = pointsOf(question);
	ownPoints.set(question, own);
	return own;
}

const ownPoints = new WeakMap<Question, ReadonlyMap<string, number> | null>();

function pointsOf(question: Question): ReadonlyMap<string, number> | null {
	const options = optionsOf(question);
	if (question.kind === 'yes-no') return new Map(Object.entries({ yes: 1, no: 0 }));
	if (question.kind === 'faces' || question.kind === 'line' || question.kind === 'note') return null;
	const isWeighted = options.some(({ weight }) => weight !== undefined);
	return new Map(
		options
			.map(({ value, weight }) => [value, isWeighted ? weight : numberOf(value)] as const)
			.filter((entry): entry is readonly [string, number] => entry[1] !== undefined)
	);
}

const numberOf = (value: string): number | undefined =>
	/^-?\d{1,6}(?:\.\d{1,6})?$/.test(value) ? Number(value) : undefined;

function answerPoints(question: Question, part: ScorePart, answer: Answer): number | null {
	if (answer === null) return null;
	const byValue = pointsByValue(question, part);
	if (!byValue) return typeof answer === 'number' ? answer : null;
	if (typeof answer === 'object') {
		const points = answer.map((value) => byValue.get(value)).filter((value) => value !== undefined);
		return points.length === 0 ? null : points.reduce((sum, value) => sum + value, 0);
	}
	return byValue.get(typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : String(answer)) ?? null;
}

function pointRange(question: Question, part: ScorePart): Range | null {
	const byValue = pointsByValue(question, part);
	if (!byValue) {
		if (question.kind === 'faces') return { from: 1, to: question.steps };
		return question.kind === 'line' ? { from: question.from, to: question.to } : null;
	}
	const points = [...byValue.values()];
	if (points.length === 0) return null;
	if (question.kind !== 'many') return { from: Math.min(...points), to: Math.max(...points) };
	// Several count together, but at least one was chosen.
	const sumOf = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0);
	const below = points.filter((value) => value < 0);
	const above = points.filter((value) => value > 0);
	return {
		from: below.length > 0 ? sumOf(below) : Math.min(...points),
		to: above.length > 0 ? sumOf(above) : Math.max(...points)
	};
}

const answerIn = (answers: Answers, id: string): Answer => (Object.hasOwn(answers, id) ? (answers[id] ?? null) : null);
