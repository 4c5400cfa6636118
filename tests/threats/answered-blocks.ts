/**
 * For the tests of small counts: answers as they fall, and what follows from everything that somebody saved.
 */
import * as fc from 'fast-check';
import { createSeededRandom } from '$lib/base/random';
import { fieldEdits } from '$lib/domain/change';
import { BatchId, GroupId } from '$lib/domain/ids';
import { blockEdits, leastCell, type AnswerTable } from '$lib/domain/suppression';
import type { Notebook } from '$lib/domain/test-notebook';
import { rangeOf, type LinearSystem } from '../simplex';

/** Two questions of four options, and who passed. */
export const questions = ['hope', 'mind'] as const;
export const cellCount = 5;

export interface Answered {
	readonly group: number;
	/** From January 2025. */
	readonly month: number;
	/** Per question, how many chose each option or passed; all questions have as many. */
	readonly cells: readonly (readonly number[])[];
	/** Comes only after blocks were made. */
	readonly isLate: boolean;
}

export const random = createSeededRandom(12);
export const groups = Array.from({ length: 5 }, () => GroupId.parse(random.uuid()));
export const monthNamed = (number: number) =>
	`${2025 + Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;

/** One batch: five to fourteen people, often nearly all of one mind. */
export const answered: fc.Arbitrary<Answered> = fc
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

export function write({ write: add }: Notebook, all: readonly Answered[]): void {
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

/**
 * A year in which blocks are made three times and somebody looks after each: batches that come late are written down before
 * the last one.
 */
export function throughYear(notebook: Notebook, batches: readonly Answered[], look: () => void): void {
	const late = (wanted: boolean) => batches.filter(({ isLate }) => isLate === wanted);
	const make = (day: string) => {
		notebook.write(blockEdits(notebook.ledger, day, () => random.uuid()));
		look();
	};
	write(notebook, late(false));
	make('2025-05-01');
	make('2025-10-20');
	write(notebook, late(true));
	make('2026-02-01');
}

/** Everything a reader saved, and the blocks each table was made of: she can tell them by their months. */
export interface Saved {
	readonly table: AnswerTable;
	readonly blocks: readonly number[];
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
export function found(saved: readonly Saved[], blocks: readonly AnswerTable[]): readonly string[] {
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
