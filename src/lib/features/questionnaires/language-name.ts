import type { Translate } from '$lib/i18n';
import { locales } from '$lib/i18n/locales';

/** A language by its own name; its tag where nobody knows one, and words of ours where a file does not say. */
export function languageName(t: Translate, tag: string): string {
	if (tag === 'und') return t('questionnaires:noLanguage');
	const known = locales.find(({ id }) => id === tag);
	if (known) return known.name;
	try {
		return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
	} catch {
		return tag;
	}
}

/** The languages offered by name; any other goes by its code. */
export const commonLanguages: readonly string[] = (
	'fr en vi ar es pt de ru uk ro sq tr fa ps ku ur hi bn ne pa ta te si my th lo km zh id ms tl ' +
	'am ti om so sw rw ln ha yo ig wo bm ff ht'
).split(' ');
