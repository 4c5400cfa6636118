import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import { seal } from '$lib/crypto/envelope';
import { createVaultKeys, vaultKeys } from '$lib/crypto/keyring';
import type { Change } from '$lib/domain/change';
import { applyChange, createLedger, mergeRow, type Ledger } from '$lib/domain/ledger';
import { sealChanges } from './change-log';
import { ledgerToTexts, project, restoreText, sealSnapshot } from './projection';
import type { SnapshotPart } from './store';

const random = createRandom();
const keys = vaultKeys(createVaultKeys(random).master);
const damaged = { ok: false, error: { type: 'SnapshotDamaged' } };

const ledgerOf = (changes: readonly Change[]): Ledger => {
	const ledger = createLedger();
	for (const change of changes) applyChange(ledger, change);
	return ledger;
};

/** Rows and cells as plain values: what a screen or a later merge could see. */
const plain = (ledger: Ledger): unknown =>
	[...ledger.tables].map(([table, rows]) => [
		table,
		[...rows.values()]
			.sort((a, b) => (a.id < b.id ? -1 : 1))
			.map((row) => JSON.stringify([row.id, sorted(row.fields), sorted(row.cells)]))
	]);
const sorted = (record: { readonly [key: string]: unknown }) =>
	Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/** The same in one order, for rows that were joined: the devices of a past, too, come in no order that means anything. */
const settled = (ledger: Ledger): readonly string[] =>
	[...ledger.tables]
		.flatMap(([table, rows]) =>
			[...rows.values()].flatMap(({ id, fields, cells }) => [
				JSON.stringify([table, id, sorted(fields)]),
				...Object.entries(cells).map(([field, { heads, past, gone }]) =>
					JSON.stringify([table, id, field, heads, sorted(past), gone])
				)
			])
		)
		.sort();

const restoredOf = (texts: readonly string[]): Ledger => {
	const ledger = createLedger();
	for (const text of texts) if (!restoreText(ledger, text).ok) throw new Error('SnapshotDamaged');
	return ledger;
};

const change = (row: string, value: unknown, at = 1): Change => ({
	v: 1,
	table: 'member',
	row,
	field: 'pseudonym',
	value,
	ctr: at,
	hlc: at,
	dev: 'd',
	over: []
});

/** Changes of a few devices to a few fields, some replacing others, some at the same time, under awkward names. */
const histories = fc.array(
	fc.record({
		v: fc.constant(1 as const),
		table: fc.constantFrom('member', 'session'),
		row: fc.constantFrom('a', '__proto__', 'constructor'),
		field: fc.constantFrom('pseudonym', '__proto__', 'toString'),
		value: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
		ctr: fc.integer({ min: 1, max: 5 }),
		hlc: fc.integer({ min: 0, max: 50 }),
		dev: fc.constantFrom('x', 'y', '__proto__'),
		over: fc.array(fc.tuple(fc.constantFrom('x', 'y', '__proto__'), fc.integer({ min: 0, max: 50 })), { maxLength: 2 })
	}),
	{ maxLength: 25 }
);

const big = ledgerOf(Array.from({ length: 900 }, (_, at) => change(`row ${at}`, 'x'.repeat(900), at + 1)));

