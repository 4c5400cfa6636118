/** Languages the app speaks, by their own names, first language first. */
export const locales = [
	{ id: 'fr', name: 'Français', dir: 'ltr' },
	{ id: 'en', name: 'English', dir: 'ltr' },
	{ id: 'vi', name: 'Tiếng Việt', dir: 'ltr' }
] as const;

export type LocaleId = (typeof locales)[number]['id'];

/** True for a language the app speaks. */
export const isLocaleId = (value: unknown): value is LocaleId => locales.some((locale) => locale.id === value);

/** The direction a language is written in. */
export const directionOf = (id: LocaleId): 'ltr' | 'rtl' => locales.find((locale) => locale.id === id)?.dir ?? 'ltr';

/** The first of the person's own languages that the app speaks, else French. */
export function preferredLocale(languages: readonly string[]): LocaleId {
	for (const language of languages) {
		const base = language.toLowerCase().split('-')[0];
		if (isLocaleId(base)) return base;
	}
	return 'fr';
}
