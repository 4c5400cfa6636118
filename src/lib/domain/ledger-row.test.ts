import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextHybridTime, type Change } from './change';
import { greatestCounter } from './counter';
import { applyChange, createLedger, isPlausible, mergeRow, stampOf, type Ledger } from './ledger';
import { isModest, isPlausibleRow, parseRow, type LedgerRow } from './ledger-row';

const names = fc.constantFrom('p', 'q', '__proto__', 'constructor');
const refs = fc.array(fc.tuple(names, fc.integer({ min: 0, max: 6 })), { maxLength: 3 });

/** Changes nobody honest would write: any stamp, any reference, one stamp twice. */
const anyChange = fc.record({
	v: fc.constant(1 as const),
	table: fc.constantFrom('session', '__proto__'),
	row: fc.constantFrom('r', 'constructor'),
	field: fc.constantFrom('f', '__proto__'),
	value: fc.oneof(fc.integer({ max: 3 }), fc.constantFrom(null, 'x', ['y'])),
	ctr: fc.integer({ min: 1, max: 4 }),
	hlc: fc.integer({ min: 0, max: 6 }),
	dev: names,
	over: refs,
	keeps: refs
});

/** What three devices write that now and then hear from each other. */
const anyHistory = fc
	.array(
		fc.record({
			at: fc.nat(2),
			from: fc.nat(2),
			act: fc.constantFrom('write', 'write', 'settle', 'hear'),
			field: names,
			value: fc.nat(5)
		}),
		{ maxLength: 30 }
	)
	.map((acts) => {
		const devices = ['a', 'b', '__proto__'].map((dev) => ({ dev, ledger: createLedger(), written: [] as Change[] }));
		for (const { at, from, act, field, value } of acts) {
			const [here, there] = [devices[at]!, devices[from]!];
			const edit = { table: 'session' as const, row: 's', field, value, settles: act === 'settle' };
			if (act === 'hear') there.written.forEach((change) => applyChange(here.ledger, change));
			else {
				const { table, row } = edit;
				const hlc = nextHybridTime(here.ledger.lastHlc, 0);
				const change = { v: 1 as const, table, row, field, value, ...stampOf(here.ledger, edit), hlc, dev: here.dev };
				applyChange(here.ledger, change);
				here.written.push(change);
			}
		}
		return devices.flatMap(({ written }) => written);
	});

const anyChanges: fc.Arbitrary<readonly Change[]> = fc.oneof(fc.array(anyChange, { maxLength: 12 }), anyHistory);

/** Changes, and which of two devices has heard of each: one, the other, or both. */
const split = anyChanges.chain((changes) =>
	fc.tuple(
		fc.constant(changes),
		fc.array(fc.integer({ min: 1, max: 3 }), { minLength: changes.length, maxLength: changes.length })
	)
);

const fold = (changes: readonly Change[]): Ledger => {
	const ledger = createLedger();
	for (const change of changes) applyChange(ledger, change);
	return ledger;
};

/** The rows of a ledger as another device reads them. */
const sent = (ledger: Ledger): readonly LedgerRow[] =>
	[...ledger.tables].flatMap(([table, rows]) =>
		[...rows.values()].map(({ id, cells }) => {
			const row = parseRow(JSON.parse(JSON.stringify([table, id, cells])));
			if (!row.ok) throw new Error('A row that was folded must read');
			return row.value;
		})
	);

const join = (into: Ledger, ...others: readonly Ledger[]): Ledger => {
	for (const other of others) for (const row of sent(other)) mergeRow(into, ...row);
	return into;
};

/** All that two ledgers must agree on, as text: comparing objects would pass over a key called `__proto__`. */
const stateOf = (ledger: Ledger) =>
	[...ledger.tables]
		.flatMap(([table, rows]) => [...rows.values()].map((row) => ({ table, row })))
		.flatMap(({ table, row }) =>
			Object.entries(row.cells).map(([field, { heads, past, gone }]) =>
				JSON.stringify([table, row.id, field, row.fields[field], heads, Object.entries(past).sort(), gone])
			)
		)
		.sort();

describe('rows that two devices folded apart', () => {
	test('join to what folding all their changes gives, however the changes were spread', () => {
		fc.assert(
			fc.property(split, ([changes, places]) => {
				const heardBy = (device: number) => changes.filter((_, at) => places[at]! & device);
				const [ours, theirs, all] = [fold(heardBy(1)), fold(heardBy(2)), fold(changes)];
				expect(stateOf(join(createLedger(), theirs, ours))).toEqual(stateOf(all));
				join(ours, theirs);
				expect(stateOf(ours)).toEqual(stateOf(all));
				expect(ours.lastHlc).toBe(all.lastHlc);
			}),
			{ numRuns: 1000 }
		);
	});

	test('give the same again when they are joined twice, or to themselves', () => {
		fc.assert(
			fc.property(split, ([changes, places]) => {
				const theirs = fold(changes.filter((_, at) => places[at]! > 1));
				const once = join(fold(changes), theirs);
				expect(stateOf(join(once, theirs, once))).toEqual(stateOf(fold(changes)));
			})
		);
	});

	test('make no difference by the order in which they and later changes come', () => {
		fc.assert(
			fc.property(anyChanges, anyChanges, anyChanges, (first, second, third) => {
				const one = join(fold(first), fold(second), fold(third));
				const other = join(fold([]), fold(third), join(fold(second), fold(first)));
				const late = fold([]);
				join(late, fold(second));
				for (const change of [...third, ...first]) applyChange(late, change);
				expect(stateOf(other)).toEqual(stateOf(one));
				expect(stateOf(late)).toEqual(stateOf(one));
			})
		);
	});
});

