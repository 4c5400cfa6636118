import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldEdits, type FieldValue } from './change';
import { applyChange, createLedger, stampOf, type Ledger } from './ledger';
import { passedIn, talliesOf, Tally } from './tally';

const id = '00000000-0000-4000-8000-000000000001';
const sound = {
	batchId: id,
	groupId: '00000000-0000-4000-8000-000000000002',
	month: '2026-11',
	questionnaire: 'faces/1',
	counts: { body: [1, 2, 2, 1], mind: [0, 0, 3, 3] },
	n: 7
};

function write(ledger: Ledger, values: { readonly [field: string]: FieldValue }, dev = 'reader'): void {
	for (const edit of fieldEdits('tally', id, values)) {
		const { table, row, field, value } = edit;
		const hlc = ledger.lastHlc + 1;
		applyChange(ledger, { v: 1, table, row, field, value, ...stampOf(ledger, edit), hlc, dev });
	}
}

/** Values near those that a tally may hold. */
const near: fc.Arbitrary<FieldValue> = fc.oneof(
	fc.constantFrom<FieldValue>(
		null,
		true,
		'',
		id,
		id.toUpperCase(),
		'2026-11',
		'2026-13',
		[],
		{},
		4,
		5,
		7,
		9999,
		10_000,
		6.5,
		-1
	),
	fc.string({ maxLength: 120 }),
	fc.dictionary(
		fc.string({ maxLength: 110 }),
		fc.oneof(fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 14 }), fc.constant('many'))
	)
);

test('a tally is counted exactly when it fits its description and its questions have no more answers than people', () => {
	fc.assert(
		fc.property(fc.constantFrom(...Object.keys(sound)), near, (field, value) => {
			const ledger = createLedger();
			const values = { ...sound, [field]: value };
			write(ledger, values);
			const described = Tally.safeParse({ ...values, id });
			const isRight =
				described.success &&
				described.data.batchId === id &&
				Object.keys(described.data.counts).every((question) => passedIn(described.data, question) >= 0);
			expect(talliesOf(ledger).length).toBe(isRight ? 1 : 0);
		}),
		{ numRuns: 500 }
	);
});

test('a tally that was written again is none, and comes back for nobody', () => {
	const ledger = createLedger();
	write(ledger, sound);
	expect(talliesOf(ledger)).toEqual([{ id, ...sound }]);
	write(ledger, { n: 8 });
	expect(talliesOf(ledger)).toEqual([]);
	write(ledger, { n: 7 });
	expect(talliesOf(ledger)).toEqual([]);
});
