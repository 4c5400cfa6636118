import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { writeWorkbook } from '$lib/runtime/write-workbook';
import { createCanaries, searchFolder } from './canaries';
import { killBrowser } from './chromium';
import { expect, test } from './fixtures';
import { addMembers, beginSession, expectGroup, expectPlayer, goUp, makeGroup } from './group';
import { createHands } from './hands';
import { fill, makeNotebook, typePin, words } from './phone';
import { readHeap } from './heap-snapshot';
import { startOwnServer, type OwnServer } from './server';
import {
	goHome,
	groupAtHome,
	invite,
	joinByPaste,
	letIn,
	makeNotebookFrom,
	makeOrganisation,
	readCode,
	shareReports
} from './together';

/*
 * Questions that nobody here wrote go all the way: from a file into an organisation, from there to the phone that goes round
 * and to people's own phones, sealed to a server that is killed on the way, and back to the group as one word.
 */

// A trace keeps what it saw of the page, in the page's own memory too.
test.use({ locale: 'fr-FR', trace: 'off' });

const laptop = { width: 1280, height: 800 };
const arrived = { timeout: 60_000 };
const alias = 'Les Tournesols';
const pin = '482915';
const { administration, ballots, history, organisation, questionnaires, sessions } = words.fr;
const checkIn = words.fr['check-in'];
/** The questions are in English only, and so are the words around them. */
const asked = words.en['check-in'];

const sample = fileURLToPath(new URL('../../../shared/samples/xlsform/yes_or_no_question.xlsx', import.meta.url));

interface FormFile {
	readonly name: string;
	readonly mimeType: string;
	readonly buffer: Buffer;
}

const workbook = (name: string, question: string, type: string, options: readonly (readonly [string, string])[]) => ({
	name: `${name}.xlsx`,
	mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	buffer: Buffer.from(
		writeWorkbook([
			{
				name: 'survey',
				rows: [
					['type', 'name', 'label:english'],
					[type, 'good_day', question]
				]
			},
			{
				name: 'choices',
				rows: [['list name', 'name', 'label:english'], ...options.map((option) => ['list', ...option])]
			}
		])
	)
});

const form = 'yes_or_no_question';
const question = 'have you had a good day today?';

/**
 * One question that nobody here wrote, answered by yes or no. Those files lie beside a checkout on some machines only; where
 * they do not, the same form is written anew, so that the journey is never left out.
 */
function sampleForm(): FormFile {
	const written = workbook(form, question, 'select one from list', [
		['yes', 'yes'],
		['no', 'no']
	]);
	return existsSync(sample) ? { ...written, buffer: readFileSync(sample) } : written;
}

type Person = ReturnType<typeof createHands> & { readonly context: BrowserContext; readonly page: Page };

async function arrive(browser: Browser, server: OwnServer, options: object = {}): Promise<Person> {
	return use(await browser.newContext({ baseURL: server.baseURL, ...options }));
}

async function use(context: BrowserContext): Promise<Person> {
	context.setDefaultTimeout(30_000);
	const page = await context.newPage();
	return { context, page, ...createHands(page, 'fr') };
}

/** From the page of a group: this is asked at every session. */
async function planForm({ page }: Person, title: string): Promise<void> {
	await page.getByText(questionnaires.plan.title, { exact: true }).click();
	await page.getByLabel(questionnaires.plan.time['every-session']).selectOption({ label: title });
}

/** From the page of a running session: hands the phone over, with a short code to come back by. */
async function handOver({ page, button, card, box }: Person): Promise<void> {
	await card(sessions.phoneRound).click();
	await expect(page.getByText(checkIn.sealedToOther), 'the reader’s key has come').toBeVisible(arrived);
	await button(checkIn.pass).click();
	await box(checkIn.pinFirst).fill(pin);
	await box(checkIn.pinSecond).fill(pin);
	await button(checkIn.pinKeep).click();
}

/** Mai administers, publishes and leads a group, on a phone; Rita reads check-ins at a laptop. Ends at the list of people. */
async function makeHouse(browser: Browser, server: OwnServer, her?: BrowserContext) {
	const mai = her ? await use(her) : await arrive(browser, server);
	const rita = await arrive(browser, server, { viewport: laptop, isMobile: false, hasTouch: false });
	const found = async () => {
		await mai.page.goto('/organisation/new');
		await mai.button(organisation.new.begin).click();
		await makeNotebookFrom(mai.page, 'fr');
		const roles = ['facilitator', 'supervisor'] as const;
		await makeOrganisation(mai.page, 'fr', { name: 'Maison', label: 'Mai', custodians: 1, roles });
	};
	await Promise.all([found(), makeNotebook(rita.page, 'fr')]);
	const { text } = await invite(mai.page, 'fr', [], 'reader');
	await joinByPaste(rita.page, 'fr', text, 'Rita');
	await letIn(mai.page, rita.page, 'fr');
	return { mai, rita };
}

