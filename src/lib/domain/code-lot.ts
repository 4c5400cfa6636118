import { compareText } from '$lib/base/order';
import * as z from 'zod/mini';
import { fieldEdits, type Edit } from './change';
import { GroupId } from './ids';
import type { Ledger } from './ledger';
import { isMonth } from './period';
import { longestRule, Moment, Tag, type CodedAnswer } from './picture-code';
import { leastGroups } from './suppression';
import { isWrittenOnce } from './tally';
import { typedView } from './text';

/**
 * How answers that came with a picture code are kept.
 *
 * [Note: Lots]
 * A reader opens the batch of one group. If what it held were written down at once, the time and the tally beside it would
 * say whose codes these are. So it waits on her phone until it can be written with others: a lot, in which no group has
 * more than half. Nothing in a lot says from which batch or group an answer is, and its order follows from what it says.
 */

const Levels = z.array(z.nullable(z.int().check(z.gte(0), z.lte(100)))).check(z.maxLength(64));

/** Most answers of a lot: with its rules it fits an envelope. Lots are written long before. */
const mostAnswers = 1500;

const CodeLot = z.looseObject({
	id: z.string(),
	/** The first month of the quarter in which it was put together. */
	quarter: z.string().check(z.refine(isMonth)),
	rules: z.array(z.string().check(z.minLength(1), z.maxLength(longestRule))).check(z.maxLength(64)),
	/** `levels`: one for each rule, null where there is none. */
	answers: z.array(z.strictObject({ tag: Tag, moment: Moment, levels: Levels })).check(z.minLength(1))
});

/** Answers with codes, of many batches together. */
export interface Lot {
	readonly id: string;
	readonly quarter: string;
	readonly answers: readonly CodedAnswer[];
}

/** Answers of a lot at least. */
export const leastOfLot = 10;

/** What one batch held and is not written down yet. */
export const CodesWaiting = z.strictObject({
	groups: z.array(GroupId).check(z.minLength(1), z.maxLength(16)),
	answers: z.array(
		z.strictObject({
			tag: Tag,
			moment: Moment,
			levels: z.record(z.string().check(z.minLength(1), z.maxLength(longestRule)), z.int().check(z.gte(0), z.lte(100)))
		})
	)
});
export type CodesWaiting = z.infer<typeof CodesWaiting>;

/** Whether what waits may be written down: enough, of enough groups, and not mostly of one of them. */
export function isLotFull(waiting: readonly CodesWaiting[]): boolean {
	const all = waiting.reduce((sum, { answers }) => sum + answers.length, 0);
	const byGroup = new Map<GroupId, number>();
	for (const { groups, answers } of waiting) {
		if (answers.length === 0) continue;
		for (const group of groups)
			byGroup.set(group, (byGroup.get(group) ?? 0) + (groups.length < leastGroups ? answers.length : 0));
	}
	return all >= leastOfLot && byGroup.size >= leastGroups && Math.max(...byGroup.values()) <= all / 2;
}

/** The edits that write a lot down, without a word about batches and groups. `quarter`: its first month. */
export function lotEdits(id: string, quarter: string, waiting: readonly CodesWaiting[]): readonly Edit[] {
	const all = waiting.flatMap(({ answers }) => answers).slice(0, mostAnswers);
	const rules = [...new Set(all.flatMap(({ levels }) => Object.keys(levels)))].sort(compareText).slice(0, 64);
	const answers = all
		.map(({ tag, moment, levels }) => ({ tag, moment, levels: rules.map((rule) => levels[rule] ?? null) }))
		.map((answer) => ({ answer, place: JSON.stringify(answer) }))
		.sort((a, b) => a.answer.tag - b.answer.tag || compareText(a.place, b.place))
		.map(({ answer }) => answer);
	return fieldEdits('code-lot', id, { quarter, rules, answers });
}

/** Every lot that counts, by quarter. One that was changed after it was written is none. */
export const lotsOf = (ledger: Ledger): readonly Lot[] =>
	[...(ledger.tables.get('code-lot')?.values() ?? [])]
		.flatMap((row) => {
			const lot = isWrittenOnce(row) ? viewOf(row) : undefined;
			if (!lot || lot.answers.some(({ levels }) => levels.length !== lot.rules.length)) return [];
			return [{ id: lot.id, quarter: lot.quarter, answers: lot.answers.map((answer) => named(lot.rules, answer)) }];
		})
		.sort((a, b) => compareText(a.quarter, b.quarter) || compareText(a.id, b.id));

const named = (
	rules: readonly string[],
	{ tag, moment, levels }: { tag: number; moment: Moment; levels: readonly (number | null)[] }
): CodedAnswer => ({
	tag,
	moment,
	levels: Object.fromEntries(
		rules.flatMap((rule, at): readonly [string, number][] => {
			const level = levels[at] ?? null;
			return level === null ? [] : [[rule, level]];
		})
	)
});

const viewOf = typedView(CodeLot);
