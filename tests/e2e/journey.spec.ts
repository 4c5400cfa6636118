import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { formatDay } from '../../src/lib/i18n/format';
import { expect, test } from './fixtures';
import { expectGroup, expectLocked, expectPlayer, goUp, openNote } from './group';
import {
	chooseLanguage,
	expectHome,
	expectNeutral,
	fill,
	openNotebook,
	readAssignedPictures,
	touchPictures,
	typePin,
	words,
	type LocaleName
} from './phone';
import { createHands, dayFromNow } from './hands';
import { startOwnServer } from './server';
import { watch } from './watch';

const pin = '739154';

/** What she types; each language has names that people of it would choose. */
const typed = {
	fr: {
		alias: 'Les Tournesols',
		with: 'Rosée',
		first: ['Mimosa', 'Rivière'],
		listed: ['Étoile', 'Galet', 'Plume', 'Safran'],
		note: 'La pierre est restée longtemps chez Galet.',
		theme: 'Le marché',
		wentWell: 'On a ri ensemble.',
		wasHard: 'Le silence du début.',
		agreed: 'Respirer trois fois le soir.',
		askSupervisor: 'Comment parler moins ?',
		care: 'Fatiguée mais contente.'
	},
	vi: {
		alias: 'Hướng Dương',
		with: 'Sương',
		first: ['Sen', 'Suối'],
		listed: ['Mây', 'Sỏi', 'Gió', 'Nghệ'],
		note: 'Viên đá ở lại rất lâu trong tay một bạn.',
		theme: 'Đi chợ',
		wentWell: 'Cả nhóm cùng cười.',
		wasHard: 'Sự im lặng lúc đầu.',
		agreed: 'Mỗi tối thở ba hơi.',
		askSupervisor: 'Làm sao để nói ít hơn?',
		care: 'Mệt nhưng vui.'
	}
} as const;

type Spoken = keyof typeof typed;

interface Guide {
	readonly title: string;
	readonly materials: readonly string[];
	readonly steps: readonly { readonly id: string; readonly title: string }[];
}
const readGuide = (locale: LocaleName, id: string): Guide =>
	JSON.parse(readFileSync(new URL(`../../static/guides/${locale}/${id}.json`, import.meta.url), 'utf8')) as Guide;

async function start(page: Page, locale: Spoken): Promise<readonly string[]> {
	const { button, heading } = createHands(page, locale);
	const { cover, start, common } = words[locale];
	await chooseLanguage(page, locale);
	await expectNeutral(page);
	await button(cover.begin).click();
	await heading(start.language.title);
	await button(common.next).click();
	await heading(start.limits.title);
	await expect(page.getByText(start.limits.forced)).toBeVisible();
	await button(start.limits.read).click();
	await heading(start.secret.title);
	const secret = await readAssignedPictures(page);
	await button(start.secret.known).click();
	await heading(start.again.title);
	await touchPictures(page, start.again.pictures, secret);
	await expectHome(page, locale);
	await expectNeutral(page);
	return secret;
}

async function makeGroupOfToday(page: Page, locale: Spoken): Promise<void> {
	const { button, heading, box, counted } = createHands(page, locale);
	const { today, groups, common } = words[locale];
	const text = typed[locale];
	await button(today.empty.action).click();
	await heading(groups.newTitle);
	await box(groups.alias).fill(text.alias);
	await page.getByLabel(groups.startsOn).fill(dayFromNow(0));
	await page.getByLabel(groups.time, { exact: true }).fill('15:30');
	await button(groups.addCoFacilitator).click();
	await box(fill(groups.coFacilitator, { number: 1 })).fill(text.with);
	await button(groups.create).click();
	await heading(text.alias);

	await button(groups.addMembers).click();
	await heading(groups.members);
	const list = page.getByRole('list', { name: groups.members });
	for (const name of text.first) {
		const field = box(groups.pseudonym);
		// Folded or not, and maybe still on its way: a second tap would fold it again.
		await expect(async () => {
			if (!(await field.isVisible())) await page.getByText(groups.addOne, { exact: true }).click();
			await expect(field).toBeVisible({ timeout: 2000 });
		}).toPass();
		await field.fill(name);
		await button(groups.add).first().click();
		await expect(list.getByRole('button', { name })).toBeVisible();
	}
	await page.getByText(groups.addMany, { exact: true }).click();
	await box(groups.list).fill(text.listed.join('\n'));
	await button(counted(groups, 'addCount', text.listed.length)).click();
	await expect(list.getByRole('listitem')).toHaveCount(text.first.length + text.listed.length);
	await expect(page.getByText(counted(groups.done, 'addedMany', text.listed.length))).toBeVisible();
	// On a slow machine its ten seconds may be over before the tap.
	await expect(async () => {
		if (await button(common.dismiss).isVisible()) await button(common.dismiss).click({ timeout: 2000 });
		await expect(button(common.dismiss)).toBeHidden({ timeout: 1000 });
	}).toPass();
	await goUp(page);
	await expectGroup(page, text.alias);
}

