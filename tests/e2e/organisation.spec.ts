import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import {
	expectAccessible,
	expectNeutral,
	fill,
	makeNotebook,
	readAssignedPictures,
	touchPictures,
	words
} from './phone';

const { common, cover, organisation, join, start, problems } = words.fr;

// Who comes by an address has chosen no language yet: the phone's own is taken.
test.use({ locale: 'fr-FR' });

const title = (page: Page, name: string) =>
	expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible({ timeout: 30_000 });
const tap = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Every screen of the walk is looked at: by axe, and for an address that tells. */
async function look(page: Page, name: string): Promise<void> {
	await title(page, name);
	await expectAccessible(page);
	await expectNeutral(page);
}

/** From the address of a new organisation, with no notebook yet, to its people. */
async function setUpOrganisation(page: Page): Promise<void> {
	await page.goto('/organisation/new');
	await look(page, organisation.new.aboutTitle);
	await tap(page, organisation.new.begin);
	await title(page, start.language.title);
	await tap(page, common.next);
	await tap(page, start.limits.read);
	const secret = await readAssignedPictures(page);
	await tap(page, start.secret.known);
	await touchPictures(page, start.again.pictures, secret);
	// The notebook leads on to where she was going, not home.
	await title(page, organisation.new.aboutTitle);
	await tap(page, organisation.new.begin);
	await look(page, organisation.new.nameTitle);
	await page.getByLabel(organisation.new.name).fill('Le Jardin');
	await page.getByLabel(organisation.new.label).fill('Hoa');
	await tap(page, common.next);
	await look(page, organisation.new.rolesTitle);
	await page.getByRole('checkbox', { name: organisation.role.facilitator }).check();
	await tap(page, common.next);
	await look(page, organisation.new.custodyTitle);
	await page.getByRole('radio', { name: organisation.new.one }).check();
	await tap(page, organisation.new.create);
	await look(page, organisation.paper.titleOne);
}

/** Saves the file, and writes two of its words back from the paper. */
async function keepPaper(page: Page): Promise<void> {
	const kept = await page.locator('ol .word').allInnerTexts();
	const saving = page.waitForEvent('download');
	await tap(page, organisation.paper.save);
	// A name that says nothing about what is in it.
	expect((await saving).suggestedFilename()).not.toMatch(/cercle|jardin|key|cle|root|orga/i);
	await tap(page, organisation.paper.written);
	await look(page, organisation.paper.proveTitle);
	for (const [at, word] of kept.entries()) {
		const field = page.getByLabel(fill(organisation.paper.word, { at: at + 1 }), { exact: true });
		if (await field.isVisible()) await field.fill(word.toUpperCase());
	}
	await tap(page, organisation.paper.check);
	await look(page, organisation.paper.doneTitle);
	await tap(page, organisation.paper.people);
	await look(page, 'Le Jardin');
}

/** Makes an invitation for somebody far away and returns the text that would be sent. */
async function copyInvitation(page: Page): Promise<string> {
	await tap(page, organisation.people.invite);
	await look(page, organisation.invite.title);
	await page.getByRole('radio', { name: organisation.invite.far }).check();
	await tap(page, organisation.invite.show);
	await title(page, organisation.invite.codeTitle);
	await expect(page.getByRole('img', { name: organisation.invite.code })).toBeVisible();
	await look(page, organisation.invite.codeTitle);
	await tap(page, organisation.invite.copy);
	await expect(page.getByText(organisation.invite.copied)).toBeVisible();
	return page.evaluate(() => navigator.clipboard.readText());
}

/** The four pictures on a screen, which come once both phones have answered each other. */
async function picturesOf(page: Page): Promise<readonly string[]> {
	const pictures = page.getByRole('list', { name: organisation.invite.pictures }).getByRole('listitem');
	await expect(pictures).toHaveCount(4, { timeout: 30_000 });
	return pictures.allInnerTexts();
}

test('an organisation is set up from its address, and another phone let in by four pictures', async ({
	page,
	context,
	browser
}) => {
	test.slow();
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await setUpOrganisation(page);

	// Leaving now would lose the spare key for ever: the phone's Back asks first.
	await page.goBack();
	await expect(page.getByRole('dialog', { name: organisation.paper.leaveTitle })).toBeVisible();
	await tap(page, organisation.paper.stay);
	await keepPaper(page);
	const invitation = await copyInvitation(page);

	const other = await browser.newContext();
	const joining = await other.newPage();
	await makeNotebook(joining, 'fr');
	await tap(joining, words.fr.today.settings);
	await joining.getByRole('button', { name: organisation.title }).click();
	await look(joining, organisation.alone.title);
	await tap(joining, organisation.alone.join);
	await look(joining, join.title);
	await joining.getByText(join.orPaste).click();
	await joining.getByLabel(join.paste).fill('Bonjour');
	await tap(joining, join.read);
	await expect(joining.getByText(problems.linkUnreadable)).toBeVisible();
	await joining.getByLabel(join.paste).fill(invitation);
	await tap(joining, join.read);
	await look(joining, join.meaningTitle);
	await joining.getByLabel(organisation.new.label).fill('Lan');
	await tap(joining, join.join);
	await look(joining, join.waitingTitle);

	await look(page, organisation.invite.arrivedTitle);
	expect(await picturesOf(page)).toEqual(await picturesOf(joining));
	await tap(page, organisation.invite.same);
	await look(page, organisation.invite.doneTitle);
	await look(joining, join.doneTitle);

	// Removed again: only after her name is typed, and that phone then shows nothing but calm words.
	await tap(page, organisation.paper.people);
	await page.getByRole('button', { name: /^Lan/ }).click();
	await look(page, 'Lan');
	await tap(page, organisation.person.remove);
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('button', { name: organisation.person.removeConfirm })).toBeDisabled();
	await dialog.getByRole('textbox').fill('lan');
	await dialog.getByRole('button', { name: organisation.person.removeConfirm }).click();
	await expect(page.getByText(organisation.people.removedOn.split('{{')[0] ?? '')).toBeVisible();
	// The next time it has a network, it hears of it.
	await other.setOffline(true);
	await other.setOffline(false);
	await title(joining, cover.closed.title);
	await expectAccessible(joining);
	await tap(joining, cover.closed.go);
	await joining.reload();
	await expect(joining.getByRole('heading', { level: 1, name: cover.closed.title })).toBeHidden();
	await other.close();
});

test('an invitation opened in the browser leaves its address at once', async ({ page }) => {
	await page.goto('/join#AQIDBAUGBwgJ');
	await look(page, join.title);
	expect(page.url()).not.toContain('AQIDBAUGBwgJ');
	expect(await page.evaluate(() => JSON.stringify(history.state))).not.toContain('AQIDBAUGBwgJ');
	await page.reload();
	await expectNeutral(page);
});
