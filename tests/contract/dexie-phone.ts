import 'fake-indexeddb/auto';
import { createStoreDirectory } from '$lib/storage/tables';
import type { Phone } from './phone';

/** What a browser does to a connection without asking. */
export interface BrowserPhone extends Phone {
	/** Closes every connection, as iOS does to a page that slept. */
	readonly closeConnections: () => void;
	/** Ends the next writing transaction in the middle, as a browser that runs out of memory does. */
	readonly breakNextWrite: () => void;
	/** Deletes every database, as a browser that needs room does. */
	readonly evict: () => Promise<void>;
}

/** What fake-indexeddb calls the abort that a browser decides on; there is no public way to bring one about. */
type Abortable = IDBTransaction & { readonly _abort: (name: string | null) => void };

const connections = new Set<IDBDatabase>();
let isFull = false;
let isBreaking = false;

const openDatabase = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...asked) {
	const request = openDatabase.apply(this, asked);
	request.addEventListener('success', () => connections.add(request.result));
	return request;
};
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...asked) {
	const request = put.apply(this, asked);
	const transaction = this.transaction as Abortable;
	if (isFull) queueMicrotask(() => transaction._abort('QuotaExceededError'));
	if (isBreaking) queueMicrotask(() => transaction._abort(null));
	isBreaking = false;
	return request;
};

/** A browser's storage, empty. One at a time: it is the process's own. */
export async function newDexiePhone(): Promise<BrowserPhone> {
	isFull = false;
	isBreaking = false;
	await evict();
	const marks = new Map<string, string>();
	return {
		directory: createStoreDirectory({
			getItem: (key) => marks.get(key) ?? null,
			setItem: (key, value) => void marks.set(key, value),
			removeItem: (key) => void marks.delete(key)
		}),
		fill: (next) => {
			isFull = next;
		},
		atRest: async () => [[...marks], await everyRow()],
		closeConnections: () => {
			for (const connection of connections) connection.close();
			connections.clear();
		},
		breakNextWrite: () => {
			isBreaking = true;
		},
		evict
	};
}

export interface StoreAtRest {
	readonly database: string;
	readonly store: string;
	readonly indexes: readonly string[];
	readonly keys: readonly unknown[];
	readonly rows: readonly unknown[];
}

async function evict(): Promise<void> {
	for (const { name } of await indexedDB.databases()) if (name) await settled(indexedDB.deleteDatabase(name));
	connections.clear();
}

/** Every object store of every database, with all that lies in it. */
export async function everyRow(): Promise<readonly StoreAtRest[]> {
	const found: StoreAtRest[] = [];
	for (const { name } of await indexedDB.databases()) {
		if (!name) continue;
		const database = await settled(openDatabase.call(indexedDB, name));
		const stores = [...database.objectStoreNames];
		for (const store of stores) {
			const rows = () => database.transaction(store).objectStore(store);
			found.push({
				database: name,
				store,
				indexes: [...rows().indexNames],
				keys: await settled(rows().getAllKeys()),
				rows: await settled(rows().getAll())
			});
		}
		database.close();
	}
	return found;
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
	new Promise((resolve, reject) => {
		request.addEventListener('success', () => resolve(request.result));
		request.addEventListener('error', () => reject(request.error));
	});
