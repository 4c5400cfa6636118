import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { makeGroup } from './group';
import { createHands } from './hands';
import { expectAccessible, expectNeutral, fill, makeNotebook, words, type LocaleName } from './phone';
import { goHome, groupAtHome, makeOrganisation } from './together';

test.use({ trace: 'off' });

/** For whoever wants to see the pages: a folder for pictures. */
const pictures = process.env['E2E_PICTURES'];

async function look(page: Page, locale: LocaleName, title: string): Promise<void> {
	await createHands(page, locale).heading(title);
	await expectAccessible(page);
	await expectNeutral(page);
	if (!pictures) return;
	for (const width of [360, 1280]) {
		await page.setViewportSize({ width, height: 740 });
		await page.screenshot({ path: `${pictures}/${locale}-${title.replace(/\W+/g, '-')}-${width}.png`, fullPage: true });
	}
}

/** One language less with every push: the whole run has to end in twenty minutes. */
const nightly = (locale: string) => (locale === 'vi' ? '@deep ' : '');

for (const locale of ['fr', 'vi'] as const)
	test(`${nightly(locale)}rules, guides and the log of an organisation, and a group that leaves it, in ${locale}`, async ({
		page
	}) => {
		test.slow();
		const { administration, organisation, today } = words[locale];
		const { links } = administration;
		const { button } = createHands(page, locale);
		const link = (name: string) => page.getByRole('button', { name }).first();
		await makeNotebook(page, locale);
		await makeGroup(page, locale, 'Lune');
		await goHome(page, locale);
		await button(today.settings).click();
		await link(organisation.title).click();
		await link(organisation.alone.create).click();
		await makeOrganisation(page, locale, { name: 'Le Jardin', label: 'Hoa', custodians: 1, roles: [] });

		await link(links.policies).click();
		await look(page, locale, links.policies);
		const due = administration.policies.name['review-due-days'];
		await button(fill(administration.policies.changeOf, { name: due })).click();
		await button(administration.policies.more).click();
		await button(administration.policies.confirm).click();
		await expect(page.getByText(administration.policies.saved)).toBeVisible({ timeout: 30_000 });
		await expect(page.getByText(fill(administration.unit.days_other, { count: 8 }), { exact: true })).toBeVisible();
		await page.locator('button.back').click();

		await link(links.packs).click();
		await look(page, locale, links.packs);
		const guide = JSON.parse(await readFile(`static/guides/${locale}/trust.json`, 'utf8')) as { title: string };
		const choose = async (changed: object) =>
			page.locator('input[type=file]').setInputFiles({
				name: 'guide.json',
				mimeType: 'application/json',
				buffer: Buffer.from(JSON.stringify({ ...guide, id: 'own-circle', title: 'Chim', ...changed }))
			});
		await choose({ steps: [] });
		await expect(page.getByText(fill(administration.packs.problem.GuideMalformed, { path: 'steps' }))).toBeVisible();
		await choose({});
		await look(page, locale, links.packs);
		await button(administration.packs.publish).click();
		await expect(page.getByText(administration.packs.publishedNow)).toBeVisible();
		await page.locator('button.back').click();

		await link(links.audit).click();
		await look(page, locale, links.audit);
		await expect(page.getByRole('row', { name: administration.audit.line.founded })).toBeVisible();
		await page.getByLabel(administration.audit.filterKind).selectOption({ label: administration.audit.kind.policy });
		await expect(page.getByRole('row')).toHaveCount(2);
		const saving = page.waitForEvent('download');
		await button(administration.audit.csv).click();
		const saved = await (await saving).path();
		expect(await readFile(saved, 'utf8')).toContain(due);
		await page.locator('button.back').click();

		await goHome(page, locale);
		await button(today.settings).click();
		await link(links.retention).click();
		await look(page, locale, links.retention);
		await goHome(page, locale);
		await button(today.settings).click();
		await link(links.receive).click();
		await look(page, locale, administration.receive.title);
		await goHome(page, locale);
		await groupAtHome(page, locale, 'Lune').click();
		await link(links.handOver).click();
		await look(page, locale, administration.handOver.title);
		await button(administration.handOver.make).click();
		await expect(page.getByText(administration.handOver.recipientWrong)).toBeVisible();
	});
