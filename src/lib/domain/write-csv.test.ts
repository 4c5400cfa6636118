import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsToCsv } from './write-csv';

/** The cells as a spreadsheet with this separator has them: it forgives what stands behind a closing quote. */
function cellsOf(csv: string, separator: string): readonly string[] {
	const cells: string[] = [];
	let at = csv.startsWith('\uFEFF') ? 1 : 0;
	while (at < csv.length) {
		let cell = '';
		if (csv[at] === '"') {
			for (at += 1; at < csv.length; at += 1) {
				if (csv[at] !== '"') cell += csv[at];
				else if (csv[at + 1] === '"') cell += csv[(at += 1)];
				else break;
			}
			at += 1;
		}
		while (at < csv.length && ![separator, '\r', '\n'].includes(csv[at] ?? '')) cell += csv[at++];
		if (csv[at] === '\r' && csv[at + 1] === '\n') at += 1;
		at += 1;
		cells.push(cell);
	}
	return cells;
}

const formula = /^[\s\p{C}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
const hostile = fc.string({
	unit: fc.constantFrom(...'=+-@\t\r\n\0;,"\' \u00a0\u200b\uFEFF\uFF1D\uFF0B\uFF0D\uFF20|!Aa1é&(')
});
const tables = fc.array(fc.array(fc.oneof(hostile, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 3 }), {
	minLength: 1,
	maxLength: 3
});

test('a table is its rows, and an empty row an empty line', () => {
	expect(rowsToCsv([['Soleil', '6,4'], [], ['a']], ';')).toBe('\uFEFF"Soleil";"6,4"\r\n\r\n"a"\r\n');
});

test.each([
	'=1+1',
	'+1',
	'-1',
	'@sum',
	'\tx',
	'\rx',
	'\nx',
	'\uFF1D1',
	'\uFF0B1',
	'\uFF0D1',
	'\uFF20x',
	'  =1',
	'\u0000=1',
	'\u200b=1',
	'"=1"',
	"=cmd|' /C calc'!A0",
	'\u00a0@x'
])('a group called %j is no formula', (name) => {
	expect(rowsToCsv([[name]], ';')).toContain(`"'`);
});

test.each(['Soleil', '–', 'l’étoile', '5–7', '"quoted"', '', 'Thu, Fri', '7-8; 9 + 1', 'Nguyễn'])(
	'and %j stays as it is',
	(name) => {
		expect(rowsToCsv([[name]], ';')).toBe(`\uFEFF"${name.replaceAll('"', '""')}"\r\n`);
	}
);

test('a name that counts on another separator is no formula there', () => {
	expect(rowsToCsv([['a', 'x,=1+1,y']], ';')).toContain(`"x,'=1+1,y"`);
	expect(rowsToCsv([['a', 'x;"=1+1"']], ',')).toContain(`"x;""'=1+1"""`);
	expect(rowsToCsv([['a', 'x\n@y']], ';')).toContain(`"x\n'@y"`);
});

test('no cell is a formula, whichever separator a program takes', () => {
	fc.assert(
		fc.property(
			tables,
			fc.constantFrom(',' as const, ';' as const),
			fc.constantFrom(',', ';', '\t'),
			(rows, own, other) => {
				for (const cell of cellsOf(rowsToCsv(rows, own), other)) expect(cell).not.toMatch(formula);
			}
		),
		{ numRuns: 2000 }
	);
});

test('every cell reads back as it was, but for apostrophes and what is no sign', () => {
	const bare = (cell: string) => cell.replaceAll(/['\0]/g, '');
	fc.assert(
		fc.property(tables, fc.constantFrom(',' as const, ';' as const), (rows, separator) => {
			const cells = cellsOf(rowsToCsv(rows, separator), separator);
			expect(cells.map(bare)).toEqual(rows.flat().map(bare));
		})
	);
});
