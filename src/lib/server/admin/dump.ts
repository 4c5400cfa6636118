/**
 * A backup: every row of every table as one line of JSON, compressed. The same file whichever engine it came from, so it
 * also moves a server from SQLite to PostgreSQL and back. Called by the `cercle` command.
 *
 * What must stay true: it holds what the database holds, ciphertext and opaque ids, from one moment. It ends with a line
 * that counts, so that a file which was cut short is never taken for a whole one. Rows are streamed: a server with more
 * than its memory can still be backed up.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { sql } from 'kysely';
import * as z from 'zod';
import { err, ok, type Result } from '$lib/base/result';
import type { Database, ReadTransaction, WriteTransaction } from '$lib/server/db/open-database';
import { organisationTables, type Schema } from '$lib/server/db/schema';

type Table = (typeof organisationTables)[number];
export type RowCounts = Readonly<Record<Table, number>>;

const format = 'cercle-backup-1';
const rowsAtOnce = 200;

/** What identifies a row, in the order of the table's key; a page begins after the last of these. */
const keys: { readonly [table in Table]: readonly (keyof Schema[table] & string)[] } = {
	organisation: ['org'],
	log_entry: ['org', 'seq'],
	chain_head: ['org', 'grp', 'stream', 'device'],
	envelope: ['org', 'grp', 'stream', 'device', 'seq'],
	invite: ['org', 'invite'],
	enrolment: ['org', 'invite'],
	letter: ['org', 'recipient', 'letter'],
	nonce: ['org', 'nonce'],
	ballot_batch: ['org', 'batch'],
	ballot_questions: ['org', 'batch'],
	ballot_ticket: ['org', 'batch', 'ticket'],
	ballot: ['org', 'batch', 'ballot']
};

type Row = Readonly<Record<string, string | number | Uint8Array>>;

const Cell = z.union([z.string(), z.number(), z.object({ b: z.base64() })]);
const Line = z.union([
	z.strictObject({ format: z.literal(format), day: z.string() }),
	z.strictObject({ table: z.enum(organisationTables), row: z.record(z.string().regex(/^[a-z_]{1,40}$/), Cell) }),
	z.strictObject({ end: z.record(z.string(), z.number()) })
]);

const rowToLine = (table: Table, row: Row): string =>
	JSON.stringify({
		table,
		row: Object.fromEntries(
			Object.entries(row).map(([name, value]) => [
				name,
				value instanceof Uint8Array ? { b: Buffer.from(value).toString('base64') } : value
			])
		)
	});

const cellToValue = (cell: z.infer<typeof Cell>): string | number | Uint8Array =>
	typeof cell === 'object' ? new Uint8Array(Buffer.from(cell.b, 'base64')) : cell;

/** All rows of a table in the order of its key, a page at a time: neither engine's cursor is needed. */
export async function* rowsOf(tx: ReadTransaction, table: Table): AsyncGenerator<Row> {
	const columns = sql.join(keys[table].map((column) => sql.ref(column)));
	let after: Row | undefined;
	for (;;) {
		const from = after;
		const start = from
			? sql`where (${columns}) > (${sql.join(keys[table].map((column) => sql`${from[column]}`))})`
			: sql``;
		const page =
			await sql<Row>`select * from ${sql.table(table)} ${start} order by ${columns} limit ${sql.lit(rowsAtOnce)}`.execute(
				tx
			);
		yield* page.rows;
		after = page.rows.at(-1);
		if (page.rows.length < rowsAtOnce) return;
	}
}

async function* linesOf(tx: ReadTransaction, day: string, counts: Record<Table, number>): AsyncGenerator<string> {
	yield `${JSON.stringify({ format, day })}\n`;
	for (const table of organisationTables) {
		for await (const row of rowsOf(tx, table)) {
			counts[table] += 1;
			yield `${rowToLine(table, row)}\n`;
		}
	}
	yield `${JSON.stringify({ end: counts })}\n`;
}

