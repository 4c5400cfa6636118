/**
 * The one spelling of a typed word that unlock compares and derives from. Called when a secret is assigned and
 * when it is typed. It must give the same text for the same word on every keyboard, with or without accents,
 * or somebody is locked out of her own phone. Changing it changes every secret already given out.
 */

/**
 * Returns the word trimmed and lower-case, without diacritics (đ becomes d), with any run of inner spaces,
 * hyphens or dashes as one hyphen. Returns an empty string when nothing is left. Never throws.
 */
export function normaliseWord(text: string): string {
	return (
		text
			.toLowerCase()
			.normalize('NFD')
			// Marks go before the ends are trimmed: a mark after a space would otherwise shield that space.
			.replace(/\p{M}/gu, '')
			// Unicode gives đ no decomposition, so NFD leaves it whole.
			.replace(/đ/g, 'd')
			.replace(/[\s\p{Pd}]+/gu, '-')
			.replace(/^-|-$/g, '')
	);
}
