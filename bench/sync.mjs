// @ts-check
/**
 * Our sync against PouchDB's and our merge against Yjs, in one Chromium, each side with its own server: ours is the built
 * one on SQLite, theirs express-pouchdb on LevelDB. Sides take turns; nothing else is running in the page meanwhile.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { browserOptions } from '../scripts/first-screen.mjs';
import { median, print } from './figures.mjs';
import { createLink } from './link.mjs';
import { startBuilt } from './servers.mjs';

const pouchServer = fileURLToPath(new URL('pouch-server.mjs', import.meta.url));

/** Their server, in a folder of its own: it leaves files where it is started. */
const startPouch = async () => {
	const cwd = mkdtempSync(join(tmpdir(), 'cercle-bench-'));
	const child = spawn(process.execPath, [pouchServer], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
	const [port] = await once(createInterface({ input: child.stdout }), 'line');
	const stop = async () => {
		child.kill();
		await once(child, 'exit');
		rmSync(cwd, { recursive: true, force: true });
	};
	return { port: Number(port), origin: `http://localhost:${port}`, stop };
};

/**
 * A page with the sync of both. Their server is at another origin than the page, and so is ours; what browsers then ask
 * beforehand would count against both, so this browser does not ask.
 * @template T
 * @param {string} origin
 * @param {(call: (name: string, ...given: unknown[]) => Promise<any>) => Promise<T>} work
 */
const inPage = async (origin, work) => {
	const options = await browserOptions();
	const folder = mkdtempSync(join(tmpdir(), 'cercle-bench-'));
	const args = [...options.args, '--disable-web-security'];
	const context = await chromium.launchPersistentContext(folder, { ...options, args });
	try {
		const page = await context.newPage();
		await page.goto(`${origin}/sync.html`);
		await page.waitForFunction(() => 'bench' in globalThis);
		return await work((name, ...given) =>
			page.evaluate(
				// @ts-expect-error -- put there by bench/page/sync.ts
				([called, passed]) => globalThis.bench[called](...passed),
				/** @type {const} */ ([name, given])
			)
		);
	} finally {
		await context.close();
		rmSync(folder, { recursive: true, force: true });
	}
};

/** @typedef {{ ms: number, requests: number }} Measured */

const measureBulk = async (/** @type {string} */ pages, runs = 3, count = 10_000) => {
	/** @type {Record<'push' | 'pull' | 'theirPush' | 'theirPull', Measured[]>} */
	const taken = { push: [], pull: [], theirPush: [], theirPull: [] };
	let small = { push: 0, pull: 0 };
	for (let run = 0; run < runs; run += 1) {
		const ours = await startBuilt();
		await inPage(pages, async (call) => {
			await call('prepareOurs', ours.origin, count);
			taken.push.push(await call('pushOurs'));
			taken.pull.push(await call('pullOurs', count));
			small = await call('smallOurs');
		});
		await ours.stop();
		const theirs = await startPouch();
		await inPage(pages, async (call) => {
			await call('preparePouch', theirs.origin, count);
			taken.theirPush.push(await call('pushPouch', count));
			taken.theirPull.push(await call('pullPouch', count));
		});
		await theirs.stop();
	}
	const rate = (/** @type {Measured[]} */ all) => count / (median(all.map(({ ms }) => ms)) / 1000);
	const requests = (/** @type {Measured[]} */ all) => median(all.map((one) => one.requests));
	const peer = 'PouchDB 9 and express-pouchdb, in clear';
	const unit = 'records/s';
	print({
		figure: 'push 10,000 records, sealed and signed',
		...{ ours: rate(taken.push), unit, peer, theirs: rate(taken.theirPush), atLeast: 1.5 }
	});
	print({
		figure: 'pull 10,000 records into a new phone, with log, keys, checks and merge',
		...{ ours: rate(taken.pull), unit, peer, theirs: rate(taken.theirPull), atLeast: 3 }
	});
	const limit = { unit: 'requests', peer: 'limit: one for 500 records', theirs: count / 500, goal: 1 };
	print({ figure: 'requests to push 10,000 records', ours: requests(taken.push), ...limit });
	print({ figure: 'requests to pull 10,000 records', ours: requests(taken.pull), ...limit });
	print({
		figure: 'round trips of a small sync, either way',
		...{ ours: Math.max(small.push, small.pull), unit: 'requests', peer: 'limit', theirs: 2, goal: 1 }
	});
};

const measureSlow = async (/** @type {string} */ pages, runs = 3, count = 200) => {
	/** @type {Record<'push' | 'pull' | 'theirPush' | 'theirPull', (Measured & { bytes: number })[]>} */
	const taken = { push: [], pull: [], theirPush: [], theirPull: [] };
	for (let run = 0; run < runs; run += 1) {
		/** @type {{ port: number } | undefined} */
		let behind;
		const link = await createLink(() => behind?.port ?? 0);
		/**
		 * @param {(name: string, ...given: unknown[]) => Promise<any>} call
		 * @param {string} name
		 */
		const overLink = async (call, name) => {
			Object.assign(link, { slow: true, bytesDown: 0 });
			const done = await call(name, count);
			link.slow = false;
			return { ...done, bytes: link.bytesDown };
		};
		const ours = await startBuilt({ origin: link.origin });
		behind = ours;
		await inPage(pages, async (call) => {
			await call('prepareOurs', link.origin, count);
			taken.push.push(await overLink(call, 'pushOurs'));
			taken.pull.push(await overLink(call, 'pullOurs'));
		});
		await ours.stop();
		const theirs = await startPouch();
		behind = theirs;
		await inPage(pages, async (call) => {
			await call('preparePouch', link.origin, count);
			taken.theirPush.push(await overLink(call, 'pushPouch'));
			taken.theirPull.push(await overLink(call, 'pullPouch'));
		});
		await theirs.stop();
		link.stop();
	}
	const peer = 'PouchDB 9 and express-pouchdb, in clear';
	const ms = (/** @type {Measured[]} */ all) => median(all.map((one) => one.ms));
	const bytes = (/** @type {{ bytes: number }[]} */ all) => median(all.map((one) => one.bytes));
	print({
		figure: 'push 200 records over 400 ms and 25 KB/s',
		...{ ours: ms(taken.push), unit: 'ms', peer, theirs: ms(taken.theirPush), goal: 0.6 }
	});
	print({
		figure: 'pull 200 records over 400 ms and 50 KB/s',
		...{ ours: ms(taken.pull), unit: 'ms', peer, theirs: ms(taken.theirPull), goal: 1 }
	});
	print({
		figure: 'bytes to pull 200 records, padded',
		...{ ours: bytes(taken.pull), unit: 'bytes', peer, theirs: bytes(taken.theirPull), goal: 1 }
	});
};

const measureMerge = async (/** @type {string} */ pages, runs = 5, count = 10_000) => {
	/** @type {{ ours: number, theirs: number }[]} */
	const taken = [];
	await inPage(pages, async (call) => {
		for (let run = 0; run < runs; run += 1) taken.push(await call('measureMerge', count));
	});
	print({
		figure: 'load 10,000 records and merge a change of each',
		ours: median(taken.map(({ ours }) => ours)),
		unit: 'ms',
		peer: 'Yjs, one document a record',
		theirs: median(taken.map(({ theirs }) => theirs)),
		goal: 0.15
	});
};

/** `pages`: where the built pages of the bench are served. */
export const measureSync = async (/** @type {string} */ pages) => {
	await measureMerge(pages);
	await measureBulk(pages);
	await measureSlow(pages);
};
