import { err, ok, type Result } from '$lib/base/result';

/** One record of a table. */
export interface CsvRow {
	/** As a spreadsheet counts: the headings are row 1, and a record over several lines is one row. */
	readonly row: number;
	readonly cells: readonly string[];
	/** True when something stands behind a closing quote: where its cells end cannot be known. */
	readonly isBroken: boolean;
}

/** A quote was opened and never closed: everything behind it would be one cell. */
export interface QuoteOpen {
	readonly type: 'QuoteOpen';
	readonly row: number;
}

/**
 * Reads comma-separated values as RFC 4180 has them, also with semicolons or tabs, as spreadsheets of many countries write
 * them. Cells are given as they are, markup and formulas too. Records of blanks only are passed over, but counted.
 */
export function readCsv(text: string): Result<readonly CsvRow[], QuoteOpen> {
	const mark = separatorOf(text);
	const rows: CsvRow[] = [];
	let [at, row] = [0, 1];
	while (at < text.length) {
		const cells: string[] = [];
		let isBroken = false;
		for (;;) {
			// Blanks between a comma and a quote are no part of the cell, whoever put them there.
			const quote = afterBlanks(text, at);
			const isQuoted = text[quote] === '"';
			const cell = isQuoted ? quotedCell(text, quote) : plainCell(text, at, mark);
			if (!cell) return err({ type: 'QuoteOpen', row });
			cells.push(cell.value);
			at = isQuoted ? afterBlanks(text, cell.end) : cell.end;
			const isEnd = at >= text.length || text[at] === '\n' || text[at] === '\r';
			if (!isEnd && text[at] !== mark) {
				isBroken = true;
				at = plainCell(text, at, mark).end;
			}
			if (text[at] !== mark) break;
			at += 1;
		}
		if (text[at] === '\r') at += 1;
		if (text[at] === '\n') at += 1;
		if (cells.some((cell) => cell.trim() !== '')) rows.push({ row, cells, isBroken });
		row += 1;
	}
	return ok(rows);
}

interface Cell {
	readonly value: string;
	readonly end: number;
}

function afterBlanks(text: string, start: number): number {
	let at = start;
	while (text[at] === ' ') at += 1;
	return at;
}

function quotedCell(text: string, start: number): Cell | null {
	let value = '';
	let from = start + 1;
	for (;;) {
		const quote = text.indexOf('"', from);
		if (quote < 0) return null;
		value += text.slice(from, quote);
		if (text[quote + 1] !== '"') return { value, end: quote + 1 };
		value += '"';
		from = quote + 2;
	}
}

function plainCell(text: string, start: number, mark: string): Cell {
	let end = start;
	while (end < text.length && text[end] !== mark && text[end] !== '\n' && text[end] !== '\r') end += 1;
	return { value: text.slice(start, end), end };
}

/** The sign that parts the headings most often: those of the first line that has any, since a title may stand above them. */
function separatorOf(text: string): string {
	const lines = text.slice(0, 20_000).split(/\r\n?|\n/, 20);
	const headings = lines.map((line) => line.replace(/"[^"]*"/g, '')).find((line) => /[,;\t]/.test(line)) ?? '';
	const count = (sign: string) => headings.split(sign).length;
	return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
