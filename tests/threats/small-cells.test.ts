/**
 * Attack: a check-in reader or a supervisor (A11) chooses one period after the other, saves every table, waits for late
 * tallies and later blocks, and then reckons: each number is an equation, so perhaps a hidden count of one to four people
 * follows from all of them together. She knows how counts are hidden.
 *
 * Refused means: over everything that was ever shown, each hidden count may still be zero, or is at least five for all
 * she can tell, and has more than one value. Counts for a solver: linear programming over all equations at once (a count
 * may be larger than any of it is), and for somebody who knows the rule, every set of answers that looks the same. The same
 * solver is given tables without the second hiding, and overlapping blocks, where it must find a count: if it did not,
 * the first tests would prove nothing.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldEdits } from '$lib/domain/change';
import type { BatchId } from '$lib/domain/ids';
import {
	blockEdits,
	blocksOf,
	hideSmall,
	leastAnswers,
	leastCell,
	sumsOf,
	tablesOf,
	tablesWithin,
	type AnswerTable,
	type Cell
} from '$lib/domain/suppression';
import { talliesOf } from '$lib/domain/tally';
import { createNotebook, type Notebook } from '$lib/domain/test-notebook';
import {
	answered,
	cellCount,
	found,
	groups,
	monthNamed,
	questions,
	random,
	throughYear,
	write,
	type Saved
} from './answered-blocks';

/** Saves every table of a choice. `all` gathers the blocks that were ever shown. */
function save(notebook: Notebook, all: AnswerTable[], from: number, to: number): readonly Saved[] {
	const period = { from: monthNamed(from), to: monthNamed(to) };
	const placeOf = (table: AnswerTable) => {
		const at = all.findIndex((known) => JSON.stringify(known) === JSON.stringify(table));
		return at >= 0 ? at : all.push(table) - 1;
	};
	return sumsOf(tablesWithin(tablesOf(notebook.ledger), period)).flatMap(({ whole, parts }) => [
		{ table: whole, blocks: parts.map(placeOf) },
		...parts.map((part) => ({ table: part, blocks: [placeOf(part)] }))
	]);
}

describe('no sequence of periods and tables tells a small count', () => {
	test('not with every equation at once', () => {
		let shown = 0;
		fc.assert(
			fc.property(
				fc.array(answered, { minLength: 8, maxLength: 60 }),
				fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { minLength: 1, maxLength: 6 }),
				(batches, choices) => {
					const notebook = createNotebook();
					const blocks: AnswerTable[] = [];
					const saved: Saved[] = [];
					const look = () => {
						for (const [one, other] of choices)
							saved.push(...save(notebook, blocks, Math.min(one, other), Math.max(one, other)));
						saved.push(...save(notebook, blocks, 0, 23));
					};
					throughYear(notebook, batches, look);
					shown += blocks.length;
					expect(found(saved, blocks)).toEqual([]);
				}
			),
			{ numRuns: 60 }
		);
		expect(shown).toBeGreaterThan(60);
	});

	test.each([leastAnswers, leastAnswers + 7])(
		'not for somebody who knows the rule: every set of %i answers that looks the same was tried',
		(n) => {
			expect(pinnedBy(hideSmall, n)).toEqual([]);
		}
	);

	test('a group is in no table, so no choice of groups changes one', () => {
		const notebook = createNotebook();
		write(notebook, fc.sample(answered, { numRuns: 60, seed: 4 }));
		notebook.write(blockEdits(notebook.ledger, '2026-06-01', () => random.uuid()));
		const text = JSON.stringify(tablesOf(notebook.ledger));
		expect(text.length).toBeGreaterThan(100);
		for (const group of groups) expect(text).not.toContain(group);
		for (const { id } of talliesOf(notebook.ledger)) expect(text).not.toContain(id);
	});
});

