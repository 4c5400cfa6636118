import { locales } from '$lib/i18n/locales';

/** A language by its own name, or its tag where nobody knows one. */
export function languageName(tag: string): string {
	const known = locales.find(({ id }) => id === tag);
	if (known) return known.name;
	try {
		return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
	} catch {
		return tag;
	}
}
