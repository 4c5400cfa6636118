import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change, FieldValue } from './change';
import { applyChange, createLedger, rowOf, type Ledger } from './ledger';
import { createSayingJudge, isSaidOnce } from './said-once';

let hlc = 1;
const change = (row: string, field: string, value: FieldValue, dev: string, table = 'reply'): Change => ({
	...{ v: 1, table, row, field, value },
	...{ ctr: 1, hlc: hlc++, dev, over: [] }
});

/** Takes what a judge lets in, as sync does with everything that came at once. */
function take(ledger: Ledger, ...changes: readonly Change[]) {
	const { judge } = createSayingJudge(ledger);
	const judged = changes.map((one) => [judge(one), one] as const);
	for (const [saying, one] of judged) if (saying === 'new') applyChange(ledger, one);
	return judged.map(([saying]) => saying);
}

const textIn = (ledger: Ledger, row: string) =>
	rowOf(ledger, 'reply', row)?.cells['text']?.heads.map(({ value }) => value);

describe('what is said once', () => {
	test('stays as it was said first, whoever writes over it and however it is put together', () => {
		const anyChange = fc.record({
			row: fc.constantFrom('a', 'b'),
			field: fc.constantFrom('text', 'kind'),
			value: fc.constantFrom('one', 'two'),
			dev: fc.constantFrom('mai', 'sok')
		});
		fc.assert(
			fc.property(fc.array(fc.array(anyChange, { maxLength: 4 }), { maxLength: 5 }), (deliveries) => {
				const ledger = createLedger();
				const said = new Map<string, FieldValue>();
				const authors = new Map<string, string>();
				for (const delivery of deliveries)
					take(
						ledger,
						...delivery.map(({ row, field, value, dev }) => {
							if (!authors.has(row)) authors.set(row, dev);
							const key = `${row}/${field}`;
							if (!said.has(key) && authors.get(row) === dev) said.set(key, value);
							return change(row, field, value, dev);
						})
					);
				for (const row of ['a', 'b'])
					for (const field of ['text', 'kind']) {
						const heads = rowOf(ledger, 'reply', row)?.cells[field]?.heads ?? [];
						const key = `${row}/${field}`;
						expect(heads.map(({ value }) => value)).toEqual(said.has(key) ? [said.get(key)] : []);
						for (const { dev } of heads) expect(dev).toBe(authors.get(row));
					}
			})
		);
	});

	test('is known when it comes again, and may be written down by two who read one letter', () => {
		const ledger = createLedger();
		const concern = (dev: string, receivedOn: string) => [
			change('x', 'text', 'Somebody waits', dev, 'concern'),
			change('x', 'receivedOn', receivedOn, dev, 'concern')
		];
		expect(take(ledger, ...concern('lea', '2026-11-22'))).toEqual(['new', 'new']);
		expect(take(ledger, ...concern('noor', '2026-11-24'))).toEqual(['known', 'known']);
		expect(take(ledger, change('x', 'text', 'Nobody waits', 'noor', 'concern'))).toEqual(['rewritten']);
	});

	test('is not changed by a row that somebody repeats, and may be added by one', () => {
		const ledger = createLedger();
		take(ledger, change('a', 'text', 'one', 'mai'));
		const { judgeRow } = createSayingJudge(ledger);
		const cell = (value: FieldValue, dev: string) => ({
			heads: [{ value, ctr: 1, hlc: 9, dev }],
			past: { [dev]: [9] }
		});
		const twofold = { heads: [...cell('one', 'mai').heads, ...cell('two', 'sok').heads], past: {} };
		expect(judgeRow(['reply', 'a', { text: cell('two', 'mai') }])).toBe('rewritten');
		expect(judgeRow(['reply', 'a', { kind: cell('text', 'sok') }])).toBe('rewritten');
		expect(judgeRow(['reply', 'a', { text: cell('one', 'mai') }])).toBe('known');
		expect(judgeRow(['reply', 'b', { text: twofold }])).toBe('rewritten');
		expect(judgeRow(['reply', 'b', { text: cell('one', 'sok') }])).toBe('new');
		expect(judgeRow(['reply', 'b', { text: cell('two', 'sok') }])).toBe('rewritten');
		expect(textIn(ledger, 'a')).toEqual(['one']);
	});

	test('is no other table', () => {
		const ledger = createLedger();
		expect(isSaidOnce('review')).toBe(false);
		expect(take(ledger, change('r', 'state', 'closed', 'sok', 'review'))).toEqual(['new']);
		expect(take(ledger, change('r', 'state', 'reopened', 'mai', 'review'))).toEqual(['new']);
	});
});
