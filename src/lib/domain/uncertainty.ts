import { questionsOf, type Question, type Questionnaire, type Score } from './questionnaire';
import { partRange, partValue } from './scoring';
import type { AnswerTable, Cell, QuestionTable } from './suppression';
import { answersTo } from './tally';

/**
 * What can be said of answers that are shown, beyond chance. Made of shown cells alone: where one is hidden nothing is
 * said, so no word tells more than the table beside it (docs/decisions/0033).
 */

/** 95 of 100 intervals made like this hold what they are about. */
const z95 = 1.96;

/** A share with its bounds. */
export interface Interval {
	readonly share: number;
	readonly low: number;
	readonly high: number;
}

/**
 * `more` or `less` than half, or than before; `unclear` where it can be chance. Answers of the same person at several
 * sessions are counted as if they were of several, so chance is rather greater than this says.
 */
export type Standing = 'more' | 'less' | 'unclear';

/**
 * A share of `count` answers with its 95 % bounds; everything is possible for none.
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), the score
 * interval without correction.
 */
export function shareOf(hits: number, count: number): Interval {
	if (count === 0) return { share: 0.5, low: 0, high: 1 };
	const share = hits / count;
	const over = z95 ** 2 / count;
	const middle = (share + over / 2) / (1 + over);
	const half = (z95 * Math.sqrt((share * (1 - share)) / count + over / (4 * count))) / (1 + over);
	// Where nobody or everybody is counted the bound is the share itself, but for what fractions lose.
	return { share, low: Math.min(share, Math.max(0, middle - half)), high: Math.max(share, Math.min(1, middle + half)) };
}

/** Which side of a half a share is on. */
export const sideOf = ({ low, high }: Interval): Standing => (low > 0.5 ? 'more' : high < 0.5 ? 'less' : 'unclear');

/**
 * Which way a share went.
 *
 * Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine
 * 17 (1998), method 10.
 */
export function turnOf(before: Interval, now: Interval): Standing {
	const difference = now.share - before.share;
	const low = difference - Math.hypot(now.share - now.low, before.high - before.share);
	const high = difference + Math.hypot(now.high - now.share, before.share - before.low);
	return low > 0 ? 'more' : high < 0 ? 'less' : 'unclear';
}

/**
 * How many of those who were not in the middle answered on the good side, of a question with faces, the lowest first and
 * who passed last. Null when a cell is hidden.
 */
export function goodShare({ cells }: Pick<QuestionTable, 'cells'>): Interval | null {
	const counts = shownCounts(cells);
	if (!counts) return null;
	const middle = (counts.length - 1) / 2;
	const sumOf = (matches: (at: number) => boolean) =>
		counts.reduce((sum, count, at) => sum + (matches(at) ? count : 0), 0);
	const good = sumOf((at) => at > middle);
	return shareOf(good, good + sumOf((at) => at < middle));
}

/**
 * How good a score was on the whole, as a share of its range, from the tables of its questions; who passed one counts as
 * the others do. Null when the good end is not known, or a cell is hidden.
 *
 * The bounds are a normal approximation. How answers go together is not known, so the deviation of their sum is taken as
 * the sum of their deviations, which it never exceeds (triangle inequality): the true interval is narrower.
 */
export function scoreShare(
	questionnaire: Questionnaire,
	score: Score,
	{ questions }: Pick<AnswerTable, 'questions'>
): Interval | null {
	const asked = new Map(questionsOf(questionnaire).map((question) => [question.id, question]));
	if (score.better === undefined) return null;
	let [mean, error, from, to] = [0, 0, 0, 0];
	for (const part of score.parts) {
		const question = asked.get(part.question);
		const table = questions.find(({ question: id }) => id === part.question);
		const range = question && partRange(question, part);
		const spread = question && table && spreadOf(question, part, table.cells);
		if (!range || !spread) return null;
		mean += spread.mean;
		error += spread.error;
		from += range.from;
		to += range.to;
	}
	if (to <= from) return null;
	const isUp = (score.better === 'higher') === (score.multiply ?? 1) > 0;
	const along = (mean - from) / (to - from);
	const share = isUp ? along : 1 - along;
	const half = (z95 * error) / (to - from);
	return { share, low: Math.max(0, share - half), high: Math.min(1, share + half) };
}

/** The mean of the points that a question brought, and its standard error. */
function spreadOf(question: Question, part: Score['parts'][number], cells: readonly Cell[]) {
	const counts = shownCounts(cells);
	const points = answersTo(question).map((answer) => partValue(question, part, answer));
	if (!counts || points.length !== counts.length) return null;
	// An answer without points ("I don't know") counts as passed.
	const given = points.flatMap((value, at) => (value === null ? [] : [{ value, count: counts[at] ?? 0 }]));
	const n = given.reduce((sum, { count }) => sum + count, 0);
	if (n < 2) return null;
	const mean = given.reduce((sum, { value, count }) => sum + value * count, 0) / n;
	const squares = given.reduce((sum, { value, count }) => sum + count * (value - mean) ** 2, 0);
	return { mean, error: Math.sqrt(squares / (n - 1) / n) };
}

/** How many chose each option, without those who passed; null when any of them is hidden. */
function shownCounts(cells: readonly Cell[]): readonly number[] | null {
	const counts = cells.slice(0, -1).filter((cell) => cell !== 'hidden');
	return counts.length === cells.length - 1 ? counts : null;
}
