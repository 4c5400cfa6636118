import { textToBytes } from '$lib/base/bytes';
import type { ShownTable } from './shown-tables';

/**
 * Tables as one file for a spreadsheet, each under its caption. A semicolon where the language has the comma inside numbers.
 * Nothing in it is a formula, whoever named a group.
 */
export function tablesToCsv(tables: readonly ShownTable[], separator: ',' | ';'): Uint8Array {
	const lineOf = (cells: readonly string[]) => cells.map(asText).join(separator);
	const text = tables
		.map(({ caption, columns, rows }) =>
			[[caption], columns, ...rows.map(({ head, cells }) => [head, ...cells])].map(lineOf).join('\r\n')
		)
		.join('\r\n\r\n');
	// Without the mark some spreadsheets read the accents wrongly.
	return textToBytes(`\uFEFF${text}\r\n`);
}

/** Signs that begin a formula, also in full width and after blanks; a tab or a line end there moves what follows. */
const formula = /^(?:[\t\r\n]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/;

/** A cell that is read as text: quoted, with an apostrophe before what could be a formula. */
function asText(cell: string): string {
	const plain = cell.replaceAll('\u0000', '');
	return `"${(formula.test(plain) ? `'${plain}` : plain).replaceAll('"', '""')}"`;
}
