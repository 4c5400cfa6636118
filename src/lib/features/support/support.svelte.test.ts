import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ok } from '$lib/base/result';
import { fieldEdits } from '$lib/domain/change';
import { DeviceId } from '$lib/domain/ids';
import { policiesOf } from '$lib/domain/policy';
import { readRubric, type Rubric } from '$lib/domain/rubric';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Organisation, Person, Role } from '$lib/runtime/organisation.svelte';
import { MeetingForm } from './meeting-form.svelte';
import { OwnSupport } from './own-support.svelte';
import { hasDraft, RatingForm } from './rating-form.svelte';
import { RubricShelf } from './rubric-shelf.svelte';
import { SupportDesk } from './support-desk.svelte';
import type { SupportDeps } from './support-deps';

const text = readFileSync('static/rubrics/en.json', 'utf8');
const rubric = (() => {
	const read = readRubric(text);
	if (!read.ok) throw new Error(read.error.path);
	return read.value;
})();

describe('a facilitator alone', () => {
	test('looks at how she leads, and finds it again', async () => {
		const { own, form } = await open([]);
		const rating = await form('self');
		rating.mark({ level: 3, helpful: ['recall'] });
		rating.next();
		await finish(rating);
		expect(await rating.give()).toBe(true);
		expect(own.record.rounds).toMatchObject([{ number: 1, self: { kind: 'self' }, supervisors: [] }]);
		expect(own.record.rounds[0]?.self?.marks.get('ground-rules')).toMatchObject({ level: 3, helpful: ['recall'] });
		expect(own.isOn).toBe(false);
	});

	test('is held on what could do harm until there are words and a plan', async () => {
		const { form } = await open([]);
		const rating = await form('self');
		rating.mark({ harmful: ['shame'], level: 2 });
		expect([rating.next(), rating.at, rating.fault?.type]).toEqual([false, 0, 'CommentMissing']);
		rating.mark({ comment: 'It happened once.' });
		expect([rating.next(), rating.fault?.type]).toEqual([false, 'PlanMissing']);
		rating.mark({ plan: 'Breathe first.' });
		expect([rating.next(), rating.at]).toEqual([true, 1]);
	});

	test('goes on where she stopped, on another day', async () => {
		const { form, runtime, deps, own } = await open([]);
		const begun = await form('self');
		begun.mark({ level: 4 });
		await begun.flush();
		expect(begun.isUnsaved).toBe(false);
		runtime.setToday('2026-11-25');
		const asked = { supportId: own.id!, kind: 'self', rubric, rounds: () => own.record.rounds } as const;
		expect(hasDraft(deps, asked)).toBe(true);
		const again = await form('self');
		expect(again.markOf('ground-rules').level).toBe(4);
		await finish(again);
		await again.give();
		expect(hasDraft(deps, asked)).toBe(false);
	});

	test('keeps her words on the screen when the phone is full', async () => {
		const { form, runtime } = await open([]);
		const rating = await form('self');
		rating.mark({ level: 2, comment: 'Too fast' });
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		await rating.flush();
		expect([rating.isUnsaved, rating.problem?.type, rating.markOf('ground-rules').comment]).toEqual([
			...[true, 'QuotaExceeded', 'Too fast']
		]);
	});

	test('plans a meeting with others who lead, and logs it', async () => {
		const { own, deps } = await open([]);
		const meetings = new MeetingForm(deps, () => own.ready());
		meetings.plan('planned');
		meetings.type({ kind: 'peer', day: '2026-11-20' });
		expect(await meetings.save()).toBe(true);
		expect([meetings.draft, own.record.meetingPlan.unlogged.length]).toEqual([null, 1]);
		meetings.change(own.record.meetings[0]!, 'done');
		meetings.type({ notes: 'We laughed.' });
		meetings.typeNextDay('2026-12-20');
		await meetings.flush();
		expect(own.record.meetings).toMatchObject([
			{ kind: 'peer', state: 'planned', day: '2026-12-20' },
			{ kind: 'peer', state: 'done', notes: 'We laughed.' }
		]);
		expect(own.record.meetingPlan).toMatchObject({ next: { day: '2026-12-20' }, unlogged: [], isOverdue: false });
	});
});

