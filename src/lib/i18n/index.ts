import { createInstance, type TFunction } from 'i18next';
import type { Catalog } from './catalog';
import type { fr } from './fr';
import type { LocaleId } from './locales';

type Namespace = keyof typeof fr;

/** i18next's own translator over every namespace: `t('attendance:mark.present')`. A key that does not exist does not compile. */
export type Translate = TFunction<readonly [Namespace, ...Namespace[]]>;

/** The translator of one language. Its texts are fetched (from the phone, once the app is stored); rejects when they cannot be. */
export async function loadTranslate(locale: LocaleId): Promise<Translate> {
	const catalog = await loadCatalog(locale);
	const instance = createInstance();
	await instance.init({
		lng: locale,
		fallbackLng: false,
		resources: { [locale]: catalog },
		ns: Object.keys(catalog),
		defaultNS: 'common',
		// Svelte escapes text by itself; escaping twice would show entities.
		interpolation: { escapeValue: false }
	});
	return instance.getFixedT(locale) as Translate; // every namespace of the catalogue was given above
}

/** Asks for the texts of a language before they are needed. Never rejects: whoever needs them asks again. */
export const fetchAhead = (locale: LocaleId): void => void loadCatalog(locale).catch(() => undefined);

async function loadCatalog(locale: LocaleId): Promise<Catalog> {
	switch (locale) {
		case 'fr':
			return (await import('./fr')).fr;
		case 'en':
			return (await import('./en')).en;
		case 'vi':
			return (await import('./vi')).vi;
	}
}
