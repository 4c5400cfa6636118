/**
 * Tables as one text for a spreadsheet (RFC 4180, with the mark by which it knows UTF-8). An empty row is an empty line. No
 * cell is a formula, whoever named what is in it, also where the program takes another sign for the separator.
 */
export const rowsToCsv = (rows: readonly (readonly string[])[], separator: ',' | ';'): string =>
	`\uFEFF${rows.map((cells) => cells.map(asText).join(separator)).join('\r\n')}\r\n`;

/**
 * [Note: Formulas]
 * Formulas begin with one of these signs, also in full width; spreadsheets pass over blanks and invisible signs before it,
 * and drop a NUL. A tab or a line end at the start moves the cell. An apostrophe before it makes a text of the cell. A
 * program that is set to another separator cuts a cell in the middle, quoted or not: what then stands first has the same
 * apostrophe.
 */
const atStart = /^(?:[\t\r\n]|[\s"\p{C}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u;
const afterCut = /([,;\t\r\n][\s"\p{C}]*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu;

/** A quoted cell that is read as text; see [Note: Formulas]. */
function asText(cell: string): string {
	const plain = cell.replaceAll('\u0000', '');
	const whole = plain.replace(afterCut, "$1'");
	return `"${(atStart.test(plain) ? `'${whole}` : whole).replaceAll('"', '""')}"`;
}
