/**
 * The vault: everything one facilitator keeps, open in memory while she works and sealed on the phone always.
 *
 * The model. Two write doors (docs/decisions/0002): `append` for attributed facts, which are stamped and ordered, and
 * `drop` for anonymous answers, which carry no time, no order and no author. What can be read is the fold of the facts
 * (`ledger`); answers are never handed out, only the band of a batch that reached its threshold.
 *
 * Who may call it: the runtime. Who makes it: `profiles.ts`, after the secret fitted.
 *
 * What must stay true:
 * - A write answers `ok` only after the transaction committed; the ledger changes after that, never before.
 * - One device never uses the same hybrid time twice: appends queue, and only the tab that holds the writer lock writes.
 * - After `close` no key and no row is reachable from here (threats A1, A2: a phone taken while locked). A write that
 *   was under way is sealed already and ends as it would have; one that still waited is refused.
 * - A row that does not open is kept and counted, never dropped or absorbed.
 */
import type { Clock, Day } from '$lib/base/clock';
import { log } from '$lib/base/log';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import type { VaultMasterKey } from '$lib/crypto/envelope';
import type { Kdf } from '$lib/crypto/kdf';
import { vaultKeys, wipeKeys, type VaultKeys } from '$lib/crypto/keyring';
import { lockWithPin, spendPin, type PinLock } from '$lib/crypto/pin';
import { batchesOf, openBatch, waitingBatch } from '$lib/domain/batch';
import { nextHybridTime, type Change, type Edit } from '$lib/domain/change';
import type { CheckInAnswer } from '$lib/domain/check-in';
import type { DeviceId, GroupId } from '$lib/domain/ids';
import { applyChange, createLedger, neededEdits, stampOf, type Ledger } from '$lib/domain/ledger';
import { openAnswers, sealAnswer } from './answer-box';
import { openChanges, sealChanges } from './change-log';
import { openEntries, sealEntry, type OutboxEntry } from './outbox';
import { project, sealSnapshot, type SnapshotDamaged } from './projection';
import type { SealedRow, SnapshotPart, StoredVault, StorageProblem, VaultStore, VaultWrite } from './store';
import type { WriterLock } from './writer-lock';

/**
 * Why a write did not happen; nothing was kept of it, and what the person typed is still on her screen.
 * `VaultLocked`: the vault was closed meanwhile. `OtherTabWrites`: this tab only reads.
 */
export type WriteProblem = StorageProblem | { readonly type: 'VaultLocked' } | { readonly type: 'OtherTabWrites' };

/** Drops answers while the vault is locked: holds a public key and a store, and can read nothing back. */
export interface Letterbox {
	readonly drop: (answer: CheckInAnswer) => Promise<Result<void, StorageProblem>>;
	/** Gives back the store and the right to write, so that the vault can be opened again. */
	readonly close: () => void;
}

