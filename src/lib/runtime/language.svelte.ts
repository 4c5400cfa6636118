import { loadTranslate, type Translate } from '$lib/i18n';
import { directionOf, isLocaleId, preferredLocale, type LocaleId } from '$lib/i18n/locales';

/** Where the choice of language is kept: outside the vault, because it is needed before unlocking and says nothing. */
const chosenKey = 'c.language';

/** The language to begin with: the one she chose, else the first of the phone's that the app speaks. */
export function firstLocale(storage: Pick<Storage, 'getItem'>, preferred: readonly string[]): LocaleId {
	const chosen = storage.getItem(chosenKey);
	return isLocaleId(chosen) ? chosen : preferredLocale(preferred);
}

/** The language of the screens, and of any other text on them. */
export class Language {
	readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
	#locale = $state.raw<LocaleId>('fr');
	#t = $state.raw<Translate | null>(null);
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a cache of promises, which no screen reads
	readonly #loaded = new Map<LocaleId, Promise<Translate>>();

	constructor(storage: Pick<Storage, 'getItem' | 'setItem'>, preferred: readonly string[]) {
		this.#storage = storage;
		this.#locale = firstLocale(storage, preferred);
	}

	get locale(): LocaleId {
		return this.#locale;
	}

	get dir(): 'ltr' | 'rtl' {
		return directionOf(this.#locale);
	}

	/** True once the texts are there; the layout draws nothing with words before. */
	get isReady(): boolean {
		return this.#t !== null;
	}

	/** The translator of the screens. Throws before `isReady`. */
	get t(): Translate {
		if (!this.#t) throw new Error('Texts are not loaded: wait for language.isReady');
		return this.#t;
	}

	/** Fetches the texts of the current language. Rejects when they cannot be had. */
	async load(): Promise<void> {
		this.#t = await this.translateIn(this.#locale);
	}

	/** Changes the language of the screens and remembers it. */
	async choose(locale: LocaleId): Promise<void> {
		const translate = await this.translateIn(locale);
		this.#locale = locale;
		this.#t = translate;
		this.#storage.setItem(chosenKey, locale);
	}

	/** The translator of another language, for a participant who chose her own. */
	translateIn(locale: LocaleId): Promise<Translate> {
		const loaded = this.#loaded.get(locale) ?? loadTranslate(locale);
		this.#loaded.set(locale, loaded);
		return loaded;
	}
}
