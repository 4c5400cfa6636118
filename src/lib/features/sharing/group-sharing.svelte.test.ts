import { describe, expect, test } from 'vitest';
import { err, ok } from '$lib/base/result';
import { createGroup } from '$lib/domain/group';
import { DeviceId, GroupId } from '$lib/domain/ids';
import { reportsOf } from '$lib/domain/report';
import { closeSession, startSession, upcomingSessions } from '$lib/domain/session';
import { sharingOf } from '$lib/domain/sharing';
import { writeSummaryText } from '$lib/domain/summary';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Person, Role } from '$lib/runtime/organisation.svelte';
import { GroupSharing, type GroupSharingDeps } from './group-sharing.svelte';

describe('sharing a group', () => {
	test('writes nothing before her yes, whatever she chooses', async () => {
		const { desk, ledger } = await open();
		desk.choose({ work: true, report: true, earlier: true, name: 'Nord' });
		expect(ledger().tables.get('sharing')).toBeUndefined();
		expect(ledger().tables.get('report')).toBeUndefined();
	});

	test('shows word for word the reports that her yes then makes', async () => {
		const { desk, ledger, groupId } = await open();
		desk.choose({ report: true, earlier: true });
		const shown = desk.leaving;
		expect(shown).toMatchObject([{ agreed: 'Walk each day.' }]);
		expect(await desk.share()).toBe(true);
		expect(reportsOf(ledger(), groupId).map(({ body }) => body)).toEqual(shown);
	});

	test('from now on: the sessions before stay here', async () => {
		const { desk, ledger, groupId } = await open();
		desk.choose({ report: true });
		expect([desk.unreported, desk.leaving]).toEqual([1, []]);
		await desk.share();
		expect(sharingOf(ledger(), groupId)).toMatchObject({ work: false, report: true, name: 'Rivière' });
		expect(reportsOf(ledger(), groupId)).toEqual([]);
	});

	test('says who could open it: those she chose, and every supervisor for the reports', async () => {
		const { desk } = await open();
		desk.choose({ work: true, report: true, chosen: [linh.device] });
		expect(desk.futureWorkReaders.map(({ label }) => label)).toEqual(['Hoa', 'Linh']);
		expect(desk.futureReportReaders.map(({ label }) => label)).toEqual(['Hoa', 'Linh', 'Awa']);
		desk.choose({ work: false });
		expect(desk.futureReportReaders.map(({ label }) => label)).toEqual(['Hoa', 'Awa']);
	});

	test('a person who was removed is offered to nobody', async () => {
		const { desk } = await open();
		expect(desk.candidates.map(({ label }) => label)).toEqual(['Linh']);
	});

	test('offline it is shared all the same, and whom it could not let in is tried again', async () => {
		const { desk, network, ledger, groupId, added } = await open();
		network.isThere = false;
		desk.choose({ work: true, chosen: [linh.device] });
		expect(await desk.share()).toBe(true);
		expect(sharingOf(ledger(), groupId).work).toBe(true);
		expect([desk.notAdded.map(({ label }) => label), desk.act.problem?.type]).toEqual([['Linh'], 'Offline']);
		network.isThere = true;
		await desk.tryAgain();
		expect([desk.notAdded, added]).toEqual([[], [linh.device]]);
	});

	test('a name that leads to somebody is refused and her choices stay; one that sounds like a person is warned of', async () => {
		const { desk, ledger } = await open();
		desk.choose({ work: true, name: 'call 06 12 34 56 78' });
		expect(await desk.share()).toBe(false);
		expect([desk.act.problem?.type, desk.draft.work]).toEqual(['NameLooksLikeContact', true]);
		expect(ledger().tables.get('sharing')).toBeUndefined();
		desk.choose({ name: 'Groupe de Mai' });
		expect(desk.isNameTelling).toBe(true);
		desk.choose({ name: 'Rivière' });
		expect(desk.isNameTelling).toBe(false);
	});

	test('what is stopped makes no new report, and what was made stays', async () => {
		const { desk, ledger, groupId } = await open();
		desk.choose({ report: true, earlier: true });
		await desk.share();
		expect(await desk.stop()).toBe(true);
		expect([desk.isShared, desk.isAsking]).toEqual([false, true]);
		expect(reportsOf(ledger(), groupId)).toHaveLength(1);
		expect(desk.leaving).toHaveLength(1);
	});
});

const person = (label: string, roles: readonly Role[], marks: Partial<Person> = {}): Person => ({
	device: DeviceId.parse(`00000000-0000-4000-8000-00000000000${label.length}`),
	label,
	roles,
	sinceDay: '2026-01-01',
	invitedBy: '',
	isMe: false,
	isMine: false,
	lastHeard: null,
	revokedOn: null,
	expiresOn: '2027-01-01',
	...marks
});
const hoa = person('Hoa', ['facilitator'], {
	isMe: true,
	device: DeviceId.parse('00000000-0000-4000-8000-0000000000aa')
});
const linh = person('Linh', ['facilitator']);
const awa = person('Awa', ['supervisor']);
const gone = person('Someone', ['facilitator', 'supervisor'], { revokedOn: '2026-10-01' });

async function open() {
	const runtime = await createMemoryRuntime('2026-11-24');
	const groupId = GroupId.parse(runtime.random.uuid());
	const ledger = () => runtime.door.ledger.current;
	const made = createGroup(groupId, {
		alias: 'Rivière',
		locale: 'fr',
		rhythm: 'weekly',
		time: '10:00',
		packId: 'first-circle',
		coFacilitators: ['Mai'],
		startsOn: '2026-11-24'
	});
	await runtime.append(made.ok ? made.value : []);
	const network = { isThere: true };
	const added: DeviceId[] = [];
	const addReader = async (_group: GroupId, device: DeviceId) => {
		if (!network.isThere) return err({ type: 'Offline' } as const);
		added.push(device);
		return ok(undefined);
	};
	const organisation: GroupSharingDeps['organisation'] = {
		state: 'member',
		roles: hoa.roles,
		people: [hoa, linh, awa, gone],
		readersOf: () => [],
		addReader,
		removeReader: async () => ok(undefined)
	};
	const desk = new GroupSharing({ ...runtime, organisation }, groupId);
	const [session] = upcomingSessions(ledger(), desk.group!, '2026-11-24', 1);
	const started = startSession(session!, 1, 0);
	await runtime.append(started.ok ? started.value : []);
	const written = writeSummaryText({ ...session!, state: 'running' }, 'agreed', 'Walk each day.');
	const closed = closeSession({ ...session!, state: 'running' }, 1);
	await runtime.append([...(written.ok ? written.value : []), ...(closed.ok ? closed.value : [])]);
	return { desk, ledger, groupId, network, added };
}
