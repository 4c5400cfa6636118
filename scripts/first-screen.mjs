// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { chromium } from '@playwright/test';
import { findOrInstallChromium } from './chromium.mjs';

/** The flags of tests/e2e/browser.ts: a browser that talks to nobody but the app. */
const quiet = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

/** Launch options of the browser that measures. Throws when none can be found. */
export const browserOptions = async () => {
	const executablePath = await findOrInstallChromium();
	if (!executablePath) throw new Error('No Chromium to measure with');
	return { executablePath, args: quiet };
};

const freePort = async () => {
	const probe = createServer().listen(0);
	await once(probe, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
	probe.close();
	await once(probe, 'close');
	return port;
};

/** Serves build/ on a free port. Returns the address and how to stop. */
export const serveBuild = async (port = 0) => {
	const chosen = port || (await freePort());
	const origin = `http://localhost:${chosen}`;
	const server = spawn(process.execPath, ['scripts/serve.mjs'], {
		env: {
			...process.env,
			PORT: String(chosen),
			ORIGIN: origin,
			DATABASE_URL: join(mkdtempSync(join(tmpdir(), 'cercle-')), 'cercle.db')
		},
		stdio: 'ignore'
	});
	for (let tries = 0; tries < 100; tries += 1) {
		try {
			await fetch(origin);
			break;
		} catch {
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}
	const stop = async () => {
		server.kill();
		if (server.exitCode === null) await once(server, 'exit');
	};
	return { origin, port: chosen, stop };
};

/** Brotli bytes of every script and style sheet the first screen asks for, the service worker's own download left out. */
export const firstScreenBytes = async () => {
	const { origin, stop } = await serveBuild();
	const browser = await chromium.launch(await browserOptions());
	try {
		const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 360, height: 740 } });
		const page = await context.newPage();
		/** @type {Promise<number>[]} */
		const sizes = [];
		page.on('response', (response) => {
			const type = response.headers()['content-type'] ?? '';
			if (!/javascript|css/.test(type)) return;
			sizes.push(response.body().then((body) => brotli(body)));
		});
		await page.goto(origin, { waitUntil: 'networkidle' });
		await page.locator('button').first().waitFor();
		return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
	} finally {
		await browser.close();
		await stop();
	}
};

const brotli = (/** @type {Buffer} */ body) =>
	brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
