/**
 * Finding words however they were typed: without the tone marks and đ of Vietnamese, without the vowel signs of Arabic and
 * whichever form of its letters, in small or capital letters. Both what is looked for and what is looked through are
 * folded, so that either may have the signs or not.
 */

/** A text as it is compared. Folding a folded text changes nothing. */
export function foldText(text: string): string {
	const plain = isAscii.test(text)
		? text.toLowerCase()
		: text
				.normalize('NFKD')
				.replace(signs, '')
				.toLowerCase()
				.normalize('NFKD')
				.replace(signs, '')
				.replace(likeAnother, other);
	return plain.replace(blanks, ' ').trim();
}

/** What is looked for, as words that may stand anywhere and in any order; none for an empty text. */
export const searchWords = (query: string): readonly string[] =>
	foldText(query)
		.split(' ')
		.filter((word) => word !== '');

/** Whether a text that was folded holds every word; true for no words. */
export const holdsWords = (folded: string, words: readonly string[]): boolean =>
	words.every((word) => folded.includes(word));

/** Letters that are read as another: what decomposition leaves apart. */
const readAs: { readonly [letter: string]: string | undefined } = {
	đ: 'd',
	ð: 'd',
	ı: 'i',
	ł: 'l',
	ø: 'o',
	æ: 'ae',
	œ: 'oe',
	ß: 'ss',
	// Alef wasla, yeh without dots and the Persian yeh, teh marbuta, Persian kaf, hamza alone.
	ٱ: 'ا',
	ى: 'ي',
	ی: 'ي',
	ة: 'ه',
	ک: 'ك',
	ء: ''
};
const likeAnother = new RegExp(`[${Object.keys(readAs).join('')}٠-٩۰-۹]`, 'gu');

/** Digits of Arabic and Persian are ten in a row, the last of them by their code ending in 9. */
const other = (letter: string): string => readAs[letter] ?? String((letter.codePointAt(0) ?? 0) & 0xf);

/** Tone marks, vowel signs, hamza above and below, the stroke that lengthens a word, and marks without width. */
const signs = /[\p{Mn}\p{Me}\p{Cf}ـ]/gu;
const blanks = /\s+/gu;
const isAscii = /^[\0-\x7f]*$/;
