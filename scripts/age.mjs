// @ts-check
import { existsSync } from 'node:fs';
import { runQuietly } from './run.mjs';

const isInstalled = async () => (await runQuietly('age', ['--version'])).code === 0;

/** Whether the stock `age` tool is there for the tests that open our files with it; installs it where it may. */
export const findOrInstallAge = async () => {
	if (await isInstalled()) return true;
	if (existsSync('/etc/debian_version')) {
		console.log('Installing age, to open our backup files with the stock tool (apt-get)…');
		const asRoot = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
		const run = (/** @type {readonly string[]} */ ...args) =>
			runQuietly(asRoot[0] ?? '', [...asRoot.slice(1), ...args], { DEBIAN_FRONTEND: 'noninteractive' });
		const update = await run('update');
		const install = await run('install', '-y', 'age');
		if (await isInstalled()) return true;
		console.error(`${update.output}${install.output}`.trimEnd());
	}
	console.error(
		'The tests that open our files with the stock age tool are skipped: install age to run them (https://age-encryption.org).'
	);
	return false;
};
