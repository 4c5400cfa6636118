import { beforeEach, describe, expect, test } from 'vitest';
import { everyRow, newDexiePhone, type BrowserPhone } from './dexie-phone';
import { makeVault, openTab, pseudonymEdit, random, rowsShown } from './phone';
import { storeContract } from './store.contract';

storeContract(newDexiePhone);

/** Makes the database anew as the first app made it, with the rows that are in it. */
async function asFirstVersion(name: string): Promise<void> {
	const stores = (await everyRow()).filter(({ database, store }) => database === name && store !== 'shelf');
	const settled = (request: IDBRequest) =>
		new Promise<void>((resolve, reject) => {
			request.addEventListener('success', () => resolve());
			request.addEventListener('error', () => reject(request.error));
		});
	await settled(indexedDB.deleteDatabase(name));
	const opening = indexedDB.open(name, 10); // Dexie counts in tens
	opening.addEventListener('upgradeneeded', () => {
		for (const { store, rows } of stores) {
			const made = opening.result.createObjectStore(store, { keyPath: 'id' });
			for (const row of rows) made.put(row);
		}
	});
	await settled(opening);
	opening.result.close();
}

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

	test('a database of the first version is brought up to date and loses nothing', async () => {
		const made = await makeVault(phone.directory);
		const vault = await openTab(phone.directory, made);
		const row = random.uuid();
		await vault.append([pseudonymEdit(row, 'Rose')]);
		await vault.compact();
		await vault.append([pseudonymEdit(random.uuid(), 'Jade')]);
		const shown = rowsShown(vault);
		vault.close();
		phone.closeConnections();
		await asFirstVersion(`c-${made.id}`);

		const again = await openTab(phone.directory, made);
		expect(rowsShown(again)).toEqual(shown);
		expect(await again.shelf()).toEqual({ ok: true, value: new Map() });
		const keep = new Map([['cursor', Uint8Array.of(7)]]);
		expect(await again.receive({ keep })).toMatchObject({ ok: true });
		expect(await again.shelf()).toEqual({ ok: true, value: keep });
	});

	test('no index lies over anything, and names of databases are random', async () => {
		const { id } = await makeVault(phone.directory);
		await phone.directory.addVault(id);
		const stores = await everyRow();
		expect(new Set(stores.map(({ database }) => database))).toEqual(new Set(['c', `c-${id}`]));
		expect(stores.flatMap(({ indexes }) => indexes)).toEqual([]);
	});
});
