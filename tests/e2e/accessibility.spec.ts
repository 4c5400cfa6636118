import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { expectNeutral } from './phone';
import { deskScreens, freshScreens, groupScreens, sessionScreens, type Screen } from './screens';
import { watch } from './watch';

const phone = { width: 360, height: 740 };

/** What a person with large print or a narrow phone would lose: words or keys beyond the edge, or cut off. */
async function findLosses(page: Page): Promise<readonly string[]> {
	return page.evaluate(() => {
		const { clientWidth, scrollWidth } = document.documentElement;
		const losses = scrollWidth > clientWidth ? [`the page scrolls sideways: ${scrollWidth} of ${clientWidth}`] : [];
		const shown = document.querySelector('dialog[open]') ?? document.body;
		const marks =
			'button, a, input:not([type=radio], [type=checkbox]), textarea, select, summary, h1, h2, p, legend, label';
		for (const mark of shown.querySelectorAll<HTMLElement>(marks)) {
			const box = mark.getBoundingClientRect();
			const isSeen = mark.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 1;
			// A box of its own that scrolls, such as the grid of marks or a row of links, and words for screen readers only.
			if (!isSeen || mark.closest('.box, .chips:has([type=radio]), nav ul, .visually-hidden, svg')) continue;
			const name = `${mark.tagName.toLowerCase()} "${(mark.textContent || mark.getAttribute('aria-label') || '').trim().slice(0, 40)}"`;
			if (box.left < -1 || box.right > clientWidth + 1) losses.push(`${name} beyond the edge`);
			if (
				mark.matches('button, a, summary') &&
				mark.scrollWidth > mark.clientWidth + 2 &&
				getComputedStyle(mark).display !== 'inline'
			)
				losses.push(`${name} cut off`);
		}
		return losses;
	});
}

/** The main action can be brought into sight and nothing lies over it. */
async function findHiddenAction(page: Page): Promise<readonly string[]> {
	const actions = page.locator('dialog[open] .foot button, .page > .foot .button.primary');
	const hidden: string[] = [];
	for (const action of await actions.all()) {
		if (!(await action.isVisible())) continue;
		if (
			(await page.locator('dialog[open]').count()) > 0 &&
			(await action.evaluate((button) => !button.closest('dialog')))
		)
			continue;
		await action.scrollIntoViewIfNeeded();
		const isOnTop = await action.evaluate((button) => {
			const { left, top, width, height } = button.getBoundingClientRect();
			const found = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
			return found !== null && button.contains(found);
		});
		if (!isOnTop) hidden.push(`hidden: ${await action.innerText()}`);
	}
	return hidden;
}

async function findViolations(page: Page): Promise<readonly string[]> {
	const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	return violations.map(
		({ id, nodes }) =>
			`${id}: ${nodes
				.slice(0, 3)
				.map(({ html }) => html.slice(0, 160))
				.join(' | ')}`
	);
}

/** What is lost on the screen as it stands, once it has settled into its new size. */
async function findSettledLosses(page: Page): Promise<readonly string[]> {
	let losses: readonly string[] = [];
	await expect
		.poll(async () => (losses = [...(await findLosses(page)), ...(await findHiddenAction(page))]).length, {
			timeout: 2000
		})
		.toBe(0)
		.catch(() => undefined);
	return losses;
}

/** Looks at the screen as it stands in every way somebody may need it. */
async function look(page: Page): Promise<readonly string[]> {
	const found: string[] = [];
	const add = (way: string, faults: readonly string[]) =>
		found.push(...new Set(faults.map((fault) => `${way}: ${fault}`)));
	// As tall as its content: a row that lies half under the foot now is not small, it only has to be scrolled.
	const height = await page.evaluate(() =>
		Math.max(
			...[document.documentElement, ...document.querySelectorAll('dialog[open]')].map(
				({ scrollHeight }) => scrollHeight
			)
		)
	);
	await page.setViewportSize({ width: phone.width, height: Math.max(phone.height, height + 200) });
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		add(colorScheme, await findViolations(page));
	}
	await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
	await page.setViewportSize({ width: 320, height: 568 });
	add('320 px', await findSettledLosses(page));
	await page.setViewportSize(phone);
	await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
	add('200 %', await findSettledLosses(page));
	await page.evaluate(() => (document.documentElement.style.fontSize = ''));
	return found;
}

for (const [part, screens] of Object.entries({
	'a fresh phone': freshScreens,
	'groups and people': groupScreens,
	'a session': sessionScreens,
	'the desk': deskScreens
} satisfies Record<string, readonly Screen[]>)) {
	test(`every screen of ${part} can be used by everybody`, async ({ page, context }) => {
		test.setTimeout(900_000);
		page.setDefaultTimeout(20_000);
		await page.emulateMedia({ reducedMotion: 'reduce' });
		const seen = await watch(context);
		for (const { name, open } of screens) {
			await test.step(name, async () => {
				await open(page, 'fr');
				await expectNeutral(page);
				expect.soft(await look(page), name).toEqual([]);
			});
		}
		expect(seen.faults).toEqual([]);
	});
}

test('the look finds what is lost', async ({ page }) => {
	// Without this, a look that finds nothing would prove nothing.
	await page.goto('/');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await page.evaluate(() => {
		const button = document.createElement('button');
		button.textContent = 'X'.repeat(200);
		button.style.color = '#ccc';
		button.style.minInlineSize = '30rem';
		document.querySelector('main')?.append(button);
	});
	const found = (await look(page)).join('\n');
	for (const loss of ['light: color-contrast', '320 px: the page scrolls sideways', '200 %: button "X'])
		expect(found).toContain(loss);
});
