import * as z from 'zod/mini';
import { addDays, type Day } from '$lib/base/clock';
import { compareText } from '$lib/base/order';
import { fieldEdits, type Edit } from './change';
import { builtInForm } from './check-in';
import { BatchId } from './ids';
import type { Ledger } from './ledger';
import { isWithin, lastDayOf, monthOf, quarterOf, type Month, type Period } from './period';
import { isWrittenOnce, passedIn, talliesOf, type Tally } from './tally';
import { typedView } from './text';

/**
 * How answers are shown beyond one of three words: of the whole organisation, from many answers, with small counts hidden.
 *
 * [Note: Blocks]
 * Tallies are put into blocks, once and for ever, and a block is shown whole or not at all. No two blocks share a batch,
 * so no two tables can be subtracted to leave one batch. Whatever a screen or a file shows is made from the tables that
 * `tableOf` gives, after hiding: a filter only chooses among them, so no choice of filters tells more than all the tables
 * together do.
 *
 * [Note: Hidden cells]
 * Of a question is told how many answered the check-in, and how many chose each option or passed, or that this is hidden.
 * The hidden ones' sum follows from that. Hidden are all counts under `leastCell`, zero too, and always at least one count
 * that is not small, taken in an order that does not look at counts, until `leastHidden` answers lie behind. Then, also for
 * somebody who knows this rule, every hidden count may be zero or is no small one, and may have several values; and no
 * shown count is nearly everybody. So "all alike" and "all but one alike" look the same: everything is hidden
 * (docs/decisions/0026, threat A11).
 */

/** Answers that a block has at least. */
export const leastAnswers = 30;

/** Groups that a block is made of at least: an "organisation" of one group would be that group. */
export const leastGroups = 3;

/** A count under this is not told. */
export const leastCell = 5;

/** Answers that lie at least behind the hidden cells of a question, if it has any. */
export const leastHidden = 2 * leastCell;

/** What is missing is told in steps of so many answers. */
const answerStep = 5;

/** Days after the end of a quarter in which tallies may still arrive before it is put into a block. */
const graceDays = 14;

/** Which batches are shown together. Made once; nobody can change it. */
export const Block = z.looseObject({
	id: z.string(),
	batchIds: z.array(BatchId).check(z.minLength(1), z.maxLength(4096)),
	madeOn: z.string()
});
export type Block = z.infer<typeof Block>;

/** A count, or that it is not told. */
export type Cell = number | 'hidden';

export interface QuestionTable {
	readonly question: string;
	/** How many chose each option, the lowest first; the last cell is how many passed the question. */
	readonly cells: readonly Cell[];
	/** Answers behind the hidden cells together: 0, or at least `leastHidden`. */
	readonly hidden: number;
}

/** What is told of a block, or of several. */
export interface AnswerTable {
	readonly questionnaire: string;
	/** The first and the last month in which one of its batches opened. */
	readonly period: Period;
	/** How many answered. The same for each question. */
	readonly n: number;
	/** In the order they are asked. */
	readonly questions: readonly QuestionTable[];
}

/** The blocks that there are, in the order they were made; `madeOn` is empty for one that somebody changed. */
export const blocksOf = (ledger: Ledger): readonly Block[] =>
	[...(ledger.tables.get('block')?.values() ?? [])]
		.map((row) => ({ row, block: viewOf(row) }))
		.flatMap(({ row, block }) => (block ? [isWrittenOnce(row) ? block : { ...block, madeOn: '' }] : []))
		.sort((a, b) => compareText(a.madeOn, b.madeOn) || compareText(a.id, b.id));

/**
 * The table of each block that may be shown, the earliest first. A block that shares a batch with another one, made apart,
 * is not shown, and neither is that other one: somebody may have seen either, and must not see both. The same block made
 * twice counts once. One of which a tally has not arrived waits.
 */
export function tablesOf(ledger: Ledger): readonly AnswerTable[] {
	const tallies = new Map(talliesOf(ledger).map((tally) => [tally.batchId, tally]));
	const standing = standingBlocks(blocksOf(ledger));
	return standing
		.flatMap(({ batchIds }) => {
			const own = batchIds.map((id) => tallies.get(id)).filter((tally) => tally !== undefined);
			return own.length === batchIds.length && isEnough(own) ? [tableOf(own)] : [];
		})
		.sort((a, b) => compareText(a.period.from, b.period.from) || compareText(a.period.to, b.period.to));
}

/** One table of those with the same questions, and these. */
export interface AnswerSum {
	/** A cell is told only if each of the tables tells it. */
	readonly whole: AnswerTable;
	/** At least one, the earliest first. */
	readonly parts: readonly AnswerTable[];
}

