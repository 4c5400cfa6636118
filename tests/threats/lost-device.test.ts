/**
 * Attack: a phone is taken while Cercle is locked (A1, A2). The thief reads the whole disk, knows how the app works, and
 * may write to the disk before she gives the phone back: edit rows, move them, mix two vaults, take slots from another
 * header, lower the cost of a guess, or put an old header back after the secret was changed.
 *
 * Refused means: nothing readable, `SecretWrong` for every secret she has, rows that do not open counted and left alone.
 * Not refused, and said in the threat model: a whole older disk put back, which one phone alone cannot notice.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { createInlineKdf } from '$lib/crypto/kdf-inline';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { VaultHeader } from '$lib/crypto/keyring';
import { assignSecret, type Secret } from '$lib/crypto/secret';
import { beginBatch } from '$lib/domain/batch';
import { BatchId, GroupId } from '$lib/domain/ids';
import { createProfiles } from '$lib/storage/profiles';
import type { StoredVault, VaultStore } from '$lib/storage/store';
import { createSoleWriter } from '$lib/storage/writer-lock';
import {
	answerTo,
	createSetClock,
	newMemoryPhone,
	pseudonymEdit,
	random,
	rowsShown,
	settle,
	tracesOf,
	type Phone
} from '../contract/phone';

const wrong = { ok: false, error: { type: 'SecretWrong' } };
const names = ['Rose', 'Lotus bleu', 'Nguyễn Thị Sen'].map((name) => `${name} ${random.uuid()}`);

describe('a phone taken while locked', () => {
	let phone: Phone;
	let secret: Secret;
	let id: string;
	let shown: unknown;
	let now: number;
	const clock = createSetClock();

	const start = () =>
		createProfiles({
			directory: phone.directory,
			kdf: { ...createInlineKdf(), calibrate: async () => kdfFloor },
			clock: { ...clock, now: () => now },
			random,
			writerLock: createSoleWriter()
		});
	/** The thief's own tools: she reads and writes rows as she likes. */
	const onDisk = async <T>(act: (store: VaultStore, stored: StoredVault & { header: VaultHeader }) => Promise<T>) => {
		const store = phone.directory.store(id);
		const stored = await store.load();
		if (!stored.ok) throw new Error(stored.error.type);
		const done = await act(store, { ...stored.value, header: VaultHeader.parse(stored.value.header) });
		store.close();
		return done;
	};
	const unlock = (tried: Secret = secret) => {
		now += 60_000;
		return start().unlock(tried);
	};
	const expectHonestUnlock = async () => {
		const opened = await unlock();
		if (!opened.ok) throw new Error(opened.error.type);
		expect(rowsShown(opened.value)).toEqual(shown);
		opened.value.close();
		await settle();
	};

	beforeEach(async () => {
		now = clock.now();
		phone = await newMemoryPhone();
		secret = assignSecret(random, 'pictures');
		const made = await start().create(secret);
		if (!made.ok) throw new Error(made.error.type);
		const vault = made.value;
		id = vault.id;
		await vault.append(names.slice(0, 2).map((name) => pseudonymEdit(random.uuid(), name)));
		await vault.compact();
		await vault.append(names.slice(2).map((name) => pseudonymEdit(random.uuid(), name)));
		shown = rowsShown(vault);
		vault.close();
		await settle();
	});

	test('shows no name, and opens with no other secret', async () => {
		expect(tracesOf(names, await phone.atRest())).toEqual([]);
		expect(await unlock(assignSecret(random, 'pictures'))).toEqual(wrong);
		await expectHonestUnlock();
	});

	test('a header that was edited in any field opens for nobody, and the honest one still does', async () => {
		const honest = await onDisk(async (_, { header }) => header);
		const flipped = (bytes: Uint8Array) => bytes.map((byte, at) => (at === 7 ? byte ^ 1 : byte));
		const [first, second, third, fourth] = honest.slots;
		const edited: readonly VaultHeader[] = [
			{ ...honest, salt: flipped(honest.salt) },
			{ ...honest, answerPublic: flipped(honest.answerPublic) as VaultHeader['answerPublic'] },
			{ ...honest, kdf: { ...honest.kdf, passes: honest.kdf.passes + 1 } },
			{ ...honest, kdf: { ...honest.kdf, memoryKiB: 8 } },
			{ ...honest, slots: [flipped(first), flipped(second), flipped(third), flipped(fourth)] },
			{ ...honest, vault: random.uuid() }
		];
		for (const header of edited) {
			await onDisk((store) => store.write({ header }));
			expect(await unlock()).toEqual(wrong);
		}
		await onDisk((store) => store.write({ header: honest }));
		await expectHonestUnlock();
	});

	test('slots moved to another place among four still open; which one is used says nothing', async () => {
		await onDisk((store, { header }) => {
			const [first, second, third, fourth] = header.slots;
			return store.write({ header: { ...header, slots: [fourth, third, second, first] } });
		});
		await expectHonestUnlock();
	});

	test('rows moved or edited are counted and never shown, and the rest is there', async () => {
		const before = await onDisk(async (_, { changes }) => changes);
		const [row] = before;
		if (!row) throw new Error('There is a change');
		const copies = [random.uuid(), random.uuid()].map((copy) => ({ id: copy, box: row.box }));
		await onDisk((store) => store.write({ addChanges: copies }));
		const opened = await unlock();
		expect(opened.ok && opened.value.unreadable()).toBe(2);
		expect(opened.ok && rowsShown(opened.value)).toEqual(shown);
		await settle();
		await onDisk((store) => store.write({ dropChanges: copies.map((copy) => copy.id) }));
		await expectHonestUnlock();
	});

	test('a snapshot that lost a part is said, not shown as less', async () => {
		const parts = await onDisk(async (_, { snapshot }) => snapshot);
		await onDisk((store) => store.write({ snapshot: parts.map((part) => ({ ...part, count: 2 })) }));
		expect(await unlock()).toEqual({ ok: false, error: { type: 'SnapshotDamaged' } });
		await onDisk((store) => store.write({ snapshot: parts }));
		await expectHonestUnlock();
	});

	test('rows of another vault on the same phone, whose secret she has, do not open here', async () => {
		const own = assignSecret(
			random,
			'words',
			Array.from({ length: 1024 }, (_, at) => `word${at}`)
		);
		const theirs = await start().create(own);
		if (!theirs.ok) throw new Error(theirs.error.type);
		await theirs.value.append([pseudonymEdit(random.uuid(), 'Mole')]);
		theirs.value.close();
		await settle();
		const planted = await phone.directory.store(theirs.value.id).load();
		if (!planted.ok) throw new Error(planted.error.type);
		await onDisk((store) => store.write({ addChanges: planted.value.changes }));
		// Her slots in this header, under this vault's id, would open it with her secret if slots were not bound to it.
		const honest = await onDisk(async (_, { header }) => header);
		const mixed = { ...honest, slots: VaultHeader.parse(planted.value.header).slots };
		await onDisk((store) => store.write({ header: mixed }));
		expect(await unlock()).toEqual(wrong);
		const opened = await unlock(own);
		expect(opened.ok && opened.value.id).toBe(theirs.value.id);
		await onDisk((store) => store.write({ header: honest, dropChanges: planted.value.changes.map((row) => row.id) }));
		await expectHonestUnlock();
	});

	test('an answer that was given while the phone was locked cannot be read back from it', async () => {
		const opened = await unlock();
		if (!opened.ok) throw new Error(opened.error.type);
		const groupId = GroupId.parse(random.uuid());
		const batchId = BatchId.parse(random.uuid());
		await opened.value.append(beginBatch(opened.value.ledger(), groupId, batchId));
		shown = rowsShown(opened.value);
		const letterbox = opened.value.closeToLetterbox();
		await letterbox.drop(answerTo(batchId, 1));
		expect(tracesOf([batchId, 'faces', 'four-faces'], await phone.atRest())).toEqual([]);
		// What is sealed for others already is taken in, too, and nothing there hands anything back.
		await letterbox.keep(new TextEncoder().encode(`${batchId} four-faces`));
		expect(tracesOf([batchId, 'four-faces'], await phone.atRest())).toEqual([]);
		expect(Object.keys(letterbox).sort()).toEqual(['close', 'drop', 'keep']);
		letterbox.close();
		await settle();
		await expectHonestUnlock();
	});
});