/** From the list of people and back: people may answer on phones of their own. */
async function allowOwnPhones({ page, button, card }: Person): Promise<void> {
	const { links, policies } = administration;
	await card(links.policies).click();
	await button(fill(policies.changeOf, { name: policies.name['own-phone'] })).click();
	await button(policies.more).click();
	await button(policies.confirm).click();
	await expect(page.getByText(policies.saved)).toBeVisible();
	await goUp(page);
}

/** From the list of people: a file comes in, learns which answers are good ones if any are, and is published. */
async function publishForm(
	{ page, button, card, heading }: Person,
	file: FormFile,
	{ isScored }: { readonly isScored: boolean }
): Promise<void> {
	const { import: importing, score } = questionnaires;
	await card(questionnaires.title).click();
	await button(questionnaires.importFile).click();
	await heading(importing.title);
	await page.locator('input[type=file]').setInputFiles(file);
	await expect(page.getByText(importing.comesIn)).toBeVisible();
	await button(importing.keep).click();
	await heading(file.name.replace('.xlsx', ''));
	if (isScored) {
		await button(score.add).click();
		await page.getByText(fill(score.number, { number: 1 }), { exact: true }).click();
		await page.getByLabel(score.better).selectOption({ label: score.higher });
	}
	await expect(page.getByText(questionnaires.faults.none)).toBeVisible();
	await button(questionnaires.publish).click();
	await page.getByRole('dialog').getByRole('button', { name: questionnaires.publish }).click();
	await heading(questionnaires.title);
	await expect(page.getByText(questionnaires.state.published).first()).toBeVisible();
}

/** One person after another on the phone that goes round. Ends on the blank screen. */
async function answerOnRound({ page, button, card }: Person, answers: readonly ('yes' | 'no')[]): Promise<void> {
	for (const answer of answers) {
		await card('English').click();
		await answerAlone(page, question, asked[answer]);
		await button(asked.finished).click();
		await expect(card('English')).toBeVisible();
	}
}

/** The one question that there is. */
async function answerAlone(page: Page, heading: string, answer: string): Promise<void> {
	await expect(page.getByRole('heading', { name: heading })).toBeVisible();
	await expect(page.getByRole('button', { name: asked.skip })).not.toHaveAttribute('aria-disabled', 'true');
	await page.getByRole('button', { name: answer, exact: true }).click();
}

/** From the group's tickets: draws one and reads its code, as a camera would. */
async function drawTicket({ page, button }: Person): Promise<string> {
	await button(ballots.tickets.draw).click();
	const { text } = await readCode(page, page.getByRole('img', { name: ballots.tickets.code }));
	await button(ballots.tickets.next).click();
	return text;
}

/** What lies in the server's database, as a thief of its files counts it. */
function countBallots({ folder }: OwnServer): { readonly ballots: number; readonly spent: number } {
	const database = new Database(join(folder, 'cercle.db'), { readonly: true });
	const count = (sql: string) => (database.prepare(sql).get() as { n: number }).n; // one row with that name, as asked
	const counted = {
		ballots: count('select count(*) as n from ballot'),
		spent: count('select count(*) as n from ballot_ticket where spent = 1')
	};
	database.close();
	return counted;
}

