import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsEn } from './en';
import { wordsFr } from './fr';
import { normaliseWord } from './normalise';
import { wordsVi } from './vi';

const lists = [
	{
		language: 'French',
		text: wordsFr,
		allowed: /^[a-zàâäçéèêëîïôöùûü]{3,8}$/,
		banned:
			'arme balle couteau police prison sexe viol sang mort dieu drogue dette client bordel patron frontière passeur maladie',
		digest: '3094febb6c6f19d6803ef1bf1a4c6fb9be8cc5757d532434fbf1638842612b0b'
	},
	{
		language: 'English',
		text: wordsEn,
		allowed: /^[a-z]{3,8}$/,
		banned:
			'gun knife bullet police prison sex rape blood death god drug debt client brothel boss border smuggler illness',
		digest: '2ce2ae58e34352db4e870768402c534d08a143cd211d8f85b1c3bc8e25bf5dd7'
	},
	{
		language: 'Vietnamese',
		text: wordsVi,
		allowed: /^[a-zđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ-]{3,14}$/,
		banned:
			'khẩu-súng con-dao công-an cảnh-sát nhà-tù tình-dục bạo-lực thần-chết ma-túy món-nợ biên-giới ông-chủ bệnh-tật',
		digest: '4d1908cff34f97fcbfb5187f5789dbc31400f1ecf8df26e580aeae568edf0c28'
	}
] as const;

describe.each(lists)('the $language words', ({ text, allowed, banned, digest }) => {
	const words = text.split(' ');
	const typed = words.map(normaliseWord);

	it('are exactly 1024, so each is worth ten bits', () => {
		expect(words).toHaveLength(1024);
	});

	it('stay distinct when typed without accents', () => {
		expect(new Set(typed).size).toBe(typed.length);
	});

	it('use only letters a keyboard of the language has, and stay short', () => {
		expect(words.filter((word) => !allowed.test(word))).toEqual([]);
	});

	it('keep one stored spelling per letter', () => {
		expect(text.normalize('NFC')).toBe(text);
	});

	it('never become one another by changing, adding or losing the last letter', () => {
		const wordByStem = new Map<string, string>();
		const clashes: string[] = [];
		for (const word of typed) {
			const stem = word.slice(0, -1);
			const other = wordByStem.get(stem);
			if (other !== undefined) clashes.push(`${other} ${word}`);
			wordByStem.set(stem, word);
		}
		const known = new Set(typed);
		clashes.push(...typed.filter((word) => known.has(word.slice(0, -1))));
		expect(clashes).toEqual([]);
	});

	it('hold none of the words that could hurt', () => {
		const unwanted = new Set(banned.split(' ').map(normaliseWord));
		expect(typed.filter((word) => unwanted.has(word))).toEqual([]);
	});

	it('have not moved since secrets were first given out', () => {
		expect(createHash('sha256').update(text).digest('hex')).toBe(digest);
	});

	it('are recognised however they are typed', () => {
		fc.assert(
			fc.property(fc.constantFrom(...words), fc.constantFrom('NFC', 'NFD'), fc.boolean(), (word, form, isUpper) => {
				const spaced = ` ${word.replace('-', ' - ')} `.normalize(form);
				expect(normaliseWord(isUpper ? spaced.toUpperCase() : spaced)).toBe(normaliseWord(word));
			})
		);
	});
});

it('Vietnamese words are two syllables each, so a phrase typed with spaces cuts one way', () => {
	expect(wordsVi.split(' ').filter((word) => normaliseWord(word).split('-').length !== 2)).toEqual([]);
});

describe('normaliseWord', () => {
	it('gives one spelling to one word', () => {
		expect(normaliseWord('  Đom   Đóm ')).toBe('dom-dom');
		expect(normaliseWord('cà–phê')).toBe('ca-phe');
		expect(normaliseWord('ÉTOILE')).toBe('etoile');
	});

	it('returns an empty string when nothing was typed', () => {
		expect(normaliseWord(' \t- ')).toBe('');
	});

	it('changes nothing the second time', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.string({ unit: fc.constantFrom(' ', '-', '–', '\u0301', 'đ', 'Đ', 'e', 'É', '\u00a0') })
		);
		fc.assert(fc.property(text, (typed) => normaliseWord(normaliseWord(typed)) === normaliseWord(typed)));
	});
});
