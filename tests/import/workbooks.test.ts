import { zipSync, strToU8, type Zippable } from 'fflate';
import fc from 'fast-check';
import writeXlsx from 'write-excel-file/universal';
import readXlsx from 'read-excel-file/universal';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '$lib/runtime/read-workbook';
import { writeWorkbook } from '$lib/runtime/write-workbook';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A workbook of one sheet with this XML in it, and perhaps other parts. */
const workbook = (sheet: string, more: Zippable = {}): Uint8Array =>
	zipSync({
		'xl/workbook.xml': strToU8(
			`<workbook xmlns="${main}" xmlns:r="r"><sheets><sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>`
		),
		'xl/_rels/workbook.xml.rels': strToU8(
			'<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
		),
		'xl/worksheets/sheet1.xml': strToU8(sheet),
		...more
	});

const sheetXml = (rows: string, dimension = 'A1') =>
	`<?xml version="1.0"?><worksheet xmlns="${main}"><dimension ref="${dimension}"/><sheetData>${rows}</sheetData></worksheet>`;

const problemOf = (bytes: Uint8Array): string => {
	const read = readWorkbook(bytes);
	return read.ok ? 'read' : read.error.type;
};

const rowsOf = (bytes: Uint8Array) => {
	const read = readWorkbook(bytes);
	if (!read.ok) throw new Error(read.error.type);
	return read.value[0]?.rows;
};

/** Milliseconds that `act` takes. */
const timeOf = (act: () => void): number => {
	const start = performance.now();
	act();
	return performance.now() - start;
};

describe('what a workbook holds', () => {
	it('reads what another writer wrote, texts that look like formulas too', async () => {
		const cell = (value: string) => ({ value, type: String });
		const blob = await writeXlsx([
			[cell('type'), cell('=1+1')],
			[null, { value: 2.5, type: Number }, { value: false, type: Boolean }]
		]).toBlob();
		expect(rowsOf(new Uint8Array(await blob.arrayBuffer()))).toEqual([
			['type', '=1+1'],
			[null, 2.5, false]
		]);
	});

	it('writes what another reader reads, and what our own reads', async () => {
		const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((line) => line.trim() !== '');
		const writable = text.filter((line) => !/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(line));
		const cell = fc.oneof(
			writable,
			fc.constantFrom('=1+1', '@SUM(A1)', '_x000D_', '-5', '<b>&amp;</b>'),
			fc.integer(),
			fc.boolean()
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
				async (rows) => {
					const bytes = writeWorkbook([{ name: 'survey', rows }]);
					expect(rowsOf(bytes)).toEqual(rows);
					const [other] = await readXlsx(new Blob([bytes]), { trim: false });
					const width = Math.max(...rows.map(({ length }) => length));
					expect(other?.data).toEqual(rows.map((row) => [...row, ...new Array<null>(width - row.length).fill(null)]));
				}
			),
			{ numRuns: 40 }
		);
	});

	it('writes the same bytes for the same tables, at whatever hour', async () => {
		const tables = [
			{ name: 'a/b', rows: [['x']] },
			{ name: 'A B', rows: [] }
		];
		const first = writeWorkbook(tables);
		await new Promise((settle) => setTimeout(settle, 5));
		expect(writeWorkbook(tables)).toEqual(first);
		const read = readWorkbook(first);
		expect(read.ok && read.value.map(({ name }) => name)).toEqual(['a b', 'A B 2']);
	});

	it('counts rows as the spreadsheet shows them, empty ones too', () => {
		expect(rowsOf(workbook(sheetXml('<row r="3"><c r="B3" t="inlineStr"><is><t>x</t></is></c></row>')))).toEqual([
			[],
			[],
			[null, 'x']
		]);
	});

	it('reads cells and rows without addresses, prefixed tags and texts in pieces', () => {
		const rows =
			'<x:row><x:c t="inlineStr"><x:is><x:r><x:t>a</x:t></x:r><x:r><x:t>b</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c><x:c t="b"><x:v>1</x:v></x:c></x:row>';
		expect(rowsOf(workbook(sheetXml(rows)))).toEqual([['ab', true]]);
	});
});

