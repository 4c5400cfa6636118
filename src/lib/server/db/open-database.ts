/**
 * Opens the one database of a server, SQLite or PostgreSQL, behind one port. Called by the server's context, the `cercle`
 * command and tests; everybody else is handed the port.
 *
 * What must stay true: when a write has been answered it is on the disk (a phone forgets what it was told is kept);
 * what was erased leaves no trace in free pages; reading cannot write. A stolen disk or a curious operator (A13) finds
 * ciphertext and opaque ids.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { Kysely, PostgresDialect, sql, SqliteDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { assert } from '$lib/base/assert';
import { createClock, type Day } from '$lib/base/clock';
import { migrate, missingMigrations } from './migrate';
import type { Schema } from './schema';

export type Engine = 'sqlite' | 'postgres';

/** What reads. A reader's functions take this, and can then be called in a write as well. */
export type ReadTransaction = Pick<Kysely<Schema>, 'selectFrom' | 'selectNoFrom' | 'with' | 'fn' | 'getExecutor'>;

declare const writing: unique symbol;

/** What writes. Only `transact` makes one, so a function that takes it cannot be called outside a transaction. */
export type WriteTransaction = Transaction<Schema> & { readonly [writing]: true };

export interface Database {
	readonly engine: Engine;
	/** Runs `work` on one unchanging view of what is committed. Several may run at once. */
	readonly read: <T>(work: (tx: ReadTransaction) => Promise<T>) => Promise<T>;
	/**
	 * Runs `work` in one transaction and resolves after it is on the disk. Requests go through the write queue instead,
	 * which shares transactions between them.
	 */
	readonly transact: <T>(work: (tx: WriteTransaction) => Promise<T>) => Promise<T>;
	/** True when the database answers and no migration is missing. Never rejects. */
	readonly isReady: () => Promise<boolean>;
	/** Complaints of the engine about its own files, in its words; empty when all is well or it has no such check. */
	readonly integrityComplaints: () => Promise<readonly string[]>;
	/**
	 * Has the engine give up older versions of what was written anew: SQLite its log, PostgreSQL the dead rows of ballots.
	 * False when somebody was still reading or writing; ask again later.
	 */
	readonly dropHistory: () => Promise<boolean>;
	readonly close: () => Promise<void>;
}

export interface DatabaseOptions {
	/** Called when a connection that nobody was using breaks. It is replaced by itself. */
	readonly onConnectionLost?: () => void;
	readonly today?: Day;
	/** How many PostgreSQL connections at most. */
	readonly connections?: number;
}

/** True for an address of a PostgreSQL server; anything else is a file. */
export const isPostgresUrl = (url: string): boolean => /^postgres(?:ql)?:\/\//.test(url);

/**
 * Opens the database that `url` names (`postgres://…`, a path, or `sqlite:` and a path) and brings its tables up to date.
 * Rejects with the driver's error when it cannot be opened, and when SQLite would not write through to the disk.
 */
export const openDatabase = (url: string, options: DatabaseOptions = {}): Promise<Database> =>
	isPostgresUrl(url) ? openPostgres(url, options) : openSqlite(url.replace(/^sqlite:(?:\/\/)?/, ''), options);

const asWriter = <T>(writer: Kysely<Schema>, work: (tx: WriteTransaction) => Promise<T>): Promise<T> =>
	// The brand has no value; this is the one place that gives it.
	writer.transaction().execute((tx) => work(tx as WriteTransaction));

async function isUpToDate(reader: Kysely<Schema>): Promise<boolean> {
	try {
		return (await missingMigrations(reader)).length === 0;
	} catch {
		return false;
	}
}

const fullSync = 2;

/**
 * [Note: SQLite forgets to sync]
 * better-sqlite3 is compiled so that a database in WAL mode runs with `synchronous=NORMAL`: it says FULL right after
 * `journal_mode=WAL` and NORMAL from the first write on, and a power cut then loses what was acknowledged. So FULL is set
 * after WAL on every open, and read back after a write.
 */
function openFile(path: string, isWriter: boolean): SqliteFile.Database {
	const file = new SqliteFile(path);
	if (isWriter) {
		// Takes effect only while the file is empty, and switching to WAL already fills it.
		file.pragma('auto_vacuum = FULL');
		file.pragma('journal_mode = WAL');
		file.pragma('synchronous = FULL');
		file.pragma('secure_delete = ON');
		file.pragma('cell_size_check = ON');
	}
	file.pragma('busy_timeout = 5000');
	file.pragma('foreign_keys = ON');
	file.pragma('trusted_schema = OFF');
	if (!isWriter) file.pragma('query_only = ON');
	return file;
}

