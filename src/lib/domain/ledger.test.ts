import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Change, nextHybridTime, type Edit, type FieldValue } from './change';
import { greatestCounter } from './counter';
import {
	applyChange,
	createLedger,
	neededEdits,
	otherVersions,
	restoreRow,
	rowOf,
	stampOf,
	type Ledger
} from './ledger';

const year = 365 * 86_400_000;
const noon = Date.UTC(2026, 10, 22, 12);

/** A phone: a ledger of its own and a clock that may be wrong. */
function createPhone(dev: string, wrongBy = 0) {
	const ledger = createLedger();
	const written: Change[] = [];
	let now = noon;
	return {
		dev,
		ledger,
		written,
		tick: (milliseconds: number) => void (now += milliseconds),
		write: (edit: Edit): Change => {
			const hlc = nextHybridTime(ledger.lastHlc, now + wrongBy);
			const { table, row, field, value } = edit;
			const change = Change.parse({ v: 1, table, row, field, value, ...stampOf(ledger, edit), hlc, dev });
			applyChange(ledger, change);
			written.push(change);
			return change;
		},
		receive: (changes: readonly Change[]) => changes.forEach((change) => applyChange(ledger, change))
	};
}
type Phone = ReturnType<typeof createPhone>;

const note = (value: FieldValue, settles = false): Edit => ({
	table: 'session',
	row: 's',
	field: 'wentWell',
	value,
	settles
});
const noteOn = (ledger: Ledger) => rowOf(ledger, 'session', 's')?.fields['wentWell'];
const versionsOn = (ledger: Ledger) => otherVersions(ledger, 'session', 's', 'wentWell');

/** All that two ledgers must agree on, as text: comparing objects would pass over a key called `__proto__`. */
const stateOf = (ledger: Ledger) =>
	[...ledger.tables]
		.flatMap(([table, rows]) => [...rows.values()].map((row) => ({ table, row })))
		.flatMap(({ table, row }) => Object.entries(row.cells).map(([field, cell]) => ({ table, id: row.id, field, cell })))
		.map(({ table, id, field, cell: { heads, past, gone } }) =>
			JSON.stringify([table, id, field, heads, Object.entries(past).sort(), gone])
		)
		.sort();

const names = fc.constantFrom('a', 'b', 'note.x', '__proto__', 'constructor', 'toString', '');
// What was JSON once: an edit is kept as JSON, which has no negative zero.
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as FieldValue); // of the same shape

/** Some phones, a year wrong either way, that write and now and then hear from each other. */
const history = fc
	.array(
		fc.record({
			phone: fc.nat(2),
			act: fc.constantFrom('write', 'write', 'settle', 'hear', 'tick'),
			from: fc.nat(2),
			row: names,
			field: names,
			value: json
		}),
		{ maxLength: 40 }
	)
	.map((acts) => {
		const phones = [createPhone('phone-a', year), createPhone('phone-b', -year), createPhone('__proto__')];
		for (const { phone, act, from, row, field, value } of acts) {
			const [here, there] = [phones[phone]!, phones[from]!];
			if (act === 'tick') here.tick(60_000);
			else if (act === 'hear') here.receive(there.written);
			else here.write({ table: 'session', row, field, value, settles: act === 'settle' });
		}
		return phones;
	});
const changesOf = (phones: readonly Phone[]) => phones.flatMap(({ written }) => written);

/** Changes nobody honest would write: any stamp, any reference, one stamp twice. */
const anyChange = fc.record({
	v: fc.constant(1 as const),
	table: fc.constantFrom('session', '__proto__'),
	row: fc.constantFrom('r', 'constructor'),
	field: fc.constantFrom('f', '__proto__'),
	value: fc.oneof(fc.integer({ max: 3 }), fc.constantFrom(null, 'x', ['y'])),
	ctr: fc.integer({ min: 1, max: 4 }),
	hlc: fc.integer({ min: 0, max: 6 }),
	dev: fc.constantFrom('p', 'q', '__proto__'),
	over: fc.array(fc.tuple(fc.constantFrom('p', 'q', '__proto__'), fc.integer({ min: 0, max: 6 })), { maxLength: 3 }),
	keeps: fc.array(fc.tuple(fc.constantFrom('p', 'q', '__proto__'), fc.integer({ min: 0, max: 6 })), { maxLength: 3 })
});

function fold(changes: readonly Change[]): Ledger {
	const ledger = createLedger();
	for (const change of changes) applyChange(ledger, change);
	return ledger;
}

