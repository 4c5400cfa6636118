import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { compareText } from '$lib/base/order';
import { levelOf, openingThreshold, type Batch } from './batch';
import { fieldEdits, type Edit } from './change';
import { builtInForm, type CheckInAnswer, type FacesAnswer } from './check-in';
import { answersIn, placesOf, questionnaireOf, saidIn } from './check-in-form';
import { hasOnlyFirsts, type HeldRow } from './held-row';
import { BatchId, GroupId } from './ids';
import type { Ledger } from './ledger';
import { isMonth, monthOf } from './period';
import {
	questionsOf,
	safetyQuestions,
	type Answer,
	type Answers,
	type Question,
	type Questionnaire
} from './questionnaire';

/** Most options a question may have; more are no scale of faces. */
const mostOptions = 12;

const people = z.int().check(z.gte(0), z.lte(9999));

const told = {
	batchId: BatchId,
	groupId: GroupId,
	/** The month in which the batch opened. */
	month: z.string().check(z.refine(isMonth)),
	/** Which questions were asked, with their version: only tallies of one questionnaire are added up. */
	questionnaire: z.string().check(z.minLength(1), z.maxLength(100)),
	/** Per question how many chose each option, the lowest first. Whoever passed it is in none. */
	counts: z.record(z.string().check(z.maxLength(100)), z.array(people).check(z.minLength(2), z.maxLength(mostOptions))),
	/** How many answered at all. */
	n: people.check(z.gte(openingThreshold)),
	/** Where several groups answered together, all of them; `groupId` is one. */
	groups: z.optional(z.array(GroupId).check(z.minLength(2), z.maxLength(16))),
	/**
	 * How each score of the questionnaire was, in half-points from 3 to 7 as in `BatchResult`, by its id: the next batch has
	 * its direction from it.
	 */
	levels: z.optional(z.record(z.string().check(z.maxLength(100)), z.int().check(z.gte(3), z.lte(7))))
};

/** What the phone that opened a batch tells the check-in readers about it, and forgets. */
export const ToldTally = z.strictObject(told);
export type ToldTally = z.infer<typeof ToldTally>;

/**
 * How the answers of one batch fell, counted when it opened. For check-in readers only, and no screen shows one: they are
 * added up first (`suppression.ts`). Its id is the id of the batch, so that nobody counts a batch twice.
 */
export const Tally = z.looseObject({ id: BatchId, ...told });
export type Tally = z.infer<typeof Tally>;

/** The name of the built-in questions in a tally. */
const builtInQuestionnaire = `${builtInForm.id}/${builtInForm.version}`;

/** Counts a batch that opens on `day`, from the answers that it opens: they are erased then. */
export function countBatch(
	batch: Pick<Batch, 'id' | 'groupId'> & Partial<Pick<Batch, 'form' | 'formVersion' | 'questionnaire'>>,
	answers: readonly CheckInAnswer[],
	day: Day
): ToldTally {
	const { id: batchId, groupId, form = builtInForm.id, formVersion = builtInForm.version } = batch;
	const month = monthOf(day);
	const questionnaire = questionnaireOf({ questionnaire: batch.questionnaire ?? null });
	if (questionnaire) {
		const people = answersIn({ id: batchId, form, formVersion }, questionnaire, answers);
		const counts = countForm(questionnaire, people);
		const levels = levelsOf(questionnaire, people);
		return { batchId, groupId, month, questionnaire: `${form}/${formVersion}`, counts, n: people.length, levels };
	}
	const own = answers.filter((answer): answer is FacesAnswer => answer.v === 1 && answer.batch === batchId);
	const counts = Object.fromEntries(
		builtInForm.questionIds.map((question) => [
			question,
			[1, 2, 3, 4].map((face) => own.filter(({ faces }) => faces[question] === face).length)
		])
	);
	return { batchId, groupId, month, questionnaire: builtInQuestionnaire, counts, n: own.length };
}

/**
 * Of each question with one answer a person, how many chose each. Left out are questions with too many answers, and those
 * that bring up help: what was said to them is shown to the person and reported to nobody.
 */
function countForm(questionnaire: Questionnaire, people: readonly Answers[]): ToldTally['counts'] {
	const untold = safetyQuestions(questionnaire);
	return Object.fromEntries(
		questionsOf(questionnaire).flatMap((question): readonly [string, number[]][] => {
			const options = answersTo(question);
			if (options.length < 2 || options.length > mostOptions || untold.has(question.id)) return [];
			return [[question.id, options.map((option) => people.filter((each) => each[question.id] === option).length)]];
		})
	);
}

/** The id under which the level of the first score stands: what a batch is opened from need not be a score. */
export const firstLevel = '';

