import { randomInt } from 'node:crypto';
import type { BrowserContext, Page } from '@playwright/test';
import { createCanaries, createCanary, searchFolder } from './canaries';
import { killBrowser, killTab } from './chromium';
import { expect, test } from './fixtures';
import {
	addMembers,
	beginSession,
	expectGroup,
	expectLocked,
	expectPlayer,
	goUp,
	lockNow,
	makeGroup,
	openNote
} from './group';
import { expectHome, makeNotebook, openNotebook, words } from './phone';

const { today, groups, settings, common, cover, unlock, player, problems } = words.fr;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const box = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

test.use({ actionTimeout: 30_000 });

/** What one save writes: a note, and a group whose two names belong together. */
interface Version {
	readonly alias: string;
	readonly with: string;
	readonly note: string;
}

/** Ten new words a save, so that a mixture of two saves cannot be taken for one of them. */
const newVersion = (word: (field: string) => string): Version => ({
	alias: word('alias'),
	with: word('co-facilitator'),
	note: Array.from({ length: 8 }, () => word('note')).join(' ')
});

/** Tears the app down in the middle of saving, again and again, and looks each time what is left. */
async function killMidSave(
	open: (folder?: string) => Promise<{ readonly context: BrowserContext; readonly folder: string }>,
	rounds: number
): Promise<void> {
	const canaries = createCanaries();
	const first = newVersion(canaries.next);
	/** By field, the text last shown as saved and every one tried after it. */
	const possible = { names: [first], notes: [first.note] };
	let { context, folder } = await open();
	let page = await context.newPage();
	const secret = await makeNotebook(page, 'fr');
	await makeGroup(page, 'fr', first.alias);
	await button(page, groups.editTitle).click();
	await button(page, groups.addCoFacilitator).click();
	await box(page, groups.coFacilitator.replace('{{number}}', '1')).fill(first.with);
	await button(page, common.save).click();
	await addMembers(page, 'fr', ['Sari']);
	await beginSession(page, 'fr');
	await (await openNote(page, 'fr')).fill(first.note);
	await expect(page.getByText(common.saved, { exact: true })).toBeVisible();

	for (let round = 0; round <= rounds; round += 1) {
		if (round > 0) await openNotebook(page, 'fr', secret);
		await expectPlayer(page, 'fr');
		const note = await openNote(page, 'fr');
		expect(possible.notes, `the note after ${round} deaths`).toContain(await note.inputValue());
		possible.notes = [await note.inputValue()];

		const isNamesTurn = round % 2 === 1;
		if (!isNamesTurn) {
			for (let time = randomInt(1, 3); time > 0; time -= 1) {
				const text = newVersion(canaries.next).note;
				possible.notes.push(text);
				await note.fill(text);
				await note.blur();
				if (time > 1) {
					await expect(page.getByText(common.saved, { exact: true })).toBeVisible({ timeout: 15_000 });
					possible.notes = [text];
				}
			}
		} else {
			await goUp(page);
			await goUp(page);
			await button(page, groups.editTitle).click();
			const shown = {
				alias: await box(page, groups.alias).inputValue(),
				with: await box(page, groups.coFacilitator.replace('{{number}}', '1')).inputValue()
			};
			expect(
				possible.names.map((names) => ({ alias: names.alias, with: names.with })),
				'never half of one save and half of another'
			).toContainEqual(shown);
			const wanted = newVersion(canaries.next);
			possible.names = [{ ...shown, note: '' }, wanted];
			await box(page, groups.alias).fill(wanted.alias);
			await box(page, groups.coFacilitator.replace('{{number}}', '1')).fill(wanted.with);
			// Not awaited: the click and the death are to meet.
			await button(page, common.save).click({ noWaitAfter: true });
		}
		if (round === rounds) break;
		await new Promise((resolve) => setTimeout(resolve, randomInt(0, 60)));
		if (round % 4 === 3) {
			await killBrowser(context);
			({ context, folder } = await open(folder));
		} else await killTab(page);
		page = await context.newPage();
		await page.goto('/');
	}
	await killBrowser(context);
	expect((await searchFolder(folder, canaries)).hits, 'and never in clear').toEqual([]);
}

