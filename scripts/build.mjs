// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { binary, ensureInstalled, requireNode, root } from './install.mjs';
import { runLoudly, runQuietly } from './run.mjs';

const sources = [
	'src',
	'static',
	'scripts/cercle.vite.mjs',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'package.json'
];
const stamp = join(root, '.cache/build-stamp');

const isSource = (/** @type {string} */ name) => !/\.test\.ts$/.test(name);

const filesUnder = (/** @type {string} */ path) => {
	if (!existsSync(join(root, path))) return [];
	if (/\.\w+$/.test(path)) return [path];
	return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && isSource(entry.name))
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
		.sort();
};

const fingerprint = () => {
	const hash = createHash('sha256');
	for (const file of [...sources, 'package-lock.json'].flatMap(filesUnder)) {
		hash
			.update(file)
			.update('\0')
			.update(readFileSync(join(root, file)))
			.update('\0');
	}
	return hash.digest('hex');
};

const isBuilt = (/** @type {string} */ wanted) =>
	['index.js', 'cercle.js'].every((file) => existsSync(join(root, 'build', file))) &&
	existsSync(stamp) &&
	readFileSync(stamp, 'utf8') === wanted;

/**
 * Builds into build/. Returns whether anything had to be done, the exit code, and the output when quiet.
 * The stamp goes first and comes back last, so a build that was cut short is never taken for a whole one.
 */
export const build = async ({ quiet = false, always = false } = {}) => {
	const wanted = fingerprint();
	if (!always && isBuilt(wanted)) return { skipped: true, code: 0, output: '' };
	rmSync(stamp, { force: true });
	const vite = async (/** @type {string[]} */ ...args) =>
		quiet
			? runQuietly(binary('vite'), ['build', ...args])
			: { code: await runLoudly(binary('vite'), ['build', '--logLevel', 'warn', ...args]), output: '' };
	const app = await vite();
	// The command goes into the same folder, which the app's build has just emptied.
	const command = app.code === 0 ? await vite('--config', 'scripts/cercle.vite.mjs') : { code: 0, output: '' };
	const code = app.code || command.code;
	const output = `${app.output}${command.output}`;
	if (code === 0) {
		mkdirSync(join(root, '.cache'), { recursive: true });
		writeFileSync(stamp, wanted);
	}
	return { skipped: false, code, output };
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	requireNode();
	await ensureInstalled();
	process.exitCode = (await build({ always: true })).code;
}
