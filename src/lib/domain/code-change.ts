import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { compareText } from '$lib/base/order';
import { fieldEdits, type Edit } from './change';
import { lotsOf, type Lot } from './code-lot';
import type { Ledger } from './ledger';
import { quarterOf, type Period } from './period';
import { Tag, type CodedAnswer } from './picture-code';
import { hideSmall, type Cell } from './suppression';
import { isWrittenOnce } from './tally';
import { typedView } from './text';

/**
 * What picture codes tell: how scores changed between the first and the last answers of people, many together.
 *
 * [Note: Pairs]
 * A tag makes a pair when it stands in the lots once at entry and once at exit, not before it. A tag that stands there twice
 * at one of them may be of two people: it makes no pair, and is counted. Of two people of whom each left one answer we
 * cannot know it.
 *
 * Pairs are put into blocks as tallies are (`suppression.ts`): each at least `leastPairs` that were never shown before, once
 * and for ever. A block names its lots and tags, so what comes later changes nothing of it, and no two blocks share
 * anybody. What a screen shows is a function of these blocks alone (docs/decisions/0032, threat A11).
 */

/** Pairs of a block at least. */
export const leastPairs = 10;

/** Of a hundred: a score that moved by less has not changed. One step on one of four questions is less. */
export const smallestChange = 10;

const CodeBlock = z.looseObject({
	id: z.string(),
	lotIds: z.array(z.string()).check(z.minLength(1), z.maxLength(4096)),
	tags: z.array(Tag).check(z.minLength(leastPairs), z.maxLength(4096)),
	madeOn: z.string()
});
type CodeBlock = z.infer<typeof CodeBlock>;

/** How most people of a block changed: at least 60 % of them, or `mixed`. */
export type ChangeWord = 'better' | 'same' | 'worse' | 'mixed';

/** One score of a block. */
export interface ScoreChange {
	/** How the score is made: see `ruleOf`. */
	readonly rule: string;
	readonly word: ChangeWord;
	readonly better: Cell;
	readonly same: Cell;
	readonly worse: Cell;
	/** Without this score at entry or at exit. */
	readonly without: Cell;
}

/** What is told of a block. */
export interface ChangeTable {
	/** Whole quarters. */
	readonly period: Period;
	readonly pairs: number;
	/** Those that at least `leastPairs` have at both ends. */
	readonly scores: readonly ScoreChange[];
}

/** All that a screen tells of picture codes. */
export interface CodeChange {
	/** The newest first. */
	readonly tables: readonly ChangeTable[];
	/** How many more pairs the next table needs. */
	readonly missing: number;
	/** Tags that stand twice at one end, and were left out. */
	readonly doubles: number;
	/** Whether there is anything at all. */
	readonly isEmpty: boolean;
}

/** What may be shown, and how far the rest is. */
export function codeChangeOf(ledger: Ledger): CodeChange {
	const lots = lotsOf(ledger);
	const blocks = blocksOf(ledger);
	const { pairs, doubles } = pairsIn(lots);
	const spent = spentIn(blocks);
	const waiting = [...pairs.keys()].filter((tag) => !spent.has(tag)).length;
	return {
		tables: standing(blocks)
			.flatMap((block) => tableOf(block, lots) ?? [])
			.reverse(),
		missing: Math.max(0, leastPairs - waiting),
		doubles,
		isEmpty: lots.length === 0 && blocks.length === 0
	};
}

/**
 * The edits that put the pairs that wait into a block, when there are enough; none otherwise. Only one device of an
 * organisation should ask: two could make blocks that exclude each other.
 */
export function codeBlockEdits(ledger: Ledger, today: Day, newId: () => string): readonly Edit[] {
	const lots = lotsOf(ledger);
	const spent = spentIn(blocksOf(ledger));
	const tags = [...pairsIn(lots).pairs.keys()].filter((tag) => !spent.has(tag)).sort((a, b) => a - b);
	if (tags.length < leastPairs) return [];
	return fieldEdits('code-block', newId(), { lotIds: lots.map(({ id }) => id).sort(compareText), tags, madeOn: today });
}

interface Pair {
	readonly entry: CodedAnswer;
	readonly exit: CodedAnswer;
	readonly period: Period;
}