test.describe('killed in the middle of saving', () => {
	// The battery dies, or the phone takes the memory away, while "I am saving" stands on the screen.
	const promise = 'what was last shown as saved is there, or what came after it, whole';
	test(`eight times, ${promise}`, async ({ persistentContext }) => {
		test.slow();
		await killMidSave((folder) => persistentContext(folder === undefined ? {} : { folder }), 8);
	});
	test(`@deep fifty times, ${promise}`, async ({ persistentContext }) => {
		test.setTimeout(20 * 60_000);
		await killMidSave((folder) => persistentContext(folder === undefined ? {} : { folder }), 50);
	});
});

test('of two tabs one writes; the other says so, takes over, and both lock together', async ({ context, page }) => {
	test.slow();
	// She forgets the first tab and opens Cercle from a bookmark; or locks one and thinks both are.
	const secret = await makeNotebook(page, 'fr');
	await makeGroup(page, 'fr', 'Les merles');
	const second = await context.newPage();
	await second.goto('/');
	await openNotebook(second, 'fr', secret);
	await expectHome(second, 'fr');
	await expect(second.getByText(problems.otherTabWrites)).toBeVisible();
	await expect(page.getByText(problems.otherTabWrites)).toHaveCount(0);

	await button(page, groups.editTitle).click();
	await box(page, groups.alias).fill('Les merles du soir');
	await button(page, common.save).click();
	await expectGroup(page, 'Les merles du soir');
	await expect(second.getByText('Les merles du soir').first(), 'it reads what the other wrote').toBeVisible();

	await second.getByRole('button', { name: 'Les merles du soir' }).first().click();
	await button(second, groups.editTitle).click();
	await box(second, groups.alias).fill('Les grives');
	await button(second, common.save).click();
	await expect(second.getByText(problems.otherTabWrites), 'said above, and beside what was not saved').toHaveCount(2);
	await expect(box(second, groups.alias), 'the words stay').toHaveValue('Les grives');

	await page.close();
	await expect(second.getByText(problems.otherTabWrites), 'only what became of her save still stands').toHaveCount(1);
	await button(second, common.save).click();
	await expectGroup(second, 'Les grives');

	const third = await context.newPage();
	await third.goto('/');
	await openNotebook(third, 'fr', secret);
	await expectHome(third, 'fr');
	await expect(third.getByText('Les grives').first()).toBeVisible();
	await third.evaluate(() => {
		new MutationObserver((_, observer) => {
			if (document.body.innerText.includes('Les grives')) return;
			localStorage.setItem('gone', String(performance.timeOrigin + performance.now()));
			observer.disconnect();
		}).observe(document.body, { childList: true, subtree: true });
	});
	await goUp(second);
	await button(second, today.settings).click();
	const lockedAt = await second.evaluate((name) => {
		const locks = [...document.querySelectorAll('button')].find((known) => known.textContent.trim() === name)!;
		const now = performance.timeOrigin + performance.now();
		locks.click();
		return now;
	}, settings.lock.now);
	await expectLocked(second, 'fr');
	await expectLocked(third, 'fr');
	const goneAt = Number(await third.evaluate(() => localStorage.getItem('gone')));
	expect(goneAt).toBeGreaterThan(0);
	// It takes some 50 ms where nothing else runs; left to itself, the other tab would stay open for three minutes.
	expect(goneAt - lockedAt, 'milliseconds until the other tab showed nothing any more').toBeLessThan(10_000);
});

