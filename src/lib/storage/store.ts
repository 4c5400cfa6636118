/**
 * The port to where a vault's rows lie, in the shape they lie there: random ids and sealed bytes.
 *
 * Who may call it: `vault.ts` and `profiles.ts`. Two real implementations pass one contract (tests/contract):
 * `tables.ts` over IndexedDB, `memory-store.ts` for tests and for the sample's dry runs.
 *
 * What must stay true:
 * - One `write` is one transaction: all of it or nothing, and it answers only after the commit.
 * - Nothing that reaches a store is readable: callers seal first. A store has no key.
 * - No store orders or dates rows (threats A1, A2: who answered when).
 */
import type { VaultHeader } from '$lib/crypto/keyring';
import type { Result } from '$lib/base/result';

/** A sealed row under a random id; on the shelf, under a digest that says nothing to who has no key. */
export interface SealedRow {
	readonly id: string;
	readonly box: Uint8Array;
}

/** A part of the snapshot; `generation` names the snapshot it belongs to, of `count` parts. */
export interface SnapshotPart {
	readonly id: string;
	readonly generation: string;
	readonly at: number;
	readonly count: number;
	readonly box: Uint8Array;
}

export interface StoredVault {
	readonly header: unknown;
	readonly snapshot: readonly SnapshotPart[];
	readonly changes: readonly SealedRow[];
}

/** The ids of what a vault holds at one moment. */
export interface StorePosition {
	readonly changeIds: readonly string[];
	readonly snapshotIds: readonly string[];
}

/** What one transaction does. `snapshot` replaces all parts of the one before. */
export interface VaultWrite {
	readonly header?: VaultHeader;
	readonly addChanges?: readonly SealedRow[];
	readonly dropChanges?: readonly string[];
	readonly addAnswers?: readonly SealedRow[];
	readonly dropAnswers?: readonly string[];
	readonly addOutbox?: readonly SealedRow[];
	readonly dropOutbox?: readonly string[];
	readonly addShelf?: readonly SealedRow[];
	readonly dropShelf?: readonly string[];
	readonly snapshot?: readonly SnapshotPart[];
}

/**
 * Why a store could not do it; nothing was written. `QuotaExceeded`: the phone is full. `StorageLost`: the store is closed,
 * or the browser closed the database and it could not be opened again, or it is gone. `StorageFailed`: anything else.
 */
export type StorageProblem =
	{ readonly type: 'QuotaExceeded' } | { readonly type: 'StorageLost' } | { readonly type: 'StorageFailed' };

export interface VaultStore {
	readonly load: () => Promise<Result<StoredVault, StorageProblem>>;
	/** The header as stored, unparsed; undefined when the database has none. */
	readonly header: () => Promise<Result<unknown, StorageProblem>>;
	readonly write: (write: VaultWrite) => Promise<Result<void, StorageProblem>>;
	/** Which rows there are, without what they hold; tells another tab's work from our own. */
	readonly position: () => Promise<Result<StorePosition, StorageProblem>>;
	readonly changes: (ids: readonly string[]) => Promise<Result<readonly SealedRow[], StorageProblem>>;
	readonly answers: () => Promise<Result<readonly SealedRow[], StorageProblem>>;
	readonly outbox: () => Promise<Result<readonly SealedRow[], StorageProblem>>;
	readonly shelf: () => Promise<Result<readonly SealedRow[], StorageProblem>>;
	/** Every later call answers `StorageLost`; one that runs ends as it would have. */
	readonly close: () => void;
	/** Empties every table, then deletes the database, and closes. Never fails loudly: the caller burnt the header before. */
	readonly erase: () => Promise<void>;
}

/** Where the vaults of this phone lie. */
export interface StoreDirectory {
	readonly vaultIds: () => Promise<Result<readonly string[], StorageProblem>>;
	readonly addVault: (id: string) => Promise<Result<void, StorageProblem>>;
	readonly removeVault: (id: string) => Promise<Result<void, StorageProblem>>;
	/** Failed unlocks, kept so that closing the app does not reset the delay. */
	readonly tries: () => Promise<Tries>;
	readonly setTries: (tries: Tries) => Promise<void>;
	/** True once a vault was ever made here; kept apart from the database, so that its loss is noticed. */
	readonly wasUsed: () => boolean;
	readonly setUsed: (used: boolean) => void;
	readonly store: (vaultId: string) => VaultStore;
}

export interface Tries {
	/** Wrong tries in a row. */
	readonly failures: number;
	/** Instant before which no further try is taken. */
	readonly until: number;
}