describe('the order in which changes arrive', () => {
	test('makes no difference, nor does hearing some of them twice', () => {
		fc.assert(
			fc.property(history, fc.infiniteStream(fc.nat()), (phones, noise) => {
				const changes = changesOf(phones);
				const shuffled = [...changes, ...changes.filter(() => noise.next().value! % 2)]
					.map((change) => ({ change, at: noise.next().value! }))
					.sort((a, b) => a.at - b.at)
					.map(({ change }) => change);
				expect(stateOf(fold(shuffled))).toEqual(stateOf(fold(changes)));
			})
		);
	});

	test('makes no difference even for changes that no honest phone would write', () => {
		fc.assert(
			fc.property(
				fc
					.array(anyChange, { maxLength: 12 })
					.chain((changes) =>
						fc.tuple(
							fc.constant(changes),
							fc.shuffledSubarray([...changes, ...changes], { minLength: changes.length * 2 })
						)
					),
				([changes, shuffled]) => {
					expect(stateOf(fold(shuffled))).toEqual(stateOf(fold(changes)));
				}
			)
		);
	});

	test('leaves phones that heard everything with equal rows', () => {
		fc.assert(
			fc.property(history, (phones) => {
				for (const phone of phones) phone.receive(changesOf(phones));
				const [first, ...others] = phones.map(({ ledger }) => stateOf(ledger));
				for (const other of others) expect(other).toEqual(first);
			})
		);
	});

	test('never leaves a field without a value', () => {
		fc.assert(
			fc.property(fc.array(anyChange, { minLength: 1, maxLength: 12 }), (changes) => {
				for (const rows of fold(changes).tables.values())
					for (const row of rows.values())
						for (const { heads } of Object.values(row.cells)) expect(heads.length).toBeGreaterThan(0);
			})
		);
	});
});

describe('one edit after another', () => {
	test.each([year, -year, 0])('the later one wins although the first clock is wrong by %i ms', (wrongBy) => {
		const first = createPhone('a', wrongBy);
		const second = createPhone('b', -wrongBy);
		const changes = [first.write(note('one'))];
		for (let turn = 0; turn < 6; turn += 1) {
			const [writer, reader] = turn % 2 ? [first, second] : [second, first];
			writer.receive(changes);
			changes.push(writer.write(note(`turn ${turn}`)));
			reader.receive(changes);
			for (const phone of [first, second]) {
				expect(noteOn(phone.ledger)).toBe(`turn ${turn}`);
				expect(versionsOn(phone.ledger)).toEqual([]);
			}
		}
	});

	test('what a phone wrote last on what it saw is what it reads, whatever the others did', () => {
		fc.assert(
			fc.property(history, json, (phones, value) => {
				const phone = phones[0]!;
				phone.receive(changesOf(phones));
				phone.write(note(value));
				expect(noteOn(fold(changesOf(phones)))).toEqual(value);
			})
		);
	});
});

describe('two edits made apart', () => {
	function apart() {
		const [hoa, mai] = [createPhone('a', year), createPhone('b', -year)];
		const start = hoa.write(note('start'));
		mai.receive([start]);
		hoa.tick(1);
		hoa.write(note('from a'));
		mai.write(note('from b'));
		hoa.receive(mai.written);
		mai.receive(hoa.written);
		return { hoa, mai };
	}

	test('show one, and keep the other visible, on both phones', () => {
		const { hoa, mai } = apart();
		for (const { ledger } of [hoa, mai]) {
			expect(noteOn(ledger)).toBe('from a');
			expect(versionsOn(ledger)).toEqual(['from b']);
		}
	});

	test.each(['hoa', 'mai'] as const)('stay both visible while %s writes on without settling', (name) => {
		const { hoa, mai } = apart();
		const writer = { hoa, mai }[name];
		writer.write(note('more'));
		writer.write(note('and more'));
		expect(noteOn(writer.ledger)).toBe('and more');
		expect(versionsOn(writer.ledger)).toEqual(['from b']);
		expect(stateOf(fold([...hoa.written, ...mai.written].reverse()))).toEqual(stateOf(writer.ledger));
	});

	test('become one when somebody settles', () => {
		const { hoa, mai } = apart();
		mai.write(note('both', true));
		hoa.receive(mai.written);
		for (const { ledger } of [hoa, mai]) {
			expect(noteOn(ledger)).toBe('both');
			expect(versionsOn(ledger)).toEqual([]);
		}
	});

	test('settling does not hide what the one who settled had not seen', () => {
		const { hoa, mai } = apart();
		mai.write(note('both', true));
		hoa.write(note('unseen'));
		mai.receive(hoa.written);
		expect([noteOn(mai.ledger), ...versionsOn(mai.ledger)].sort()).toEqual(['both', 'unseen']);
	});

	test('that say the same are no disagreement, and a third version is told once', () => {
		const phones = ['a', 'b', 'c', 'd'].map((dev) => createPhone(dev));
		['one', 'two', 'two', 'one'].forEach((text, at) => phones[at]!.write(note(text)));
		const ledger = fold(changesOf(phones));
		expect([noteOn(ledger), ...versionsOn(ledger)].sort()).toEqual(['one', 'two']);
	});
});