export interface Vault {
	readonly id: string;
	readonly device: DeviceId;
	/** What the vault holds, folded. Read only; changes in place, so read again after `subscribe` calls. */
	readonly ledger: () => Ledger;
	/** False while another tab writes. */
	readonly canWrite: () => boolean;
	/** Rows that did not open: damaged, or written by a newer app. */
	readonly unreadable: () => number;
	/** Stamps, seals and stores the edits together. Edits that change nothing are left out; an empty list is a success. */
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, WriteProblem>>;
	/** Stores one anonymous answer. */
	readonly drop: (answer: CheckInAnswer) => Promise<Result<void, WriteProblem>>;
	/** Opens the group's waiting batch if it reached its threshold, and erases its answers in the same transaction. */
	readonly openWaitingBatch: (groupId: GroupId, day: Day) => Promise<Result<'opened' | 'waiting', WriteProblem>>;
	/** Closes the vault for reading and leaves only a slot to drop answers through. */
	readonly closeToLetterbox: () => Letterbox;
	/** Puts something in the outbox. */
	readonly enqueue: (entry: OutboxEntry) => Promise<Result<void, WriteProblem>>;
	readonly outbox: () => Promise<Result<readonly { readonly id: string; readonly entry: OutboxEntry }[], WriteProblem>>;
	/** Takes entries out after the other side confirmed them. */
	readonly confirmSent: (ids: readonly string[]) => Promise<Result<void, WriteProblem>>;
	/** Folds the log into a new snapshot. Also runs by itself after unlock when the log has grown. */
	readonly compact: () => Promise<Result<void, WriteProblem>>;
	/** Reads what another tab wrote. */
	readonly refresh: () => Promise<Result<void, WriteProblem>>;
	/** Calls back after every change of the ledger or of `canWrite`. Returns how to stop. */
	readonly subscribe: (onchange: () => void) => () => void;
	/** Wraps the master key under a PIN, for re-opening this tab only. Gives a spent one when the vault is closed. */
	readonly wrapWithPin: (pin: string, kdf: Kdf) => Promise<PinLock>;
	/** Drops every key and row at once, and closes the store when what was under way has ended. */
	readonly close: () => void;
	/** Makes the vault unreadable for ever, then closes it. */
	readonly erase: () => Promise<void>;
}

export interface VaultDeps {
	readonly store: VaultStore;
	readonly clock: Clock;
	readonly random: Random;
	readonly writerLock: WriterLock;
	/** Called after this tab wrote, so that other tabs can be told. */
	readonly onwritten?: () => void;
}

/** Change rows beyond which the log is folded into the snapshot after unlock. */
const longLog = 256;

/** What lies in memory of an open vault. */
interface Folded {
	readonly ledger: Ledger;
	/** Ids of the change rows in the ledger that are not in the snapshot. */
	readonly applied: Set<string>;
	readonly unreadable: Set<string>;
	readonly snapshotIds: string;
}

