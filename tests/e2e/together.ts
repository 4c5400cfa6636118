import { writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import decodeQr from 'qr/decode.js';
import { expect } from './fixtures';
import { goUp } from './group';
import { createHands } from './hands';
import { fill, readAssignedPictures, touchPictures, words, type LocaleName } from './phone';

/** From any screen home, by the arrow in the bar. */
export async function goHome(page: Page, locale: LocaleName): Promise<void> {
	const { morning, evening } = words[locale].today;
	const title = page.getByRole('heading', { level: 1 });
	const home = new RegExp(`^(${morning}|${evening})$`);
	await expect(async () => {
		const shown = await title.innerText({ timeout: 1000 });
		if (!home.test(shown)) {
			await page.locator('button.back').click({ timeout: 1000 });
			await expect(title).not.toHaveText(shown, { timeout: 2000 });
		}
		await expect(title).toHaveText(home, { timeout: 100 });
	}).toPass({ timeout: 60_000, intervals: [0] });
}

/** A group in the list at home; other cards may name it, too. */
export const groupAtHome = (page: Page, locale: LocaleName, alias: string): Locator =>
	page
		.locator('section')
		.filter({ has: page.getByRole('heading', { name: words[locale].today.groups, exact: true }) })
		.getByRole('button', { name: alias });

/** Slow on a busy machine: four requests, each signed and each a transaction. */
const soon = { timeout: 30_000 };

/** From an address of the product over a new notebook to where that address leads. Returns the pictures that open it. */
export async function makeNotebookFrom(page: Page, locale: LocaleName): Promise<readonly string[]> {
	const { button, heading } = createHands(page, locale);
	const { start, common } = words[locale];
	await heading(start.language.title);
	await button(common.next).click();
	await button(start.limits.read).click();
	const secret = await readAssignedPictures(page);
	await button(start.secret.known).click();
	await touchPictures(page, start.again.pictures, secret);
	return secret;
}

export interface OrganisationToMake {
	readonly name: string;
	/** How the others see who makes it. */
	readonly label: string;
	readonly custodians: 1 | 3;
	/** What she does beside administering it. */
	readonly roles?: readonly RoleName[];
}

type RoleName = Exclude<keyof (typeof words)['fr']['organisation']['role'], 'admin'>;

/** From the first of its screens, with an open notebook, to the list of its people. Facilitates, unless told otherwise. */
export async function makeOrganisation(
	page: Page,
	locale: LocaleName,
	{ name, label, custodians, roles = ['facilitator'] }: OrganisationToMake
): Promise<void> {
	const { button, heading, box } = createHands(page, locale);
	const { organisation, common } = words[locale];
	const { new: making, paper } = organisation;
	await expect(page.getByRole('heading', { level: 1, name: making.aboutTitle, exact: true })).toBeVisible(soon);
	await button(making.begin).click();
	await heading(making.nameTitle);
	await box(making.name).fill(name);
	await box(making.label).fill(label);
	await button(common.next).click();
	await heading(making.rolesTitle);
	for (const role of roles) await page.getByRole('checkbox', { name: organisation.role[role] }).check();
	await button(common.next).click();
	await heading(making.custodyTitle);
	await page.getByRole('radio', { name: custodians === 1 ? making.one : making.three }).check();
	await button(making.create).click();
	for (let at = 1; at <= custodians; at += 1) {
		const title = custodians === 1 ? paper.titleOne : fill(paper.title, { at, all: custodians });
		await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible({ timeout: 90_000 });
		const file = page.waitForEvent('download');
		await button(paper.save).click();
		expect((await file).suggestedFilename()).not.toContain(name);
		const written = await page.locator('ol[translate=no] .word').allInnerTexts();
		expect(written).toHaveLength(5);
		await button(paper.written).click();
		await heading(paper.proveTitle);
		for (const [place, word] of written.entries()) {
			const field = page.getByLabel(fill(paper.word, { at: place + 1 }), { exact: true });
			if (await field.isVisible()) await field.fill(word);
		}
		await button(paper.check).click();
	}
	await heading(paper.doneTitle);
	await button(paper.people).click();
	await heading(name);
}

/** A code as a camera sees it. */
export interface SeenCode {
	readonly text: string;
	readonly width: number;
	readonly height: number;
	/** Red, green, blue and opacity of every point. */
	readonly pixels: Uint8Array;
}

/** From the list of people to the code of a new invitation, seen on the screen; for a facilitator unless told otherwise. */
export async function invite(
	page: Page,
	locale: LocaleName,
	groups: readonly string[] = [],
	role: RoleName = 'facilitator'
): Promise<SeenCode> {
	const { button, heading } = createHands(page, locale);
	const { invite: inviting, people, role: roles } = words[locale].organisation;
	await button(people.invite).click();
	await heading(inviting.title);
	await page.getByRole('checkbox', { name: roles[role] }).check();
	if (role !== 'facilitator') await page.getByRole('checkbox', { name: roles.facilitator }).uncheck();
	for (const group of groups) await page.getByRole('checkbox', { name: group }).check();
	await button(inviting.show).click();
	await expect(page.getByRole('heading', { level: 1, name: inviting.codeTitle })).toBeVisible(soon);
	return readCode(page, page.getByRole('img', { name: inviting.code }));
}

/** What a code on the screen says. */
export async function readCode(page: Page, code: Locator): Promise<SeenCode> {
	await expect(code).toBeVisible();
	let picture = '';
	// Drawn anew while the screen settles.
	await expect(async () => {
		picture = (await code.screenshot({ timeout: 5000 })).toString('base64');
	}).toPass();
	const { width, height, pixels } = await page.evaluate(async (encoded) => {
		const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
		const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
		const pencil = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
		pencil.drawImage(bitmap, 0, 0);
		const { data } = pencil.getImageData(0, 0, bitmap.width, bitmap.height);
		// As text: a list of numbers takes seconds on its way out of the page.
		const letters: string[] = [];
		for (let at = 0; at < data.length; at += 8192) letters.push(String.fromCharCode(...data.subarray(at, at + 8192)));
		return { width: bitmap.width, height: bitmap.height, pixels: btoa(letters.join('')) };
	}, picture);
	const data = new Uint8Array(Buffer.from(pixels, 'base64'));
	return { text: decodeQr({ width, height, data }), width, height, pixels: data };
}

/** From home to the list of people, or to the choice of having an organisation. */
export async function openOrganisation(page: Page, locale: LocaleName, name?: string): Promise<void> {
	const { button, card } = createHands(page, locale);
	const { today, organisation } = words[locale];
	await button(today.settings).click();
	await card(name ?? organisation.title).click();
	await expect(page.getByRole('heading', { level: 1, name: name ?? organisation.alone.title })).toBeVisible(soon);
}

/** Writes a film of a code, for a browser that takes it for its camera: grey, two pictures long (YUV4MPEG2). */
export async function filmCode({ width, height, pixels }: SeenCode, file: string): Promise<void> {
	const [across, down] = [width - (width % 2), height - (height % 2)];
	const light = Buffer.from(
		Array.from({ length: across * down }, (_, at) => pixels[4 * (Math.floor(at / across) * width + (at % across))]!)
	);
	const colour = Buffer.alloc((across * down) / 2, 128);
	const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colour]);
	await writeFile(
		file,
		Buffer.concat([Buffer.from(`YUV4MPEG2 W${across} H${down} F10:1 Ip A1:1 C420jpeg\n`), frame, frame])
	);
}