describe('a snapshot', () => {
	test('gives the ledger back, and merging after it equals merging before it', () => {
		fc.assert(
			fc.property(histories, histories, (before, after) => {
				const parts = sealSnapshot(keys.snapshotKey, random, ledgerOf(before));
				const projected = project(keys, parts, sealChanges(keys.recordKey, random, after));
				if (!projected.ok) throw new Error(projected.error.type);
				const expected = ledgerOf([...before, ...after]);
				expect(new Map(plain(projected.value.ledger) as [])).toEqual(new Map(plain(expected) as []));
				expect(projected.value.ledger.lastHlc).toBe(expected.lastHlc);
			}),
			{ numRuns: Number(process.env.FC_RUNS ?? 200) }
		);
	});

	test('of a ledger that came from a snapshot gives it back too, whatever was written or joined between', () => {
		fc.assert(
			fc.property(histories, histories, histories, histories, (first, written, joined, after) => {
				const ledger = restoredOf(ledgerToTexts(ledgerOf(first)));
				for (const each of written) applyChange(ledger, each);
				for (const [table, rows] of ledgerOf(joined).tables)
					for (const { id, cells } of rows.values()) mergeRow(ledger, table, id, cells);
				const again = restoredOf(ledgerToTexts(ledger));
				const expected = ledgerOf([...first, ...written, ...joined]);
				expect(settled(again)).toEqual(settled(expected));
				for (const each of after) for (const one of [again, expected]) applyChange(one, each);
				expect(settled(again)).toEqual(settled(expected));
			}),
			{ numRuns: Number(process.env.FC_RUNS ?? 200) }
		);
	});

	test('of the first layout, of whole cells, is still read', () => {
		fc.assert(
			fc.property(histories, histories, (before, after) => {
				const rows = [...ledgerOf(before).tables].flatMap(([table, known]) =>
					[...known.values()].map(({ id, cells }) => [table, id, cells])
				);
				const box = seal(
					keys.snapshotKey,
					textToBytes(JSON.stringify({ v: 1, rows })),
					['snapshot', 'g', '0', '1'],
					'snapshot'
				);
				const parts = [{ id: 'g.0', generation: 'g', at: 0, count: 1, box }];
				const projected = project(keys, parts, sealChanges(keys.recordKey, random, after));
				if (!projected.ok) throw new Error(projected.error.type);
				const expected = ledgerOf([...before, ...after]);
				expect(settled(projected.value.ledger)).toEqual(settled(expected));
				expect(projected.value.ledger.lastHlc).toBe(expected.lastHlc);
			})
		);
	});

	test('names fields and devices once, and keeps one version in a few characters beside its value', () => {
		const device = random.uuid();
		const changes = Array.from({ length: 200 }, (_, at) => ({
			...change(`row ${at}`, 'x', 2 ** 50 + at),
			dev: device
		}));
		const [text = '', ...others] = ledgerToTexts(ledgerOf(changes.map((each) => ({ ...each, ctr: 1 }))));
		expect(others).toEqual([]);
		expect(text.split('pseudonym')).toHaveLength(2);
		expect(text.split(device)).toHaveLength(2);
		expect(text.length / changes.length).toBeLessThan(50);
	});

	test('of an empty ledger is one part, and of a large one several of about 256 KB', () => {
		expect(sealSnapshot(keys.snapshotKey, random, createLedger())).toHaveLength(1);
		const parts = sealSnapshot(keys.snapshotKey, random, big);
		expect(parts.length).toBeGreaterThan(2);
		expect(Math.max(...parts.map(({ box }) => box.length))).toBeLessThan(300_000);
		const again = project(keys, [...parts].reverse(), []);
		expect(again.ok && plain(again.value.ledger)).toEqual(plain(big));
	});

	describe('is whole or does not count', () => {
		const parts = sealSnapshot(keys.snapshotKey, random, big);
		const older = sealSnapshot(keys.snapshotKey, random, big);
		const [first, second, ...rest] = parts;
		if (!first || !second) throw new Error('A large ledger takes several parts');

		test.each<[string, readonly (SnapshotPart | undefined)[]]>([
			['a part is missing', [second, ...rest]],
			['the last part is missing', parts.slice(0, -1)],
			['a part is there twice', [first, first, second, ...rest]],
			['a part is of an older snapshot', [older[0], second, ...rest]],
			['an older part calls itself one of these', [{ ...older[0]!, generation: first.generation }, second, ...rest]],
			['two parts changed places', [{ ...first, box: second.box }, { ...second, box: first.box }, ...rest]],
			['the parts agree on a smaller number', parts.slice(0, -1).map((part) => ({ ...part, count: part.count - 1 }))],
			['a part is cut', [{ ...first, box: first.box.subarray(0, 4000) }, second, ...rest]],
			['a place is no number', [{ ...first, at: Number.NaN }, second, ...rest]]
		])('when %s', (_, found) => {
			expect(project(keys, found as readonly SnapshotPart[], [])).toEqual(damaged);
			expect(project(keys, parts, [])).toMatchObject({ ok: true });
		});

		test('when any bit was changed', () => {
			const small = sealSnapshot(keys.snapshotKey, random, ledgerOf([change('r', 'Rose')]));
			fc.assert(
				fc.property(fc.nat((small[0]?.box.length ?? 1) - 1), fc.nat(7), (at, bit) => {
					const flipped = small.map((part) => ({ ...part, box: part.box.slice() }));
					const [part] = flipped;
					if (part) part.box[at] = (part.box[at] ?? 0) ^ (1 << bit);
					expect(project(keys, flipped, [])).toEqual(damaged);
				})
			);
		});

		test('when another app wrote it in another layout', () => {
			const box = seal(keys.snapshotKey, textToBytes('{"v":3,"rows":[]}'), ['snapshot', 'g', '0', '1'], 'snapshot');
			expect(project(keys, [{ id: 'g.0', generation: 'g', at: 0, count: 1, box }], [])).toEqual(damaged);
		});
	});
});

test('rows that do not open are named, and the others are applied', () => {
	const rows = [change('a', 'Rose'), change('b', 'Jade')].flatMap((each) =>
		sealChanges(keys.recordKey, random, [each])
	);
	const [good, moved] = rows;
	if (!good || !moved) throw new Error('Two appends make two rows');
	const broken = { id: random.uuid(), box: moved.box };
	const projected = project(keys, [], [broken, good]);
	expect(projected).toMatchObject({ ok: true, value: { applied: [good.id], unreadable: [broken.id] } });
	expect(projected.ok && [...(projected.value.ledger.tables.get('member')?.keys() ?? [])]).toEqual(['a']);
});
