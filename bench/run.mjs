// @ts-check
/**
 * `npm run bench`: one JSON line a figure, both sides measured in the same run, medians of at least three.
 * A figure with a limit of its own (bytes, milliseconds) names the limit as its peer. With names (`npm run bench -- sync`)
 * only those parts run.
 */
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build as viteBuild, runnerImport } from 'vite';
import { build } from '../scripts/build.mjs';
import { browserOptions, firstScreenBytes, serveBuild } from '../scripts/first-screen.mjs';
import { runLoudly } from '../scripts/run.mjs';
import { median, percentile, print } from './figures.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const built = fileURLToPath(new URL('../.cache/bench', import.meta.url));

const measureReady = async (runs = 5) => {
	const options = await browserOptions();
	/** @type {number[]} */
	const first = [];
	/** @type {number[]} */
	const offline = [];
	for (let run = 0; run < runs; run += 1) {
		const server = await serveBuild();
		const folder = mkdtempSync(join(tmpdir(), 'cercle-bench-'));
		const context = await chromium.launchPersistentContext(folder, {
			...options,
			viewport: { width: 360, height: 740 }
		});
		// Ready: the first button stands on the screen. Nothing is drawn before its script runs, so it already answers.
		await context.addInitScript(() => {
			const seen = () => {
				if (!document.querySelector('main button, button')) return;
				Object.assign(globalThis, { readyAt: performance.now() });
				observer.disconnect();
			};
			const observer = new MutationObserver(seen);
			observer.observe(document, { childList: true, subtree: true });
		});
		const page = await context.newPage();
		const session = await context.newCDPSession(page);
		await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
		const readyAt = async () => {
			await page.waitForFunction(() => 'readyAt' in globalThis);
			return page.evaluate(() => /** @type {{ readyAt: number }} */ (/** @type {unknown} */ (globalThis)).readyAt);
		};
		await page.goto(server.origin);
		first.push(await readyAt());
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		await page.waitForTimeout(1500);
		await server.stop();
		await page.goto(server.origin);
		offline.push(await readyAt());
		await context.close();
		rmSync(folder, { recursive: true, force: true });
	}
	print({
		figure: 'ready at 6x CPU, first load',
		ours: median(first),
		unit: 'ms',
		peer: 'limit',
		theirs: 1200,
		goal: 1
	});
	print({
		figure: 'ready at 6x CPU, offline reload',
		ours: median(offline),
		unit: 'ms',
		peer: 'limit',
		theirs: 950,
		goal: 1
	});
};

const types = /** @type {Record<string, string>} */ ({
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.wasm': 'application/wasm'
});

const serveFolder = async (/** @type {string} */ folder) => {
	const server = createServer((request, response) => {
		const path = join(folder, new URL(request.url ?? '/', 'http://localhost').pathname);
		const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path;
		if (!file.startsWith(folder) || !existsSync(file)) return void response.writeHead(404).end();
		response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
		createReadStream(file).pipe(response);
	}).listen(0);
	await once(server, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return { origin: `http://localhost:${port}`, stop: () => void server.close() };
};

/** Installs the peers the first time, and builds the pages that measure. */
const buildPages = async () => {
	const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
	const isInstalled = Object.keys(dependencies).every((name) => existsSync(join(here, 'node_modules', name)));
	if (!isInstalled) await runLoudly('npm', ['--prefix', here, 'ci', '--silent']);
	await viteBuild({ configFile: join(here, 'vite.config.ts'), logLevel: 'error' });
};

const servePages = async () => {
	await buildPages();
	return serveFolder(built);
};

const measureStorage = async (runs = 5) => {
	const server = await servePages();
	const folder = mkdtempSync(join(tmpdir(), 'cercle-bench-'));
	const context = await chromium.launchPersistentContext(folder, await browserOptions());
	const page = await context.newPage();
	await page.goto(server.origin);
	await page.waitForFunction(() => 'bench' in globalThis);
	/** @type {{ plainWrite: number, plainRead: number, oursWrite: number, oursUnlock: number }[]} */
	const storage = [];
	/** @type {{ ours: number, theirs: number }[]} */
	const kdf = [];
	for (let run = 0; run < runs; run += 1) {
		// @ts-expect-error -- put there by bench/page/storage.ts
		storage.push(await page.evaluate(() => globalThis.bench.measureStorage()));
		// @ts-expect-error -- put there by bench/page/storage.ts
		kdf.push(await page.evaluate(() => globalThis.bench.measureKdf()));
	}
	await context.close();
	server.stop();
	rmSync(folder, { recursive: true, force: true });
	const of = (/** @type {'plainWrite' | 'plainRead' | 'oursWrite' | 'oursUnlock'} */ name) =>
		median(storage.map((run) => run[name]));
	print({
		figure: 'write 10,000 records of 0.9 KB, encrypted',
		ours: of('oursWrite'),
		unit: 'ms',
		peer: 'plain Dexie, strict durability',
		theirs: of('plainWrite'),
		goal: 1.6
	});
	print({
		figure: 'unlock with 10,000 changes from the snapshot',
		ours: of('oursUnlock'),
		unit: 'ms',
		peer: "plain Dexie's read of the same rows",
		theirs: of('plainRead'),
		goal: 1.6
	});
	print({
		figure: 'Argon2id 64 MiB, 3 passes, in a worker',
		ours: median(kdf.map((run) => run.ours)),
		unit: 'ms',
		peer: 'libsodium-wrappers-sumo, main thread',
		theirs: median(kdf.map((run) => run.theirs)),
		goal: 1.6
	});
};

/** The English words on the screens, from the catalogues themselves. */
const englishWords = async () => {
	const lib = fileURLToPath(new URL('../src/lib', import.meta.url));
	/** @type {{ module: { en: typeof import('../src/lib/i18n/en/index').en } }} */
	const { module } = await runnerImport(join(lib, 'i18n/en/index.ts'), {
		configFile: false,
		logLevel: 'error',
		resolve: { alias: { $lib: lib } }
	});
	return module.en;
};

/** Opens the sample, plans a session of today in its first group, begins it, and stops at its attendance sheet. */
const openSheet = async (/** @type {import('@playwright/test').Page} */ page) => {
	const { cover, today, groups, sessions, player, attendance } = await englishWords();
	const { groups: aliases } = await (await page.request.get('/sample/en.json')).json();
	const button = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true });
	await page.goto('/');
	await button(cover.trySample).click();
	await page
		.locator('section')
		.filter({ has: page.getByRole('heading', { name: today.groups }) })
		.getByRole('button', { name: aliases[0] })
		.click({ timeout: 60_000 });
	await button(groups.otherDay).click();
	// The days of the screen are those of the phone's own calendar.
	await page.getByLabel(sessions.day, { exact: true }).fill(
		await page.evaluate(() => {
			const now = new Date();
			return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
		})
	);
	await button(sessions.add).or(button(sessions.addAnyway)).click();
	await button(sessions.begin).click();
	await button(player.play.attendance).click();
	await page.getByRole('button', { name: attendance.mark.present, exact: true }).first().waitFor();
};

