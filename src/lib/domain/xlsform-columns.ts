import { questionnaireLimits, type Texts } from './questionnaire';
import { cellText, type CellValue, type Sheet } from './sheet';
import type { ImportCode, ImportLevel, ImportMessage } from './xlsform';

/** Where messages are put while a form is read. */
export interface Telling {
	readonly tell: (
		level: ImportLevel,
		what: ImportCode,
		place: { readonly sheet: string; readonly row?: number; readonly column?: string },
		params?: ImportMessage['params']
	) => void;
}

/** A row under its headings. */
export interface FormRow {
	readonly row: number;
	/** The text of a column by its plain name; empty where nothing stands. */
	readonly text: (column: string) => string;
	/** The words of a column by language; undefined without any. */
	readonly texts: (column: string) => Texts | undefined;
}

/** What a sheet may hold, by plain names: with words in languages, without, and known but not taken. */
interface Columns {
	readonly worded: ReadonlySet<string>;
	readonly plain: ReadonlySet<string>;
	readonly leftOut: ReadonlySet<string>;
	readonly aliases: ReadonlyMap<string, string>;
}

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const columnsOf: Readonly<Record<'survey' | 'choices' | 'settings', Columns>> = {
	survey: {
		worded: names('label hint'),
		plain: names('type name relevant constraint calculation appearance parameters choice_filter disabled'),
		leftOut: names(
			'constraint_message required_message guidance_hint default read_only readonly repeat_count image big-image audio video media autoplay trigger intent save_to body bind instance note query rows accuracythreshold'
		),
		aliases: new Map([
			['caption', 'label'],
			['command', 'type'],
			['tag', 'name'],
			['value', 'name'],
			['relevance', 'relevant'],
			['bind::relevant', 'relevant'],
			['bind::constraint', 'constraint'],
			['bind::calculate', 'calculation'],
			['calculate', 'calculation'],
			['control::appearance', 'appearance'],
			['bind::required', 'required']
		])
	},
	choices: {
		worded: names('label'),
		plain: names('list_name name score weight ordinal_value'),
		leftOut: names('image big-image audio video media geometry'),
		aliases: new Map([
			['list', 'list_name'],
			['value', 'name'],
			['caption', 'label']
		])
	},
	settings: {
		worded: names('form_title'),
		plain: names('form_id version default_language style source licence'),
		leftOut: names(
			'public_key submission_url auto_send auto_delete instance_name allow_choice_duplicates omit_instanceid clean_text_values add_none_option namespaces attribute sms_keyword client_editable'
		),
		aliases: new Map([
			['title', 'form_title'],
			['set_form_title', 'form_title'],
			['id_string', 'form_id'],
			['set_form_id', 'form_id']
		])
	}
};

/** Most languages one form may have. */
const mostLanguages = questionnaireLimits.languages;

/** True when words are longer than a questionnaire may hold, in any language. */
export const isTooLong = (texts: Texts | undefined): boolean =>
	Object.values(texts ?? {}).some((words) => words.length > questionnaireLimits.characters);

/**
 * The rows of a sheet under its headings. Says which columns are not taken and why; those with nothing in them are passed
 * over. `languages` collects the languages of the words, in the order of the columns; `fallback` is that of a bare `label`.
 */
