import { expect, test } from './fixtures';
import { expectAccessible, words } from './phone';

test.use({ locale: 'vi-VN' });

test('an address that leads nowhere says so in the language of the phone, and leads back', async ({ page }) => {
	await page.goto('/nowhere/at-all');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.vi.common.lostTitle);
	await page.getByRole('link', { name: words.vi.common.lostText }).click();
	await expect(page.getByRole('button', { name: words.vi.cover.begin })).toBeVisible();
	await expectAccessible(page);
});
