import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { build } from 'vite';

/** Inside the checkout, where Node finds the packages it does not bundle. */
const folder = resolve('.cache/child-server');

/** Makes one file of `child-server.ts`, and returns its path. */
export async function buildChild(): Promise<string> {
	const outDir = `${folder}-${process.pid}`;
	await build({
		configFile: false,
		logLevel: 'error',
		resolve: { alias: { $lib: resolve('src/lib') } },
		build: { ssr: 'tests/server/child-server.ts', outDir, emptyOutDir: true, target: 'node20', minify: false },
		ssr: { external: true }
	});
	return `${outDir}/child-server.js`;
}

export interface Child {
	readonly address: string;
	/** Ends it as a power cut would, and resolves when it is gone. */
	readonly kill: () => Promise<void>;
}

/** Starts a server on a database. Rejects when it does not come up. */
export async function startChild(file: string, databaseUrl: string): Promise<Child> {
	const child: ChildProcess = spawn(process.execPath, [file], {
		env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const exited = once(child, 'exit');
	const lines = createInterface({ input: child.stdout! });
	const [address] = (await Promise.race([
		once(lines, 'line'),
		exited.then(() => Promise.reject(new Error('The server ended before it began')))
	])) as [string];
	return {
		address,
		kill: async () => {
			child.kill('SIGKILL');
			await exited;
		}
	};
}
