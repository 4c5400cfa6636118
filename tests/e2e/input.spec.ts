import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { addMembers, beginSession, endSession, expectGroup, expectPlayer, goUp, makeGroup, openNote } from './group';
import { createHands } from './hands';
import { expectNeutral, fill, makeNotebook, words } from './phone';
import { watch, type Watch } from './watch';

const { cover, common, groups, sessions, settings, summary, today, unlock, problems } = words.fr;

/** What people, keyboards and attackers put into a field. */
const inputs = {
	nothing: '',
	'only blanks': ' \u00a0\u200b\u3164 ',
	'10,000 characters': 'très long '.repeat(1000),
	'right to left': 'سلام\u202eabc\u202c نور',
	emoji: '👩🏾‍🤝‍👩🏼🌻🇻🇳',
	'control characters': 'Lu\u0000ne\u0007\u001b[31m\u0085 bleue',
	markup: '<img src=x onerror=hit=1>'
} as const;
type Kind = keyof typeof inputs;
const kinds = Object.keys(inputs) as readonly Kind[]; // the keys of a literal
const isBlank = (kind: Kind) => kind === 'nothing' || kind === 'only blanks';

/** Nothing ran, nothing broke: no script, no element out of a text, no control character shown, no sideways scroll. */
async function expectWhole(page: Page, kind: Kind): Promise<void> {
	const state = await page.evaluate(() => ({
		hit: 'hit' in window,
		planted: document.querySelectorAll('img[src="x"]').length,
		sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
		controls: (document.body.innerText.match(/[\p{Cc}\u202a-\u202e]/gu) ?? []).some((sign) => !/\s/.test(sign))
	}));
	expect(state, kind).toEqual({ hit: false, planted: 0, sideways: false, controls: false });
	await expectNeutral(page);
}

const alert = (page: Page) => page.getByRole('alert').first();
const h1 = (page: Page) => page.getByRole('heading', { level: 1 });

/** Leaves a field that keeps itself, and waits until it says what became of it. Returns what it then shows. */
async function leave(page: Page, field: Locator, isKept: boolean): Promise<string> {
	await field.blur();
	await expect(page.getByText(isKept ? common.saved : common.notSaved, { exact: true }).first()).toBeVisible({
		timeout: 15_000
	});
	return field.inputValue();
}

