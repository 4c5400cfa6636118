import { strToU8, zipSync, type Zippable } from 'fflate';

/** A table to be written. */
export interface SheetToWrite {
	readonly name: string;
	readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/**
 * The bytes of an `.xlsx` file with these tables, in this order. Texts are stored as texts whatever they begin with, so none
 * can become a formula. Names of sheets are cut to what spreadsheets allow. The same tables give the same bytes: neither
 * the hour nor the device is written down. Throws a RangeError without sheets.
 */
export function writeWorkbook(sheets: readonly SheetToWrite[]): Uint8Array<ArrayBuffer> {
	if (sheets.length === 0) throw new RangeError('A workbook has at least one sheet');
	const names = sheetNames(sheets);
	const parts: Zippable = {
		'[Content_Types].xml': strToU8(contentTypes(sheets.length)),
		'_rels/.rels': strToU8(relationships([['officeDocument', 'xl/workbook.xml']])),
		'xl/workbook.xml': strToU8(workbook(names)),
		'xl/_rels/workbook.xml.rels': strToU8(
			relationships([
				...names.map((_name, index): Relation => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
				['styles', 'styles.xml']
			])
		),
		'xl/styles.xml': strToU8(styles)
	};
	for (const [index, sheet] of sheets.entries())
		parts[`xl/worksheets/sheet${index + 1}.xml`] = strToU8(tableXml(sheet));
	const bytes = zipSync(parts, { level: 6, mtime: '1980-01-01T00:00:00' });
	// fflate allocates it here, plainly; its types leave that open.
	return bytes as Uint8Array<ArrayBuffer>;
}

type Relation = readonly [kind: string, target: string];

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packed = 'http://schemas.openxmlformats.org/package/2006';
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const contentTypes = (count: number): string => {
	const sheet = (index: number) =>
		`<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${kind}.worksheet+xml"/>`;
	return `${head}<Types xmlns="${packed}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/>${Array.from({ length: count }, (_none, index) => sheet(index)).join('')}</Types>`;
};

const relationships = (relations: readonly Relation[]): string => {
	const lines = relations.map(
		([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`
	);
	return `${head}<Relationships xmlns="${packed}/relationships">${lines.join('')}</Relationships>`;
};

const workbook = (names: readonly string[]): string => {
	const sheets = names.map(
		(name, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`
	);
	return `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.join('')}</sheets></workbook>`;
};

/** The least a spreadsheet wants before it opens a file without complaint. */
const styles = `${head}<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>`;

function tableXml({ rows }: SheetToWrite): string {
	const lines = rows.map((cells, at) => {
		const filled = cells.map((cell, column) => cellXml(cell, `${columnName(column)}${at + 1}`)).join('');
		return filled === '' ? '' : `<row r="${at + 1}">${filled}</row>`;
	});
	return `${head}<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function cellXml(cell: string | number | boolean | null, place: string): string {
	if (cell === null || cell === '' || (typeof cell === 'number' && !Number.isFinite(cell))) return '';
	if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
	if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`;
	return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell.slice(0, 32_767))}</t></is></c>`;
}

function columnName(column: number): string {
	const letter = String.fromCharCode(65 + (column % 26));
	return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

const escaped = (text: string): string =>
	text
		.replace(/_x[0-9A-Fa-f]{4}_/g, (code) => `_x005F${code}`)
		.replace(unwritable, '')
		.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
		// A bare return would be read as a line feed.
		.replace(/\r/g, '&#13;');

/** What XML 1.0 cannot hold in any form, halves of characters among them. */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Names as spreadsheets allow them: 31 characters, none of seven signs, each once. */
function sheetNames(sheets: readonly SheetToWrite[]): readonly string[] {
	const taken = new Set<string>();
	return sheets.map(({ name }, index) => {
		const plain = name
			.replace(/[[\]:*?/\\]/g, ' ')
			.replace(/^'|'$/g, ' ')
			.trim()
			.slice(0, 31);
		const free = plain === '' || taken.has(plain.toLowerCase()) ? `${plain.slice(0, 25)} ${index + 1}`.trim() : plain;
		taken.add(free.toLowerCase());
		return free;
	});
}
