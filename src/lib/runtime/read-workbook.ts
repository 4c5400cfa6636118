import { err, ok, type Result } from '$lib/base/result';
import { readCsv } from '$lib/domain/service-csv';
import { sheetSize, type CellValue, type Sheet } from '$lib/domain/sheet';
import { openZip, type OpenZip, type ZipProblem } from './open-zip';
import { scanXml } from './scan-xml';
import { dateStyles, dateText } from './sheet-dates';

export type SheetsProblem =
	| ZipProblem
	| { readonly type: 'FileEmpty' }
	| { readonly type: 'FileTooBig' }
	| { readonly type: 'OldExcel' }
	| { readonly type: 'OpenDocument' }
	| { readonly type: 'NotSheets' }
	| { readonly type: 'TooManyCells' };

/** What a file may hold. Forms of this kind are a hundredth of it; a phone can take all of it. */
export const sheetLimits = {
	fileBytes: 5_000_000,
	inflatedBytes: 20_000_000,
	parts: 2000,
	sheets: 50,
	...sheetSize,
	cells: 1_500_000,
	cellCharacters: 32_767,
	characters: 20_000_000
} as const;

/**
 * The tables of an `.xlsx` or `.csv` file, whichever it really is. Goes by the cells that are there, never by the range the
 * file claims. Row numbers are those a spreadsheet shows. Never throws for what a file may hold.
 */
export function readWorkbook(bytes: Uint8Array): Result<readonly Sheet[], SheetsProblem> {
	if (bytes.length === 0) return err({ type: 'FileEmpty' });
	if (bytes.length > sheetLimits.fileBytes) return err({ type: 'FileTooBig' });
	if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return err({ type: isLocked(bytes) ? 'FileLocked' : 'OldExcel' });
	if (startsWith(bytes, [0x50, 0x4b])) return readZipped(bytes);
	const text = textOf(bytes);
	if (text === null) return err({ type: 'NotSheets' });
	return readTables(text);
}

const startsWith = (bytes: Uint8Array, first: readonly number[]): boolean =>
	first.every((byte, index) => bytes[index] === byte);

/** A workbook with a password looks like an old one from outside, and holds a part of this name. */
function isLocked(bytes: Uint8Array): boolean {
	const name = [...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0]);
	for (let at = 0; at + name.length <= bytes.length; at += 1) {
		if (bytes[at] === name[0] && name.every((byte, index) => bytes[at + index] === byte)) return true;
	}
	return false;
}

/** Counts what has been read of the whole file, so that small files cannot unfold into large ones. */
interface Budget {
	cells: number;
	characters: number;
}

const isSpent = (budget: Budget): boolean =>
	budget.cells > sheetLimits.cells || budget.characters > sheetLimits.characters;

const relations = 'xl/_rels/workbook.xml.rels';

function readZipped(bytes: Uint8Array): Result<readonly Sheet[], SheetsProblem> {
	const zip = openZip(bytes, { parts: sheetLimits.parts, bytes: sheetLimits.inflatedBytes });
	if (!zip.ok) return zip;
	if (!zip.value.names.includes('xl/workbook.xml')) {
		const isOpen = zip.value.names.includes('mimetype') && zip.value.names.includes('content.xml');
		return err({ type: isOpen ? 'OpenDocument' : 'NotSheets' });
	}
	const book = partText(zip.value, 'xl/workbook.xml');
	if (!book.ok) return book;
	const links = partText(zip.value, relations);
	if (!links.ok) return links;
	const listed = listSheets(book.value, links.value);
	if (!listed) return err({ type: 'FileBroken' });
	if (listed.sheets.length > sheetLimits.sheets) return err({ type: 'TooManyCells' });
	const strings = partText(zip.value, listed.strings);
	if (!strings.ok) return strings;
	const shared = strings.value === '' ? [] : sharedStrings(strings.value);
	if (!shared) return err({ type: 'FileBroken' });
	const styles = partText(zip.value, listed.styles);
	if (!styles.ok) return styles;
	const written: Written = { shared, dates: dateStyles(styles.value), isFrom1904: listed.isFrom1904 };
	const budget: Budget = { cells: 0, characters: 0 };
	const sheets: Sheet[] = [];
	for (const { name, path } of listed.sheets) {
		const xml = partText(zip.value, path);
		if (!xml.ok) return xml;
		const sheet = xml.value === '' ? null : readSheet(name, xml.value, written, budget);
		if (!sheet) return err({ type: 'FileBroken' });
		if (isSpent(budget)) return err({ type: 'TooManyCells' });
		sheets.push(sheet);
	}
	return ok(sheets);
}

