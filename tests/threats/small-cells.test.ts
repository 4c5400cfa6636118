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
import { createSeededRandom } from '$lib/base/random';
import { fieldEdits } from '$lib/domain/change';
import { BatchId, GroupId } from '$lib/domain/ids';
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
import { rangeOf, type LinearSystem } from '../simplex';

/** Two questions of four options, and who passed. */
const questions = ['hope', 'mind'] as const;
const cellCount = 5;

interface Answered {
	readonly group: number;
	/** From January 2025. */
	readonly month: number;
	/** Per question, how many chose each option or passed; all questions have as many. */
	readonly cells: readonly (readonly number[])[];
	/** Comes only after blocks were made. */
	readonly isLate: boolean;
}

const random = createSeededRandom(12);
const groups = Array.from({ length: 5 }, () => GroupId.parse(random.uuid()));
const monthNamed = (number: number) =>
	`${2025 + Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;

/** One batch: five to fourteen people, often nearly all of one mind. */
const answered: fc.Arbitrary<Answered> = fc
	.record({
		group: fc.nat(4),
		month: fc.nat(11),
		isLate: fc.boolean(),
		people: fc.integer({ min: 5, max: 14 }),
		favourite: fc.nat(cellCount - 1),
		drawn: fc.array(fc.array(fc.nat(29), { minLength: 14, maxLength: 14 }), { minLength: 2, maxLength: 2 })
	})
	.map(({ people, favourite, drawn, ...rest }) => ({
		...rest,
		cells: drawn.map((faces) => {
			const counts = Array.from({ length: cellCount }, () => 0);
			// A face above the last is the favourite's: five in six.
			for (const face of faces.slice(0, people)) {
				const at = face < cellCount ? face : favourite;
				counts[at] = (counts[at] ?? 0) + 1;
			}
			return counts;
		})
	}));

function write({ write: add }: Notebook, all: readonly Answered[]): void {
	for (const { group, month, cells } of all) {
		const id = BatchId.parse(random.uuid());
		const counts = Object.fromEntries(questions.map((question, at) => [question, (cells[at] ?? []).slice(0, -1)]));
		const n = (cells[0] ?? []).reduce((sum, count) => sum + count, 0);
		const values = {
			batchId: id,
			groupId: groups[group] ?? '',
			month: monthNamed(month),
			questionnaire: 'two/1',
			counts,
			n
		};
		add(fieldEdits('tally', id, values));
	}
}

/** Everything a reader saved, and the blocks each table was made of: she can tell them by their months. */
interface Saved {
	readonly table: AnswerTable;
	readonly blocks: readonly number[];
}

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

/** Every saved number of one question as an equation over the counts of all blocks, block by block. */
function equationsOf(saved: readonly Saved[], blockCount: number, question: number): LinearSystem {
	const variables = blockCount * cellCount;
	const rows: number[][] = [];
	const totals: number[] = [];
	const equate = (holds: (block: number, cell: number) => boolean, total: number) => {
		rows.push(
			Array.from({ length: variables }, (_, at) => (holds(Math.floor(at / cellCount), at % cellCount) ? 1 : 0))
		);
		totals.push(total);
	};
	for (const { table, blocks } of saved) {
		const cells = table.questions[question]?.cells ?? [];
		equate((block) => blocks.includes(block), table.n);
		cells.forEach((cell, at) => {
			if (cell !== 'hidden') equate((block, place) => blocks.includes(block) && place === at, cell);
		});
		const { hidden = 0 } = table.questions[question] ?? {};
		equate((block, place) => blocks.includes(block) && cells[place] === 'hidden', hidden);
	}
	return { variables, rows, totals };
}

/** The hidden counts that could be pinned between one and four; empty is what we promise. */
function found(saved: readonly Saved[], blocks: readonly AnswerTable[]): readonly string[] {
	return questions.flatMap((_, question) => {
		const system = equationsOf(saved, blocks.length, question);
		return blocks.flatMap((table, block) =>
			(table.questions[question]?.cells ?? []).flatMap((cell, place) => {
				if (cell !== 'hidden') return [];
				const range = rangeOf(system, block * cellCount + place);
				if (!range) return ['nothing fits'];
				const [least, most] = [Math.ceil(range.least - 1e-6), Math.floor(range.most + 1e-6)];
				const isOpen = least < most && (least === 0 || most >= leastCell);
				return isOpen ? [] : [`${least} to ${most}`];
			})
		);
	});
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
					// She looks while the year goes on, late tallies come in, and again when it is over.
					write(
						notebook,
						batches.filter(({ isLate }) => !isLate)
					);
					for (const day of ['2025-05-01', '2025-10-20']) {
						notebook.write(blockEdits(notebook.ledger, day, () => random.uuid()));
						look();
					}
					write(
						notebook,
						batches.filter(({ isLate }) => isLate)
					);
					notebook.write(blockEdits(notebook.ledger, '2026-02-01', () => random.uuid()));
					look();
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