test('questions from a file are asked on one phone and by tickets, and open together, though the server dies twice', async ({
	browser
}) => {
	test.setTimeout(240_000);
	const server = await startOwnServer();
	try {
		const { mai, rita } = await makeHouse(browser, server);
		await allowOwnPhones(mai);
		await publishForm(mai, sampleForm(), { isScored: true });
		await goHome(mai.page, 'fr');
		await makeGroup(mai.page, 'fr', alias);
		await addMembers(mai.page, 'fr', ['Mimosa', 'Galet', 'Safran']);
		await shareReports(mai.page, 'fr', alias, 'Tournesols');

		await planForm(mai, form);

		// Three answer on her phone, which is locked meanwhile.
		await beginSession(mai.page, 'fr');
		await goUp(mai.page);
		await handOver(mai);
		await answerOnRound(mai, ['yes', 'yes', 'no']);
		await mai.button(checkIn.facilitator).click();
		await typePin(mai.page, 'fr', pin);
		await expectPlayer(mai.page, 'fr');
		await expect.poll(() => countBallots(server), arrived).toEqual({ ballots: 3, spent: 3 });

		// The fourth has opened the page of her ticket when the server dies: her answers wait, sealed, and go when it is back.
		await goHome(mai.page, 'fr');
		await groupAtHome(mai.page, 'fr', alias).click();
		await expectGroup(mai.page, alias);
		await mai.button(ballots.tickets.link).click();
		await mai.button(ballots.tickets.screen).click();
		const tickets = [await drawTicket(mai), await drawTicket(mai)] as const;
		const fourth = await arrive(browser, server);
		await fourth.page.goto(tickets[0]);
		await expect(fourth.button(ballots.own.begin)).toBeVisible(arrived);
		await server.stop();
		await fourth.button(ballots.own.begin).click();
		await answerAlone(fourth.page, question, asked.yes);
		await expect(fourth.page.getByText(ballots.own.unsentText)).toBeVisible();
		await server.startAgain();
		expect(countBallots(server)).toEqual({ ballots: 3, spent: 3 });
		await fourth.button(ballots.own.again).click();
		await expect(fourth.page.getByText(ballots.own.sentText)).toBeVisible();

		// One is missing: the reader is told so, and there is nothing to open.
		await rita.heading(ballots.reader.title);
		await rita.button(ballots.reader.refresh).click();
		const batch = rita.page.locator('section').filter({ has: rita.page.getByRole('heading', { name: form }) });
		await expect(batch).toContainText(fill(ballots.reader.missing_one, { count: 1 }), arrived);
		await expect(rita.button(ballots.reader.open)).toHaveCount(0);

		// The fifth was heard, but the answer to her was lost on the way: she sends the same again.
		const fifth = await arrive(browser, server);
		let isLost = false;
		await fifth.context.route('**/ballots/*', async (route) => {
			if (isLost) return route.continue();
			isLost = true;
			await route.fetch();
			await route.abort('connectionreset');
		});
		await fifth.page.goto(tickets[1]);
		await fifth.button(ballots.own.begin).click();
		await answerAlone(fifth.page, question, asked.yes);
		await fifth.button(ballots.own.again).click();
		await expect(fifth.page.getByText(ballots.own.sentText)).toBeVisible();
		expect(countBallots(server)).toEqual({ ballots: 5, spent: 5 });

		await server.stop();
		await server.startAgain();
		expect(countBallots(server), 'killed between the last answer and the opening').toEqual({ ballots: 5, spent: 5 });

		await rita.button(ballots.reader.refresh).click();
		await expect(batch).toContainText(ballots.reader.ready);
		await rita.button(ballots.reader.open).click();
		await rita.page.getByRole('dialog').getByRole('button', { name: ballots.reader.open }).click();
		const opened = rita.page.locator('section').filter({ hasText: ballots.reader.opened });
		await expect(opened).toContainText(history.wellbeing.well);
		await rita.button(ballots.reader.publish).click();
		await expect(rita.page.getByText(ballots.reader.published)).toBeVisible(arrived);
		expect(countBallots(server)).toEqual({ ballots: 0, spent: 5 });
		const log = readFileSync(join(server.folder, 'server.log'), 'utf8');
		expect(log).toContain('request.done');
		expect(log, 'no line whose moment says when somebody answered').not.toMatch(
			/"route":"(\/c|[^"]*\/ballots\/\[batch\](\/questions)?)"/
		);

		await goUp(mai.page);
		await goUp(mai.page);
		await expectGroup(mai.page, alias);
		await mai.card(words.fr.groups.history).click();
		const results = mai.page.locator('section').filter({ hasText: ballots.results.title });
		await expect(results).toContainText(history.wellbeing.well, arrived);
		await expect(results).toContainText(form);
	} finally {
		await server.stop();
	}
});

interface Row {
	readonly id: string;
	readonly box: object;
}

/** Everything in the databases of a page. */
const readDatabases = (page: Page): Promise<readonly Row[]> =>
	page.evaluate(async () => {
		const done = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(new Error('Nothing to read'));
			});
		const rows: Row[] = [];
		for (const { name } of await indexedDB.databases()) {
			const database = await done(indexedDB.open(name ?? ''));
			for (const store of database.objectStoreNames)
				rows.push(...(await done(database.transaction(store).objectStore(store).getAll())));
			database.close();
		}
		return rows;
	});

