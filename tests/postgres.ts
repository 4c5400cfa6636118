import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findOrInstallPostgres } from '../scripts/postgres.mjs';

/** A PostgreSQL of our own in a temporary directory. */
export interface OwnPostgres {
	/** `postgres://…` of its first database. */
	readonly url: string;
	readonly pid: number;
	/** Ends it as the system would: SIGKILL loses what was not on the disk, so this is how that is tested. */
	readonly kill: () => Promise<void>;
	/** Starts it again on the same files after `kill`. */
	readonly start: () => Promise<void>;
	/** Stops it and removes its files. */
	readonly stop: () => Promise<void>;
}

const isRoot = process.getuid?.() === 0;

/** Ids of an account that is not root: PostgreSQL refuses to run as root. */
function account(): { readonly uid: number; readonly gid: number } {
	if (!isRoot) return { uid: userInfo().uid, gid: userInfo().gid };
	const idOf = (name: string, flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout);
	const name = idOf('postgres', '-u') > 0 ? 'postgres' : 'nobody';
	return { uid: idOf(name, '-u'), gid: idOf(name, '-g') };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Starts a PostgreSQL with fsync on, on a socket in its own folder. Rejects when there is none to start. */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<OwnPostgres> {
	const bin = await findOrInstallPostgres();
	if (!bin) throw new Error('There is no PostgreSQL to test with; the lines above say what to do.');
	// The path of a socket may have 107 characters at most, so it stays short.
	const folder = mkdtempSync(join(tmpdir(), 'cercle-pg-'));
	const { uid, gid } = account();
	const as = isRoot ? { uid, gid } : {};
	chmodSync(folder, 0o700);
	if (isRoot) chownSync(folder, uid, gid);
	const files = join(folder, 'files');
	// Not the environment of this process: PGHOST and its like would lead elsewhere.
	const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
	const made = spawnSync(
		join(bin, 'initdb'),
		['-D', files, '-U', 'cercle', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
		{ ...as, cwd: folder, env, encoding: 'utf8' }
	);
	if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
	const lines = Object.entries({
		listen_addresses: '',
		unix_socket_directories: folder,
		fsync: 'on',
		max_connections: '100',
		...settings
	}).map(([name, value]) => `${name} = '${value}'`);
	writeFileSync(join(files, 'postgresql.auto.conf'), `${lines.join('\n')}\n`);

	const url = `postgres://cercle@localhost/postgres?host=${encodeURIComponent(folder)}`;
	let child = spawnServer();
	function spawnServer() {
		return spawn(join(bin ?? '', 'postgres'), ['-D', files], { ...as, cwd: folder, env, stdio: 'ignore' });
	}
	const gone = (of = child) =>
		of.exitCode !== null || of.signalCode !== null
			? Promise.resolve()
			: new Promise<void>((resolve) => of.once('exit', () => resolve()));
	const untilItAnswers = async () => {
		const until = Date.now() + 30_000;
		while (!(await answers(url))) {
			if (child.exitCode !== null || Date.now() > until) throw new Error('PostgreSQL does not start');
			await pause(50);
		}
	};
	const end = async (signal: NodeJS.Signals) => {
		if (child.exitCode === null && child.signalCode === null) child.kill(signal);
		await gone();
	};
	// Whatever happens to the tests, no server stays behind.
	process.once('exit', () => child.kill('SIGQUIT'));
	await untilItAnswers();
	return {
		url,
		get pid() {
			return child.pid ?? 0;
		},
		kill: async () => {
			await end('SIGKILL');
			// Its parts notice within a moment that their parent is gone, and hold the files until then.
			await pause(500);
		},
		start: async () => {
			child = spawnServer();
			await untilItAnswers();
		},
		stop: async () => {
			await end('SIGINT');
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

async function answers(url: string): Promise<boolean> {
	const connection = new pg.Client({ connectionString: url });
	connection.on('error', () => undefined);
	try {
		await connection.connect();
		await connection.query('select 1');
		return true;
	} catch {
		return false;
	} finally {
		await connection.end().catch(() => undefined);
	}
}

/** Makes an empty database on a server and returns its address. */
export async function createPostgresDatabase(server: string, name: string): Promise<string> {
	const connection = new pg.Client({ connectionString: server });
	await connection.connect();
	// A name cannot be a parameter; this one is our own.
	await connection.query(`create database "${name.replaceAll('"', '')}"`);
	await connection.end();
	return server.replace('/postgres?', `/${name}?`);
}

/**
 * For vitest: one server for the whole run. Every test file is given an address at which to ask for it, and it is started
 * when the first one asks: most files need none.
 */
export async function setup(project: { readonly provide: (key: 'postgresDesk', value: string) => void }) {
	let started: Promise<OwnPostgres> | undefined;
	const desk = createServer((_, response) => {
		started ??= startPostgres();
		started.then(
			({ url }) => response.end(url),
			(error: unknown) => response.writeHead(500).end(String(error))
		);
	});
	await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
	const address = desk.address();
	project.provide('postgresDesk', `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
	return async () => {
		desk.closeAllConnections();
		desk.close();
		await (await started)?.stop();
	};
}

/** The address of the run's own PostgreSQL. Throws when there is none, because then nothing has been tested. */
export async function sharedPostgres(desk: string): Promise<string> {
	const answer = await fetch(desk);
	const text = await answer.text();
	if (!answer.ok) throw new Error(text);
	return text;
}

declare module 'vitest' {
	interface ProvidedContext {
		postgresDesk: string;
	}
}
