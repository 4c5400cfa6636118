/**
 * A store in memory: a small real implementation, not a mock. It passes the same contract as IndexedDB and is what
 * tests above storage run on. What must stay true: a failed write leaves nothing behind, like a transaction.
 */
import { err, ok, type Result } from '$lib/base/result';
import type { SealedRow, SnapshotPart, StorageProblem, StoreDirectory, Tries, VaultStore, VaultWrite } from './store';

/** What tests may do to it: fill the disk, or look at what lies there. */
export interface MemoryDirectory extends StoreDirectory {
	/** From now on every write answers with this problem; null lets writes through again. */
	readonly failWith: (problem: StorageProblem | null) => void;
	/** Everything a thief would find: headers, ids, boxes, tries. Copies. */
	readonly atRest: () => unknown;
}

interface Tables {
	header: unknown;
	readonly changes: Map<string, SealedRow>;
	readonly answers: Map<string, SealedRow>;
	readonly outbox: Map<string, SealedRow>;
	readonly shelf: Map<string, SealedRow>;
	snapshot: readonly SnapshotPart[];
}

/** An empty phone. */
export function createMemoryDirectory(): MemoryDirectory {
	const vaults = new Map<string, Tables>();
	const listed = new Set<string>();
	let used = false;
	let tries: Tries = { failures: 0, until: 0 };
	let failure: StorageProblem | null = null;
	const write = <T>(act: () => T): Promise<Result<T, StorageProblem>> =>
		Promise.resolve(failure ? err(failure) : ok(act()));
	return {
		vaultIds: () => Promise.resolve(ok([...listed])),
		addVault: (id) => write(() => void listed.add(id)),
		removeVault: (id) => write(() => void listed.delete(id)),
		tries: () => Promise.resolve(tries),
		setTries: async (next) => {
			await write(() => {
				tries = next;
			});
		},
		wasUsed: () => used,
		setUsed: (next) => {
			used = next;
		},
		store: (vaultId) => createMemoryStore(vaults, vaultId, write),
		failWith: (problem) => {
			failure = problem;
		},
		atRest: () => structuredClone({ vaults, listed, tries, used })
	};
}

function createMemoryStore(
	vaults: Map<string, Tables>,
	vaultId: string,
	commit: <T>(act: () => T) => Promise<Result<T, StorageProblem>>
): VaultStore {
	const empty = (): Tables => ({
		header: undefined,
		changes: new Map(),
		answers: new Map(),
		outbox: new Map(),
		shelf: new Map(),
		snapshot: []
	});
	let closed = false;
	const lost = (): Promise<Result<never, StorageProblem>> => Promise.resolve(err({ type: 'StorageLost' }));
	const read = <T>(look: (tables: Tables) => T): Promise<Result<T, StorageProblem>> =>
		closed ? lost() : Promise.resolve(ok(look(vaults.get(vaultId) ?? empty())));
	return {
		load: () =>
			read(({ header, snapshot, changes }) => ({ header, snapshot: [...snapshot], changes: inKeyOrder(changes) })),
		header: () => read((tables) => tables.header),
		write: (asked) =>
			closed
				? lost()
				: commit(() => {
						const into = vaults.get(vaultId) ?? empty();
						vaults.set(vaultId, into);
						applyWrite(into, structuredClone(asked));
					}),
		position: () =>
			read(({ changes, snapshot }) => ({
				changeIds: inKeyOrder(changes).map((row) => row.id),
				snapshotIds: snapshot.map((part) => part.id).sort()
			})),
		changes: (ids) => read((tables) => ids.flatMap((id) => tables.changes.get(id) ?? [])),
		answers: () => read((tables) => inKeyOrder(tables.answers)),
		outbox: () => read((tables) => inKeyOrder(tables.outbox)),
		shelf: () => read((tables) => inKeyOrder(tables.shelf)),
		close: () => {
			closed = true;
		},
		erase: () => {
			vaults.delete(vaultId);
			closed = true;
			return Promise.resolve();
		}
	};
}

function applyWrite(tables: Tables, write: VaultWrite): void {
	if (write.header) tables.header = write.header;
	for (const [rows, add, drop] of [
		[tables.changes, write.addChanges, write.dropChanges],
		[tables.answers, write.addAnswers, write.dropAnswers],
		[tables.outbox, write.addOutbox, write.dropOutbox],
		[tables.shelf, write.addShelf, write.dropShelf]
	] as const) {
		for (const row of add ?? []) rows.set(row.id, row);
		for (const id of drop ?? []) rows.delete(id);
	}
	if (write.snapshot) tables.snapshot = write.snapshot;
}

/** As IndexedDB gives them: by key, so arrival order is not kept. */
const inKeyOrder = (rows: ReadonlyMap<string, SealedRow>): readonly SealedRow[] =>
	[...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
