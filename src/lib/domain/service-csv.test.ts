import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from './service-csv';

const cellsOf = (text: string) => {
	const read = readCsv(text);
	return read.ok ? read.value.map(({ cells }) => cells) : read.error;
};
const written = (rows: readonly (readonly string[])[], mark: string, end: string) =>
	rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(mark)).join(end);

describe('a table', () => {
	test('gives back every cell that was written into it, whatever parts cells and lines', () => {
		const cell = fc.oneof(fc.string(), fc.constantFrom('a,b', 'x"y', 'two\nlines', ';', '\t', '=1+1', '<b>', ''));
		const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 });
		const anyMark = fc.constantFrom(',', ';', '\t');
		fc.assert(
			fc.property(table, anyMark, fc.constantFrom('\n', '\r\n', '\r'), (rows, mark, end) => {
				// The headings show what parts the cells.
				const all = [['one', 'two'], ...rows];
				const kept = all.filter((row) => row.some((text) => text.trim() !== ''));
				expect(cellsOf(written(all, mark, end))).toEqual(kept);
			})
		);
	});

	test('counts rows as a spreadsheet does: blank ones count, one over two lines is one', () => {
		const read = readCsv('name\n\n"a\nb"\n,,\nc');
		expect(read.ok && read.value.map(({ row, cells }) => [row, cells[0]])).toEqual([
			[1, 'name'],
			[3, 'a\nb'],
			[5, 'c']
		]);
	});

	test('says in which row a quote never ends, rather than swallowing the rest', () => {
		expect(cellsOf('a,b\n1,2\n"open,3\n4,5')).toEqual({ type: 'QuoteOpen', row: 3 });
	});

	test('marks a row with something behind a closing quote', () => {
		const read = readCsv('a,b\n"x" y,2\nz,3');
		expect(read.ok && read.value.map(({ isBroken }) => isBroken)).toEqual([false, true, false]);
	});

	test('reads any text without throwing', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ';') }), (text) => void readCsv(text))
		);
	});
});