describe('with her supervisors', () => {
	test('she says who, what, and from when; and stops', async () => {
		const { own } = await open(
			['facilitator'],
			[somebody('linh', 'Linh', ['supervisor']), somebody('an', 'An', ['admin'])]
		);
		expect(own.supervisors.map(({ label }) => label)).toEqual(['Linh']);
		await own.start(false);
		expect([own.isOn, own.hasWritten, own.record.support?.since]).toEqual([true, false, '2026-11-24']);
		await own.share('sessions', true);
		expect([own.shares('sessions'), own.shares('level'), own.record.loads.length]).toEqual([true, false, 1]);
		await own.stop();
		expect([own.isOn, own.shares('sessions')]).toEqual([false, false]);
	});

	test('a rating alone stays hers when she begins to share', async () => {
		const { own, form } = await open(['facilitator']);
		const rating = await form('self');
		await finish(rating);
		await rating.give();
		const first = own.id;
		await own.start(false);
		expect([own.id === first, own.earlier, own.record.rounds]).toEqual([false, [first], []]);
	});
});

describe('the desk', () => {
	test.each<[readonly Role[]]>([[['facilitator']], [['admin', 'lead', 'reader']]])(
		'shows nothing to %s, whatever lies in the vault',
		async (roles) => {
			const { deps, runtime } = await open(roles);
			await share(runtime);
			expect(new SupportDesk(deps, () => 'Hoa').facilitators).toEqual([]);
		}
	);

	test('lists by name who shares, and not herself', async () => {
		const { deps, runtime, own } = await open(['facilitator', 'supervisor']);
		await own.start(false);
		await share(runtime);
		expect(new SupportDesk(deps, () => 'Hoa').facilitators).toMatchObject([{ name: 'Hoa', isOn: true }]);
	});
});

describe('an official rubric', () => {
	const file = (content: string) => ({ size: content.length, text: () => Promise.resolve(content) });
	const official = { ...(JSON.parse(text) as Rubric), id: 'official', title: 'Official' };

	test('is looked at before it is used, and can be put aside', async () => {
		const { shelf } = await open(['supervisor']);
		await shelf.choose(file(JSON.stringify(official)));
		expect([shelf.preview?.title, shelf.inUse?.title]).toEqual(['Official', rubric.title]);
		expect(await shelf.use()).toBe(true);
		expect([shelf.preview, shelf.inUse?.title]).toEqual([null, 'Official']);
		await shelf.withdraw(shelf.published[0]!.row);
		expect(shelf.inUse?.title).toBe(rubric.title);
	});

	test('says what is wrong with it and where', async () => {
		const { shelf } = await open(['supervisor']);
		await shelf.choose(file(JSON.stringify({ ...official, licence: '' })));
		expect(shelf.fault).toEqual({ type: 'RubricMalformed', fault: 'empty', path: 'licence' });
		await shelf.choose({ size: 1, text: () => Promise.reject(new Error('gone')) });
		expect(shelf.fault).toEqual({ type: 'FileUnreadable' });
		await shelf.choose({ size: 10_000_000_000, text: () => Promise.reject(new Error('read')) });
		expect(shelf.fault).toEqual({ type: 'RubricMalformed', fault: 'too-long', path: '' });
		expect([shelf.preview, await shelf.use()]).toEqual([null, false]);
	});
});

/** To the last look, with one level at least. */
async function finish(rating: RatingForm) {
	rating.mark({ level: 3 });
	while (rating.competency) if (!rating.next()) throw new Error(rating.fault?.type);
	await rating.flush();
}

type MemoryRuntime = Awaited<ReturnType<typeof createMemoryRuntime>>;

/** A record in the vault that somebody else shares. */
const share = ({ append, random }: MemoryRuntime) =>
	append(fieldEdits('support', random.uuid(), { on: true, since: '2026-11-01' }));

async function open(roles: readonly Role[], people: readonly Person[] = []) {
	const runtime = await createMemoryRuntime('2026-11-24');
	const organisation: SupportDeps['organisation'] & Pick<Organisation, 'state'> = {
		state: roles.length > 0 ? 'member' : 'alone',
		roles,
		people,
		policies: policiesOf(new Map()),
		readersOf: () => []
	};
	const { append, clock, random, door } = runtime;
	const deps: SupportDeps = { append, clock, random, door, organisation };
	const own = new OwnSupport(deps);
	const shelf = new RubricShelf(deps, () => Promise.resolve(ok(rubric)));
	await shelf.read('en');
	const form = async (kind: 'self') =>
		new RatingForm(deps, { supportId: (await own.ready())!, kind, rubric, rounds: () => own.record.rounds });
	return { runtime, deps, own, shelf, form };
}

function somebody(name: string, label: string, roles: readonly Role[]): Person {
	const device = DeviceId.parse(`00000000-0000-4000-8000-${name.padEnd(12, '0').replace(/[^0-9a-f]/g, '0')}`);
	return {
		...{ device, label, roles, sinceDay: '2026-01-01', invitedBy: '', isMe: false, isMine: false },
		...{ lastHeard: null, revokedOn: null, expiresOn: '2027-01-01' }
	};
}