test('what somebody answers lies in clear nowhere, and the next person meets nothing of it', async ({
	browser,
	persistentContext
}) => {
	// A thief of the phone, the server or its log (A2, A13); the next person in the circle, who looks with a debugger (A1).
	test.setTimeout(240_000);
	const canaries = createCanaries();
	const names = Array.from({ length: 3 }, (_, at) => ({
		value: canaries.next(`value ${at}`),
		label: canaries.next(`words ${at}`)
	}));
	const [first, second, never] = names as [Option, Option, Option];
	const heading = 'Which of these?';
	const file = workbook(
		'pick',
		heading,
		'select_multiple list',
		names.map(({ value, label }) => [value, label] as const)
	);
	const server = await startOwnServer();
	try {
		const { context, folder } = await persistentContext({ baseURL: server.baseURL });
		const { mai } = await makeHouse(browser, server, context);
		await allowOwnPhones(mai);
		await publishForm(mai, file, { isScored: false });
		await goHome(mai.page, 'fr');
		await makeGroup(mai.page, 'fr', alias);
		await addMembers(mai.page, 'fr', ['Mimosa', 'Galet']);
		await shareReports(mai.page, 'fr', alias, 'Tournesols');
		await planForm(mai, 'pick');
		await beginSession(mai.page, 'fr');
		await goUp(mai.page);
		await handOver(mai);

		const blank = async () => {
			await expect(mai.card('English')).toHaveAttribute('aria-disabled', 'false');
			return mai.page.locator('body').innerHTML();
		};
		const finish = async () => {
			await mai.button(words.en.common.next).click();
			await mai.button(asked.finished).click();
		};
		const answer = async ({ label }: Option) => {
			await mai.card('English').click();
			await answerAlone(mai.page, heading, label);
			await finish();
		};
		const before = await blank();
		const rowsBefore = new Set((await readDatabases(mai.page)).map((row) => JSON.stringify(row)));
		await answer(first);
		expect(await blank(), 'the next person sees what the first one saw').toBe(before);
		const heap = await readHeap(mai.page);
		for (const { value, label } of [first, never])
			expect(heap.textsWith(value).length + heap.textsWith(label).length, 'the questions are there').toBeGreaterThan(1);
		const chosenOnly = [first.value, first.label].flatMap((text) =>
			heap.textsWith(text).filter((held) => !held.includes(never.value) && !held.includes(never.label))
		);
		expect(new Set(chosenOnly), 'no text holds her answer beside the questions').toEqual(
			new Set([first.value, first.label])
		);
		for (const part of ['value', 'label'] as const)
			expect(heap.holdersOf(first[part]), `nothing refers to her ${part} that refers to no other`).toBe(
				heap.holdersOf(never[part])
			);
		await mai.card('English').click();
		await answerAlone(mai.page, heading, second.label);
		const answering = await readHeap(mai.page);
		expect(answering.holdersOf(second.value), 'the control: an answer that is being given is found').toBeGreaterThan(
			answering.holdersOf(never.value)
		);
		await finish();
		await blank();
		const rows = (await readDatabases(mai.page)).filter((row) => !rowsBefore.has(JSON.stringify(row)));
		expect(rows, 'nothing else was written while it went round').toHaveLength(2);
		for (const row of rows) expect(Object.keys(row).sort(), 'a number and sealed bytes').toEqual(['box', 'id']);
		for (const { id } of rows) expect(id, 'drawn, not counted').toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
		expect(new Set(rows.map(({ box }) => Object.keys(box).length)).size, 'all of one size').toBe(1);

		await mai.button(checkIn.facilitator).click();
		await typePin(mai.page, 'fr', pin);
		await expectPlayer(mai.page, 'fr');
		await expect.poll(() => countBallots(server), arrived).toEqual({ ballots: 2, spent: 2 });
		for (const place of [folder, server.folder]) expect((await searchFolder(place, canaries)).hits).toEqual([]);
		await killBrowser(context);
		await server.stop();
		const [phone, kept] = [await searchFolder(folder, canaries), await searchFolder(server.folder, canaries)];
		expect([phone.hits, kept.hits]).toEqual([[], []]);
		expect(phone.files, 'the profile is really there').toBeGreaterThan(20);
		expect(kept.files, 'the database and the log too').toBeGreaterThanOrEqual(2);
	} finally {
		await server.stop();
	}
});

interface Option {
	readonly value: string;
	readonly label: string;
}
