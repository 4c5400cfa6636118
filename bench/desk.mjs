// @ts-check
/**
 * The desk of a large organisation in the built app: 100 groups, 7,000 reports, 50,000 answers. A page of the same origin
 * fills the vault through the app's own storage, membership and sync; then the app itself is opened, and everything is
 * measured inside its page.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserOptions } from '../scripts/first-screen.mjs';
import { median, percentile, print } from './figures.mjs';
import { startBuilt } from './servers.mjs';

/**
 * Runs before the app in every page: times the key derivation, which is part of unlocking and not of opening, and goes on
 * to the dashboard as soon as the way to it is there.
 * @param {string} overview
 */
const watchOpening = (overview) => {
	const seen = { keyAsked: 0, keyGiven: 0, painted: 0 };
	Object.assign(globalThis, { opening: seen });
	const { postMessage } = Worker.prototype;
	Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any} */ rest) {
		if (message?.ask === 'derive') {
			seen.keyAsked = performance.now();
			this.addEventListener('message', () => (seen.keyGiven = performance.now()), { once: true });
		}
		return postMessage.call(this, message, rest);
	};
	let isLed = false;
	const look = () => {
		const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('nav button'));
		const way = [...buttons].find(({ textContent }) => textContent?.trim() === overview);
		if (way && !isLed && seen.keyGiven > 0) {
			isLed = true;
			way.click();
		}
		if (!isLed || !document.querySelector('main dl dd')) return;
		observer.disconnect();
		// The second frame after the one in which it stands there has certainly painted it.
		requestAnimationFrame(() => requestAnimationFrame(() => (seen.painted = performance.now())));
	};
	const observer = new MutationObserver(look);
	observer.observe(document, { childList: true, subtree: true });
};

/**
 * @typedef {{ keyAsked: number, keyGiven: number, painted: number }} Opening
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('@playwright/test').BrowserContext} Context
 */

/** Opens the vault with its pictures and waits for the dashboard. Answers milliseconds. */
const openDesk = async (
	/** @type {Page} */ page,
	/** @type {readonly number[]} */ picks,
	/** @type {number} */ rate
) => {
	const session = await page.context().newCDPSession(page);
	await page.goto('/unlock');
	const grid = page.locator('main [role=group] button');
	await grid.first().waitFor();
	// What opening needs is fetched by then, as it is while somebody looks for her pictures.
	await page.waitForTimeout(1500);
	await session.send('Emulation.setCPUThrottlingRate', { rate });
	const tappedAt = await page.evaluate((places) => {
		const pictures = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('main [role=group] button'));
		for (const place of places) pictures[place]?.click();
		return performance.now();
	}, picks);
	const seen = await page.waitForFunction(
		() => {
			const { opening } = /** @type {{ opening: Opening }} */ (/** @type {unknown} */ (globalThis));
			return opening.painted > 0 ? opening : null;
		},
		undefined,
		{ timeout: 120_000 }
	);
	const { keyAsked, keyGiven, painted } = /** @type {Opening} */ (await seen.jsonValue());
	await session.detach();
	return { opening: painted - tappedAt - (keyGiven - keyAsked), key: keyGiven - keyAsked };
};

/**
 * Changes what is shown again and again, each time from the change to the frame that has painted what follows.
 * @param {Page} page
 * @param {{ rate: number, changes: number, controls: string, result: string }} asked
 */
const measureFilter = async (page, { rate, changes, controls, result }) => {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate });
	const times = await page.evaluate(
		async ({ changes, controls, result }) => {
			const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
			const rest = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
			/** @type {number[]} */
			const measured = [];
			for (let turn = 0; measured.length < changes && turn < changes * 4; turn += 1) {
				const shown = document.querySelector(result);
				const control = /** @type {(HTMLSelectElement | HTMLInputElement)[]} */ ([
					...document.querySelectorAll(controls)
				]);
				const one = control[turn % control.length];
				if (!shown || !one) throw new Error('Nothing to filter');
				let changed = false;
				const observer = new MutationObserver(() => (changed = true));
				observer.observe(shown, { childList: true, subtree: true, characterData: true });
				const start = performance.now();
				if (one instanceof HTMLSelectElement) {
					one.selectedIndex = (one.selectedIndex + 1) % one.options.length;
					one.dispatchEvent(new Event('change', { bubbles: true }));
				} else one.click();
				await frame();
				await frame();
				const took = performance.now() - start;
				observer.disconnect();
				if (changed) measured.push(took);
				await rest(120);
			}
			return measured;
		},
		{ changes, controls, result }
	);
	await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
	await session.detach();
	return percentile(times, 0.95);
};