/** The tables added up, questionnaire by questionnaire. */
export function sumsOf(tables: readonly AnswerTable[]): readonly AnswerSum[] {
	const byQuestions = new Map<string, AnswerSum>();
	for (const table of tables) {
		const key = JSON.stringify([
			table.questionnaire,
			table.questions.map(({ question, cells }) => [question, cells.length])
		]);
		const sum = byQuestions.get(key);
		byQuestions.set(
			key,
			sum ? { whole: joined(sum.whole, table), parts: [...sum.parts, table] } : { whole: table, parts: [table] }
		);
	}
	return [...byQuestions.values()];
}

/** The tables that lie in a period, whole; null is all of time. */
export const tablesWithin = (tables: readonly AnswerTable[], period: Period | null): readonly AnswerTable[] =>
	period === null
		? tables
		: tables.filter(({ period: { from, to } }) => isWithin(from, period) && isWithin(to, period));

/**
 * The edits that put into blocks what may be: tallies of whole quarters that ended a fortnight before `today`, and are in no
 * block yet. Quarters with too few answers wait for the next ones. None when there is nothing to do. `newId` makes random
 * ids. Only one device of an organisation should ask, else two could make blocks that exclude each other.
 */
export function blockEdits(ledger: Ledger, today: Day, newId: () => string): readonly Edit[] {
	const spent = new Set(blocksOf(ledger).flatMap(({ batchIds }) => batchIds));
	const waiting = new Map<string, Tally[]>();
	for (const tally of talliesOf(ledger)) {
		if (spent.has(tally.batchId) || !isOver(tally.month, today)) continue;
		const key = shapeOf(tally);
		const known = waiting.get(key);
		if (known) known.push(tally);
		else waiting.set(key, [tally]);
	}
	return [...waiting.values()]
		.flatMap(wholeQuarters)
		.flatMap((batchIds) => fieldEdits('block', newId(), { batchIds, madeOn: today }));
}

/** What lacks until answers to one questionnaire are shown. */
export interface BlockWaiting {
	readonly questionnaire: string;
	/** At most so many answers more, in fives: exactly, every batch that opens would be told. 0 when there are enough. */
	readonly answers: number;
	readonly groups: number;
	/** The first day on which they can be shown, as far as the newest of them. */
	readonly from: Day;
}

/** What waits to be put into blocks, questionnaire by questionnaire. */
export function blocksWaiting(ledger: Ledger): readonly BlockWaiting[] {
	const spent = new Set(blocksOf(ledger).flatMap(({ batchIds }) => batchIds));
	const byShape = new Map<string, Tally[]>();
	for (const tally of talliesOf(ledger)) {
		if (spent.has(tally.batchId)) continue;
		byShape.set(shapeOf(tally), [...(byShape.get(shapeOf(tally)) ?? []), tally]);
	}
	return [...byShape.values()]
		.flatMap((tallies): readonly BlockWaiting[] => {
			const latest = tallies.at(-1);
			if (!latest) return [];
			const missing = leastAnswers - sumOf(tallies, ({ n }) => n);
			const groups = leastGroups - new Set(tallies.map(({ groupId }) => groupId)).size;
			return [
				{
					questionnaire: latest.questionnaire,
					answers: Math.max(0, Math.ceil(missing / answerStep) * answerStep),
					groups: Math.max(0, groups),
					from: addDays(lastDayOf(quarterOf(latest.month).to), graceDays + 1)
				}
			];
		})
		.sort((a, b) => compareText(a.questionnaire, b.questionnaire));
}

/** The batches of each block that tallies of one questionnaire, in the order of months, are enough for. */
function wholeQuarters(tallies: readonly Tally[]): readonly (readonly BatchId[])[] {
	const blocks: (readonly BatchId[])[] = [];
	let gathered: Tally[] = [];
	tallies.forEach((tally, at) => {
		gathered.push(tally);
		const next = tallies[at + 1];
		const endsQuarter = !next || quarterOf(next.month).from !== quarterOf(tally.month).from;
		if (!endsQuarter || !isEnough(gathered)) return;
		blocks.push(gathered.map(({ batchId }) => batchId).sort(compareText));
		gathered = [];
	});
	return blocks;
}

const isOver = (month: Month, today: Day): boolean =>
	addDays(lastDayOf(quarterOf(month).to), graceDays) < today && month <= monthOf(today);

/** Those that exclude no other; of equal ones the first. */
function standingBlocks(blocks: readonly Block[]): readonly Block[] {
	const byBatches = new Map<string, Block>();
	for (const block of blocks) {
		const key = [...new Set(block.batchIds)].sort(compareText).join(' ');
		// One that was changed, among equal ones: it may have named others before.
		if (block.madeOn === '' || !byBatches.has(key)) byBatches.set(key, block);
	}
	const different = [...byBatches.values()];
	const named = new Map<BatchId, number>();
	for (const { batchIds } of different) for (const id of new Set(batchIds)) named.set(id, (named.get(id) ?? 0) + 1);
	return different.filter(
		({ batchIds, madeOn }) =>
			madeOn !== '' && new Set(batchIds).size === batchIds.length && batchIds.every((id) => named.get(id) === 1)
	);
}

