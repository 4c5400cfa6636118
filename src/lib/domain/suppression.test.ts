import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { fieldEdits, type Edit } from './change';
import { BatchId, GroupId } from './ids';
import type { Ledger } from './ledger';
import {
	blockEdits,
	blocksOf,
	blocksWaiting,
	hideSmall,
	leastCell,
	leastHidden,
	sumsOf,
	tablesOf,
	tablesWithin,
	type Cell
} from './suppression';
import { createNotebook, type Notebook } from './test-notebook';

const random = createSeededRandom(5);
const batchId = () => BatchId.parse(random.uuid());
const groups = Array.from({ length: 5 }, () => GroupId.parse(random.uuid()));

interface TallyMade {
	readonly id?: BatchId;
	readonly group?: number;
	readonly month?: string;
	readonly mood?: readonly number[];
	readonly n?: number;
	readonly questionnaire?: string;
}

/** A tally of one question with four options. */
function tally({ id = batchId(), group = 0, month = '2026-01', mood = [2, 4, 3, 1], n = 10, ...rest }: TallyMade = {}) {
	const { questionnaire = 'moods/1' } = rest;
	const values = { batchId: id, groupId: groups[group] ?? '', month, questionnaire, counts: { mood }, n };
	return { id, edits: fieldEdits('tally', id, values) };
}

const quarter = (month = '2026-01'): readonly ReturnType<typeof tally>[] =>
	[0, 1, 2, 3].map((group) => tally({ group, month }));

function notebookWith(tallies: readonly { readonly edits: readonly Edit[] }[]): Notebook {
	const notebook = createNotebook();
	notebook.write(tallies.flatMap(({ edits }) => edits));
	return notebook;
}

const block = (ids: readonly BatchId[], madeOn = '2026-05-01') =>
	fieldEdits('block', random.uuid(), { batchIds: ids, madeOn });

const makeBlocks = (ledger: Ledger, day: string) => blockEdits(ledger, day, () => random.uuid());

describe('blocks are made once, of enough answers', () => {
	test('a quarter is put together a fortnight after it ended', () => {
		const { ledger, write } = notebookWith(quarter());
		expect(makeBlocks(ledger, '2026-04-14')).toEqual([]);
		write(makeBlocks(ledger, '2026-04-15'));
		expect(tablesOf(ledger)).toEqual([
			{
				questionnaire: 'moods/1',
				period: { from: '2026-01', to: '2026-01' },
				n: 40,
				questions: [{ question: 'mood', cells: [8, 'hidden', 12, 'hidden', 'hidden'], hidden: 20 }]
			}
		]);
	});

	test('nothing is made twice', () => {
		const { ledger, write } = notebookWith(quarter());
		write(makeBlocks(ledger, '2026-05-01'));
		expect(makeBlocks(ledger, '2026-12-31')).toEqual([]);
	});

	test('29 answers wait for the next quarter, which then is shown with them', () => {
		const few = [0, 1, 2].map((group) => tally({ group, n: group === 0 ? 9 : 10, mood: [2, 4, 2, 1] }));
		const { ledger, write } = notebookWith([...few, tally({ group: 3, month: '2026-05' })]);
		expect(makeBlocks(ledger, '2026-05-01')).toEqual([]);
		write(makeBlocks(ledger, '2026-08-01'));
		expect(tablesOf(ledger).map(({ period, n }) => ({ period, n }))).toEqual([
			{ period: { from: '2026-01', to: '2026-05' }, n: 39 }
		]);
	});

	test('two groups are not an organisation, however much they answered', () => {
		const { ledger } = notebookWith([0, 1, 0, 1, 0, 1].map((group) => tally({ group })));
		expect(makeBlocks(ledger, '2026-12-31')).toEqual([]);
	});

	test('other questions are counted apart', () => {
		const other = [0, 1, 2, 3].map((group) => tally({ group, questionnaire: 'moods/2' }));
		const { ledger, write } = notebookWith([...quarter(), ...other]);
		write(makeBlocks(ledger, '2026-05-01'));
		expect(tablesOf(ledger)).toHaveLength(2);
		expect(sumsOf(tablesOf(ledger)).map(({ whole }) => whole.n)).toEqual([40, 40]);
	});

	test('a late tally does not enter a block that was made', () => {
		const { ledger, write } = notebookWith(quarter());
		write(makeBlocks(ledger, '2026-05-01'));
		const before = tablesOf(ledger);
		write(tally({ group: 4 }).edits);
		expect(makeBlocks(ledger, '2026-06-01')).toEqual([]);
		expect(tablesOf(ledger)).toEqual(before);
	});
});

test('what lacks is told in fives, by questionnaire, until a block takes it', () => {
	const { ledger, write } = notebookWith([
		tally({ n: 11 }),
		tally({ group: 1, month: '2026-02', n: 12 }),
		tally({ questionnaire: 'other/1' })
	]);
	expect(blocksWaiting(ledger)).toEqual([
		{ questionnaire: 'moods/1', answers: 10, groups: 1, from: '2026-04-15' },
		{ questionnaire: 'other/1', answers: 20, groups: 2, from: '2026-04-15' }
	]);
	write(tally({ group: 2, month: '2026-05', n: 11 }).edits);
	expect(blocksWaiting(ledger)[0]).toEqual({ questionnaire: 'moods/1', answers: 0, groups: 0, from: '2026-07-15' });
	expect(makeBlocks(ledger, '2026-07-14')).toEqual([]);
	write(makeBlocks(ledger, '2026-07-15'));
	expect(blocksWaiting(ledger).map(({ questionnaire }) => questionnaire)).toEqual(['other/1']);
});

