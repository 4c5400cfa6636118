import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { fieldEdits } from './change';
import { codeBlockEdits, codeChangeOf, leastPairs, smallestChange, type ChangeTable } from './code-change';
import { isLotFull, lotEdits, type CodesWaiting } from './code-lot';
import { GroupId } from './ids';
import type { Ledger } from './ledger';
import type { CodedAnswer, Moment } from './picture-code';
import { leastCell, leastHidden } from './suppression';
import { createNotebook } from './test-notebook';

const random = createSeededRandom(5);
const newId = () => random.uuid();
const groups = Array.from({ length: 4 }, () => GroupId.parse(newId()));
const rule = 'wellbeing/1|mean|higher|1..4|1|body mind';

const coded = (tag: number, moment: Moment, level = 50): CodedAnswer => ({ tag, moment, levels: { [rule]: level } });

/** Both answers of somebody whose score moved by so much. */
const pair = (tag: number, by = 0): readonly CodedAnswer[] => [coded(tag, 'entry', 50), coded(tag, 'exit', 50 + by)];

const waiting = (answers: readonly CodedAnswer[], own: readonly GroupId[] = groups): CodesWaiting => ({
	groups: [...own],
	answers: answers.map((answer) => ({ ...answer, levels: { ...answer.levels } }))
});

const lot = (answers: readonly CodedAnswer[], quarter = '2026-01', id = newId()) =>
	lotEdits(id, quarter, [waiting(answers)]);

const people = (count: number, from = 0, by = 20) =>
	Array.from({ length: count }, (_, at) => pair(from + at, by)).flat();

const putTogether = (ledger: Ledger) => codeBlockEdits(ledger, '2026-05-01', newId);

const numbersOf = (table: ChangeTable) =>
	table.scores.map(({ worse, same, better, without, word }) => [worse, same, better, without, word]);

describe('a change is shown', () => {
	test('from ten pairs on, and says until then how many are missing', () => {
		const { ledger, write } = createNotebook();
		expect(codeChangeOf(ledger)).toEqual({ tables: [], missing: leastPairs, doubles: 0, isEmpty: true });
		write(lot(people(7)));
		expect(putTogether(ledger)).toEqual([]);
		expect(codeChangeOf(ledger)).toMatchObject({ tables: [], missing: 3, isEmpty: false });
		write(lot(people(3, 100), '2026-04'));
		write(putTogether(ledger));
		const { tables, missing } = codeChangeOf(ledger);
		expect(tables.map(({ pairs, period }) => [pairs, period])).toEqual([[10, { from: '2026-01', to: '2026-06' }]]);
		expect(missing).toBe(leastPairs);
	});

	test('in a word, and in counts where none of them is small', () => {
		const { ledger, write } = createNotebook();
		write(lot([...people(6, 0, -20), ...people(8, 20, 0), ...people(22, 40, 20)]));
		write(putTogether(ledger));
		const [table] = codeChangeOf(ledger).tables;
		// Nobody lacks the score, which is small: so it hides those who stayed the same, and those who do worse.
		expect(numbersOf(table!)).toEqual([['hidden', 'hidden', 22, 'hidden', 'better']].map((row) => [...row]));
	});

	test.each([
		[smallestChange, 'better'],
		[smallestChange - 1, 'same'],
		[1 - smallestChange, 'same'],
		[-smallestChange, 'worse']
	] as const)('a score that moved by %i of a hundred is %s', (by, word) => {
		const { ledger, write } = createNotebook();
		write(lot(people(12, 0, by)));
		write(putTogether(ledger));
		expect(codeChangeOf(ledger).tables[0]?.scores[0]).toMatchObject({
			word,
			...{ worse: 'hidden', same: 'hidden', better: 'hidden', without: 'hidden' }
		});
	});

	test('of a score only when ten have it at both ends', () => {
		const { ledger, write } = createNotebook();
		const other = [0, 1].map((at) => [
			{ tag: 900 + at, moment: 'entry' as const, levels: { [rule]: 10 } },
			{ tag: 900 + at, moment: 'exit' as const, levels: { other: 10 } }
		]);
		write(lot([...people(9), ...other.flat()]));
		write(putTogether(ledger));
		expect(codeChangeOf(ledger).tables).toMatchObject([{ pairs: 11, scores: [] }]);
	});
});

describe('a pair is one entry and one exit', () => {
	const shownOf = (answers: readonly CodedAnswer[], quarter?: string) => {
		const { ledger, write } = createNotebook();
		write(lot(answers, quarter));
		write(putTogether(ledger));
		return codeChangeOf(ledger);
	};

	test('whoever left one answer is none', () => {
		const entries = Array.from({ length: 20 }, (_, tag) => coded(tag, 'entry'));
		expect(shownOf(entries)).toMatchObject({ tables: [], missing: 10, doubles: 0 });
	});

	test('a tag that stands twice at one end makes no pair and is counted', () => {
		const { tables, missing, doubles } = shownOf([...people(9), ...people(1, 50), coded(50, 'exit', 99)]);
		expect({ tables, missing, doubles }).toEqual({ tables: [], missing: 1, doubles: 1 });
	});

	test('an exit in a quarter before the entry is none', () => {
		const { ledger, write } = createNotebook();
		write(lot(Array.from({ length: 10 }, (_, tag) => coded(tag, 'exit'))));
		write(
			lot(
				Array.from({ length: 10 }, (_, tag) => coded(tag, 'entry')),
				'2026-04'
			)
		);
		expect(codeChangeOf(ledger).missing).toBe(10);
	});

	test('a lot that somebody changed counts no more', () => {
		const { ledger, write } = createNotebook();
		const id = newId();
		write(lot(people(12), '2026-01', id));
		write(fieldEdits('code-lot', id, { quarter: '2026-04' }));
		expect(codeChangeOf(ledger)).toMatchObject({ missing: 10 });
	});
});