function isEnough(tallies: readonly Tally[]): boolean {
	const answers = tallies.reduce((sum, { n }) => sum + n, 0);
	const groups = new Set(tallies.map(({ groupId }) => groupId)).size;
	return answers >= leastAnswers && groups >= leastGroups && new Set(tallies.map(shapeOf)).size === 1;
}

/** What tallies must have in common to be added up. */
function shapeOf(tally: Tally): string {
	const known = shapes.get(tally);
	if (known !== undefined) return known;
	const { questionnaire, counts } = tally;
	const questions = Object.keys(counts).sort(compareText);
	const shape = JSON.stringify([questionnaire, ...questions.map((question) => [question, counts[question]?.length])]);
	shapes.set(tally, shape);
	return shape;
}

const shapes = new WeakMap<Tally, string>();

/** In the order they are asked where we know it, others by name. */
const questionsOf = (counts: Tally['counts']): readonly string[] => {
	const asked: readonly string[] = builtInForm.questionIds;
	const placeOf = (question: string) => (asked.includes(question) ? asked.indexOf(question) : asked.length);
	return Object.keys(counts).sort((a, b) => placeOf(a) - placeOf(b) || compareText(a, b));
};

function tableOf(tallies: readonly Tally[]): AnswerTable {
	const [first] = tallies;
	if (!first) throw new Error('A block without a tally');
	const months = tallies.map(({ month }) => month).sort(compareText);
	const questions = questionsOf(first.counts).map((question) => {
		const options = (first.counts[question] ?? []).map((_, at) =>
			sumOf(tallies, (tally) => tally.counts[question]?.[at])
		);
		const passed = sumOf(tallies, (tally) => passedIn(tally, question));
		return { question, ...hideSmall([...options, passed]) };
	});
	return {
		questionnaire: first.questionnaire,
		period: { from: months[0] ?? first.month, to: months.at(-1) ?? first.month },
		n: sumOf(tallies, ({ n }) => n),
		questions
	};
}

const sumOf = (tallies: readonly Tally[], count: (tally: Tally) => number | undefined): number =>
	tallies.reduce((sum, tally) => sum + (count(tally) ?? 0), 0);

/**
 * The cells of one question with the small ones hidden, and others so that these do not follow; see [Note: Hidden cells].
 * `counts` holds the options from the lowest on, then who passed.
 */
export function hideSmall(counts: readonly number[]): Pick<QuestionTable, 'cells' | 'hidden'> {
	const isHidden = counts.map((count) => count < leastCell);
	if (!isHidden.includes(true)) return { cells: counts, hidden: 0 };
	const behind = () => counts.reduce((sum, count, at) => sum + (isHidden[at] ? count : 0), 0);
	let covers = 0;
	for (const at of coverOrder(counts.length)) {
		if (covers > 0 && behind() >= leastHidden) break;
		if (isHidden[at]) continue;
		isHidden[at] = true;
		covers += 1;
	}
	return { cells: counts.map((count, at) => (isHidden[at] ? 'hidden' : count)), hidden: behind() };
}

/** Who passed first, then the middle of the scale outwards: its ends say most. The same whatever was answered. */
function coverOrder(length: number): readonly number[] {
	const options = Array.from({ length: length - 1 }, (_, at) => at);
	const fromMiddle = (at: number) => Math.abs(at - (length - 2) / 2);
	return [length - 1, ...options.sort((a, b) => fromMiddle(a) - fromMiddle(b) || a - b)];
}

function joined(a: AnswerTable, b: AnswerTable): AnswerTable {
	const questions = a.questions.map(({ question, cells, hidden }, at) => {
		const other = b.questions[at];
		const both = cells.map((cell, place): Cell => {
			const added = other?.cells[place] ?? 'hidden';
			return cell === 'hidden' || added === 'hidden' ? 'hidden' : cell + added;
		});
		const shown = both.reduce<number>((sum, cell) => sum + (cell === 'hidden' ? 0 : cell), 0);
		return { question, cells: both, hidden: hidden === 0 && other?.hidden === 0 ? 0 : a.n + b.n - shown };
	});
	const from = a.period.from < b.period.from ? a.period.from : b.period.from;
	const to = a.period.to > b.period.to ? a.period.to : b.period.to;
	return { questionnaire: a.questionnaire, period: { from, to }, n: a.n + b.n, questions };
}

const viewOf = typedView(Block);
