/**
 * A proxy in front of the real built server that can lie: it is the address phones know, passes everything on, keeps a
 * copy of all of it, and plays tricks on `/api/v1` when it is told to (`tricks.ts`). Which trick is played where stands in
 * docs/threat-model.md.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import {
	Agent,
	createServer,
	request as httpRequest,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import pg from 'pg';
import { readRequestHeaders } from '$lib/protocol/request';
import { createPostgresDatabase, startPostgres } from '../postgres';
import type { Canaries } from './canaries';
import { freePort } from './server';

/** A request of a phone, as the proxy may change it. */
export interface Asked {
	readonly method: string;
	/** Without the part after the question mark. */
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
	/** Who says she signed it; empty when nobody did. */
	readonly device: string;
}

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
	/** Sends so many bytes each second. */
	readonly bytesPerSecond?: number;
	/** An answer that goes on: a stream of hints. */
	readonly stream?: IncomingMessage;
}

/** What is done with one request: the answer a phone gets, or `silence` when its connection breaks. */
export type Trick = (
	asked: Asked,
	forward: (changed?: Partial<Asked>) => Promise<Answer>
) => Promise<Answer | 'silence'>;

/** One request to the API and what was answered, as it passed. */
export interface Exchange {
	readonly asked: Asked;
	readonly answer: Answer | 'silence';
}

export interface EvilServer {
	/** The address phones know. */
	readonly origin: string;
	/** Plays a trick before the ones that are played already. Returns how to end it. */
	readonly play: (trick: Trick) => () => void;
	/** Plays nothing any more. */
	readonly behave: () => void;
	/** Everything that was asked of the API, the oldest first. */
	readonly exchanges: readonly Exchange[];
	/** Where canaries lie: in what passed, in what the server wrote about it, or in its database; empty when nowhere. */
	readonly search: (canaries: Canaries) => Promise<readonly string[]>;
	/** Ends the server as a power cut does, and starts it again on the same database. */
	readonly restart: () => Promise<void>;
	readonly stop: () => Promise<void>;
}

export type Engine = 'SQLite' | 'PostgreSQL';

/** A database of its own for one server, and how to look into it. */
interface OwnDatabase {
	readonly url: string;
	/** Everything in it: each value, and each of its files. */
	readonly dump: () => Promise<readonly { readonly place: string; readonly bytes: Buffer }[]>;
	readonly remove: () => Promise<void>;
}

const filesUnder = (folder: string) =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => {
			const path = join(entry.parentPath, entry.name);
			return { place: path.slice(folder.length + 1), bytes: readFileSync(path) };
		});

const valuesOf = (table: string, rows: readonly Readonly<Record<string, unknown>>[]) =>
	rows.flatMap((row) =>
		Object.entries(row).map(([column, value]) => ({
			place: `${table}.${column}`,
			bytes: Buffer.isBuffer(value) ? value : Buffer.from(String(value))
		}))
	);

function sqliteDatabase(): OwnDatabase {
	const folder = mkdtempSync(join(tmpdir(), 'cercle-evil-'));
	const file = join(folder, 'cercle.db');
	return {
		url: file,
		dump: () => {
			const database = new Database(file, { readonly: true });
			const tables = database.prepare(`select name from sqlite_master where type = 'table'`).all() as {
				readonly name: string;
			}[]; // what the line before asks for
			const values = tables.flatMap(({ name }) =>
				valuesOf(name, database.prepare(`select * from "${name}"`).all() as Readonly<Record<string, unknown>>[])
			); // rows of any table
			database.close();
			return Promise.resolve([...values, ...filesUnder(folder)]);
		},
		remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true }))
	};
}

async function postgresDatabase(): Promise<OwnDatabase> {
	const server = await startPostgres({ fsync: 'off' });
	const url = await createPostgresDatabase(server.url, 'cercle_e2e');
	const folder = new URL(server.url).searchParams.get('host') ?? '';
	return {
		url,
		dump: async () => {
			const connection = new pg.Client({ connectionString: url });
			await connection.connect();
			const tables = await connection.query<{ readonly name: string }>(
				`select table_schema || '"."' || table_name as name from information_schema.tables where table_schema = 'public'`
			);
			const values = [];
			for (const { name } of tables.rows)
				values.push(...valuesOf(name, (await connection.query(`select * from "${name}"`)).rows));
			await connection.query('checkpoint');
			await connection.end();
			return [...values, ...filesUnder(join(folder, 'files'))];
		},
		remove: server.stop
	};
}

const httpFields = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

