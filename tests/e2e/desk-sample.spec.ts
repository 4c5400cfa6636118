import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { createSeededRandom } from '$lib/base/random';
import { rowsOf, type Ledger } from '$lib/domain/ledger';
import { createPilot } from '$lib/domain/pilot';
import { sampleSeed } from '$lib/domain/pilot-draw';
import { PilotWords } from '$lib/domain/pilot-words';
import { formatMonth, formatNumber, formatPercent } from '../../src/lib/i18n/format';
import { expect, test } from './fixtures';
import { dayFromNow } from './hands';
import { expectAccessible, expectNeutral, fill, words, type LocaleName } from './phone';
import { openSampleDesk } from './screens';

/*
 * The sample of an organisation is drawn from the same pilot as the sample of a notebook, with the same numbers. Here that
 * pilot is drawn once more, and what the desk shows is counted anew from the rows of sessions and marks: not from reports,
 * and with none of the functions that add them up.
 */

const laptop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
/** What an A4 page has between margins of 12 mm, in pixels of paper. */
const paper = { width: 704, height: 1000 };

interface Held {
	readonly came: ReadonlySet<unknown>;
	readonly guests: number;
}

/** One session as its report can tell it: a low and a high end for what is said of people. */
interface Counted {
	readonly group: string;
	readonly month: string;
	readonly isHeld: boolean;
	readonly came: Ends;
	readonly before: Ends | null;
	readonly stayed: Ends | null;
	readonly returned: Ends;
}
type Ends = readonly [low: number, high: number];

/** One or two people are told as few. */
const told = (count: number): Ends => (count === 1 || count === 2 ? [1, 2] : [count, count]);
const sum = (all: readonly Ends[]): Ends => [
	all.reduce((total, [low]) => total + low, 0),
	all.reduce((total, [, high]) => total + high, 0)
];

function drawPilot(locale: LocaleName): Ledger {
	const texts = PilotWords.parse(
		JSON.parse(readFileSync(new URL(`../../static/sample/${locale}.json`, import.meta.url), 'utf8'))
	);
	return createPilot(createSeededRandom(sampleSeed), dayFromNow(0), locale, texts).ledger;
}

/** Every session that is over, from the rows alone. */
function countSessions(ledger: Ledger): readonly Counted[] {
	const names = new Map([...rowsOf(ledger, 'group')].map(({ id, fields }) => [id, String(fields['alias'])]));
	const came = new Map<unknown, Set<unknown>>();
	for (const { fields } of rowsOf(ledger, 'mark')) {
		if (fields['status'] !== 'present' && fields['status'] !== 'late') continue;
		const session = came.get(fields['sessionId']) ?? new Set();
		came.set(fields['sessionId'], session.add(fields['memberId']));
	}
	const counted: Counted[] = [];
	const over = [...rowsOf(ledger, 'session')]
		.filter(({ fields }) => fields['state'] === 'closed' || fields['state'] === 'cancelled')
		.sort((a, b) => String(a.fields['plannedOn']).localeCompare(String(b.fields['plannedOn'])));
	for (const [id, group] of names) {
		const held: Held[] = [];
		for (const row of over.filter(({ fields }) => fields['groupId'] === id)) {
			const month = String(row.fields['plannedOn']).slice(0, 7);
			const none: Counted = { group, month, isHeld: false, came: [0, 0], before: null, stayed: null, returned: [0, 0] };
			if (row.fields['state'] === 'cancelled') {
				counted.push(none);
				continue;
			}
			const now: Held = { came: came.get(row.id) ?? new Set(), guests: Number(row.fields['guests'] ?? 0) };
			const then = held.at(-1);
			const again = [...now.came].filter((member) => then?.came.has(member));
			const back = [...now.came].filter(
				(member) => !then?.came.has(member) && held.some((session) => session.came.has(member))
			);
			counted.push({
				...none,
				isHeld: true,
				came: told(now.came.size + now.guests),
				before: then ? told(then.came.size + then.guests) : null,
				stayed: then ? told(again.length) : null,
				returned: told(back.length)
			});
			held.push(now);
		}
	}
	return counted;
}