/** From home of a notebook without an organisation to the sent answer to an invitation, seen by the camera. */
export async function joinByScan(page: Page, locale: LocaleName, label: string): Promise<void> {
	const { button, heading } = createHands(page, locale);
	const { organisation, join } = words[locale];
	await openOrganisation(page, locale);
	await button(organisation.alone.join).click();
	await heading(join.title);
	await button(join.scan).click();
	await agreeToJoin(page, locale, label);
}

/** From home of a notebook without an organisation to the sent answer to an invitation, pasted. */
export async function joinByPaste(page: Page, locale: LocaleName, link: string, label: string): Promise<void> {
	const { button, heading } = createHands(page, locale);
	const { organisation, join } = words[locale];
	await openOrganisation(page, locale);
	await button(organisation.alone.join).click();
	await heading(join.title);
	await page.getByText(join.orPaste, { exact: true }).click();
	await page.getByLabel(join.paste).fill(link);
	await button(join.read).click();
	await agreeToJoin(page, locale, label);
}

/** On the screen that says what joining means: agrees. */
export async function agreeToJoin(page: Page, locale: LocaleName, label: string): Promise<void> {
	const { button, box } = createHands(page, locale);
	const { organisation, join } = words[locale];
	await expect(page.getByRole('heading', { level: 1, name: join.meaningTitle, exact: true })).toBeVisible(soon);
	await box(organisation.new.label).fill(label);
	await button(join.join).click();
}

/** The names of the four pictures on the joining phone, or on the one that invited. */
export async function readPictures(page: Page, locale: LocaleName): Promise<readonly string[]> {
	const names = page.getByRole('list', { name: words[locale].join.pictures }).locator('.name');
	await expect(names).toHaveCount(4, soon);
	return names.allInnerTexts();
}