/** Prepares today's session: ticks what is there, skips a step, moves one. Returns the steps as they will be played. */
async function prepare(page: Page, locale: Spoken): Promise<readonly string[]> {
	const { button, card, heading } = createHands(page, locale);
	const { groups, sessions, player } = words[locale];
	const guide = readGuide(locale, 'safe-circle');
	await button(groups.begin).click();
	await expect(page.getByText(guide.title).first()).toBeVisible();
	await expectNeutral(page);
	await card(sessions.prepare).click();
	await heading(guide.title);
	const material = page.getByRole('checkbox', { name: guide.materials[0]! });
	await material.check();
	await expect(material).toBeChecked();
	const [, skipped, moved, theme] = guide.steps;
	await button(player.prepare.arrange).click();
	await button(fill(player.step.skip, { title: skipped!.title })).click();
	await expect(button(fill(player.step.takeBack, { title: skipped!.title }))).toBeVisible();
	await button(fill(player.step.down, { title: moved!.title })).click();
	await expect(page.getByRole('listitem').filter({ hasText: theme!.title })).toBeVisible();
	await button(player.prepare.arrangeDone).click();
	const kept = guide.steps.map(({ title }) => title).filter((title) => title !== skipped!.title);
	const played = [kept[0]!, theme!.title, moved!.title, ...kept.slice(3)];
	const shown = page
		.locator('section')
		.filter({ has: page.locator('#steps-title') })
		.locator('summary');
	await expect(shown).toHaveText(played);
	await button(player.prepare.start).click();
	await heading(played[0]!);
	await expectPlayer(page, locale);
	return played;
}

async function play(page: Page, locale: Spoken, steps: readonly string[]): Promise<void> {
	const { button, heading, saved } = createHands(page, locale);
	const { player, common } = words[locale];
	const timer = page.getByRole('timer');
	await expect(timer.getByText(/^\d+:\d\d$/)).not.toHaveText('0:00', { timeout: 15_000 });
	await button(player.timer.pause).click();
	await expect(button(player.timer.start)).toBeVisible();
	await button(player.timer.start).click();
	await expect(button(player.timer.pause)).toBeVisible();
	await button(common.next).click();
	await heading(steps[1]!);
	await expect(page.getByText(fill(player.step.place, { at: 2, total: steps.length }))).toBeVisible();
	const note = await openNote(page, locale);
	await note.fill(typed[locale].note);
	await saved();

	await button(player.upset.open).click();
	const upset = page.getByRole('dialog', { name: player.upset.open });
	await expect(upset.getByText(player.upset.feet)).toBeVisible();
	await expectNeutral(page);
	await upset.getByRole('button', { name: player.upset.backToSession }).click();
	await expect(upset).toBeHidden();

	await button(player.play.sheet).click();
	await page.getByRole('dialog').getByRole('button', { name: steps[3]! }).click();
	await heading(steps[3]!);
	await button(common.previous).click();
	await heading(steps[2]!);
	await button(common.previous).click();
	await heading(steps[1]!);
	await expect(await openNote(page, locale)).toHaveValue(typed[locale].note);
}

