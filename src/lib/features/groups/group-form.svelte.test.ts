import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '$lib/base/clock';
import { groupOf, groupsOf } from '$lib/domain/group';
import { upcomingSessions } from '$lib/domain/session';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import { GroupForm } from './group-form.svelte';

const today = '2026-11-22';

describe('the form of a group', () => {
	test('makes a group that the vault then holds, and nothing is left to lose', async () => {
		const runtime = await createMemoryRuntime(today);
		const form = new GroupForm(runtime, 'vi');
		form.change({ alias: '  Les   tournesols ', rhythm: 'two-weeks', time: '14:30' });
		form.addCoFacilitator();
		form.addCoFacilitator();
		form.nameCoFacilitator(form.typed.coFacilitators[1]!.key, 'Lune');
		expect(form.isChanged).toBe(true);
		const saved = await form.save();
		const group = groupOf(runtime.door.ledger.current, saved.ok ? saved.value : (undefined as never));
		expect(group).toMatchObject({ alias: 'Les tournesols', locale: 'vi', coFacilitators: ['Lune'], startsOn: today });
		expect(form.isChanged).toBe(false);
	});

	test('says nothing before the first try, then stands beside the wrong field', async () => {
		const runtime = await createMemoryRuntime(today);
		const form = new GroupForm(runtime, 'fr');
		form.addCoFacilitator();
		const row = form.typed.coFacilitators[0]!;
		form.change({ startsOn: '' });
		form.nameCoFacilitator(row.key, '+33 6 12 34 56 78');
		expect([form.aliasProblem, form.startsOnProblem]).toEqual([null, null]);
		expect((await form.save()).ok).toBe(false);
		expect(form.aliasProblem).toEqual({ type: 'AliasMissing' });
		expect(form.startsOnProblem).toEqual({ type: 'DayUnreadable' });
		expect(form.coFacilitatorProblem(form.typed.coFacilitators[0]!)).toEqual({ type: 'AliasLooksLikeContact' });
		form.change({ alias: 'Rivière', startsOn: today });
		form.removeCoFacilitator(row.key);
		expect([form.aliasProblem, form.startsOnProblem]).toEqual([null, null]);
		expect((await form.save()).ok).toBe(true);
	});

	test('a full phone keeps every typed word, and a later try saves them as one group', async () => {
		const runtime = await createMemoryRuntime(today);
		const form = new GroupForm(runtime, 'fr');
		form.change({ alias: 'Rivière' });
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		expect((await form.save()).ok).toBe(false);
		expect(form.problem).toEqual({ type: 'QuotaExceeded' });
		expect([form.typed.alias, form.isChanged]).toEqual(['Rivière', true]);
		runtime.directory.failWith(null);
		await form.save();
		await form.save();
		expect(form.problem).toBeNull();
		expect(groupsOf(runtime.door.ledger.current)).toHaveLength(1);
	});

	test('a first session in another century is refused, so the planning never runs out of calendar', async () => {
		const runtime = await createMemoryRuntime(today);
		const form = new GroupForm(runtime, 'fr');
		form.change({ alias: 'Rivière', startsOn: '9999-12-31' });
		expect((await form.save()).ok).toBe(false);
		expect(form.startsOnProblem).toEqual({ type: 'DayUnreadable' });
		form.change({ startsOn: addDays(today, 700) });
		const saved = await form.save();
		expect(saved.ok).toBe(true);
	});

	test('changes the group it was given and shows what it holds', async () => {
		const runtime = await createMemoryRuntime(today);
		const form = new GroupForm(runtime, 'fr');
		form.change({ alias: 'Rivière' });
		const saved = await form.save();
		if (!saved.ok) throw new Error(saved.error.type);
		const again = new GroupForm(runtime, 'fr', saved.value);
		expect([again.typed.alias, again.isChanged]).toEqual(['Rivière', false]);
		again.change({ alias: 'Montagne' });
		expect((await again.save()).ok).toBe(true);
		expect(groupsOf(runtime.door.ledger.current).map(({ alias }) => alias)).toEqual(['Montagne']);
	});

	test('whatever is typed, either a problem is told or a readable group is there', async () => {
		const runtime = await createMemoryRuntime(today);
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('😀', `${String.fromCodePoint(0x202e)}abc`, '<b>x</b>', 'x'.repeat(10_000))
		);
		const day = fc.oneof(fc.constantFrom(today, '', '0001-01-01', '2027-02-30'), fc.string());
		await fc.assert(
			fc.asyncProperty(text, day, async (alias, startsOn) => {
				const form = new GroupForm(runtime, 'fr');
				form.change({ alias, startsOn });
				const saved = await form.save();
				if (!saved.ok) {
					expect(form.aliasProblem ?? form.startsOnProblem).not.toBeNull();
					expect(form.typed.alias).toBe(alias);
					return;
				}
				const ledger = runtime.door.ledger.current;
				const group = groupOf(ledger, saved.value)!;
				expect([...group.alias].length).toBeLessThanOrEqual(40);
				expect(upcomingSessions(ledger, group, today, 3)).toHaveLength(3);
			}),
			{ numRuns: 60 }
		);
	});
});