describe('a row read from a snapshot', () => {
	test('equals the original, now and after any later change', () => {
		fc.assert(
			fc.property(history, fc.nat(40), (phones, cut) => {
				const changes = changesOf(phones);
				const original = fold(changes.slice(0, cut));
				const restored = createLedger();
				for (const [table, rows] of original.tables)
					for (const row of rows.values())
						restoreRow(restored, table, row.id, JSON.parse(JSON.stringify(row.cells)) as typeof row.cells); // as storage reads it back
				expect(stateOf(restored)).toEqual(stateOf(original));
				expect(restored.lastHlc).toBe(original.lastHlc);
				for (const [table, rows] of original.tables)
					for (const row of rows.values()) expect(restored.tables.get(table)?.get(row.id)?.fields).toEqual(row.fields);
				for (const change of changes) applyChange(restored, change);
				expect(stateOf(restored)).toEqual(stateOf(fold(changes)));
			})
		);
	});
});

describe('names that mean something to JavaScript', () => {
	test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('%s is a row, a field and a device', (name) => {
		const phone = createPhone(name);
		const edit: Edit = { table: 'session', row: name, field: name, value: { [name]: 'x' } };
		expect(stampOf(phone.ledger, { ...edit, row: 's' })).toEqual({ ctr: 1, over: [] });
		phone.write(edit);
		phone.write({ ...edit, value: 'y' });
		const restored = createLedger();
		const row = rowOf(phone.ledger, 'session', name)!;
		restoreRow(
			restored,
			'session',
			'plain',
			JSON.parse('{"f":{"heads":[{"value":1,"ctr":1,"hlc":1,"dev":"a"}],"past":{}}}')
		);
		expect(row.fields[name]).toBe('y');
		expect(otherVersions(phone.ledger, 'session', name, name)).toEqual([]);
		expect(stampOf(restored, { table: 'session', row: 'plain', field: name, value: 1 })).toEqual({ ctr: 1, over: [] });
		expect(otherVersions(restored, 'session', 'plain', name)).toEqual([]);
		expect(Object.getPrototypeOf({})).toBe(Object.prototype);
		expect(({} as Record<string, unknown>)['x']).toBeUndefined();
	});
});

describe('edits that change nothing', () => {
	test('are left out, so that saving a form does not undo what another phone wrote', () => {
		const [hoa, mai] = [createPhone('a'), createPhone('b')];
		const alias: Edit = { table: 'group', row: 'g', field: 'alias', value: 'Lune' };
		const time: Edit = { table: 'group', row: 'g', field: 'time', value: '18:00' };
		mai.receive([hoa.write(alias), hoa.write(time)]);
		for (const edit of neededEdits(hoa.ledger, [{ ...alias, value: 'Soleil' }, time])) hoa.write(edit);
		for (const edit of neededEdits(mai.ledger, [alias, { ...time, value: '19:00' }])) mai.write(edit);
		hoa.receive(mai.written);
		expect(rowOf(hoa.ledger, 'group', 'g')?.fields).toMatchObject({ alias: 'Soleil', time: '19:00' });
	});

	test('never change where a list of edits ends', () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ field: names, value: json })),
				fc.array(fc.record({ field: names, value: json })),
				(before, edits) => {
					const [all, needed] = [createPhone('a'), createPhone('a')];
					const editOf = ({ field, value }: { field: string; value: FieldValue }): Edit => ({
						table: 'session',
						row: 's',
						field,
						value
					});
					for (const phone of [all, needed]) before.forEach((edit) => phone.write(editOf(edit)));
					edits.forEach((edit) => all.write(editOf(edit)));
					neededEdits(needed.ledger, edits.map(editOf)).forEach((edit) => needed.write(edit));
					const valuesOn = ({ ledger }: Phone) =>
						Object.entries(rowOf(ledger, 'session', 's')?.fields ?? {})
							.map((entry) => JSON.stringify(entry))
							.sort();
					expect(valuesOn(needed)).toEqual(valuesOn(all));
					expect(neededEdits(needed.ledger, edits.map(editOf))).toEqual([]);
				}
			)
		);
	});

	test('still settle a disagreement', () => {
		const [hoa, mai] = [createPhone('a'), createPhone('b')];
		hoa.write(note('one'));
		mai.write(note('two'));
		hoa.receive(mai.written);
		const seen = noteOn(hoa.ledger)!;
		expect(neededEdits(hoa.ledger, [note(seen)])).toEqual([]);
		expect(neededEdits(hoa.ledger, [note(seen, true)])).toHaveLength(1);
	});
});

describe('stamps', () => {
	test('rise, and stay readable, whatever the clock says', () => {
		const clocks = [0, -year, noon, noon - year, 1.5, Date.UTC(9999, 0), 8.64e15];
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...clocks)), (instants) => {
				let last = 0;
				for (const now of instants) {
					const next = nextHybridTime(last, now);
					expect(next).toBeGreaterThan(last);
					expect(Number.isSafeInteger(next)).toBe(true);
					last = next;
				}
			})
		);
	});

	test('an edit still wins, and still parses, on a field whose counter is used up', () => {
		const phone = createPhone('a');
		applyChange(phone.ledger, { ...createPhone('b').write(note('theirs')), ctr: greatestCounter });
		phone.write(note('mine'));
		phone.write(note('mine again'));
		expect(noteOn(phone.ledger)).toBe('mine again');
		expect(versionsOn(phone.ledger)).toEqual([]);
	});
});
