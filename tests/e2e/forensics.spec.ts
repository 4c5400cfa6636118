import type { Page } from '@playwright/test';
import { createCanaries, searchFolder, type Canaries } from './canaries';
import { heapOf, killBrowser } from './chromium';
import { expect, test } from './fixtures';
import {
	addMembers,
	beginSession,
	choosePin,
	endSession,
	expectGroup,
	expectLocked,
	expectPlayer,
	goUp,
	lockNow,
	makeGroup,
	openNote
} from './group';
import { expectHome, expectNeutral, makeNotebook, openNotebook, typePin, words } from './phone';

const { today, groups, sessions, summary, common, unlock, cover, problems } = words.fr;
const checkIn = words.fr['check-in'];

// A trace keeps what it saw of the page, in the page's own memory too.
test.use({ trace: 'off', actionTimeout: 30_000 });

const box = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const next = (page: Page) => button(page, common.next).click();

/** Leaves the field, so that it is written at once, and waits until it says so. */
async function type(page: Page, name: string, text: string): Promise<void> {
	await box(page, name).fill(text);
	await box(page, name).blur();
	await expect(page.getByRole('status').filter({ hasText: common.saved }).first()).toBeVisible({ timeout: 15_000 });
}

async function typeIntoGroups(page: Page, canaries: Canaries): Promise<string> {
	const alias = canaries.next('group alias');
	await button(page, today.empty.action).click();
	await box(page, groups.alias).fill(alias);
	for (const number of [1, 2, 3]) {
		await button(page, groups.addCoFacilitator).click();
		await box(page, groups.coFacilitator.replace('{{number}}', String(number))).fill(
			canaries.next(`co-facilitator ${number}`)
		);
	}
	await button(page, groups.create).click();
	await expectGroup(page, alias);

	// A change that is thrown away again: typed words that no vault ever held.
	await button(page, groups.editTitle).click();
	await box(page, groups.alias).fill(canaries.next('alias, not kept'));
	await box(page, groups.coFacilitator.replace('{{number}}', '1')).fill(canaries.next('co-facilitator, not kept'));
	await goUp(page);
	await button(page, groups.unsaved.drop).click();
	await expectGroup(page, alias);

	await addMembers(
		page,
		'fr',
		Array.from({ length: 8 }, (_, at) => canaries.next(`pseudonym ${at + 1} of a list`))
	);
	await page.getByRole('button', { name: groups.seeMembers }).click();
	await page.locator('summary').filter({ hasText: groups.addOne }).click();
	await box(page, groups.pseudonym).fill(canaries.next('pseudonym'));
	await button(page, groups.add).click();
	await expect(box(page, groups.pseudonym)).toHaveValue('');
	await box(page, groups.pseudonym).fill(`@${canaries.next('refused pseudonym')}`);
	await button(page, groups.add).click();
	await expect(page.getByText(problems.looksLikeContact)).toBeVisible();
	await page.getByText(groups.addMany, { exact: true }).click();
	await box(page, groups.list).fill(canaries.next('list, not added'));
	await page.getByRole('list', { name: groups.members }).getByRole('button').first().click();
	// The screen before has a field of the same name.
	await expect(box(page, groups.list)).toBeHidden();
	await type(page, groups.pseudonym, canaries.next('changed pseudonym'));
	await goUp(page);
	await goUp(page);
	await expectGroup(page, alias);
	return alias;
}

async function typeIntoSessions(page: Page, canaries: Canaries, alias: string): Promise<void> {
	const coming = page.locator('section').filter({ has: page.getByRole('heading', { name: groups.next }) });
	await coming.getByRole('listitem').nth(1).getByRole('button').click();
	await button(page, sessions.cancel).click();
	await box(page, sessions.reason).fill(canaries.next('reason of cancelling'));
	await button(page, sessions.cancelNow).click();
	await expect(button(page, sessions.restore)).toBeVisible();
	await goUp(page);
	await expectGroup(page, alias);

	await beginSession(page, 'fr');
	for (let step = 1; step <= 6; step += 1) {
		const title = await page.getByRole('heading', { level: 1 }).innerText();
		const note = await openNote(page, 'fr');
		await note.fill(`${canaries.next(`note on step ${step}`)} ${canaries.next(`second word on step ${step}`)}`);
		await next(page);
		await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toHaveCount(0);
	}
	await goUp(page);
}