/** Kysely prepares every statement anew, which costs more than running it; statements repeat, so they are kept. */
function dialectOf(file: SqliteFile.Database, isWriter: boolean): SqliteDialect {
	const statementsBySql = new Map<string, SqliteFile.Statement>();
	const prepare = (text: string): SqliteFile.Statement => {
		// A transaction that reads first and then wants to write fails at once when another process has written between.
		const statement = file.prepare(text === 'begin' && isWriter ? 'begin immediate' : text);
		if (statementsBySql.size >= 300) statementsBySql.clear();
		statementsBySql.set(text, statement);
		return statement;
	};
	return new SqliteDialect({
		database: {
			close: () => void file.close(),
			prepare: (text: string) => {
				// A full disk has SQLite undo everything by itself, and a second undoing would hide why.
				const asked = text === 'rollback' && !file.inTransaction ? 'select 1' : text;
				// Kysely wants a mutable array where better-sqlite3 takes anything; the statement is the same.
				return (statementsBySql.get(asked) ?? prepare(asked)) as never;
			}
		}
	});
}

async function openSqlite(path: string, { today = createClock().today() }: DatabaseOptions): Promise<Database> {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const file = openFile(path, true);
	const writer = new Kysely<Schema>({ dialect: dialectOf(file, true) });
	await migrate(writer, 'sqlite', today);
	// Any write will do; this one changes nothing. See [Note: SQLite forgets to sync].
	file.pragma(`user_version = ${Number(file.pragma('user_version', { simple: true }))}`);
	assert(file.pragma('synchronous', { simple: true }) === fullSync, 'SQLite writes through to the disk');
	assert(file.pragma('journal_mode', { simple: true }) === 'wal', 'SQLite keeps a write-ahead log');
	const readFile = openFile(path, false);
	const reader = new Kysely<Schema>({ dialect: dialectOf(readFile, false) });
	return {
		engine: 'sqlite',
		read: (work) => reader.transaction().execute(work),
		transact: (work) => asWriter(writer, work),
		isReady: () => isUpToDate(reader),
		integrityComplaints: async () => {
			const rows = readFile.pragma('integrity_check') as readonly { readonly integrity_check: string }[];
			return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
		},
		dropHistory: async () => {
			if (file.inTransaction) return false;
			// Waiting for a reader of this process would stop it from ever ending.
			file.pragma('busy_timeout = 0');
			try {
				const [row] = file.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
				return row?.busy === 0;
			} finally {
				file.pragma('busy_timeout = 5000');
			}
		},
		close: async () => {
			await reader.destroy();
			// Kysely closes only what it has used.
			readFile.close();
			// The log goes into the file, so that a copy of the one file is a copy of everything.
			file.pragma('wal_checkpoint(TRUNCATE)');
			await writer.destroy();
			file.close();
		}
	};
}

/** Positions and moments stay far below 2^53, and a text in place of a number would compare wrongly. */
const bigintType = 20;
const typeParsers: pg.CustomTypesConfig = {
	getTypeParser: (oid, format) =>
		oid === bigintType ? (text: string) => Number(text) : pg.types.getTypeParser(oid, format)
};

async function openPostgres(url: string, options: DatabaseOptions): Promise<Database> {
	const { onConnectionLost, today = createClock().today(), connections = 10 } = options;
	const pool = new pg.Pool({
		connectionString: url,
		max: connections,
		application_name: 'cercle',
		connectionTimeoutMillis: 5_000,
		// Resolves when the write is on the disk, whatever the server's own setting.
		options: '-c synchronous_commit=on',
		types: typeParsers
	});
	// Without a listener, a database that restarts would end this process.
	pool.on('error', () => onConnectionLost?.());
	pool.on('connect', (connection) => connection.on('error', () => undefined));
	const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
	try {
		await migrate(db, 'postgres', today);
	} catch (error) {
		await db.destroy();
		throw error;
	}
	return {
		engine: 'postgres',
		read: (work) => db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
		transact: (work) => asWriter(db, work),
		isReady: () => isUpToDate(db),
		integrityComplaints: async () => {
			await sql`select 1`.execute(db);
			return [];
		},
		dropHistory: async () => {
			await sql`vacuum ballot, ballot_ticket`.execute(db);
			return true;
		},
		close: () => db.destroy()
	};
}