describe('a row from another device', () => {
	const honest = { value: 'x', ctr: 1, hlc: 5, dev: 'a' };
	const cell = (over: object = {}) => ({ heads: [honest], past: { a: [5] }, ...over });
	const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

	test.each([
		['no row', null],
		['no cells', ['session', 'r', {}]],
		['cells in a list', ['session', 'r', [cell()]]],
		['a name too long', ['session', 'x'.repeat(201), { f: cell() }]],
		['a field name too long', ['session', 'r', { ['f'.repeat(201)]: cell() }]],
		['a cell without a head', ['session', 'r', { f: cell({ heads: [] }) }]],
		['a counter of nought', ['session', 'r', { f: cell({ heads: [{ ...honest, ctr: 0 }] }) }]],
		['a counter too great', ['session', 'r', { f: cell({ heads: [{ ...honest, ctr: greatestCounter + 1 }] }) }]],
		['a broken time', ['session', 'r', { f: cell({ heads: [{ ...honest, hlc: 5.5 }], past: { a: [5.5] } }) }]],
		['a head nobody wrote', ['session', 'r', { f: cell({ past: {} }) }]],
		['a head its own device replaced', ['session', 'r', { f: cell({ past: { a: [6] } }) }]],
		['a past after its newest head', ['session', 'r', { f: cell({ past: { a: [5], b: [6] } }) }]],
		['a past out of order', ['session', 'r', { f: cell({ past: { a: [5, 4, 3] } }) }]],
		['a head that is gone', ['session', 'r', { f: cell({ gone: [['a', 5]] }) }]],
		['a later one that is gone', ['session', 'r', { f: cell({ gone: [['b', 9]] }) }]],
		['one head twice', ['session', 'r', { f: cell({ heads: [honest, { ...honest, value: 'y' }] }) }]],
		['a value that is too deep', ['session', 'r', { f: cell({ heads: [{ ...honest, value: deep(40) }] }) }]]
	])('is refused with %s', (_, row) => {
		expect(parseRow(row)).toEqual({ ok: false, error: { type: 'RowRefused' } });
	});

	test('is refused or read, never thrown at, whatever it is', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(parseRow(value)).toHaveProperty('ok');
				expect(parseRow(['session', 'r', value])).toHaveProperty('ok');
				expect(parseRow(['session', 'r', { f: value }])).toHaveProperty('ok');
			})
		);
	});

	test('that is read never leaves a field without a value, nor one that depends on the order', () => {
		const times = fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 }).map((list) => list.sort((a, b) => b - a));
		const anyCell = fc.record({
			heads: fc.array(
				fc.record({ value: fc.nat(2), ctr: fc.integer({ min: 1, max: 3 }), hlc: fc.nat(6), dev: names }),
				{ minLength: 1, maxLength: 2 }
			),
			past: fc.dictionary(
				names,
				times.map(([latest = 0, ...stood]) => [latest, ...stood.reverse()])
			),
			gone: refs
		});
		const anyRead = anyCell
			.map((made) => parseRow(JSON.parse(JSON.stringify(['session', 'r', { f: made }]))))
			.filter((row) => row.ok)
			.map(({ value }) => value);
		fc.assert(
			fc.property(anyRead, anyRead, anyChanges, (one, two, changes) => {
				const [there, back] = [fold(changes), fold(changes)];
				for (const row of [one, two]) mergeRow(there, ...row);
				for (const row of [two, one, two]) mergeRow(back, ...row);
				expect(there.tables.get('session')!.get('r')!.cells.f!.heads.length).toBeGreaterThan(0);
				expect(stateOf(back)).toEqual(stateOf(there));
			}),
			{ numRuns: 300 }
		);
	});
});

describe('a stamp that nobody honest makes', () => {
	const change: Change = {
		...{ v: 1, table: 'session', row: 'r', field: 'f', value: 1 },
		...{ ctr: 1, hlc: 1, dev: 'a', over: [] }
	};

	test('is one that rises far above the counter we know, or takes the last of the times', () => {
		const ledger = fold([{ ...change, ctr: 20_000 }]);
		expect(isPlausible(ledger, { ...change, ctr: 30_000 })).toBe(true);
		expect(isPlausible(ledger, { ...change, ctr: 30_001 })).toBe(false);
		expect(isPlausible(ledger, { ...change, field: 'g', ctr: 10_001 })).toBe(false);
		expect(isPlausible(ledger, { ...change, hlc: Number.MAX_SAFE_INTEGER })).toBe(false);
		expect(isPlausibleRow(ledger, sent(fold([{ ...change, field: '__proto__', ctr: 10_001 }]))[0]!)).toBe(false);
		expect(isPlausibleRow(ledger, sent(fold([change]))[0]!)).toBe(true);
	});

	test('is not one of a clock that is wrong, not even beyond the year 2109', () => {
		for (const now of [0, Date.UTC(2099, 0), Date.UTC(9999, 0)])
			expect(isPlausible(createLedger(), { ...change, hlc: nextHybridTime(0, now) })).toBe(true);
	});

	test('nor is a name or a value of any size modest', () => {
		expect(isModest(change)).toBe(true);
		expect(isModest({ ...change, field: 'f'.repeat(201) })).toBe(false);
		expect(isModest({ ...change, value: JSON.parse('['.repeat(100) + ']'.repeat(100)) })).toBe(false);
		expect(isModest({ ...change, over: Array.from({ length: 5000 }, () => ['a', 1] as [string, number]) })).toBe(false);
	});
});
