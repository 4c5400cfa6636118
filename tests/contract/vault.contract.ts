import { assert } from '$lib/base/assert';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createInlineKdf } from '$lib/crypto/kdf-inline';
import { openWithPin } from '$lib/crypto/pin';
import { beginBatch } from '$lib/domain/batch';
import { fieldEdits, type Change, type Edit } from '$lib/domain/change';
import { BatchId, GroupId } from '$lib/domain/ids';
import { applyChange, createLedger } from '$lib/domain/ledger';
import type { LedgerRow } from '$lib/domain/ledger-row';
import type { OutboxEntry } from '$lib/storage/outbox';
import type { VaultStore, VaultWrite } from '$lib/storage/store';
import type { Delivery, Vault } from '$lib/storage/vault';
import {
	answerTo,
	createTabLocks,
	makeVault,
	openTab,
	pseudonymEdit,
	random,
	rowsShown,
	settle,
	tracesOf,
	type NewPhone,
	type Phone
} from './phone';

const done = { ok: true, value: undefined };
const refused = (type: string) => ({ ok: false, error: { type } });

/** A store whose writes wait until they are let through, to look at what happens meanwhile. */
function slowed(store: VaultStore) {
	let letThrough: () => void = () => undefined;
	const gate = new Promise<void>((resolve) => {
		letThrough = resolve;
	});
	const write = (asked: VaultWrite) => gate.then(() => store.write(asked));
	return { store: { ...store, write }, letThrough: () => letThrough() };
}

const sharedId = GroupId.parse(random.uuid());
const entry: OutboxEntry = { v: 1, kind: 'whole', group: sharedId, stream: 'report' };

/** A change that another device made. */
const received = (over: Partial<Change> = {}): Change => ({
	v: 1,
	table: 'member',
	row: 'r',
	field: 'pseudonym',
	value: 'Hoa',
	ctr: 1,
	hlc: 7,
	dev: 'another',
	over: [],
	...over
});

