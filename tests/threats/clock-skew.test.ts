/**
 * Attack: the phone's clock is wrong. Cheap phones lose it with the battery (1970), people set it by hand a year off, a
 * network sets it while the app runs, and somebody at home sets it on purpose so that a later correction seems older than
 * the mistake. Last-writer-wins by wall clock would then lose what was written last.
 *
 * Refused means: what was written last stands, whatever the clock said, also after locking, folding and opening again.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	createSetClock,
	makeVault,
	newMemoryPhone,
	openTab,
	pseudonymEdit,
	random,
	rowsShown,
	settle
} from '../contract/phone';

const today = createSetClock().now();
const year = 365 * 86_400_000;
const numRuns = Number(process.env.FC_RUNS ?? 40);

async function writtenUnder(instants: readonly number[], between: 'nothing' | 'folding' | 'opening') {
	const { directory } = await newMemoryPhone();
	const made = await makeVault(directory);
	const clock = createSetClock();
	const row = random.uuid();
	let vault = await openTab(directory, made, { clock });
	for (const [at, instant] of instants.entries()) {
		clock.now = () => instant;
		expect(await vault.append([pseudonymEdit(row, `Name ${at}`)])).toMatchObject({ ok: true });
		if (between === 'folding') expect(await vault.compact()).toMatchObject({ ok: true });
		if (between === 'opening') {
			vault.close();
			await settle();
			vault = await openTab(directory, made, { clock });
		}
		expect(vault.ledger().tables.get('member')?.get(row)?.fields.pseudonym).toBe(`Name ${at}`);
	}
	const again = await openTab(directory, made, { clock });
	expect(again.unreadable()).toBe(0);
	expect(rowsShown(again)).toEqual(rowsShown(vault));
	return again.ledger().tables.get('member')?.get(row)?.cells.pseudonym;
}

test.each([
	['a year ahead, then right', [today + year, today, today + 1]],
	['right, then a year behind', [today, today - year, today - year + 1]],
	['in 1970 after an empty battery', [today, 0, 1, today + 2]],
	['standing still', [today, today, today]],
	['before 1970', [today, -year, -1]],
	['at the end of what a phone can show', [today, 8_640_000_000_000_000, today, today + 1]],
	['jumping', [today, today + 10 * year, 0, today - year, today + year, today]]
])('what was written last stands when the clock is %s', async (_, instants) => {
	for (const between of ['nothing', 'folding', 'opening'] as const) {
		const cell = await writtenUnder(instants, between);
		expect(cell?.heads).toHaveLength(1);
	}
	// The honest case: with a right clock the same holds, and the stamp says the right time.
	const cell = await writtenUnder([today, today + 1000, today + 2000], 'folding');
	expect(cell?.heads).toEqual([expect.objectContaining({ value: 'Name 2', ctr: 3, hlc: (today + 2000) * 1024 })]);
});

test('no sequence of clocks loses the last word or makes two versions of it', async () => {
	const instants = fc.array(fc.integer({ min: -year, max: today + 50 * year }), { minLength: 1, maxLength: 12 });
	await fc.assert(
		fc.asyncProperty(instants, fc.constantFrom('nothing' as const, 'folding' as const), async (list, between) => {
			const cell = await writtenUnder(list, between);
			expect(cell?.heads.map(({ value }) => value)).toEqual([`Name ${list.length - 1}`]);
		}),
		{ numRuns }
	);
});
