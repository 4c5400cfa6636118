import type { Kysely } from 'kysely';

/** The sealed questions of a batch, for phones that have them from nowhere else. */
export async function ballotQuestions(db: Kysely<unknown>, bytes: 'blob' | 'bytea'): Promise<void> {
	await db.schema
		.createTable('ballot_questions')
		.addColumn('org', 'text', (column) => column.notNull())
		.addColumn('batch', 'text', (column) => column.notNull())
		.addColumn('bytes', bytes, (column) => column.notNull())
		.addPrimaryKeyConstraint('ballot_questions_key', ['org', 'batch'])
		.addForeignKeyConstraint('ballot_questions_batch', ['org', 'batch'], 'ballot_batch', ['org', 'batch'], (key) =>
			key.onDelete('cascade')
		)
		.execute();
}
