import type * as z from 'zod/mini';
import type { Row } from './ledger';

/**
 * One line of text as we keep it: NFC, no control or direction-override characters, single spaces, trimmed. Empty when
 * nothing in it can be seen.
 */
export const cleanLine = (text: string): string => {
	const line = text.replace(/\s+/gu, ' ').replace(UNSEEN, '').replace(/ {2,}/g, ' ').trim().normalize('NFC');
	return SEEN.test(line) ? line : '';
};

/** Several lines as we keep them: like `cleanLine`, but line breaks stay and nothing is trimmed while it is typed. */
export const cleanLines = (text: string): string =>
	text
		.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
		.replace(/\t/g, ' ')
		.split('\n')
		.map((line) => line.replace(UNSEEN, ''))
		.join('\n')
		.normalize('NFC');

/**
 * True for what looks like a phone number (seven digits or more, in any script, whatever stands between them), an e-mail
 * address, a name in a network (`@hoa`) or a web address. Nothing in Cercle may lead to a person, so names that look like
 * this are refused. Days, years and hours are let through: groups are called after them.
 */
export function isLikelyContact(text: string): boolean {
	const plain = text.normalize('NFKC').replace(/[\p{Cf}\p{Cc}\p{M}]/gu, '');
	if (/[@＠]\s?[\p{L}\p{N}_.]{2}/u.test(plain) || ADDRESS_SPELT.test(plain) || WEB.test(plain)) return true;
	return (plain.match(DIGIT_RUN) ?? []).some((run) => !DAYS_OR_HOURS.test(latinDigits(run)));
}

/**
 * True for what reads like a first and a last name: two or more capitalised words, or a Vietnamese family name before
 * another word however it is written. Only a warning: it may be wrong. Vietnamese names of things are not warned of
 * (`Hoa Mai` is apricot blossom): there the word for the thing comes first, where a person has the family name.
 */
export function isLikelyFullName(text: string): boolean {
	const words = cleanLine(text).split(' ');
	const [first = ''] = words;
	if (words.length < 2) return false;
	if (vietnameseFamilyNames.has(first.toLowerCase())) return true;
	if (words.length === 2 && vietnameseThings.has(first.toLowerCase())) return false;
	return words.filter((word) => /^\p{Lu}[\p{L}\p{M}]/u.test(word)).length >= 2;
}

/** Controls, halves of characters, invisible marks that hide text, tags, and the marks that turn reading direction round. */
const UNSEEN = /[\p{Cc}\p{Cs}\u00AD\u200B\u2028\u2029\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
/** Something that puts ink on the screen. The named ones are letters by their class and blank by their shape. */
const SEEN = /[^\p{C}\p{Z}\p{M}\u115F\u1160\u2800\u3164\uFFA0]/u;

const ADDRESS_SPELT =
	/[([{]\s?(?:at|arobase|a)\s?[)\]}]|\s(?:at|arobase)\s\S{1,60}\s?(?:\.|\s(?:dot|point|chấm|cham)\s)\s?\p{L}{2}/iu;
const WEB = /https?:|www\.|[\p{L}\p{N}-]\.(?:com|net|org|me|fr|vn|io|info|gg|be|ch|ca)(?![\p{L}\p{N}])/iu;
const DIGIT_RUN = /\p{Nd}(?:[^\p{L}\p{Nd}]{0,5}\p{Nd}){6,}/gu;
const DAYS_OR_HOURS =
	/^(?:(?:19|20)\d\d\s?[^\d\s]\s?(?:19|20)\d\d|(?:19|20)\d\d[-/.](?:0?\d|1[0-2])[-/.][0-3]?\d|[0-3]?\d[-/. ](?:0?\d|1[0-2])[-/. ](?:19|20)\d\d|[0-2]?\d:[0-5]\d\s?[^\d\s]\s?[0-2]?\d:[0-5]\d)$/u;

/** The digits of any script as 0 to 9: in Unicode every script has its ten digits in a row. */
const latinDigits = (text: string): string =>
	text.replace(/\p{Nd}/gu, (digit) => {
		let zero = digit.codePointAt(0) ?? 0;
		const code = zero;
		while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
		return String(code - zero);
	});

const vietnameseFamilyNames: ReadonlySet<string> = new Set(
	'nguyễn nguyen trần tran lê phạm pham huỳnh huynh phan vũ võ đặng bùi đỗ ngô dương trịnh'.normalize('NFC').split(' ')
);
const vietnameseThings: ReadonlySet<string> = new Set(
	'hoa sao bé cô chị anh em chú bác mùa'.normalize('NFC').split(' ')
);

/**
 * Reads rows as the schema says, once per row object: rows are replaced when they change, so identity is the cache key.
 * Returns undefined for no row, and for one that does not fit (half written by a newer app, say): it is kept, only not
 * shown.
 */
export function typedView<S extends z.ZodMiniType>(schema: S): (row: Row | undefined) => z.infer<S> | undefined {
	const seen = new WeakMap<Row, z.infer<S> | undefined>();
	return (row) => {
		if (!row) return undefined;
		if (seen.has(row)) return seen.get(row);
		const parsed = schema.safeParse({ ...row.fields, id: row.id });
		const view = parsed.success ? parsed.data : undefined;
		seen.set(row, view);
		return view;
	};
}
