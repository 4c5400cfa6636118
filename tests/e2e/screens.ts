import type { Page } from '@playwright/test';
import { expect } from './fixtures';
import { expectGroup, expectLocked, expectPlayer, goUp } from './group';
import { createHands, dayFromNow } from './hands';
import { chooseLanguage, expectHome, fill, readAssignedPictures, touchPictures, words, type LocaleName } from './phone';

/** A screen, or a state of one, and how to come to it from the one before in the list. */
export interface Screen {
	readonly name: string;
	readonly open: (page: Page, locale: LocaleName) => Promise<void>;
}

const title = (page: Page, name: string) =>
	expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible({ timeout: 20_000 });
const dialog = (page: Page, name: string) => expect(page.getByRole('dialog', { name })).toBeVisible();
/** Unfolds what can be unfolded, so that it is seen as well. */
async function unfold(page: Page): Promise<void> {
	const folded = page.locator('main details:not([open]) > summary');
	for (let count = await folded.count(); count > 0; count = await folded.count()) {
		await folded.first().click();
		await expect(folded).not.toHaveCount(count);
	}
}
/** The part of a page under a heading. */
const part = (page: Page, heading: string) =>
	page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });
const closeDialog = (page: Page) => page.keyboard.press('Escape');

/** A fresh phone: from the first page to an empty notebook with one group, locked at the end. */
export const freshScreens: readonly Screen[] = [
	{
		name: 'cover-fresh',
		open: async (page, locale) => {
			await page.goto('/');
			await chooseLanguage(page, locale);
		}
	},
	{
		name: 'help',
		open: async (page, locale) => {
			await page.getByRole('link', { name: words[locale].cover.helpLink }).click();
			await title(page, words[locale].cover.help.title);
		}
	},
	{
		name: 'privacy',
		open: async (page, locale) => {
			await goUp(page);
			await page.getByRole('link', { name: words[locale].cover.privacyLink }).click();
			await title(page, words[locale].start.privacy.title);
		}
	},
	{
		name: 'start-language',
		open: async (page, locale) => {
			await goUp(page);
			await createHands(page, locale).button(words[locale].cover.begin).click();
			await title(page, words[locale].start.language.title);
		}
	},
	{
		name: 'start-limits',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].common.next).click();
			await title(page, words[locale].start.limits.title);
		}
	},
	{
		name: 'start-secret-words',
		open: async (page, locale) => {
			const { start } = words[locale];
			await createHands(page, locale).button(start.limits.read).click();
			await page.getByText(start.secret.asWords, { exact: true }).click();
			await expect(page.locator('ol.list .word')).toHaveCount(5);
		}
	},
	{
		name: 'start-again-words',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].start.secret.known).click();
			await title(page, words[locale].start.again.title);
		}
	},
	{
		name: 'start-secret-pictures',
		open: async (page, locale) => {
			await goUp(page);
			await page.getByText(words[locale].start.secret.asPictures, { exact: true }).click();
			await readAssignedPictures(page);
		}
	},
	{
		name: 'start-again-pictures',
		open: async (page, locale) => {
			const { start, pictures } = words[locale];
			await createHands(page, locale).button(start.secret.known).click();
			await touchPictures(page, start.again.pictures, Array<string>(8).fill(pictures.star));
			await expect(page.getByText(start.again.differs)).toBeVisible();
		}
	},
	{
		name: 'today-empty',
		open: async (page, locale) => {
			const { start } = words[locale];
			await goUp(page);
			const secret = await readAssignedPictures(page);
			await createHands(page, locale).button(start.secret.known).click();
			await touchPictures(page, start.again.pictures, secret);
			await expectHome(page, locale);
		}
	},
	{
		name: 'group-new',
		open: async (page, locale) => {
			const { today, groups } = words[locale];
			const { button } = createHands(page, locale);
			await button(today.empty.action).click();
			await button(groups.addCoFacilitator).click();
			await button(groups.create).click();
			await expect(page.getByRole('alert').first()).toBeVisible();
		}
	},
	{
		name: 'group-unsaved',
		open: async (page, locale) => {
			await goUp(page);
			await dialog(page, words[locale].groups.unsaved.title);
		}
	},
	{
		name: 'group-empty',
		open: async (page, locale) => {
			const { groups } = words[locale];
			const { button, box } = createHands(page, locale);
			await button(groups.unsaved.keep).click();
			await box(groups.alias).fill('Les Tournesols');
			await button(groups.create).click();
			await expectGroup(page, 'Les Tournesols');
		}
	},
	{
		name: 'members-empty',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].groups.addMembers).click();
			await title(page, words[locale].groups.members);
		}
	},
	{
		name: 'history-empty',
		open: async (page, locale) => {
			await goUp(page);
			await createHands(page, locale).card(words[locale].groups.history).click();
			await title(page, words[locale].history.title);
		}
	},
	{
		name: 'cover-used',
		open: async (page, locale) => {
			await page.getByRole('button', { name: words[locale].common.exit }).click();
			await expect(page).not.toHaveURL(/\/s\//);
			await page.goto('/');
			await expectLocked(page, locale);
		}
	},
	{
		name: 'unlock-pictures',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].cover.open).click();
			await title(page, words[locale].unlock.pictures);
		}
	},
	{
		name: 'unlock-wrong',
		open: async (page, locale) => {
			await touchPictures(page, words[locale].unlock.pictures, Array<string>(8).fill(words[locale].pictures.star));
			await expect(page.getByText(words[locale].problems.secretWrong)).toBeVisible({ timeout: 30_000 });
		}
	},
	{
		name: 'unlock-words',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].unlock.toWords).click();
			await expect(page.locator('input').first()).toBeVisible();
		}
	}
];

