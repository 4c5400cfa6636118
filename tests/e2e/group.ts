import type { Page } from '@playwright/test';
import { expect } from './fixtures';
import { fill, words, type LocaleName } from './phone';

/** From the home screen to the page of a new group whose first meeting is today. */
export async function makeGroup(page: Page, locale: LocaleName, alias: string): Promise<void> {
	const { today, groups } = words[locale];
	await page
		.getByRole('button', { name: today.empty.action })
		.or(page.getByRole('button', { name: today.addGroup }))
		.click();
	await page.getByRole('textbox', { name: groups.alias }).fill(alias);
	await page.getByRole('button', { name: groups.create }).click();
	await expectGroup(page, alias);
}

/** The page of the group is there. */
export async function expectGroup(page: Page, alias: string): Promise<void> {
	await expect(page.getByRole('heading', { level: 1, name: alias, exact: true })).toBeVisible({ timeout: 15_000 });
}

/** From the page of a group over its list of people and back. */
export async function addMembers(page: Page, locale: LocaleName, pseudonyms: readonly string[]): Promise<void> {
	const { groups } = words[locale];
	await page
		.getByRole('button', { name: groups.addMembers })
		.or(page.getByRole('button', { name: groups.seeMembers }))
		.first()
		.click();
	await page.getByText(groups.addMany, { exact: true }).click();
	await page.getByRole('textbox', { name: groups.list }).fill(pseudonyms.join('\n'));
	const counted = pseudonyms.length === 1 && locale !== 'vi' ? 'addCount_one' : 'addCount_other';
	const label = (groups as Readonly<Record<string, unknown>>)[counted] as string; // every plural form is a text
	await page.getByRole('button', { name: fill(label, { count: pseudonyms.length }) }).click();
	await expect(page.getByRole('list', { name: groups.members }).getByRole('listitem').first()).toBeVisible();
	await goUp(page);
}

/** From the page of a group into the player of today's session. */
export async function beginSession(page: Page, locale: LocaleName): Promise<void> {
	const { groups, sessions } = words[locale];
	await page.getByRole('button', { name: groups.begin, exact: true }).click();
	await expect(page.getByRole('button', { name: sessions.cancel })).toBeVisible();
	await page.getByRole('button', { name: sessions.begin, exact: true }).click();
	await expectPlayer(page, locale);
}

/** The player stands at a step of a running session. */
export async function expectPlayer(page: Page, locale: LocaleName): Promise<void> {
	await expect(page.getByText(words[locale].player.step.note, { exact: true }).first()).toBeVisible({
		timeout: 20_000
	});
	await expect(page.getByRole('button', { name: words[locale].common.next, exact: true })).toBeEnabled();
}

/** The field for a note on the step shown, unfolded. */
export async function openNote(page: Page, locale: LocaleName) {
	const { note } = words[locale].player.step;
	const field = page.getByRole('textbox', { name: note });
	await expect(async () => {
		if (!(await field.isVisible())) await page.getByText(note, { exact: true }).first().click();
		await expect(field).toBeVisible({ timeout: 2000 });
	}).toPass();
	await expect(field).toBeVisible();
	return field;
}

/** One screen up, by the arrow in the bar. */
export async function goUp(page: Page): Promise<void> {
	await page.locator('button.back').click();
}

/** From the player or the session's page to the first step of what is written after it. */
export async function endSession(page: Page, locale: LocaleName): Promise<void> {
	const { sessions, summary } = words[locale];
	await page.getByRole('button', { name: sessions.end }).click();
	await expect(page.getByRole('heading', { level: 2, name: summary.step.weather })).toBeVisible();
}

/** Chooses a short code in the settings; from the home screen and back. */
export async function choosePin(page: Page, locale: LocaleName, pin: string): Promise<void> {
	const { today, settings, common } = words[locale];
	await page.getByRole('button', { name: today.settings }).click();
	await page.getByRole('button', { name: settings.pin.choose }).click();
	await page.getByRole('textbox', { name: settings.pin.first }).fill(pin);
	await page.getByRole('textbox', { name: settings.pin.second }).fill(pin);
	await page.getByRole('button', { name: common.save, exact: true }).click();
	await expect(page.getByText(settings.pin.isSet)).toBeVisible({ timeout: 20_000 });
	await goUp(page);
}

/** Drops the key as the facilitator does it: from the home screen by the settings. */
export async function lockNow(page: Page, locale: LocaleName): Promise<void> {
	const { today, settings } = words[locale];
	await page.getByRole('button', { name: today.settings }).click();
	await page.getByRole('button', { name: settings.lock.now }).click();
	await expectLocked(page, locale);
}

/** The calm page that anybody may see. */
export async function expectLocked(page: Page, locale: LocaleName): Promise<void> {
	await expect(page.getByRole('heading', { level: 1, name: words[locale].cover.calmTitle })).toBeVisible({
		timeout: 15_000
	});
}