export function rowsUnderHeadings(
	kind: 'survey' | 'choices' | 'settings',
	sheet: Sheet,
	fallback: string,
	languages: Set<string>,
	{ tell }: Telling
): readonly FormRow[] {
	const known = columnsOf[kind];
	const first = sheet.rows.findIndex(isFilled);
	const found = headingsAt(kind, sheet);
	if (found < 0 && kind === 'survey') tell('error', 'no-headings', { sheet: sheet.name }, { column: needed.survey });
	const at = found < 0 ? first : found;
	for (let above = first; above < at; above += 1)
		if (isFilled(sheet.rows[above] ?? []))
			tell('left-out', 'above-headings', { sheet: sheet.name, row: sheet.firstRow + above });
	const headings = sheet.rows[at] ?? [];
	const body = sheet.rows.slice(at + 1);
	const place = { sheet: sheet.name, row: sheet.firstRow + at };
	const plain = new Map<string, number>();
	const worded = new Map<string, Map<string, number>>();
	const width = body.reduce((widest, cells) => Math.max(widest, cells.length), headings.length);
	const filled = filledCounts(body, width);
	for (let column = 0; column < width; column += 1) {
		const heading = cellText(headings[column]);
		const count = filled[column] ?? 0;
		const say = (level: ImportLevel, what: ImportCode) =>
			tell(level, what, { ...place, column: heading }, { column: heading, cells: count });
		if (heading === '') {
			if (count > 0) tell('left-out', 'no-heading', place, { cells: count, number: column + 1 });
			continue;
		}
		const { base, language } = partsOf(heading, known.aliases);
		if (known.plain.has(base) && language === null) {
			if (!plain.has(base)) plain.set(base, column);
			else if (count > 0) say('left-out', 'column-twice');
		} else if (known.worded.has(base)) {
			const tag = language === null ? fallback : languageTag(language);
			const columns = worded.get(base) ?? new Map<string, number>();
			worded.set(base, columns);
			if (columns.has(tag)) {
				if (count > 0) say('left-out', 'column-twice');
			} else if (count === 0) continue;
			else if (!languages.has(tag) && languages.size >= mostLanguages) say('left-out', 'too-many-languages');
			else {
				columns.set(tag, column);
				languages.add(tag);
				if (language !== null && tag.startsWith('x-'))
					tell('note', 'language-named', { ...place, column: heading }, { language, tag });
			}
		} else if (count === 0) continue;
		else if (kind === 'survey' && base === 'required') say('note', 'required-never');
		else if (known.leftOut.has(base)) say('left-out', 'column-left-out');
		else say('left-out', 'column-unknown');
	}
	return body.flatMap((cells, index) => {
		if (!isFilled(cells)) return [];
		const row = place.row + 1 + index;
		const broken = cells.filter(isBroken);
		for (const cell of new Set(broken)) tell('left-out', 'cell-broken', { ...place, row }, { value: cellText(cell) });
		const whole = broken.length > 0 ? cells.map((cell) => (isBroken(cell) ? null : cell)) : cells;
		return [rowOf(whole, row, plain, worded)];
	});
}

const isFilled = (cells: readonly CellValue[]): boolean => cells.some((cell) => cellText(cell) !== '');

/** A heading that every such sheet has. */
const needed = { survey: 'type', choices: 'list_name', settings: null } as const;
const mostAbove = 20;

/** Where the headings stand, since a title may stand above them; -1 where they cannot be told from the rest. */
function headingsAt(kind: keyof typeof needed, sheet: Sheet): number {
	const wanted = needed[kind];
	const { aliases } = columnsOf[kind];
	return sheet.rows
		.slice(0, mostAbove)
		.findIndex((cells) =>
			wanted === null ? isFilled(cells) : cells.some((cell) => partsOf(cellText(cell), aliases).base === wanted)
		);
}

/** What a spreadsheet writes where a formula went wrong. */
const isBroken = (cell: CellValue): boolean =>
	typeof cell === 'string' &&
	/^#(?:REF!|N\/A|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!)$/.test(cell.trim());

function filledCounts(body: Sheet['rows'], width: number): readonly number[] {
	const counts = new Array<number>(width).fill(0);
	for (const cells of body) {
		for (const [column, cell] of cells.entries()) if (cellText(cell) !== '') counts[column] = (counts[column] ?? 0) + 1;
	}
	return counts;
}

const rowOf = (
	cells: readonly CellValue[],
	row: number,
	plain: ReadonlyMap<string, number>,
	worded: ReadonlyMap<string, ReadonlyMap<string, number>>
): FormRow => ({
	row,
	text: (column) => {
		const at = plain.get(column);
		return at === undefined ? '' : cellText(cells[at]);
	},
	texts: (column) => {
		const words = [...(worded.get(column) ?? [])].flatMap(([tag, at]): (readonly [string, string])[] => {
			const text = cellText(cells[at]);
			return text === '' ? [] : [[tag, text]];
		});
		return words.length === 0 ? undefined : Object.fromEntries(words);
	}
});

