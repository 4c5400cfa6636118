import type { Page } from '@playwright/test';
import { formatDayShort } from '../../src/lib/i18n/format';
import { expect, test } from './fixtures';
import { addMembers, beginSession, endSession, expectGroup, goUp, makeGroup } from './group';
import { createHands, dayFromNow } from './hands';
import { expectAccessible, expectHome, expectNeutral, fill, makeNotebook, openNotebook, words } from './phone';
import { startOwnServer } from './server';
import {
	goHome,
	groupAtHome,
	invite,
	joinByPaste,
	letIn,
	makeNotebookFrom,
	makeOrganisation,
	shareReports
} from './together';
import { watch } from './watch';

/*
 * A facilitator writes French on a phone, her supervisor Vietnamese on a laptop. What goes to and fro between them is
 * followed from the first report to the last version of it.
 */

test.use({ locale: 'fr-FR' });

const alias = 'Les Tournesols';
const name = 'Hướng Dương Đỏ';
const ask = 'Où trouver une salle près du marché ?';
const wentWell = 'On a ri ensemble.';
const corrected = 'On a ri ensemble, et chanté.';
const answer = 'Nhà văn hoá có phòng trống buổi sáng.';
const question = 'Nhóm gặp nhau lúc mấy giờ?';
const reply = 'Le mardi à dix heures.';

const laptop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
/** What has to pass through a server before it shows. */
const arrived = { timeout: 60_000 };

/** From the page of a session that was held: what she writes after it, and what leaves. Ends at home. */
async function closeSession(page: Page): Promise<void> {
	const { button, box, heading } = createHands(page, 'fr');
	const { common, sharing, summary } = words.fr;
	const step = (title: string) =>
		expect(page.getByRole('heading', { level: 2, name: title, exact: true })).toBeVisible();
	await endSession(page, 'fr');
	for (const title of [summary.step.themes, summary.step.day]) {
		await button(common.next).click();
		await step(title);
	}
	await box(summary.text.wentWell).fill(wentWell);
	await button(common.next).click();
	await step(summary.step.after);
	await box(summary.text.askSupervisor).fill(ask);
	await button(summary.end).click();
	await step(sharing.leaves.title);
	await expect(page.getByText(ask)).toBeVisible();
	await button(sharing.leaves.end).click();
	await heading(summary.over);
	await button(summary.home).click();
	await expectHome(page, 'fr');
}

/** From home: the session that is over is corrected, and goes out once more. */
async function correctSession(page: Page): Promise<void> {
	const { button, box, card, heading } = createHands(page, 'fr');
	const { common, groups, sessions, sharing, summary } = words.fr;
	await groupAtHome(page, 'fr', alias).click();
	await expectGroup(page, alias);
	const past = page.locator('section').filter({ has: page.getByRole('heading', { name: groups.past }) });
	await past.getByRole('listitem').first().getByRole('button').click();
	await card(sessions.correct).click();
	await heading(sessions.correct);
	await button(sessions.correctPick.forgot).click();
	await button(sessions.correctNow).click();
	await button(sessions.correctWords).click();
	for (let presses = 0; presses < 2; presses += 1) await button(common.next).click();
	await box(summary.text.wentWell).fill(corrected);
	await button(sessions.endCorrection).click();
	await expect(page.getByText(corrected)).toBeVisible();
	await button(sharing.leaves.endCorrection).click();
	await expect(page.getByText(sessions.corrections, { exact: true })).toBeVisible();
}

/** On both widths a supervisor may have. */
async function expectAccessibleAnywhere(page: Page): Promise<void> {
	for (const size of [phone, laptop]) {
		await page.setViewportSize(size);
		await expectAccessible(page);
	}
	await expectNeutral(page);
}