/** @param {string} built @param {typeof import('../src/lib/i18n/en/index').en.desk} words */
export const measureDesk = async (built, words, runs = 5) => {
	const server = await startBuilt();
	const folder = mkdtempSync(join(tmpdir(), 'cercle-bench-'));
	const options = await browserOptions();
	const context = await chromium.launchPersistentContext(folder, {
		...options,
		baseURL: server.origin,
		viewport: { width: 1280, height: 800 },
		locale: 'en-GB'
	});
	try {
		const { picks, folds } = await prepare(context, built, runs);
		print({
			figure: 'desk: decrypt and fold 7,000 reports and 3,000 replies',
			ours: median(folds.map(({ ours }) => ours)),
			unit: 'ms',
			peer: "plain Dexie's read of the same rows",
			theirs: median(folds.map(({ theirs }) => theirs)),
			goal: 1.6
		});
		await context.addInitScript(watchOpening, words.nav.overview);
		// The first opening stores the app for offline use, and makes what belongs to a new membership.
		const first = await context.newPage();
		let askedAt = 0;
		first.on('request', () => (askedAt = Date.now()));
		await openDesk(first, picks, 1);
		// Until nothing is exchanged any more: a new reader first sends what her stream lacks.
		while (Date.now() - askedAt < 8000) await first.waitForTimeout(500);
		await first.close();
		for (const [rate, limit] of /** @type {const} */ ([
			[1, 1500],
			[6, 5000]
		])) {
			/** @type {{ opening: number, key: number }[]} */
			const taken = [];
			for (let run = 0; run < runs; run += 1) {
				const page = await context.newPage();
				taken.push(await openDesk(page, picks, rate));
				await page.close();
			}
			const key = Math.round(median(taken.map((run) => run.key)));
			print({
				figure: `desk: last picture to painted dashboard at ${rate}x CPU, without ${key} ms of key derivation`,
				ours: median(taken.map(({ opening }) => opening)),
				unit: 'ms',
				peer: 'limit',
				theirs: limit,
				goal: 1
			});
		}
		await measureFilters(context, picks, words);
	} finally {
		await context.close();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
};

/** Fills the vault from a page that stands where the app does. */
const prepare = async (/** @type {Context} */ context, /** @type {string} */ built, /** @type {number} */ runs) => {
	await context.route('**/*', (route) => {
		const path = join(built, new URL(route.request().url()).pathname);
		return path.endsWith('/') || !existsSync(path) ? route.continue() : route.fulfill({ path });
	});
	const page = await context.newPage();
	await page.goto('/desk.html');
	await page.waitForFunction(() => 'bench' in globalThis);
	/** @type {{ ours: number, theirs: number }[]} */
	const folds = [];
	// @ts-expect-error -- put there by bench/page/desk.ts
	for (let run = 0; run < runs; run += 1) folds.push(await page.evaluate(() => globalThis.bench.measureFold()));
	// @ts-expect-error -- put there by bench/page/desk.ts
	const { picks } = await page.evaluate(() => globalThis.bench.prepareDesk());
	await page.close();
	await context.unrouteAll();
	return { picks: /** @type {readonly number[]} */ (picks), folds };
};

/**
 * @param {Context} context
 * @param {readonly number[]} picks
 * @param {typeof import('../src/lib/i18n/en/index').en.desk} words
 */
const measureFilters = async (context, picks, words) => {
	const page = await context.newPage();
	await openDesk(page, picks, 1);
	// What the tab does after opening is over by then.
	await page.waitForTimeout(3000);
	const line = (/** @type {string} */ figure, /** @type {number} */ ours) =>
		print({ figure, ours, unit: 'ms', peer: 'limit', theirs: 100, goal: 1 });
	for (const rate of [1, 6]) {
		const filters = { rate, changes: 30, controls: 'main .filters select', result: 'main' };
		line(`desk: dashboard's period changed to painted, p95 of 30 at ${rate}x CPU`, await measureFilter(page, filters));
	}
	await page.getByRole('button', { name: words.nav.inbox, exact: true }).click();
	await page.locator('main fieldset input[type=radio]').first().waitFor();
	await page.waitForTimeout(2000);
	for (const rate of [1, 6]) {
		const filters = { rate, changes: 30, controls: 'main fieldset input[type=radio]', result: 'main' };
		line(`desk: state of the inbox changed to painted, p95 of 30 at ${rate}x CPU`, await measureFilter(page, filters));
	}
	await page.close();
};
