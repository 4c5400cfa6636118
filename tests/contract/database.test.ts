import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { databaseProblemOf, isDuplicate } from '$lib/server/db/database-problem';
import { openDatabase, type Database, type WriteTransaction } from '$lib/server/db/open-database';
import { organisationTables, type Schema } from '$lib/server/db/schema';
import { createWriteQueue } from '$lib/server/db/write-queue';
import { databasesUnderTest } from '../databases';

const organisation = (org: string) => ({ org, head_seq: 0, head_hash: new Uint8Array(32), day: '2026-11-22' });
const opened: Database[] = [];
const kept = (database: Database) => {
	opened.push(database);
	return database;
};
afterEach(async () => {
	for (const database of opened.splice(0)) await database.close();
});

const positionOf = (database: Database, org: string) =>
	database.read(async (tx) => {
		const row = await tx.selectFrom('organisation').select('position').where('org', '=', org).executeTakeFirst();
		return row?.position;
	});

describe.each(databasesUnderTest)('on $name', ({ createUrl, open, name }) => {
	test('bytes, numbers and texts come back as they went in', async () => {
		const database = kept(await open());
		const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
		await database.transact((tx) =>
			tx
				.insertInto('organisation')
				.values({ ...organisation('é'), position: 2 ** 52, head_hash: bytes })
				.execute()
		);
		const row = await database.read((tx) => tx.selectFrom('organisation').selectAll().executeTakeFirstOrThrow());
		expect(row).toMatchObject({ org: 'é', position: 2 ** 52, envelopes: 0, day: '2026-11-22' });
		expect(Uint8Array.from(row.head_hash)).toEqual(bytes);
	});

	test('starting again, and several processes starting at once, migrate once', async () => {
		const url = await createUrl();
		// SQLite waits for a lock without letting go of its process, so there the others are real ones (the next test).
		const all =
			name === 'SQLite' ? [await openDatabase(url)] : await Promise.all([1, 2, 3].map(() => openDatabase(url)));
		opened.push(...all);
		const again = kept(await openDatabase(url));
		const ran = await again.read((tx) => tx.selectFrom('migration').select('name').execute());
		expect(ran).toEqual([{ name: '001-init' }, { name: '002-ballots' }, { name: '003-ballot-questions' }]);
		expect(await Promise.all(all.map((database) => database.isReady()))).not.toContain(false);
		await again.transact(async (tx) => {
			const { tables } = await tablesOf(tx);
			expect(tables).toEqual([...organisationTables, 'migration'].toSorted());
		});
	});

	test('a step of a newer release does not keep this one from starting', async () => {
		const url = await createUrl();
		const newer = await openDatabase(url);
		await newer.transact(async (tx) => {
			await tx.insertInto('migration').values({ name: '900-newer', day: '2027-01-01' }).execute();
			await sql`alter table letter add column later text`.execute(tx);
		});
		await newer.close();
		const older = kept(await openDatabase(url));
		expect(await older.isReady()).toBe(true);
		await older.transact(async (tx) => {
			await tx.insertInto('organisation').values(organisation('a')).execute();
			const letter = { org: 'a', recipient: 'b', letter: 'c', bytes: new Uint8Array(1), day: '2027-01-01' };
			await tx.insertInto('letter').values(letter).execute();
		});
	});

	if (name === 'SQLite')
		test('a start waits while another process writes', async () => {
			const url = await createUrl();
			await (await openDatabase(url)).close();
			const other = new Worker(
				`const { workerData, parentPort } = require('node:worker_threads');
			const file = new (require('better-sqlite3'))(workerData);
			file.exec('begin immediate');
			parentPort.postMessage('holds');
			setTimeout(() => { file.exec('commit'); file.close(); }, 300);`,
				{ eval: true, workerData: url }
			);
			await new Promise((resolve) => other.once('message', resolve));
			const start = performance.now();
			const database = kept(await openDatabase(url));
			expect(performance.now() - start).toBeGreaterThan(100);
			expect(await database.isReady()).toBe(true);
		});

	test('every table but the list of migrations is keyed by the organisation first', async () => {
		const database = kept(await open());
		await database.transact(async (tx) => {
			const tables = await tx.introspection.getTables();
			for (const table of tables.filter((found) => found.name !== 'migration')) {
				expect(table.columns[0]?.name, table.name).toBe('org');
			}
		});
	});

	test('reading cannot write', async () => {
		const database = kept(await open());
		await expect(database.read((tx) => sql`delete from nonce`.execute(tx))).rejects.toThrow();
	});

	test('one read sees one moment, whatever is written meanwhile', async () => {
		const database = kept(await open());
		await database.transact((tx) => tx.insertInto('organisation').values(organisation('a')).execute());
		const seen = await database.read(async (tx) => {
			const position = () => tx.selectFrom('organisation').select('position').executeTakeFirstOrThrow();
			const before = await position();
			await database.transact((other) => other.updateTable('organisation').set({ position: 7 }).execute());
			return [before, await position()];
		});
		expect(seen).toEqual([{ position: 0 }, { position: 0 }]);
		expect(await positionOf(database, 'a')).toBe(7);
	});

	describe('the write queue', () => {
		test('shares transactions, and answers only what is committed', async () => {
			const database = kept(await open());
			const commits: number[] = [];
			const queue = createWriteQueue(database, { onCommit: (pieces) => commits.push(pieces) });
			await queue.write('a', (tx) => tx.insertInto('organisation').values(organisation('a')).execute());
			const bumped = await Promise.all(
				Array.from({ length: 100 }, async () => {
					const mine = await queue.write('a', (tx) => bump(tx, 'a'));
					return { mine, committed: (await positionOf(database, 'a')) ?? 0 };
				})
			);
			expect(bumped.map(({ mine }) => mine)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
			expect(bumped.every(({ mine, committed }) => committed >= mine)).toBe(true);
			expect(commits.length).toBeLessThan(10);
		});

		test('a piece that fails undoes itself alone', async () => {
			const database = kept(await open());
			const queue = createWriteQueue(database);
			await queue.write('a', (tx) => tx.insertInto('organisation').values(organisation('a')).execute());
			const outcomes = await Promise.allSettled([
				queue.write('a', (tx) => bump(tx, 'a')),
				queue.write('a', async (tx) => {
					await bump(tx, 'a');
					throw new Error('mine');
				}),
				queue.write('a', (tx) => tx.insertInto('organisation').values(organisation('a')).execute()),
				queue.write('a', (tx) => bump(tx, 'a'))
			]);
			expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
			expect(outcomes[1]).toMatchObject({ reason: { message: 'mine' } });
			expect(isDuplicate((outcomes[2] as PromiseRejectedResult).reason)).toBe(true);
			expect(await positionOf(database, 'a')).toBe(2);
		});

		if (name === 'PostgreSQL')
			test('two processes lose no position and do not wait for each other for ever', async () => {
				const url = await createUrl();
				const queues = await Promise.all(
					[1, 2].map(async () => createWriteQueue(kept(await openDatabase(url, { connections: 3 }))))
				);
				const [first] = queues;
				const orgs = ['a', 'b', 'c'];
				for (const org of orgs) {
					await first?.write(org, (tx) => tx.insertInto('organisation').values(organisation(org)).execute());
				}
				const positions = await Promise.all(
					Array.from({ length: 300 }, async (_, at) => {
						const org = orgs[(at * 7) % 3] ?? 'a';
						return `${org}${await queues[at % 2]?.write(org, (tx) => bump(tx, org))}`;
					})
				);
				expect(new Set(positions).size).toBe(300);
				for (const org of orgs) expect(await positionOf(opened.at(-1) as Database, org)).toBe(100);
			});

		test('a database that went away is told as a problem, and the queue goes on', async () => {
			const database = await open();
			const queue = createWriteQueue(database);
			await database.close();
			await expect(queue.write('a', (tx) => bump(tx, 'a'))).rejects.toThrow();
			await queue.idle();
			expect(await database.isReady()).toBe(false);
		});
	});

	if (name === 'SQLite')
		test('a full disk is told as such, stores nothing, and is over when there is space', async () => {
			const database = kept(await open());
			const queue = createWriteQueue(database);
			await queue.write('a', (tx) => tx.insertInto('organisation').values(organisation('a')).execute());
			await database.transact((tx) => sql`pragma max_page_count = 60`.execute(tx));
			const fill = () => queue.write('a', (tx) => letter(tx, 400_000));
			const reason: unknown = await fill().then(
				() => undefined,
				(thrown: unknown) => thrown
			);
			expect(databaseProblemOf(reason)).toEqual({ type: 'DatabaseFull' });
			const count = () => database.read((tx) => tx.selectFrom('letter').select('letter').execute());
			expect(await count()).toEqual([]);
			await database.transact((tx) => sql`pragma max_page_count = 100000`.execute(tx));
			await fill();
			expect(await count()).toHaveLength(1);
		});
});

const bump = async (tx: WriteTransaction, org: string): Promise<number> => {
	const row = await tx
		.updateTable('organisation')
		.set(({ eb }) => ({ position: eb('position', '+', 1) }))
		.where('org', '=', org)
		.returning('position')
		.executeTakeFirstOrThrow();
	return row.position;
};

const letter = (tx: WriteTransaction, length: number) =>
	tx
		.insertInto('letter')
		.values({ org: 'a', recipient: 'r', letter: 'l', bytes: new Uint8Array(length), day: '2026-11-22' })
		.execute();

const tablesOf = async (tx: WriteTransaction) => {
	const tables = await tx.introspection.getTables();
	return { tables: tables.map((table) => table.name as keyof Schema | 'half').toSorted() };
};