async function typeIntoSummary(page: Page, canaries: Canaries): Promise<void> {
	await endSession(page, 'fr');
	await next(page);
	for (const number of [1, 2]) {
		await box(page, summary.ownTheme).fill(canaries.next(`own theme ${number}`));
		await button(page, summary.addTheme).click();
		await expect(box(page, summary.ownTheme)).toHaveValue('');
	}
	await next(page);
	const twoWords = (field: string) => `${canaries.next(field)} ${canaries.next(`${field}, second word`)}`;
	await type(page, summary.text.wentWell, twoWords('what went well'));
	await type(page, summary.text.wasHard, twoWords('what was hard'));
	await next(page);
	await type(page, summary.text.agreed, twoWords('what we agreed'));
	await type(page, summary.text.askSupervisor, twoWords('what I need'));
	await next(page);
	await type(page, summary.note, twoWords('care note'));
	await button(page, summary.end).click();
	await expect(page.getByRole('heading', { level: 1, name: summary.over })).toBeVisible();
	await button(page, summary.home).click();
}

async function typeIntoCorrection(page: Page, canaries: Canaries, alias: string): Promise<void> {
	await page.getByRole('button', { name: alias }).first().click();
	await expectGroup(page, alias);
	const past = page.locator('section').filter({ has: page.getByRole('heading', { name: groups.past }) });
	// The session that was cancelled lies further ahead and so comes first.
	await past.getByRole('listitem').last().getByRole('button').click();
	await page.getByRole('button', { name: sessions.correct }).click();
	await box(page, sessions.reason).fill(canaries.next('reason of correcting'));
	await button(page, sessions.correctNow).click();
	await button(page, sessions.correctWords).click();
	await next(page);
	await next(page);
	await type(page, summary.text.wentWell, canaries.next('corrected text'));
	await goUp(page);
	await page.getByRole('button', { name: sessions.report }).click();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await goUp(page);
	await goUp(page);
	await expectGroup(page, alias);
	await goUp(page);
	await expectHome(page, 'fr');
}

/** Types words into the locked door, as somebody does who mixes up her secret. */
async function typeIntoLock(page: Page, canaries: Canaries): Promise<void> {
	await button(page, cover.open).click();
	await button(page, unlock.toWords).click();
	for (let at = 1; at <= 5; at += 1)
		await page
			.locator('input')
			.nth(at - 1)
			.fill(canaries.next(`word ${at} at the door`));
	await page.getByText(unlock.showWords).click();
	await goUp(page);
	await expectLocked(page, 'fr');
}

test('nothing she typed lies in clear in the browser: used, locked, closed, or killed while open', async ({
	persistentContext
}) => {
	test.slow();
	// A thief copies the phone's disk (A2), or a partner looks through the browser's own files (A1).
	const canaries = createCanaries();
	const { context, folder } = await persistentContext();
	const page = context.pages()[0] ?? (await context.newPage());
	const addresses: string[] = [];
	page.on('framenavigated', (frame) => addresses.push(frame.url()));
	const secret = await makeNotebook(page, 'fr');
	const alias = await typeIntoGroups(page, canaries);
	await typeIntoSessions(page, canaries, alias);
	await typeIntoSummary(page, canaries);
	await typeIntoCorrection(page, canaries, alias);
	await expectNeutral(page);
	expect((await searchFolder(folder, canaries)).hits, 'while it is open').toEqual([]);

	await lockNow(page, 'fr');
	await typeIntoLock(page, canaries);
	expect(canaries.count()).toBeGreaterThanOrEqual(50);
	expect((await searchFolder(folder, canaries)).hits, 'locked').toEqual([]);
	await expectNeutral(page);
	expect(addresses.filter((address) => canaries.foundInText(address).length > 0)).toEqual([]);
	const kept = await page.evaluate(async () => {
		const texts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const request of await cache.keys())
				texts.push(request.url, (await (await cache.match(request))?.text()) ?? '');
		}
		return texts.join('\n');
	});
	expect(canaries.foundInText(kept), 'in storage beside the vault').toEqual([]);

	await context.close();
	const closed = await searchFolder(folder, canaries);
	expect(closed.hits, 'after the browser was closed').toEqual([]);
	expect(closed.files, 'the profile is really there').toBeGreaterThan(20);

	const again = await persistentContext({ folder });
	const reopened = await again.context.newPage();
	await reopened.goto('/');
	await openNotebook(reopened, 'fr', secret);
	await reopened.getByRole('button', { name: alias }).first().click();
	await expectGroup(reopened, alias);
	await button(reopened, groups.editTitle).click();
	await box(reopened, groups.alias).fill(canaries.next('half-typed alias'));
	await killBrowser(again.context);
	expect((await searchFolder(folder, canaries)).hits, 'after it was killed while open').toEqual([]);
});