/** The five cells the desk should show of these sessions, in the words of the language. */
function cellsOf(locale: LocaleName, sessions: readonly Counted[]): readonly string[] {
	const { figures } = words[locale].dashboard;
	const held = sessions.filter(({ isHeld }) => isHeld);
	const inWords = ([low, high]: Ends, step: number, format: (value: number) => string) => {
		if (low === high) return format(step === 1 ? Math.round(low * 10) / 10 : Math.round(low));
		const [from, to] = [Math.round(low / step) * step, Math.round(high / step) * step];
		if (from === to) return fill(figures.about, { value: format(from) });
		const ends = { low: format(Math.floor(low / step) * step), high: format(Math.ceil(high / step) * step) };
		return fill(figures.between, ends);
	};
	const count = (value: number) => formatNumber(locale, value);
	const came = sum(held.map((session) => session.came));
	const before = sum(held.map((session) => session.before ?? [0, 0]));
	const stayed = sum(held.map((session) => session.stayed ?? [0, 0]));
	return [
		count(held.length),
		count(sessions.length - held.length),
		held.length === 0 ? figures.none : inWords([came[0] / held.length, came[1] / held.length], 1, count),
		before[0] === 0
			? figures.none
			: inWords([(stayed[0] / before[1]) * 100, Math.min(100, (stayed[1] / before[0]) * 100)], 5, (value) =>
					formatPercent(locale, value)
				),
		inWords(sum(held.map(({ returned }) => returned)), 1, count)
	];
}

/** The rows of every table on the screen, by its caption. */
const readTables = (page: Page): Promise<Readonly<Record<string, readonly (readonly string[])[]>>> =>
	page
		.locator('main')
		.evaluate((main) =>
			Object.fromEntries(
				[...main.querySelectorAll('table')].map((table) => [
					table.caption?.textContent.trim() ?? '',
					[...(table.tBodies[0]?.rows ?? [])].map((row) => [...row.cells].map((cell) => cell.textContent.trim()))
				])
			)
		);

const readTotals = (page: Page): Promise<readonly (string | null)[]> =>
	page.locator('main dl').first().locator('dd').allTextContents();

/** Over the pages of the desk, by their links. */
async function goTo(page: Page, locale: LocaleName, name: 'inbox' | 'overview' | 'completeness' | 'digest') {
	const { desk, dashboard } = words[locale];
	await page.getByRole('navigation', { name: desk.nav.label }).getByRole('button', { name: desk.nav[name] }).click();
	const title = name === 'overview' ? dashboard.title : desk.nav[name];
	await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
	await expectNeutral(page);
}

/** What would be cut off on A4: the page is too wide, or something in it scrolls, which paper does not. */
async function expectPrintable(page: Page, most: number): Promise<void> {
	await page.setViewportSize(paper);
	await page.emulateMedia({ media: 'print' });
	await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
	const cut = () =>
		page.evaluate(() => {
			const { scrollWidth, clientWidth } = document.documentElement;
			const boxes = [...document.querySelectorAll<HTMLElement>('main *')].filter(
				(box) =>
					box.checkVisibility() &&
					!box.closest('svg') &&
					box.clientWidth > 1 &&
					box.scrollWidth > box.clientWidth + 1 &&
					getComputedStyle(box).overflowX !== 'visible'
			);
			const labels = [...document.querySelectorAll('main svg text')].filter((text) => {
				const [own, chart] = [text, text.closest('svg')!].map((element) => element.getBoundingClientRect());
				return own!.left < chart!.left - 1 || own!.right > chart!.right + 1;
			});
			return [
				...labels.map((text) => `a label of a chart: ${text.textContent}`),
				...(scrollWidth > clientWidth ? [`the page: ${scrollWidth} of ${clientWidth}`] : []),
				...boxes.map((box) => `${box.className} "${box.ariaLabel ?? ''}": ${box.scrollWidth} of ${box.clientWidth}`)
			];
		});
	await expect.poll(cut).toEqual([]);
	await page.evaluate(() => dispatchEvent(new Event('afterprint')));
	const margin = '12mm';
	const pdf = await page.pdf({ format: 'A4', margin: { top: margin, right: margin, bottom: margin, left: margin } });
	const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
	expect(pages).toBeGreaterThan(0);
	expect(pages).toBeLessThanOrEqual(most);
	await page.emulateMedia({ media: 'screen' });
	await page.setViewportSize(laptop);
}

