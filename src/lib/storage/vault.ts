/**
 * The vault: everything one facilitator keeps, open in memory while she works and sealed on the phone always.
 *
 * The model. Two write doors for what is done on this phone (docs/decisions/0002): `append` for attributed facts, which
 * are stamped and ordered, and `drop` for anonymous answers, which carry no time, no order and no author. A third,
 * `receive`, is for what sync brings from other devices, stamped there (docs/decisions/0017). What can be read is the fold of the facts
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
 * - What leaves is put in the outbox by the transaction that writes it, and only as `domain/sharing.ts` says.
 */
import type { Clock, Day } from '$lib/base/clock';
import { log } from '$lib/base/log';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { createTurns } from '$lib/base/turns';
import type { VaultMasterKey } from '$lib/crypto/envelope';
import type { Kdf } from '$lib/crypto/kdf';
import { vaultKeys, wipeKeys } from '$lib/crypto/keyring';
import { lockWithPin, spendPin, type PinLock } from '$lib/crypto/pin';
import { waitingBatch } from '$lib/domain/batch';
import { nextHybridTime, type Change, type Edit } from '$lib/domain/change';
import type { CheckInAnswer } from '$lib/domain/check-in';
import type { BatchId, DeviceId, GroupId } from '$lib/domain/ids';
import { neededEdits, stampOf, type Ledger } from '$lib/domain/ledger';
import type { LedgerRow } from '$lib/domain/ledger-row';
import { emptiedRows, withEmptied } from '$lib/domain/retention';
import { isReportOn } from '$lib/domain/report';
import { closing, leaving, type StreamOf } from '$lib/domain/sharing';
import {
	countWaiting,
	openAnswers,
	openBallotRows,
	openWaiting,
	sealAnswer,
	sealBallot,
	spentAnswers,
	type KeptBallot
} from './answer-box';
import { sealChanges, sealRows } from './change-log';
import {
	entriesOf,
	idsOfStreams,
	openEntries,
	openTallies,
	sealEntry,
	type OutboxEntry,
	type WaitingEntry,
	type WaitingTally
} from './outbox';
import { sealSnapshot, type SnapshotDamaged } from './projection';
import { openReader, type VaultLocked } from './reader';
import { openShelf, sealShelf, shelfId } from './shelf';
import type { SealedRow, StorageProblem, VaultStore, VaultWrite } from './store';
import type { WriterLock } from './writer-lock';

/**
 * Why a write did not happen; nothing was kept of it, and what the person typed is still on her screen.
 * `VaultLocked`: the vault was closed meanwhile. `OtherTabWrites`: this tab only reads.
 */
export type WriteProblem = StorageProblem | VaultLocked | { readonly type: 'OtherTabWrites' };

/** Drops answers while the vault is locked: holds a public key and a store, and can read nothing back. */
export interface Letterbox {
	readonly drop: (answer: CheckInAnswer) => Promise<Result<void, StorageProblem>>;
	/** As `Vault.keep`. */
	readonly keep: (ballot: Uint8Array) => Promise<Result<void, StorageProblem>>;
	/** Gives back the store and the right to write, so that the vault can be opened again. */
	readonly close: () => void;
}

/**
 * What sync brings into the vault at once. The changes and rows must have been checked: parsed, plausible, and of a stream
 * they may come through (`mayArrive`). They are kept as they are, with the stamps of whoever made them.
 */
