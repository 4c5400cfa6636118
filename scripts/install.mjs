// @ts-check
// Installs what is missing, using only what Node itself brings: it runs before node_modules exists.
import { existsSync, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runLoudly } from './run.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Ends the process with a sentence when this Node is too old to run Cercle. */
export const requireNode = () => {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	const isRecentEnough = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
	if (isRecentEnough) return;
	console.error(`Cercle needs Node 20.19 or newer (or 22.12 or newer). This is Node ${process.versions.node}.`);
	console.error('Install a newer one from https://nodejs.org and run the same command again.');
	process.exit(1);
};

const changedAt = (/** @type {string} */ path) => statSync(path).mtimeMs;

const isInstalled = () => {
	const installed = join(root, 'node_modules/.package-lock.json');
	return existsSync(installed) && changedAt(installed) >= changedAt(join(root, 'package-lock.json'));
};

/** Runs `npm ci` when the lockfile is newer than what is installed. Ends the process when that fails. */
export const ensureInstalled = async () => {
	if (isInstalled()) return;
	const folder = join(root, 'node_modules');
	if (existsSync(folder) && lstatSync(folder).isSymbolicLink()) {
		console.error(
			'node_modules is a link. Installing through it would empty the folder it leads to: copy that one instead.'
		);
		process.exit(1);
	}
	console.log('Installing what Cercle is built from (npm ci). The first time takes a minute or two.');
	if ((await runLoudly('npm', ['ci', '--no-audit', '--no-fund'])) === 0) return;
	console.error('The installation did not finish. The lines above say why; often the network was away. Try again.');
	process.exit(1);
};

/** The path of a command that a dependency brings, so that no shell and no npx is needed to run it. */
export const binary = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name);
