import { describe, expect, test } from 'vitest';
import { fieldEdits, type Change, type Edit, type FieldValue } from '$lib/domain/change';
import type { SessionReport } from '$lib/domain/disclosure';
import { DeviceId, GroupId } from '$lib/domain/ids';
import { mergeRow, applyChange, createLedger } from '$lib/domain/ledger';
import { policiesOf } from '$lib/domain/policy';
import { sendMessage } from '$lib/domain/review';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Person } from '$lib/runtime/organisation.svelte';
import { Inbox } from './inbox.svelte';

const today = '2026-11-23';

/** The desk of a supervisor, to which reports of two groups came. */
async function openDesk() {
	const runtime = await createMemoryRuntime(today);
	const { random, door } = runtime;
	await runtime.append([{ table: 'setting', row: 'large-text', field: 'value', value: false }]);
	const setting = door.ledger.current.tables.get('setting')?.get('large-text');
	const device = DeviceId.parse(setting?.cells['value']?.heads[0]?.dev);
	const person = (label: string, roles: Person['roles'], isMe = false): Person => ({
		...{ device: DeviceId.parse(random.uuid()), label, roles, sinceDay: today, invitedBy: '', isMe, isMine: isMe },
		...{ lastHeard: null, revokedOn: null, expiresOn: '2030-01-01' }
	});
	const [an, be] = [person('An', ['facilitator']), person('Be', ['facilitator'])];
	const colleague = person('Chi', ['supervisor']);
	const me = { ...person('Me', ['supervisor'], true), device };
	const organisation = { people: [me, an, be, colleague], readersOf: () => [], policies: policiesOf(new Map()) };
	const groups = { nord: GroupId.parse(random.uuid()), sud: GroupId.parse(random.uuid()) };
	/** What another device wrote, as sync brings it. */
	const hear = (dev: string, edits: readonly Edit[]) => {
		const theirs = createLedger();
		const ledger = door.ledger.current;
		for (const { table, row, field, value } of edits) {
			const hlc = Math.max(ledger.lastHlc, theirs.lastHlc) + 1;
			const change: Change = { v: 1, table, row, field, value, ctr: 1, hlc, dev, over: [] };
			applyChange(theirs, change);
		}
		for (const [table, rows] of theirs.tables)
			for (const { id, cells } of rows.values()) mergeRow(ledger, table, id, cells);
	};
	const share = (groupId: GroupId, name: string) =>
		hear(an.device, fieldEdits('sharing', groupId, { report: true, name, since: '2026-09-01' }));
	share(groups.nord, 'Nord');
	share(groups.sud, 'Đà Nẵng');
	const report = (groupId: GroupId, by: Person, said: Partial<SessionReport> = {}) => {
		const id = random.uuid();
		const body: SessionReport = {
			...{ v: 1, day: '2026-11-20', reportedOn: '2026-11-20', held: true, guideId: 'trust', guideVersion: 1 },
			...{ came: 5, expected: 6, before: null, stayed: null, returned: 0, atmosphere: null, themes: ['calm'] },
			...{ wentWell: '', wasHard: '', agreed: '', askSupervisor: '', wellbeing: null },
			...said
		};
		hear(by.device, fieldEdits('report', id, { groupId, body: { ...body } as unknown as FieldValue })); // plain JSON
		return id;
	};
	const inbox = new Inbox({ ...runtime, organisation, themeWords: (theme) => `theme ${theme}` });
	const ids = () => inbox.found.map((thread) => thread.report.id);
	return { runtime, inbox, ids, groups, an, be, colleague, report, hear };
}