describe('whatever comes and in whatever order', () => {
	const answerOf = fc.record({
		tag: fc.nat(25),
		moment: fc.constantFrom<Moment>('entry', 'exit'),
		level: fc.nat(100)
	});
	const lotsOfAnswers = fc.array(fc.array(answerOf, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 6 });

	test('nothing under ten pairs is shown, nobody is shown twice, and no cell is small', () => {
		fc.assert(
			fc.property(lotsOfAnswers, (lots) => {
				const { ledger, write } = createNotebook();
				const seen = new Map<string, number>();
				for (const answers of lots) {
					write(lot(answers.map(({ tag, moment, level }) => coded(tag, moment, level))));
					write(putTogether(ledger));
					const { tables } = codeChangeOf(ledger);
					// What was shown before stands as it stood: two showings differ by whole tables only.
					for (const [table, count] of seen)
						expect(tables.filter((shown) => JSON.stringify(shown) === table).length).toBeGreaterThanOrEqual(count);
					seen.clear();
					for (const table of tables) {
						const text = JSON.stringify(table);
						seen.set(text, (seen.get(text) ?? 0) + 1);
						expect(table.pairs).toBeGreaterThanOrEqual(leastPairs);
						for (const { worse, same, better, without } of table.scores) {
							const cells = [worse, same, better, without];
							const told = cells.filter((cell) => cell !== 'hidden');
							expect(told.every((cell) => cell >= leastCell)).toBe(true);
							const hidden = table.pairs - told.reduce((sum, cell) => sum + cell, 0);
							if (told.length < cells.length) expect(hidden).toBeGreaterThanOrEqual(leastHidden);
						}
					}
				}
				const tags = [...(ledger.tables.get('code-block')?.values() ?? [])].flatMap(
					({ fields }) => fields['tags'] as number[]
				);
				expect(new Set(tags).size).toBe(tags.length);
			})
		);
	});

	test('a tag that stands twice at one end is in no block', () => {
		fc.assert(
			fc.property(fc.array(answerOf, { maxLength: 120 }), (answers) => {
				const { ledger, write } = createNotebook();
				if (answers.length > 0) write(lot(answers.map(({ tag, moment, level }) => coded(tag, moment, level))));
				const made = putTogether(ledger).find(({ field }) => field === 'tags')?.value ?? [];
				for (const tag of made as readonly number[]) {
					const moments = answers.filter((answer) => answer.tag === tag).map(({ moment }) => moment);
					expect(moments.sort()).toEqual(['entry', 'exit']);
				}
			})
		);
	});

	test('the order of answers and of lots tells nothing and changes nothing', () => {
		const id = newId();
		fc.assert(
			fc.property(
				fc
					.array(answerOf, { minLength: 1, maxLength: 60 })
					.chain((answers) =>
						fc.tuple(fc.constant(answers), fc.shuffledSubarray(answers, { minLength: answers.length }))
					),
				([answers, shuffled]) => {
					const made = [answers, shuffled].map((all) =>
						lot(
							all.map(({ tag, moment, level }) => coded(tag, moment, level)),
							'2026-01',
							id
						)
					);
					expect(made[0]).toEqual(made[1]);
				}
			)
		);
		const parts = [lot(people(6, 0, 20)), lot(people(6, 50, -20)), lot(people(6, 90, 0))];
		const shown = [parts, [...parts].reverse()].map((order) => {
			const { ledger, write } = createNotebook();
			for (const edits of order) write(edits);
			write(codeBlockEdits(ledger, '2026-05-01', () => 'block'));
			return codeChangeOf(ledger);
		});
		expect(shown[0]).toEqual(shown[1]);
		expect(shown[0]?.tables).toHaveLength(1);
	});
});

describe('two readers', () => {
	const notebook = () => {
		const there = createNotebook();
		there.write(lot(people(14)));
		return there;
	};

	test('who made the same block show it once', () => {
		const { ledger, write } = notebook();
		const [first, second] = [putTogether(ledger), putTogether(ledger)];
		write([...first, ...second]);
		expect(codeChangeOf(ledger).tables).toHaveLength(1);
	});

	test('who made blocks that share somebody show neither', () => {
		const { ledger, write } = notebook();
		const early = putTogether(ledger);
		write(lot(people(1, 300)));
		write([...early, ...putTogether(ledger)]);
		expect(codeChangeOf(ledger).tables).toEqual([]);
	});
});

describe('a lot is written', () => {
	const one = (count: number, own: readonly GroupId[]) =>
		waiting(
			people(count).filter(({ moment }) => moment === 'entry'),
			own
		);
	const [a, b, c] = groups as [GroupId, GroupId, GroupId];

	test.each([
		['not while there are few', [one(3, [a]), one(3, [b]), one(3, [c])], false],
		['not of two groups', [one(8, [a]), one(8, [b])], false],
		['not when most are of one group', [one(9, [a]), one(4, [b]), one(4, [c])], false],
		['not when a group left none', [one(8, [a]), one(8, [b]), one(0, [c])], false],
		['of three groups', [one(4, [a]), one(4, [b]), one(4, [c])], true],
		['of one batch of three groups', [one(10, [a, b, c])], true]
	] as const)('%s', (_, all, isFull) => {
		expect(isLotFull(all)).toBe(isFull);
	});

	test('without a word about groups', () => {
		const text = JSON.stringify(lotEdits(newId(), '2026-01', [one(4, [a]), one(4, [b]), one(4, [c])]));
		for (const group of groups) expect(text).not.toContain(group);
	});
});
