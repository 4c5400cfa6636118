import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { createHands } from './hands';
import { words } from './phone';

const { cover, common, start, today, groups, sessions, player, attendance, summary } = words.fr;

/** Goes with Tab until the focus is there, and looks that it can be seen. */
async function tabTo(page: Page, target: Locator): Promise<void> {
	await expect(target).toBeVisible({ timeout: 20_000 });
	const there = await target.elementHandle();
	for (let presses = 0; presses < 150; presses += 1) {
		if (await page.evaluate((element) => document.activeElement === element, there)) return expectFocusSeen(page);
		await page.keyboard.press('Tab');
	}
	throw new Error(`Tab does not lead to ${String(target)}`);
}

/** The focus has a ring, and what has it is in sight: not beyond the edge, not whole under the foot. */
async function expectFocusSeen(page: Page): Promise<void> {
	await expect
		.poll(() =>
			page.evaluate(() => {
				const focused = document.activeElement;
				if (!focused || focused === document.body) return 'nothing has the focus';
				// A hidden radio button or check box shows the ring on its label.
				const around = [focused, focused.closest('label')].filter((element) => element !== null);
				const hasRing = around.some((element) => {
					const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
					return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
				});
				if (!hasRing) return `no ring on ${focused.outerHTML.slice(0, 120)}`;
				// A radio button or check box may be drawn by its label.
				const drawn = focused.closest('label') ?? focused;
				const { left, top, width, height } = drawn.getBoundingClientRect();
				const isInSight = [0.1, 0.5, 0.9].some((part) => {
					const found = document.elementFromPoint(left + width / 2, top + height * part);
					return found !== null && drawn.contains(found);
				});
				return isInSight ? 'seen' : `hidden: ${focused.outerHTML.slice(0, 120)}`;
			})
		)
		.toBe('seen');
}

const press = async (page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter') => {
	await tabTo(page, target);
	await page.keyboard.press(key);
};

/** A new screen: the heading has the focus, so that reading begins there. */
async function arrive(page: Page, name: string | RegExp, level = 1): Promise<void> {
	const heading = page.getByRole('heading', { level, name, exact: typeof name === 'string' });
	await expect(heading).toBeFocused({ timeout: 20_000 });
}

/** Esc closes the dialog, and the focus is again where it was opened. */
async function closeAndReturn(page: Page, opener: Locator): Promise<void> {
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('heading').first()).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await expect(opener).toBeFocused();
}

test.use({ locale: 'fr-FR' });

test('the whole of a meeting can be led with a keyboard alone', async ({ page }) => {
	test.setTimeout(480_000);
	page.setDefaultTimeout(20_000);
	const { button, box, card, row } = createHands(page, 'fr');
	await page.goto('/');
	await press(page, button(cover.begin));
	await arrive(page, start.language.title);
	await tabTo(page, page.getByRole('radio', { checked: true }));
	await page.keyboard.press('ArrowDown');
	await expect(page.locator('html')).not.toHaveAttribute('lang', 'fr');
	await page.keyboard.press('ArrowUp');
	await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
	await press(page, button(common.next));
	await arrive(page, start.limits.title);
	await press(page, button(start.limits.read));
	await arrive(page, start.secret.title);
	await tabTo(page, page.getByRole('radio', { checked: true }));
	await page.keyboard.press('ArrowRight');
	const secret = page.locator('ol.list .word');
	await expect(secret).toHaveCount(5);
	const assigned = await secret.allInnerTexts();
	await press(page, button(start.secret.known));
	await arrive(page, start.again.title);
	await tabTo(page, page.locator('input').first());
	for (const word of assigned) {
		await page.keyboard.type(word);
		await page.keyboard.press('Tab');
	}
	await press(page, button(start.again.check));
	await arrive(page, new RegExp(`^(${today.morning}|${today.evening})$`));

	await press(page, button(today.empty.action));
	await arrive(page, groups.newTitle);
	await tabTo(page, box(groups.alias));
	await page.keyboard.type('Les Tournesols');
	await tabTo(page, page.getByRole('radio', { name: groups.rhythms.weekly }));
	await page.keyboard.press('ArrowDown');
	await expect(page.getByRole('radio', { name: groups.rhythms['two-weeks'] })).toBeChecked();
	await press(page, button(groups.create));
	await arrive(page, 'Les Tournesols');

	await press(page, button(groups.addMembers));
	await arrive(page, groups.members);
	for (const name of ['Mimosa', 'Galet']) {
		await tabTo(page, box(groups.pseudonym));
		await page.keyboard.type(name);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('list', { name: groups.members }).getByRole('button', { name })).toBeVisible();
		await expect(box(groups.pseudonym)).toBeFocused();
	}
	await press(page, button(groups.changePicture));
	await closeAndReturn(page, button(groups.changePicture));
	await press(page, page.locator('button.back'));
	await arrive(page, 'Les Tournesols');
	await press(page, button(groups.archive));
	await closeAndReturn(page, button(groups.archive));

	await press(page, button(groups.begin));
	await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
	await press(page, button(sessions.changeGuide));
	await closeAndReturn(page, button(sessions.changeGuide));
	await press(page, button(sessions.begin));
	await expect(button(player.upset.open)).toBeVisible({ timeout: 20_000 });
	await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
	await press(page, button(player.upset.open));
	await closeAndReturn(page, button(player.upset.open));
	await press(page, button(player.play.sheet));
	await closeAndReturn(page, button(player.play.sheet));
	const first = await page.getByRole('heading', { level: 1 }).innerText();
	await press(page, button(common.next), 'Space');
	await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(first);
	await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
	await press(page, page.locator('summary').filter({ hasText: player.step.note }));
	await tabTo(page, box(player.step.note));
	await page.keyboard.type('Une note.');
	await expect(page.getByText(common.saved, { exact: true })).toBeVisible({ timeout: 15_000 });

	await press(page, button(player.play.attendance));
	await arrive(page, attendance.title);
	const late = row('Mimosa').getByRole('button', { name: attendance.mark.late, exact: true });
	await press(page, late, 'Space');
	await expect(late).toHaveAttribute('aria-pressed', 'true');
	await expect(late).toBeFocused();
	await press(page, row('Galet').getByRole('button').first());
	await expect(row('Galet').getByRole('button', { name: attendance.mark.present, exact: true })).toHaveAttribute(
		'aria-pressed',
		'true'
	);
	await press(page, button(common.done));
	await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
	await press(page, page.locator('button.back'));
	await press(page, card(sessions.end));
	await arrive(page, summary.title);
	await press(page, button(summary.weather.sun), 'Space');
	await expect(button(summary.weather.sun)).toHaveAttribute('aria-pressed', 'true');
	for (const step of ['themes', 'day', 'after', 'care'] as const) {
		await press(page, button(common.next));
		await arrive(page, summary.step[step], 2);
	}
	await press(page, page.getByRole('switch', { name: summary.hardMoment }), 'Space');
	await expect(page.getByRole('switch', { name: summary.hardMoment })).toBeChecked();
	await press(page, button(summary.end));
	await arrive(page, summary.over);
	await press(page, button(summary.home));
	await arrive(page, new RegExp(`^(${today.morning}|${today.evening})$`));
});
