import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { freePort } from './server';

// The built server as whoever runs it sees it: how it starts, how it is asked, how it stops.

interface Running {
	readonly child: ChildProcess;
	readonly baseURL: string;
	readonly port: number;
	/** Everything written so far, on both outputs. */
	readonly written: () => string;
	/** The exit code, once it has ended. */
	readonly ended: Promise<number | null>;
}

async function start(environment: Readonly<Record<string, string>> = {}): Promise<Running> {
	const port = await freePort();
	const baseURL = `http://localhost:${port}`;
	const child = spawn(process.execPath, ['scripts/serve.mjs'], {
		cwd: fileURLToPath(new URL('../..', import.meta.url)),
		env: {
			...process.env,
			PORT: String(port),
			ORIGIN: baseURL,
			DATABASE_URL: join(mkdtempSync(join(tmpdir(), 'cercle-')), 'cercle.db'),
			...environment
		},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
	const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
	return { child, baseURL, port, written: () => output, ended };
}

const isReady = async ({ baseURL }: Running) => {
	try {
		return (await fetch(`${baseURL}/readyz`)).status;
	} catch {
		return 0;
	}
};

test('a wrong setting or an absent database stops the server at once, with sentences and without a password', async () => {
	const wrong = await start({ ORIGIN: 'nowhere', LOG_LEVEL: 'loud', METRICS_TOKEN: 'hunter2' });
	expect(await wrong.ended).toBe(1);
	expect(wrong.written().trim().split('\n')).toHaveLength(3);
	expect(wrong.written()).toContain('ORIGIN is "nowhere"; it must be');
	const away = await start({ DATABASE_URL: 'postgres://cercle:hunter2@127.0.0.1:1/cercle' });
	expect(await away.ended).toBe(1);
	expect(away.written()).toContain('ECONNREFUSED');
	expect(wrong.written() + away.written()).not.toContain('hunter2');
});

test('the pages for operators answer, metrics only to who bears the token', async () => {
	const token = 'a-token-of-more-than-16';
	const server = await start({ METRICS_TOKEN: token });
	await expect.poll(() => isReady(server)).toBe(200);
	const statusOf = async (path: string, headers = {}) => (await fetch(`${server.baseURL}${path}`, { headers })).status;
	expect(await statusOf('/healthz')).toBe(200);
	expect(await (await fetch(`${server.baseURL}/version`)).json()).toEqual({
		version: expect.stringMatching(/^\w{16}$/)
	});
	expect(await statusOf('/metrics')).toBe(404);
	expect(await statusOf('/metrics', { Authorization: `Bearer ${token}x` })).toBe(404);
	expect(await statusOf('/metrics', { Authorization: `Bearer ${token}` })).toBe(200);
	server.child.kill('SIGTERM');
	expect(await server.ended).toBe(0);
	const lines = server.written().trim().split('\n');
	for (const line of lines) {
		expect(Object.keys(JSON.parse(line) as object).join()).toMatch(
			/^level,time,code(,(route|status|count|milliseconds))*$/
		);
	}
	expect(lines.at(-1)).toContain('server.stopped');
});

test('without a token there are no metrics for anybody', async () => {
	const server = await start();
	await expect.poll(() => isReady(server)).toBe(200);
	const answer = await fetch(`${server.baseURL}/metrics`, { headers: { Authorization: 'Bearer ' } });
	expect(answer.status).toBe(404);
	server.child.kill('SIGTERM');
	await server.ended;
});

test('a connection that dawdles with its headers is ended, and a stop does not wait for an idle one', async () => {
	const server = await start();
	await expect.poll(() => isReady(server)).toBe(200);
	const slow = connect(server.port, 'localhost');
	slow.write('GET / HTTP/1.1\r\nHost: x\r\n');
	let said = '';
	slow.on('data', (text) => (said += text.toString()));
	const cut = new Promise<void>((resolve) => slow.once('close', () => resolve()));
	const since = Date.now();
	await cut;
	expect(said).toContain('408');
	expect(Date.now() - since).toBeLessThan(20_000);
	const idle = connect(server.port, 'localhost');
	idle.on('error', () => undefined);
	await new Promise((resolve) => idle.once('connect', resolve));
	const told = Date.now();
	server.child.kill('SIGTERM');
	expect(await server.ended).toBe(0);
	expect(Date.now() - told).toBeLessThan(10_000);
});