/** Starts a server of the built app on a database of its own, and the proxy before it. */
export async function startEvilServer(
	engine: Engine = 'SQLite',
	environment: Readonly<Record<string, string>> = {}
): Promise<EvilServer> {
	const database = engine === 'SQLite' ? sqliteDatabase() : await postgresDatabase();
	const exchanges: Exchange[] = [];
	const passed: Buffer[] = [];
	const tricks: Trick[] = [];
	const agent = new Agent({ keepAlive: true });
	let written = '';
	let port = 0;
	let child: ChildProcess | undefined;

	const pass = (asked: Asked): Promise<Answer> =>
		new Promise((settle, reject) => {
			const query = asked.query.toString();
			const outgoing = httpRequest(
				{
					agent,
					port,
					host: '127.0.0.1',
					method: asked.method,
					path: asked.path + (query ? `?${query}` : ''),
					headers: { ...asked.headers, 'accept-encoding': 'identity', 'content-length': String(asked.body.length) }
				},
				(incoming) => {
					const headers = Object.fromEntries(
						Object.entries(incoming.headers)
							.filter(([name]) => !httpFields.includes(name))
							.map(([name, value]) => [name, String(value)])
					);
					const status = incoming.statusCode ?? 502;
					if (headers['content-type'] === 'text/event-stream') {
						settle({ status, headers, body: Buffer.alloc(0), stream: incoming });
						return;
					}
					void readAll(incoming).then((body) => settle({ status, headers, body }), reject);
				}
			);
			outgoing.on('error', reject);
			outgoing.end(asked.body);
		});

	const answerTo = async (asked: Asked): Promise<Answer | 'silence'> => {
		if (!asked.path.startsWith('/api/')) return pass(asked);
		const from =
			(at: number) =>
			async (changed: Partial<Asked> = {}): Promise<Answer> => {
				const now = { ...asked, ...changed };
				const trick = tricks[at];
				if (!trick) return pass(now);
				const answer = await trick(now, from(at + 1));
				if (answer === 'silence') throw new Silence();
				return answer;
			};
		const answer = await from(0)().catch((fault: unknown) => {
			if (fault instanceof Silence) return 'silence' as const;
			throw fault;
		});
		exchanges.push({ asked, answer });
		return answer;
	};

	const proxy = createServer((incoming, outgoing) => {
		void (async () => {
			const body = await readAll(incoming);
			const address = new URL(incoming.url ?? '/', 'http://localhost');
			const stamp = readRequestHeaders({ get: (name) => String(incoming.headers[name] ?? '') });
			passed.push(Buffer.from(`${incoming.method} ${incoming.url}\n${incoming.rawHeaders.join('\n')}`), body);
			const answer = await answerTo({
				method: incoming.method ?? 'GET',
				path: address.pathname,
				query: address.searchParams,
				headers: incoming.headers,
				body,
				device: stamp.ok ? stamp.value.stamp.device : ''
			});
			if (answer === 'silence') {
				outgoing.destroy();
				return;
			}
			if (address.pathname.startsWith('/api/')) passed.push(Buffer.from(JSON.stringify(answer.headers)), answer.body);
			await send(answer, outgoing, passed);
		})().catch(() => outgoing.destroy());
	});
	await new Promise<void>((settle) => proxy.listen(0, 'localhost', settle));
	const bound = proxy.address();
	if (bound === null || typeof bound === 'string') throw new Error('No port');
	const origin = `http://localhost:${bound.port}`;

	const launch = async (): Promise<void> => {
		port = await freePort();
		const started = spawn(process.execPath, ['scripts/serve.mjs'], {
			cwd: fileURLToPath(new URL('../..', import.meta.url)),
			env: {
				...process.env,
				PORT: String(port),
				HOST: '127.0.0.1',
				ORIGIN: origin,
				DATABASE_URL: database.url,
				LOG_LEVEL: 'debug',
				...environment
			},
			stdio: ['ignore', 'pipe', 'pipe']
		});
		child = started;
		for (const output of [started.stdout, started.stderr])
			output.on('data', (text: Buffer) => (written += text.toString()));
		const until = Date.now() + 60_000;
		while (!(await isReady(port))) {
			if (started.exitCode !== null || Date.now() > until) throw new Error(`The server does not start: ${written}`);
			await new Promise((settle) => setTimeout(settle, 50));
		}
	};
	const end = async (): Promise<void> => {
		const ending = child;
		child = undefined;
		if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
		const gone = new Promise((settle) => ending.once('exit', settle));
		ending.kill('SIGKILL');
		await gone;
	};
	process.once('exit', () => child?.kill('SIGKILL'));
	await launch();

	return {
		origin,
		play: (trick) => {
			tricks.unshift(trick);
			return () => {
				const at = tricks.indexOf(trick);
				if (at >= 0) tricks.splice(at, 1);
			};
		},
		behave: () => void tricks.splice(0),
		exchanges,
		search: async (canaries) => {
			const places = [
				...passed.map((bytes) => ({ place: 'traffic', bytes })),
				{ place: 'log', bytes: Buffer.from(written) },
				...(await database.dump())
			];
			return places.flatMap(({ place, bytes }) => canaries.foundIn(bytes).map((hit) => `${place}: ${hit}`));
		},
		restart: async () => {
			await end();
			await launch();
		},
		stop: async () => {
			proxy.close();
			proxy.closeAllConnections();
			agent.destroy();
			await end();
			await database.remove();
		}
	};
}

/** A trick further in broke the connection. */
class Silence extends Error {}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of incoming) parts.push(part as Buffer); // a message without an encoding gives buffers
	return Buffer.concat(parts);
}

async function send(answer: Answer, outgoing: ServerResponse, passed: Buffer[]): Promise<void> {
	outgoing.writeHead(answer.status, answer.headers);
	if (answer.stream) {
		const { stream } = answer;
		outgoing.flushHeaders();
		stream.on('data', (part: Buffer) => passed.push(part));
		stream.on('error', () => outgoing.destroy());
		outgoing.on('close', () => stream.destroy());
		stream.pipe(outgoing);
		return;
	}
	if (answer.bytesPerSecond === undefined) {
		outgoing.end(answer.body);
		return;
	}
	for (let at = 0; at < answer.body.length && !outgoing.destroyed; at += answer.bytesPerSecond) {
		outgoing.write(answer.body.subarray(at, at + answer.bytesPerSecond));
		await new Promise((settle) => setTimeout(settle, 1000));
	}
	outgoing.end();
}

async function isReady(port: number): Promise<boolean> {
	try {
		return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
	} catch {
		return false;
	}
}