function levelsOf(questionnaire: Questionnaire, people: readonly Answers[]): Readonly<Record<string, number>> {
	const { wellbeing, parts = {} } = saidIn(questionnaire, people);
	return Object.fromEntries(
		[[firstLevel, wellbeing ?? []] as const, ...Object.entries(parts)].flatMap(([id, means]) => {
			const said = means.filter((mean) => mean !== null);
			return said.length < openingThreshold ? [] : [[id, levelOf(said)]];
		})
	);
}

/** What can be answered and is counted, one answer a person; nothing for the other kinds. */
export function answersTo(question: Question): readonly Answer[] {
	switch (question.kind) {
		case 'faces':
			return Array.from({ length: question.steps }, (_, at) => at + 1);
		case 'scale':
		case 'one':
			return question.options.map(({ value }) => value);
		case 'line':
			return placesOf(question, mostOptions + 1);
		case 'yes-no':
			return [false, true];
		case 'many':
		case 'note':
			return [];
	}
}

/** The edits by which a check-in reader writes down a tally. */
export const tallyEdits = ({ groups, levels, ...tally }: ToldTally): readonly Edit[] =>
	fieldEdits('tally', tally.batchId, { ...tally, ...(groups ? { groups } : {}), ...(levels ? { levels } : {}) });

/** Every tally that may be counted, in the order of months. One that was changed after it was written is none. */
export const talliesOf = (ledger: Ledger): readonly Tally[] =>
	[...(ledger.tables.get('tally')?.values() ?? [])]
		.map(countedOf)
		.filter((tally) => tally !== undefined)
		.sort((a, b) => compareText(a.month, b.month) || compareText(a.id, b.id));

/** How many answered but passed this question. */
export const passedIn = ({ counts, n }: Tally, question: string): number =>
	n - (counts[question] ?? []).reduce((sum, count) => sum + count, 0);

/**
 * False as soon as any field was written again, by whomever: what was shown before would then differ from what is. Two
 * readers who write down the same, each for herself, change nothing.
 */
export const isWrittenOnce = (row: HeldRow): boolean =>
	hasOnlyFirsts(row) ||
	Object.values(row.cells).every(({ heads }) => {
		const [first] = heads.map(({ value }) => JSON.stringify(value));
		return heads.every(({ ctr, value }) => ctr === 1 && JSON.stringify(value) === first);
	});

const seen = new WeakMap<HeldRow, Tally | undefined>();

/** Read once: there are thousands of them, asked for whenever anything changes. */
function countedOf(row: HeldRow): Tally | undefined {
	if (!seen.has(row)) {
		const tally = isWrittenOnce(row) ? readTally(row) : undefined;
		seen.set(row, tally && isSound(tally) ? tally : undefined);
	}
	return seen.get(row);
}

/** What `Tally` describes, read by hand: a schema takes half a second for the thousands of a large organisation. */
function readTally({ id, fields }: HeldRow): Tally | undefined {
	const { batchId, groupId, month, questionnaire, counts, n, groups = null, levels = null } = fields;
	if (!isId(id) || batchId !== id || !isId(groupId) || typeof month !== 'string' || !isMonth(month)) return undefined;
	if (typeof questionnaire !== 'string' || questionnaire === '' || questionnaire.length > 100) return undefined;
	if (!isPeople(n) || n < openingThreshold || !isCounts(counts)) return undefined;
	if (groups !== null && !(Array.isArray(groups) && groups.every(isId))) return undefined;
	// Ids by the pattern that makes them.
	const ids = { id: id as BatchId, batchId: id as BatchId, groupId: groupId as GroupId };
	if (levels !== null && !isLevels(levels)) return undefined;
	const tally = { ...ids, month, questionnaire, counts, n };
	return {
		...tally,
		...(groups === null ? {} : { groups: groups as readonly string[] as GroupId[] }),
		...(levels === null ? {} : { levels })
	};
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isId = (value: unknown): value is string => typeof value === 'string' && idPattern.test(value);

const isPeople = (value: unknown): value is number =>
	typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 9999;

const isCounts = (value: unknown): value is Tally['counts'] =>
	typeof value === 'object' &&
	value !== null &&
	!Array.isArray(value) &&
	Object.entries(value).every(
		([question, counts]) =>
			question.length <= 100 &&
			Array.isArray(counts) &&
			counts.length >= 2 &&
			counts.length <= mostOptions &&
			counts.every(isPeople)
	);

const isLevels = (value: unknown): value is NonNullable<Tally['levels']> =>
	typeof value === 'object' &&
	value !== null &&
	!Array.isArray(value) &&
	Object.values(value).every((level) => isPeople(level) && level >= 3 && level <= 7);

const isSound = (tally: Tally): boolean =>
	tally.id === tally.batchId && Object.keys(tally.counts).every((question) => passedIn(tally, question) >= 0);