/** `Label :: English (en)` as `label` and `English (en)`; the language is null where none is named. */
function partsOf(
	heading: string,
	aliases: ReadonlyMap<string, string>
): { readonly base: string; readonly language: string | null } {
	const whole = plainName(heading);
	const bound = aliases.get(whole.replace(/_?:+_?/g, '::'));
	if (bound !== undefined) return { base: bound, language: null };
	const colon = heading.indexOf(':');
	if (colon < 0) return { base: whole, language: null };
	const first = plainName(heading.slice(0, colon));
	const language = heading
		.slice(colon)
		.replace(/^:+\s*/, '')
		.trim();
	return { base: aliases.get(first) ?? first, language: language === '' ? null : language };
}

const plainName = (text: string): string =>
	text
		.trim()
		.toLowerCase()
		.replace(/[\s_]+/g, '_');

const tagForm = /^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}$/;

/** Languages as forms name them, in English and in themselves. */
const tagsByName: ReadonlyMap<string, string> = new Map(
	(
		'english en|anglais en|french fr|français fr|francais fr|vietnamese vi|tiếng_việt vi|vietnamien vi|spanish es|español es|' +
		'arabic ar|العربية ar|portuguese pt|português pt|russian ru|русский ru|chinese zh|中文 zh|german de|deutsch de|italian it|' +
		'italiano it|dutch nl|swahili sw|kiswahili sw|amharic am|አማርኛ am|tigrinya ti|ትግርኛ ti|somali so|soomaali so|hausa ha|yoruba yo|' +
		'igbo ig|lingala ln|wolof wo|fula ff|bambara bm|malagasy mg|khmer km|lao lo|thai th|burmese my|nepali ne|hindi hi|bengali bn|' +
		'bangla bn|urdu ur|persian fa|farsi fa|dari prs|pashto ps|turkish tr|kurdish ku|sorani ckb|kurmanji kmr|indonesian id|' +
		'tagalog tl|filipino fil|haitian ht|haitian_creole ht|kreyòl ht|ukrainian uk|polish pl|romanian ro|albanian sq|georgian ka|hmong hmn'
	)
		.normalize('NFC')
		.split('|')
		.map((pair): [string, string] => {
			const [name = '', tag = ''] = pair.split(' ');
			return [name, tag];
		})
);

/**
 * The tag of a language as a form writes it: from the brackets of `English (en)`, from a tag, or from a name we know. Any
 * other gets a tag of its own that begins with `x-`, the same for the same name.
 */
export function languageTag(written: string): string {
	const name = written.normalize('NFC').trim();
	const bracketed = /\(([^()]+)\)\s*$/.exec(name)?.[1]?.trim().replace(/_/g, '-');
	if (bracketed !== undefined) {
		if (/^x(?:-[A-Za-z0-9]{1,8}){1,4}$/.test(bracketed)) return bracketed;
		const [primary = '', ...rest] = bracketed.split('-');
		const tag = [primary.toLowerCase(), ...rest].join('-');
		if (tagForm.test(tag)) return tag;
	}
	const plain = plainName(name.replace(/\([^()]*\)\s*$/, ''));
	const known = tagsByName.get(plain);
	if (known !== undefined) return known;
	if (/^[A-Z]{2}(?:-|$)/.test(name)) return languageTag(name.slice(0, 2).toLowerCase() + name.slice(2));
	if (tagForm.test(name) || /^x(?:-[A-Za-z0-9]{1,8}){1,4}$/.test(name)) return name;
	return `x-${privateName(plain)}`;
}

/** Up to 16 letters for a name in any script. */
function privateName(name: string): string {
	const letters = name.normalize('NFD').replace(/[^a-z0-9]/g, '');
	if (letters.length >= 2) return `${letters.slice(0, 8)}${letters.length > 8 ? `-${letters.slice(8, 16)}` : ''}`;
	let sum = 7;
	for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 2_147_483_647;
	return sum.toString(36);
}
