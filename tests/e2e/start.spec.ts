import { expect, test } from './fixtures';
import { expectAccessible, expectHome, expectNeutral, makeNotebook, openNotebook, touchPictures, words } from './phone';

test.describe('the first run', () => {
	test('leads from language over honesty to a notebook that the eight pictures open again', async ({ page }) => {
		const secret = await makeNotebook(page, 'fr');
		await expectNeutral(page);
		await expectAccessible(page);
		await page.reload();
		await expectNeutral(page);
		await page.goto('/');
		await openNotebook(page, 'fr', secret);
		await expectHome(page, 'fr');
	});

	test('asks for the pictures again, kindly, when they were not kept', async ({ page }) => {
		const { cover, common, start } = words.vi;
		await page.goto('/');
		await page.getByText('Tiếng Việt').click();
		await page.getByRole('button', { name: cover.begin }).click();
		await expect(page.getByRole('heading', { name: start.language.title, level: 1 })).toBeVisible();
		await page.getByRole('button', { name: common.next }).click();
		await page.getByRole('button', { name: start.limits.read }).click();
		await page.getByRole('button', { name: start.secret.renew }).click();
		await page.getByRole('button', { name: start.secret.known }).click();
		await touchPictures(page, start.again.pictures, Array<string>(8).fill(words.vi.pictures.star));
		await expect(page.getByText(start.again.differs)).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('button', { name: start.again.look }).first().click();
		await expect(page.locator('ol.pictures li')).toHaveCount(8);
	});

	test('five words open a notebook as well', async ({ page }) => {
		const { cover, common, start, unlock } = words.en;
		await page.goto('/');
		await page.getByText('English').click();
		await page.getByRole('button', { name: cover.begin }).click();
		await expect(page.getByRole('heading', { name: start.language.title, level: 1 })).toBeVisible();
		await page.getByRole('button', { name: common.next }).click();
		await page.getByRole('button', { name: start.limits.read }).click();
		await page.getByText(start.secret.asWords, { exact: true }).click();
		const shown = page.locator('ol.list .word');
		await expect(shown).toHaveCount(5);
		const secret = await shown.allInnerTexts();
		await page.getByRole('button', { name: start.secret.known }).click();
		await expectAccessible(page);
		for (const [at, word] of secret.entries()) await page.locator('input').nth(at).fill(word.toUpperCase());
		await page.getByRole('button', { name: start.again.check }).click();
		await expectHome(page, 'en');
		await page.goto('/');
		await page.getByRole('button', { name: cover.open, exact: true }).click();
		await page.getByRole('button', { name: unlock.toWords }).click();
		for (const [at, word] of secret.entries()) await page.locator('input').nth(at).fill(word);
		await page.getByRole('button', { name: unlock.open, exact: true }).click();
		await expectHome(page, 'en');
	});
});
