import type { Page } from '@playwright/test';
import { expect } from './fixtures';
import { expectNeutral, fill, words, type LocaleName } from './phone';

/** The day so many days from now, on the phone's calendar. */
export function dayFromNow(days: number): string {
	const day = new Date();
	day.setDate(day.getDate() + days);
	return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
}

/** One person who sees the screens of one language. */
export function createHands(page: Page, locale: LocaleName) {
	const button = (name: string) => page.getByRole('button', { name, exact: true });
	return {
		button,
		/** The row or card whose name begins with these words. */
		card: (title: string) => page.getByRole('button', { name: title }).first(),
		box: (name: string) => page.getByRole('textbox', { name, exact: true }),
		row: (name: string) => page.getByRole('group', { name, exact: true }),
		heading: async (title: string) => {
			await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible({ timeout: 15_000 });
			await expectNeutral(page);
		},
		/** A text that counts, in the plural form of the language. */
		counted: (texts: unknown, key: string, count: number) => {
			const form = new Intl.PluralRules(locale).select(count);
			const forms = texts as Readonly<Record<string, string>>; // every plural form of the catalogues is a text
			return fill(forms[`${key}_${form}`] ?? forms[`${key}_other`] ?? '', { count });
		},
		saved: () =>
			expect(page.getByText(words[locale].common.saved, { exact: true }).first()).toBeVisible({ timeout: 15_000 })
	};
}