export interface Delivery {
	readonly changes?: readonly Change[];
	/** Rows that another device folded; they are joined to ours. */
	readonly rows?: readonly LedgerRow[];
	/** What to keep on the shelf, by name, in place of what was kept under that name. */
	readonly keep?: ReadonlyMap<string, Uint8Array>;
	/** Names to take off the shelf. */
	readonly forget?: readonly string[];
	/** Ids of `ballots` that lie on the shelf from now on. */
	readonly taken?: readonly string[];
	/** Ids of outbox entries that the other side has confirmed. */
	readonly sent?: readonly string[];
	readonly enqueue?: readonly OutboxEntry[];
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
	/**
	 * Stamps, seals and stores the edits together, and puts what leaves with them (`domain/sharing.ts`) in the outbox. Edits
	 * that change nothing are left out; an empty list is a success.
	 */
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, WriteProblem>>;
	/** Stores one anonymous answer. */
	readonly drop: (answer: CheckInAnswer) => Promise<Result<void, WriteProblem>>;
	/** Keeps an answer that is sealed for somebody else already, until it was `taken`. */
	readonly keep: (ballot: Uint8Array) => Promise<Result<void, WriteProblem>>;
	/** How many answers wait in each batch of a group that waits, by its id. Nothing more of them is told. */
	readonly countWaiting: (groupId: GroupId) => Promise<Result<ReadonlyMap<BatchId, number>, WriteProblem>>;
	/** Opens the group's waiting batches that reached their threshold, and erases their answers in the same transaction. */
	readonly openWaitingBatch: (groupId: GroupId, day: Day) => Promise<Result<'opened' | 'waiting', WriteProblem>>;
	/** Closes the vault for reading and leaves only a slot to drop answers through. */
	readonly closeToLetterbox: () => Letterbox;
	/** Puts what came from other devices in place; all of it in one transaction, or nothing. */
	readonly receive: (delivery: Delivery) => Promise<Result<void, WriteProblem>>;
	/** What sync keeps, by name. Copies. */
	readonly shelf: () => Promise<Result<ReadonlyMap<string, Uint8Array>, WriteProblem>>;
	/** Puts something in the outbox. `append` does so itself for what it writes. */
	readonly enqueue: (entry: OutboxEntry) => Promise<Result<void, WriteProblem>>;
	/** What waits to leave, oldest changes first. */
	readonly outbox: () => Promise<Result<readonly WaitingEntry[], WriteProblem>>;
	/** Answers sealed for somebody else that came in while the phone went round, until `receive` has `taken` them. */
	readonly ballots: () => Promise<Result<readonly KeptBallot[], WriteProblem>>;
	/** Counts of batches that wait to be told to the check-in readers. */
	readonly tallies: () => Promise<Result<readonly WaitingTally[], WriteProblem>>;
	/** Takes entries out after the other side confirmed them. */
	readonly confirmSent: (ids: readonly string[]) => Promise<Result<void, WriteProblem>>;
	/**
	 * Folds the log into a new snapshot, without what was removed. Also runs by itself after unlock when the log has grown, and
	 * when something was removed meanwhile.
	 */
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

/** Opens the rows of a vault whose master key is known. `master` is taken over and wiped on close, or when it fails. */
export async function openVault(
	deps: VaultDeps,
	id: string,
	device: DeviceId,
	master: VaultMasterKey
): Promise<Result<Vault, StorageProblem | SnapshotDamaged>> {
	const { store, clock, random, writerLock, onwritten } = deps;
	const keys = vaultKeys(master);
	const listeners = new Set<() => void>();
	const notify = () => listeners.forEach((listener) => listener());
	const opened = await openReader(store, keys, notify);
	if (!opened.ok) {
		wipeKeys(keys, master);
		store.close();
		return opened;
	}

	const reader = opened.value;
	let holdsLock = false;
	let caughtUp = false;
	let closed = false;
	// A stamp must see the stamp before it.
	const inTurn = createTurns();

	/** Runs a write in its turn, unless the vault is closed or another tab writes. */
	const writeInTurn = <T>(work: () => Promise<Result<T, WriteProblem>>): Promise<Result<T, WriteProblem>> =>
		inTurn(async () => {
			if (closed) return err({ type: 'VaultLocked' });
			if (!holdsLock) return err({ type: 'OtherTabWrites' });
			if (!caughtUp) {
				// The tab that wrote before may have written since we read.
				const read = await reader.catchUp();
				if (!read.ok) return read;
				caughtUp = true;
			}
			return closed ? err({ type: 'VaultLocked' }) : work();
		});

	const commit = async (
		edits: readonly Edit[],
		also: Omit<VaultWrite, 'addChanges'> = {}
	): Promise<Result<void, WriteProblem>> => {
		const changes = stampAll(reader.ledger(), edits, device, clock);
		// Sealed before the transaction begins: IndexedDB ends a transaction that waits for anything else.
		const boxes = sealChanges(keys.recordKey, random, changes);
		const addOutbox = [...sealEntries(entriesOf(leaving(reader.ledger(), changes))), ...(also.addOutbox ?? [])];
		const dropOutbox = await waitingIn(closing(reader.ledger(), changes));
		if (!dropOutbox.ok) return dropOutbox;
		const written = await store.write({ ...also, addChanges: boxes, addOutbox, dropOutbox: dropOutbox.value });
		if (!written.ok) return written;
		onwritten?.();
		reader.take({ changes, rows: [] }, boxes);
		return ok(undefined);
	};

	const receive = async (delivery: Delivery): Promise<Result<void, WriteProblem>> => {
		const { changes = [], rows = [], keep = new Map<string, Uint8Array>(), forget: names = [] } = delivery;
		const boxes = [...sealChanges(keys.recordKey, random, changes), ...sealRows(keys.recordKey, random, rows)];
		const written = await store.write({
			addChanges: boxes,
			addShelf: [...keep].map(([name, bytes]) => sealShelf(keys, name, bytes)),
			dropShelf: names.filter((name) => !keep.has(name)).map((name) => shelfId(keys, name)),
			dropAnswers: delivery.taken ?? [],
			addOutbox: sealEntries(delivery.enqueue ?? []),
			dropOutbox: delivery.sent ?? []
		});
		if (!written.ok || boxes.length === 0) return written;
		onwritten?.();
		reader.take({ changes, rows }, boxes);
		// What somebody removed goes from this phone too, at once; if that fails now, it is done when it is opened again.
		const mayCut = rows.length > 0 || changes.some(({ value }) => value === null);
		if (mayCut && emptiedRows(reader.ledger()).length > 0) await fold();
		return ok(undefined);
	};

	const sealEntries = (entries: readonly OutboxEntry[]): readonly SealedRow[] =>
		entries.map((entry) => sealEntry(keys.outboxKey, random, entry));

	/** Ids of what waits to go to these streams. */
	const waitingIn = async (streams: readonly StreamOf[]): Promise<Result<readonly string[], WriteProblem>> => {
		if (streams.length === 0) return ok([]);
		const rows = await store.outbox();
		if (!rows.ok) return rows;
		if (closed) return err({ type: 'VaultLocked' });
		const waiting = [...openEntries(keys.outboxKey, rows.value), ...openTallies(keys.outboxKey, rows.value)];
		return ok(idsOfStreams(waiting, streams));
	};

	const fold = async (): Promise<Result<void, WriteProblem>> => {
		const dropChanges = reader.absorbable();
		// Nothing of a row that was cut off is written again. See [Note: How something is removed].
		const emptied = emptiedRows(reader.ledger());
		const snapshot = sealSnapshot(keys.snapshotKey, random, withEmptied(reader.ledger(), emptied));
		const written = await store.write({ snapshot, dropChanges });
		if (!written.ok) return written;
		onwritten?.();
		log({ code: 'vault.compacted', count: dropChanges.length });
		reader.takeSnapshot(snapshot, emptied);
		return ok(undefined);
	};

	const readAnswers = async (): Promise<Result<readonly CheckInAnswer[], WriteProblem>> => {
		const rows = await store.answers();
		if (!rows.ok) return rows;
		return closed ? err({ type: 'VaultLocked' }) : ok(openAnswers(keys.answerPrivate, rows.value));
	};

	const sealedBallot = (ballot: Uint8Array) => sealBallot(keys.answerPublic, random.uuid(), ballot);

	const openGroupBatch = async (groupId: GroupId, day: Day): Promise<Result<'opened' | 'waiting', WriteProblem>> => {
		if (!waitingBatch(reader.ledger(), groupId)) return ok('waiting');
		const answers = await readAnswers();
		if (!answers.ok) return answers;
		const opening = openWaiting(reader.ledger(), answers.value, groupId, day);
		if (!opening) return ok('waiting');
		// The result and the erasure of what it came from are one transaction: a batch opens once.
		const { edits, dropAnswers, tallies } = opening;
		const told = isReportOn(reader.ledger(), groupId) ? tallies : [];
		const addOutbox = told.map((tally) =>
			sealEntry(keys.outboxKey, random, { v: 1, kind: 'tally', group: groupId, stream: 'report', tally })
		);
		const written = await commit(edits, { dropAnswers, addOutbox });
		return written.ok ? ok('opened') : written;
	};

	const dropSpentAnswers = async (): Promise<Result<void, WriteProblem>> => {
		const answers = await readAnswers();
		if (!answers.ok) return answers;
		const dropAnswers = spentAnswers(reader.ledger(), answers.value);
		return dropAnswers.length > 0 ? store.write({ dropAnswers }) : ok(undefined);
	};

	const forget = () => {
		closed = true;
		wipeKeys(keys, master);
		reader.forget();
		listeners.clear();
	};

	const letGo = () =>
		inTurn(async () => {
			releaseWriter();
			store.close();
		});

	const tidy = async () => {
		await writeInTurn(dropSpentAnswers);
		const isDue = reader.absorbable().length > longLog || emptiedRows(reader.ledger()).length > 0;
		if (isDue) await writeInTurn(fold);
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
		ledger: reader.ledger,
		canWrite: () => holdsLock && !closed,
		unreadable: reader.unreadable,
		append: (edits) =>
			writeInTurn(async () => {
				const needed = neededEdits(reader.ledger(), edits);
				return needed.length === 0 ? ok(undefined) : commit(needed);
			}),
		keep: (ballot) => writeInTurn(() => store.write({ addAnswers: [sealedBallot(ballot)] })),
		drop: (answer) => writeInTurn(() => store.write({ addAnswers: [sealAnswer(keys.answerPublic, answer)] })),
		countWaiting: async (groupId) => {
			if (closed) return err({ type: 'VaultLocked' });
			const answers = await readAnswers();
			return answers.ok ? ok(countWaiting(reader.ledger(), answers.value, groupId)) : answers;
		},
		openWaitingBatch: (groupId, day) => writeInTurn(() => openGroupBatch(groupId, day)),
		closeToLetterbox: () => {
			forget();
			return {
				drop: (answer) => inTurn(() => store.write({ addAnswers: [sealAnswer(keys.answerPublic, answer)] })),
				keep: (ballot) => inTurn(() => store.write({ addAnswers: [sealedBallot(ballot)] })),
				close: () => void letGo()
			};
		},
		enqueue: (entry) => writeInTurn(() => store.write({ addOutbox: sealEntries([entry]) })),
		receive: (delivery) => writeInTurn(() => receive(delivery)),
		shelf: async () => {
			if (closed) return err({ type: 'VaultLocked' });
			const rows = await store.shelf();
			if (closed) return err({ type: 'VaultLocked' });
			return rows.ok ? ok(openShelf(keys, rows.value)) : rows;
		},
		outbox: async () => {
			if (closed) return err({ type: 'VaultLocked' });
			const rows = await store.outbox();
			if (closed) return err({ type: 'VaultLocked' });
			return rows.ok ? ok(openEntries(keys.outboxKey, rows.value)) : rows;
		},
		ballots: async () => {
			if (closed) return err({ type: 'VaultLocked' });
			const rows = await store.answers();
			if (closed) return err({ type: 'VaultLocked' });
			return rows.ok ? ok(openBallotRows(keys.answerPrivate, rows.value)) : rows;
		},
		tallies: async () => {
			if (closed) return err({ type: 'VaultLocked' });
			const rows = await store.outbox();
			if (closed) return err({ type: 'VaultLocked' });
			return rows.ok ? ok(openTallies(keys.outboxKey, rows.value)) : rows;
		},
		confirmSent: (ids) => writeInTurn(() => store.write({ dropOutbox: ids })),
		compact: () => writeInTurn(fold),
		refresh: () => inTurn(reader.catchUp),
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

/** The changes these edits become: all stamped against the ledger as it is, each later than the one before. */
function stampAll(ledger: Ledger, edits: readonly Edit[], device: DeviceId, clock: Clock): readonly Change[] {
	let hlc = ledger.lastHlc;
	return edits.map((edit) => {
		hlc = nextHybridTime(hlc, clock.now());
		const { table, row, field, value } = edit;
		return { v: 1, table, row, field, value, ...stampOf(ledger, edit), hlc, dev: device };
	});
}
