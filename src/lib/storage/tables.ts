/**
 * The vault's rows in IndexedDB. The only file that names Dexie, and the only place where its exceptions become ours.
 *
 * Who may call it: the runtime makes the directory; `vault.ts` and `profiles.ts` use it through `store.ts`.
 *
 * What must stay true:
 * - `durability: 'strict'`: an answer means the bytes were handed to the disk (a battery that dies keeps "Saved" true).
 * - A connection the browser closed (iOS on resume, low memory) is opened again and the write replayed once; ids make
 *   a replay harmless (threat: work lost while the screen says saved). A vault that is gone is not made anew by that:
 *   what was written into an empty database would look saved and never open.
 * - Database names say nothing but a random id.
 */
import { Dexie, type EntityTable } from 'dexie';
import { log } from '$lib/base/log';
import { err, ok, type Result } from '$lib/base/result';
import { migrations } from './migrations';
import type { SealedRow, SnapshotPart, StorageProblem, StoreDirectory, Tries, VaultStore, VaultWrite } from './store';

/** Remembers, outside the database, that a vault was made here. */
const usedMarker = 'c.used';

type VaultTables = Dexie & {
	readonly header: EntityTable<{ id: 'header'; header: unknown }, 'id'>;
	readonly changes: EntityTable<SealedRow, 'id'>;
	readonly answers: EntityTable<SealedRow, 'id'>;
	readonly outbox: EntityTable<SealedRow, 'id'>;
	readonly shelf: EntityTable<SealedRow, 'id'>;
	readonly snapshot: EntityTable<SnapshotPart, 'id'>;
};

type DirectoryTables = Dexie & {
	readonly vaults: EntityTable<{ id: string }, 'id'>;
	readonly tries: EntityTable<Tries & { id: 'tries' }, 'id'>;
};

/** The vaults of this browser profile. */
export function createStoreDirectory(marker: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): StoreDirectory {
	const tables = openDirectory();
	return {
		vaultIds: () => attempt(tables, async () => (await tables.vaults.toArray()).map((vault) => vault.id)),
		addVault: (id) => attempt(tables, async () => void (await tables.vaults.put({ id }))),
		removeVault: (id) => attempt(tables, () => tables.vaults.delete(id)),
		tries: async () => {
			const stored = await attempt(tables, () => tables.tries.get('tries'));
			return stored.ok && stored.value ? stored.value : { failures: 0, until: 0 };
		},
		setTries: async (tries) => void (await attempt(tables, () => tables.tries.put({ ...tries, id: 'tries' }))),
		wasUsed: () => marker.getItem(usedMarker) !== null,
		setUsed: (used) => (used ? marker.setItem(usedMarker, '1') : marker.removeItem(usedMarker)),
		store: createDexieStore
	};
}

function openDirectory(): DirectoryTables {
	const tables = new Dexie('c', { chromeTransactionDurability: 'strict' });
	tables.version(1).stores({ vaults: 'id', tries: 'id' });
	giveWay(tables);
	return tables as DirectoryTables; // Dexie adds a property for every store named above
}

function openVault(vaultId: string): VaultTables {
	const tables = new Dexie(`c-${vaultId}`, { chromeTransactionDurability: 'strict' });
	for (const { version, stores } of migrations) tables.version(version).stores(stores);
	giveWay(tables);
	return tables as VaultTables; // Dexie adds a property for every store the migrations name
}

/** Lets another tab delete or upgrade the database. Dexie would do so too, but write its name to the console. */
function giveWay(tables: Dexie): void {
	tables.on('versionchange', () => {
		tables.close({ disableAutoOpen: false });
		return false;
	});
}

