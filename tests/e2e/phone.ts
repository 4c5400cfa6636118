import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { en } from '../../src/lib/i18n/en';
import { fr } from '../../src/lib/i18n/fr';
import { vi } from '../../src/lib/i18n/vi';
import { expect } from './fixtures';

/** The words on screen, from the catalogues themselves: a test never repeats a text. */
export const words = { fr, en, vi };
export type LocaleName = keyof typeof words;

/** Fills the places of a text: `{{count}}` and the like. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
	text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));

/** The address bar must never say which screen is shown, and the title never more than the name. */
export async function expectNeutral(page: Page): Promise<void> {
	const { pathname, search, hash } = new URL(page.url());
	expect(pathname, 'the address says nothing').toMatch(/^\/(start|unlock|privacy|help|s\/[a-z0-9]+)?$/);
	expect(search + hash).toBe('');
	await expect(page).toHaveTitle('Cercle');
}

/**
 * No accessibility violation of WCAG 2.2 AA on the screen as it stands. It is looked at whole: what a foot that stays in
 * sight half covers can be scrolled free by a person, but not by the tool.
 */
export async function expectAccessible(page: Page): Promise<void> {
	const phone = page.viewportSize() ?? { width: 360, height: 740 };
	const height = await page.evaluate(() => document.documentElement.scrollHeight);
	await page.setViewportSize({ width: phone.width, height: Math.max(phone.height, height + 400) });
	const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	await page.setViewportSize(phone);
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

/** Chooses a language on the first screen of a fresh phone. */
export async function chooseLanguage(page: Page, locale: LocaleName): Promise<void> {
	const name = { fr: 'Français', en: 'English', vi: 'Tiếng Việt' }[locale];
	await page
		.getByRole('button', { name, exact: true })
		.or(page.getByRole('radio', { name, exact: true }))
		.first()
		.click();
	await expect(page.locator('html')).toHaveAttribute('lang', locale);
}

/** From the first screen to an empty notebook. Returns the names of the eight pictures that open it. */
export async function makeNotebook(page: Page, locale: LocaleName): Promise<readonly string[]> {
	const { cover, start, common } = words[locale];
	await page.goto('/');
	await chooseLanguage(page, locale);
	await page.getByRole('button', { name: cover.begin }).click();
	// The first screen has a button of the same name as the next one.
	await expect(page.getByRole('heading', { name: start.language.title, level: 1 })).toBeVisible();
	await page.getByRole('button', { name: common.next }).click();
	await page.getByRole('button', { name: start.limits.read }).click();
	const secret = await readAssignedPictures(page);
	await page.getByRole('button', { name: start.secret.known }).click();
	await touchPictures(page, start.again.pictures, secret);
	await expectHome(page, locale);
	return secret;
}

/** The home screen is there; it greets by the time of day. Making or opening a notebook takes a while on a busy machine. */
export async function expectHome(page: Page, locale: LocaleName): Promise<void> {
	const { morning, evening } = words[locale].today;
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`^(${morning}|${evening})$`), {
		timeout: 20_000
	});
}

/** The names under the assigned pictures, in order. */
export async function readAssignedPictures(page: Page): Promise<readonly string[]> {
	const names = page.locator('ol.pictures li .name');
	await expect(names).toHaveCount(8);
	return names.allInnerTexts();
}

/** Touches pictures by name on the grid with that label. */
export async function touchPictures(page: Page, grid: string, names: readonly string[]): Promise<void> {
	const group = page.getByRole('group', { name: grid });
	for (const name of names) await group.getByRole('button', { name, exact: true }).click();
}

/** From the locked page into the notebook. */
export async function openNotebook(page: Page, locale: LocaleName, secret: readonly string[]): Promise<void> {
	const { cover, unlock } = words[locale];
	await page.getByRole('button', { name: cover.open, exact: true }).click();
	await touchPictures(page, unlock.pictures, secret);
}

/** Types the short code on its pad. */
export async function typePin(page: Page, locale: LocaleName, pin: string): Promise<void> {
	const { unlock } = words[locale];
	const pad = page.getByRole('group', { name: unlock.digits });
	for (const digit of pin) await pad.getByRole('button', { name: digit, exact: true }).click();
	await pad.getByRole('button', { name: unlock.pinOk, exact: true }).click();
}
