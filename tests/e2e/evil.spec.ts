import { createServer } from 'node:http';
import type { BrowserContext, Page } from '@playwright/test';
import type { EnvelopeHeader } from '$lib/protocol/envelope';
import { startEvilServer, type EvilServer } from './evil-server';
import { expect, test as base } from './fixtures';
import { addMembers, expectGroup, makeGroup } from './group';
import { createHands } from './hands';
import {
	goHome,
	groupAtHome,
	invite,
	joinByPaste,
	letIn,
	makeNotebookFrom,
	makeOrganisation,
	openExchanges,
	openOrganisation,
	shareGroup,
	syncNow
} from './together';
import { expectHome, fill, makeNotebook, openNotebook, words } from './phone';
import * as tricks from './tricks';

/*
 * A server, or whoever can make it lie, plays its tricks on two real phones (A6). What it can do that nobody sees is
 * tested on the engine, in tests/threats/evil-server.test.ts; docs/threat-model.md has the list.
 */

const { groups, organisation, problems, sync } = words.fr;
const alias = 'Les Tournesols';

interface Phone {
	readonly context: BrowserContext;
	readonly page: Page;
	readonly secret: readonly string[];
}

const test = base.extend<{ readonly server: EvilServer; readonly openPhone: () => Promise<Omit<Phone, 'secret'>> }>({
	server: async ({}, use) => {
		const server = await startEvilServer();
		await use(server);
		await server.stop();
	},
	openPhone: async ({ browser, server }, use) => {
		const contexts: BrowserContext[] = [];
		await use(async () => {
			const context = await browser.newContext({ baseURL: server.origin });
			contexts.push(context);
			context.setDefaultTimeout(30_000);
			return { context, page: await context.newPage() };
		});
		for (const context of contexts) await context.close();
	}
});
test.use({ locale: 'fr-FR' });
test.slow();

/** Mai has made an organisation; she stands at the list of its people. */
async function found({ context, page }: Omit<Phone, 'secret'>): Promise<Phone> {
	await page.goto('/organisation/new');
	await createHands(page, 'fr').button(organisation.new.begin).click();
	const secret = await makeNotebookFrom(page, 'fr');
	await makeOrganisation(page, 'fr', { name: 'Maison', label: 'Mai', custodians: 1 });
	return { context, page, secret };
}

/** Mai and Awa share a group of two members. Both phones stand at home. */
async function meet(openPhone: () => Promise<Omit<Phone, 'secret'>>) {
	const mai = await found(await openPhone());
	const second = await openPhone();
	const awa: Phone = { ...second, secret: await makeNotebook(second.page, 'fr') };
	const { text } = await invite(mai.page, 'fr');
	await joinByPaste(awa.page, 'fr', text, 'Awa');
	await letIn(mai.page, awa.page, 'fr');
	await goHome(mai.page, 'fr');
	await makeGroup(mai.page, 'fr', alias);
	await addMembers(mai.page, 'fr', ['Mimosa', 'Galet']);
	await shareGroup(mai.page, 'fr', alias, ['Awa']);
	await goHome(mai.page, 'fr');
	await expect(groupAtHome(awa.page, 'fr', alias)).toBeVisible({ timeout: 60_000 });
	return { mai, awa };
}

/** From home: adds people to the group, and home again. */
async function add(page: Page, ...names: readonly string[]): Promise<void> {
	await groupAtHome(page, 'fr', alias).click();
	await expectGroup(page, alias);
	await addMembers(page, 'fr', names);
	await goHome(page, 'fr');
}

/** From home: who is in the group on this phone, and home again. */
async function expectMembers(page: Page, here: readonly string[], notHere: readonly string[] = []): Promise<void> {
	await groupAtHome(page, 'fr', alias).click();
	await expectGroup(page, alias);
	await page.getByRole('button', { name: groups.seeMembers }).click();
	const list = page.getByRole('list', { name: groups.members });
	for (const name of here) await expect(list.getByText(name, { exact: true })).toBeVisible({ timeout: 60_000 });
	for (const name of notHere) await expect(list.getByText(name, { exact: true })).toHaveCount(0);
	await goHome(page, 'fr');
}

/** On the screen of exchanges: an alarm stands there in words, and all that can be done about it is to take note. */
async function expectAlarm(page: Page, type: 'GhostDevice' | 'LogForked' | 'LogRolledBack' | 'ServerForgot') {
	const alarms = page.locator('section').filter({ has: page.getByRole('heading', { name: sync.alarms.title }) });
	await expect(alarms.getByText(sync.alarms[type].title)).toBeVisible({ timeout: 60_000 });
	const offered = new Set(await alarms.getByRole('button').allInnerTexts());
	expect([...offered], 'nobody is ever asked to believe a new key').toEqual([sync.alarms.understood]);
}

