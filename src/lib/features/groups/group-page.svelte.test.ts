import { describe, expect, test } from 'vitest';
import { createGroup } from '$lib/domain/group';
import { GroupId, MemberId } from '$lib/domain/ids';
import { createMember } from '$lib/domain/member';
import { cancelSession, closeSession, startSession, storedSession } from '$lib/domain/session';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import { GroupPage } from './group-page.svelte';

describe('the page of a group', () => {
	test('asks for people first, then prepares, begins and continues the next session', async () => {
		const { runtime, page, addMember } = await openGroup('2026-11-22');
		expect(page.nextStep?.kind).toBe('addMembers');
		await addMember();
		expect(page.nextStep).toMatchObject({ kind: 'prepareNext', session: { plannedOn: '2026-11-24' } });
		runtime.setToday('2026-11-24');
		expect(page.nextStep?.kind).toBe('begin');
		const started = startSession(page.upcoming[0]!, 1, runtime.clock.now());
		await runtime.append(started.ok ? started.value : []);
		expect(page.nextStep?.kind).toBe('continue');
	});

	test('shows three sessions ahead and, newest first, what became of the past ones', async () => {
		const { runtime, page } = await openGroup('2026-11-24');
		expect(page.upcoming.map(({ plannedOn }) => plannedOn)).toEqual(['2026-11-24', '2026-12-01', '2026-12-08']);
		const started = startSession(page.upcoming[0]!, 1, 0);
		await runtime.append(started.ok ? started.value : []);
		const closed = closeSession(page.unfinished[0]!, 1);
		await runtime.append(closed.ok ? closed.value : []);
		const cancelled = cancelSession(page.upcoming[0]!, 'fête');
		await runtime.append(cancelled.ok ? cancelled.value : []);
		expect(page.past.map(({ state }) => state)).toEqual(['closed']);
		// Called off, but still ahead: it can be put back until its day has passed.
		expect(page.upcoming.map(({ plannedOn, state }) => `${plannedOn} ${state}`)).toEqual([
			'2026-12-01 cancelled',
			'2026-12-08 planned',
			'2026-12-15 planned',
			'2026-12-22 planned'
		]);
		runtime.setToday('2026-12-03');
		expect(page.past.map(({ state }) => state)).toEqual(['cancelled', 'closed']);
	});

	test('asks about the last meeting nobody wrote down, and only that one', async () => {
		const { runtime, page } = await openGroup('2026-11-24');
		runtime.setToday('2026-12-10');
		expect(page.unfinished.map(({ plannedOn }) => plannedOn)).toEqual(['2026-12-08']);
		const [missed] = page.unfinished;
		await page.writeDown(missed!);
		expect(storedSession(runtime.door.ledger.current, missed!.id)?.state).toBe('planned');
		expect(page.unfinished.map(({ plannedOn }) => plannedOn)).toEqual(['2026-12-08']);
	});

	test('a group put away has nothing to come, and comes back by undo or by hand', async () => {
		const { page } = await openGroup('2026-11-22');
		await page.setArchived(true);
		expect([page.group?.archivedOn, page.upcoming, page.nextStep]).toEqual(['2026-11-22', [], null]);
		await page.undo.takeBack();
		expect([page.group?.archivedOn, page.undo.deed]).toEqual([null, null]);
		await page.setArchived(true);
		await page.setArchived(false);
		expect(page.upcoming).toHaveLength(3);
	});

	test('an undo that fails is offered again', async () => {
		const { runtime, page } = await openGroup('2026-11-22');
		await page.setArchived(true);
		runtime.directory.failWith({ type: 'StorageLost' });
		await page.undo.takeBack();
		expect([page.undo.problem?.type, page.undo.deed?.done]).toEqual(['StorageLost', 'archived']);
		runtime.directory.failWith(null);
		await page.undo.takeBack();
		expect([page.undo.problem, page.group?.archivedOn]).toEqual([null, null]);
	});
});

async function openGroup(today: string) {
	const runtime = await createMemoryRuntime(today);
	const id = GroupId.parse(runtime.random.uuid());
	const edits = createGroup(id, {
		alias: 'Rivière',
		locale: 'fr',
		rhythm: 'weekly',
		time: '10:00',
		packId: 'first-circle',
		coFacilitators: [],
		startsOn: '2026-11-24'
	});
	await runtime.append(edits.ok ? edits.value : []);
	const addMember = () =>
		runtime.append(createMember(MemberId.parse(runtime.random.uuid()), id, 'Lune', 'sun', '2026-11-22'));
	return { runtime, page: new GroupPage(runtime, id), addMember };
}
