import { describe, expect, test } from 'vitest';
import { beginBatch, waitingBatch, type BatchResult } from '$lib/domain/batch';
import { writeCare } from '$lib/domain/care';
import { archiveGroup, createGroup, type GroupDraft } from '$lib/domain/group';
import { BatchId, GroupId } from '$lib/domain/ids';
import { closeSession, planSession, sessionByHand, startSession, storedSession } from '$lib/domain/session';
import { SessionId } from '$lib/domain/ids';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import { Today } from './today.svelte';

describe('home', () => {
	test('begins with nothing at all', async () => {
		const { home } = await openHome('2026-11-22');
		expect([home.next, home.groups, home.unfinished, home.waiting, home.needsRest]).toEqual([null, [], [], [], false]);
	});

	test('shows the soonest meeting of all groups: to prepare before its day, to begin on it', async () => {
		const { home, runtime, addGroup } = await openHome('2026-11-22');
		await addGroup({ alias: 'Montagne', startsOn: '2026-11-26' });
		await addGroup({ alias: 'Rivière', startsOn: '2026-11-24' });
		expect(home.next).toMatchObject({ group: { alias: 'Rivière' }, action: 'prepare' });
		runtime.setToday('2026-11-24');
		expect(home.next?.action).toBe('begin');
		expect(home.groups.map(({ group }) => group.alias)).toEqual(['Rivière', 'Montagne']);
	});

	test('a session that runs comes before everything and is not told twice', async () => {
		const { home, runtime, addGroup } = await openHome('2026-11-24');
		await addGroup({ startsOn: '2026-11-24' });
		await start(runtime, home.next!.session);
		expect(home.next).toMatchObject({ action: 'continue', session: { plannedOn: '2026-11-24' } });
		expect(home.unfinished).toEqual([]);
		runtime.setToday('2026-11-25');
		expect(home.next?.action).toBe('continue');
	});

	test('asks about sessions whose day passed, planned by hand or by the rhythm', async () => {
		const { home, runtime, addGroup } = await openHome('2026-11-22');
		const group = await addGroup({ rhythm: 'free' });
		await addGroup({ alias: 'Montagne', startsOn: '2026-11-24' });
		const byHand = sessionByHand(SessionId.parse(runtime.random.uuid()), group, '2026-11-23', 'trust');
		await runtime.append(planSession(byHand));
		runtime.setToday('2026-11-25');
		expect(home.unfinished.map(({ session }) => session.plannedOn)).toEqual(['2026-11-23', '2026-11-24']);
		await home.writeDown(home.unfinished[1]!.session);
		expect(home.unfinished).toHaveLength(2);
		const [, second] = home.unfinished;
		expect(storedSession(runtime.door.ledger.current, second!.session.id)).toBeDefined();
	});

	test('a group put away asks nothing and stands apart', async () => {
		const { home, runtime, addGroup } = await openHome('2026-11-22');
		const group = await addGroup({ startsOn: '2026-11-10' });
		expect(home.unfinished).toHaveLength(1);
		await runtime.append([archiveGroup(group.id, '2026-11-22')]);
		expect([home.unfinished, home.groups, home.next]).toEqual([[], [], null]);
		expect(home.archived.map(({ id }) => id)).toEqual([group.id]);
	});

	test('tells of answers that wait, and for two weeks of a result that opened', async () => {
		const { home, runtime, addGroup } = await openHome('2026-11-22');
		const group = await addGroup({});
		const id = BatchId.parse(runtime.random.uuid());
		await runtime.append(beginBatch(runtime.door.ledger.current, group.id, id));
		expect(home.waiting).toMatchObject([{ kind: 'answersWait', batch: { threshold: 5 } }]);
		const result: BatchResult = { wellbeing: 'well', session: 'hidden', direction: null, level: 6, parts: {} };
		await runtime.append([
			{ table: 'batch', row: id, field: 'result', value: result },
			{ table: 'batch', row: id, field: 'openedOn', value: '2026-11-22' }
		]);
		expect(waitingBatch(runtime.door.ledger.current, group.id)).toBeUndefined();
		expect(home.waiting.map(({ kind }) => kind)).toEqual(['opened']);
		runtime.setToday('2026-12-06');
		expect(home.waiting).toEqual([]);
	});

	test('speaks of rest after two hard moments', async () => {
		const { home, runtime, addGroup } = await openHome('2026-11-22');
		await addGroup({ startsOn: '2026-11-22' });
		for (const _ of [1, 2]) {
			const session = home.next!.session;
			runtime.setToday(session.plannedOn);
			await start(runtime, session);
			const closed = closeSession(home.next!.session, 1);
			await runtime.append([...(closed.ok ? closed.value : []), writeCare(session.id, 'hardMoment', true)]);
		}
		expect(home.needsRest).toBe(true);
	});
});

type MemoryRuntime = Awaited<ReturnType<typeof createMemoryRuntime>>;

async function start(runtime: MemoryRuntime, session: Parameters<typeof startSession>[0]) {
	const started = startSession(session, 1, runtime.clock.now());
	await runtime.append(started.ok ? started.value : []);
}

async function openHome(today: string) {
	const runtime = await createMemoryRuntime(today);
	const home = new Today(runtime);
	const addGroup = async (draft: Partial<GroupDraft>) => {
		const id = GroupId.parse(runtime.random.uuid());
		const edits = createGroup(id, {
			alias: 'Rivière',
			locale: 'fr',
			rhythm: 'weekly',
			time: '',
			packId: 'first-circle',
			coFacilitators: [],
			startsOn: today,
			...draft
		});
		await runtime.append(edits.ok ? edits.value : []);
		const line = home.groups.find(({ group }) => group.id === id);
		return line!.group;
	};
	return { runtime, home, addGroup };
}
