import { createInstance, type ResourceLanguage, type TFunction } from 'i18next';
import type { fr } from './fr';
import type { LocaleId } from './locales';

type Namespace = keyof typeof fr;

/** i18next's own translator over every namespace: `t('attendance:mark.present')`. A key that does not exist does not compile. */
export type Translate = TFunction<readonly [Namespace, ...Namespace[]]>;

/**
 * The texts of a language come in three parts, because a closed phone on a slow network should not wait for the rest:
 * what stands before the notebook, what is asked in a check-in, and what stands in the open notebook.
 */
export type TextPart = 'closed' | 'asked' | 'open';

const wholeOf: readonly TextPart[] = ['closed', 'asked', 'open'];

/**
 * The translator of one language, over the parts that are named; a text of another part comes back as its key. They are
 * fetched (from the phone, once the app is stored); rejects when they cannot be.
 */
export async function loadTranslate(locale: LocaleId, parts: readonly TextPart[] = wholeOf): Promise<Translate> {
	const texts = await Promise.all(parts.map((part) => partOf[locale][part]()));
	const namespaces: ResourceLanguage = Object.assign({}, ...texts.map((part) => part.texts));
	const instance = createInstance();
	await instance.init({
		lng: locale,
		fallbackLng: false,
		resources: { [locale]: namespaces },
		ns: Object.keys(namespaces),
		defaultNS: 'common',
		// Svelte escapes text by itself; escaping twice would show entities.
		interpolation: { escapeValue: false }
	});
	return instance.getFixedT(locale) as Translate; // the parts above are what its callers draw; tests/architecture holds them to it
}

/** Asks for texts before they are needed. Never rejects: whoever needs them asks again. */
export const fetchAhead = (locale: LocaleId, parts: readonly TextPart[]): void =>
	parts.forEach((part) => void partOf[locale][part]().catch(() => undefined));

const partOf: Record<LocaleId, Record<TextPart, () => Promise<{ readonly texts: ResourceLanguage }>>> = {
	fr: { closed: () => import('./fr/closed'), asked: () => import('./fr/asked'), open: () => import('./fr/open') },
	en: { closed: () => import('./en/closed'), asked: () => import('./en/asked'), open: () => import('./en/open') },
	vi: { closed: () => import('./vi/closed'), asked: () => import('./vi/asked'), open: () => import('./vi/open') }
};
