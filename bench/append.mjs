// @ts-check
/** What an append costs on the server: with all its checks, and when the disk is slow. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { median, print } from './figures.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// Inside the checkout, where Node finds the packages that are not bundled.
const built = join(root, '.cache/bench-server');

/** Makes files that Node can run of what lies in bench/server. */
export const buildServerParts = () =>
	build({
		configFile: false,
		root,
		logLevel: 'error',
		resolve: { alias: { $lib: join(root, 'src/lib') } },
		build: {
			ssr: true,
			outDir: built,
			emptyOutDir: true,
			target: 'node20',
			minify: false,
			rolldownOptions: {
				input: ['serve', 'write', 'attack'].map((name) => join(root, `bench/server/${name}.ts`))
			}
		},
		ssr: { external: true }
	});

/** Runs one of them and returns what it prints. */
export const runPart = async (/** @type {string} */ name, /** @type {readonly string[]} */ given) => {
	const child = spawn(process.execPath, [join(built, `${name}.js`), ...given], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'inherit']
	});
	let text = '';
	child.stdout.on('data', (/** @type {Buffer} */ part) => (text += part));
	const [code] = await once(child, 'close');
	if (code !== 0) throw new Error(`${name} ended with ${code}`);
	return JSON.parse(text);
};

/**
 * How often each writer pushes. A server runs for weeks: its first second, in which Node compiles what it then keeps, takes
 * three times as long and is not what is measured.
 * @typedef {{ readonly warmUp: number, readonly measured: number }} Turns
 */

/** Pushes of sixteen writers to a new server; its variants stand in bench/server/serve.ts. */
const measureOnce = async (
	/** @type {string} */ variant,
	/** @type {number} */ batch,
	/** @type {Turns} */ turns,
	/** @type {NodeJS.ProcessEnv} */ environment = {}
) => {
	const folder = mkdtempSync(join(tmpdir(), 'cercle-bench-'));
	const child = spawn(process.execPath, [join(built, 'serve.js')], {
		cwd: root,
		env: { ...process.env, VARIANT: variant, DATABASE_URL: join(folder, 'cercle.db'), ...environment },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	try {
		const [address] = await once(createInterface({ input: child.stdout }), 'line');
		return /** @type {{ rate: number, p95: number }} */ (
			await runPart('write', [address, String(batch), String(turns.measured), String(turns.warmUp)])
		);
	} finally {
		child.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	}
};

/** Both variants in turns, so that what else runs on the machine meets both. */
const compare = async (
	/** @type {readonly [string, string]} */ variants,
	/** @type {number} */ batch,
	/** @type {Turns} */ turns,
	/** @type {NodeJS.ProcessEnv} */ environment = {},
	runs = 5
) => {
	/** @type {[{ rate: number, p95: number }[], { rate: number, p95: number }[]]} */
	const taken = [[], []];
	for (let run = 0; run < runs; run += 1) {
		taken[0].push(await measureOnce(variants[0], batch, turns, environment));
		taken[1].push(await measureOnce(variants[1], batch, turns, environment));
	}
	return taken;
};

export const measureAppend = async () => {
	await buildServerParts();
	const [whole, unsigned] = await compare(['whole', 'unsigned'], 50, { warmUp: 5, measured: 40 });
	print({
		figure: 'append in batches of 50, with authentication',
		ours: median(whole.map(({ rate }) => rate)),
		unit: 'envelopes/s',
		peer: 'the same without',
		theirs: median(unsigned.map(({ rate }) => rate)),
		atLeast: 0.5
	});
	const folder = mkdtempSync(join(tmpdir(), 'cercle-bench-'));
	const library = join(folder, 'slow-fsync.so');
	const source = fileURLToPath(new URL('server/slow-fsync.c', import.meta.url));
	const compiled = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
	if (compiled.status !== 0) {
		console.error('Without gcc on Linux the disk cannot be made slow: pushes of one record are not measured.');
		return;
	}
	const single = { warmUp: 150, measured: 60 };
	const [shared, alone] = await compare(['whole', 'alone'], 1, single, { LD_PRELOAD: library }, 3);
	print({
		figure: 'push of one record, 16 writers, 2 ms a flush, p95',
		ours: median(shared.map(({ p95 }) => p95)),
		unit: 'ms',
		peer: 'one commit a request',
		theirs: median(alone.map(({ p95 }) => p95)),
		goal: 0.25
	});
	rmSync(folder, { recursive: true, force: true });
};