function pairsIn(lots: readonly Lot[]): { readonly pairs: ReadonlyMap<number, Pair>; readonly doubles: number } {
	const byTag = new Map<number, { readonly answer: CodedAnswer; readonly quarter: string }[]>();
	for (const { quarter, answers } of lots)
		for (const answer of answers) {
			const known = byTag.get(answer.tag);
			if (known) known.push({ answer, quarter });
			else byTag.set(answer.tag, [{ answer, quarter }]);
		}
	const pairs = new Map<number, Pair>();
	let doubles = 0;
	for (const [tag, all] of byTag) {
		const entries = all.filter(({ answer }) => answer.moment === 'entry');
		const exits = all.filter(({ answer }) => answer.moment === 'exit');
		if (entries.length > 1 || exits.length > 1) doubles += 1;
		const [entry, exit] = [entries[0], exits[0]];
		if (all.length === 2 && entry && exit && entry.quarter <= exit.quarter)
			pairs.set(tag, {
				entry: entry.answer,
				exit: exit.answer,
				period: { from: entry.quarter, to: exit.quarter }
			});
	}
	return { pairs, doubles };
}

/** By the day they were made; `madeOn` is empty for one that somebody changed. */
const blocksOf = (ledger: Ledger): readonly CodeBlock[] =>
	[...(ledger.tables.get('code-block')?.values() ?? [])]
		.flatMap((row) => {
			const block = viewOf(row);
			return block ? [isWrittenOnce(row) ? block : { ...block, madeOn: '' }] : [];
		})
		.sort((a, b) => compareText(a.madeOn, b.madeOn) || compareText(a.id, b.id));

/** Whoever was shown, or may have been, is not counted again. */
const spentIn = (blocks: readonly CodeBlock[]): ReadonlySet<number> => new Set(blocks.flatMap(({ tags }) => tags));

/** Those that share nobody with another; of equal ones the first. */
function standing(blocks: readonly CodeBlock[]): readonly CodeBlock[] {
	const different = new Map<string, CodeBlock>();
	for (const block of blocks) {
		const key = JSON.stringify([[...block.lotIds].sort(compareText), [...block.tags].sort((a, b) => a - b)]);
		// One that was changed, among equal ones: it may have named others before.
		if (block.madeOn === '' || !different.has(key)) different.set(key, block);
	}
	const named = new Map<number, number>();
	for (const { tags } of different.values()) for (const tag of new Set(tags)) named.set(tag, (named.get(tag) ?? 0) + 1);
	return [...different.values()].filter(
		({ tags, madeOn }) =>
			madeOn !== '' && new Set(tags).size === tags.length && tags.every((tag) => named.get(tag) === 1)
	);
}

/** Null while a lot of the block has not arrived, or when its tags are no pairs. */
function tableOf({ lotIds, tags }: CodeBlock, lots: readonly Lot[]): ChangeTable | null {
	const own = lots.filter(({ id }) => lotIds.includes(id));
	if (own.length !== new Set(lotIds).size) return null;
	const { pairs } = pairsIn(own);
	const shown = tags.flatMap((tag) => pairs.get(tag) ?? []);
	if (shown.length !== tags.length || shown.length < leastPairs) return null;
	const rules = [...new Set(shown.flatMap(({ entry }) => Object.keys(entry.levels)))].sort(compareText);
	return {
		period: {
			from: shown.map(({ period }) => period.from).sort(compareText)[0] ?? '',
			to: quarterOf(
				shown
					.map(({ period }) => period.to)
					.sort(compareText)
					.at(-1) ?? ''
			).to
		},
		pairs: shown.length,
		scores: rules.flatMap((rule) => changeOf(rule, shown) ?? [])
	};
}

function changeOf(rule: string, pairs: readonly Pair[]): ScoreChange | null {
	const moved = pairs.flatMap(({ entry, exit }) => {
		const [before, after] = [entry.levels[rule], exit.levels[rule]];
		return before === undefined || after === undefined ? [] : [after - before];
	});
	if (moved.length < leastPairs) return null;
	const worse = moved.filter((by) => by <= -smallestChange).length;
	const better = moved.filter((by) => by >= smallestChange).length;
	const same = moved.length - worse - better;
	const { cells } = hideSmall([worse, same, better, pairs.length - moved.length]);
	const most = (count: number) => count >= 0.6 * moved.length;
	const word: ChangeWord = most(better) ? 'better' : most(worse) ? 'worse' : most(same) ? 'same' : 'mixed';
	const cell = (at: number): Cell => cells[at] ?? 'hidden';
	return { rule, word, worse: cell(0), same: cell(1), better: cell(2), without: cell(3) };
}

const viewOf = typedView(CodeBlock);
