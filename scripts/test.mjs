// @ts-check
// `npm test` and `npm run verify`: every gate, whatever the others say, and a last line that counts them.
// `npm run test:deep` (--deep): the property tests with many more runs, and the browser tests marked @deep.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOrInstallAge } from './age.mjs';
import { build } from './build.mjs';
import { findOrInstallChromium } from './chromium.mjs';
import { browserFailures, firstLines, listFailures, unitFailures } from './failures.mjs';
import { binary, ensureInstalled, requireNode, root } from './install.mjs';
import { findOrInstallPostgres } from './postgres.mjs';
import { runQuietly } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, output: string, note?: string, brief?: string }} Tally */

const deep = process.argv.includes('--deep');
const cache = join(root, '.cache');
const vitestReport = join(cache, 'vitest.json');
const playwrightReport = join(cache, 'playwright.json');

/** @type {NodeJS.ProcessEnv} */
const env = deep ? { DEEP: '1', FC_RUNS: process.env.FC_RUNS ?? '5000' } : {};

/** A gate that is one yes or no. */
const gate = async (/** @type {string} */ command, /** @type {readonly string[]} */ args) => {
	const { code, output } = await runQuietly(binary(command), args, env);
	return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, output };
};

const readJson = (/** @type {string} */ path) => {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return undefined;
	}
};

const count = (/** @type {readonly string[]} */ statuses, /** @type {readonly string[]} */ ...wanted) =>
	statuses.filter((status) => wanted.flat().includes(status)).length;

/** A run that ends badly without naming a failed test still is a failure: a crash, an import error, no test at all. */
const orCrashed = (/** @type {Tally} */ tally, /** @type {number} */ code) =>
	code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;

const unitTests = async () => {
	const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${vitestReport}`];
	const { code, output } = await runQuietly(binary('vitest'), ['run', ...reporters], env);
	const report = readJson(vitestReport);
	const files = report?.testResults ?? [];
	/** @type {string[]} */
	const statuses = files.flatMap((/** @type {any} */ file) =>
		file.assertionResults.length === 0 && file.status === 'failed'
			? ['failed']
			: file.assertionResults.map((/** @type {any} */ test) => test.status)
	);
	const passed = count(statuses, 'passed');
	const failed = count(statuses, 'failed');
	const brief = listFailures('failed', unitFailures(report));
	return orCrashed({ passed, failed, skipped: statuses.length - passed - failed, output, brief }, code);
};

const browserTests = async (/** @type {string} */ chromium) => {
	const { code, output } = await runQuietly(
		binary('playwright'),
		['test', '--config', 'tests/e2e/playwright.config.ts', ...(deep ? ['--pass-with-no-tests'] : [])],
		{ ...env, CHROMIUM_PATH: chromium }
	);
	const report = readJson(playwrightReport);
	const stats = report?.stats ?? { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
	const named = browserFailures(report);
	return orCrashed(
		{
			passed: stats.expected + stats.flaky,
			failed: stats.unexpected,
			skipped: stats.skipped,
			output,
			brief: listFailures('failed', named.failed) + listFailures('only on a second try', named.flaky),
			...(stats.flaky ? { note: `${stats.flaky} only on a second try` } : {})
		},
		code
	);
};

const buildGate = async () => {
	const { code, output, skipped } = await build({ quiet: true, always: Boolean(process.env.CI) });
	return {
		passed: code === 0 ? 1 : 0,
		failed: code === 0 ? 0 : 1,
		skipped: 0,
		output,
		...(skipped ? { note: 'nothing changed' } : {})
	};
};

const notRun = (/** @type {string} */ why) => async () => ({ passed: 0, failed: 1, skipped: 0, output: `${why}\n` });

/** @type {Tally[]} */
const tallies = [];
/** @type {string[]} */
const logs = [];

const step = async (/** @type {string} */ name, /** @type {() => Promise<Tally>} */ run) => {
	const start = performance.now();
	const tally = await run();
	tallies.push(tally);
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	const total = tally.passed + tally.failed;
	const figures = total > 1 ? `  ${tally.passed} of ${total}` : '';
	const skipped = tally.skipped ? `, ${tally.skipped} skipped` : '';
	const note = tally.note ? `  (${tally.note})` : '';
	console.log(
		`${tally.failed ? 'FAIL' : 'ok  '}  ${name.padEnd(20)} ${seconds.padStart(6)} s${figures}${skipped}${note}`
	);
	// What failed stands at once below its line; the whole logs come after the last line of the table.
	const brief = tally.brief || (tally.failed ? firstLines(tally.output).replace(/^/gm, '          ') : '');
	if (brief) console.log(brief.trimEnd());
	if (tally.failed) logs.push(`\n--- ${name} ---\n${tally.output.trimEnd()}\n--- end of ${name} ---`);
	return tally.failed === 0;
};

/** Runs the steps two at a time: the small machine this has to run on has two cores. */
const inPairs = async (/** @type {readonly (() => Promise<unknown>)[]} */ steps) => {
	const waiting = [...steps];
	const worker = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) await next();
	};
	await Promise.all([worker(), worker()]);
};

requireNode();
await ensureInstalled();
mkdirSync(cache, { recursive: true });
for (const report of [vitestReport, playwrightReport]) rmSync(report, { force: true });
const chromium = await findOrInstallChromium();
await findOrInstallAge();
const postgres = await findOrInstallPostgres();

const generated = await runQuietly(binary('svelte-kit'), ['sync'], env);
if (generated.code !== 0) console.error(generated.output);

let isBuilt = false;
const building = async () => {
	isBuilt = await step('build', buildGate);
};
const staticGates = [
	() => step('types', () => gate('svelte-check', ['--fail-on-warnings'])),
	() => step('lint', () => gate('eslint', ['.', '--max-warnings', '0'])),
	() => step('import law', () => gate('depcruise', ['--config', '.dependency-cruiser.mjs', 'src'])),
	() => step('dead code', () => gate('knip', [])),
	() => step('formatting', () => gate('prettier', ['--check', '.', '--log-level', 'warn']))
];
await inPairs([
	building,
	() => step('unit tests', postgres ? unitTests : notRun('Not run: there is no PostgreSQL for the server.')),
	...(deep ? [] : staticGates)
]);

// Alone, after the others: these measure what a person sees, and a busy machine shows it late.
if (!chromium) await step('browser tests', notRun('Not run: there is no Chromium to run them in.'));
else if (!isBuilt) await step('browser tests', notRun('Not run: the app was not built.'));
else await step('browser tests', () => browserTests(chromium));

for (const log of logs) console.log(log);
if (logs.length > 0) console.log();

const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
	tallies.reduce((total, tally) => total + tally[key], 0);
if (sum('skipped')) console.log(`${sum('skipped')} skipped`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