/** What a vault promises, wherever its rows lie. */
export function vaultContract(newPhone: NewPhone): void {
	let phone: Phone;
	let made: Awaited<ReturnType<typeof makeVault>>;
	const tabs: Vault[] = [];
	const open = async (deps: Parameters<typeof openTab>[2] = {}) => {
		const vault = await openTab(phone.directory, made, deps);
		tabs.push(vault);
		return vault;
	};
	const outboxOf = async (vault: Vault) => {
		const waiting = await vault.outbox();
		if (!waiting.ok) throw new Error(waiting.error.type);
		return waiting.value;
	};
	const stored = async <K extends 'load' | 'answers' | 'outbox' | 'shelf'>(what: K) => {
		const store = phone.directory.store(made.id);
		const read = await store[what]();
		store.close();
		if (!read.ok) throw new Error(read.error.type);
		return read.value as Extract<Awaited<ReturnType<VaultStore[K]>>, { ok: true }>['value']; // checked the line above
	};

	beforeEach(async () => {
		phone = await newPhone();
		made = await makeVault(phone.directory);
	});
	afterEach(async () => {
		for (const tab of tabs.splice(0)) tab.close();
		await settle();
	});

	describe('appending', () => {
		test('shows what was appended, tells who listens, and finds it again after opening', async () => {
			const vault = await open();
			let told = 0;
			const stop = vault.subscribe(() => told++);
			const row = random.uuid();
			expect(await vault.append([pseudonymEdit(row, 'Rose')])).toEqual(done);
			expect(told).toBeGreaterThan(0);
			expect(vault.ledger().tables.get('member')?.get(row)?.fields.pseudonym).toBe('Rose');
			stop();
			const before = told;
			await vault.append([pseudonymEdit(row, 'Lotus')]);
			expect(told).toBe(before);
			const again = await open();
			expect(rowsShown(again)).toEqual(rowsShown(vault));
			expect(again.ledger().tables.get('member')?.get(row)?.fields.pseudonym).toBe('Lotus');
		});

		test('takes nothing to write as written', async () => {
			const vault = await open();
			const before = await stored('load');
			expect(await vault.append([])).toEqual(done);
			expect(await stored('load')).toEqual(before);
		});

		test('says ok only after the rows lie in the store, and shows them only then', async () => {
			const { store, letThrough } = slowed(phone.directory.store(made.id));
			const vault = await open({ store });
			let answered = false;
			const writing = vault.append([pseudonymEdit(random.uuid(), 'Rose')]).then((written) => {
				answered = true;
				return written;
			});
			await settle();
			expect([answered, vault.ledger().tables.size, (await stored('load')).changes.length]).toEqual([false, 0, 0]);
			letThrough();
			expect(await writing).toEqual(done);
			expect(vault.ledger().tables.size).toBe(1);
			expect((await stored('load')).changes).toHaveLength(1);
		});

		test('never gives two changes one time, however fast they come', async () => {
			const vault = await open();
			const row = random.uuid();
			await Promise.all(Array.from({ length: 30 }, (_, at) => vault.append([pseudonymEdit(row, `Rose ${at}`)])));
			const cell = vault.ledger().tables.get('member')?.get(row)?.cells.pseudonym;
			expect(cell?.heads).toHaveLength(1);
			expect(cell?.heads[0]).toMatchObject({ value: 'Rose 29', ctr: 30 });
		});

		test('keeps nothing when the phone is full, says so, and succeeds when there is room', async () => {
			const vault = await open();
			const row = random.uuid();
			await vault.append([pseudonymEdit(row, 'Rose')]);
			const before = [rowsShown(vault), await stored('load')];
			phone.fill(true);
			const edits = [pseudonymEdit(row, 'Lotus'), pseudonymEdit(random.uuid(), 'Jade')];
			expect(await vault.append(edits)).toEqual(refused('QuotaExceeded'));
			expect(await vault.compact()).toEqual(refused('QuotaExceeded'));
			expect(await vault.drop(answerTo(BatchId.parse(random.uuid())))).toEqual(refused('QuotaExceeded'));
			expect([rowsShown(vault), await stored('load')]).toEqual(before);
			phone.fill(false);
			expect(await vault.append(edits)).toEqual(done);
			expect(rowsShown(await open())).toEqual(rowsShown(vault));
		});

		test('keeps changes of many kinds of value as they were', async () => {
			const vault = await open();
			const value = { __proto__x: [1, null, 'é 😀 \u0000 ‮'], nested: { constructor: true } };
			const edits = ['__proto__', 'constructor', 'toString'].map(
				(field) => ({ table: 'setting', row: '__proto__', field, value }) as const
			);
			expect(await vault.append(edits)).toEqual(done);
			await vault.compact();
			const again = await open();
			expect(rowsShown(again)).toEqual(rowsShown(vault));
			expect(again.ledger().tables.get('setting')?.get('__proto__')?.fields['__proto__']).toEqual(value);
			expect(await again.append(edits.map((edit) => ({ ...edit, value: 'next' })))).toEqual(done);
		});
	});

	describe('folding the log into a snapshot', () => {
		test('leaves equal rows after opening again, concurrent versions included, and an empty log', async () => {
			const vault = await open();
			const rows = Array.from({ length: 40 }, () => random.uuid());
			for (const row of rows) await vault.append([pseudonymEdit(row, 'é'.repeat(30)), pseudonymEdit(row, `R ${row}`)]);
			const before = rowsShown(vault);
			expect(await vault.compact()).toEqual(done);
			expect((await stored('load')).changes).toEqual([]);
			expect(rowsShown(vault)).toEqual(before);
			const again = await open();
			expect(rowsShown(again)).toEqual(before);
			await again.append([pseudonymEdit(rows[0] ?? '', 'Last')]);
			expect(rowsShown(await open())).toEqual(rowsShown(again));
		});

		test('happens by itself after opening when the log is long', async () => {
			const vault = await open();
			for (let at = 0; at < 260; at++) await vault.append([pseudonymEdit(random.uuid(), `R ${at}`)]);
			vault.close();
			await settle();
			const again = await open({ writerLock: createTabLocks() });
			await again.refresh();
			await settle();
			const { changes, snapshot } = await stored('load');
			expect([changes.length, snapshot.length]).toEqual([0, 1]);
			expect(again.ledger().tables.get('member')?.size).toBe(260);
		});

		test('never takes in a row that did not open: it is counted, kept, and does not stop the rest', async () => {
			const vault = await open();
			await vault.append([pseudonymEdit(random.uuid(), 'Rose')]);
			const store = phone.directory.store(made.id);
			const broken = { id: random.uuid(), box: random.bytes(300) };
			await store.write({ addChanges: [broken] });
			expect(await vault.refresh()).toEqual(done);
			expect(vault.unreadable()).toBe(1);
			await vault.compact();
			expect((await stored('load')).changes).toEqual([broken]);
			const again = await open();
			expect([again.unreadable(), rowsShown(again)]).toEqual([1, rowsShown(vault)]);
			expect(await again.append([pseudonymEdit(random.uuid(), 'Jade')])).toEqual(done);
		});
	});

	describe('two tabs', () => {
		test('one writes, the other reads, and takes over when the first has gone', async () => {
			const writerLock = createTabLocks();
			const first = await open({ writerLock });
			const second: Vault = await open({ writerLock });
			await settle();
			expect([first.canWrite(), second.canWrite()]).toEqual([true, false]);
			expect(await second.append([pseudonymEdit(random.uuid(), 'Jade')])).toEqual(refused('OtherTabWrites'));
			expect(await second.drop(answerTo(BatchId.parse(random.uuid())))).toEqual(refused('OtherTabWrites'));
			expect(await second.compact()).toEqual(refused('OtherTabWrites'));

			const row = random.uuid();
			await first.append([pseudonymEdit(row, 'Rose')]);
			await second.refresh();
			expect(rowsShown(second)).toEqual(rowsShown(first));
			await first.append([pseudonymEdit(row, 'Lotus')]);
			let told = 0;
			second.subscribe(() => told++);
			first.close();
			await settle();
			expect([second.canWrite(), told > 0]).toEqual([true, true]);
			expect(second.ledger().tables.get('member')?.get(row)?.fields.pseudonym).toBe('Lotus');
			expect(await second.append([pseudonymEdit(row, 'Jade')])).toEqual(done);
			const cell = (await open()).ledger().tables.get('member')?.get(row)?.cells.pseudonym;
			expect(cell?.heads.map(({ value, ctr }) => [value, ctr])).toEqual([['Jade', 3]]);
		});

		test('the reader follows when the writer folded the log, even rows it never saw in it', async () => {
			const writerLock = createTabLocks();
			const first = await open({ writerLock });
			const second: Vault = await open({ writerLock });
			await settle();
			for (let round = 0; round < 3; round++) {
				await first.append([pseudonymEdit(random.uuid(), `R ${round}`)]);
				await first.compact();
				expect(await second.refresh()).toEqual(done);
				expect(rowsShown(second)).toEqual(rowsShown(first));
			}
		});

		test('tell each other after writing', async () => {
			let told = 0;
			const vault = await open({ onwritten: () => told++ });
			await vault.append([pseudonymEdit(random.uuid(), 'Rose')]);
			await vault.compact();
			expect(told).toBe(2);
		});
	});

	describe('locking', () => {
		test('leaves nothing to read or write', async () => {
			const vault = await open();
			await vault.append([pseudonymEdit(random.uuid(), 'Rose')]);
			vault.close();
			expect(vault.ledger().tables.size).toBe(0);
			expect(vault.canWrite()).toBe(false);
			const locked = refused('VaultLocked');
			expect(await vault.append([pseudonymEdit(random.uuid(), 'Jade')])).toEqual(locked);
			expect(await vault.drop(answerTo(BatchId.parse(random.uuid())))).toEqual(locked);
			expect(await vault.refresh()).toEqual(locked);
			expect(await vault.compact()).toEqual(locked);
			expect(await vault.outbox()).toEqual(locked);
			expect(await vault.enqueue(entry)).toEqual(locked);
			expect(await vault.openWaitingBatch(GroupId.parse(random.uuid()), '2026-11-22')).toEqual(locked);
			expect((await open()).ledger().tables.size).toBe(1);
		});

		test('in the middle of a write lets that write end, and refuses those that waited', async () => {
			const { store, letThrough } = slowed(phone.directory.store(made.id));
			const vault = await open({ store });
			const under = vault.append([pseudonymEdit(random.uuid(), 'Rose'), pseudonymEdit(random.uuid(), 'Jade')]);
			const waiting = vault.append([pseudonymEdit(random.uuid(), 'Lotus')]);
			await settle();
			vault.close();
			expect(vault.ledger().tables.size).toBe(0);
			letThrough();
			expect(await under).toEqual(done);
			expect(await waiting).toEqual(refused('VaultLocked'));
			expect(vault.ledger().tables.size).toBe(0);
			const again = await open();
			const names = [...(again.ledger().tables.get('member')?.values() ?? [])].map(({ fields }) => fields.pseudonym);
			expect(names.sort()).toEqual(['Jade', 'Rose']);
		});

		test('in the middle of reading brings nothing back', async () => {
			const first = await open();
			for (const reads of ['changes', 'load'] as const) {
				const store = phone.directory.store(made.id);
				let isReading = false;
				const closing = async <T>(read: T): Promise<T> => {
					if (isReading) second.close();
					return read;
				};
				const second: Vault = await open({
					writerLock: {
						acquire: (_vaultId, onchange) => {
							onchange(false);
							return () => undefined;
						}
					},
					store: {
						...store,
						changes: async (ids) => closing(await store.changes(ids)),
						load: async () => closing(await store.load())
					}
				});
				await first.append([pseudonymEdit(random.uuid(), 'Rose')]);
				if (reads === 'load') await first.compact();
				isReading = true;
				expect(await second.refresh()).toEqual(refused('VaultLocked'));
				expect([second.ledger().tables.size, second.unreadable()]).toEqual([0, 0]);
			}
		});

		test('ends what a PIN made afterwards could open', async () => {
			const kdf = createInlineKdf();
			const vault = await open();
			const lock = await vault.wrapWithPin('1357', kdf);
			const now = lock.latestNow;
			expect(await openWithPin(lock, '1357', kdf, now)).toEqual({ ok: true, value: made.master });
			vault.close();
			expect(await openWithPin(await vault.wrapWithPin('1357', kdf), '1357', kdf, now)).toEqual(refused('PinSpent'));
		});
	});

	describe('the answer box', () => {
		const groupId = GroupId.parse(random.uuid());

		const withBatch = async (vault: Vault) => {
			const batchId = BatchId.parse(random.uuid());
			await vault.append([{ table: 'group', row: groupId, field: 'alias', value: 'Tuesday' }]);
			await vault.append(beginBatch(vault.ledger(), groupId, batchId));
			return batchId;
		};

		test('keeps what was sealed for others while the vault is locked, and hands it on once', async () => {
			const vault = await open();
			await withBatch(vault);
			const letterbox = vault.closeToLetterbox();
			const ballots = [random.bytes(544), random.bytes(544)];
			for (const ballot of ballots) expect(await letterbox.keep(ballot)).toEqual(done);
			letterbox.close();
			await settle();
			expect(await letterbox.keep(ballots[0]!)).toEqual(refused('StorageLost'));
			const rows = await stored('answers');
			expect(new Set(rows.map(({ box }) => box.length)).size).toBe(1);
			const again = await open();
			const found = await again.ballots();
			assert(found.ok, 'the vault is open');
			const kept = found.value;
			const inOrder = (all: readonly Uint8Array[]) => all.map((bytes) => bytes.join()).sort();
			expect(inOrder(kept.map(({ ballot }) => ballot))).toEqual(inOrder(ballots));
			const keep = new Map(kept.map(({ id, ballot }) => [`on/${id}`, ballot]));
			expect(await again.receive({ keep, taken: kept.map(({ id }) => id) })).toEqual(done);
			expect(await again.ballots()).toEqual({ ok: true, value: [] });
			expect(await stored('answers')).toEqual([]);
		});

		test('takes answers while the vault is locked, and hands none of them back', async () => {
			const vault = await open();
			const batchId = await withBatch(vault);
			const letterbox = vault.closeToLetterbox();
			expect(vault.ledger().tables.size).toBe(0);
			const answers = Array.from({ length: 5 }, () => answerTo(batchId));
			for (const answer of answers) expect(await letterbox.drop(answer)).toEqual(done);
			letterbox.close();
			await settle();
			expect(await letterbox.drop(answerTo(batchId))).toEqual(refused('StorageLost'));
			const rows = await stored('answers');
			expect(rows.map(({ id }) => id)).toEqual(answers.map(({ id }) => id).sort());
			expect(new Set(rows.map(({ box }) => box.length)).size).toBe(1);

			const again = await open();
			expect(await again.openWaitingBatch(groupId, '2026-11-22')).toEqual({ ok: true, value: 'opened' });
		});

		test('waits below the threshold, opens at it, and erases in the same transaction', async () => {
			const writes: VaultWrite[] = [];
			const store = phone.directory.store(made.id);
			const write = (asked: VaultWrite) => {
				writes.push(asked);
				return store.write(asked);
			};
			const vault = await open({ store: { ...store, write } });
			expect(await vault.openWaitingBatch(groupId, '2026-11-22')).toEqual({ ok: true, value: 'waiting' });
			const batchId = await withBatch(vault);
			const other = answerTo(BatchId.parse(random.uuid()));
			await vault.drop(other);
			for (let count = 0; count < 4; count++) await vault.drop(answerTo(batchId));
			expect(await vault.openWaitingBatch(groupId, '2026-11-22')).toEqual({ ok: true, value: 'waiting' });
			expect(await stored('answers')).toHaveLength(5);
			await vault.drop(answerTo(batchId));
			writes.length = 0;
			expect(await vault.openWaitingBatch(groupId, '2026-11-22')).toEqual({ ok: true, value: 'opened' });
			expect(writes.map(({ addChanges, dropAnswers }) => [addChanges?.length, dropAnswers?.length])).toEqual([[1, 5]]);
			expect((await stored('answers')).map(({ id }) => id)).toEqual([other.id]);
			expect(vault.ledger().tables.get('batch')?.get(batchId)?.fields.result).toMatchObject({ wellbeing: 'well' });
			expect(await vault.openWaitingBatch(groupId, '2026-11-22')).toEqual({ ok: true, value: 'waiting' });
		});

		test('stays as it was when the result could not be written', async () => {
			const vault = await open();
			const batchId = await withBatch(vault);
			for (let count = 0; count < 5; count++) await vault.drop(answerTo(batchId));
			phone.fill(true);
			expect(await vault.openWaitingBatch(groupId, '2026-11-22')).toEqual(refused('QuotaExceeded'));
			phone.fill(false);
			expect(await stored('answers')).toHaveLength(5);
			expect(await vault.openWaitingBatch(groupId, '2026-11-22')).toEqual({ ok: true, value: 'opened' });
		});

		test('loses answers that came back after their batch had opened', async () => {
			const vault = await open();
			const batchId = await withBatch(vault);
			for (let count = 0; count < 5; count++) await vault.drop(answerTo(batchId));
			const old = await stored('answers');
			await vault.openWaitingBatch(groupId, '2026-11-22');
			vault.close();
			const store = phone.directory.store(made.id);
			await store.write({ addAnswers: old });
			await open({ writerLock: createTabLocks() });
			await settle();
			expect(await stored('answers')).toEqual([]);
		});
	});

	describe('the outbox', () => {
		test('keeps entries in any number until they are confirmed', async () => {
			const vault = await open();
			expect(await vault.outbox()).toEqual({ ok: true, value: [] });
			await vault.enqueue(entry);
			await vault.enqueue({ ...entry, stream: 'work' });
			const again = await open();
			const waiting = await again.outbox();
			expect(waiting).toMatchObject({ ok: true, value: [{ entry: { kind: 'whole' } }, {}] });
			const ids = waiting.ok ? waiting.value.map(({ id }) => id) : [];
			expect(await again.confirmSent(ids.slice(0, 1))).toEqual(done);
			expect(await vault.outbox()).toMatchObject({ value: [{ id: ids[1] }] });
		});
	});

	describe('what other devices wrote', () => {
		const groupId = GroupId.parse(random.uuid());
		const memberId = random.uuid();
		const linked = received({ row: memberId, field: 'groupId', value: groupId, hlc: 6 });
		const named = received({ row: memberId });
		const rowFrom = (changes: readonly Change[]): LedgerRow => {
			const ledger = createLedger();
			for (const change of changes) applyChange(ledger, change);
			const [row] = ledger.tables.get('member')?.values() ?? [];
			if (!row) throw new Error('One row was folded');
			return ['member', row.id, row.cells];
		};
		const delivery = (): Delivery => ({
			changes: [linked, named],
			rows: [rowFrom([received({ row: memberId, value: 'Lotus', ctr: 2, hlc: 9, dev: 'third' })])],
			keep: new Map([['cursor', Uint8Array.of(1, 2)]]),
			enqueue: [entry]
		});

		test('is there at once, tells who listens, and is found again after opening and folding', async () => {
			const vault = await open();
			await settle();
			let told = 0;
			vault.subscribe(() => told++);
			expect(await vault.receive(delivery())).toEqual(done);
			expect(told).toBe(1);
			const cell = vault.ledger().tables.get('member')?.get(memberId)?.cells.pseudonym;
			expect(cell?.heads.map(({ value }) => value)).toEqual(['Lotus', 'Hoa']);
			const shown = rowsShown(vault);
			expect(rowsShown(await open())).toEqual(shown);
			await vault.compact();
			const again = await open();
			expect(rowsShown(again)).toEqual(shown);
			expect(await again.shelf()).toEqual({ ok: true, value: new Map([['cursor', Uint8Array.of(1, 2)]]) });
			expect(await again.outbox()).toMatchObject({ value: [{ entry }] });
		});

		test('gives the same when it comes twice', async () => {
			const vault = await open();
			await vault.receive(delivery());
			const shown = rowsShown(vault);
			await vault.receive({ ...delivery(), enqueue: [] });
			expect(rowsShown(vault)).toEqual(shown);
			expect(rowsShown(await open())).toEqual(shown);
			expect(await vault.shelf()).toMatchObject({ value: new Map([['cursor', Uint8Array.of(1, 2)]]) });
		});

		test('is one transaction: when the phone is full, nothing of it is kept', async () => {
			const vault = await open();
			await vault.enqueue({ ...entry, stream: 'work' });
			const [waiting] = await outboxOf(vault);
			await vault.receive({ keep: new Map([['old', Uint8Array.of(9)]]) });
			const before = [rowsShown(vault), await stored('load'), await stored('shelf'), await stored('outbox')];
			phone.fill(true);
			const asked = { ...delivery(), forget: ['old'], sent: [waiting?.id ?? ''] };
			expect(await vault.receive(asked)).toEqual(refused('QuotaExceeded'));
			expect([rowsShown(vault), await stored('load'), await stored('shelf'), await stored('outbox')]).toEqual(before);
			phone.fill(false);
			expect(await vault.receive(asked)).toEqual(done);
			expect(await vault.shelf()).toMatchObject({ value: new Map([['cursor', Uint8Array.of(1, 2)]]) });
			expect(await outboxOf(vault)).toMatchObject([{ entry }]);
		});

		test('reaches the other tab, which may not receive itself', async () => {
			const writerLock = createTabLocks();
			let written = 0;
			const first = await open({ writerLock, onwritten: () => written++ });
			const second = await open({ writerLock });
			expect(await second.receive(delivery())).toEqual(refused('OtherTabWrites'));
			await first.receive(delivery());
			expect(written).toBe(1);
			expect(await second.refresh()).toEqual(done);
			expect(rowsShown(second)).toEqual(rowsShown(first));
		});

		test('and what she writes meanwhile take turns, and her stamps come after all that came in', async () => {
			const vault = await open();
			const far = Math.floor(Date.UTC(2030, 0)) * 1024;
			await Promise.all(
				Array.from({ length: 10 }, (_, at) => [
					vault.receive({ changes: [received({ row: memberId, value: `theirs ${at}`, hlc: far + at })] }),
					vault.append([pseudonymEdit(memberId, `mine ${at}`)])
				]).flat()
			);
			const cell = vault.ledger().tables.get('member')?.get(memberId)?.cells.pseudonym;
			expect(cell?.heads[0]).toMatchObject({ value: 'mine 9', dev: vault.device });
			expect(cell?.heads[0]?.hlc).toBeGreaterThan(far + 9);
			expect(rowsShown(await open())).toEqual(rowsShown(vault));
		});

		test('comes into a fresh vault as a whole, and what is written there next is never taken for something old', async () => {
			const before = await open();
			await before.append([pseudonymEdit(memberId, 'Rose'), pseudonymEdit(random.uuid(), 'Jade')]);
			const rows = [...before.ledger().tables].flatMap(([table, held]) =>
				[...held.values()].map(({ id, cells }): LedgerRow => [table, id, cells])
			);
			made = await makeVault(phone.directory);
			const fresh = await open();
			expect(await fresh.receive({ rows })).toEqual(done);
			expect(rowsShown(fresh)).toEqual(rowsShown(before));
			expect(await fresh.append([pseudonymEdit(memberId, 'Lotus')])).toEqual(done);
			const [head, ...others] = fresh.ledger().tables.get('member')?.get(memberId)?.cells.pseudonym?.heads ?? [];
			expect([head?.value, head?.dev === before.device, others]).toEqual(['Lotus', false, []]);
		});

		test('is refused by a vault that is locked', async () => {
			const vault = await open();
			vault.close();
			expect(await vault.receive(delivery())).toEqual(refused('VaultLocked'));
			expect(await vault.shelf()).toEqual(refused('VaultLocked'));
		});
	});

	describe('the shelf', () => {
		test('keeps bytes by name until they are replaced or forgotten', async () => {
			const vault = await open();
			const keep = new Map([
				['membership', random.bytes(300)],
				['__proto__', random.bytes(1)],
				['empty', new Uint8Array(0)]
			]);
			await vault.receive({ keep });
			expect(await (await open()).shelf()).toEqual({ ok: true, value: keep });
			const next = new Map([['membership', Uint8Array.of(1)]]);
			await vault.receive({ keep: next, forget: ['__proto__', 'empty', 'membership', 'never there'] });
			expect(await (await open()).shelf()).toEqual({ ok: true, value: next });
		});

		test('has nothing of a name or of the bytes on the disk, and takes no row under the id of another', async () => {
			const vault = await open();
			const canary = 'Kanari on the shelf 6b1f';
			await vault.receive({
				keep: new Map([
					[canary, new TextEncoder().encode(canary)],
					['key/one', Uint8Array.of(1)],
					['key/two', Uint8Array.of(2)]
				])
			});
			expect(tracesOf([canary, 'key/one', 'key/'], await phone.atRest())).toEqual([]);
			const rows = await stored('shelf');
			const store = phone.directory.store(made.id);
			await store.write({ addShelf: rows.map(({ box }, at) => ({ id: rows[(at + 1) % 3]?.id ?? '', box })) });
			store.close();
			expect(await vault.shelf()).toEqual({ ok: true, value: new Map() });
		});
	});

	describe('what leaves', () => {
		const groupId = GroupId.parse(random.uuid());
		const memberId = random.uuid();
		const consent = (field: 'work' | 'report', value: boolean): Edit => ({
			...{ table: 'sharing', row: groupId, field, value },
			settles: true
		});
		const named = (value: string) => [...fieldEdits('member', memberId, { groupId }), pseudonymEdit(memberId, value)];

		test('is nothing while the group is not shared, and everything from then on', async () => {
			const vault = await open();
			await vault.append(named('Rose'));
			expect(await outboxOf(vault)).toEqual([]);
			await vault.append([consent('work', true)]);
			expect((await outboxOf(vault)).map((waiting) => waiting.entry)).toEqual([
				{ v: 1, kind: 'whole', group: groupId, stream: 'work' }
			]);
			await vault.append(named('Lotus'));
			vault.close();
			const [, second] = await outboxOf(await open());
			expect(second?.entry).toMatchObject({
				kind: 'changes',
				group: groupId,
				changes: [{ value: 'Lotus', row: memberId }]
			});
		});

		test('is put in the outbox with the change itself, or neither is', async () => {
			const writes: VaultWrite[] = [];
			const store = phone.directory.store(made.id);
			const write = (asked: VaultWrite) => {
				writes.push(asked);
				return store.write(asked);
			};
			const vault = await open({ store: { ...store, write } });
			await vault.append([...named('Rose'), consent('work', true)]);
			await vault.append(named('Lotus'));
			expect(writes.map(({ addChanges, addOutbox }) => [addChanges?.length, addOutbox?.length])).toEqual([
				[1, 1],
				[1, 1]
			]);
			phone.fill(true);
			expect(await vault.append(named('Jade'))).toEqual(refused('QuotaExceeded'));
			phone.fill(false);
			expect(await outboxOf(vault)).toHaveLength(2);
		});

		test('that had not gone when sharing stopped does not go any more', async () => {
			const vault = await open();
			await vault.append([consent('work', true), consent('report', true)]);
			await vault.append(named('Rose'));
			await vault.append([consent('work', false)]);
			const waiting = (await outboxOf(vault)).map(({ entry: each }) => each);
			expect(waiting.filter(({ stream }) => stream === 'work')).toMatchObject([
				{ kind: 'changes', changes: [{ table: 'sharing', field: 'work', value: false }] }
			]);
			expect(waiting.filter(({ kind, stream }) => kind === 'whole' && stream === 'report')).toHaveLength(1);
			await vault.append(named('Jade'));
			expect(await outboxOf(vault)).toHaveLength(waiting.length);
		});

		test('never holds what another device wrote', async () => {
			const vault = await open();
			await vault.append([consent('work', true)]);
			const before = await outboxOf(vault);
			await vault.receive({ changes: [received({ field: 'groupId', value: groupId })] });
			expect(await outboxOf(vault)).toEqual(before);
		});
	});

	describe('erasing', () => {
		test('leaves nothing that opens', async () => {
			const vault = await open();
			await vault.append([pseudonymEdit(random.uuid(), 'Rose')]);
			await vault.erase();
			expect(vault.ledger().tables.size).toBe(0);
			expect(await vault.append([pseudonymEdit(random.uuid(), 'Jade')])).toEqual(refused('VaultLocked'));
			await expect(open()).rejects.toThrow('StorageLost');
			expect(await stored('load')).toEqual({ header: undefined, snapshot: [], changes: [] });
		});
	});

	test('nothing that was written through any door can be read on the disk', async () => {
		const vault = await open();
		const canaries = Array.from({ length: 50 }, (_, at) => `Kanari ${at} – é😀 ${random.uuid()}`);
		const groupId = GroupId.parse(random.uuid());
		const batchId = BatchId.parse(random.uuid());
		const [first = '', second = '', third = ''] = canaries;
		await vault.append(canaries.slice(3, 40).map((canary) => pseudonymEdit(random.uuid(), canary)));
		await vault.compact();
		await vault.append(canaries.slice(40).map((canary) => pseudonymEdit(canary, canary)));
		await vault.append([{ table: 'group', row: first, field: second, value: { [third]: [third] } }]);
		await vault.append(beginBatch(vault.ledger(), groupId, batchId));
		await vault.enqueue({ ...entry, kind: 'changes', changes: canaries.map((value) => received({ value })) });
		const answer = answerTo(batchId);
		await vault.drop(answer);
		const words = [
			'pseudonym',
			'wellbeing',
			'four-faces',
			'faces',
			'member',
			'threshold',
			String(groupId),
			String(batchId)
		];

		const atRest = await phone.atRest();
		expect(tracesOf([...canaries, ...words], atRest)).toEqual([]);
		vault.close();
		await settle();
		expect(tracesOf([...canaries, ...words], await phone.atRest())).toEqual([]);
		// The search itself finds what is there.
		expect(tracesOf([made.id, answer.id], atRest)).toEqual([made.id, answer.id]);
		expect(tracesOf(canaries, { deep: [new Map([['a', Buffer.from(first, 'utf16le')]])] })).toEqual([first]);
	});
}