const measureTap = async (taps = 40) => {
	const server = await serveBuild();
	const browser = await chromium.launch(await browserOptions());
	const context = await browser.newContext({
		baseURL: server.origin,
		viewport: { width: 360, height: 740 },
		locale: 'en-GB',
		hasTouch: true
	});
	const page = await context.newPage();
	await openSheet(page);
	// A first visit still stores the app for offline use behind the screens; that is not what is measured here.
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await page.waitForTimeout(1500);
	const session = await context.newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
	// Measured inside the page, so that nothing of the driver runs meanwhile.
	const times = await page.evaluate(async (wanted) => {
		const isPressed = (/** @type {Element} */ mark) => mark.getAttribute('aria-pressed') === 'true';
		const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
		const tap = (/** @type {HTMLElement} */ mark) =>
			new Promise((/** @type {(milliseconds: number) => void} */ resolve) => {
				let start = 0;
				mark.addEventListener('click', () => (start = performance.now()), { once: true, capture: true });
				const observer = new MutationObserver(() => {
					if (!isPressed(mark)) return;
					observer.disconnect();
					// The second frame after the one in which it is marked has certainly painted it.
					void frame()
						.then(frame)
						.then(() => resolve(performance.now() - start));
				});
				observer.observe(mark, { attributes: true, attributeFilter: ['aria-pressed'] });
				mark.click();
			});
		const all = () => [...document.querySelectorAll('main button[aria-pressed]')];
		/** @type {number[]} */
		const measured = [];
		for (let turn = 0; measured.length < wanted; turn += 1) {
			const marks = /** @type {HTMLElement[]} */ (all());
			const mark = marks[(turn * 5) % marks.length];
			if (!mark || isPressed(mark)) continue;
			measured.push(await tap(mark));
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		return measured;
	}, taps);
	await browser.close();
	await server.stop();
	print({
		figure: 'attendance tap to painted mark, p95 at 6x CPU',
		ours: percentile(times, 0.95),
		unit: 'ms',
		peer: 'limit',
		theirs: 100,
		goal: 1
	});
};

const measureFirstScreen = async () =>
	print({
		figure: 'first screen JS+CSS, brotli',
		ours: await firstScreenBytes(),
		unit: 'bytes',
		peer: 'limit',
		theirs: 125_000,
		goal: 1
	});

const measureSyncs = async () => {
	const pages = await servePages();
	const { measureSync } = await import('./sync.mjs');
	await measureSync(pages.origin);
	pages.stop();
};

/** @type {Record<string, () => Promise<void>>} */
const parts = {
	size: measureFirstScreen,
	ready: () => measureReady(),
	storage: () => measureStorage(),
	tap: () => measureTap(),
	sync: measureSyncs,
	desk: async () => {
		await buildPages();
		const { measureDesk } = await import('./desk.mjs');
		await measureDesk(built, (await englishWords()).desk);
	},
	'check-ins': async () => {
		const pages = await servePages();
		const { measureCheckIns } = await import('./check-ins.mjs');
		await measureCheckIns(pages.origin);
		pages.stop();
	},
	append: async () => (await import('./append.mjs')).measureAppend(),
	attack: async () => (await import('./attack.mjs')).measureAttack()
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
	console.error(`No part called ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);
	process.exit(1);
}
const { code } = await build();
if (code !== 0) process.exit(code);
for (const [name, measure] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await measure();
