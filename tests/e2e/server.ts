import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A server of the built app that a test may take away. */
export interface OwnServer {
	readonly baseURL: string;
	/** Nobody answers at that address any more. */
	readonly stop: () => Promise<void>;
}

/** Starts the built app on a port of its own and resolves once it answers. */
export async function startOwnServer(): Promise<OwnServer> {
	const port = await freePort();
	const baseURL = `http://localhost:${port}`;
	const child = spawn(process.execPath, ['scripts/serve.mjs'], {
		cwd: fileURLToPath(new URL('../..', import.meta.url)),
		env: {
			...process.env,
			PORT: String(port),
			ORIGIN: baseURL,
			DATABASE_URL: join(mkdtempSync(join(tmpdir(), 'cercle-')), 'cercle.db')
		},
		stdio: 'ignore'
	});
	const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const stop = async () => {
		child.kill('SIGKILL');
		await gone;
	};
	const until = Date.now() + 30_000;
	while (!(await answers(baseURL))) {
		if (child.exitCode === null && Date.now() < until) continue;
		await stop();
		throw new Error('The built app does not start; is there a build?');
	}
	return { baseURL, stop };
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