async function markAttendance(page: Page, locale: Spoken): Promise<void> {
	const { button, card, heading, row, counted } = createHands(page, locale);
	const { player, attendance, common, sessions } = words[locale];
	const { first, listed } = typed[locale];
	const mark = (name: string, label: string) => row(name).getByRole('button', { name: label, exact: true });
	const isMarked = (name: string, label: string) =>
		expect(mark(name, label)).toHaveAttribute('aria-pressed', 'true', { timeout: 15_000 });
	await button(player.play.attendance).click();
	await heading(attendance.title);
	await row(first[0]).getByRole('button').first().click();
	await isMarked(first[0], attendance.mark.present);
	await mark(first[1], attendance.mark.late).click();
	await isMarked(first[1], attendance.mark.late);
	await mark(listed[0], attendance.mark.absent).click();
	await isMarked(listed[0], attendance.mark.absent);
	await mark(listed[1], attendance.mark.told).click();
	await isMarked(listed[1], attendance.mark.told);
	await button(attendance.everyone).click();
	await expect(page.getByText(counted(attendance, 'everyoneMarked', 2))).toBeVisible();
	await isMarked(listed[2], attendance.mark.present);
	await isMarked(listed[0], attendance.mark.absent);
	// A second tap within 0.6 s is taken for the same shaky finger: a hand as fast as a test's has to try again.
	await expect(async () => {
		if (await button(common.undo).isVisible()) await button(common.undo).click({ timeout: 1000 });
		await expect(row(listed[2]).getByText(attendance.mark.none)).toBeVisible({ timeout: 1000 });
	}).toPass({ timeout: 20_000 });
	await button(attendance.everyone).click();
	await isMarked(listed[2], attendance.mark.present);
	await isMarked(listed[3], attendance.mark.present);
	for (let guest = 1; guest <= 2; guest += 1) {
		await button(attendance.guestsMore).click();
		await expect(page.locator('output')).toHaveText(String(guest));
	}
	// Back to the guide that runs; above it stands the session.
	await button(common.done).click();
	await expectPlayer(page, locale);
	await goUp(page);
	await expect(card(sessions.attendance)).toContainText(counted(sessions, 'came', 6));
	await expectNeutral(page);
}

/** One person after another: her language and her faces, null where she passes. */
const round: readonly { readonly locale: LocaleName; readonly faces: readonly (1 | 2 | 3 | 4 | null)[] }[] = [
	{ locale: 'fr', faces: [4, 4, 3, 4, 4] },
	{ locale: 'vi', faces: [3, 4, 4, 3, 3] },
	{ locale: 'en', faces: [null, 3, null, 4, 4] },
	{ locale: 'vi', faces: [2, 2, 1, 2, 3] },
	{ locale: 'fr', faces: [4, 3, 4, 4, 4] }
];

async function passRound(page: Page, locale: Spoken): Promise<void> {
	const { button, card, heading, box } = createHands(page, locale);
	const { sessions } = words[locale];
	const asked = words[locale]['check-in'];
	await card(sessions.phoneRound).click();
	await heading(asked.title);
	await button(asked.pass).click();
	await heading(asked.pinTitle);
	await box(asked.pinFirst).fill(pin);
	await box(asked.pinSecond).fill(pin);
	await button(asked.pinKeep).click();
	for (const { locale: hers, faces } of round) {
		await expectBlankStart(page, locale);
		await answer(page, hers, faces);
	}
	await expectBlankStart(page, locale);
	await button(asked.facilitator).click();
	await typePin(page, locale, pin);
	await expectPlayer(page, locale);
	await goUp(page);
	await expect(card(sessions.phoneRound)).toBeVisible({ timeout: 20_000 });
	await expectNeutral(page);
}

/** Nothing of the person before, nothing of the notebook: three languages to choose from. */
async function expectBlankStart(page: Page, locale: Spoken): Promise<void> {
	const names = { fr: 'Français', en: 'English', vi: 'Tiếng Việt' };
	for (const name of Object.values(names))
		await expect(page.locator('main').getByRole('button', { name })).toBeVisible({ timeout: 20_000 });
	await expectNeutral(page);
	const content = await page.content();
	const { alias, first, listed, note } = typed[locale];
	for (const name of [alias, ...first, ...listed, note]) expect(content).not.toContain(name);
	await expect(page.locator('[aria-pressed="true"]')).toHaveCount(0);
}

