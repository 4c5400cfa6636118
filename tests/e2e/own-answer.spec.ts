import { readFileSync } from 'node:fs';
import { createSeededRandom } from '$lib/base/random';
import { canonicalText, Questionnaire } from '$lib/domain/questionnaire';
import { ticketToText } from '$lib/protocol/ticket';
import { packQuestions } from '$lib/sync/ticket-questions';
import { drawTicket } from '../ticket';
import { createCanaries, searchFolder } from './canaries';
import { expect, test } from './fixtures';
import { expectAccessible, words } from './phone';

const form = new URL('../../static/check-ins/daily-faces.json', import.meta.url);

const own = Questionnaire.parse(JSON.parse(readFileSync(form, 'utf8')));

const makeTicket = async (): Promise<string> => ticketToText(await drawTicket(own, createSeededRandom(64)));

const takeBallots = '**/api/v1/organisations/*/ballots/*';

test.describe('the page of a ticket', () => {
	test.use({ locale: 'fr-FR' });

	test('keeps nothing on the phone, asks nobody else, and sends the same ballot until it is taken', async ({
		page,
		context
	}) => {
		const { ballots, common } = words.fr;
		const ticket = await makeTicket();
		const asked: string[] = [];
		page.on('request', (request) => {
			asked.push(request.url());
			expect(request.headers()['referer']).toBeUndefined();
		});
		const bodies: string[] = [];
		let isDown = true;
		await context.route(takeBallots, async (route) => {
			bodies.push(route.request().postDataBuffer()?.toString('base64') ?? '');
			expect(await route.request().headerValue('cookie')).toBeNull();
			await (isDown ? route.abort('internetdisconnected') : route.fulfill({ json: { outcomes: ['received'] } }));
		});

		const shell = await page.goto(`/c#${ticket}`);
		expect(shell?.headers()).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
		await expect(page.getByText(ballots.own.history)).toBeVisible();
		const length = await page.evaluate(() => history.length);
		expect(new URL(page.url()).hash).toBe('');
		await expect(page).toHaveTitle('Cercle');
		await expectAccessible(page);

		// From here on it does without a network.
		await context.setOffline(true);
		await page.getByRole('button', { name: ballots.own.begin }).click();
		// A picture that was not fetched before has no size.
		const picture = page.locator('button use').first();
		await expect.poll(() => picture.evaluate((use: SVGUseElement) => use.getBBox().width)).toBeGreaterThan(0);
		for (const face of [2, 1, 3, 0, 2]) {
			await expect(page.getByRole('button', { name: words.fr['check-in'].skip })).not.toHaveAttribute(
				'aria-disabled',
				'true'
			);
			await page.getByRole('button', { name: words.fr['check-in'][faceNames[face]!], exact: true }).click();
			await page.waitForTimeout(700);
		}
		await expect(page.getByText(ballots.own.unsentText)).toBeVisible();
		isDown = false;
		// It goes by itself when the network is back.
		await context.setOffline(false);
		await expect(page.getByText(ballots.own.sentText)).toBeVisible();
		expect([bodies.length, new Set(bodies).size]).toEqual([2, 1]);

		const left = await page.evaluate(async () => ({
			cookie: document.cookie,
			local: localStorage.length,
			session: sessionStorage.length,
			databases: await indexedDB.databases(),
			caches: await caches.keys(),
			workers: (await navigator.serviceWorker.getRegistrations()).length,
			history: history.length,
			// The router's own numbers stand there.
			state: JSON.stringify(history.state)
		}));
		expect(left).toMatchObject({
			...{ cookie: '', local: 0, session: 0, databases: [], caches: [], workers: 0, history: length }
		});
		expect(left.state).not.toContain(ticket.slice(0, 20));
		expect(await context.cookies()).toEqual([]);
		await expect(page).toHaveTitle('Cercle');
		expect(new URL(page.url()).hash).toBe('');
		const { origin } = new URL(page.url());
		expect(asked.filter((url) => new URL(url).origin !== origin && !url.startsWith('data:'))).toEqual([]);
		expect(asked.filter((url) => url.includes(ticket))).toHaveLength(0);
		await page.getByRole('button', { name: common.exit }).click();
		await expect(page).toHaveURL('about:blank');
	});

	test('fetches questions of an organisation as nobody, and leaves nothing of them or the answers on the disk', async ({
		persistentContext,
		baseURL
	}) => {
		const canaries = createCanaries();
		const option = () => ({ value: canaries.next('value'), label: { fr: canaries.next('words') } });
		const [chosen, other] = [option(), option()];
		const questionnaire = Questionnaire.parse({
			...{ v: 1, id: 'pick', version: 1, title: { fr: canaries.next('title') }, languages: ['fr'] },
			sections: [
				{
					id: 'part',
					questions: [{ id: 'pick', kind: 'one', text: { fr: canaries.next('question') }, options: [chosen, other] }]
				}
			],
			...{ scores: [], safety: [] }
		});
		const ticket = {
			...(await drawTicket(questionnaire, createSeededRandom(64))),
			questionsKey: createSeededRandom(65).bytes(32)
		};
		const sealed = await packQuestions(ticket.questionsKey, ticket, canonicalText(questionnaire));
		const { context, folder } = await persistentContext();
		let fetched = 0;
		await context.route('**/api/v1/organisations/*/ballots/*/questions', async (route) => {
			fetched += 1;
			const headers = await route.request().allHeaders();
			for (const name of ['cookie', 'referer', 'signature', 'authorization']) expect(headers[name]).toBeUndefined();
			// What the server itself says of any answer of this kind, with other bytes.
			const response = await route.fetch();
			expect(response.headers()['cache-control']).toBe('no-store');
			await route.fulfill({
				headers: { ...response.headers(), 'content-type': 'application/octet-stream' },
				status: 200,
				body: Buffer.from(sealed!)
			});
		});
		await context.route(takeBallots, (route) => route.fulfill({ json: { outcomes: ['received'] } }));
		const page = await context.newPage();
		await page.goto(`${baseURL ?? ''}/c#${ticketToText(ticket)}`);
		await page.getByRole('button', { name: words.fr.ballots.own.begin }).click();
		await expect(page.getByRole('button', { name: words.fr['check-in'].skip })).not.toHaveAttribute(
			'aria-disabled',
			'true'
		);
		await page.getByRole('button', { name: chosen.label.fr }).click();
		await expect(page.getByText(words.fr.ballots.own.sentText)).toBeVisible();
		expect(fetched, 'once, before she begins').toBe(1);
		await expect(page.locator('html')).not.toContainText(chosen.label.fr);
		expect((await searchFolder(folder, canaries)).hits, 'while the page is open').toEqual([]);
		await context.close();
		const closed = await searchFolder(folder, canaries);
		expect(closed.hits).toEqual([]);
		expect(closed.files, 'the profile is really there').toBeGreaterThan(20);
	});

	test('asks to scan again after a reload: it kept nothing', async ({ page }) => {
		const { ballots } = words.fr;
		await page.goto(`/c#${await makeTicket()}`);
		await expect(page.getByText(ballots.own.before)).toBeVisible();
		await page.reload();
		await expect(page.getByText(ballots.own.unreadableText)).toBeVisible();
		await expectAccessible(page);
	});
});

const faceNames = ['face1', 'face2', 'face3', 'face4'] as const;