test('what is no answer of ours is refused, and the app goes on', async ({ server, openPhone }) => {
	const mai = await found(await openPhone());
	await goHome(mai.page, 'fr');
	await openExchanges(mai.page, 'fr');
	await syncNow(mai.page, 'fr', 'synced');

	// Being offline is usual: it is said calmly, and never in the colour of what is wrong.
	const online = server.play(tricks.breakOff);
	await syncNow(mai.page, 'fr', 'offline');
	const [icon, red] = await mai.page.evaluate(() => {
		const problem = document.createElement('p');
		problem.style.color = 'var(--problem)';
		document.body.append(problem);
		return [document.querySelector('.icon.offline')!, problem].map((element) => getComputedStyle(element).color);
	});
	expect(icon).not.toBe(red);
	await expect(mai.page.getByRole('alert')).toHaveCount(0);
	online();
	await syncNow(mai.page, 'fr', 'synced');

	let strangers = 0;
	const stranger = createServer((_, response) => {
		strangers++;
		response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
	});
	await new Promise<void>((settle) => stranger.listen(0, '127.0.0.1', settle));
	const address = stranger.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	for (const [trick, said] of [
		[tricks.answerPages, 'failed'],
		// A browser that may not follow tells nothing of what it met.
		[tricks.redirectTo(`http://127.0.0.1:${port}`), 'offline'],
		[tricks.answerBombs(), 'failed'],
		[tricks.lieAboutTime(10), 'failed'],
		[tricks.lieAboutTime(-10), 'failed']
	] as const) {
		const stop = server.play(trick);
		await syncNow(mai.page, 'fr', said);
		await expect(mai.page.getByText(sync.explain[said])).toBeVisible();
		stop();
		await syncNow(mai.page, 'fr', 'synced');
	}
	stranger.close();
	expect(strangers, 'no other host was ever asked').toBe(0);
	await goHome(mai.page, 'fr');
	await makeGroup(mai.page, 'fr', alias);
});

test('what the server loses or holds back is noticed, said, and sent again', async ({ server, openPhone }) => {
	const { mai, awa } = await meet(openPhone);
	const [maiDevice] = tricks.devicesIn(server.exchanges);

	// It confirms and forgets: the next look at its own chain tells.
	const honest = server.play(tricks.confirmAndForget);
	await add(mai.page, 'Safran');
	await openExchanges(mai.page, 'fr');
	await syncNow(mai.page, 'fr', 'synced');
	honest();
	await syncNow(mai.page, 'fr', 'synced');
	await expectAlarm(mai.page, 'ServerForgot');
	await goHome(mai.page, 'fr');
	await expectMembers(awa.page, ['Mimosa', 'Galet', 'Safran']);

	// Everything comes twice and backwards, and one envelope in the middle never does.
	const isWork = ({ stream, device }: EnvelopeHeader) => stream === 'work' && device === maiDevice;
	const before = Math.max(
		...tricks
			.pushedHeaders(server.exchanges)
			.filter(isWork)
			.map(({ seq }) => seq)
	);
	expect(before).toBeGreaterThan(0);
	server.play(tricks.dropEnvelopes((header) => isWork(header) && header.seq === before + 1));
	server.play(tricks.repeatBackwards(2));
	for (const name of ['Plume', 'Rivage']) {
		const pushed = tricks.pushedHeaders(server.exchanges).length;
		await add(mai.page, name);
		await expect.poll(() => tricks.pushedHeaders(server.exchanges).length).toBeGreaterThan(pushed);
	}
	await openExchanges(mai.page, 'fr');
	await syncNow(mai.page, 'fr', 'synced');
	// Meanwhile what Awa does goes its way.
	await expectMembers(awa.page, ['Safran'], ['Plume', 'Rivage']);
	await add(awa.page, 'Orage');
	await goHome(mai.page, 'fr');
	await expectMembers(mai.page, ['Plume', 'Rivage', 'Orage']);

	// What is missing is said after ten minutes, by whom; she may have come back to another clock.
	await awa.page.close();
	await awa.context.clock.setSystemTime(Date.now() + 11 * 60_000);
	const later = await awa.context.newPage();
	await later.goto('/');
	await openNotebook(later, 'fr', awa.secret);
	await expectHome(later, 'fr');
	await openExchanges(later, 'fr');
	await syncNow(later, 'fr', 'synced');
	await expect(later.getByText(sync.missing.title)).toBeVisible({ timeout: 60_000 });
	await expect(later.getByText(fill(sync.missing.change_one, { count: 1, label: 'Mai' }))).toBeVisible();
	server.behave();
	await later.goto('/');
	await openNotebook(later, 'fr', awa.secret);
	await expectHome(later, 'fr');
	await expectMembers(later, ['Safran', 'Plume', 'Rivage', 'Orage']);
	await openExchanges(later, 'fr');
	await expect(later.getByText(sync.missing.title)).toHaveCount(0);
});

