import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openDatabase, type Database } from '$lib/server/db/open-database';
import { createPostgresDatabase, sharedPostgres } from './postgres';

export interface DatabaseUnderTest {
	readonly name: 'SQLite' | 'PostgreSQL';
	/** The address of a new, empty database. */
	readonly createUrl: () => Promise<string>;
	/** A new database with its tables. Whoever opens it closes it. */
	readonly open: () => Promise<Database>;
}

const sqliteUrl = async () => join(mkdtempSync(join(tmpdir(), 'cercle-db-')), 'cercle.db');
const postgresUrl = async () =>
	createPostgresDatabase(await sharedPostgres(inject('postgresDesk')), `t${randomUUID().replaceAll('-', '')}`);

/** Both engines, for `describe.each`: whatever is promised about the database holds on each. */
export const databasesUnderTest: readonly DatabaseUnderTest[] = [
	{ name: 'SQLite', createUrl: sqliteUrl, open: async () => openDatabase(await sqliteUrl()) },
	{ name: 'PostgreSQL', createUrl: postgresUrl, open: async () => openDatabase(await postgresUrl()) }
];