async function answer(page: Page, hers: LocaleName, faces: readonly (1 | 2 | 3 | 4 | null)[]): Promise<void> {
	const asked = words[hers]['check-in'];
	const name = { fr: 'Français', en: 'English', vi: 'Tiếng Việt' }[hers];
	await page.locator('main').getByRole('button', { name }).click();
	const questions = [asked.body, asked.mind, asked.others, asked.hope, asked.session];
	for (const [at, question] of questions.entries()) {
		await expect(page.getByRole('heading', { level: 1, name: question, exact: true })).toBeVisible({ timeout: 15_000 });
		await expect(page.locator('[aria-pressed="true"]')).toHaveCount(0);
		const face = faces[at] ?? null;
		await page.getByRole('button', { name: face === null ? asked.skip : asked[`face${face}`], exact: true }).click();
	}
	await expect(page.getByRole('heading', { level: 1, name: asked.thanks, exact: true })).toBeVisible({
		timeout: 15_000
	});
	await expect(page.getByText(asked.helpSomeone)).toBeVisible();
	await expectNeutral(page);
	await page.getByRole('button', { name: asked.finished, exact: true }).click();
}

/** From the player's last step over the five light steps to the end. */
async function close(page: Page, locale: Spoken, steps: readonly string[]): Promise<void> {
	const { button, heading, box, saved } = createHands(page, locale);
	const { player, summary, common } = words[locale];
	const text = typed[locale];
	const write = async (label: string, value: string) => {
		await box(label).fill(value);
		await box(label).blur();
		await saved();
	};
	const step = async (title: string) => {
		await expect(page.getByRole('heading', { level: 2, name: title, exact: true })).toBeVisible();
		await expectNeutral(page);
	};
	await button(player.play.sheet).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: steps.at(-1)! })
		.click();
	await heading(steps.at(-1)!);
	await button(player.play.finish).click();
	await step(summary.step.weather);
	const weather = button(summary.weather.clearing);
	await weather.click();
	await expect(weather).toHaveAttribute('aria-pressed', 'true');
	await saved();
	await button(common.next).click();

	await step(summary.step.themes);
	await page.getByText(summary.theme.trust, { exact: true }).click();
	await expect(page.getByRole('checkbox', { name: summary.theme.trust })).toBeChecked();
	await box(summary.ownTheme).fill(text.theme);
	await button(summary.addTheme).click();
	await expect(page.getByRole('checkbox', { name: text.theme })).toBeChecked();
	await button(common.next).click();

	await step(summary.step.day);
	await write(summary.text.wentWell, text.wentWell);
	await write(summary.text.wasHard, text.wasHard);
	await button(common.next).click();
	await step(summary.step.after);
	await write(summary.text.agreed, text.agreed);
	await write(summary.text.askSupervisor, text.askSupervisor);
	await button(common.next).click();

	await step(summary.step.care);
	await button(summary.face.fair).click();
	await page.getByRole('switch', { name: summary.hardMoment }).click();
	await expect(page.getByRole('switch', { name: summary.hardMoment })).toBeChecked();
	await write(summary.note, text.care);
	await button(summary.end).click();
	await heading(summary.over);
	await expect(page.getByText(summary.opened)).toBeVisible({ timeout: 20_000 });
	await button(summary.home).click();
	await expectHome(page, locale);
}

