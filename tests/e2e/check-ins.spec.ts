import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { writeWorkbook } from '$lib/runtime/write-workbook';
import { expect, test } from './fixtures';
import { addMembers, beginSession, expectGroup, expectPlayer, goUp, makeGroup } from './group';
import { createHands } from './hands';
import { fill, makeNotebook, typePin, words } from './phone';
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
	const context = await browser.newContext({ baseURL: server.baseURL, ...options });
	context.setDefaultTimeout(30_000);
	const page = await context.newPage();
	return { context, page, ...createHands(page, 'fr') };
}

/** Mai administers, publishes and leads a group, on a phone; Rita reads check-ins at a laptop. Ends at the list of people. */
async function makeHouse(browser: Browser, server: OwnServer) {
	const mai = await arrive(browser, server);
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

/** From the list of people: a file comes in, learns which answers are good ones, and is published. */
async function publishForm({ page, button, card, heading }: Person, file: FormFile): Promise<void> {
	const { import: importing, score } = questionnaires;
	await card(questionnaires.title).click();
	await button(questionnaires.importFile).click();
	await heading(importing.title);
	await page.locator('input[type=file]').setInputFiles(file);
	await expect(page.getByText(importing.comesIn)).toBeVisible();
	await button(importing.keep).click();
	await heading(file.name.replace('.xlsx', ''));
	await button(score.add).click();
	await page.getByText(fill(score.number, { number: 1 })).click();
	await page.getByLabel(score.better).selectOption({ label: score.higher });
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
		await answerAlone(page, answer);
		await button(asked.finished).click();
		await expect(card('English')).toBeVisible();
	}
}

/** The one question that there is. */
async function answerAlone(page: Page, answer: 'yes' | 'no'): Promise<void> {
	await expect(page.getByRole('heading', { name: question })).toBeVisible();
	const way = page.getByRole('button', { name: asked[answer], exact: true });
	await expect(page.getByRole('button', { name: asked.skip })).not.toHaveAttribute('aria-disabled', 'true');
	await way.click();
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
		await publishForm(mai, sampleForm());
		await goHome(mai.page, 'fr');
		await makeGroup(mai.page, 'fr', alias);
		await addMembers(mai.page, 'fr', ['Mimosa', 'Galet', 'Safran']);
		await shareReports(mai.page, 'fr', alias, 'Tournesols');

		await mai.page.getByText(questionnaires.plan.title, { exact: true }).click();
		await mai.page.getByLabel(questionnaires.plan.time['every-session']).selectOption({ label: form });

		// Three answer on her phone, which is locked meanwhile.
		await beginSession(mai.page, 'fr');
		await goUp(mai.page);
		await mai.card(sessions.phoneRound).click();
		await expect(mai.page.getByText(checkIn.sealedToOther), 'the reader’s key has come').toBeVisible(arrived);
		await mai.button(checkIn.pass).click();
		await mai.box(checkIn.pinFirst).fill(pin);
		await mai.box(checkIn.pinSecond).fill(pin);
		await mai.button(checkIn.pinKeep).click();
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
		await answerAlone(fourth.page, 'yes');
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
		await answerAlone(fifth.page, 'yes');
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