const noRows = (): Record<Table, number> =>
	// Every table of the list is there, which fromEntries cannot tell.
	Object.fromEntries(organisationTables.map((table) => [table, 0])) as Record<Table, number>;

/** Writes everything to a new file that only its owner can read. Returns the rows of each table. Rejects when the file is there. */
export async function backUp(database: Database, file: string, day: string): Promise<RowCounts> {
	const counts = noRows();
	await database.read((tx) =>
		pipeline(
			Readable.from(linesOf(tx, day, counts)),
			createGzip(),
			createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })
		)
	);
	return counts;
}

/** The database holds organisations already. */
export interface DatabaseNotEmpty {
	readonly type: 'DatabaseNotEmpty';
}

/** Not a backup of ours, changed, or cut short. */
export interface BackupDamaged {
	readonly type: 'BackupDamaged';
	/** Which line, from 1. */
	readonly line: number;
}

/** Leaves the transaction, which then keeps nothing. */
class Stop extends Error {
	constructor(readonly problem: DatabaseNotEmpty | BackupDamaged) {
		super(problem.type);
	}
}

/**
 * Brings back what a backup holds, all of it or nothing. An empty database only, unless `replace`, which deletes what is
 * there. Rejects with the driver's error, or when the file cannot be read.
 */
export async function restore(
	database: Database,
	file: string,
	{ replace }: { readonly replace: boolean }
): Promise<Result<RowCounts, DatabaseNotEmpty | BackupDamaged>> {
	try {
		return ok(await database.transact((tx) => restoreInto(tx, file, replace)));
	} catch (error) {
		if (error instanceof Stop) return err(error.problem);
		throw error;
	}
}

async function restoreInto(tx: WriteTransaction, file: string, replace: boolean): Promise<RowCounts> {
	const present = await tx.selectFrom('organisation').select('org').limit(1).execute();
	if (present.length > 0 && !replace) throw new Stop({ type: 'DatabaseNotEmpty' });
	for (const table of organisationTables.toReversed()) await tx.deleteFrom(table).execute();

	const counts = noRows();
	let ended = false;
	let number = 0;
	let waiting: { readonly table: Table; readonly rows: Row[] } | undefined;
	const flush = async () => {
		if (!waiting) return;
		const { table, rows } = waiting;
		const [first = {}] = rows;
		const columns = Object.keys(first);
		const tuples = rows.map((row) => sql`(${sql.join(columns.map((column) => sql`${row[column]}`))})`);
		await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values ${sql.join(tuples)}`.execute(
			tx
		);
		waiting = undefined;
	};

	const unzipped = createReadStream(file).pipe(createGunzip());
	const failed = new Promise<never>((_, reject) => unzipped.once('error', reject));
	failed.catch(() => undefined);
	const damaged = () => new Stop({ type: 'BackupDamaged', line: number });
	try {
		for await (const text of createInterface({ input: unzipped, crlfDelay: Infinity })) {
			number += 1;
			const line = Line.safeParse(parseJson(text));
			if (!line.success || ended || 'format' in line.data !== (number === 1)) throw damaged();
			if ('end' in line.data) {
				ended = true;
				const { end } = line.data;
				if (organisationTables.some((table) => (end[table] ?? 0) !== counts[table])) throw damaged();
			} else if ('row' in line.data) {
				const { table, row: cells } = line.data;
				const row = Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cellToValue(cell)]));
				if (waiting && (waiting.table !== table || waiting.rows.length >= rowsAtOnce)) await flush();
				waiting ??= { table, rows: [] };
				waiting.rows.push(row);
				counts[table] += 1;
			}
		}
	} catch (error) {
		// What zlib and the file system say has a code; a constraint of the database has one of its own.
		if (isZipError(error)) throw damaged();
		throw error;
	}
	if (!ended) throw damaged();
	await flush();
	return counts;
}

const isZipError = (error: unknown): boolean => /^Z_|^ERR_ZLIB/.test(String((error as { code?: unknown }).code ?? ''));

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