describe('what was shown is never shown in another cut', () => {
	test('two blocks that share a batch exclude each other', () => {
		const [a, b] = [quarter(), quarter('2026-02')];
		const { ledger, write } = notebookWith([...a, ...b]);
		write(block(a.map(({ id }) => id)));
		expect(tablesOf(ledger)).toHaveLength(1);
		write(block([...a, ...b].map(({ id }) => id)));
		expect(tablesOf(ledger)).toEqual([]);
		// And their batches are used up.
		expect(makeBlocks(ledger, '2026-12-31')).toEqual([]);
	});

	test('the same block made on two devices counts once', () => {
		const made = quarter();
		const ids = made.map(({ id }) => id);
		const { ledger, write } = notebookWith(made);
		write([...block(ids), ...block(ids.toReversed(), '2026-05-02')]);
		expect(tablesOf(ledger)).toHaveLength(1);
	});

	test('a block of too few answers, or one that names a batch twice, is not shown', () => {
		const made = quarter();
		const ids = made.map(({ id }) => id);
		const { ledger, write } = notebookWith(made);
		write([...block(ids.slice(0, 2)), ...block([...ids.slice(2), ...ids.slice(2)])]);
		expect(tablesOf(ledger)).toEqual([]);
	});

	test('a block waits while a tally of it has not arrived', () => {
		const made = quarter();
		const { ledger, write } = notebookWith(made.slice(1));
		write(block(made.map(({ id }) => id)));
		expect(tablesOf(ledger)).toEqual([]);
		write(made[0]?.edits ?? []);
		expect(tablesOf(ledger)).toHaveLength(1);
	});

	test('a block or a tally that somebody changed is not shown any more', () => {
		const made = quarter();
		const { ledger, write } = notebookWith(made);
		write(makeBlocks(ledger, '2026-05-01'));
		const [standing] = blocksOf(ledger);
		write(fieldEdits('tally', made[0]?.id ?? '', { counts: { mood: [3, 3, 3, 1] } }));
		expect(tablesOf(ledger)).toEqual([]);
		const other = notebookWith(made);
		other.write(makeBlocks(other.ledger, '2026-05-01'));
		const [same] = blocksOf(other.ledger);
		other.write(fieldEdits('block', same?.id ?? '', { batchIds: made.slice(1).map(({ id }) => id) }));
		expect(tablesOf(other.ledger)).toEqual([]);
		expect(standing?.batchIds).toHaveLength(4);
	});
});

describe('a period chooses whole blocks', () => {
	const { ledger, write } = notebookWith([...quarter('2026-01'), ...quarter('2026-03'), ...quarter('2026-04')]);
	write(makeBlocks(ledger, '2026-12-31'));
	const tables = tablesOf(ledger);

	test('a block that lies across its edge is left out', () => {
		const shown = (from: string, to: string) => tablesWithin(tables, { from, to }).map(({ n }) => n);
		expect(shown('2026-01', '2026-03')).toEqual([80]);
		expect(shown('2026-02', '2026-04')).toEqual([40]);
		expect(shown('2026-01', '2026-01')).toEqual([]);
		expect(tablesWithin(tables, null)).toEqual(tables);
	});

	test('a cell of a sum is told only where each block tells it', () => {
		const [sum] = sumsOf(tables);
		const cells = tables.map((table) => table.questions[0]?.cells ?? []);
		expect(sum?.whole.questions[0]?.cells).toEqual(
			cells[0]?.map((cell, at): Cell => {
				const other = cells[1]?.[at] ?? 'hidden';
				return cell === 'hidden' || other === 'hidden' ? 'hidden' : cell + other;
			})
		);
	});
});

describe('hiding small counts', () => {
	const count = fc.oneof(fc.nat(9), fc.nat(60));
	const enough = fc.array(count, { minLength: 5, maxLength: 5 }).filter((counts) => sum(counts) >= 30);
	const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);

	test('no small count is told, and what is hidden is no small group', () => {
		fc.assert(
			fc.property(enough, (counts) => {
				const { cells, hidden } = hideSmall(counts);
				cells.forEach((cell, at) => expect(cell === 'hidden' || cell === counts[at]).toBe(true));
				for (const cell of cells) if (cell !== 'hidden') expect(cell).toBeGreaterThanOrEqual(leastCell);
				expect(hidden === 0 || hidden >= leastHidden).toBe(true);
				expect(hidden).toBe(sum(counts.filter((_, at) => cells[at] === 'hidden')));
				// Shown beside hidden ones, no option was nearly everybody's.
				for (const cell of cells) if (cell !== 'hidden') expect(cell).toBeLessThanOrEqual(sum(counts) - leastHidden);
			})
		);
	});

	test.each([
		['all alike', [0, 0, 0, 40, 0]],
		['all but one alike', [1, 0, 0, 39, 0]],
		['all low', [40, 0, 0, 0, 0]],
		['everybody passed', [0, 0, 0, 0, 40]]
	])('%s looks like anything else that is hidden', (_, counts) => {
		expect(hideSmall(counts)).toEqual({ cells: ['hidden', 'hidden', 'hidden', 'hidden', 'hidden'], hidden: 40 });
	});

	test('counts that are all large are told', () => {
		expect(hideSmall([5, 10, 8, 7, 5])).toEqual({ cells: [5, 10, 8, 7, 5], hidden: 0 });
	});

	test('who passed covers first', () => {
		expect(hideSmall([2, 10, 12, 9, 8]).cells).toEqual(['hidden', 10, 12, 9, 'hidden']);
		expect(hideSmall([2, 10, 12, 9, 6]).cells).toEqual(['hidden', 'hidden', 12, 9, 'hidden']);
	});
});