/** Opens the sample from the first page of a fresh phone. */
export async function openSample(page: Page, locale: LocaleName): Promise<void> {
	await page.goto('/');
	await chooseLanguage(page, locale);
	await createHands(page, locale).button(words[locale].cover.trySample).click();
	await expect(page.getByText(words[locale].common.sample, { exact: true }).first()).toBeVisible({ timeout: 60_000 });
	await expectHome(page, locale);
}

/** The first group of the sample, from home. */
async function openFirstGroup(page: Page, locale: LocaleName): Promise<void> {
	await part(page, words[locale].today.groups).getByRole('listitem').first().getByRole('button').click();
	await expect(page.getByRole('heading', { name: words[locale].groups.members, exact: true })).toBeVisible();
}

/** The notebook of somebody who has led groups for long: home, settings, groups, people, history. */
export const groupScreens: readonly Screen[] = [
	{ name: 'today-full', open: openSample },
	{
		name: 'sample-erase',
		open: async (page, locale) => {
			const erase = createHands(page, locale).button(words[locale].common.sampleErase);
			if (!(await erase.isVisible()))
				await page.getByText(words[locale].common.sample, { exact: true }).first().click();
			await erase.click();
			await dialog(page, words[locale].common.sampleEraseTitle);
		}
	},
	{
		name: 'settings',
		open: async (page, locale) => {
			await closeDialog(page);
			await createHands(page, locale).button(words[locale].today.settings).click();
			await title(page, words[locale].settings.title);
		}
	},
	{
		name: 'settings-open',
		open: async (page, locale) => {
			await unfold(page);
			await createHands(page, locale).button(words[locale].settings.pin.choose).click();
			await expect(page.getByText(words[locale].settings.erase.text)).toBeVisible();
		}
	},
	{
		name: 'settings-secret',
		open: async (page, locale) => {
			await createHands(page, locale).card(words[locale].settings.secret.title).click();
			await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(words[locale].settings.title);
		}
	},
	{
		name: 'group',
		open: async (page, locale) => {
			await goUp(page);
			await goUp(page);
			await expectHome(page, locale);
			await openFirstGroup(page, locale);
		}
	},
	{
		name: 'group-archive',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].groups.archive).click();
			await dialog(page, words[locale].groups.archiveTitle);
		}
	},
	{
		name: 'group-edit',
		open: async (page, locale) => {
			await closeDialog(page);
			await createHands(page, locale).button(words[locale].groups.editTitle).click();
			await title(page, words[locale].groups.editTitle);
		}
	},
	{
		name: 'members',
		open: async (page, locale) => {
			await goUp(page);
			await createHands(page, locale).card(words[locale].groups.seeMembers).click();
			await title(page, words[locale].groups.members);
		}
	},
	{
		name: 'members-adding',
		open: async (page, locale) => {
			const { groups } = words[locale];
			const { box } = createHands(page, locale);
			await unfold(page);
			await box(groups.pseudonym).fill('Marie Dupont');
			await expect(page.getByText(groups.fullName)).toBeVisible();
			await box(groups.list).fill('Étincelle\n06 12 34 56 78\nRuisseau');
			await expect(page.getByRole('list', { name: groups.listPreview })).toBeVisible();
		}
	},
	{
		name: 'member-picture',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].groups.changePicture).click();
			await dialog(page, words[locale].groups.changePicture);
		}
	},
	{
		name: 'member',
		open: async (page, locale) => {
			await closeDialog(page);
			await page
				.getByRole('list', { name: words[locale].groups.members })
				.getByRole('listitem')
				.first()
				.getByRole('button')
				.click();
			await expect(page.getByRole('heading', { name: words[locale].groups.membership })).toBeVisible();
		}
	},
	{
		name: 'member-leaves',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].groups.leave).click();
			await dialog(page, words[locale].groups.leaveTitle);
		}
	},
	{
		name: 'history',
		open: async (page, locale) => {
			await closeDialog(page);
			await goUp(page);
			await goUp(page);
			await createHands(page, locale).card(words[locale].groups.history).click();
			await title(page, words[locale].history.title);
		}
	},
	{ name: 'history-open', open: (page) => unfold(page) }
];