/**
 * Both screens show the same four pictures; whoever invited says so, and the other one is in. Pictures are compared where
 * both phones name them in one language.
 */
export async function letIn(
	inviting: Page,
	joining: Page,
	locale: LocaleName,
	herLocale: LocaleName = locale
): Promise<void> {
	const { invite: words_, paper } = words[locale].organisation;
	const { join } = words[herLocale];
	const hers = await readPictures(joining, herLocale);
	await expect(inviting.getByRole('heading', { level: 1, name: words_.arrivedTitle })).toBeVisible(soon);
	const shown = await readPictures(inviting, locale);
	if (locale === herLocale) expect(shown).toEqual(hers);
	await createHands(inviting, locale).button(words_.same).click();
	await expect(inviting.getByRole('heading', { level: 1, name: words_.doneTitle })).toBeVisible(soon);
	await createHands(inviting, locale).button(paper.people).click();
	await expect(joining.getByRole('heading', { level: 1, name: join.doneTitle })).toBeVisible(soon);
	const { button } = createHands(joining, herLocale);
	await button(join.later).or(button(words[herLocale].common.done)).click();
}

/** From the page of a group: she shares all of it with these people, after she saw what leaves. */
export async function shareGroup(
	page: Page,
	locale: LocaleName,
	alias: string,
	people: readonly string[]
): Promise<void> {
	const { button, card, heading } = createHands(page, locale);
	const { sharing } = words[locale];
	await card(sharing.title).click();
	await heading(sharing.title);
	await expect(page.getByText(sharing.nothingYetText)).toBeVisible();
	await page.getByRole('switch', { name: sharing.withFacilitators }).click();
	for (const name of people) await page.getByRole('checkbox', { name }).check();
	await button(sharing.yes).click();
	await expect(page.getByText(sharing.canOpenWork).first()).toBeVisible(soon);
	for (const name of people)
		await expect(page.getByRole('list', { name: sharing.canOpenWork }).getByText(name)).toBeVisible(soon);
	await goUp(page);
	await heading(alias);
}

/** From the page of a group: the reports of its sessions go to supervisors, who know the group by this name. */
export async function shareReports(page: Page, locale: LocaleName, alias: string, name: string): Promise<void> {
	const { button, card, heading, box } = createHands(page, locale);
	const { sharing } = words[locale];
	await card(sharing.title).click();
	await heading(sharing.title);
	await page.getByRole('switch', { name: sharing.withSupervisors }).click();
	await box(sharing.name).fill(name);
	await button(sharing.yes).click();
	await expect(page.getByText(sharing.canOpenReport).first()).toBeVisible(soon);
	await goUp(page);
	await heading(alias);
}

/** The state of the exchanges with the server, as home says it. */
export const expectSync = (page: Page, words_: string): Promise<void> =>
	expect(page.getByRole('button', { name: words_ }).first()).toBeVisible({ timeout: 60_000 });

/** In the list of people: takes somebody out, typing her name as it is asked. */
export async function removePerson(page: Page, locale: LocaleName, label: string): Promise<void> {
	const { card, heading, button } = createHands(page, locale);
	const { person } = words[locale].organisation;
	await card(label).click();
	await heading(label);
	await button(person.remove).click();
	await page.getByRole('dialog').getByRole('textbox').fill(label);
	await button(person.removeConfirm).click();
	await expect(page.getByRole('dialog')).toBeHidden(soon);
}

/** From home to the screen of exchanges with the server. */
export async function openExchanges(page: Page, locale: LocaleName): Promise<void> {
	const { today, settings, sync } = words[locale];
	const { button, heading } = createHands(page, locale);
	await button(today.settings).click();
	await heading(settings.title);
	const states = Object.values(sync.state).map((text) => text.replace(/\{\{\w+\}\}/g, '\\d+'));
	await page.getByRole('button', { name: new RegExp(`^(${states.join('|')})`) }).click();
	await heading(sync.title);
}

/** On the screen of exchanges: asks for one, as often as it takes until it ends like this. */
export async function syncNow(
	page: Page,
	locale: LocaleName,
	how: 'synced' | 'waiting' | 'offline' | 'failed'
): Promise<void> {
	const { sync } = words[locale];
	await expect(async () => {
		await createHands(page, locale).button(sync.now).click({ timeout: 20_000 });
		await expect(page.getByRole('status').filter({ hasText: sync.said[how] })).toBeVisible({ timeout: 15_000 });
	}).toPass({ timeout: 90_000 });
}