test.use({ viewport: laptop, isMobile: false, hasTouch: false });

/** One language less with every push: the whole run has to end in twenty minutes. */
const nightly = (locale: string) => (locale === 'en' ? '@deep ' : '');

for (const locale of ['fr', 'en', 'vi'] as const) {
	test(`${nightly(locale)}the desk of the sample shows what its sessions come to, and prints (${locale})`, async ({
		page
	}) => {
		test.setTimeout(180_000);
		page.setDefaultTimeout(30_000);
		const { dashboard, desk } = words[locale];
		const sessions = countSessions(drawPilot(locale));
		const months = [...new Set(sessions.map(({ month }) => month))].sort();
		const groups = [...new Set(sessions.map(({ group }) => group))].sort((a, b) => a.localeCompare(b));
		const of = (wanted: Partial<Pick<Counted, 'group' | 'month'>>) =>
			sessions.filter(({ group, month }) => (wanted.group ?? group) === group && (wanted.month ?? month) === month);
		const look = async () => {
			for (const size of locale === 'fr' ? [phone, laptop] : [phone]) {
				await page.setViewportSize(size);
				await expectAccessible(page);
			}
			await page.setViewportSize(laptop);
		};

		await openSampleDesk(page, locale);
		if (locale === 'fr') await look();

		await goTo(page, locale, 'overview');
		expect(sessions.length).toBeGreaterThan(100);
		expect(await readTotals(page)).toEqual([formatNumber(locale, groups.length), ...cellsOf(locale, sessions)]);
		const tables = await readTables(page);
		expect(tables[dashboard.sessions.title]).toEqual(
			months.toReversed().map((month) => [formatMonth(locale, month), ...cellsOf(locale, of({ month }))])
		);
		expect(tables[dashboard.byGroup.title]).toEqual(groups.map((group) => [group, ...cellsOf(locale, of({ group }))]));
		await look();
		await expectPrintable(page, 8);

		// A choice shows the sums of what was chosen.
		const month = months.at(-3)!; // a pilot has sixteen
		await page.getByRole('combobox', { name: dashboard.period }).selectOption(formatMonth(locale, month));
		await expect
			.poll(() => readTotals(page))
			.toEqual([formatNumber(locale, groups.length), ...cellsOf(locale, of({ month }))]);

		await goTo(page, locale, 'completeness');
		const shown = await readTables(page);
		for (const group of groups) {
			const came = new Map((shown[group] ?? []).map(([head = '', ...cells]) => [head, cells]));
			for (const month of new Set(of({ group }).map((each) => each.month))) {
				const [held, cancelled] = cellsOf(locale, of({ group, month }));
				const reported = formatNumber(locale, of({ group, month }).length);
				expect(came.get(formatMonth(locale, month))?.slice(0, 3), `${group} ${month}`).toEqual([
					held,
					cancelled,
					reported
				]);
			}
		}
		await look();
		// One for each group: a table is not broken over two.
		await expectPrintable(page, groups.length);

		await goTo(page, locale, 'digest');
		await page.getByRole('combobox', { name: desk.digestMonth }).selectOption(formatMonth(locale, month));
		await expect
			.poll(async () => (await readTotals(page)).slice(0, 2))
			.toEqual(cellsOf(locale, of({ month })).slice(0, 2));
		await look();
		await expectPrintable(page, 1);
	});
}