test('with the clock a year wrong either way, what she writes later wins', async ({ persistentContext }) => {
	test.slow();
	// A cheap phone starts in 1970 or in the year before when its battery was empty.
	const { context: first, folder } = await persistentContext();
	let context = first;
	let secret: readonly string[] = [];
	let alias = createCanary();
	const year = 365 * 86_400_000;
	for (const [place, offset] of [year, 0, -year, -56 * year, 0].entries()) {
		if (place > 0) ({ context } = await persistentContext({ folder }));
		await context.addInitScript((shift) => {
			const Real = Date;
			globalThis.Date = class extends Real {
				constructor(...given: readonly unknown[]) {
					if (given.length === 0) super(Real.now() + shift);
					else super(...(given as [number])); // whatever Date takes
				}
				static override now = () => Real.now() + shift;
			} as DateConstructor; // it is called with new only
		}, offset);
		const page = await context.newPage();
		if (place === 0) {
			secret = await makeNotebook(page, 'fr');
			await makeGroup(page, 'fr', alias);
		} else {
			await page.goto('/');
			await openNotebook(page, 'fr', secret);
			await page.getByRole('button', { name: alias }).first().click();
			await expectGroup(page, alias);
			alias = createCanary();
			await button(page, groups.editTitle).click();
			await box(page, groups.alias).fill(alias);
			await button(page, common.save).click();
			await expectGroup(page, alias);
		}
		await context.close();
	}
});

test('on a full phone her words stay on the screen and are saved once there is room', async ({
	persistentContext,
	baseURL
}) => {
	test.slow();
	// Photographs have filled the phone since she opened it last.
	const before = await persistentContext();
	const first = await before.context.newPage();
	const secret = await makeNotebook(first, 'fr');
	await makeGroup(first, 'fr', 'Les merles');
	await addMembers(first, 'fr', ['Sari']);
	await beginSession(first, 'fr');
	const kept = await openNote(first, 'fr');
	await kept.fill('Avant');
	await kept.blur();
	await expect(first.getByText(common.saved, { exact: true })).toBeVisible();
	await before.context.close();

	const { context } = await persistentContext({ folder: before.folder });
	const page = await context.newPage();
	const browser = await context.newCDPSession(page);
	const origin = baseURL!;
	await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
	await page.goto('/');
	await openNotebook(page, 'fr', secret);
	await expectPlayer(page, 'fr');
	const note = await openNote(page, 'fr');
	await expect(note).toHaveValue('Avant');
	const long = 'Une longue phrase que je ne veux pas écrire deux fois. '.repeat(20);
	await note.fill(long);
	await note.blur();
	await expect(page.getByText(problems.quotaExceeded)).toBeVisible({ timeout: 20_000 });
	await expect(page.getByText(common.notSaved, { exact: true })).toBeVisible();
	await goUp(page);
	const asked = page.getByRole('dialog');
	await expect(asked, 'she is asked before words are lost').toBeVisible();
	await asked.getByRole('button', { name: player.play.stay }).click();
	await expect(note).toHaveValue(long);

	await browser.send('Storage.overrideQuotaForOrigin', { origin });
	await note.press('End');
	await note.pressSequentially('!');
	await note.blur();
	await expect(page.getByText(common.saved, { exact: true })).toBeVisible({ timeout: 20_000 });
	await page.goto('/');
	await openNotebook(page, 'fr', secret);
	await expectPlayer(page, 'fr');
	await expect(await openNote(page, 'fr')).toHaveValue(/^Une longue phrase[^]*!/);
});

test('a notebook the browser has lost is said to be gone, never quietly replaced', async ({ page, baseURL }) => {
	// Safari after seven days, a phone short of space, or somebody who "cleans" it.
	await makeNotebook(page, 'fr');
	await lockNow(page, 'fr');
	await page.goto('about:blank');
	const browser = await page.context().newCDPSession(page);
	await browser.send('Storage.clearDataForOrigin', { origin: baseURL!, storageTypes: 'indexeddb' });
	await page.goto('/');
	await button(page, cover.open).click();
	await expect(page.getByRole('heading', { name: unlock.gone.title })).toBeVisible({ timeout: 20_000 });
	await expect(page.getByText(unlock.freshTitle)).toHaveCount(0);
	await page.reload();
	await page.goto('/');
	await button(page, cover.open).click();
	await expect(page.getByRole('heading', { name: unlock.gone.title }), 'it is still said').toBeVisible({
		timeout: 20_000
	});
	await button(page, unlock.gone.again).click();
	await button(page, unlock.gone.confirm).click();
	await expect(button(page, common.next)).toBeVisible();
});
