import { beforeEach, describe, expect, test } from 'vitest';
import { everyRow, newDexiePhone, type BrowserPhone } from './dexie-phone';
import { makeVault, openTab, pseudonymEdit, random, rowsShown } from './phone';
import { storeContract } from './store.contract';

storeContract(newDexiePhone);

describe('IndexedDB', () => {
	let phone: BrowserPhone;
	beforeEach(async () => {
		phone = await newDexiePhone();
	});

	// How it arrives: iOS closes the connections of a page that slept.
	test('a connection closed under an open vault costs nothing: the next write opens it again', async () => {
		const made = await makeVault(phone.directory);
		const vault = await openTab(phone.directory, made);
		for (let round = 0; round < 5; round++) {
			phone.closeConnections();
			expect(await vault.append([pseudonymEdit(random.uuid(), `Rose ${round}`)])).toMatchObject({ ok: true });
		}
		phone.closeConnections();
		const again = await openTab(phone.directory, made);
		expect(rowsShown(again)).toEqual(rowsShown(vault));
		expect(again.ledger().tables.get('member')?.size).toBe(5);
	});

	test('a write that broke in the middle is made again, whole', async () => {
		const made = await makeVault(phone.directory);
		const vault = await openTab(phone.directory, made);
		phone.breakNextWrite();
		const rows = [random.uuid(), random.uuid()];
		expect(await vault.append(rows.map((row) => pseudonymEdit(row, 'Rose')))).toMatchObject({ ok: true });
		expect(rowsShown(await openTab(phone.directory, made))).toEqual(rowsShown(vault));
	});

	// How it arrives: the browser needs room, or another tab erased the vault.
	test('a vault that is gone is not made anew by a write, which would look saved and never open', async () => {
		const made = await makeVault(phone.directory);
		const vault = await openTab(phone.directory, made);
		await phone.evict();
		const edit = pseudonymEdit(random.uuid(), 'Rose');
		expect(await vault.append([edit])).toEqual({ ok: false, error: { type: 'StorageLost' } });
		expect(vault.ledger().tables.size).toBe(0);
		expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(`c-${made.id}`);
		await expect(openTab(phone.directory, made)).rejects.toThrow('StorageLost');

		const next = await openTab(phone.directory, await makeVault(phone.directory));
		expect(await next.append([edit])).toMatchObject({ ok: true });
	});

	test('no index lies over anything, and names of databases are random', async () => {
		const { id } = await makeVault(phone.directory);
		await phone.directory.addVault(id);
		const stores = await everyRow();
		expect(new Set(stores.map(({ database }) => database))).toEqual(new Set(['c', `c-${id}`]));
		expect(stores.flatMap(({ indexes }) => indexes)).toEqual([]);
	});
});
