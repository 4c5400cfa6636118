import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { addMembers, beginSession, expectGroup, expectLocked, goUp, makeGroup } from './group';
import { isNewerVersion, startVersionedServer } from './newer-version';
import { expectHome, makeNotebook, openNotebook, words } from './phone';

const { groups, common, summary, sessions } = words.fr;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const box = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

test.use({ actionTimeout: 30_000 });

/** Waits until the whole app lies on the phone, and begins anew from there. */
async function startFromPhone(page: Page): Promise<void> {
	await page.goto('/');
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.goto('/');
	await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** What the browser does by itself now and then: looks whether there is a newer version. */
const lookForUpdate = (page: Page) =>
	page.evaluate(async () => {
		const registration = await navigator.serviceWorker.ready;
		await registration.update().catch(() => undefined);
		const arriving = registration.installing;
		if (!arriving) return registration.waiting !== null;
		await new Promise<void>((resolve) =>
			arriving.addEventListener('statechange', () => {
				if (arriving.state !== 'installing') resolve();
			})
		);
		return registration.waiting !== null;
	});

test('a newer version waits: offered over an open form, silent in a session, taken when she says so', async ({
	persistentContext,
	baseURL
}) => {
	test.slow();
	// A version published while she works must not take the page away under her words.
	const server = await startVersionedServer(baseURL!);
	try {
		const { context } = await persistentContext({ baseURL: server.baseURL });
		const page = await context.newPage();
		await startFromPhone(page);
		const secret = await makeNotebook(page, 'fr');
		await makeGroup(page, 'fr', 'Les merles');
		await addMembers(page, 'fr', ['Sari']);
		await button(page, groups.editTitle).click();
		await box(page, groups.alias).fill('Les merles du soir');

		server.publish(true);
		expect(await lookForUpdate(page), 'one that did not arrive whole is no version').toBe(false);
		await expect(page.getByText(common.updateWaiting)).toHaveCount(0);

		server.publish();
		expect(await lookForUpdate(page)).toBe(true);
		await expect(page.getByText(common.updateWaiting)).toBeVisible();
		await expect(box(page, groups.alias)).toHaveValue('Les merles du soir');

		await test.step('taking it asks about unsaved words first', async () => {
			await button(page, common.updateTake).click();
			await button(page, groups.unsaved.keep).click();
			await expect(box(page, groups.alias)).toHaveValue('Les merles du soir');
			await button(page, common.save).click();
			await expectGroup(page, 'Les merles du soir');
		});

		await beginSession(page, 'fr');
		await expect(page.getByText(common.updateWaiting), 'never in a session').toHaveCount(0);
		await goUp(page);
		await page.getByRole('button', { name: sessions.end }).click();
		await expect(page.getByText(common.updateWaiting)).toHaveCount(0);
		await button(page, summary.end).click();
		await button(page, summary.home).click();
		await expectHome(page, 'fr');
		expect(await page.evaluate(isNewerVersion), 'still the version she began with').toBe(false);

		await button(page, common.updateTake).click();
		await expectLocked(page, 'fr');
		await expect.poll(() => page.evaluate(isNewerVersion).catch(() => false), { timeout: 20_000 }).toBe(true);
		await expectLocked(page, 'fr');
		await openNotebook(page, 'fr', secret);
		await expectHome(page, 'fr');
		await expect(page.getByText('Les merles du soir').first()).toBeVisible();
		await expect(page.getByText(common.updateWaiting)).toHaveCount(0);
	} finally {
		await server.stop();
	}
});

test('without any network it starts from cold, and nobody else was ever asked', async ({
	persistentContext,
	baseURL
}) => {
	test.slow();
	// No credit, no antenna; and a request to anybody else would tell that she uses this (A4).
	const server = await startVersionedServer(baseURL!);
	const hosts = new Set<string>();
	const first = await persistentContext({ baseURL: server.baseURL });
	first.context.on('request', (request) => hosts.add(new URL(request.url()).host));
	const page = await first.context.newPage();
	await startFromPhone(page);
	const secret = await makeNotebook(page, 'fr');
	await makeGroup(page, 'fr', 'Les merles');
	await addMembers(page, 'fr', ['Sari']);
	await first.context.close();
	await server.stop();

	const again = await persistentContext({ baseURL: server.baseURL, folder: first.folder });
	again.context.on('request', (request) => hosts.add(new URL(request.url()).host));
	const cold = await again.context.newPage();
	await cold.goto('/');
	await openNotebook(cold, 'fr', secret);
	await cold.getByRole('button', { name: 'Les merles' }).first().click();
	await expectGroup(cold, 'Les merles');
	await beginSession(cold, 'fr');
	expect([...hosts].filter((host) => host !== new URL(server.baseURL).host && host !== '')).toEqual([]);
});
