import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { bytesToHex } from '$lib/base/bytes';
import { writeBatch } from '$lib/protocol/ballot';
import { writeEnvelope, writeHeader } from '$lib/protocol/envelope';
import { rootSigner, writeEntry, type LogBody } from '$lib/protocol/log-entry';
import { streamBytes } from '$lib/protocol/stream';
import { runCercle } from '$lib/server/admin/cercle';
import { check, type DamageCode } from '$lib/server/admin/check';
import { backUp, restore } from '$lib/server/admin/dump';
import { prune } from '$lib/server/admin/prune';
import { stats } from '$lib/server/admin/stats';
import { openDatabase, type Database, type WriteTransaction } from '$lib/server/db/open-database';
import { databasesUnderTest } from '../databases';

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const day = '2026-11-22';
const device = '00000000-0000-4000-8000-00000000000a';
const group = '00000000-0000-4000-8000-00000000000b';
const zeros = new Uint8Array(32);

/** An organisation whose log and envelopes are whole, as `check` sees them; nobody could open them. */
async function fill(tx: WriteTransaction, name: number, envelopes = 5): Promise<string> {
	const org = new Uint8Array(32).fill(name);
	const id = bytesToHex(org);
	const body = (value: number): LogBody => ({ kind: 'policy', name: 'threshold', value });
	const entries: { seq: number; hash: Uint8Array; bytes: Uint8Array }[] = [];
	for (let seq = 0; seq < 3; seq += 1) {
		const prev = entries.at(-1)?.hash ?? zeros;
		const bytes = writeEntry({ org, seq, prev, day: 1, signer: rootSigner, body: body(seq) }, () => new Uint8Array(64));
		entries.push({ seq, hash: sha256(bytes), bytes });
	}
	const head = entries.at(-1)!;
	await tx
		.insertInto('organisation')
		.values({ org: id, head_seq: head.seq, head_hash: head.hash, position: envelopes, envelopes, bytes: 0, day })
		.execute();
	await tx
		.insertInto('log_entry')
		.values(entries.map((entry) => ({ org: id, ...entry })))
		.execute();
	let prev: Uint8Array = zeros;
	for (let seq = 1; seq <= envelopes; seq += 1) {
		const header = { org, group, stream: 'work', epoch: 1, device, seq, prev, logSeq: 0, logHead: zeros } as const;
		const bytes = writeEnvelope(writeHeader(header), new Uint8Array(600).fill(seq), new Uint8Array(64));
		prev = sha256(bytes);
		const place = { org: id, grp: group, stream: streamBytes.work, device, seq };
		await tx
			.insertInto('envelope')
			.values({ ...place, id: prev, epoch: 1, position: seq, bytes, day })
			.execute();
	}
	await tx
		.insertInto('chain_head')
		.values({ org: id, grp: group, stream: streamBytes.work, device, seq: envelopes, id: prev })
		.execute();
	await tx
		.insertInto('invite')
		.values({
			org: id,
			invite: 'i',
			secret_hash: zeros,
			inviter: device,
			expires_at: 2e9,
			state: 'used',
			reveal: zeros,
			day
		})
		.execute();
	await tx
		.insertInto('enrolment')
		.values({ org: id, invite: 'i', bytes: Uint8Array.of(1), day })
		.execute();
	await tx
		.insertInto('letter')
		.values({ org: id, recipient: device, letter: 'l', bytes: Uint8Array.of(0, 255), day })
		.execute();
	await tx.insertInto('nonce').values({ org: id, nonce: 'n', expires_at: 5 }).execute();
	await tx
		.updateTable('organisation')
		.set({
			bytes: sql`(select sum(octet_length(bytes)) from envelope where org = ${id})
				+ (select sum(octet_length(bytes)) from log_entry where org = ${id}) + 2`
		})
		.where('org', '=', id)
		.execute();
	return id;
}