test('the search finds what a browser does keep', async ({ persistentContext }) => {
	// Without this, a search that finds nothing would prove nothing.
	const canaries = createCanaries();
	const { context, folder } = await persistentContext();
	const page = await context.newPage();
	await page.goto('/');
	await page.evaluate(
		async ([local, cached]) => {
			localStorage.setItem('canary', local!);
			await (await caches.open('canary')).put('/canary', new Response(cached));
		},
		[canaries.next('local storage'), canaries.next('cache')]
	);
	await context.close();
	const { hits } = await searchFolder(folder, canaries);
	for (const field of ['local storage', 'cache']) expect(hits.join('\n')).toContain(field);
});

test.describe('the memory of the page', () => {
	test.slow();

	/** A group, people, and a running session whose step has a note: what lies in memory while she works. */
	async function work(page: Page, canaries: Canaries) {
		const secret = await makeNotebook(page, 'fr');
		await choosePin(page, 'fr', '482915');
		const alias = canaries.next('group alias');
		await makeGroup(page, 'fr', alias);
		await addMembers(page, 'fr', [canaries.next('pseudonym'), canaries.next('pseudonym 2')]);
		await beginSession(page, 'fr');
		const note = await openNote(page, 'fr');
		await note.fill(canaries.next('note'));
		await note.blur();
		await expect(page.getByText(common.saved, { exact: true })).toBeVisible();
		return { secret, alias };
	}

	test('holds nothing she typed once it is locked', async ({ page }) => {
		// Malware or a forensic tool reads the browser's memory of a phone that was taken while locked (A2).
		const canaries = createCanaries();
		await work(page, canaries);
		const open = canaries.foundInText(await heapOf(page));
		expect(open, 'the control: open, everything is found').toHaveLength(canaries.count());
		await button(page, common.exit).click();
		await expectLocked(page, 'fr');
		expect(canaries.foundInText(await heapOf(page))).toEqual([]);
	});

	test('holds nothing while it rests behind the short code, nor while the phone goes round', async ({ page }) => {
		// Somebody takes the phone from the table, or a participant holds it, and looks with a debugger (A1).
		const canaries = createCanaries();
		const { alias } = await work(page, canaries);
		await goUp(page);
		await page.getByRole('button', { name: sessions.phoneRound }).click();
		await button(page, checkIn.pass).click();
		await expect(page.getByText(checkIn.promise).first()).toBeVisible();
		expect(canaries.foundInText(await heapOf(page)), 'while it goes round').toEqual([]);

		await button(page, checkIn.facilitator).click();
		await typePin(page, 'fr', '482915');
		await expectPlayer(page, 'fr');
		expect(canaries.foundInText(await heapOf(page)), 'the control').toHaveLength(canaries.count());

		// Another tab locks this one: with a short code the tab stays and rests.
		const other = await page.context().newPage();
		await other.goto('/');
		await other.evaluate(() => new BroadcastChannel('c').postMessage({ type: 'lock' }));
		await expectLocked(page, 'fr');
		expect(canaries.foundInText(await heapOf(page)), 'while it rests').toEqual([]);
		await button(page, cover.open).click();
		await typePin(page, 'fr', '482915');
		await expectPlayer(page, 'fr');
		await expect(page.getByText(alias)).toHaveCount(0);
	});
});
