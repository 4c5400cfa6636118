import { sql, type Kysely } from 'kysely';

/**
 * Batches of ballots. On SQLite the rows of tickets and ballots lie in the order of their keys, without the number that
 * SQLite would count up for each (`WITHOUT ROWID`). Nothing has a day but the batch.
 */
export async function ballots(db: Kysely<unknown>, bytes: 'blob' | 'bytea'): Promise<void> {
	const { schema } = db;
	const isSqlite = bytes === 'blob';

	await schema
		.createTable('ballot_batch')
		.addColumn('org', 'text', (column) => column.notNull().references('organisation.org'))
		.addColumn('batch', 'text', (column) => column.notNull())
		.addColumn('maker', 'text', (column) => column.notNull())
		.addColumn('bytes', bytes, (column) => column.notNull())
		.addColumn('threshold', 'integer', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('day', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('ballot_batch_key', ['org', 'batch'])
		.execute();

	await schema
		.createTable('ballot_ticket')
		.addColumn('org', 'text', (column) => column.notNull())
		.addColumn('batch', 'text', (column) => column.notNull())
		.addColumn('ticket', bytes, (column) => column.notNull())
		.addColumn('spent', 'integer', (column) => column.notNull())
		.addPrimaryKeyConstraint('ballot_ticket_key', ['org', 'batch', 'ticket'])
		.addForeignKeyConstraint('ballot_ticket_batch', ['org', 'batch'], 'ballot_batch', ['org', 'batch'], (key) =>
			key.onDelete('cascade')
		)
		.$call((table) => (isSqlite ? table.modifyEnd(sql`without rowid`) : table))
		.execute();

	await schema
		.createTable('ballot')
		.addColumn('org', 'text', (column) => column.notNull())
		.addColumn('batch', 'text', (column) => column.notNull())
		.addColumn('ballot', bytes, (column) => column.notNull())
		.addColumn('bytes', bytes, (column) => column.notNull())
		.addPrimaryKeyConstraint('ballot_key', ['org', 'batch', 'ballot'])
		.addForeignKeyConstraint('ballot_of_batch', ['org', 'batch'], 'ballot_batch', ['org', 'batch'], (key) =>
			key.onDelete('cascade')
		)
		.$call((table) => (isSqlite ? table.modifyEnd(sql`without rowid`) : table))
		.execute();
}
