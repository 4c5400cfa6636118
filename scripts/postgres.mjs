// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runQuietly } from './run.mjs';

const debianHome = '/usr/lib/postgresql';

const debianFolders = () =>
	existsSync(debianHome)
		? readdirSync(debianHome)
				.sort((a, b) => Number(b) - Number(a))
				.map((version) => join(debianHome, version, 'bin'))
		: [];

const usualPlaces = ['/usr/local/pgsql/bin', '/opt/homebrew/opt/postgresql/bin', '/usr/local/opt/postgresql/bin'];

// A folder may hold only what asks a server (psql), or a link into a package that is gone.
const starts = (/** @type {string} */ folder) => {
	if (!['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) return false;
	try {
		execFileSync(join(folder, 'postgres'), ['--version'], { stdio: 'ignore', timeout: 20_000 });
		return true;
	} catch {
		return false;
	}
};

/** The folder of `initdb` and `postgres`, or undefined. POSTGRES_BIN goes before everything else. */
export const findPostgres = () => {
	const onPath = (process.env.PATH ?? '').split(delimiter);
	const candidates = [process.env.POSTGRES_BIN ?? '', ...debianFolders(), ...onPath, ...usualPlaces];
	return candidates.find((folder) => folder && starts(folder));
};

/** Whether root's commands can be run here without asking anybody. */
const asRoot = async () => {
	if (process.getuid?.() === 0) return [];
	return (await runQuietly('sudo', ['-n', 'true'])).code === 0 ? ['sudo', '-n'] : undefined;
};

const installOnDebian = async () => {
	const before = await asRoot();
	if (!before) return 'Installing needs root, and sudo asks for a password here.';
	const run = (/** @type {string[]} */ ...args) => {
		// Debian's package would start a server of its own as soon as it is there.
		const [command = '', ...rest] = [
			...before,
			'env',
			'DEBIAN_FRONTEND=noninteractive',
			'RUNLEVEL=1',
			'apt-get',
			...args
		];
		return runQuietly(command, rest);
	};
	const update = await run('update');
	const install = await run('install', '-y', '--no-install-recommends', 'postgresql');
	return install.code === 0 ? '' : `${update.output}${install.output}`;
};

/** Like findPostgres, but installs Debian's when there is none. Explains itself on the terminal when it cannot. */
export const findOrInstallPostgres = async () => {
	const found = findPostgres();
	if (found) return found;
	if (existsSync('/etc/debian_version')) {
		console.log('Installing PostgreSQL for the tests of the server (apt-get)…');
		const complaint = await installOnDebian();
		const installed = findPostgres();
		if (installed) return installed;
		if (complaint) console.error(complaint);
	}
	console.error(
		'The tests of the server need PostgreSQL and none could be found or installed.\n' +
			`Install it yourself, or say where its programs are: POSTGRES_BIN=${dirname('/path/to/bin/postgres')} npm test`
	);
	return undefined;
};
