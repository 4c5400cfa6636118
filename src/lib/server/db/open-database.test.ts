import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from './open-database';

const freshPath = () => join(mkdtempSync(join(tmpdir(), 'cercle-db-')), 'deep/er/cercle.db');
const organisation = (org: string) => ({ org, head_seq: 0, head_hash: new Uint8Array(32), day: '2026-11-22' });

test('what was written is on the disk: SQLite syncs in full after a write and after opening again', async () => {
	const path = freshPath();
	for (const org of ['a', 'b']) {
		const database = await openDatabase(path);
		await database.transact((tx) => tx.insertInto('organisation').values(organisation(org)).execute());
		const pragmas = await database.transact(async (tx) => ({
			...(await sql<object>`pragma synchronous`.execute(tx)).rows[0],
			...(await sql<object>`pragma secure_delete`.execute(tx)).rows[0],
			...(await sql<object>`pragma auto_vacuum`.execute(tx)).rows[0],
			...(await sql<object>`pragma foreign_keys`.execute(tx)).rows[0],
			...(await sql<object>`pragma trusted_schema`.execute(tx)).rows[0],
			...(await sql<object>`pragma cell_size_check`.execute(tx)).rows[0],
			...(await sql<object>`pragma busy_timeout`.execute(tx)).rows[0],
			...(await sql<object>`pragma journal_mode`.execute(tx)).rows[0]
		}));
		expect(pragmas).toEqual({
			synchronous: 2,
			secure_delete: 1,
			auto_vacuum: 1,
			foreign_keys: 1,
			trusted_schema: 0,
			cell_size_check: 1,
			timeout: 5000,
			journal_mode: 'wal'
		});
		await database.close();
	}
});

test('without that, this build of SQLite would not: the check above can fail', () => {
	const file = new SqliteFile(join(mkdtempSync(join(tmpdir(), 'cercle-db-')), 'x.db'));
	file.pragma('journal_mode = WAL');
	file.exec('create table x (y)');
	expect(file.pragma('synchronous', { simple: true })).toBe(1);
	file.close();
});

test('a file that is no database is refused', async () => {
	await expect(openDatabase(join(process.cwd(), 'package.json'))).rejects.toThrow();
});
