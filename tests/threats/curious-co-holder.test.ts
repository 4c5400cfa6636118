/**
 * Attack: somebody who holds the vault's secret herself, a facilitator or a co-facilitator on a shared phone (A9),
 * wants to know what one participant answered. She may open the vault at any moment, open a batch early, take answers out
 * of the database and put them back, repeat one answer until a batch opens, or compare the disk before and after a person
 * had the phone. (What she can do by changing the app itself is said in the threat model.)
 *
 * Refused means: no door of the vault gives an answer, a batch opens once and from five people on, and a row on the disk
 * says neither when it came nor with whom.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { beginBatch, waitingBatch } from '$lib/domain/batch';
import { BatchId, GroupId } from '$lib/domain/ids';
import type { Vault } from '$lib/storage/vault';
import { answerTo, makeVault, newMemoryPhone, openTab, random, settle, type Phone } from '../contract/phone';

const day = '2026-11-22';

describe('somebody who can unlock the vault', () => {
	let phone: Phone;
	let made: Awaited<ReturnType<typeof makeVault>>;
	let vault: Vault;
	let batchId: BatchId;
	const groupId = GroupId.parse(random.uuid());
	const waiting = { ok: true, value: 'waiting' };

	const begin = async () => {
		batchId = BatchId.parse(random.uuid());
		await vault.append(beginBatch(vault.ledger(), groupId, batchId));
	};
	const answersOnDisk = async () => {
		const rows = await phone.directory.store(made.id).answers();
		if (!rows.ok) throw new Error(rows.error.type);
		return rows.value;
	};
	const everyonePasses = async (people: number, face: 1 | 4 = 4) => {
		for (let person = 0; person < people; person++) await vault.drop(answerTo(batchId, face));
	};
	/** The honest case: five people who answer give a band, and nothing else is left. */
	const expectHonestBatch = async () => {
		await everyonePasses(5 - (await answersOnDisk()).length);
		expect(await vault.openWaitingBatch(groupId, day)).toEqual({ ok: true, value: 'opened' });
		expect(await answersOnDisk()).toEqual([]);
	};

	beforeEach(async () => {
		phone = await newMemoryPhone();
		made = await makeVault(phone.directory);
		vault = await openTab(phone.directory, made);
		await vault.append([{ table: 'group', row: groupId, field: 'alias', value: 'Tuesday' }]);
		await begin();
	});

	test('finds no door that gives an answer', async () => {
		await everyonePasses(4, 1);
		const seen = JSON.stringify([...vault.ledger().tables].map(([table, rows]) => [table, [...rows]]));
		expect(seen).not.toContain('faces');
		expect(Object.keys(vault).filter((door) => /answer/i.test(door))).toEqual([]);
		await expectHonestBatch();
	});

	test('cannot open a batch before five people answered, however often she asks', async () => {
		for (let people = 1; people <= 4; people++) {
			await everyonePasses(1);
			expect(await vault.openWaitingBatch(groupId, day)).toEqual(waiting);
			expect(waitingBatch(vault.ledger(), groupId)?.result).toBeNull();
		}
		await expectHonestBatch();
	});

	test('cannot reach five by writing one answer down again: one id counts once', async () => {
		const answer = answerTo(batchId, 1);
		for (let again = 0; again < 6; again++) await vault.drop(answer);
		expect(await answersOnDisk()).toHaveLength(1);
		const [row] = await answersOnDisk();
		if (!row) throw new Error('One answer makes one row');
		const copies = Array.from({ length: 5 }, () => ({ id: random.uuid(), box: row.box }));
		const store = phone.directory.store(made.id);
		await store.write({ addAnswers: copies });
		expect(await vault.openWaitingBatch(groupId, day)).toEqual(waiting);
		await store.write({ dropAnswers: copies.map(({ id }) => id) });
		await expectHonestBatch();
	});

	test('cannot open a batch twice with one answer more or less, to tell what that one was', async () => {
		await everyonePasses(5);
		const kept = await answersOnDisk();
		await vault.openWaitingBatch(groupId, day);
		const before = vault.ledger().tables.get('batch')?.get(batchId)?.fields.result;
		await phone.directory.store(made.id).write({ addAnswers: kept.slice(1) });
		await vault.drop(answerTo(batchId, 1));
		expect(await vault.openWaitingBatch(groupId, day)).toEqual(waiting);
		expect(vault.ledger().tables.get('batch')?.get(batchId)?.fields.result).toEqual(before);
		vault.close();
		await settle();
		vault = await openTab(phone.directory, made);
		await settle();
		expect(await answersOnDisk()).toEqual([]);
		await begin();
		await expectHonestBatch();
	});

	test('sees on the disk neither when an answer came nor beside which change', async () => {
		const before = await phone.directory.store(made.id).position();
		await everyonePasses(3);
		expect(await phone.directory.store(made.id).position()).toEqual(before);
		const rows = await answersOnDisk();
		expect(rows.map((row) => Object.keys(row))).toEqual([
			['id', 'box'],
			['id', 'box'],
			['id', 'box']
		]);
		expect(new Set(rows.map(({ box }) => box.length)).size).toBe(1);
		expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort());
		await expectHonestBatch();
	});
});
