import { describe, expect, test } from 'vitest';
import { err, ok } from '$lib/base/result';
import { createGroup } from '$lib/domain/group';
import { DeviceId, GroupId, MemberId } from '$lib/domain/ids';
import { createMember, leave, memberOf } from '$lib/domain/member';
import { parseRequest } from '$lib/domain/request';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Person } from '$lib/runtime/organisation.svelte';
import { RequestDesk, type RequestDeskDeps } from './request-desk.svelte';

describe('a request written down together', () => {
	test('is nowhere before the yes, and a no leaves nothing', async () => {
		const { desk, rose, requestRows } = await open();
		desk.begin();
		desk.chooseMember(rose);
		desk.chooseWants('organisation');
		desk.leave();
		expect([requestRows(), desk.isAsking, desk.memberId]).toEqual([0, false, undefined]);
		expect(await desk.agree()).toBeNull();
		expect(requestRows()).toBe(0);
	});

	test('to the facilitator stays in the notebook: nothing leaves', async () => {
		const { desk, rose, sent } = await open();
		desk.begin();
		desk.chooseMember(rose);
		expect(await desk.agree()).toBe('facilitator');
		expect(desk.requests).toMatchObject([{ memberId: rose, wants: 'facilitator', day: '2026-11-24', done: null }]);
		expect([sent, desk.nameOf(desk.requests[0]!), desk.isAsking]).toEqual([[], 'Rose', false]);
	});

	test('to the organisation leaves with the pseudonym alone', async () => {
		const { desk, rose, sent } = await open();
		desk.begin();
		desk.chooseMember(rose);
		desk.chooseWants('organisation');
		expect(await desk.agree()).toBe('organisation');
		expect(sent.map((text) => parseRequest(text))).toEqual([
			{ ok: true, value: { v: 1, kind: 'request', name: 'Rose' } }
		]);
		expect(desk.requests).toMatchObject([{ id: 'letter-1', wants: 'organisation' }]);
	});

	test('is not written down when its letter could not be sealed', async () => {
		const { desk, rose, way } = await open();
		way.isThere = false;
		desk.begin();
		desk.chooseMember(rose);
		desk.chooseWants('organisation');
		expect(await desk.agree()).toBeNull();
		expect([desk.requests, desk.act.problem?.type, desk.isAsking]).toEqual([[], 'StorageFailed', true]);
	});

	test('asks nobody where the organisation has named nobody', async () => {
		const { desk, rose, sent } = await open([]);
		desk.begin();
		desk.chooseMember(rose);
		desk.chooseWants('organisation');
		expect(desk.canAskOrganisation).toBe(false);
		expect(await desk.agree()).toBeNull();
		expect([sent, desk.requests]).toEqual([[], []]);
	});

	test('is not written down twice while it waits; once somebody has talked it can be asked again', async () => {
		const { desk, rose } = await open();
		const ask = () => {
			desk.begin();
			desk.chooseMember(rose);
			return desk.agree();
		};
		await ask();
		expect(await ask()).toBeNull();
		expect([desk.isKnown, desk.requests.length]).toEqual([true, 1]);
		await desk.markTalked(desk.requests[0]!.id);
		expect(await ask()).toBe('facilitator');
		expect(desk.requests.map(({ done }) => done)).toEqual([null, '2026-11-24']);
		await desk.withdraw(desk.requests[0]!.id);
		expect(desk.requests.map(({ done }) => done)).toEqual(['2026-11-24']);
	});

	test('is offered to those who come now', async () => {
		const { desk, rose, runtime } = await open();
		const member = memberOf(runtime.door.ledger.current, rose)!;
		await runtime.append([leave(member, '2026-11-24')]);
		expect(desk.members).toEqual([]);
	});
});

const awa: Person = {
	device: DeviceId.parse('00000000-0000-4000-8000-000000000001'),
	label: 'Awa',
	roles: ['lead'],
	sinceDay: '2026-01-01',
	invitedBy: '',
	isMe: false,
	isMine: false,
	lastHeard: null,
	revokedOn: null,
	expiresOn: '2027-01-01'
};

async function open(people: readonly Person[] = [awa]) {
	const runtime = await createMemoryRuntime('2026-11-24');
	const groupId = GroupId.parse(runtime.random.uuid());
	const made = createGroup(groupId, {
		alias: 'Rivière',
		locale: 'fr',
		rhythm: 'weekly',
		time: '',
		packId: 'first-circle',
		coFacilitators: [],
		startsOn: '2026-11-24'
	});
	await runtime.append(made.ok ? made.value : []);
	const rose = MemberId.parse(runtime.random.uuid());
	await runtime.append(createMember(rose, groupId, 'Rose', 'sun', '2026-11-24'));
	const way = { isThere: true };
	const sent: string[] = [];
	const organisation: RequestDeskDeps['organisation'] = {
		state: 'member',
		people,
		sendConcern: async (text) => {
			if (!way.isThere) return err({ type: 'StorageFailed' } as const);
			sent.push(text);
			return ok(`letter-${sent.length}`);
		}
	};
	const desk = new RequestDesk({ ...runtime, organisation }, groupId);
	const requestRows = () => runtime.door.ledger.current.tables.get('request')?.size ?? 0;
	return { desk, rose, way, sent, runtime, requestRows };
}
