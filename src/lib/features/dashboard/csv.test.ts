import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToText } from '$lib/base/bytes';
import { tablesToCsv } from './csv';

const csvOf = (head: string, cells: readonly string[] = []) =>
	bytesToText(tablesToCsv([{ caption: 'C', columns: ['a', 'b'], rows: [{ head, cells }] }], ';'));

test('a table is its caption, its heads and its rows', () => {
	expect(csvOf('Soleil', ['6,4'])).toBe('\uFEFF"C"\r\n"a";"b"\r\n"Soleil";"6,4"\r\n');
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
	"=cmd|' /C calc'!A0",
	'\u00a0@x'
])('a group called %j is no formula', (name) => {
	expect(csvOf(name)).toContain(`"'`);
});

test.each(['Soleil', '–', 'l’étoile', '5–7', '"quoted"', ''])('and %j stays as it is', (name) => {
	expect(csvOf(name)).not.toContain(`"'`);
});

test('no cell can leave its quotes or begin with a sign of a formula', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (name) => {
			const [, , third] = csvOf('x', [name]).split('"x";"');
			const cell = csvOf('x', [name]).split('"x";"')[1] ?? '';
			expect(third).toBe(undefined);
			expect(cell.endsWith('"\r\n')).toBe(true);
			const inside = cell.slice(0, -3);
			expect(inside.replaceAll('""', '')).not.toContain('"');
			expect(inside).not.toMatch(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/);
		})
	);
});
