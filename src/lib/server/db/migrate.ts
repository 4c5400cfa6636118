import { sql, type Kysely, type Transaction } from 'kysely';
import type { Day } from '$lib/base/clock';
import { migrations } from './migrations/index';
import type { Schema } from './schema';

/** Any number will do, as long as every process of every release takes the same one. */
const lock = 7_261_113;

/**
 * Runs the steps that have not run yet, all in one transaction, and returns their names. Any number of processes may call
 * it at once: one works, the others wait and find nothing to do. Leaves steps of a newer release alone.
 */
export const migrate = (
	writer: Kysely<Schema>,
	engine: 'sqlite' | 'postgres',
	today: Day
): Promise<readonly string[]> =>
	writer.transaction().execute(async (tx) => {
		// SQLite's writer begins every transaction with the lock already held.
		if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(lock)})`.execute(tx);
		await tx.schema
			.createTable('migration')
			.ifNotExists()
			.addColumn('name', 'text', (column) => column.primaryKey())
			.addColumn('day', 'text', (column) => column.notNull())
			.execute();
		const missing = await missingMigrations(tx);
		for (const { name, up } of missing) {
			// A step knows the tables of its own day, not those of the schema type.
			await up(tx as unknown as Transaction<unknown>, engine === 'sqlite' ? 'blob' : 'bytea');
			await tx.insertInto('migration').values({ name, day: today }).execute();
		}
		return missing.map(({ name }) => name);
	});

/** The steps that have not run in this database. Rejects when its first table is not there. */
export async function missingMigrations(
	db: Pick<Kysely<Schema>, 'selectFrom'>
): Promise<readonly (typeof migrations)[number][]> {
	const ran = await db.selectFrom('migration').select('name').execute();
	const names = new Set(ran.map(({ name }) => name));
	return migrations.filter(({ name }) => !names.has(name));
}