describe('the desk', () => {
	test('is empty when nothing came', async () => {
		const { inbox } = await openDesk();
		expect([inbox.found, inbox.counts.all, inbox.asks, inbox.devices]).toEqual([[], 0, 0, []]);
		expect(inbox.groups.map(({ name }) => name).sort()).toEqual(['Nord', 'Đà Nẵng']);
	});

	test('puts what was asked first, then what is owed soonest', async () => {
		const { ids, groups, an, report } = await openDesk();
		const late = report(groups.nord, an, { day: '2026-11-01', reportedOn: '2026-11-01' });
		const newest = report(groups.nord, an);
		const asked = report(groups.sud, an, { askSupervisor: 'Help?' });
		expect(ids()).toEqual([asked, late, newest]);
	});

	test('filters by state, group, facilitator, due day and words without their signs', async () => {
		const { inbox, ids, groups, an, be, report } = await openDesk();
		const late = report(groups.nord, an, { day: '2026-11-01', reportedOn: '2026-11-01', wentWell: 'Mất ngủ' });
		const other = report(groups.sud, be, { wasHard: 'أَحْمَد' });
		inbox.show({ due: 'overdue' });
		expect(ids()).toEqual([late]);
		inbox.show({ due: 'any', groupId: groups.sud });
		expect(ids()).toEqual([other]);
		inbox.show({ groupId: '', device: an.device });
		expect(ids()).toEqual([late]);
		inbox.show({ device: '', query: 'mat NGU' });
		expect(ids()).toEqual([late]);
		inbox.show({ query: 'احمد' });
		expect(ids()).toEqual([other]);
		inbox.show({ query: 'da nang theme' });
		expect(ids()).toEqual([other]);
		inbox.show({ query: '', state: 'closed' });
		expect(ids()).toEqual([]);
		inbox.showAll();
		expect(ids()).toHaveLength(2);
	});

	test('marks many at once and takes it back', async () => {
		const { inbox, groups, an, report } = await openDesk();
		const [first, second] = [report(groups.nord, an), report(groups.sud, an)];
		inbox.choose(first);
		inbox.choose(second);
		await inbox.mark('in-review');
		expect(inbox.counts).toMatchObject({ new: 0, 'in-review': 2, open: 2 });
		expect([inbox.chosen.size, inbox.marked?.count]).toEqual([0, 2]);
		await inbox.mark('closed', first);
		expect(inbox.counts).toMatchObject({ closed: 1, 'in-review': 1 });
		await inbox.takeBack();
		expect(inbox.counts).toMatchObject({ closed: 0, 'in-review': 2 });
		expect(inbox.marked).toBeNull();
	});

	test('keeps what was asked open though it is closed, and says so', async () => {
		const { inbox, ids, groups, an, report } = await openDesk();
		const asked = report(groups.nord, an, { askSupervisor: 'Help?' });
		inbox.chooseAll(true);
		await inbox.mark('closed');
		expect(inbox.marked).toMatchObject({ count: 1, stillOpen: 1 });
		expect(ids()).toEqual([asked]);
		expect(inbox.asks).toBe(1);
	});

	test('says how many questions a filter hides, and shows them', async () => {
		const { inbox, ids, groups, an, report } = await openDesk();
		const asked = report(groups.nord, an, { askSupervisor: 'Help?' });
		expect(inbox.hiddenAsks).toBe(0);
		inbox.show({ groupId: groups.sud, state: 'closed' });
		expect([inbox.hiddenAsks, ids()]).toEqual([1, []]);
		inbox.showAsks();
		expect([inbox.hiddenAsks, ids()]).toEqual([0, [asked]]);
	});

	test('hears what a colleague answered', async () => {
		const { inbox, runtime, groups, an, colleague, report, hear } = await openDesk();
		const id = report(groups.nord, an, { askSupervisor: 'Help?' });
		const draft = { kind: 'question', text: 'What happened?', ref: null } as const;
		const sent = sendMessage(createLedger(), { id, groupId: groups.nord }, draft, today, runtime.random.uuid());
		hear(colleague.device, sent.ok ? sent.value : []);
		expect(inbox.threads).toMatchObject([{ state: 'waiting', isAskOpen: false }]);
		expect(inbox.counts).toMatchObject({ waiting: 1, open: 1 });
	});

	test('shows thirty at a time', async () => {
		const { inbox, groups, an, report } = await openDesk();
		for (let at = 0; at < 65; at += 1) report(groups.nord, an);
		expect([inbox.shown.length, inbox.hasMore]).toEqual([30, true]);
		inbox.showMore();
		inbox.showMore();
		expect([inbox.shown.length, inbox.hasMore]).toEqual([65, false]);
	});

	test('forgets what was chosen and is not shown any more', async () => {
		const { inbox, groups, an, report } = await openDesk();
		inbox.choose(report(groups.nord, an));
		inbox.show({ groupId: groups.sud });
		expect(inbox.chosen.size).toBe(0);
	});

	test('says why it could not mark, and keeps what was chosen', async () => {
		const { inbox, runtime, groups, an, report } = await openDesk();
		const id = report(groups.nord, an);
		inbox.choose(id);
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		await inbox.mark('closed');
		expect(inbox.problem?.type).toBe('QuotaExceeded');
		expect([...inbox.chosen]).toEqual([id]);
	});

	test('leaves single keys to whoever does not want them', async () => {
		const { inbox } = await openDesk();
		expect(inbox.hasKeys).toBe(true);
		await inbox.useKeys(false);
		expect(inbox.hasKeys).toBe(false);
	});
});
