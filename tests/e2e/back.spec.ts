import { expect, test } from './fixtures';
import { expectHome, expectNeutral, makeNotebook, words } from './phone';

test("the phone's Back leads one screen up and never out of an open notebook", async ({ page }) => {
	const { today, groups, settings } = words.fr;
	await makeNotebook(page, 'fr');
	await page.getByRole('button', { name: today.empty.action }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(groups.newTitle);
	await page.goBack();
	await expectHome(page, 'fr');
	const home = page.url();
	await page.goBack();
	await expect(page, 'the browser went back and forward again').toHaveURL(home);
	await expectHome(page, 'fr');
	await page.getByRole('button', { name: today.settings }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(settings.title);
	await page.goBack();
	await expectHome(page, 'fr');
	await expectNeutral(page);

	await test.step('however long the phone takes for it', async () => {
		await page.evaluate(() => {
			const go = history.go.bind(history);
			history.go = (delta) => void setTimeout(() => go(delta), 1_500);
		});
		await page.getByRole('button', { name: today.settings }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(settings.title);
		await page.goBack();
		await expectHome(page, 'fr');
		await expectNeutral(page);
	});
});
