import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { quietBrowser } from './browser';
import { createCanaries, searchFolder } from './canaries';
import { startEvilServer, type Engine } from './evil-server';
import { expect, test } from './fixtures';
import { addMembers, beginSession, expectGroup, makeGroup, openNote } from './group';
import { createHands } from './hands';
import { expectHome, makeNotebook, words } from './phone';
import {
	expectSync,
	filmCode,
	goHome,
	groupAtHome,
	invite,
	joinByPaste,
	joinByScan,
	letIn,
	makeNotebookFrom,
	makeOrganisation,
	openOrganisation,
	removePerson,
	shareGroup
} from './together';
import { watch } from './watch';

// A trace keeps everything that passed, and this is a test of who keeps what.
test.use({ locale: 'fr-FR', trace: 'off' });

const { attendance, common, cover, organisation, player, sharing, sync } = words.fr;

/** From home into the player of today's session: who came, and a note on the first step. */
async function runSession(page: Page, alias: string, marks: Readonly<Record<string, string>>, note: string) {
	const { button, heading, row } = createHands(page, 'fr');
	await groupAtHome(page, 'fr', alias).click();
	await expectGroup(page, alias);
	await beginSession(page, 'fr');
	await button(player.play.attendance).click();
	await heading(attendance.title);
	for (const [name, mark] of Object.entries(marks)) {
		const key = row(name).getByRole('button', { name: mark, exact: true });
		await key.click();
		await expect(key).toHaveAttribute('aria-pressed', 'true');
	}
	await button(common.done).click();
	const field = await openNote(page, 'fr');
	await field.fill(note);
	await field.blur();
	await expect(page.getByText(common.saved, { exact: true }).first()).toBeVisible();
}

/** In the player: the marks as this phone has them, once they have come. */
async function expectMarks(page: Page, marks: Readonly<Record<string, string>>): Promise<void> {
	const { button, heading, row } = createHands(page, 'fr');
	await button(player.play.attendance).click();
	await heading(attendance.title);
	for (const [name, mark] of Object.entries(marks))
		await expect(row(name).getByRole('button', { name: mark, exact: true })).toHaveAttribute('aria-pressed', 'true', {
			timeout: 60_000
		});
	await button(common.done).click();
}

/**
 * A browser also complains of every request that found no network, of refusals, which are answers, and of a server that
 * would clear what the app keeps: no server may, a phone empties itself after it has checked that it was removed.
 */
const isUnexpected = (fault: string): boolean => !/Failed to load resource|Clear-Site-Data/.test(fault);

for (const engine of ['SQLite', 'PostgreSQL'] satisfies readonly Engine[]) {
	test(`two facilitators work apart, meet and agree, and a removed phone empties itself (${engine})`, async ({
		persistentContext
	}) => {
		// Whoever takes the server's database, its logs or the line (A13, A4) must find no word that anybody typed.
		test.setTimeout(600_000);
		const server = await startEvilServer(engine);
		const canaries = createCanaries();
		const film = join(mkdtempSync(join(tmpdir(), 'cercle-film-')), 'code.y4m');
		const camera = [
			'--use-fake-ui-for-media-stream',
			'--use-fake-device-for-media-stream',
			`--use-file-for-fake-video-capture=${film}`
		];
		try {
			const openPhone = async () => {
				const args = [...quietBrowser, ...camera];
				const { context, folder } = await persistentContext({ baseURL: server.origin, args });
				context.setDefaultTimeout(30_000);
				const seen = await watch(context);
				return { context, folder, seen, page: context.pages()[0] ?? (await context.newPage()) };
			};
			const label = { mai: canaries.next('label of Mai'), awa: canaries.next('label of Awa') };
			const name = canaries.next('organisation');

			const mai = await openPhone();
			await mai.page.goto('/organisation/new');
			await mai.page.getByRole('button', { name: organisation.new.begin, exact: true }).click();
			await makeNotebookFrom(mai.page, 'fr');
			await makeOrganisation(mai.page, 'fr', { name, label: label.mai, custodians: engine === 'SQLite' ? 3 : 1 });

			const awa = await openPhone();
			await makeNotebook(awa.page, 'fr');
			const code = await invite(mai.page, 'fr');
			await filmCode(code, film);
			if (engine === 'SQLite') await joinByScan(awa.page, 'fr', label.awa);
			else await joinByPaste(awa.page, 'fr', code.text, label.awa);
			await letIn(mai.page, awa.page, 'fr');
			await expectHome(awa.page, 'fr');

			const alias = canaries.next('group');
			const members = [1, 2, 3, 4].map((at) => canaries.next(`member ${at}`));
			await goHome(mai.page, 'fr');
			await makeGroup(mai.page, 'fr', alias);
			await addMembers(mai.page, 'fr', members);
			await shareGroup(mai.page, 'fr', alias, [label.awa]);
			await goHome(mai.page, 'fr');
			await expect(groupAtHome(awa.page, 'fr', alias)).toBeVisible({ timeout: 60_000 });

			for (const { context } of [mai, awa]) await context.setOffline(true);
			const [one, two, three, four] = members as [string, string, string, string]; // four were made
			const { present, late, absent, told } = attendance.mark;
			const notes = [canaries.next('note of Mai'), canaries.next('note of Awa')];
			await runSession(mai.page, alias, { [one]: present, [two]: late }, notes[0]!);
			await runSession(awa.page, alias, { [three]: absent, [four]: told }, notes[1]!);
			for (const { context } of [mai, awa]) await context.setOffline(false);
			for (const { page } of [mai, awa]) {
				await expectMarks(page, { [one]: present, [two]: late, [three]: absent, [four]: told });
				// One text stands in the field, the other beside it: nothing that was written is gone.
				const field = await openNote(page, 'fr');
				const { by, byMe } = sharing.other;
				const other = page.getByRole('region', { name: new RegExp(`${by.replace('{{label}}', '.+')}|${byMe}`) });
				await expect(other).toBeVisible({ timeout: 60_000 });
				const shown = [await field.inputValue(), (await other.locator('p').innerText()).trim()];
				expect(shown.sort()).toEqual([...notes].sort());
			}
			for (const { page } of [mai, awa]) {
				await goHome(page, 'fr');
				await expectSync(page, sync.state.synced);
			}

			await openOrganisation(mai.page, 'fr', name);
			await removePerson(mai.page, 'fr', label.awa);
			await expect(awa.page.getByRole('heading', { level: 1, name: cover.closed.title })).toBeVisible({
				timeout: 60_000
			});
			await awa.page.getByRole('button', { name: cover.closed.go, exact: true }).click();
			await awa.page.goto('/');
			await expect(awa.page.getByRole('heading', { level: 1 })).toBeVisible();
			await expect(awa.page.getByRole('button', { name: cover.open, exact: true })).toHaveCount(0);
			await awa.context.close();
			expect((await searchFolder(awa.folder, canaries)).hits, 'on the removed phone').toEqual([]);

			expect(await server.search(canaries), 'at the server').toEqual([]);
			for (const { seen } of [mai, awa]) expect(seen.faults.filter(isUnexpected)).toEqual([]);
			// Without this, a search that finds nothing would prove nothing.
			await fetch(`${server.origin}/api/v1/${canaries.next('control')}`);
			expect((await server.search(canaries)).join()).toContain('traffic: control');
		} finally {
			await server.stop();
		}
	});
}
