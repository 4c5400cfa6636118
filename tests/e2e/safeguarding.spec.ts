import type { Page } from '@playwright/test';
import { paths } from '$lib/protocol/v1';
import { formatDayShort } from '../../src/lib/i18n/format';
import { createCanaries } from './canaries';
import { startEvilServer } from './evil-server';
import { expect, test } from './fixtures';
import { createHands, dayFromNow } from './hands';
import { expectAccessible, expectHome, expectNeutral, fill, makeNotebook, words } from './phone';
import {
	expectSync,
	goHome,
	invite,
	joinByPaste,
	letIn,
	makeNotebookFrom,
	makeOrganisation,
	openExchanges,
	syncNow
} from './together';
import { devicesIn, givenTo, pushedHeaders, writtenTo } from './tricks';

/*
 * A concern goes from a facilitator's phone to the lead and to nobody else. A supervisor who wants more (A11) looks for it
 * on her screens; whoever holds the server (A6, A13) looks for it in what passes, in the log and in the database.
 */

// A trace keeps everything that passed, and this is a test of who keeps what.
test.use({ locale: 'fr-FR', trace: 'off' });

const arrived = { timeout: 60_000 };

/** From home, the three steps and what comes before and after them. Ends at home. */
async function raiseConcern(page: Page, typed: string, lead: string): Promise<void> {
	const { button, box, card, heading } = createHands(page, 'vi');
	const { concern, common, cover, today } = words.vi;
	const pick = (name: string) => page.getByRole('radio', { name }).check();
	await button(today.help).click();
	await heading(cover.help.title);
	await card(concern.link).click();
	await heading(concern.help.title);
	await expectAccessible(page);
	await button(concern.help.go).click();

	await heading(concern.what.title);
	await expect(button(common.next)).toBeDisabled();
	await pick(concern.category.violence);
	await pick(concern.serious.urgent);
	await expect(page.getByText(concern.what.callToo)).toBeVisible();
	await pick(concern.happened.today);
	await expectAccessible(page);
	await button(common.next).click();

	await heading(concern.acts.title);
	await page.getByRole('checkbox', { name: concern.done['safe-place'] }).check();
	await page.getByRole('checkbox', { name: concern.told.organisation }).check();
	await box(concern.acts.words).fill(typed);
	await expectAccessible(page);
	await button(common.next).click();

	await heading(concern.look.title);
	for (const text of [concern.category.violence, concern.done['safe-place'], typed, lead])
		await expect(page.getByText(text).first()).toBeVisible();
	await expectAccessible(page);
	await button(concern.look.send).click();
	await heading(concern.sent.title);
	await expect(page.getByText(concern.sent.kept)).toBeVisible();
	await expectAccessible(page);
	await button(concern.sent.home).click();
	await expectHome(page, 'vi');
}

/** Goes to a screen that no link of hers leads to, as somebody does who knows its address. */
async function goByAddress(page: Page, path: string): Promise<void> {
	await page.evaluate((href) => {
		const link = document.createElement('a');
		link.href = href;
		document.body.append(link);
		link.click();
		link.remove();
	}, path);
}