test('a list of people that is not true is told and not believed', async ({ server, openPhone }) => {
	const { mai, awa } = await meet(openPhone);
	const [maiDevice, awaDevice] = tricks.devicesIn(server.exchanges);

	// A phone that nobody let in: not shown, and no key is ever sealed to it.
	const ghost = tricks.ghostCertificate(server.exchanges);
	const gone = server.play(ghost.trick);
	await openExchanges(awa.page, 'fr');
	await syncNow(awa.page, 'fr', 'synced');
	await expectAlarm(awa.page, 'GhostDevice');
	await goHome(awa.page, 'fr');
	await openOrganisation(awa.page, 'fr', 'Maison');
	const others = awa.page.getByRole('list', { name: organisation.people.others });
	await expect(others.getByRole('listitem')).toHaveCount(1);
	await expect(others.getByText('Mai')).toBeVisible();
	await goHome(awa.page, 'fr');
	gone();

	// An older list: what is known stays known.
	const back = server.play(tricks.rollBackLog(0));
	await openExchanges(awa.page, 'fr');
	await syncNow(awa.page, 'fr', 'synced');
	await expectAlarm(awa.page, 'LogRolledBack');
	back();
	await goHome(awa.page, 'fr');
	await expectMembers(awa.page, ['Mimosa', 'Galet']);

	// Two lists: what each writes is kept from the other, until an envelope of one reaches the other.
	server.play(tricks.forkLog(awaDevice!));
	for (const [{ page }, device, name] of [
		[awa, awaDevice, 'Les Galets'],
		[mai, maiDevice, 'Les Plumes']
	] as const) {
		const before = tricks.appendsOf(server.exchanges, device).length;
		await makeGroup(page, 'fr', name);
		await shareGroup(page, 'fr', name, []);
		await goHome(page, 'fr');
		await expect.poll(() => tricks.appendsOf(server.exchanges, device).length).toBeGreaterThan(before);
	}
	await add(awa.page, 'Brume');
	await openExchanges(mai.page, 'fr');
	await expectAlarm(mai.page, 'LogForked');

	expect(maiDevice).not.toBe(awaDevice);
	for (const body of tricks.bodiesOf(server.exchanges))
		if (body.kind === 'epoch') for (const member of body.members) expect([maiDevice, awaDevice]).toContain(member);
	expect(JSON.stringify(tricks.bodiesOf(server.exchanges))).not.toContain(ghost.device);
});

test('an invitation lets in the phone whose pictures were compared, once, and nobody else', async ({
	server,
	openPhone
}) => {
	const mai = await found(await openPhone());
	const awa = await openPhone();
	await makeNotebook(awa.page, 'fr');
	const { text } = await invite(mai.page, 'fr');
	const honest = server.play(tricks.exchangeEnrolment());
	await joinByPaste(awa.page, 'fr', text, 'Awa');
	await expect(awa.page.getByText(words.fr.join.moment)).toBeVisible({ timeout: 60_000 });
	await expect(mai.page.getByText(organisation.invite.alarmTitle)).toBeVisible({ timeout: 60_000 });
	await expect(mai.page.getByRole('heading', { name: organisation.invite.arrivedTitle })).toHaveCount(0);
	await expect(mai.page.getByRole('list', { name: organisation.invite.pictures })).toHaveCount(0);
	honest();
	await letIn(mai.page, awa.page, 'fr');

	// A photo of the code, used by somebody else afterwards.
	const thief = await openPhone();
	await makeNotebook(thief.page, 'fr');
	await joinByPaste(thief.page, 'fr', text, 'Awa');
	await expect(thief.page.getByText(problems.inviteUsed)).toBeVisible({ timeout: 60_000 });
	await expect(mai.page.getByRole('list', { name: organisation.people.others }).getByRole('listitem')).toHaveCount(1);
});

test('two phones that were apart for a month agree over a line that loses every tenth request', async ({
	server,
	openPhone
}) => {
	const { mai, awa } = await meet(openPhone);
	const names = (letter: string) => Array.from({ length: 30 }, (_, at) => `${letter}${'aeiou'[at % 5]}l${at}`);
	const [hers, others] = [names('T'), names('B')];
	for (const { context } of [mai, awa]) await context.setOffline(true);
	await add(mai.page, ...hers);
	// Awa's phone stands a month back.
	await awa.page.close();
	await awa.context.clock.setSystemTime(Date.now() - 30 * 86_400_000);
	const before = await awa.context.newPage();
	await before.goto('/');
	await openNotebook(before, 'fr', awa.secret);
	await expectHome(before, 'fr');
	await add(before, ...others);
	await before.close();

	server.play(tricks.loseSome(0.1));
	await awa.context.clock.setSystemTime(Date.now());
	for (const { context } of [mai, awa]) await context.setOffline(false);
	const now = await awa.context.newPage();
	await now.goto('/');
	await openNotebook(now, 'fr', awa.secret);
	await expectHome(now, 'fr');
	for (const page of [mai.page, now]) {
		await openExchanges(page, 'fr');
		await syncNow(page, 'fr', 'synced');
	}
	await syncNow(mai.page, 'fr', 'synced');
	for (const page of [mai.page, now]) {
		await goHome(page, 'fr');
		await expectMembers(page, ['Mimosa', hers[0]!, hers[29]!, others[0]!, others[29]!]);
	}
});