/** Opens the rows of a vault whose master key is known. `master` is taken over and wiped on close, or when it fails. */
export async function openVault(
	deps: VaultDeps,
	id: string,
	device: DeviceId,
	master: VaultMasterKey
): Promise<Result<Vault, StorageProblem | SnapshotDamaged>> {
	const { store, clock, random, writerLock, onwritten } = deps;
	const keys = vaultKeys(master);
	const first = await readAll(store, keys);
	if (!first.ok) {
		wipeKeys(keys, master);
		store.close();
		return first;
	}

	let folded = first.value;
	let holdsLock = false;
	let caughtUp = false;
	let closed = false;
	let queue: Promise<unknown> = Promise.resolve();
	const listeners = new Set<() => void>();
	const notify = () => listeners.forEach((listener) => listener());

	/** One thing at a time: a stamp must see the stamp before it. */
	const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
		const turn = queue.then(work);
		queue = turn.catch(() => undefined);
		return turn;
	};

	/** Runs a write in its turn, unless the vault is closed or another tab writes. */
	const writeInTurn = <T>(work: () => Promise<Result<T, WriteProblem>>): Promise<Result<T, WriteProblem>> =>
		inTurn(async () => {
			if (closed) return err({ type: 'VaultLocked' });
			if (!holdsLock) return err({ type: 'OtherTabWrites' });
			if (!caughtUp) {
				// The tab that wrote before may have written since we read.
				const read = await catchUp();
				if (!read.ok) return read;
				caughtUp = true;
			}
			return closed ? err({ type: 'VaultLocked' }) : work();
		});

	const stamp = (edits: readonly Edit[]): readonly Change[] => {
		let hlc = folded.ledger.lastHlc;
		return edits.map((edit) => {
			hlc = nextHybridTime(hlc, clock.now());
			const { table, row, field, value } = edit;
			return { v: 1, table, row, field, value, ...stampOf(folded.ledger, edit), hlc, dev: device };
		});
	};

	const commit = async (
		edits: readonly Edit[],
		also: Omit<VaultWrite, 'addChanges'> = {}
	): Promise<Result<void, WriteProblem>> => {
		const changes = stamp(edits);
		// Sealed before the transaction begins: IndexedDB ends a transaction that waits for anything else.
		const rows = sealChanges(keys.recordKey, random, changes);
		const written = await store.write({ ...also, addChanges: rows });
		if (!written.ok) return written;
		onwritten?.();
		if (closed) return ok(undefined);
		for (const change of changes) applyChange(folded.ledger, change);
		for (const row of rows) folded.applied.add(row.id);
		notify();
		return ok(undefined);
	};

	const fold = async (): Promise<Result<void, WriteProblem>> => {
		const { applied } = folded;
		const snapshot = sealSnapshot(keys.snapshotKey, random, folded.ledger);
		const written = await store.write({ snapshot, dropChanges: [...applied] });
		if (!written.ok) return written;
		onwritten?.();
		log({ code: 'vault.compacted', count: applied.size });
		if (!closed) folded = { ...folded, applied: new Set(), snapshotIds: idsOf(snapshot) };
		return ok(undefined);
	};

	const catchUp = async (): Promise<Result<void, WriteProblem>> => {
		const position = await store.position();
		if (!position.ok) return position;
		// Another tab folded the log; its snapshot may hold rows we never saw.
		if (position.value.snapshotIds.join() !== folded.snapshotIds) return reload();
		const unseen = position.value.changeIds.filter((row) => !folded.applied.has(row) && !folded.unreadable.has(row));
		if (unseen.length === 0) return ok(undefined);
		const rows = await store.changes(unseen);
		if (!rows.ok) return rows;
		if (closed) return err({ type: 'VaultLocked' });
		if (rows.value.length < unseen.length) return reload();
		applyRows(rows.value);
		return ok(undefined);
	};

	const reload = async (): Promise<Result<void, WriteProblem>> => {
		const anew = await readAll(store, keys);
		if (closed) return err({ type: 'VaultLocked' });
		if (!anew.ok) return err(anew.error.type === 'SnapshotDamaged' ? { type: 'StorageFailed' } : anew.error);
		folded = anew.value;
		notify();
		return ok(undefined);
	};

	const applyRows = (rows: readonly SealedRow[]) => {
		for (const row of rows) {
			const opened = openChanges(keys.recordKey, row);
			if (!opened.ok) {
				folded.unreadable.add(row.id);
				log({ code: 'vault.unreadable-row' });
				continue;
			}
			for (const change of opened.value) applyChange(folded.ledger, change);
			folded.applied.add(row.id);
		}
		notify();
	};

	const openWaiting = async (groupId: GroupId, day: Day): Promise<Result<'opened' | 'waiting', WriteProblem>> => {
		const batch = waitingBatch(folded.ledger, groupId);
		if (!batch) return ok('waiting');
		const rows = await store.answers();
		if (!rows.ok) return rows;
		if (closed) return err({ type: 'VaultLocked' });
		const answers = openAnswers(keys.answerPrivate, rows.value);
		const edits = openBatch(folded.ledger, batch, answers, day);
		if (!edits) return ok('waiting');
		// The result and the erasure of what it came from are one transaction: a batch opens once.
		const dropAnswers = answers.filter((answer) => answer.batch === batch.id).map((answer) => answer.id);
		const written = await commit(edits, { dropAnswers });
		return written.ok ? ok('opened') : written;
	};

	/** Answers of a batch that opened on another path (an old backup, another device) must not linger. */
	const dropSpentAnswers = async (): Promise<Result<void, WriteProblem>> => {
		const rows = await store.answers();
		if (!rows.ok) return rows;
		if (closed || rows.value.length === 0) return ok(undefined);
		const spent = new Set<string>();
		for (const row of folded.ledger.tables.get('group')?.keys() ?? [])
			for (const batch of batchesOf(folded.ledger, row as GroupId)) if (batch.result !== null) spent.add(batch.id); // a row id of the group table is a group id
		const dropAnswers = openAnswers(keys.answerPrivate, rows.value)
			.filter((answer) => spent.has(answer.batch))
			.map((answer) => answer.id);
		return dropAnswers.length > 0 ? store.write({ dropAnswers }) : ok(undefined);
	};

	const forget = () => {
		closed = true;
		wipeKeys(keys, master);
		folded = { ledger: createLedger(), applied: new Set(), unreadable: new Set(), snapshotIds: '' };
		listeners.clear();
	};

	const letGo = () =>
		inTurn(async () => {
			releaseWriter();
			store.close();
		});

	const tidy = async () => {
		await writeInTurn(dropSpentAnswers);
		if (folded.applied.size > longLog) await writeInTurn(fold);
	};

	let decide: () => void = () => undefined;
	const decided = new Promise<void>((resolve) => {
		decide = resolve;
	});
	const releaseWriter = writerLock.acquire(id, (held) => {
		decide();
		holdsLock = held;
		caughtUp = false;
		if (held) void tidy().then(notify);
		else notify();
	});
	// Whoever gets the vault may write at once, or knows that another tab does.
	await decided;

	return ok({
		id,
		device,
		ledger: () => folded.ledger,
		canWrite: () => holdsLock && !closed,
		unreadable: () => folded.unreadable.size,
		append: (edits) =>
			writeInTurn(async () => {
				const needed = neededEdits(folded.ledger, edits);
				return needed.length === 0 ? ok(undefined) : commit(needed);
			}),
		drop: (answer) => writeInTurn(() => store.write({ addAnswers: [sealAnswer(keys.answerPublic, answer)] })),
		openWaitingBatch: (groupId, day) => writeInTurn(() => openWaiting(groupId, day)),
		closeToLetterbox: () => {
			forget();
			return {
				drop: (answer) => inTurn(() => store.write({ addAnswers: [sealAnswer(keys.answerPublic, answer)] })),
				close: () => void letGo()
			};
		},
		enqueue: (entry) => writeInTurn(() => store.write({ addOutbox: [sealEntry(keys.outboxKey, random, entry)] })),
		outbox: async () => {
			if (closed) return err({ type: 'VaultLocked' });
			const rows = await store.outbox();
			if (closed) return err({ type: 'VaultLocked' });
			return rows.ok ? ok(openEntries(keys.outboxKey, rows.value)) : rows;
		},
		confirmSent: (ids) => writeInTurn(() => store.write({ dropOutbox: ids })),
		compact: () => writeInTurn(fold),
		refresh: () => inTurn(async () => (closed ? err({ type: 'VaultLocked' }) : catchUp())),
		subscribe: (onchange) => {
			listeners.add(onchange);
			return () => listeners.delete(onchange);
		},
		wrapWithPin: async (pin, kdf) => {
			const isOpen = !closed;
			const lock = await lockWithPin(master, pin, kdf, random, clock.now());
			// A closed vault's master key is zeros, which must open nothing.
			if (!isOpen) spendPin(lock);
			return lock;
		},
		close: () => {
			if (closed) return;
			forget();
			void letGo();
		},
		erase: async () => {
			forget();
			await inTurn(async () => releaseWriter());
			await store.erase();
		}
	});
}

/** Everything in the store, opened. `StorageLost` when the header is gone: so is the vault. */
async function readAll(store: VaultStore, keys: VaultKeys): Promise<Result<Folded, StorageProblem | SnapshotDamaged>> {
	const stored = await store.load();
	if (!stored.ok) return stored;
	const { header, snapshot, changes }: StoredVault = stored.value;
	if (header === undefined) return err({ type: 'StorageLost' });
	const projected = project(keys, snapshot, changes);
	if (!projected.ok) return projected;
	const { ledger, applied, unreadable } = projected.value;
	return ok({ ledger, applied: new Set(applied), unreadable: new Set(unreadable), snapshotIds: idsOf(snapshot) });
}

/** One text for the ids of a snapshot, in the order a store lists them. */
const idsOf = (snapshot: readonly SnapshotPart[]): string =>
	snapshot
		.map((part) => part.id)
		.sort()
		.join();