/** A batch of six tickets that five ballots open, of which so many were cast. */
async function fillBatch(tx: WriteTransaction, org: string, number: number, cast: number, madeOn = day): Promise<void> {
	const batch = `00000000-0000-4000-8000-0000000000b${number}`;
	const tickets = Array.from({ length: 6 }, (_, at) => new Uint8Array(32).fill(at + 1));
	const bytes = writeBatch(
		{
			...{ org: Uint8Array.from(Buffer.from(org, 'hex')), batch, maker: device, groups: [group] },
			...{ batchKey: zeros, threshold: 5, questionSet: zeros, checkInEpoch: 1, logSeq: 0, tickets }
		},
		() => new Uint8Array(64)
	);
	const row = { org, batch, maker: device, bytes, threshold: 5, state: 'open', day: madeOn };
	await tx.insertInto('ballot_batch').values(row).execute();
	await tx
		.insertInto('ballot_ticket')
		.values(tickets.map((ticket, at) => ({ org, batch, ticket, spent: at < cast ? 1 : 0 })))
		.execute();
	for (let at = 0; at < cast; at += 1)
		await tx
			.insertInto('ballot')
			.values({ org, batch, ballot: new Uint8Array(16).fill(at), bytes: new Uint8Array(512).fill(at) })
			.execute();
}

const freshFile = (name: string) => join(mkdtempSync(join(tmpdir(), 'cercle-admin-')), name);
const everything = (database: Database) =>
	database.read(async (tx) => ({
		organisations: await tx.selectFrom('organisation').selectAll().orderBy('org').execute(),
		envelopes: await tx.selectFrom('envelope').selectAll().orderBy('org').orderBy('seq').execute(),
		heads: await tx.selectFrom('chain_head').selectAll().orderBy('org').execute(),
		letters: await tx.selectFrom('letter').selectAll().orderBy('org').execute()
	}));
const codesOf = async (database: Database): Promise<readonly DamageCode[]> =>
	(await check(database, day)).damage.map(({ code }) => code);

