/** The text with a capital first, for a heading made of a date. */
export const sentence = (locale: string, text: string): string =>
	text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
