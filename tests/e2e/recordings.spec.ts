import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { quietBrowser } from './browser';
import { expect, test } from './fixtures';
import { createHands } from './hands';
import { expectAccessible, words } from './phone';
import { makeNotebookFrom, makeOrganisation } from './together';

/*
 * A question in the voice of somebody: recorded with the browser's own false microphone, listened to, kept, published, and
 * heard where it is asked.
 */

// A trace would keep the recording in the clear.
test.use({ locale: 'fr-FR', trace: 'off' });

const { questionnaires, organisation } = words.fr;
const { sound, form } = questionnaires;
const asked = 'Avez-vous bien dormi ?';

/** What this page plays, and the addresses that are still good for it. */
interface Heard {
	readonly played: number[][];
	readonly open: string[];
}

/** Remembers in the page what is given an address and what is taken back. */
const listenIn = (page: Page) =>
	page.addInitScript(() => {
		const heard: Heard = { played: [], open: [] };
		(globalThis as unknown as { heard: Heard }).heard = heard; // for `heardIn` alone
		const make = URL.createObjectURL.bind(URL);
		const revoke = URL.revokeObjectURL.bind(URL);
		URL.createObjectURL = (made: Blob) => {
			const url = make(made);
			if (!made.type.startsWith('audio/')) return url;
			heard.open.push(url);
			void made.arrayBuffer().then((bytes) => heard.played.push([...new Uint8Array(bytes)]));
			return url;
		};
		URL.revokeObjectURL = (url) => {
			const at = heard.open.indexOf(url);
			if (at >= 0) heard.open.splice(at, 1);
			revoke(url);
		};
	});
const heardIn = (page: Page) => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard); // see `listenIn`

/** The files under a folder in which some of these bytes lie as they are, or as text. */
async function filesWith(folder: string, bytes: Buffer): Promise<readonly string[]> {
	const part = bytes.subarray(Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 60);
	// The text of bytes depends on where among three they begin.
	const texts = [0, 1, 2].map((at) =>
		part
			.subarray(at, at + 48)
			.toString('base64')
			.slice(4, -4)
	);
	const hits: string[] = [];
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const content = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
		const isIn = (text: string) => content.includes(text) || content.includes(Buffer.from(text, 'utf16le'));
		if (content.includes(part) || texts.some(isIn)) hits.push(entry.name);
	}
	return hits.sort();
}

test('a question is recorded, heard in the preview, published, and lies nowhere in the clear', async ({
	persistentContext
}) => {
	const { context, folder } = await persistentContext({
		args: [...quietBrowser, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
	});
	const page = context.pages()[0]!;
	await listenIn(page);
	const { button, box, heading, card } = createHands(page, 'fr');
	await page.goto('/organisation/new');
	await button(organisation.new.begin).click();
	await makeNotebookFrom(page, 'fr');
	await makeOrganisation(page, 'fr', { name: 'Jardin', label: 'Hoa', custodians: 1 });
	await card(questionnaires.title).click();
	await heading(questionnaires.title);
	await button(questionnaires.startEmpty).click();
	await box(form.name).fill('Le sommeil');
	await button(form.addQuestion).click();
	await box(form.text).fill(asked);

	await page.getByText(sound.title, { exact: true }).click();
	await button(sound.record).click();
	await expect(button(sound.stop)).toBeVisible();
	await page.waitForTimeout(1200);
	await button(sound.stop).click();
	await expect(page.getByText(sound.taken)).toBeVisible();
	await expectAccessible(page);
	await button(sound.keep).click();
	await expect(page.getByText(sound.kept)).toBeVisible();
	await button(sound.listen).click();
	await expect.poll(async () => (await heardIn(page)).played.length).toBe(1);

	await button(questionnaires.preview).click();
	await card('Français').click();
	await expect(page.getByRole('heading', { name: asked })).toBeVisible();
	await button(words.fr['check-in'].listen).click();
	await expect.poll(async () => (await heardIn(page)).played.length).toBe(2);
	await button(questionnaires.previewLeave).click();
	await expect.poll(async () => (await heardIn(page)).open, 'no address stays').toEqual([]);
	const { played } = await heardIn(page);
	expect(played[1]).toEqual(played[0]);
	const recorded = Buffer.from(played[0]!);
	expect(recorded.length).toBeGreaterThan(1000);

	await button(questionnaires.publish).click();
	await page.getByRole('dialog').getByRole('button', { name: questionnaires.publish, exact: true }).click();
	await heading(questionnaires.title);
	await expect(page.getByText(`· ${questionnaires.state.published} ·`)).toBeVisible();
	await context.close();
	expect(await filesWith(folder, recorded)).toEqual([]);
	// What lay in the clear would be found.
	for (const as of ['latin1', 'base64'] as const) await writeFile(join(folder, as), recorded.toString(as), 'latin1');
	expect(await filesWith(folder, recorded)).toEqual(['base64', 'latin1']);
});

test('the microphone is for this page alone, and a sound comes from nowhere else', async ({ page }) => {
	const answer = await page.goto('/');
	const headers = answer!.headers();
	expect(headers['permissions-policy']).toContain('microphone=(self)');
	const policy =
		headers['content-security-policy'] ??
		(await page.locator('meta[http-equiv=content-security-policy]').getAttribute('content'));
	expect(policy).toMatch(/media-src 'self' blob:(;|$)/);
});
