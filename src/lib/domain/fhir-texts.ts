import { LanguageTag, questionnaireLimits, type Texts } from './questionnaire';
import { captures, short, structures, type TellFhir } from './fhir';
import { extensionsOf, type Concept } from './fhir-schema';

interface Worded {
	readonly [field: string]: unknown;
}

/** Reads words with their translations; languages are gathered in the order they are met. */
export interface TextReader {
	/** The language of words that stand without one. */
	readonly own: string;
	readonly languages: ReadonlySet<string>;
	/** The words of a field and their translations; undefined for none, or for words that are too long, which is told. */
	readonly texts: (holder: Worded, field: string, linkId: string | null) => Texts | undefined;
	/** Words by the language they are in. */
	readonly designations: (concept: Concept, linkId: string | null) => Texts;
	/** Words in the language of the file, taken as they are. */
	readonly plain: (text: string) => Texts;
}

/** A language as FHIR writes it, in our form; null for none that is known. */
export function fhirLanguage(written: string | undefined): string | null {
	const [primary = '', ...rest] = (written ?? '').trim().replace(/_/g, '-').split('-');
	const tag = [primary.toLowerCase(), ...rest].join('-');
	return LanguageTag.safeParse(tag).success ? tag : null;
}

export function createTextReader(language: string | undefined, tell: TellFhir): TextReader {
	const own = fhirLanguage(language) ?? 'und';
	const languages = new Set<string>();
	const told = new Set<string>();
	if (language !== undefined && own === 'und') tell('note', 'language-unknown', null, { language: short(language) });

	const tagOf = (written: string | undefined): string | null => {
		const tag = fhirLanguage(written);
		const isTaken = tag !== null && (languages.has(tag) || languages.size < questionnaireLimits.languages - 1);
		if (isTaken) return tag;
		const name = short(written ?? '–');
		if (!told.has(name)) tell('left-out', 'language-unknown', null, { language: name });
		told.add(name);
		return null;
	};
	const made = (words: readonly (readonly [string, string])[]): Texts => {
		for (const [tag] of words) languages.add(tag);
		return Object.fromEntries(words);
	};
	const fits = (text: string, linkId: string | null): boolean => {
		if (text.length <= questionnaireLimits.characters) return text !== '';
		tell('left-out', 'text-too-long', linkId, { most: questionnaireLimits.characters, text: short(text) });
		return false;
	};

	return {
		own,
		languages,
		plain: (text) => made([[own, text]]),
		texts(holder, field, linkId) {
			const text = holder[field];
			// "1." or "A)" stands before the words, in every language.
			const before = field === 'text' && typeof holder['prefix'] === 'string' ? `${holder['prefix'].trim()} ` : '';
			if (typeof text !== 'string' || text.trim() === '' || !fits(`${before}${text}`.trim(), linkId)) return undefined;
			const words: [string, string][] = [[own, `${before}${text}`.trim()]];
			const beside = holder[`_${field}`] as { readonly extension?: unknown } | null | undefined; // by the schema
			for (const extension of extensionsOf(beside)) {
				if (extension.url !== translation) {
					tell('note', formattings.has(extension.url) ? 'formatting' : 'extension', linkId, {
						url: short(extension.url)
					});
					continue;
				}
				const parts = extensionsOf(extension);
				const [lang, content] = ['lang', 'content'].map((url) => parts.find((part) => part.url === url));
				const tag = tagOf(lang?.valueCode ?? lang?.valueString);
				const said = (content?.valueString ?? content?.valueMarkdown ?? '').trim();
				if (tag !== null && tag !== own && said !== '' && fits(`${before}${said}`, linkId))
					words.push([tag, `${before}${said}`]);
			}
			return made(words);
		},
		designations(concept, linkId) {
			const words = (concept.designation ?? []).flatMap(({ language: written, value }): [string, string][] => {
				const tag = written === undefined ? null : tagOf(written);
				const said = (value ?? '').trim();
				return tag !== null && tag !== own && fits(said, linkId) ? [[tag, said]] : [];
			});
			// The first of each language: the others are other names of the same.
			return made(words.reverse());
		}
	};
}

const translation = `${structures}/translation`;
const formattings: ReadonlySet<string> = new Set([
	...['rendering-xhtml', 'rendering-markdown', 'rendering-style', 'rendering-styleSensitive'].flatMap((name) => [
		`${structures}/${name}`,
		`${captures}/${name}`
	])
]);
