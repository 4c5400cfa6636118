import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { readCsv } from '$lib/domain/service-csv';
import { readWorkbook } from '$lib/runtime/read-workbook';
import { expect, test } from './fixtures';
import { expectAccessible, words } from './phone';
import { openSampleDesk } from './screens';

/*
 * The desk saves what it shows for other programs, and nothing else: every file is read back here and compared with the
 * tables that stand on the screen.
 */

test.use({ viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false });

const locale = 'fr';
const { dashboard, desk, export: exporting } = words[locale];

async function saved(page: Page, name: string): Promise<Uint8Array> {
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
	return new Uint8Array(await readFile(await file.path()));
}

const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Every table of answers as the screen has it: what each row says. */
const tablesOnPage = (page: Page) =>
	page.locator('main table').evaluateAll((tables) =>
		tables.map((table) => ({
			caption: (table as HTMLTableElement).caption?.textContent.trim() ?? '',
			rows: [...((table as HTMLTableElement).tBodies[0]?.rows ?? [])].map((row) =>
				[...row.cells].map((cell) => cell.textContent.trim())
			)
		}))
	);

const goToOverview = async (page: Page) => {
	const links = page.getByRole('navigation', { name: desk.nav.label });
	await links.getByRole('button', { name: desk.nav.overview }).click();
	await expect(page.getByRole('heading', { level: 1, name: dashboard.title, exact: true })).toBeVisible();
};

test('what the desk saves is what it shows, and what is hidden is in no file', async ({ page }) => {
	test.setTimeout(180_000);
	await openSampleDesk(page, locale);
	await goToOverview(page);
	await expect(page.getByRole('button', { name: exporting.fhirAnswers })).toBeVisible({ timeout: 30_000 });
	const shown = await tablesOnPage(page);
	const asked = new Set<string>(Object.values(dashboard.answers.question));
	const answers = shown.filter(({ caption }) => asked.has(caption));
	expect(answers.length).toBeGreaterThan(3);
	expect(JSON.stringify(answers)).toContain(dashboard.answers.hidden);

	const files = page.locator('section.files');
	const csv = readCsv(textOf(await saved(page, dashboard.save)).slice(1));
	const lines = csv.ok ? csv.value.map(({ cells }) => JSON.stringify(cells)) : [];
	for (const { rows } of answers) for (const row of rows) expect(lines).toContain(JSON.stringify(row));

	await files.getByRole('combobox', { name: exporting.naming.title }).selectOption(exporting.naming.names);
	const workbook = readWorkbook(await saved(page, exporting.xlsx));
	const sheets = workbook.ok ? workbook.value : [];
	expect(sheets.map(({ name }) => name)).toEqual(Object.values(exporting.sheet));
	const figures = new Map(sheets[1]?.rows.slice(1).map(([code, from, to, value]) => [`${code} ${from} ${to}`, value]));
	expect([...figures.values()].every((value) => typeof value === 'number')).toBe(true);
	const explained = new Set(sheets[2]?.rows.slice(1).map(([code]) => code));
	expect([...figures.keys()].every((key) => explained.has(key.split(' ')[0] ?? ''))).toBe(true);

	const responses = JSON.parse(textOf(await saved(page, exporting.fhirAnswers))) as {
		entry: { resource: { [field: string]: unknown } }[];
	};
	expect(responses.entry.length).toBeGreaterThan(1);
	const masked = JSON.stringify(responses).match(/"masked"/g) ?? [];
	const hidden = answers.flatMap(({ rows }) =>
		rows
			.filter(([head]) => head !== dashboard.answers.together)
			.flatMap((row) => row.filter((cell) => cell === dashboard.answers.hidden))
	);
	expect(masked).toHaveLength(hidden.length);
	for (const { resource } of responses.entry) {
		expect(resource).toMatchObject({ resourceType: 'QuestionnaireResponse', status: 'completed' });
		for (const field of ['subject', 'author', 'source', 'authored', 'identifier'])
			expect(resource).not.toHaveProperty(field);
	}
	const reports = textOf(await saved(page, exporting.fhir));
	expect(reports).toContain('"MeasureReport"');
	expect(reports).not.toMatch(/"(?:subject|reporter|author|date)"/);
});

test('names in DHIS2 are said to be wrong where they are, and are there again after coming back', async ({ page }) => {
	test.setTimeout(180_000);
	await openSampleDesk(page, locale);
	await goToOverview(page);
	const files = page.locator('section.files');
	const field = (name: string) => files.getByRole('textbox', { name, exact: true });
	const save = files.getByRole('button', { name: exporting.dhis2.save });
	await files.getByText(exporting.dhis2.title, { exact: true }).click();
	await expect(save).toBeDisabled();
	await field(exporting.dhis2.dataSet).fill('1bcdefghij1');
	await field(exporting.dhis2.orgUnit).fill('abcdefghij2');
	await field(exporting.figure.held).fill('abcdefghij3');
	await field(exporting.figure.cancelled).fill('abcdefghij3');
	await expect(files.getByText(exporting.dhis2.wrongUid)).toHaveCount(1);
	await expect(files.getByText(exporting.dhis2.twice)).toHaveCount(2);
	await expectAccessible(page);
	await expect(save).toBeDisabled();
	await field(exporting.dhis2.dataSet).fill('abcdefghij1');
	await field(exporting.figure.cancelled).fill('');
	await expect(save).toBeEnabled();
	await expect(files.getByText(words[locale].common.saved)).toBeVisible();
	await expect(files.locator('code')).toContainText('dryRun=true');

	await page.getByRole('navigation', { name: desk.nav.label }).getByRole('button', { name: desk.nav.inbox }).click();
	await goToOverview(page);
	await files.getByText(exporting.dhis2.title, { exact: true }).click();
	await expect(field(exporting.dhis2.dataSet)).toHaveValue('abcdefghij1');
	const written = JSON.parse(textOf(await saved(page, exporting.dhis2.save))) as {
		dataSet: string;
		dataValues: { dataElement: string; orgUnit: string; period: string; value: string }[];
	};
	expect(written.dataSet).toBe('abcdefghij1');
	const months = (await tablesOnPage(page)).find(({ caption }) => caption === dashboard.sessions.title)?.rows ?? [];
	expect(written.dataValues.map(({ value }) => value)).toEqual(months.map(([, held]) => held).reverse());
	expect(new Set(written.dataValues.map(({ dataElement, orgUnit }) => `${dataElement} ${orgUnit}`)).size).toBe(1);
});