describe.each(databasesUnderTest)('on $name', ({ open, createUrl }) => {
	test('what is backed up comes back on either engine, row for row', async () => {
		const database = await open();
		await database.transact(async (tx) => {
			await fill(tx, 1, 450);
			await fill(tx, 2);
		});
		const file = freshFile('one.backup');
		const counts = await backUp(database, file, day);
		expect(counts).toMatchObject({
			organisation: 2,
			log_entry: 6,
			envelope: 455,
			chain_head: 2,
			enrolment: 2,
			letter: 2
		});
		expect(statSync(file).mode & 0o777).toBe(0o600);
		for (const target of databasesUnderTest) {
			const other = await target.open();
			expect(await restore(other, file, { replace: false })).toEqual({ ok: true, value: counts });
			expect(await everything(other)).toEqual(await everything(database));
			expect(await check(other, day)).toEqual({
				...{ organisations: 2, entries: 6, envelopes: 455, batches: 0 },
				damage: []
			});
			await other.close();
		}
		await expect(backUp(database, file, day)).rejects.toThrow(/EEXIST/);
		await database.close();
	});

	test('a database that holds something is replaced only when asked to be', async () => {
		const database = await open();
		await database.transact((tx) => fill(tx, 1));
		const file = freshFile('one.backup');
		await backUp(database, file, day);
		await database.transact((tx) => fill(tx, 2));
		expect(await restore(database, file, { replace: false })).toEqual({
			ok: false,
			error: { type: 'DatabaseNotEmpty' }
		});
		expect((await everything(database)).organisations).toHaveLength(2);
		expect(await restore(database, file, { replace: true })).toMatchObject({ ok: true });
		expect((await everything(database)).organisations).toHaveLength(1);
		await database.close();
	});

	test('a backup that was cut short or changed brings back nothing', async () => {
		const database = await open();
		await database.transact((tx) => fill(tx, 1));
		const file = freshFile('one.backup');
		await backUp(database, file, day);
		const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
		const damaged: readonly Uint8Array[] = [
			readFileSync(file).subarray(0, -20),
			gzipSync(lines.slice(0, -1).join('\n')),
			gzipSync([...lines.slice(0, 4), ...lines.slice(5)].join('\n')),
			gzipSync([...lines, lines[3]].join('\n')),
			gzipSync(lines.slice(1).join('\n')),
			gzipSync(lines.join('\n').replaceAll('"table":"letter"', '"table":"migration"')),
			new TextEncoder().encode('no archive at all')
		];
		const other = await open();
		await other.transact((tx) => fill(tx, 7));
		const before = await everything(other);
		for (const [at, bytes] of damaged.entries()) {
			const bad = freshFile('bad.backup');
			writeFileSync(bad, bytes);
			expect(await restore(other, bad, { replace: true }), `damage ${at}`).toMatchObject({
				ok: false,
				error: { type: 'BackupDamaged' }
			});
			expect(await everything(other)).toEqual(before);
		}
		await other.close();
		await database.close();
	});

	test.each<[string, (tx: WriteTransaction) => Promise<unknown>, DamageCode]>([
		[
			'a flipped bit in an envelope',
			(tx) =>
				tx
					.updateTable('envelope')
					.set({ bytes: new Uint8Array(700) })
					.where('seq', '=', 2)
					.execute(),
			'envelope-id'
		],
		[
			'an envelope in another place',
			(tx) => tx.updateTable('envelope').set({ grp: device }).where('seq', '=', 5).execute(),
			'envelope-place'
		],
		['an envelope that is gone', (tx) => tx.deleteFrom('envelope').where('seq', '=', 3).execute(), 'chain-gap'],
		['the newest envelope gone', (tx) => tx.deleteFrom('envelope').where('seq', '=', 5).execute(), 'chain-head'],
		['a log entry that is gone', (tx) => tx.deleteFrom('log_entry').where('seq', '=', 1).execute(), 'log-gap'],
		['the newest log entry gone', (tx) => tx.deleteFrom('log_entry').where('seq', '=', 2).execute(), 'log-head'],
		[
			'a flipped bit in the log',
			(tx) =>
				tx
					.updateTable('log_entry')
					.set({ bytes: new Uint8Array(90) })
					.where('seq', '=', 0)
					.execute(),
			'log-hash'
		],
		[
			'positions that would be given twice',
			(tx) => tx.updateTable('organisation').set({ position: 1 }).execute(),
			'position-ahead'
		],
		['a nonce revealed before anybody answered', (tx) => tx.deleteFrom('enrolment').execute(), 'invite-reveal'],
		['a wrong count for the quota', (tx) => tx.updateTable('organisation').set({ envelopes: 1 }).execute(), 'count']
	])('check finds %s', async (_, harm, code) => {
		const database = await open();
		await database.transact((tx) => fill(tx, 1));
		expect(await codesOf(database)).toEqual([]);
		await database.transact(harm);
		expect(await codesOf(database)).toContain(code);
		await database.close();
	});

	test.each<[string, (tx: WriteTransaction) => Promise<unknown>, DamageCode]>([
		[
			'a ballot that is gone',
			(tx) => tx.deleteFrom('ballot').where('ballot', '=', new Uint8Array(16)).execute(),
			'batch-spent'
		],
		[
			'a ballot that no ticket let in',
			(tx) =>
				tx.updateTable('ballot_ticket').set({ spent: 0 }).where('ticket', '=', new Uint8Array(32).fill(1)).execute(),
			'batch-spent'
		],
		[
			'a ballot of another size',
			(tx) =>
				tx
					.updateTable('ballot')
					.set({ bytes: new Uint8Array(511) })
					.execute(),
			'ballot-size'
		],
		[
			'a ballot under a number that tells something',
			(tx) =>
				tx
					.updateTable('ballot')
					.set({ ballot: new Uint8Array(20) })
					.where('ballot', '=', new Uint8Array(16))
					.execute(),
			'ballot-size'
		],
		[
			'a ticket that nobody made',
			(tx) =>
				tx
					.updateTable('ballot_ticket')
					.set({ ticket: new Uint8Array(32).fill(9) })
					.where('spent', '=', 0)
					.where('ticket', '=', new Uint8Array(32).fill(6))
					.execute(),
			'batch-tickets'
		],
		[
			'a threshold that was lowered',
			(tx) => tx.updateTable('ballot_batch').set({ threshold: 2 }).execute(),
			'batch-frame'
		],
		[
			'a batch that does not read',
			(tx) =>
				tx
					.updateTable('ballot_batch')
					.set({ bytes: new Uint8Array(90) })
					.execute(),
			'batch-frame'
		],
		[
			'a batch closed with too few ballots',
			(tx) => tx.updateTable('ballot_batch').set({ state: 'closed' }).execute(),
			'batch-closed'
		],
		[
			'an opened batch that still has ballots',
			(tx) => tx.updateTable('ballot_batch').set({ state: 'opened' }).execute(),
			'batch-closed'
		],
		[
			'a batch that should have been deleted',
			(tx) => tx.updateTable('ballot_batch').set({ day: '2026-05-01' }).execute(),
			'batch-overdue'
		]
	])('check finds %s', async (_, harm, code) => {
		const database = await open();
		await database.transact(async (tx) => fillBatch(tx, await fill(tx, 1), 1, 4));
		expect(await check(database, day)).toMatchObject({ batches: 1, damage: [] });
		await database.transact(harm);
		const { damage } = await check(database, day);
		expect(damage.map((each) => each.code)).toContain(code);
		// Neither which batch nor how many ballots.
		expect(damage.every(({ organisation, seq }) => organisation === '01010101' && seq === 0)).toBe(true);
		await database.close();
	});

	test('whole batches in every state are no damage, and neither is one on its last day', async () => {
		const database = await open();
		await database.transact(async (tx) => {
			const org = await fill(tx, 1);
			await fillBatch(tx, org, 1, 0, '2026-05-23');
			await fillBatch(tx, org, 2, 6);
			await fillBatch(tx, org, 3, 5);
			await fillBatch(tx, org, 4, 5);
			const numbered = (number: number) => `00000000-0000-4000-8000-0000000000b${number}`;
			await tx.updateTable('ballot_batch').set({ state: 'closed' }).where('batch', '=', numbered(3)).execute();
			await tx.updateTable('ballot_batch').set({ state: 'opened' }).where('batch', '=', numbered(4)).execute();
			await tx.deleteFrom('ballot').where('batch', '=', numbered(4)).execute();
		});
		expect(await check(database, day)).toMatchObject({ batches: 4, damage: [] });
		await database.close();
	});

	test('stats tell how many batches, and the same before and after every ballot', async () => {
		const database = await open();
		const org = await database.transact((tx) => fill(tx, 1));
		await database.transact((tx) => fillBatch(tx, org, 1, 3));
		const before = await stats(database);
		expect(before).toMatchObject([{ batches: 1 }]);
		await database.transact(async (tx) => {
			const batch = `00000000-0000-4000-8000-0000000000b1`;
			const where = { org, batch, ballot: new Uint8Array(16).fill(9), bytes: new Uint8Array(512) };
			await tx.insertInto('ballot').values(where).execute();
			await tx
				.updateTable('ballot_ticket')
				.set({ spent: 1 })
				.where('ticket', '=', new Uint8Array(32).fill(4))
				.execute();
		});
		expect(await check(database, day)).toMatchObject({ damage: [] });
		expect(await stats(database)).toEqual(before);
		await database.close();
	});

	test('what was pruned on purpose is no damage', async () => {
		const database = await open();
		const org = await database.transact((tx) => fill(tx, 1));
		await database.transact(async (tx) => {
			const third = await tx.selectFrom('envelope').select('id').where('seq', '=', 3).executeTakeFirstOrThrow();
			await tx.updateTable('chain_head').set({ pruned_seq: 3, pruned_id: third.id }).where('org', '=', org).execute();
		});
		const clock = { now: () => Date.UTC(2026, 10, 22), today: () => day };
		expect(await prune(database, clock, { letterDays: 90 })).toEqual({
			nonces: 1,
			invites: 0,
			letters: 0,
			envelopes: 3,
			batches: 0
		});
		expect(await codesOf(database)).toEqual([]);
		expect(await prune(database, clock, { letterDays: 90 })).toEqual({
			nonces: 0,
			invites: 0,
			letters: 0,
			envelopes: 0,
			batches: 0
		});
		await database.close();
	});

	test('prune deletes invites and letters when they have ended, and not before', async () => {
		const database = await open();
		await database.transact((tx) => fill(tx, 1));
		const at = (instant: number, today: string) => ({ now: () => instant, today: () => today });
		const week = 7 * 24 * 60 * 60 * 1000;
		expect(await prune(database, at(2e12 + week, '2027-02-20'), { letterDays: 90 })).toMatchObject({
			invites: 0,
			letters: 0
		});
		expect(await prune(database, at(2e12 + week + 2000, '2027-02-21'), { letterDays: 90 })).toMatchObject({
			invites: 1,
			letters: 1
		});
		expect(await codesOf(database)).toEqual([]);
		expect(await database.read((tx) => tx.selectFrom('enrolment').selectAll().execute())).toEqual([]);
		await database.close();
	});

	test('stats count each organisation and show no whole id', async () => {
		const database = await open();
		await database.transact(async (tx) => {
			await fill(tx, 1);
			await fill(tx, 2, 9);
		});
		const all = await stats(database);
		expect(all.map(({ organisation, envelopes }) => [organisation, envelopes])).toEqual([
			['02020202', 9],
			['01010101', 5]
		]);
		expect(all[1]).toMatchObject({ entries: 3, letters: 1, invites: 1 });
		expect(all[1]!.envelopeBytes).toBeGreaterThan(5 * 600);
		await database.close();
	});

	test('the command answers in JSON and tells by its exit code', async () => {
		const url = await createUrl();
		const written: string[] = [];
		const run = (...args: string[]) =>
			runCercle(
				args,
				{ DATABASE_URL: url },
				{ out: (text) => written.push(text), error: (text) => written.push(text) }
			);
		const database = await openDatabase(url);
		await database.transact((tx) => fill(tx, 3));
		await database.close();
		const file = freshFile('a.backup');
		expect(await run('backup', file)).toBe(0);
		expect(JSON.parse(written.pop() ?? '')).toMatchObject({ rows: { envelope: 5 } });
		expect(await run('restore', file)).toBe(1);
		expect(JSON.parse(written.pop() ?? '')).toEqual({ problem: { type: 'DatabaseNotEmpty' } });
		expect(await run('restore', file, '--replace')).toBe(0);
		expect(await run('check')).toBe(0);
		expect(await run('stats')).toBe(0);
		expect(await run('prune')).toBe(0);
		const harmed = await openDatabase(url);
		await harmed.transact((tx) => sql`delete from log_entry where seq = 2`.execute(tx));
		await harmed.close();
		expect(await run('check')).toBe(1);
		expect(JSON.parse(written.at(-1) ?? '')).toMatchObject({
			damage: [{ code: 'log-head', organisation: '03030303', seq: 2 }, { code: 'count' }]
		});
		expect(written.join('')).not.toContain('03'.repeat(10));
	});
});

test('the command says what is wrong in a sentence, never with a password', async () => {
	const written: string[] = [];
	const run = (environment: Record<string, string>, ...args: string[]) =>
		runCercle(args, environment, { out: (text) => written.push(text), error: (text) => written.push(text) });
	expect(await run({})).toBe(2);
	expect(await run({}, 'backup')).toBe(2);
	expect(await run({}, 'stats', '--replace')).toBe(2);
	expect(await run({}, 'constructor')).toBe(2);
	expect(await run({}, '--help')).toBe(0);
	expect(await run({ LOG_LEVEL: 'loud' }, 'stats')).toBe(1);
	expect(await run({ DATABASE_URL: 'postgres://a:hunter2@127.0.0.1:1/x' }, 'stats')).toBe(1);
	expect(written.at(-1)).toContain('ECONNREFUSED');
	expect(written.join('')).not.toContain('hunter2');
	expect(existsSync('data/hunter2')).toBe(false);
});