function createDexieStore(vaultId: string): VaultStore {
	const tables = openVault(vaultId);
	let closed = false;
	let wasOpen = false;
	// Called when a database is made. Whoever opens it again means the one that was there; Dexie itself reopens, too.
	tables.on('populate', () => {
		if (wasOpen) throw new Dexie.DatabaseClosedError('The database is gone');
	});
	const use = async <T>(work: () => PromiseLike<T>): Promise<Result<T, StorageProblem>> => {
		if (closed) return err({ type: 'StorageLost' });
		const done = await attempt(tables, work, () => !closed);
		wasOpen ||= done.ok;
		return done;
	};
	const close = () => {
		closed = true;
		tables.close();
	};
	return {
		load: () =>
			use(() =>
				tables.transaction('r', [tables.header, tables.snapshot, tables.changes], async () => {
					const [header, snapshot, changes] = await Promise.all([
						tables.header.get('header'),
						tables.snapshot.toArray(),
						tables.changes.toArray()
					]);
					return { header: header?.header, snapshot, changes };
				})
			),
		header: () => use(async () => (await tables.header.get('header'))?.header),
		write: (write) =>
			use(() => {
				const touched = touchedTables(tables, write);
				return touched.length === 0
					? Promise.resolve()
					: tables.transaction('rw', touched, async ({ idbtrans }) => {
							try {
								await applyWrite(tables, write);
							} catch (fault) {
								// When the disk is full each request only says that it was aborted; the transaction knows why.
								throw idbtrans.error ?? fault;
							}
						});
			}),
		position: () =>
			use(() =>
				tables.transaction('r', [tables.snapshot, tables.changes], async () => {
					const [changeIds, snapshotIds] = await Promise.all([
						tables.changes.toCollection().primaryKeys(),
						tables.snapshot.toCollection().primaryKeys()
					]);
					return { changeIds, snapshotIds };
				})
			),
		changes: (ids) => use(async () => (await tables.changes.bulkGet([...ids])).filter((row) => row !== undefined)),
		answers: () => use(() => tables.answers.toArray()),
		outbox: () => use(() => tables.outbox.toArray()),
		shelf: () => use(() => tables.shelf.toArray()),
		close,
		erase: async () => {
			await use(() =>
				tables.transaction('rw', tables.tables, () => Promise.all(tables.tables.map((table) => table.clear())))
			);
			closed = true;
			// A sleeping tab can keep the empty database for as long as it sleeps: not worth waiting for.
			const blocked = new Promise<void>((resolve) => tables.on('blocked', () => resolve()));
			await Promise.race([tables.delete(), blocked]).catch(() => undefined);
		}
	};
}

/** Only the stores a write needs: a longer list would make writes wait for each other. */
function touchedTables(tables: VaultTables, write: VaultWrite) {
	return [
		...(write.header ? [tables.header] : []),
		...(write.addChanges?.length || write.dropChanges?.length ? [tables.changes] : []),
		...(write.addAnswers?.length || write.dropAnswers?.length ? [tables.answers] : []),
		...(write.addOutbox?.length || write.dropOutbox?.length ? [tables.outbox] : []),
		...(write.addShelf?.length || write.dropShelf?.length ? [tables.shelf] : []),
		...(write.snapshot ? [tables.snapshot] : [])
	];
}

async function applyWrite(tables: VaultTables, write: VaultWrite): Promise<void> {
	if (write.header) await tables.header.put({ id: 'header', header: write.header });
	for (const [table, add, drop] of [
		[tables.changes, write.addChanges, write.dropChanges],
		[tables.answers, write.addAnswers, write.dropAnswers],
		[tables.outbox, write.addOutbox, write.dropOutbox],
		[tables.shelf, write.addShelf, write.dropShelf]
	] as const) {
		if (add?.length) await table.bulkPut([...add]);
		if (drop?.length) await table.bulkDelete([...drop]);
	}
	if (write.snapshot) {
		await tables.snapshot.clear();
		await tables.snapshot.bulkPut([...write.snapshot]);
	}
}

/**
 * Runs one piece of database work; opens the database again and repeats it once when the connection was lost, unless
 * it was closed on purpose meanwhile.
 */
async function attempt<T>(
	tables: Dexie,
	work: () => PromiseLike<T>,
	mayReopen: () => boolean = () => true
): Promise<Result<T, StorageProblem>> {
	try {
		return ok(await work());
	} catch (fault) {
		const problem = problemOf(fault);
		if (problem.type !== 'StorageLost') return err(problem);
	}
	log({ code: 'vault.connection-lost' });
	try {
		if (!mayReopen()) return err({ type: 'StorageLost' });
		tables.close();
		await tables.open();
		const value = await work();
		log({ code: 'vault.replayed' });
		return ok(value);
	} catch (fault) {
		return err(problemOf(fault));
	}
}

/** What Dexie and the browsers call a connection that went away; an abort nobody asked for is one, too. */
const lostNames = [
	'AbortError',
	'DatabaseClosedError',
	'InvalidStateError',
	'PrematureCommitError',
	'TransactionInactiveError',
	'UnknownError'
];

/** Names of the fault and of what it wraps: Dexie puts the browser's own error, or one for each row, inside. */
function namesOf(fault: unknown): readonly string[] {
	if (!(fault instanceof Error)) return [];
	const inner: unknown = 'inner' in fault ? fault.inner : undefined;
	const failures: unknown = 'failures' in fault ? fault.failures : undefined;
	return [fault.name, ...namesOf(inner), ...(Array.isArray(failures) ? failures.flatMap(namesOf) : [])];
}

function problemOf(fault: unknown): StorageProblem {
	const names = namesOf(fault);
	if (names.includes('QuotaExceededError')) return { type: 'QuotaExceeded' };
	return names.some((name) => lostNames.includes(name)) ? { type: 'StorageLost' } : { type: 'StorageFailed' };
}
