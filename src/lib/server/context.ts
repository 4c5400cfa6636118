/**
 * The one server of this process: its settings, database, queue, log and figures. Made by `hooks.server.ts` before the
 * first request; routes take it with `getServer()`, tests make their own with `createServer()`.
 *
 * What must stay true: a server that cannot keep what it is given does not start. Stopping lets every write that was
 * begun end, and answers it.
 */
import { createClock, type Clock } from '$lib/base/clock';
import { prune } from './admin/prune';
import { parseConfig, type Config } from './config';
import { openDatabase, type Database } from './db/open-database';
import { createWriteQueue, type WriteQueue } from './db/write-queue';
import { createMetrics, type Metrics } from './metrics';
import { createServerLog, type ServerLog } from './server-log';

export interface Server {
	readonly config: Config;
	readonly database: Database;
	readonly writeQueue: WriteQueue;
	readonly log: ServerLog;
	readonly metrics: Metrics;
	readonly clock: Clock;
	/** Aborts when the server is told to stop: whatever waits for long (a stream of hints) ends itself then. */
	readonly stopping: AbortSignal;
	/** Aborts `stopping` and nothing else. */
	readonly endWaits: () => void;
	/** Ends what waits, finishes the writes under way and closes the database. May be called more than once. */
	readonly stop: () => Promise<void>;
}

export interface ServerParts {
	readonly clock?: Clock;
	readonly log?: ServerLog;
}

const pruneEvery = 60 * 60 * 1000;

/** Opens the database and makes a server around it. Rejects with the driver's error when that cannot be opened. */
export async function createServer(config: Config, parts: ServerParts = {}): Promise<Server> {
	const clock = parts.clock ?? createClock();
	const log = parts.log ?? createServerLog(config.logLevel, clock.now);
	const metrics = createMetrics();
	const stopping = new AbortController();
	const database = await openDatabase(config.databaseUrl, {
		today: clock.today(),
		connections: config.databaseConnections,
		onConnectionLost: () => log('warn', { code: 'database.connection-lost' })
	});
	const writeQueue = createWriteQueue(database, { onCommit: metrics.commit });

	const keepHouse = async () => {
		try {
			const pruned = await prune(database, clock, config);
			const count = Object.values(pruned).reduce((sum, deleted) => sum + deleted, 0);
			if (count > 0) log('info', { code: 'house.pruned', count });
		} catch {
			log('warn', { code: 'house.prune-failed' });
		}
	};
	const housekeeping = setInterval(() => void keepHouse(), pruneEvery).unref();

	const close = async () => {
		clearInterval(housekeeping);
		stopping.abort();
		await writeQueue.idle();
		await database.close();
		log('info', { code: 'server.stopped' });
	};
	let closing: Promise<void> | undefined;
	return {
		config,
		database,
		writeQueue,
		log,
		metrics,
		clock,
		stopping: stopping.signal,
		endWaits: () => {
			if (!stopping.signal.aborted) log('info', { code: 'server.stopping' });
			stopping.abort();
		},
		stop: () => (closing ??= close())
	};
}

let running: Server | undefined;

const refuse = (sentences: readonly string[]): never => {
	for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
	process.exit(1);
};

/**
 * Makes the server of this process from its environment. Ends the process with a sentence for each fault when a setting
 * is wrong or the database cannot be opened.
 */
export async function startServer(environment: Readonly<Record<string, string | undefined>>): Promise<Server> {
	const parsed = parseConfig(environment);
	if (!parsed.ok) return refuse(parsed.error.sentences);
	try {
		running = await createServer(parsed.value);
	} catch (error) {
		return refuse([databaseSentence(error)]);
	}
	const server = running;
	server.log('info', { code: 'server.started' });
	// Long answers end at once; requests under way are finished by whoever listens, who says so with the second event.
	process.once('SIGTERM', server.endWaits);
	process.once('SIGINT', server.endWaits);
	process.once('sveltekit:shutdown', () => void server.stop());
	return server;
}

const databaseSentence = (error: unknown): string => {
	const { code } = error as { readonly code?: unknown };
	const why = typeof code === 'string' ? code : 'no reason given';
	return `The database that DATABASE_URL names could not be opened (${why}); it must be there and this process must be allowed to write to it.`;
};

/** The server of this process. Throws before `startServer` has finished. */
export function getServer(): Server {
	if (!running) throw new Error('The server has not been started');
	return running;
}
