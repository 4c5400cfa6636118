import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import { seal } from '$lib/crypto/envelope';
import { createVaultKeys, vaultKeys } from '$lib/crypto/keyring';
import type { Change } from '$lib/domain/change';
import { applyChange, createLedger } from '$lib/domain/ledger';
import type { LedgerRow } from '$lib/domain/ledger-row';
import { applyLogged, openChanges, sealChanges, sealRows } from './change-log';

const random = createRandom();
const keys = vaultKeys(createVaultKeys(random).master);
const unreadable = { ok: false, error: { type: 'RowUnreadable' } };

const change = (over: Partial<Change> = {}): Change => ({
	v: 1,
	table: 'member',
	row: 'r',
	field: 'pseudonym',
	value: 'Rose',
	ctr: 1,
	hlc: 1,
	dev: 'd',
	over: [],
	...over
});

const sealed = (changes: readonly Change[]) => sealChanges(keys.recordKey, random, changes);

/** A row that holds any JSON text, sealed as a newer app would. */
const sealedText = (json: string) => {
	const id = random.uuid();
	return { id, box: seal(keys.recordKey, textToBytes(json), ['change', 'changes', id], 'record') };
};

const opened = (rows: ReturnType<typeof sealed>) =>
	rows.flatMap((row) => {
		const changes = openChanges(keys.recordKey, row);
		return changes.ok ? changes.value.changes : [];
	});

describe('a row of changes', () => {
	test('gives back any changes in order, whatever values and names they hold', () => {
		const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', 'toString'));
		const changes = fc.array(
			fc.record({ table: text, row: text, field: text, dev: text, value: fc.jsonValue() }).map((over) => change(over))
		);
		fc.assert(
			// JSON is what the log keeps: -0 comes back as 0.
			fc.property(changes, (list) => {
				expect(opened(sealed(list))).toEqual(JSON.parse(JSON.stringify(list)));
			})
		);
	});

	test('holds about 64 KB at most, so that one damaged row takes little with it', () => {
		const list = Array.from({ length: 300 }, (_, at) => change({ row: `${at}`, value: 'x'.repeat(900) }));
		const rows = sealed(list);
		expect(rows.length).toBeGreaterThan(3);
		expect(Math.max(...rows.map(({ box }) => box.length))).toBeLessThan(70_000);
		expect(opened(rows)).toEqual(list);
		expect(sealed([])).toEqual([]);
	});

	test('holds one change that is larger than a row should be', () => {
		const list = [change({ value: 'é'.repeat(100_000) }), change()];
		expect(sealed(list)).toHaveLength(2);
		expect(opened(sealed(list))).toEqual(list);
	});

	test('says little by its size: short notes are equally long', () => {
		const lengths = ['', 'x', 'x'.repeat(60)].map((value) => sealed([change({ value })])[0]?.box.length);
		expect(new Set(lengths).size).toBe(1);
	});

	test('keeps fields that a newer app added', () => {
		expect(opened(sealed([{ ...change(), colour: 'blue' }]))).toEqual([{ ...change(), colour: 'blue' }]);
	});
});

describe('rows that another device folded', () => {
	const folded = (list: readonly Change[]): readonly LedgerRow[] => {
		const ledger = createLedger();
		for (const each of list) applyChange(ledger, each);
		return [...ledger.tables].flatMap(([table, rows]) =>
			[...rows.values()].map(({ id, cells }) => [table, id, cells] as const)
		);
	};

	test('come back as they were and are joined, beside the changes', () => {
		const list = [change(), change({ value: 'Lotus', hlc: 2, dev: '__proto__', row: '__proto__', field: '__proto__' })];
		const ledger = createLedger();
		for (const box of [...sealRows(keys.recordKey, random, folded(list)), ...sealed([change({ row: 's' })])]) {
			const logged = openChanges(keys.recordKey, box);
			if (logged.ok) applyLogged(ledger, logged.value);
		}
		expect(ledger.tables.get('member')?.get('__proto__')?.fields['__proto__']).toBe('Lotus');
		expect([...(ledger.tables.get('member')?.keys() ?? [])].sort()).toEqual(['__proto__', 'r', 's']);
	});

	test('are unreadable as a whole when one is none', () => {
		for (const json of ['{"rows":[1]}', '{"rows":1}', '{"rows":[["member","r",{"f":{"heads":[],"past":{}}}]]}', '{}'])
			expect(openChanges(keys.recordKey, sealedText(json))).toEqual(unreadable);
	});
});

describe('a row that is not what was written', () => {
	const [row] = sealed([change()]);
	const [other] = sealed([change({ value: 'Jade' })]);
	if (!row || !other) throw new Error('One change makes one row');

	test('is unreadable when any bit was changed, and readable again as it was', () => {
		fc.assert(
			fc.property(fc.nat(row.box.length - 1), fc.nat(7), (at, bit) => {
				const box = row.box.slice();
				box[at] = (box[at] ?? 0) ^ (1 << bit);
				expect(openChanges(keys.recordKey, { id: row.id, box })).toEqual(unreadable);
			})
		);
		expect(openChanges(keys.recordKey, row)).toMatchObject({ ok: true });
	});

	test('is unreadable in another place, cut, empty, or under another key', () => {
		expect(openChanges(keys.recordKey, { id: other.id, box: row.box })).toEqual(unreadable);
		expect(openChanges(keys.recordKey, { id: row.id, box: other.box })).toEqual(unreadable);
		expect(openChanges(keys.snapshotKey, row)).toEqual(unreadable);
		for (const length of [0, 1, 40, row.box.length - 1])
			expect(openChanges(keys.recordKey, { id: row.id, box: row.box.subarray(0, length) })).toEqual(unreadable);
	});

	test.each([
		['no JSON', '{'],
		['no list', '{"v":1}'],
		['a list of something else', '[1]'],
		['a newer version', JSON.stringify([{ ...change(), v: 2 }])],
		['one bad change among good ones', JSON.stringify([change(), { ...change(), ctr: 0 }])],
		['a counter beyond its end', JSON.stringify([change({ ctr: 2 ** 32 })])],
		[
			'a time that is no whole number',
			'[{"v":1,"table":"t","row":"r","field":"f","ctr":1,"hlc":1e400,"dev":"d","over":[]}]'
		],
		['no stamp', JSON.stringify([{ ...change(), over: undefined }])]
	])('is unreadable as a whole when it holds %s', (_, json) => {
		expect(openChanges(keys.recordKey, sealedText(json))).toEqual(unreadable);
	});

	test('changes no prototype, whatever keys it holds', () => {
		const json = `[${JSON.stringify(change()).slice(0, -1)},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]`;
		openChanges(keys.recordKey, sealedText(json));
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});
});