describe('cells that look otherwise than they are stored', () => {
	const styles = strToU8(
		`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="0.0&quot; days&quot;"/></numFmts>` +
			'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
			'<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>'
	);
	const row = (cells: string) => `<row r="1">${cells}</row>`;

	it('gives a day as a day, and a number that only has words beside it as a number', () => {
		const cells = ['<c s="1"><v>45443</v></c>', '<c s="2"><v>59</v></c>', '<c s="3"><v>45443</v></c>'].join('');
		const hours = '<c s="4"><v>45443.5</v></c><c s="4"><v>0.25</v></c><c><v>45443</v></c><c s="1"><v>-3</v></c>';
		expect(rowsOf(workbook(sheetXml(row(cells + hours)), { 'xl/styles.xml': styles }))).toEqual([
			['2024-05-31', '1900-02-28', 45443, '2024-05-31T12:00:00', '06:00:00', 45443, -3]
		]);
	});

	it('counts days from 1904 where the file says so', () => {
		const book = `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="survey" r:id="rId1"/></sheets></workbook>`;
		const parts = { 'xl/styles.xml': styles, 'xl/workbook.xml': strToU8(book) };
		expect(rowsOf(workbook(sheetXml(row('<c s="1"><v>43981</v></c>')), parts))).toEqual([['2024-05-31']]);
	});

	it('reads what a formula came to, also one that others share', () => {
		const cells =
			'<c t="str"><f t="shared" ref="A1:B1" si="0">A2&amp;"x"</f><v>one</v></c><c t="str"><f t="shared" si="0"/><v>two</v></c>' +
			'<c><f>1+1</f><v>2</v></c><c><f>SUM(A1)</f></c><c t="e"><v>#REF!</v></c>';
		expect(rowsOf(workbook(sheetXml(row(cells))))).toEqual([['one', 'two', 2, null, '#REF!']]);
	});

	it('reads merged cells where they begin, and sheets that are hidden', () => {
		const xml = `<worksheet><sheetData>${row('<c r="A1" t="inlineStr"><is><t>type</t></is></c><c r="B1"/>')}</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>`;
		const book =
			'<workbook xmlns:r="r"><sheets><sheet name=" Survey " state="veryHidden" r:id="rId1"/></sheets></workbook>';
		const read = readWorkbook(workbook(xml, { 'xl/workbook.xml': strToU8(book) }));
		expect(read.ok && read.value).toEqual([{ name: ' Survey ', firstRow: 1, rows: [['type']], isCut: false }]);
	});
});

