import { sql, type Kysely } from 'kysely';

/** What both engines call their bytes. */
type Bytes = 'blob' | 'bytea';

/**
 * The first tables. Imports nothing of ours: a migration must still mean in ten years what it means today. `bigint` is
 * SQLite's integer and PostgreSQL's 64 bits; the names of groups are `grp` because `group` is a word of SQL.
 */
export async function init(db: Kysely<unknown>, bytes: Bytes): Promise<void> {
	const { schema } = db;
	const noBytes = bytes === 'blob' ? sql`x''` : sql`'\\x'::bytea`;

	await schema
		.createTable('organisation')
		.addColumn('org', 'text', (column) => column.primaryKey())
		.addColumn('position', 'bigint', (column) => column.notNull().defaultTo(0))
		.addColumn('head_seq', 'bigint', (column) => column.notNull())
		.addColumn('head_hash', bytes, (column) => column.notNull())
		.addColumn('envelopes', 'bigint', (column) => column.notNull().defaultTo(0))
		.addColumn('bytes', 'bigint', (column) => column.notNull().defaultTo(0))
		.addColumn('day', 'text', (column) => column.notNull())
		.execute();

	await schema
		.createTable('log_entry')
		.addColumn('org', 'text', (column) => column.notNull().references('organisation.org'))
		.addColumn('seq', 'bigint', (column) => column.notNull())
		.addColumn('hash', bytes, (column) => column.notNull())
		.addColumn('bytes', bytes, (column) => column.notNull())
		.addPrimaryKeyConstraint('log_entry_key', ['org', 'seq'])
		.execute();

	await schema
		.createTable('envelope')
		.addColumn('org', 'text', (column) => column.notNull().references('organisation.org'))
		.addColumn('grp', 'text', (column) => column.notNull())
		.addColumn('stream', 'integer', (column) => column.notNull())
		.addColumn('device', 'text', (column) => column.notNull())
		.addColumn('seq', 'bigint', (column) => column.notNull())
		.addColumn('id', bytes, (column) => column.notNull())
		.addColumn('epoch', 'bigint', (column) => column.notNull())
		.addColumn('position', 'bigint', (column) => column.notNull())
		.addColumn('bytes', bytes, (column) => column.notNull())
		.addColumn('day', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('envelope_key', ['org', 'grp', 'stream', 'device', 'seq'])
		.execute();
	await schema.createIndex('envelope_by_position').on('envelope').columns(['org', 'position']).unique().execute();
	await schema.createIndex('envelope_by_stream').on('envelope').columns(['org', 'grp', 'stream', 'position']).execute();

	await schema
		.createTable('chain_head')
		.addColumn('org', 'text', (column) => column.notNull().references('organisation.org'))
		.addColumn('grp', 'text', (column) => column.notNull())
		.addColumn('stream', 'integer', (column) => column.notNull())
		.addColumn('device', 'text', (column) => column.notNull())
		.addColumn('seq', 'bigint', (column) => column.notNull())
		.addColumn('id', bytes, (column) => column.notNull())
		.addColumn('pruned_seq', 'bigint', (column) => column.notNull().defaultTo(0))
		.addColumn('pruned_id', bytes, (column) => column.notNull().defaultTo(noBytes))
		.addPrimaryKeyConstraint('chain_head_key', ['org', 'grp', 'stream', 'device'])
		.execute();

	await schema
		.createTable('invite')
		.addColumn('org', 'text', (column) => column.notNull().references('organisation.org'))
		.addColumn('invite', 'text', (column) => column.notNull())
		.addColumn('secret_hash', bytes, (column) => column.notNull())
		.addColumn('inviter', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'bigint', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
		.addColumn('bytes', bytes, (column) => column.notNull().defaultTo(noBytes))
		.addColumn('reveal', bytes, (column) => column.notNull().defaultTo(noBytes))
		.addColumn('day', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('invite_key', ['org', 'invite'])
		.execute();

	await schema
		.createTable('enrolment')
		.addColumn('org', 'text', (column) => column.notNull())
		.addColumn('invite', 'text', (column) => column.notNull())
		.addColumn('bytes', bytes, (column) => column.notNull())
		.addColumn('day', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('enrolment_key', ['org', 'invite'])
		.addForeignKeyConstraint('enrolment_invite', ['org', 'invite'], 'invite', ['org', 'invite'], (key) =>
			key.onDelete('cascade')
		)
		.execute();

	await schema
		.createTable('letter')
		.addColumn('org', 'text', (column) => column.notNull().references('organisation.org'))
		.addColumn('recipient', 'text', (column) => column.notNull())
		.addColumn('letter', 'text', (column) => column.notNull())
		.addColumn('bytes', bytes, (column) => column.notNull())
		.addColumn('day', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('letter_key', ['org', 'recipient', 'letter'])
		.execute();

	// Without a reference: a nonce may belong to a request for an organisation that does not exist.
	await schema
		.createTable('nonce')
		.addColumn('org', 'text', (column) => column.notNull())
		.addColumn('nonce', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'bigint', (column) => column.notNull())
		.addPrimaryKeyConstraint('nonce_key', ['org', 'nonce'])
		.execute();
	await schema.createIndex('nonce_by_end').on('nonce').columns(['expires_at']).execute();
}
