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
 * - After `close` no key and no row is reachable from here (threats A1, A2: a phone taken while locked).
 * - A row that does not open is kept and counted, never dropped or absorbed.
 */
import type { Clock, Day } from '$lib/base/clock';
import { log } from '$lib/base/log';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import type { VaultMasterKey } from '$lib/crypto/envelope';
import type { Kdf } from '$lib/crypto/kdf';
import { vaultKeys, wipeKeys } from '$lib/crypto/keyring';
import { lockWithPin, type PinLock } from '$lib/crypto/pin';
import { batchesOf, openBatch, waitingBatch } from '$lib/domain/batch';
import { nextHybridTime, type Change, type Edit } from '$lib/domain/change';
import type { CheckInAnswer } from '$lib/domain/check-in';
import type { DeviceId, GroupId } from '$lib/domain/ids';
import { applyChange, createLedger, stampOf, type Ledger } from '$lib/domain/ledger';
import { openAnswers, sealAnswer } from './answer-box';
import { openChanges, sealChanges } from './change-log';
import { openEntries, sealEntry, type OutboxEntry } from './outbox';
import { project, sealSnapshot, type SnapshotDamaged } from './projection';
import type { SealedRow, StorageProblem, VaultStore, VaultWrite } from './store';
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
	/** Stamps, seals and stores the edits together. An empty list is a success. */
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
	/** Folds the log into a new snapshot. Also runs by itself when the log has grown. */
	readonly compact: () => Promise<Result<void, WriteProblem>>;
	/** Reads what another tab wrote. */
	readonly refresh: () => Promise<Result<void, WriteProblem>>;
	/** Calls back after every change of the ledger or of `canWrite`. Returns how to stop. */
	readonly subscribe: (onchange: () => void) => () => void;
	/** Wraps the master key under a PIN, for re-opening this tab only. */
	readonly wrapWithPin: (pin: string, kdf: Kdf) => Promise<PinLock>;
	/** Drops every key and row, and closes the store. */
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

