/**
 * What an open vault holds in memory, and how it follows what lies in the store.
 *
 * Who may call it: `vault.ts`, which feeds it what this tab wrote and asks it to look for what another tab wrote.
 *
 * What must stay true:
 * - The ledger changes only by rows that lie in the store already.
 * - A row that does not open is counted once and left where it is, never tried again and never absorbed (threat: a newer
 *   app's row, lost work).
 * - After `forget` it holds nothing, and work that was under way adds nothing any more (threats A1, A2: a phone taken
 *   while locked).
 */
import { log } from '$lib/base/log';
import { err, ok, type Result } from '$lib/base/result';
import type { VaultKeys } from '$lib/crypto/keyring';
import { createLedger, type Ledger } from '$lib/domain/ledger';
import { empty, type EmptiedRow } from '$lib/domain/retention';
import { applyLogged, openChanges, type Logged } from './change-log';
import { project, type SnapshotDamaged } from './projection';
import type { SealedRow, SnapshotPart, StorageProblem, VaultStore } from './store';

/** The vault was closed meanwhile. */
export interface VaultLocked {
	readonly type: 'VaultLocked';
}

export interface Reader {
	/** Read only, and changed in place. Empty once forgotten. */
	readonly ledger: () => Ledger;
	/** Ids of the change rows in the ledger that are not in the snapshot. */
	readonly absorbable: () => readonly string[];
	/** How many rows did not open. */
	readonly unreadable: () => number;
	/** Takes over what this tab has just written, without reading it again. */
	readonly take: (written: Logged, boxes: readonly SealedRow[]) => void;
	/** After the absorbable rows were folded into this snapshot, with these rows as they are in it. */
	readonly takeSnapshot: (snapshot: readonly SnapshotPart[], emptied: readonly EmptiedRow[]) => void;
	/** Reads what another tab wrote. */
	readonly catchUp: () => Promise<Result<void, StorageProblem | VaultLocked>>;
	/** Drops every row at once. */
	readonly forget: () => void;
}

/** What lies in memory. */
interface Held {
	readonly ledger: Ledger;
	readonly applied: Set<string>;
	readonly unreadable: Set<string>;
	/** One text for the ids of the snapshot, which another tab's fold replaces. */
	readonly snapshotIds: string;
}

/** Reads and opens everything in the store. `onchange` is called after the ledger changed. */
export async function openReader(
	store: VaultStore,
	keys: VaultKeys,
	onchange: () => void
): Promise<Result<Reader, StorageProblem | SnapshotDamaged>> {
	const first = await readAll(store, keys);
	if (!first.ok) return first;
	let held = first.value;
	let forgotten = false;

	const catchUp = async (): Promise<Result<void, StorageProblem | VaultLocked>> => {
		if (forgotten) return err({ type: 'VaultLocked' });
		const position = await store.position();
		if (!position.ok) return position;
		// Another tab folded the log; its snapshot may hold rows we never saw.
		if (idsOf(position.value.snapshotIds) !== held.snapshotIds) return reload();
		const unseen = position.value.changeIds.filter((row) => !held.applied.has(row) && !held.unreadable.has(row));
		if (unseen.length === 0) return ok(undefined);
		const rows = await store.changes(unseen);
		if (!rows.ok) return rows;
		if (forgotten) return err({ type: 'VaultLocked' });
		if (rows.value.length < unseen.length) return reload();
		applyRows(rows.value);
		return ok(undefined);
	};

	const reload = async (): Promise<Result<void, StorageProblem | VaultLocked>> => {
		const anew = await readAll(store, keys);
		if (forgotten) return err({ type: 'VaultLocked' });
		if (!anew.ok) return err(anew.error.type === 'SnapshotDamaged' ? { type: 'StorageFailed' } : anew.error);
		held = anew.value;
		onchange();
		return ok(undefined);
	};

	const applyRows = (rows: readonly SealedRow[]) => {
		for (const row of rows) {
			const opened = openChanges(keys.recordKey, row);
			if (!opened.ok) {
				held.unreadable.add(row.id);
				log({ code: 'vault.unreadable-row' });
				continue;
			}
			applyLogged(held.ledger, opened.value);
			held.applied.add(row.id);
		}
		onchange();
	};

	return ok({
		ledger: () => held.ledger,
		absorbable: () => [...held.applied],
		unreadable: () => held.unreadable.size,
		take: (written, boxes) => {
			if (forgotten) return;
			applyLogged(held.ledger, written);
			for (const box of boxes) held.applied.add(box.id);
			onchange();
		},
		takeSnapshot: (snapshot, emptied) => {
			if (forgotten) return;
			if (emptied.length > 0) {
				empty(held.ledger, emptied);
				onchange();
			}
			held = { ...held, applied: new Set(), snapshotIds: idsOf(snapshot.map((part) => part.id)) };
		},
		catchUp,
		forget: () => {
			forgotten = true;
			held = { ledger: createLedger(), applied: new Set(), unreadable: new Set(), snapshotIds: '' };
		}
	});
}

/** Everything in the store, opened. `StorageLost` when the header is gone: so is the vault. */
async function readAll(store: VaultStore, keys: VaultKeys): Promise<Result<Held, StorageProblem | SnapshotDamaged>> {
	const stored = await store.load();
	if (!stored.ok) return stored;
	const { header, snapshot, changes } = stored.value;
	if (header === undefined) return err({ type: 'StorageLost' });
	const projected = project(keys, snapshot, changes);
	if (!projected.ok) return projected;
	const { ledger, applied, unreadable } = projected.value;
	const snapshotIds = idsOf(snapshot.map((part) => part.id));
	return ok({ ledger, applied: new Set(applied), unreadable: new Set(unreadable), snapshotIds });
}

const idsOf = (ids: readonly string[]): string => [...ids].sort().join();
