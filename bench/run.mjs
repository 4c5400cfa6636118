// @ts-check
/**
 * `npm run bench`: one JSON line a figure, both sides measured in the same run, medians of at least three.
 * A figure with a limit of its own (bytes, milliseconds) names the limit as its peer.
 */
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build as viteBuild } from 'vite';
import { build } from '../scripts/build.mjs';
import { browserOptions, firstScreenBytes, serveBuild } from '../scripts/first-screen.mjs';
import { runLoudly } from '../scripts/run.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const built = fileURLToPath(new URL('../.cache/bench', import.meta.url));

const median = (/** @type {number[]} */ values) =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const percentile = (/** @type {number[]} */ values, /** @type {number} */ share) =>
	[...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? 0;
const round = (/** @type {number} */ value) => Math.round(value * 1000) / 1000;

/** @param {{ figure: string, ours: number, unit: string, peer: string, theirs: number, goal: number }} line */
const print = ({ figure, ours, unit, peer, theirs, goal }) => {
	const ratio = ours / theirs;
	console.log(
		JSON.stringify({
			figure,
			ours: round(ours),
			unit,
			peer,
			theirs: round(theirs),
			ratio: round(ratio),
			goal: `<= ${goal}`,
			met: ratio <= goal
		})
	);
};

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

const measureStorage = async (runs = 5) => {
	if (!existsSync(join(here, 'node_modules'))) await runLoudly('npm', ['--prefix', here, 'ci', '--silent']);
	await viteBuild({ configFile: join(here, 'vite.config.ts'), logLevel: 'error' });
	const server = await serveFolder(built);
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

const measureTap = async (taps = 40) => {
	const server = await serveBuild();
	const browser = await chromium.launch(await browserOptions());
	const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB', hasTouch: true });
	const page = await context.newPage();
	await page.goto(server.origin);
	await page.getByRole('button', { name: 'Try with an example' }).click();
	// Into the first group, its next meeting, its attendance sheet: words of src/lib/i18n/en.
	await page.getByRole('heading', { level: 1 }).waitFor();
	await page.getByText('Linden').first().click();
	await page.getByTestId('next-session').first().click();
	await page.getByTestId('attendance').first().click();
	const radios = page.getByRole('radio');
	await radios.first().waitFor();
	const session = await context.newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
	/** @type {number[]} */
	const times = [];
	for (let tap = 0; tap < taps; tap += 1) {
		const at = (tap * 5) % (await radios.count());
		times.push(
			await radios.nth(at).evaluate(
				(radio) =>
					new Promise((resolve) => {
						const mark = /** @type {HTMLInputElement} */ (radio);
						const start = performance.now();
						const painted = () => {
							const isMarked = mark.checked || mark.getAttribute('aria-checked') === 'true';
							if (!isMarked) return requestAnimationFrame(painted);
							// The frame after the one in which it is marked has painted it.
							requestAnimationFrame(() => resolve(performance.now() - start));
						};
						mark.click();
						requestAnimationFrame(painted);
					})
			)
		);
	}
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

const { code } = await build();
if (code !== 0) process.exit(code);
print({
	figure: 'first screen JS+CSS, brotli',
	ours: await firstScreenBytes(),
	unit: 'bytes',
	peer: 'limit',
	theirs: 125_000,
	goal: 1
});
await measureReady();
await measureStorage();
await measureTap();