/** Opens the rows of a vault whose master key is known. `master` is taken over and wiped on close. */
export async function openVault(
	deps: VaultDeps,
	id: string,
	device: DeviceId,
	master: VaultMasterKey
): Promise<Result<Vault, StorageProblem | SnapshotDamaged>> {
	const { store, clock, random, writerLock, onwritten } = deps;
	const keys = vaultKeys(master);
	const stored = await store.load();
	if (!stored.ok) return stored;
	const projected = project(keys, stored.value.snapshot, stored.value.changes);
	if (!projected.ok) return projected;

	let ledger = projected.value.ledger;
	let applied = new Set(projected.value.applied);
	const unreadable = new Set(projected.value.unreadable);
	let writing = false;
	let closed = false;
	let queue: Promise<unknown> = Promise.resolve();
	const listeners = new Set<() => void>();
	const notify = () => listeners.forEach((listener) => listener());

	const releaseWriter = writerLock.acquire(id, (held) => {
		writing = held;
		// The tab that wrote before may have written since we read.
		if (held) void refresh().then(notify);
	});

	/** One thing at a time: a stamp must see the stamp before it. */
	const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
		const turn = queue.then(work);
		queue = turn.catch(() => undefined);
		return turn;
	};

	const refusal = (): { readonly type: 'VaultLocked' } | { readonly type: 'OtherTabWrites' } | null =>
		closed ? { type: 'VaultLocked' } : writing ? null : { type: 'OtherTabWrites' };

	const stamp = (edits: readonly Edit[]): readonly Change[] => {
		let hlc = ledger.lastHlc;
		return edits.map((edit) => {
			hlc = nextHybridTime(hlc, clock.now());
			const { table, row, field, value } = edit;
			return { v: 1, table, row, field, value, ...stampOf(ledger, edit), hlc, dev: device };
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
		if (closed) return ok(undefined);
		for (const change of changes) applyChange(ledger, change);
		for (const row of rows) applied.add(row.id);
		notify();
		onwritten?.();
		return ok(undefined);
	};

	const append = (edits: readonly Edit[]) =>
		inTurn(async (): Promise<Result<void, WriteProblem>> => {
			const refused = refusal();
			if (refused) return err(refused);
			return edits.length === 0 ? ok(undefined) : commit(edits);
		});

	const write = (make: () => VaultWrite) =>
		inTurn(async (): Promise<Result<void, WriteProblem>> => {
			const refused = refusal();
			return refused ? err(refused) : store.write(make());
		});

	const compact = () =>
		inTurn(async (): Promise<Result<void, WriteProblem>> => {
			const refused = refusal();
			if (refused) return err(refused);
			const absorbed = applied;
			const snapshot = sealSnapshot(keys.snapshotKey, random, ledger);
			const written = await store.write({ snapshot, dropChanges: [...absorbed] });
			if (!written.ok) return written;
			applied = new Set();
			log({ code: 'vault.compacted', count: absorbed.size });
			onwritten?.();
			return ok(undefined);
		});

	const refresh = () =>
		inTurn(async (): Promise<Result<void, WriteProblem>> => {
			if (closed) return err({ type: 'VaultLocked' });
			const ids = await store.changeIds();
			if (!ids.ok) return ids;
			const unseen = ids.value.filter((row) => !applied.has(row) && !unreadable.has(row));
			const present = new Set(ids.value);
			const gone = [...applied].some((row) => !present.has(row));
			// Rows that vanished were absorbed by a snapshot that may hold more than we saw: fold everything anew.
			if (gone) return reload();
			const rows = await store.changes(unseen);
			if (!rows.ok) return rows;
			if (rows.value.length > 0) applyRows(rows.value);
			return ok(undefined);
		});

	const reload = async (): Promise<Result<void, WriteProblem>> => {
		const read = await store.load();
		if (!read.ok) return read;
		const anew = project(keys, read.value.snapshot, read.value.changes);
		if (!anew.ok) return err({ type: 'StorageFailed' });
		ledger = anew.value.ledger;
		applied = new Set(anew.value.applied);
		for (const row of anew.value.unreadable) unreadable.add(row);
		notify();
		return ok(undefined);
	};

	const applyRows = (rows: readonly SealedRow[]) => {
		for (const row of rows) {
			const opened = openChanges(keys.recordKey, row);
			if (!opened.ok) {
				unreadable.add(row.id);
				log({ code: 'vault.unreadable-row' });
				continue;
			}
			for (const change of opened.value) applyChange(ledger, change);
			applied.add(row.id);
		}
		notify();
	};

	const openWaiting = (groupId: GroupId, day: Day) =>
		inTurn(async (): Promise<Result<'opened' | 'waiting', WriteProblem>> => {
			const refused = refusal();
			if (refused) return err(refused);
			const batch = waitingBatch(ledger, groupId);
			if (!batch) return ok('waiting');
			const rows = await store.answers();
			if (!rows.ok) return rows;
			const answers = openAnswers(keys.answerPrivate, rows.value);
			const edits = openBatch(ledger, batch, answers, day);
			if (!edits) return ok('waiting');
			// The result and the erasure of what it came from are one transaction: a batch opens once.
			const dropAnswers = answers.filter((answer) => answer.batch === batch.id).map((answer) => answer.id);
			const written = await commit(edits, { dropAnswers });
			return written.ok ? ok('opened') : written;
		});

	/** Answers of a batch that opened on another path (an old backup, another device) must not linger. */
	const dropSpentAnswers = async () => {
		const rows = await store.answers();
		if (!rows.ok || rows.value.length === 0 || closed || !writing) return;
		const spent = new Set<string>();
		for (const row of ledger.tables.get('group')?.keys() ?? [])
			for (const batch of batchesOf(ledger, row as GroupId)) if (batch.result !== null) spent.add(batch.id); // a row id of the group table is a group id
		const dropAnswers = openAnswers(keys.answerPrivate, rows.value)
			.filter((answer) => spent.has(answer.batch))
			.map((answer) => answer.id);
		if (dropAnswers.length > 0) await store.write({ dropAnswers });
	};

	const forget = () => {
		closed = true;
		wipeKeys(keys, master);
		ledger = createLedger();
		applied = new Set();
		listeners.clear();
	};

	const letGo = () => {
		releaseWriter();
		store.close();
	};

	if (projected.value.applied.length > longLog) void compact();
	void dropSpentAnswers();

	return ok({
		id,
		device,
		ledger: () => ledger,
		canWrite: () => writing && !closed,
		unreadable: () => unreadable.size,
		append,
		drop: (answer) => write(() => ({ addAnswers: [sealAnswer(keys.answerPublic, answer)] })),
		openWaitingBatch: openWaiting,
		closeToLetterbox: () => {
			forget();
			return {
				drop: (answer) => store.write({ addAnswers: [sealAnswer(keys.answerPublic, answer)] }),
				close: letGo
			};
		},
		enqueue: (entry) => write(() => ({ addOutbox: [sealEntry(keys.outboxKey, random, entry)] })),
		outbox: async () => {
			if (closed) return err({ type: 'VaultLocked' });
			const rows = await store.outbox();
			return rows.ok ? ok(openEntries(keys.outboxKey, rows.value)) : rows;
		},
		confirmSent: (ids) => write(() => ({ dropOutbox: ids })),
		compact,
		refresh,
		subscribe: (onchange) => {
			listeners.add(onchange);
			return () => listeners.delete(onchange);
		},
		wrapWithPin: (pin, kdf) => lockWithPin(master, pin, kdf, random, clock.now()),
		close: () => {
			if (closed) return;
			forget();
			letGo();
		},
		erase: async () => {
			forget();
			releaseWriter();
			await store.erase();
		}
	});
}