describe('hostile workbooks', () => {
	it('does not care how large a range the file claims', () => {
		const bytes = workbook(sheetXml('<row r="1"><c r="A1"><v>1</v></c></row>', 'A1:AMJ1048576'));
		expect(timeOf(() => expect(rowsOf(bytes)).toEqual([[1]]))).toBeLessThan(500);
	});

	it('says that it cut a sheet whose last cell lies at the end of the world', () => {
		const read = readWorkbook(workbook(sheetXml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')));
		expect(read.ok && read.value[0]).toEqual({ name: 'survey', firstRow: 1, rows: [], isCut: true });
	});

	it('passes over ten thousand empty rows with styles', () => {
		const rows = Array.from(
			{ length: 10_000 },
			(_none, at) => `<row r="${at + 1}"><c r="A${at + 1}" s="1"/></row>`
		).join('');
		expect(rowsOf(workbook(sheetXml(rows)))).toEqual([]);
	});

	it('refuses a bomb by what it declares, before anything is unpacked', () => {
		const bytes = workbook('x', { 'xl/media/zeros.xml': new Uint8Array(21_000_000) });
		expect(timeOf(() => expect(problemOf(bytes)).toBe('TooBigInside'))).toBeLessThan(500);
	});

	it('stops a bomb that lies about its size while it unpacks', () => {
		const bytes = workbook(' '.repeat(60_000_000));
		const list = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		for (let at = 0; at + 46 < bytes.length; at += 1) {
			// Both the list and the part itself claim ten bytes.
			if (list.getUint32(at, true) === 0x02014b50 && list.getUint32(at + 24, true) > 1e6)
				list.setUint32(at + 24, 10, true);
			if (list.getUint32(at, true) === 0x04034b50 && list.getUint32(at + 22, true) > 1e6)
				list.setUint32(at + 22, 10, true);
		}
		expect(timeOf(() => expect(problemOf(bytes)).toBe('TooBigInside'))).toBeLessThan(2000);
	});

	it('refuses one text that a million cells repeat', () => {
		const shared = `<sst><si><t>${'x'.repeat(30_000)}</t></si></sst>`;
		const rows = Array.from(
			{ length: 2000 },
			(_none, at) => `<row r="${at + 1}"><c r="A${at + 1}" t="s"><v>0</v></c></row>`
		).join('');
		expect(problemOf(workbook(sheetXml(rows), { 'xl/sharedStrings.xml': strToU8(shared) }))).toBe('TooManyCells');
	});

	it('refuses too many parts, parts that climb out, and packed files in packed files', () => {
		const many = Object.fromEntries(Array.from({ length: 2001 }, (_none, at) => [`p${at}.xml`, strToU8('x')]));
		expect(problemOf(workbook('x', many))).toBe('TooManyParts');
		for (const name of [
			'../evil.xml',
			'/etc/passwd',
			'xl\\..\\x.xml',
			'C:x.xml',
			'inner.zip',
			'xl/embeddings/book.xlsx'
		])
			expect(problemOf(workbook('x', { [name]: strToU8('x') })), name).toBe('FileUnsafe');
	});

	it('does not declare or fetch anything for XML', () => {
		const xml = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${sheetXml('<row><c t="inlineStr"><is><t>&b;</t></is></c></row>')}`;
		expect(problemOf(workbook(xml))).toBe('FileBroken');
		const unknown = sheetXml('<row><c t="inlineStr"><is><t>&b;&#x41;&#99999999;</t></is></c></row>');
		expect(rowsOf(workbook(unknown))).toEqual([['&b;A&#99999999;']]);
	});

	it('never throws for broken bytes, and never takes long', () => {
		const good = writeWorkbook([
			{
				name: 'survey',
				rows: [
					['type', 'name', 'label'],
					['note', 'a', 'A']
				]
			}
		]);
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
				(changes) => {
					const bytes = good.slice();
					for (const [at, byte] of changes) bytes[at] = byte;
					expect(timeOf(() => readWorkbook(bytes))).toBeLessThan(2000);
				}
			),
			{ numRuns: 300 }
		);
		fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readWorkbook(bytes)));
		fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void readWorkbook(strToU8(text))));
		fc.assert(
			fc.property(
				fc.string({
					unit: fc.constantFrom('<', '>', 'a', '/', '"', '=', ' ', '!', '-', '[', '&', ';', '?'),
					maxLength: 60
				}),
				(xml) => void readWorkbook(workbook(xml))
			)
		);
	});
});

describe('other files', () => {
	it('names what it was given', () => {
		const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(600)]);
		expect(problemOf(old)).toBe('OldExcel');
		const locked = new Uint8Array([...old, ...[...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0])]);
		expect(problemOf(locked)).toBe('FileLocked');
		expect(
			problemOf(
				zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'), 'content.xml': strToU8('<a/>') })
			)
		).toBe('OpenDocument');
		expect(problemOf(zipSync({ 'word/document.xml': strToU8('<a/>') }))).toBe('NotSheets');
		expect(problemOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]))).toBe('NotSheets');
		expect(problemOf(strToU8('%PDF-1.7 …'))).toBe('NotSheets');
		expect(problemOf(strToU8('{"resourceType":"Questionnaire"}'))).toBe('NotSheets');
		expect(problemOf(new Uint8Array())).toBe('FileEmpty');
		expect(problemOf(new Uint8Array(5_000_001))).toBe('FileTooBig');
	});

	it('refuses a part with a password', () => {
		const bytes = workbook('x');
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		for (let at = 0; at + 46 < bytes.length; at += 1)
			if (view.getUint32(at, true) === 0x02014b50) view.setUint16(at + 8, 1, true);
		expect(problemOf(bytes)).toBe('FileLocked');
	});

	it('reads a csv as one table, or as several that the first column names', () => {
		const one = readWorkbook(strToU8('\uFEFFtype;name;label\r\nnote;a;"é ; ""x"""\r\n'));
		expect(one.ok && one.value).toEqual([
			{
				name: 'survey',
				firstRow: 1,
				isCut: false,
				rows: [
					['type', 'name', 'label'],
					['note', 'a', 'é ; "x"']
				]
			}
		]);
		const more = readWorkbook(strToU8('"survey",,\n,type,name\n\n,note,a\nchoices,,\n,list_name,name\n'));
		expect(more.ok && more.value).toEqual([
			{ name: 'survey', firstRow: 2, isCut: false, rows: [['type', 'name'], [], ['note', 'a']] },
			{ name: 'choices', firstRow: 6, isCut: false, rows: [['list_name', 'name']] }
		]);
	});

	it('reads a csv with blanks before its quotes', () => {
		expect(rowsOf(strToU8('"type" , "label"\nnote, "one, ""two""" \n'))).toEqual([
			['type', 'label'],
			['note', 'one, "two"']
		]);
	});

	it('reads a csv that old office programs wrote', () => {
		expect(rowsOf(new Uint8Array([...strToU8('type,label\nnote,d'), 0xe9, 0x6a, 0xe0]))).toEqual([
			['type', 'label'],
			['note', 'déjà']
		]);
	});

	it('refuses a csv of a million lines, and one with an open quote', () => {
		expect(timeOf(() => expect(problemOf(strToU8('a\n'.repeat(1_000_000)))).toBe('TooManyCells'))).toBeLessThan(500);
		expect(problemOf(strToU8('type,"name\nnote,a'))).toBe('FileBroken');
	});
});