describe('the attacker who would succeed', () => {
	const table = (n: number, cells: readonly Cell[], hidden: number): AnswerTable => ({
		questionnaire: 'two/1',
		period: { from: '2025-01', to: '2025-03' },
		n,
		questions: questions.map((question) => ({ question, cells, hidden }))
	});

	test('finds a count that is hidden alone', () => {
		const alone = table(40, ['hidden', 12, 10, 9, 6], 3);
		expect(found([{ table: alone, blocks: [0] }], [alone])).toEqual(['3 to 3', '3 to 3']);
	});

	test('finds small counts where zero is told and the smallest count beside it is hidden, too', () => {
		expect(pinnedBy(hideSmallAndNext, leastAnswers)).not.toEqual([]);
	});

	test('subtracts a block from one that holds it and a little more', () => {
		const before = table(40, [10, 8, 7, 9, 6], 0);
		const after = table(45, [12, 8, 9, 10, 6], 0);
		// The five that came later, as a block of their own that was never shown.
		const rest = table(5, ['hidden', 'hidden', 'hidden', 'hidden', 'hidden'], 5);
		const saved = [
			{ table: before, blocks: [0] },
			{ table: after, blocks: [0, 1] }
		];
		expect(found(saved, [before, rest])).toContain('2 to 2');
	});

	test('and is refused where two devices made such blocks apart', () => {
		const notebook = createNotebook();
		write(
			notebook,
			fc.sample(answered, { numRuns: 40, seed: 9 }).map((each) => ({ ...each, isLate: false }))
		);
		const ids = talliesOf(notebook.ledger).map(({ batchId }) => batchId);
		const make = (batchIds: readonly BatchId[], madeOn: string) =>
			notebook.write(fieldEdits('block', random.uuid(), { batchIds, madeOn }));
		make(ids.slice(1), '2026-02-01');
		expect(tablesOf(notebook.ledger)).toHaveLength(1);
		make(ids, '2026-02-01');
		expect(blocksOf(notebook.ledger)).toHaveLength(2);
		expect(tablesOf(notebook.ledger)).toEqual([]);
	});
});

/** The usual way, which looks at the counts: hides 1 to 4, and the smallest other one until two are hidden. */
function hideSmallAndNext(counts: readonly number[]): { readonly cells: readonly Cell[] } {
	const small = counts.flatMap((count, at) => (count > 0 && count < leastCell ? [at] : []));
	const others = counts.map((_, at) => at).filter((at) => !small.includes(at));
	others.sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0));
	const isHidden = small.length === 1 ? [...small, ...others.slice(0, 1)] : small;
	return { cells: counts.map((count, at) => (isHidden.includes(at) ? 'hidden' : count)) };
}

/** What the rule gives away by itself: each hidden cell that, over all sets of `n` answers that look alike, is 1 to 4 or one value. */
function pinnedBy(
	hide: (counts: readonly number[]) => { readonly cells: readonly Cell[] },
	n: number
): readonly string[] {
	const seen = new Map<string, { readonly cells: readonly Cell[]; readonly values: readonly Set<number>[] }>();
	for (const counts of allSplits(n, cellCount)) {
		const { cells } = hide(counts);
		const key = cells.join();
		const known = seen.get(key) ?? { cells, values: counts.map(() => new Set<number>()) };
		counts.forEach((count, at) => known.values[at]?.add(count));
		seen.set(key, known);
	}
	return [...seen].flatMap(([key, { cells, values }]) =>
		cells.flatMap((cell, at) => {
			if (cell !== 'hidden') return [];
			const possible = [...(values[at] ?? [])];
			const isOpen = possible.length > 1 && possible.some((value) => value === 0 || value >= leastCell);
			return isOpen ? [] : [`${key}: ${at} is ${possible.join(' or ')}`];
		})
	);
}

/** Every way to split `n` into so many counts. */
function* allSplits(n: number, parts: number): Generator<readonly number[]> {
	if (parts === 1) {
		yield [n];
		return;
	}
	for (let first = 0; first <= n; first += 1)
		for (const rest of allSplits(n - first, parts - 1)) yield [first, ...rest];
}
