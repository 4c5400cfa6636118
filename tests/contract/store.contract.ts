import { beforeEach, describe, expect, test } from 'vitest';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { createHeader, createVaultKeys } from '$lib/crypto/keyring';
import type { SealedRow, SnapshotPart, VaultStore } from '$lib/storage/store';
import { random, type NewPhone, type Phone } from './phone';

const row = (id = random.uuid()): SealedRow => ({ id, box: random.bytes(64) });
const byId = (rows: readonly SealedRow[]) => [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
const parts = (generation: string, count: number): readonly SnapshotPart[] =>
	Array.from({ length: count }, (_, at) => ({
		id: `${generation}.${at}`,
		generation,
		at,
		count,
		box: random.bytes(64)
	}));
const header = (vaultId: string) =>
	createHeader({
		vaultId,
		salt: random.bytes(16),
		kdfParams: kdfFloor,
		kek: random.bytes(32),
		master: createVaultKeys(random).master
	});

/** What every place where rows lie must do. */
export function storeContract(newPhone: NewPhone): void {
	let phone: Phone;
	let store: VaultStore;
	const vaultId = random.uuid();
	const done = { ok: true, value: undefined };

	beforeEach(async () => {
		phone = await newPhone();
		store = phone.directory.store(vaultId);
	});

	const everything = async (of: VaultStore) => [
		await of.load(),
		await of.answers(),
		await of.outbox(),
		await of.shelf()
	];

	describe('a store', () => {
		test('is empty at first', async () => {
			expect(await store.load()).toEqual({ ok: true, value: { header: undefined, snapshot: [], changes: [] } });
			expect(await store.header()).toEqual({ ok: true, value: undefined });
			expect(await store.position()).toEqual({ ok: true, value: { changeIds: [], snapshotIds: [] } });
			expect(await store.answers()).toEqual({ ok: true, value: [] });
			expect(await store.outbox()).toEqual({ ok: true, value: [] });
			expect(await store.shelf()).toEqual({ ok: true, value: [] });
		});

		test('gives back what was written, byte for byte, also after it was closed and opened again', async () => {
			const stored = header(vaultId);
			const changes = byId([row(), row(), row()]);
			const [answer, waiting, kept, snapshot] = [row(), row(), row(), parts('g', 2)];
			const rows = { addChanges: changes, addAnswers: [answer], addOutbox: [waiting], addShelf: [kept] };
			const write = { header: stored, ...rows, snapshot };
			expect(await store.write(write)).toEqual(done);
			store.close();
			store = phone.directory.store(vaultId);
			expect(await store.load()).toEqual({ ok: true, value: { header: stored, snapshot, changes } });
			expect(await store.answers()).toEqual({ ok: true, value: [answer] });
			expect(await store.outbox()).toEqual({ ok: true, value: [waiting] });
			expect(await store.shelf()).toEqual({ ok: true, value: [kept] });
			expect(await store.position()).toEqual({
				ok: true,
				value: { changeIds: changes.map(({ id }) => id), snapshotIds: ['g.0', 'g.1'] }
			});
		});

		test('keeps a copy: bytes that are overwritten afterwards stay as they were written', async () => {
			const written = row();
			const before = written.box.slice();
			await store.write({ addChanges: [written] });
			written.box.fill(0);
			expect(await store.changes([written.id])).toEqual({ ok: true, value: [{ id: written.id, box: before }] });
		});

		test('lists rows by key, so the order they came in is not kept', async () => {
			const answers = Array.from({ length: 12 }, () => row());
			for (const answer of answers) await store.write({ addAnswers: [answer] });
			expect(await store.answers()).toEqual({ ok: true, value: byId(answers) });
		});

		test('drops what it is told to, and only that', async () => {
			const [kept, gone] = [row(), row()];
			const both = [kept, gone];
			await store.write({ addChanges: both, addAnswers: both, addOutbox: both, addShelf: both });
			await store.write({ dropChanges: [gone.id, 'never there'], dropAnswers: [gone.id] });
			await store.write({ dropOutbox: [gone.id], dropShelf: [gone.id] });
			expect(await store.load()).toMatchObject({ value: { changes: [kept] } });
			expect(await store.answers()).toMatchObject({ value: [kept] });
			expect(await store.outbox()).toMatchObject({ value: [kept] });
			expect(await store.shelf()).toMatchObject({ value: [kept] });
		});

		test('keeps on the shelf what was put under one id last', async () => {
			const [first, second] = [row('one'), row('one')];
			await store.write({ addShelf: [first] });
			await store.write({ addShelf: [second] });
			expect(await store.shelf()).toEqual({ ok: true, value: [second] });
		});

		test('replaces a snapshot as a whole', async () => {
			await store.write({ snapshot: parts('first', 3) });
			const second = parts('second', 1);
			await store.write({ snapshot: second });
			expect(await store.load()).toMatchObject({ value: { snapshot: second } });
		});

		test('finds the changes asked for, and is silent about those that are gone', async () => {
			const [one, two] = [row(), row()];
			await store.write({ addChanges: [one, two] });
			expect(await store.changes([two.id, 'gone'])).toEqual({ ok: true, value: [two] });
		});

		test('takes a write of nothing', async () => {
			expect(await store.write({})).toEqual(done);
			expect(await store.write({ addChanges: [], dropAnswers: [] })).toEqual(done);
		});

		test('keeps nothing of a write that found the disk full, and all of the next one', async () => {
			const first = row();
			await store.write({ header: header(vaultId), addChanges: [first], snapshot: parts('old', 2) });
			const before = await everything(store);
			phone.fill(true);
			const write = {
				addChanges: [row(), row()],
				dropChanges: [first.id],
				addAnswers: [row()],
				addShelf: [row()],
				snapshot: parts('new', 1)
			};
			expect(await store.write(write)).toEqual({ ok: false, error: { type: 'QuotaExceeded' } });
			expect(await everything(store)).toEqual(before);
			phone.fill(false);
			expect(await store.write(write)).toEqual(done);
			expect(await store.load()).toMatchObject({
				value: { changes: byId(write.addChanges), snapshot: write.snapshot }
			});
		});

		test('is one of several that know nothing of each other', async () => {
			await store.write({ addChanges: [row()] });
			expect(await phone.directory.store(random.uuid()).load()).toMatchObject({ value: { changes: [] } });
		});

		test('answers nothing more once it is closed', async () => {
			await store.write({ addAnswers: [row()] });
			store.close();
			const lost = { ok: false, error: { type: 'StorageLost' } };
			expect(await store.answers()).toEqual(lost);
			expect(await store.write({ addAnswers: [row()] })).toEqual(lost);
			expect(await phone.directory.store(vaultId).answers()).toMatchObject({ value: [{}] });
		});

		test('leaves nothing behind when it is erased', async () => {
			await store.write({ header: header(vaultId), addChanges: [row()], addAnswers: [row()], addOutbox: [row()] });
			await store.write({ addShelf: [row()] });
			await store.erase();
			expect(await store.write({ addChanges: [row()] })).toMatchObject({ ok: false });
			const after = phone.directory.store(vaultId);
			expect(await after.load()).toEqual({ ok: true, value: { header: undefined, snapshot: [], changes: [] } });
			expect(await after.answers()).toEqual({ ok: true, value: [] });
			expect(await after.outbox()).toEqual({ ok: true, value: [] });
			expect(await after.shelf()).toEqual({ ok: true, value: [] });
		});
	});

	describe('the directory', () => {
		test('lists vaults until they are removed', async () => {
			const { directory } = phone;
			expect(await directory.vaultIds()).toEqual({ ok: true, value: [] });
			await directory.addVault('a');
			await directory.addVault('b');
			await directory.addVault('a');
			expect(await directory.vaultIds()).toEqual({ ok: true, value: ['a', 'b'] });
			await directory.removeVault('a');
			expect(await directory.vaultIds()).toEqual({ ok: true, value: ['b'] });
		});

		test('says that the disk is full', async () => {
			phone.fill(true);
			expect(await phone.directory.addVault('a')).toEqual({ ok: false, error: { type: 'QuotaExceeded' } });
			phone.fill(false);
			expect(await phone.directory.vaultIds()).toEqual({ ok: true, value: [] });
		});

		test('keeps the count of tries and the mark of use', async () => {
			const { directory } = phone;
			expect(await directory.tries()).toEqual({ failures: 0, until: 0 });
			expect(directory.wasUsed()).toBe(false);
			await directory.setTries({ failures: 3, until: 99 });
			directory.setUsed(true);
			expect(await directory.tries()).toMatchObject({ failures: 3, until: 99 });
			expect(directory.wasUsed()).toBe(true);
			directory.setUsed(false);
			expect(directory.wasUsed()).toBe(false);
		});
	});
}