/** A session from planning to correcting, in a group of the sample. */
export const sessionScreens: readonly Screen[] = [
	{
		name: 'session-new',
		open: async (page, locale) => {
			await openSample(page, locale);
			await openFirstGroup(page, locale);
			await createHands(page, locale).button(words[locale].groups.otherDay).click();
			await title(page, words[locale].sessions.new);
			await page.getByLabel(words[locale].sessions.day, { exact: true }).fill(dayFromNow(0));
		}
	},
	{
		name: 'session-planned',
		open: async (page, locale) => {
			const { sessions } = words[locale];
			await page
				.getByRole('button', { name: sessions.add, exact: true })
				.or(page.getByRole('button', { name: sessions.addAnyway }))
				.click();
			await expect(createHands(page, locale).card(sessions.cancel)).toBeVisible();
		}
	},
	{
		name: 'session-guide',
		open: async (page, locale) => {
			const { sessions } = words[locale];
			await createHands(page, locale).card(sessions.changeGuide).click();
			await expect(page.getByRole('list', { name: sessions.guides })).toBeVisible();
		}
	},
	{
		name: 'session-move',
		open: async (page, locale) => {
			await closeDialog(page);
			await createHands(page, locale).card(words[locale].sessions.move).click();
			await title(page, words[locale].sessions.move);
		}
	},
	{
		name: 'session-cancel',
		open: async (page, locale) => {
			const { sessions } = words[locale];
			const { card, button } = createHands(page, locale);
			await goUp(page);
			await card(sessions.cancel).click();
			await title(page, sessions.cancel);
			await button(sessions.cancelPick.weather).click();
		}
	},
	{
		name: 'session-cancelled',
		open: async (page, locale) => {
			const { sessions } = words[locale];
			const { button } = createHands(page, locale);
			await button(sessions.cancelNow).click();
			await expect(button(sessions.restore)).toBeVisible();
		}
	},
	{
		name: 'prepare',
		open: async (page, locale) => {
			const { sessions, player } = words[locale];
			const { button, card } = createHands(page, locale);
			await button(sessions.restore).click();
			await card(sessions.prepare).click();
			await expect(button(player.prepare.arrange)).toBeVisible({ timeout: 20_000 });
			for (const step of (await page.locator('section summary').all()).slice(0, 2)) await step.click();
		}
	},
	{
		name: 'prepare-arranging',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].player.prepare.arrange).click();
			await expect(page.getByText(words[locale].player.prepare.arrangeHint)).toBeVisible();
		}
	},
	{
		name: 'play',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].player.prepare.start).click();
			await expectPlayer(page, locale);
		}
	},
	{
		name: 'play-open',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].common.next).click();
			await expect(createHands(page, locale).button(words[locale].common.previous)).toBeVisible();
			await unfold(page);
		}
	},
	{
		name: 'play-steps',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].player.play.sheet).click();
			await dialog(page, words[locale].player.play.sheet);
			await page.getByRole('dialog').getByText(words[locale].player.play.look, { exact: true }).click();
		}
	},
	{
		name: 'play-steps-arranging',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].player.prepare.arrange).click();
			await expect(createHands(page, locale).button(words[locale].player.play.arrangeDone)).toBeVisible();
		}
	},
	{
		name: 'play-upset',
		open: async (page, locale) => {
			await closeDialog(page);
			await createHands(page, locale).button(words[locale].player.upset.open).click();
			await dialog(page, words[locale].player.upset.open);
			await page.getByRole('dialog').locator('summary').first().click();
		}
	},
	{
		name: 'attendance',
		open: async (page, locale) => {
			const { attendance, player } = words[locale];
			const { button } = createHands(page, locale);
			await closeDialog(page);
			await button(player.play.attendance).click();
			await title(page, attendance.title);
			await page.getByRole('button', { name: attendance.mark.late, exact: true }).first().click();
			await button(attendance.everyone).click();
			await expect(button(words[locale].common.undo)).toBeVisible();
		}
	},
	{
		name: 'session-running',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].common.done).click();
			await expectPlayer(page, locale);
			await goUp(page);
			await expect(createHands(page, locale).card(words[locale].sessions.phoneRound)).toBeVisible();
		}
	},
	{
		name: 'check-in-explain',
		open: async (page, locale) => {
			await createHands(page, locale).card(words[locale].sessions.phoneRound).click();
			await title(page, words[locale]['check-in'].title);
		}
	},
	{
		name: 'check-in-pin',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale]['check-in'].pass).click();
			await title(page, words[locale]['check-in'].pinTitle);
		}
	},
	{
		name: 'round-welcome',
		open: async (page, locale) => {
			const asked = words[locale]['check-in'];
			const { box, button } = createHands(page, locale);
			await box(asked.pinFirst).fill('482915');
			await box(asked.pinSecond).fill('482915');
			await button(asked.pinKeep).click();
			await expect(page.getByText(asked.promise).first()).toBeVisible({ timeout: 20_000 });
		}
	},
	{
		name: 'round-question',
		open: async (page, locale) => {
			const asked = words[locale]['check-in'];
			await page.locator('main').getByRole('button', { name: asked.promise }).click();
			await title(page, asked.body);
			await expect(page.getByRole('button', { name: asked.face1, exact: true })).toBeEnabled();
		}
	},
	{
		name: 'round-thanks',
		open: async (page, locale) => {
			const asked = words[locale]['check-in'];
			for (const question of [asked.body, asked.mind, asked.others, asked.hope, asked.session]) {
				await title(page, question);
				await page.getByRole('button', { name: asked.face3, exact: true }).click();
			}
			await title(page, asked.thanks);
		}
	},
	{
		name: 'unlock-pin',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale]['check-in'].facilitator).click();
			await title(page, words[locale].unlock.pin);
		}
	},
	{
		name: 'summary-weather',
		open: async (page, locale) => {
			const { sessions, summary, unlock } = words[locale];
			const { card, button } = createHands(page, locale);
			const pad = page.getByRole('group', { name: unlock.digits });
			for (const digit of '482915') await pad.getByRole('button', { name: digit, exact: true }).click();
			await button(unlock.pinOk).click();
			await expectPlayer(page, locale);
			await goUp(page);
			await card(sessions.end).click();
			await button(summary.weather.sun).click();
			await expect(button(summary.weather.sun)).toHaveAttribute('aria-pressed', 'true');
		}
	},
	{ name: 'summary-themes', open: (page, locale) => nextStep(page, locale, 'themes') },
	{ name: 'summary-day', open: (page, locale) => nextStep(page, locale, 'day') },
	{
		name: 'summary-after',
		open: async (page, locale) => {
			await createHands(page, locale).box(words[locale].summary.text.wentWell).fill('Le cercle a ri. 🌻');
			await nextStep(page, locale, 'after');
		}
	},
	{ name: 'summary-care', open: (page, locale) => nextStep(page, locale, 'care') },
	{
		name: 'summary-over',
		open: async (page, locale) => {
			const { summary } = words[locale];
			await createHands(page, locale).button(summary.face.low).click();
			await createHands(page, locale).button(summary.end).click();
			await title(page, summary.over);
			await expect(page.getByText(summary.opened).or(page.getByText(summary.waiting))).toBeVisible({ timeout: 20_000 });
		}
	},
	{
		name: 'session-closed',
		open: async (page, locale) => {
			const { groups, summary } = words[locale];
			await createHands(page, locale).button(summary.home).click();
			await expectHome(page, locale);
			await openFirstGroup(page, locale);
			await part(page, groups.past).getByRole('listitem').first().getByRole('button').click();
			await expect(page.getByText(summary.written)).toBeVisible();
			await unfold(page);
		}
	},
	{
		name: 'report',
		open: async (page, locale) => {
			await createHands(page, locale).card(words[locale].sessions.report).click();
			await title(page, words[locale].summary.report);
		}
	},
	{
		name: 'session-correct',
		open: async (page, locale) => {
			await goUp(page);
			await createHands(page, locale).card(words[locale].sessions.correct).click();
			await title(page, words[locale].sessions.correct);
			await createHands(page, locale).button(words[locale].sessions.correctNow).click();
			await expect(page.getByRole('alert').first()).toBeVisible();
		}
	},
	{
		name: 'session-correcting',
		open: async (page, locale) => {
			const { sessions } = words[locale];
			const { button } = createHands(page, locale);
			await button(sessions.correctPick.forgot).click();
			await button(sessions.correctNow).click();
			await expect(
				page.getByText(fill(sessions.correctingText, { reason: sessions.correctPick.forgot }))
			).toBeVisible();
		}
	}
];