/** The text of a part; empty for one that is not there. */
function partText(zip: OpenZip, name: string): Result<string, SheetsProblem> {
	const part = zip.read(name);
	if (!part.ok) return part;
	if (!part.value) return ok('');
	const text = textOf(part.value);
	return text === null ? err({ type: 'FileBroken' }) : ok(text);
}

interface Listed {
	readonly sheets: readonly { readonly name: string; readonly path: string }[];
	/** The part that holds the texts of the cells, if there is one. */
	readonly strings: string;
	/** The part that says how cells look. */
	readonly styles: string;
	/** Whether days are counted from 1904, as old Macintosh programs do. */
	readonly isFrom1904: boolean;
}

/** What stands elsewhere in the file and says what a cell holds. */
interface Written {
	readonly shared: readonly string[];
	readonly dates: ReadonlySet<number>;
	readonly isFrom1904: boolean;
}

function listSheets(book: string, links: string): Listed | null {
	const pathsById = new Map<string, string>();
	const named: { name: string; id: string }[] = [];
	let [strings, styles, isFrom1904] = ['xl/sharedStrings.xml', 'xl/styles.xml', false];
	const isLinked = scanXml(links, {
		onopen: (tag, attribute) => {
			const [id, target, type] = [attribute('Id'), attribute('Target'), attribute('Type')];
			if (tag !== 'Relationship' || !id || !target) return;
			const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
			if (type?.endsWith('/worksheet')) pathsById.set(id, path);
			if (type?.endsWith('/sharedStrings')) strings = path;
			if (type?.endsWith('/styles')) styles = path;
		},
		onclose: () => undefined,
		ontext: () => undefined
	});
	const isBook = scanXml(book, {
		onopen: (tag, attribute) => {
			if (tag === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attribute('date1904') ?? '');
			if (tag === 'sheet') named.push({ name: attribute('name') ?? '', id: attribute('id') ?? '' });
		},
		onclose: () => undefined,
		ontext: () => undefined
	});
	if (!isLinked || !isBook) return null;
	// What has no table of cells behind it, a chart say, has no path and nothing to read.
	const sheets = named.flatMap(({ name, id }) => {
		const path = pathsById.get(id);
		return path === undefined ? [] : [{ name, path }];
	});
	return { sheets, strings, styles, isFrom1904 };
}

function sharedStrings(xml: string): readonly string[] | null {
	const strings: string[] = [];
	let [text, isText, spoken] = ['', false, 0];
	const isRead = scanXml(xml, {
		onopen: (tag) => {
			if (tag === 'si') text = '';
			if (tag === 'rPh') spoken += 1;
			isText = tag === 't' && spoken === 0;
		},
		onclose: (tag) => {
			if (tag === 'rPh') spoken -= 1;
			if (tag === 'si') strings.push(unescaped(text));
			isText = false;
		},
		ontext: (piece) => {
			if (isText) text += piece;
		}
	});
	return isRead ? strings : null;
}

function readSheet(name: string, xml: string, written: Written, budget: Budget): Sheet | null {
	const rows: CellValue[][] = [];
	let [row, column, kind, style, isCut, hasValue] = [0, 0, 'n', '0', false, false];
	let [value, inline] = ['', ''];
	let [into, spoken]: ['v' | 't' | null, number] = [null, 0];
	const keep = () => {
		const cell = cellOf(kind, style, hasValue ? value : null, inline, written);
		if (cell === null || isSpent(budget)) return;
		if (row > sheetLimits.rows || column > sheetLimits.columns) {
			isCut = true;
			return;
		}
		while (rows.length < row) rows.push([]);
		const cells = rows[row - 1] ?? [];
		budget.cells += Math.max(0, column - cells.length);
		budget.characters += typeof cell === 'string' ? cell.length : 8;
		while (cells.length < column) cells.push(null);
		cells[column - 1] = cell;
	};
	const isRead = scanXml(xml, {
		onopen: (tag, attribute) => {
			into = null;
			if (tag === 'row') {
				row = placeOf(attribute('r')) ?? row + 1;
				column = 0;
			} else if (tag === 'c') {
				const place = /^([A-Z]{1,3})(\d{1,7})$/.exec(attribute('r') ?? '');
				column = place ? columnNumber(place[1] ?? '') : column + 1;
				if (place) row = Number(place[2]);
				kind = attribute('t') ?? 'n';
				style = written.dates.size > 0 ? (attribute('s') ?? '0') : '0';
				[value, inline, hasValue] = ['', '', false];
			} else if (tag === 'v') {
				into = 'v';
				hasValue = true;
			} else if (tag === 'rPh') spoken += 1;
			else if (tag === 't' && spoken === 0) into = 't';
		},
		onclose: (tag) => {
			into = null;
			if (tag === 'rPh') spoken -= 1;
			if (tag === 'c') keep();
		},
		ontext: (text) => {
			if (into === 'v') value += text;
			if (into === 't') inline += text;
		}
	});
	return isRead ? { name, firstRow: 1, rows, isCut } : null;
}