test('a concern raised offline reaches the lead, tells that it came, and is nowhere else', async ({ browser }) => {
	test.setTimeout(300_000);
	const server = await startEvilServer();
	const canaries = createCanaries();
	const open = async (options: Parameters<typeof browser.newContext>[0] = {}) => {
		const context = await browser.newContext({ baseURL: server.origin, ...options });
		context.setDefaultTimeout(30_000);
		return { context, page: await context.newPage() };
	};
	try {
		const label = {
			lead: canaries.next('label of the lead'),
			facilitator: canaries.next('label of the facilitator'),
			supervisor: canaries.next('label of the supervisor')
		};
		const lead = await open();
		await lead.page.goto('/organisation/new');
		const atLead = createHands(lead.page, 'fr');
		await atLead.button(words.fr.organisation.new.begin).click();
		await makeNotebookFrom(lead.page, 'fr');
		await makeOrganisation(lead.page, 'fr', { name: 'Maison', label: label.lead, custodians: 1, roles: ['lead'] });
		const [leadDevice] = devicesIn(server.exchanges);

		const facilitator = await open({ locale: 'vi-VN' });
		await makeNotebook(facilitator.page, 'vi');
		const { text: hers } = await invite(lead.page, 'fr');
		await joinByPaste(facilitator.page, 'vi', hers, label.facilitator);
		await letIn(lead.page, facilitator.page, 'fr', 'vi');
		await expectHome(facilitator.page, 'vi');
		await expectSync(facilitator.page, words.vi.sync.state.synced);

		const known = devicesIn(server.exchanges);
		const [, facilitatorDevice] = known;
		const supervisor = await open();
		await makeNotebook(supervisor.page, 'fr');
		const { text: invitation } = await invite(lead.page, 'fr', [], 'supervisor');
		await joinByPaste(supervisor.page, 'fr', invitation, label.supervisor);
		await letIn(lead.page, supervisor.page, 'fr');
		const { desk, safeguarding, concern } = words.fr;
		await createHands(supervisor.page, 'fr').heading(desk.nav.inbox);
		const others = devicesIn(server.exchanges).filter((device) => !known.includes(device));
		expect(others).toHaveLength(1);
		const supervisorDevice = others[0]!; // expected in the line before

		await goHome(lead.page, 'fr');
		await facilitator.context.setOffline(true);
		const before = server.exchanges.length;
		const typed = canaries.next('words of the concern');
		await raiseConcern(facilitator.page, typed, label.lead);
		await expect(atLead.card(safeguarding.link)).toContainText(safeguarding.linkNone);
		await facilitator.context.setOffline(false);

		const link = atLead.card(safeguarding.link);
		await expect(link).toContainText(fill(safeguarding.linkOpen_one, { count: 1 }), arrived);
		await link.click();
		await atLead.heading(safeguarding.title);
		const raised = atLead.card(concern.category.violence);
		const told = fill(safeguarding.from, { name: label.facilitator, day: formatDayShort('fr', dayFromNow(0)) });
		const due = fill(safeguarding.due, { day: formatDayShort('fr', dayFromNow(1)) });
		for (const text of [concern.serious.urgent, told, due]) await expect(raised).toContainText(text);
		await expectAccessible(lead.page);
		await raised.click();
		await atLead.heading(concern.category.violence);
		await expect(lead.page.getByText(typed)).toBeVisible();
		await expect(lead.page.getByText(concern.done['safe-place'])).toBeVisible();
		await lead.page.getByRole('radio', { name: safeguarding.does.acting }).check();
		const doing = canaries.next('what the lead does');
		await atLead.box(safeguarding.words.acting).fill(doing);
		await atLead.button(safeguarding.save).click();
		await expect(lead.page.getByText(safeguarding.act.acting, { exact: true })).toBeVisible();
		await expect(lead.page.getByText(doing)).toBeVisible();
		await lead.page.getByText(safeguarding.auditTitle, { exact: true }).click();
		await expectAccessible(lead.page);
		await expectNeutral(lead.page);

		// That it came stands on the facilitator's phone, signed by the device it came to.
		const atFacilitator = createHands(facilitator.page, 'vi');
		await atFacilitator.button(words.vi.today.help).click();
		await atFacilitator.card(words.vi.concern.link).click();
		const mine = facilitator.page.getByRole('list', { name: words.vi.concern.mine.title });
		await mine.getByText(words.vi.concern.category.violence).first().click();
		const receipt = { name: label.lead, day: formatDayShort('vi', dayFromNow(0)) };
		await expect(mine.getByText(fill(words.vi.concern.mine.arrived, receipt))).toBeVisible(arrived);
		await expectAccessible(facilitator.page);

		// The supervisor has all that is hers, and there is nothing of it.
		const { page } = supervisor;
		const pages = page.getByRole('navigation', { name: desk.nav.label });
		await expect(pages.getByRole('button', { name: desk.nav.inbox })).toBeVisible();
		await expect(pages.getByRole('button', { name: desk.nav.safeguarding })).toHaveCount(0);
		await openExchanges(page, 'fr');
		await syncNow(page, 'fr', 'synced');
		await goByAddress(page, '/safeguarding');
		await expect(page.getByText(safeguarding.roleMissing)).toBeVisible();
		await expectAccessible(page);
		const screen = await page.content();
		for (const text of [typed, doing, concern.category.violence]) expect(screen).not.toContain(text);

		const sent = server.exchanges.slice(before);
		expect(writtenTo(sent, facilitatorDevice!), 'the letter is for the lead alone').toEqual([leadDevice]);
		const given = givenTo(server.exchanges, supervisorDevice);
		expect(given.filter(({ stream }) => stream === 'leads')).toEqual([]);
		// Without this, what is not there would prove nothing.
		const written = pushedHeaders(server.exchanges).filter(({ stream }) => stream === 'leads');
		expect(new Set(written.map(({ device }) => device))).toEqual(new Set([leadDevice]));
		const { org, group } = written[0]!; // there is one: the set above is not empty
		const address = paths.stream(org, { group, stream: 'leads' });
		const asked = await page.evaluate(async (path) => (await fetch(path)).status, address);
		expect(asked, 'nobody is answered who does not sign').toBe(401);
		expect(await server.search(canaries), 'at the server').toEqual([]);
		await fetch(`${server.origin}/api/v1/${canaries.next('control')}`);
		expect((await server.search(canaries)).join()).toContain('traffic: control');
		for (const { context } of [lead, facilitator, supervisor]) await context.close();
	} finally {
		await server.stop();
	}
});
