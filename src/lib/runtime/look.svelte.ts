/** Light, dark, or as the phone is set. */
export type Theme = 'device' | 'light' | 'dark';

/** Kept outside the vault, because the locked page is drawn with it too; it says nothing. */
const themeKey = 'c.theme';

const isTheme = (value: string | null): value is Theme => value === 'device' || value === 'light' || value === 'dark';

/** How the screens look. `tokens.css` answers to the attribute it sets. */
export class Look {
	readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
	readonly #root: Pick<HTMLElement, 'setAttribute' | 'removeAttribute'>;
	#theme = $state.raw<Theme>('device');

	constructor(
		storage: Pick<Storage, 'getItem' | 'setItem'>,
		root: Pick<HTMLElement, 'setAttribute' | 'removeAttribute'>
	) {
		this.#storage = storage;
		this.#root = root;
		const kept = storage.getItem(themeKey);
		if (isTheme(kept)) this.#show(kept);
	}

	get theme(): Theme {
		return this.#theme;
	}

	/** Shows the theme and remembers it. */
	choose(theme: Theme): void {
		this.#storage.setItem(themeKey, theme);
		this.#show(theme);
	}

	#show(theme: Theme): void {
		this.#theme = theme;
		if (theme === 'device') this.#root.removeAttribute('data-theme');
		else this.#root.setAttribute('data-theme', theme);
	}
}