/** Over the pages of the desk, by their links. */
async function goToDesk(
	page: Page,
	locale: LocaleName,
	name: keyof (typeof words)['fr']['desk']['nav'],
	heading: string
) {
	const { nav } = words[locale].desk;
	await page.getByRole('navigation', { name: nav.label }).getByRole('button', { name: nav[name], exact: true }).click();
	await title(page, heading);
}

/** Opens the sample of an organisation from the first page of a fresh phone. */
export async function openSampleDesk(page: Page, locale: LocaleName): Promise<void> {
	await page.goto('/');
	await chooseLanguage(page, locale);
	await createHands(page, locale).button(words[locale].cover.trySampleOffice).click();
	const inbox = page.getByRole('heading', { level: 1, name: words[locale].desk.nav.inbox, exact: true });
	await expect(inbox).toBeVisible({ timeout: 60_000 });
}

/** The desk of somebody who supervises and is a lead, in the sample. */
export const deskScreens: readonly Screen[] = [
	{ name: 'desk-inbox', open: openSampleDesk },
	{
		name: 'desk-keys',
		open: async (page, locale) => {
			await createHands(page, locale).button(words[locale].desk.keys).click();
			await dialog(page, words[locale].desk.keys);
		}
	},
	{
		name: 'desk-thread',
		open: async (page, locale) => {
			await closeDialog(page);
			await page.locator('[data-report]').first().click();
			await expect(page.getByRole('region', { name: words[locale].review.titleDesk, exact: true })).toBeVisible();
			await unfold(page);
		}
	},
	{
		name: 'desk-overview',
		open: async (page, locale) => {
			await goToDesk(page, locale, 'overview', words[locale].dashboard.title);
			await unfold(page);
		}
	},
	{
		name: 'desk-completeness',
		open: (page, locale) => goToDesk(page, locale, 'completeness', words[locale].desk.nav.completeness)
	},
	{ name: 'desk-digest', open: (page, locale) => goToDesk(page, locale, 'digest', words[locale].desk.nav.digest) },
	{ name: 'desk-support', open: (page, locale) => goToDesk(page, locale, 'support', words[locale].support.desk.title) },
	{
		name: 'desk-support-record',
		open: async (page, locale) => {
			await page.locator('main li button').first().click();
			await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(words[locale].support.desk.title);
			await unfold(page);
		}
	},
	{
		name: 'safeguarding',
		open: (page, locale) => goToDesk(page, locale, 'safeguarding', words[locale].safeguarding.title)
	},
	{
		name: 'safeguarding-concern',
		open: async (page, locale) => {
			await page.locator('main section button').first().click();
			await expect(page.getByText(words[locale].safeguarding.actsTitle)).toBeVisible();
			await page.getByRole('radio', { name: words[locale].safeguarding.does.note }).check();
			await unfold(page);
		}
	},
	{ name: 'services', open: (page, locale) => goToDesk(page, locale, 'services', words[locale].services.title) },
	{
		name: 'service',
		open: async (page, locale) => {
			await page.locator('main li button').first().click();
			await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(words[locale].services.title);
			await unfold(page);
		}
	}
];

async function nextStep(page: Page, locale: LocaleName, step: 'themes' | 'day' | 'after' | 'care'): Promise<void> {
	await createHands(page, locale).button(words[locale].common.next).click();
	await expect(page.getByRole('heading', { level: 2, name: words[locale].summary.step[step] })).toBeVisible();
}