test('what a facilitator asks is answered, read without network, done, and closed with its correction', async ({
	browser
}) => {
	test.setTimeout(300_000);
	const server = await startOwnServer();
	const open = async (options: Parameters<typeof browser.newContext>[0] = {}) => {
		const context = await browser.newContext({ baseURL: server.baseURL, ...options });
		context.setDefaultTimeout(30_000);
		const seen = await watch(context);
		return { context, seen, page: await context.newPage() };
	};
	try {
		const mai = await open();
		await mai.page.goto('/organisation/new');
		await createHands(mai.page, 'fr').button(words.fr.organisation.new.begin).click();
		const secret = await makeNotebookFrom(mai.page, 'fr');
		await makeOrganisation(mai.page, 'fr', { name: 'Maison', label: 'Mai', custodians: 1 });

		const lan = await open({ viewport: laptop, isMobile: false, hasTouch: false, locale: 'vi-VN' });
		const { desk, review } = words.vi;
		const hands = createHands(lan.page, 'vi');
		await makeNotebook(lan.page, 'vi');
		const { text: invitation } = await invite(mai.page, 'fr', [], 'supervisor');
		await joinByPaste(lan.page, 'vi', invitation, 'Lan');
		await letIn(mai.page, lan.page, 'fr', 'vi');
		// Whoever supervises and leads nothing has her first page at the desk.
		await hands.heading(desk.nav.inbox);
		await expect(lan.page.getByText(desk.empty)).toBeVisible();

		await goHome(mai.page, 'fr');
		await makeGroup(mai.page, 'fr', alias);
		await addMembers(mai.page, 'fr', ['Mimosa', 'Galet', 'Safran']);
		await shareReports(mai.page, 'fr', alias, name);
		await beginSession(mai.page, 'fr');
		await goUp(mai.page);
		await closeSession(mai.page);

		// The report has come, new, with the day until which her question wants an answer.
		const list = lan.page.getByRole('list', { name: desk.list, exact: true });
		const row = list.getByRole('button', { name });
		const due = fill(review.due, { day: formatDayShort('vi', dayFromNow(3)) });
		await expect(row).toContainText(review.state.new, arrived);
		for (const text of ['Mai', review.ask, ask, due]) await expect(row).toContainText(text);
		await expectAccessibleAnywhere(lan.page);

		// What is asked is never hidden without a word, and found without the marks on its letters.
		const search = hands.box(desk.search);
		await search.fill('xyz');
		await expect(row).toBeHidden();
		await expect(lan.page.getByText(fill(desk.hiddenAsks_other, { count: 1 }))).toBeVisible();
		for (const typed of ['huong duong do', 'ou trouver une salle pres']) {
			await search.fill(typed);
			await expect(row).toBeVisible();
		}
		await search.fill('');

		await search.blur();
		await lan.page.keyboard.press('?');
		await expect(lan.page.getByRole('dialog', { name: desk.keys })).toBeVisible();
		await expectAccessible(lan.page);
		await lan.page.keyboard.press('Escape');
		await expect(lan.page.getByRole('dialog')).toBeHidden();
		await lan.page.keyboard.press('j');
		await expect(row).toBeFocused();
		await lan.page.keyboard.press('Enter');
		await hands.heading(name);

		const thread = lan.page.getByRole('region', { name: review.titleDesk, exact: true });
		await expect(thread.getByText(review.askOpen)).toBeVisible();
		for (const pseudonym of ['Mimosa', 'Galet', 'Safran', alias])
			await expect(lan.page.getByText(pseudonym), 'reports name nobody').toHaveCount(0);
		const send = async (text: string) => {
			await hands.box(review.write).fill(text);
			await hands.button(review.send).click();
			await expect(thread.getByText(text)).toBeVisible();
		};
		const standing = (state: keyof typeof review.state) =>
			expect(lan.page.locator('main').getByText(review.state[state], { exact: true }).first()).toBeVisible(arrived);
		await send(answer);
		await expect(thread.getByText(review.askOpen)).toBeHidden();
		await standing('answered');
		await thread.getByRole('combobox', { name: review.sort }).selectOption('question');
		await send(question);
		await standing('waiting');
		await expectAccessibleAnywhere(lan.page);

		// It came while there was a network. Now there is none, and the phone was locked in between.
		const { sessions, summary } = words.fr;
		const own = words.fr.review;
		await expect(mai.page.getByRole('list', { name: own.answers })).toBeVisible(arrived);
		await mai.page.evaluate(async () => void (await navigator.serviceWorker.ready));
		await mai.context.setOffline(true);
		await mai.page.goto('/');
		await openNotebook(mai.page, 'fr', secret);
		await expectHome(mai.page, 'fr');
		const asHome = createHands(mai.page, 'fr');
		await asHome.card(fill(own.answerFrom, { name: 'Lan' })).click();
		await asHome.heading(summary.report);
		const exchange = mai.page.getByRole('region', { name: own.title });
		const messages = exchange.getByRole('listitem');
		for (const text of [answer, question, own.kind.question])
			await expect(messages.filter({ hasText: text }).first()).toBeVisible();
		await expectAccessible(mai.page);
		await asHome.box(own.write).fill(reply);
		await asHome.button(own.send).click();
		await expect(exchange.getByText(reply)).toBeVisible();
		await asHome.button(own.done).click();
		await expect(messages.filter({ hasText: own.kind.done })).toBeVisible();
		await expect(asHome.button(own.done)).toBeHidden();
		await expect(lan.page.getByText(reply), 'nothing left the phone yet').toBeHidden();
		await mai.context.setOffline(false);

		await expect(thread.getByText(reply)).toBeVisible(arrived);
		await standing('closed');
		for (const role of ['button', 'textbox'] as const)
			await expect(thread.getByRole('listitem').getByRole(role), 'what was said stays said').toHaveCount(0);

		await goHome(mai.page, 'fr');
		await correctSession(mai.page);
		const version = lan.page.getByText(fill(review.version, { day: formatDayShort('vi', dayFromNow(0)) }));
		await expect(version).toBeVisible(arrived);
		await expect(lan.page.getByText(corrected, { exact: true })).toBeVisible();
		await version.click();
		await expect(lan.page.getByText(fill(review.reason, { reason: sessions.correctPick.forgot }))).toBeVisible();
		await expect(lan.page.getByText(wentWell, { exact: true })).toBeVisible();
		await standing('in-review');
		await hands.button(review.mark.closed).click();
		await standing('closed');
		await expectAccessible(lan.page);

		await goUp(lan.page);
		await expect(row, 'what is closed does not wait').toBeHidden();
		await lan.page.getByRole('radio', { name: review.state.closed }).check({ force: true });
		await expect(row).toContainText(review.state.closed);
		for (const { seen } of [mai, lan])
			expect(seen.faults.filter((fault) => !/Failed to load resource|ERR_INTERNET_DISCONNECTED/.test(fault))).toEqual(
				[]
			);
		for (const { context } of [mai, lan]) await context.close();
	} finally {
		await server.stop();
	}
});