const placeOf = (text: string | null): number | null =>
	text !== null && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;

const columnNumber = (letters: string): number =>
	[...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** Null for an empty cell; a cell that cannot be read keeps its raw text, so that the person sees what stands there. */
function cellOf(kind: string, style: string, value: string | null, inline: string, written: Written): CellValue {
	const { shared, dates, isFrom1904 } = written;
	if (kind === 'inlineStr') return lineOf(unescaped(inline));
	if (value === null || value === '') return null;
	if (kind === 's') return lineOf(shared[Number(value)] ?? value);
	if (kind === 'b') return value === '1' || value === 'true';
	if (kind === 'n') {
		const number = Number(value);
		if (!Number.isFinite(number)) return lineOf(value);
		return dates.has(Number(style)) ? (dateText(number, isFrom1904) ?? number) : number;
	}
	return lineOf(unescaped(value));
}

const lineOf = (text: string): string | null => (text.trim() === '' ? null : text.slice(0, sheetLimits.cellCharacters));

/** Spreadsheets write letters that XML cannot hold as `_x000D_`. */
const unescaped = (text: string): string =>
	text.includes('_x')
		? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code) => String.fromCharCode(parseInt(code, 16)))
		: text;

/** The text in `bytes`, as UTF-8, or UTF-16 where it says so, or else as old office programs wrote; null for no text at all. */
function textOf(bytes: Uint8Array): string | null {
	if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(bytes);
	if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(bytes);
	if (bytes.subarray(0, 4096).includes(0)) return null;
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

const formSheets: ReadonlySet<string> = new Set(['survey', 'choices', 'settings']);
const mostLines = 50_000;

/** A `.csv` is one table, `survey`, or several where the first column names each table above its rows. */
function readTables(text: string): Result<readonly Sheet[], SheetsProblem> {
	let lines = 0;
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
	if (lines > mostLines) return err({ type: 'TooManyCells' });
	const read = readCsv(text);
	if (!read.ok || read.value.some(({ isBroken }) => isBroken)) return err({ type: 'FileBroken' });
	if (read.value.length === 0) return err({ type: 'FileEmpty' });
	// Web pages and data files are text too, and a reader of commas finds rows in anything.
	if (/^\s*[<{[%]/.test(text)) return err({ type: 'NotSheets' });
	const hasNames = formSheets.has(read.value[0]?.cells[0]?.trim().toLowerCase() ?? '');
	const sheets: { name: string; firstRow: number; rows: CellValue[][]; isCut: boolean }[] = [];
	const budget: Budget = { cells: 0, characters: 0 };
	for (const { row, cells } of read.value) {
		const [first = ''] = cells;
		if (hasNames && first.trim() !== '') {
			sheets.push({ name: first.trim(), firstRow: row + 1, rows: [], isCut: false });
			continue;
		}
		if (sheets.length === 0) sheets.push({ name: 'survey', firstRow: row, rows: [], isCut: false });
		const sheet = sheets.at(-1);
		if (!sheet) continue;
		const own = hasNames ? cells.slice(1) : cells;
		const filled = own.reduce((last, cell, index) => (cell.trim() === '' ? last : index + 1), 0);
		const at = row - sheet.firstRow;
		if (at >= sheetLimits.rows || filled > sheetLimits.columns) sheet.isCut = true;
		if (at >= sheetLimits.rows) continue;
		while (sheet.rows.length < at) sheet.rows.push([]);
		const kept = own.slice(0, Math.min(filled, sheetLimits.columns)).map(lineOf);
		budget.cells += kept.length;
		budget.characters += kept.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
		sheet.rows.push(kept);
	}
	return isSpent(budget) || sheets.length > sheetLimits.sheets ? err({ type: 'TooManyCells' }) : ok(sheets);
}