/** All of it, as it lies in the notebook: from home to the history, the session, its guide, and home again. */
async function findEverything(page: Page, locale: Spoken): Promise<void> {
	const { button, card, heading } = createHands(page, locale);
	const { today, groups, history, sessions, summary } = words[locale];
	const text = typed[locale];
	const next = page.getByRole('heading', { level: 2, name: formatDay(locale, dayFromNow(7)) });
	await expect(next).toBeVisible();
	await expect(page.getByText(readGuide(locale, 'trust').title).first()).toBeVisible();
	await expect(button(today.prepare)).toBeVisible();
	await expect(page.getByText(today.opened).first()).toBeVisible();

	await page.getByRole('button', { name: text.alias }).last().click();
	await heading(text.alias);
	await expect(page.getByText(text.with)).toBeVisible();
	await card(groups.history).click();
	await heading(history.title);
	await expect(page.getByText(history.words.well)).toBeVisible();
	await expect(page.getByText(history.wellbeing.well).first()).toBeVisible();
	const grid = page.getByRole('region', { name: history.grid.title }).getByRole('table');
	const came = [
		[text.first[0], history.grid.present],
		[text.first[1], history.grid.late],
		[text.listed[0], history.grid.absent],
		[text.listed[1], history.grid.told],
		[text.listed[2], history.grid.present],
		[text.listed[3], history.grid.present]
	] as const;
	for (const [name, mark] of came) {
		const row = grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
		await expect(row.getByRole('cell').last()).toHaveText(mark);
	}
	await goUp(page);

	const past = page.locator('section').filter({ has: page.getByRole('heading', { name: groups.past }) });
	await past.getByRole('listitem').first().getByRole('button').click();
	await expect(page.getByText(summary.written)).toBeVisible();
	await expectNeutral(page);
	await page.getByText(summary.mine, { exact: true }).click();
	const { theme, wentWell, wasHard, agreed, askSupervisor, care } = text;
	const kept = [summary.weather.clearing, summary.theme.trust, theme, wentWell, wasHard, agreed, askSupervisor];
	for (const words of [...kept, summary.face.fair, care])
		await expect(page.getByText(words, { exact: true }).first()).toBeVisible();
	await card(sessions.report).click();
	await heading(summary.report);
	await expect(page.getByText(askSupervisor, { exact: true })).toBeVisible();
	for (const secret of [care, text.note, ...text.first, ...text.listed])
		expect(await page.content(), 'the supervisor never reads it').not.toContain(secret);
	await goUp(page);
	await goUp(page);
	await heading(text.alias);
	await goUp(page);
	await expectHome(page, locale);
}

for (const locale of ['fr', 'vi'] as const) {
	test(`a facilitator runs a whole group offline, and finds it again (${locale})`, async ({ persistentContext }) => {
		test.setTimeout(600_000);
		const server = await startOwnServer();
		try {
			const { context, folder } = await persistentContext({ baseURL: server.baseURL });
			context.setDefaultTimeout(20_000);
			const seen = await watch(context);
			const page = context.pages()[0] ?? (await context.newPage());
			await page.goto('/');
			await page.evaluate(async () => void (await navigator.serviceWorker.ready));
			await expect
				.poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state))
				.toBe('activated');
			// What a page asks the network for when nothing answers any more is a fault; so it has all it asked for first.
			await page.waitForLoadState('networkidle');
			await server.stop();
			await cut(context, seen);
			await page.goto('/');

			const secret = await start(page, locale);
			await makeGroupOfToday(page, locale);
			const steps = await prepare(page, locale);
			await play(page, locale, steps);
			await markAttendance(page, locale);
			await resume(page, locale, steps);
			await goUp(page);
			await passRound(page, locale);
			await resume(page, locale, steps);
			await close(page, locale, steps);
			await findEverything(page, locale);
			expect(seen.faults).toEqual([]);
			expect(await seen.unstored(page)).toEqual([]);
			await context.close();

			const again = await persistentContext({ folder, baseURL: server.baseURL });
			again.context.setDefaultTimeout(20_000);
			const seenAgain = await watch(again.context);
			await cut(again.context, seenAgain);
			const reopened = again.context.pages()[0] ?? (await again.context.newPage());
			await reopened.goto('/');
			await expectLocked(reopened, locale);
			await expectNeutral(reopened);
			await openNotebook(reopened, locale, secret);
			await expectHome(reopened, locale);
			await findEverything(reopened, locale);
			expect(seenAgain.faults).toEqual([]);
			expect(await seenAgain.unstored(reopened)).toEqual([]);
			for (const address of [...seen.addresses, ...seenAgain.addresses])
				expect(new URL(address).pathname).toMatch(/^\/(start|unlock|s\/[a-z0-9]+)?$|^blank$/);
		} finally {
			await server.stop();
		}
	});
}

/** No server, no network, and nothing that would be answered by them. */
async function cut(context: BrowserContext, seen: Awaited<ReturnType<typeof watch>>): Promise<void> {
	await context.setOffline(true);
	seen.expectNoNetwork();
}

/** From the session's page into the player, at the step where it was left, its time running on. */
async function resume(page: Page, locale: Spoken, steps: readonly string[]): Promise<void> {
	const { button, heading } = createHands(page, locale);
	const { sessions, player } = words[locale];
	await button(sessions.goOn).click();
	await heading(steps[1]!);
	await expect(button(player.timer.pause)).toBeVisible();
	await expect(await openNote(page, locale)).toHaveValue(typed[locale].note);
}
