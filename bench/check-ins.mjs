// @ts-check
/**
 * Check-ins: what a ballot costs where it is sealed and where a batch is opened, and what a form costs that comes from
 * another program. The forms are those of the tests, the largest that are read, and those that lie beside the checkout.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build, runnerImport } from 'vite';
import { browserOptions } from '../scripts/first-screen.mjs';
import { median, print } from './figures.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = join(root, '.cache/bench-forms');
const alias = { $lib: join(root, 'src/lib') };

/** @param {string} origin Where the pages that measure are served. */
const measureBallots = async (origin, runs = 5) => {
	const browser = await chromium.launch(await browserOptions());
	const page = await browser.newPage();
	await page.goto(`${origin}/check-ins.html`);
	await page.waitForFunction(() => 'bench' in globalThis);
	const session = await page.context().newCDPSession(page);
	/** @typedef {{ ours: number, theirs: number }} Pair */
	/** @type {(name: string, given: readonly number[]) => Promise<Pair>} */
	const measure = async (name, given) => {
		/** @type {Pair[]} */
		const pairs = [];
		for (let run = 0; run < runs; run += 1)
			pairs.push(
				// @ts-expect-error -- put there by bench/page/check-ins.ts
				await page.evaluate(([name, given]) => globalThis.bench[name](...given), /** @type {const} */ ([name, given]))
			);
		return { ours: median(pairs.map(({ ours }) => ours)), theirs: median(pairs.map(({ theirs }) => theirs)) };
	};
	for (const rate of [1, 6]) {
		await session.send('Emulation.setCPUThrottlingRate', { rate });
		print({
			figure: `seal one ballot at ${rate}x CPU: two locks`,
			...(await measure('measureSeal', [20])),
			unit: 'ms',
			peer: 'plain HPKE of the same size by @hpke/core: one lock',
			goal: 3
		});
		for (const ballots of [10, 40, 120]) {
			const sound = await measure('measureOpen', [ballots, 10, 0]);
			print({
				figure: `open a batch of ${ballots} at ${rate}x CPU`,
				...sound,
				unit: 'ms',
				peer: 'as many plain HPKE boxes by @hpke/core: one lock, no shares',
				goal: 3.5
			});
			for (const wrong of ballots > 10 ? [1, ballots / 10] : []) {
				const { ours } = await measure('measureOpen', [ballots, 10, wrong]);
				print({
					figure: `open a batch of ${ballots} at ${rate}x CPU, ${wrong} with a wrong share`,
					...{ ours, unit: 'ms', peer: 'the same without a wrong one', theirs: sound.ours, goal: 3 }
				});
			}
		}
	}
	await browser.close();
};

/** Everything that is read, in a folder of its own. */
const writeForms = async () => {
	const folder = mkdtempSync(join(tmpdir(), 'cercle-forms-'));
	/** @type {{ module: typeof import('../tests/import/own-forms') }} */
	const { module } = await runnerImport(join(root, 'tests/import/own-forms.ts'), {
		configFile: false,
		logLevel: 'error',
		resolve: { alias }
	});
	const own = [...module.ownForms].map(([name, { bytes }]) => /** @type {const} */ ([name, bytes]));
	const paths = [...own, ...module.bigForms()].map(([name, bytes]) => {
		writeFileSync(join(folder, name), bytes);
		return join(folder, name);
	});
	const samples = ['xlsform', 'fhir']
		.map((name) => join(root, '../shared/samples', name))
		.filter((name) => existsSync(name))
		.flatMap((name) => readdirSync(name).map((file) => join(name, file)));
	return { folder, paths: [...paths, ...samples] };
};

/** What the peer needs to read one workbook in a process that has done nothing else. */
const readWithPeer = `
	import { existsSync, readFileSync } from 'node:fs';
	import { readFile } from 'node:fs/promises';
	import readXlsx from 'read-excel-file/universal';
	const bytes = await readFile(process.argv[1]);
	const start = process.cpuUsage();
	await readXlsx(new Blob([bytes])).catch(() => undefined);
	const { user, system } = process.cpuUsage(start);
	const { maxRSS } = process.resourceUsage();
	const kilobytes = existsSync('/proc/self/status') ? /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status'))[1] : maxRSS;
	console.log(JSON.stringify({ milliseconds: (user + system) / 1000, megabytes: kilobytes / 1024 }));
`;

const measureForms = async (runs = 3) => {
	await build({
		configFile: false,
		root,
		logLevel: 'error',
		resolve: { alias },
		build: { ssr: 'bench/server/read-form.ts', outDir, emptyOutDir: true, target: 'node20', minify: false },
		ssr: { external: true }
	});
	const { folder, paths } = await writeForms();
	/** @type {(given: readonly string[]) => { milliseconds: number, megabytes: number, isTaken?: boolean, told?: number }} */
	const run = (given) => JSON.parse(execFileSync(process.execPath, given, { cwd: root, encoding: 'utf8' }));
	/** @type {(given: readonly string[]) => ReturnType<typeof run>} */
	const often = (given) => {
		const all = Array.from({ length: runs }, () => run(given));
		const of = (/** @type {'milliseconds' | 'megabytes'} */ name) => median(all.map((one) => one[name]));
		return { ...all[0], milliseconds: of('milliseconds'), megabytes: of('megabytes') };
	};
	for (const path of paths) {
		const { milliseconds, megabytes, isTaken, told } = often([join(outDir, 'read-form.js'), path]);
		const outcome = `${isTaken ? 'taken' : 'refused'}, ${told} told`;
		const figure = `import ${basename(path)} (${outcome})`;
		if (path.endsWith('.xlsx')) {
			const peer = often(['--input-type=module', '--eval', readWithPeer, path]);
			print({
				figure: `${figure}: work`,
				...{ ours: milliseconds, unit: 'ms', peer: 'read-excel-file: the cells alone', goal: 3 },
				theirs: peer.milliseconds
			});
			print({
				figure: `${figure}: memory of the process`,
				...{ ours: megabytes, unit: 'MB', peer: 'read-excel-file', theirs: peer.megabytes, goal: 2 }
			});
		}
		print({ figure: `${figure}: work`, ours: milliseconds, unit: 'ms', peer: 'limit', theirs: 2000, goal: 1 });
		print({
			figure: `${figure}: memory of the process`,
			...{ ours: megabytes, unit: 'MB', peer: 'limit', theirs: 256, goal: 1 }
		});
	}
	rmSync(folder, { recursive: true, force: true });
};

/** @param {string} origin */
export const measureCheckIns = async (origin) => {
	await measureBallots(origin);
	await measureForms();
};
