import { describe, expect, test } from 'vitest';
import { concernOf, concernToText, emptyConcern, type Seriousness } from '$lib/domain/concern';
import { receiveConcern } from '$lib/domain/concern-board';
import { DeviceId } from '$lib/domain/ids';
import { policiesOf } from '$lib/domain/policy';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Person, Role } from '$lib/runtime/organisation.svelte';
import { ConcernBoard } from './concern-board.svelte';
import { ConcernPage, type ConcernPageDeps } from './concern-page.svelte';

describe('the board', () => {
	test('has one column for each state, and what is overdue before them', async () => {
		const { board, receive, runtime } = await open(['lead']);
		await receive('x', 'urgent');
		await receive('y', 'wait');
		expect(board.columns.map(({ state, concerns }) => [state, concerns.map(({ id }) => id)])).toEqual([
			['new', ['x', 'y']],
			['seen', []],
			['acting', []],
			['closed', []]
		]);
		runtime.setToday('2026-11-27');
		const later = (await open(['lead'], runtime)).board;
		expect([later.overdue.map(({ id }) => id), later.openCount]).toEqual([['x'], 2]);
		expect(later.columns[0]?.concerns.map(({ id }) => id)).toEqual(['y']);
	});

	test.each<[readonly Role[]]>([[['supervisor']], [['admin', 'facilitator', 'supervisor', 'reader']], [[]]])(
		'shows nothing to %s, whatever lies in the vault',
		async (roles) => {
			const { board, page, receive } = await open(roles);
			await receive('x', 'urgent');
			const desk = page('x');
			await desk.open();
			expect([board.concerns, board.openCount, desk.concern]).toEqual([[], 0, undefined]);
		}
	);
});

describe('a concern on the desk of a lead', () => {
	test('is seen from the moment it is opened, and says by whom, once a day', async () => {
		const { page, receive, runtime } = await open(['lead']);
		await receive('x', 'soon');
		const desk = page('x');
		expect(desk.concern?.state).toBe('new');
		await desk.open();
		await desk.open();
		await page('x').open();
		expect(desk.concern?.acts.map(({ kind, device, day }) => [kind, device, day])).toEqual([
			['opened', me(runtime), '2026-11-24']
		]);
		expect(desk.concern?.state).toBe('seen');
	});

	test('is acted on, closed with words, and opened again', async () => {
		const { page, receive } = await open(['lead']);
		await receive('x', 'soon');
		const desk = page('x');
		await desk.open();
		desk.choose('acting');
		expect(await desk.write()).toBe(true);
		expect([desk.concern?.state, desk.kind]).toEqual(['acting', undefined]);
		desk.choose('closed');
		expect(await desk.write()).toBe(false);
		expect([desk.act.problem?.type, desk.concern?.state]).toEqual(['ReasonMissing', 'acting']);
		desk.type('She is safe with her aunt.');
		expect(await desk.write()).toBe(true);
		expect([desk.concern?.state, desk.kinds, desk.words]).toEqual(['closed', ['note', 'reopened'], '']);
		desk.choose('reopened');
		desk.type('She called again.');
		await desk.write();
		expect(desk.concern?.state).toBe('acting');
	});

	test('keeps words that could not be written on the screen', async () => {
		const { page, receive, runtime } = await open(['lead']);
		await receive('x', 'soon');
		const desk = page('x');
		desk.choose('note');
		desk.type('Called her.');
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		expect(await desk.write()).toBe(false);
		expect([desk.words, desk.isUnsaved, desk.act.problem?.type]).toEqual(['Called her.', true, 'QuotaExceeded']);
	});
});

const text = (seriousness: Seriousness) =>
	concernToText(concernOf({ ...emptyConcern, category: 'violence', seriousness })!);

type MemoryRuntime = Awaited<ReturnType<typeof createMemoryRuntime>>;

/** The device that this vault writes as. */
const me = (runtime: MemoryRuntime) =>
	[...runtime.door.ledger.current.tables.get('concern')!.values()][0]!.cells['text']!.heads[0]!.dev;

async function open(roles: readonly Role[], known?: MemoryRuntime) {
	const runtime = known ?? (await createMemoryRuntime('2026-11-24'));
	const organisation: ConcernPageDeps['organisation'] = {
		state: 'member',
		roles,
		policies: policiesOf(new Map([['concern-days', 4]])),
		get people(): readonly Person[] {
			const device = DeviceId.parse(me(runtime));
			return [{ ...somebody, device, roles }];
		}
	};
	const receive = (id: string, seriousness: Seriousness) =>
		runtime.append(receiveConcern(id, { author: 'a', day: '2026-11-24', text: text(seriousness) }, '2026-11-24'));
	const page = (id: string) => new ConcernPage({ ...runtime, organisation }, id);
	return { board: new ConcernBoard({ ...runtime, organisation }), page, receive, runtime };
}

const somebody: Omit<Person, 'device' | 'roles'> = {
	label: 'Awa',
	sinceDay: '2026-01-01',
	invitedBy: '',
	isMe: true,
	isMine: false,
	lastHeard: null,
	revokedOn: null,
	expiresOn: '2027-01-01'
};