test.describe('whatever is typed', () => {
	let seen: Watch;
	test.beforeEach(async ({ page, context }) => {
		test.setTimeout(480_000);
		page.setDefaultTimeout(20_000);
		seen = await watch(context);
	});
	test.afterEach(() => expect(seen.faults).toEqual([]));

	test('the name of a group is kept or kindly refused', async ({ page }) => {
		const { box, button } = createHands(page, 'fr');
		await makeNotebook(page, 'fr');
		await makeGroup(page, 'fr', 'Les Tournesols');
		const other = box(fill(groups.coFacilitator, { number: 1 }));
		for (const kind of kinds) {
			const isRefused = isBlank(kind) || kind === '10,000 characters';
			await button(groups.editTitle).click();
			await box(groups.alias).fill(inputs[kind]);
			const typed = await box(groups.alias).inputValue();
			if (!(await other.isVisible())) await button(groups.addCoFacilitator).click();
			await other.fill(inputs[kind]);
			await button(common.save).click();
			if (isRefused) {
				await expect(alert(page)).toBeVisible();
				await expect(box(groups.alias)).toHaveValue(typed);
				await expect(box(groups.alias)).toBeFocused();
				await expectWhole(page, kind);
				await goUp(page);
				await button(groups.unsaved.drop).click();
				await expect(button(groups.editTitle)).toBeVisible();
				continue;
			}
			await expect(button(groups.editTitle)).toBeVisible();
			const kept = await h1(page).innerText();
			await expectWhole(page, kind);
			await button(groups.editTitle).click();
			await expect(box(groups.alias)).toHaveValue(kept);
			await expect(other).toHaveValue(kept);
			await goUp(page);
			await expectGroup(page, kept);
		}
	});

	test('the name of a person is kept or kindly refused', async ({ page }) => {
		const { box, button } = createHands(page, 'fr');
		await makeNotebook(page, 'fr');
		await makeGroup(page, 'fr', 'Les Tournesols');
		await button(groups.addMembers).click();
		const list = page.getByRole('list', { name: groups.members });
		let count = 0;
		for (const kind of kinds) {
			// Folded or not, and maybe still on its way: a second tap would fold it again.
			await expect(async () => {
				if (!(await box(groups.pseudonym).isVisible())) await page.getByText(groups.addOne, { exact: true }).click();
				await expect(box(groups.pseudonym)).toBeVisible({ timeout: 2000 });
			}).toPass();
			await box(groups.pseudonym).fill(inputs[kind]);
			const typed = await box(groups.pseudonym).inputValue();
			await page.locator('form').getByRole('button', { name: groups.add, exact: true }).click();
			if (isBlank(kind) || kind === '10,000 characters') {
				await expect(alert(page)).toBeVisible();
				await expect(box(groups.pseudonym)).toHaveValue(typed);
			} else {
				await expect(box(groups.pseudonym)).toHaveValue('');
				count += 1;
			}
			await expect(list.getByRole('listitem')).toHaveCount(count);
			await expectWhole(page, kind);
		}
		await page.getByText(groups.addMany, { exact: true }).click();
		await box(groups.list).fill([...kinds.map((kind) => inputs[kind]), 'Galet', '+33 6 12 34 56 78'].join('\n'));
		await expect(page.getByText(problems.looksLikeContact)).toBeVisible();
		await expectWhole(page, 'markup');
		await page.getByRole('button', { name: new RegExp(`^${groups.addCount_one.split(' ')[0]} \\d`) }).click();
		await expect(list.getByRole('button', { name: 'Galet' })).toBeVisible();
		await expect(box(groups.list), 'what was not taken stays').toHaveValue(/\+33 6 12 34 56 78/);
		await expectWhole(page, 'markup');

		await list.getByRole('button', { name: 'Galet' }).click();
		const field = box(groups.pseudonym);
		let name = 'Galet';
		for (const kind of kinds.filter((each) => each !== 'nothing')) {
			const own = isBlank(kind) || kind === '10,000 characters' ? inputs[kind] : `${inputs[kind]} 2`;
			await field.fill(own);
			const isKept = own !== inputs[kind];
			const shown = await leave(page, field, isKept);
			if (isKept) name = shown;
			else await expect(alert(page)).toBeVisible();
			await expectWhole(page, kind);
			await expect(h1(page)).toHaveText(name);
		}
	});

	test('a note, a summary and a reason are kept or kindly refused', async ({ page }) => {
		const { box, button, card } = createHands(page, 'fr');
		await makeNotebook(page, 'fr');
		await makeGroup(page, 'fr', 'Les Tournesols');
		await addMembers(page, 'fr', ['Galet']);
		const coming = page.locator('section').filter({ has: page.getByRole('heading', { name: groups.next }) });
		await coming.getByRole('listitem').nth(1).getByRole('button').click();
		for (const kind of kinds) {
			await card(sessions.cancel).click();
			await box(sessions.reason).fill(inputs[kind]);
			const typed = await box(sessions.reason).inputValue();
			await button(sessions.cancelNow).click();
			if (isBlank(kind)) {
				await expect(alert(page)).toBeVisible();
				await expect(box(sessions.reason)).toHaveValue(typed);
				await expectWhole(page, kind);
				await goUp(page);
				continue;
			}
			await expect(button(sessions.restore)).toBeVisible();
			await expectWhole(page, kind);
			await button(sessions.restore).click();
		}
		await goUp(page);

		await beginSession(page, 'fr');
		for (const kind of kinds.filter((each) => each !== 'nothing')) {
			const note = await openNote(page, 'fr');
			await note.fill(inputs[kind]);
			const shown = await leave(page, note, true);
			await expectWhole(page, kind);
			await goUp(page);
			await button(sessions.goOn).click();
			await expectPlayer(page, 'fr');
			expect(await (await openNote(page, 'fr')).inputValue(), kind).toBe(shown);
		}
		await goUp(page);

		await endSession(page, 'fr');
		await button(common.next).click();
		for (const kind of kinds.filter((each) => !isBlank(each))) {
			await box(summary.ownTheme).fill(inputs[kind]);
			await button(summary.addTheme).click();
			await expect(box(summary.ownTheme)).toHaveValue('');
			await expectWhole(page, kind);
		}
		await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(kinds.length - 2);
		await button(common.next).click();
		const field = box(summary.text.wentWell);
		for (const kind of kinds.filter((each) => each !== 'nothing')) {
			await field.fill(inputs[kind]);
			const isKept = kind !== '10,000 characters';
			const shown = await leave(page, field, isKept);
			await expectWhole(page, kind);
			if (!isKept) {
				await expect(alert(page)).toBeVisible();
				expect(shown, 'nothing is lost').toBe(inputs[kind]);
				await button(summary.end).click();
				await expect(page.getByText(fill(problems.textTooLong, { most: 4000 })).first()).toBeVisible();
				await expect(field).toHaveValue(inputs[kind]);
				continue;
			}
			await button(common.next).click();
			await button(common.previous).click();
			await expect(field).toHaveValue(shown);
		}
		const last = await field.inputValue();
		await button(common.next).click();
		await button(common.next).click();
		await box(summary.note).fill(inputs.markup);
		await leave(page, box(summary.note), true);
		await button(summary.end).click();
		await expect(h1(page)).toHaveText(summary.over);
		await button(summary.home).click();
		await page.getByRole('button', { name: 'Les Tournesols' }).last().click();
		const past = page.locator('section').filter({ has: page.getByRole('heading', { name: groups.past }) });
		await past.getByRole('listitem').first().getByRole('button').click();
		await expect(page.getByText(last, { exact: true }).first()).toBeVisible();
		await expectWhole(page, 'markup');
		await card(sessions.report).click();
		await expect(page.getByText(last, { exact: true }).first()).toBeVisible();
		await expectWhole(page, 'markup');
		await goUp(page);
		for (const kind of kinds.filter((each) => !isBlank(each))) {
			await card(sessions.correct).click();
			await box(sessions.reason).fill(inputs[kind]);
			await button(sessions.correctNow).click();
			await expect(button(sessions.endCorrection)).toBeVisible();
			await expectWhole(page, kind);
			await button(sessions.endCorrection).click();
			await expect(card(sessions.correct)).toBeVisible();
		}
	});

	test('a short code and the words at the door are refused without harm', async ({ page }) => {
		const { box, button } = createHands(page, 'fr');
		await makeNotebook(page, 'fr');
		await button(today.settings).click();
		await button(settings.pin.choose).click();
		for (const kind of kinds) {
			await box(settings.pin.first).fill(inputs[kind]);
			await box(settings.pin.second).fill(inputs[kind]);
			await button(common.save).click();
			await expect(alert(page)).toHaveText(settings.pin.digits);
			await expectWhole(page, kind);
		}
		await button(settings.lock.now).click();
		await button(cover.open).click();
		await button(unlock.toWords).click();
		for (const kind of kinds.filter((each) => !isBlank(each))) {
			for (let at = 0; at < 5; at += 1) await page.locator('input').nth(at).fill(inputs[kind]);
			await expectWhole(page, kind);
		}
		await button(unlock.open).click();
		await expect(page.getByText(problems.secretWrong)).toBeVisible({ timeout: 30_000 });
		await expectWhole(page, 'markup');
	});
});
