import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A server of the built app that a test may take away. */
export interface OwnServer {
	readonly baseURL: string;
	/** Everything it keeps: the database with its log, and what it said. */
	readonly folder: string;
	/** Nobody answers at that address any more. */
	readonly stop: () => Promise<void>;
	/** Another one at the same address with the same database, once it answers. */
	readonly startAgain: () => Promise<void>;
}

/** Starts the built app on a port of its own and resolves once it answers. */
export async function startOwnServer(): Promise<OwnServer> {
	const port = await freePort();
	const baseURL = `http://localhost:${port}`;
	const folder = mkdtempSync(join(tmpdir(), 'cercle-'));
	let running = await startChild(port, folder);
	return {
		baseURL,
		folder,
		stop: () => running.kill(),
		startAgain: async () => {
			running = await startChild(port, folder);
		}
	};
}

async function startChild(port: number, folder: string): Promise<{ readonly kill: () => Promise<void> }> {
	const address = `http://localhost:${port}`;
	const said = openSync(join(folder, 'server.log'), 'a');
	const child = spawn(process.execPath, ['scripts/serve.mjs'], {
		cwd: fileURLToPath(new URL('../..', import.meta.url)),
		env: { ...process.env, PORT: String(port), ORIGIN: address, DATABASE_URL: join(folder, 'cercle.db') },
		stdio: ['ignore', said, said]
	});
	closeSync(said);
	const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const kill = async () => {
		child.kill('SIGKILL');
		await gone;
	};
	const until = Date.now() + 30_000;
	while (!(await answers(address))) {
		if (child.exitCode === null && Date.now() < until) continue;
		await kill();
		throw new Error('The built app does not start; is there a build?');
	}
	return { kill };
}

async function answers(address: string): Promise<boolean> {
	try {
		return (await fetch(address)).ok;
	} catch {
		await new Promise((resolve) => setTimeout(resolve, 100));
		return false;
	}
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
	const probe = createServer();
	const port = await new Promise<number>((resolve) => {
		probe.listen(0, () => {
			const address = probe.address();
			resolve(typeof address === 'object' && address ? address.port : 0);
		});
	});
	await new Promise((resolve) => probe.close(resolve));
	return port;
}
