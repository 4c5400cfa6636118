import { expect, test } from './fixtures';
import { expectHome, expectNeutral, makeNotebook, words } from './phone';

test("the phone's Back leads one screen up and never out of an open notebook", async ({ page }) => {
	const { today, groups, settings } = words.fr;
	await makeNotebook(page, 'fr');
	await page.getByRole('button', { name: today.empty.action }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(groups.newTitle);
	await page.goBack();
	await expectHome(page, 'fr');
	await page.goBack();
	await expectHome(page, 'fr');
	await page.getByRole('button', { name: today.settings }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(settings.title);
	await page.goBack();
	await expectHome(page, 'fr');
	await expectNeutral(page);
});
