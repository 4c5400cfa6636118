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
	#isWhole = $state.raw(false);
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

	/** True once the texts of the open notebook are there too; before, only those of a closed phone may be drawn. */
	get isWhole(): boolean {
		return this.#isWhole;
	}

	/** Fetches the texts of a closed phone in the current language. Rejects when they cannot be had. */
	async load(): Promise<void> {
		const locale = this.#locale;
		const translate = await loadTranslate(locale, ['closed']);
		if (locale === this.#locale) this.#t ??= translate;
	}

	/** Fetches all texts of the current language, for the open notebook. Rejects when they cannot be had; ask again then. */
	async complete(): Promise<void> {
		const locale = this.#locale;
		const translate = await this.translateIn(locale);
		if (locale !== this.#locale) return this.complete();
		this.#t = translate;
		this.#isWhole = true;
	}

	/** Changes the language of the screens and remembers it. */
	async choose(locale: LocaleId): Promise<void> {
		const translate = await (this.#isWhole ? this.translateIn(locale) : loadTranslate(locale, ['closed']));
		this.#locale = locale;
		this.#t = translate;
		this.#storage.setItem(chosenKey, locale);
	}

	/** The translator of all texts of another language, for a participant who chose her own. */
	async translateIn(locale: LocaleId): Promise<Translate> {
		const loaded = this.#loaded.get(locale) ?? loadTranslate(locale);
		this.#loaded.set(locale, loaded);
		try {
			return await loaded;
		} catch (fault) {
			// What could not be had on a bad network may be had the next time.
			this.#loaded.delete(locale);
			throw fault;
		}
	}
}
