import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assert } from '$lib/base/assert';
import { dayOf } from '$lib/base/clock';
import { err, ok } from '$lib/base/result';
import { createGroup, groupOf } from '$lib/domain/group';
import { parseGuide, type Locale } from '$lib/domain/guide';
import { GroupId, type SessionId } from '$lib/domain/ids';
import { noteOf } from '$lib/domain/player';
import { storedSession, upcomingSessions } from '$lib/domain/session';
import type { Door } from '$lib/runtime/door.svelte';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import { SessionGuide } from './session-guide.svelte';

const groupId = GroupId.parse('00000000-0000-4000-8000-000000000001');
/** The one that `createMemoryRuntime` makes its vault under. */
const secret = { kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] } as const;
const start = Date.UTC(2026, 10, 23, 9);
const minute = 60_000;

describe('a meeting and its guide', () => {
	test('begins once, today, with the version of the guide and the time running', async () => {
		const { meeting, door, id, clock } = await create();
		expect(meeting.isOtherDay).toBe(false);
		await Promise.all([meeting.begin(), meeting.begin()]);
		clock.pass(3 * minute);
		await meeting.begin();
		const session = storedSession(door.ledger.current, id);
		expect(session).toMatchObject({ state: 'running', guideVersion: 1, startedAt: start });
		expect(meeting.elapsed()).toBe(3 * minute);
	});

	test('a meeting of another day is kept under the day it was held', async () => {
		const { meeting, door, id, clock } = await create();
		clock.pass(-24 * 60 * minute);
		expect(meeting.isOtherDay).toBe(true);
		await meeting.begin();
		expect(storedSession(door.ledger.current, id)?.plannedOn).toBe(dayOf(clock.now()));
	});

	test('after a lock it stands exactly where it stood: step, time, order, skipped, note', async () => {
		const { meeting, door, id, clock, reopen } = await create();
		await meeting.begin();
		clock.pass(2 * minute);
		await meeting.move('agreements', 1);
		await meeting.skip('theme', true);
		await meeting.goTo('activity');
		clock.pass(5 * minute);
		meeting.noteFor('activity').type('Two stones were lost');
		expect(await meeting.flushNotes()).toBe(true);
		const before = meeting.open?.progress;
		await reopen();
		const again = await read(door, id, clock);
		expect(again.open?.progress).toEqual(before);
		expect(again.open?.progress.step.id).toBe('activity');
		expect(again.open?.progress.steps.map((step) => step.id).indexOf('agreements')).toBe(2);
		expect(again.noteFor('activity').text).toBe('Two stones were lost');
		clock.pass(minute);
		expect(again.elapsed()).toBe(6 * minute);
	});

	test('going to and fro keeps each step its own time', async () => {
		const { meeting, clock } = await create();
		await meeting.begin();
		clock.pass(4 * minute);
		await meeting.turn(1);
		clock.pass(minute);
		await meeting.runTimer(false);
		clock.pass(30 * minute);
		expect(meeting.elapsed()).toBe(minute);
		await meeting.turn(-1);
		expect(meeting.elapsed()).toBe(4 * minute);
	});

	test('next passes over a skipped step, and stays at the end', async () => {
		const { meeting } = await create();
		await meeting.begin();
		await meeting.skip('agreements', true);
		await meeting.turn(1);
		expect(meeting.open?.progress.step.id).toBe('arriving');
		const last = meeting.open?.progress.steps.at(-1);
		assert(last, 'a guide has steps');
		await meeting.goTo(last.id);
		await meeting.turn(1);
		expect(meeting.open?.progress.step).toBe(last);
	});

	test('skipping and moving change this meeting only, and write down one that was only expected', async () => {
		const { meeting, door, id, nextId, clock } = await create();
		expect(storedSession(door.ledger.current, id)).toBeUndefined();
		await meeting.skip('theme', true);
		await meeting.move('agreements', -1);
		expect(storedSession(door.ledger.current, id)?.state).toBe('planned');
		expect(meeting.minutes).toBe(75);
		const next = await read(door, nextId, clock);
		expect(next.open?.progress.skipped.size).toBe(0);
		expect(next.open?.progress.steps[0]?.id).toBe('opening');
	});

	test('a note that could not be saved stays, through a change of step, until it is saved', async () => {
		const { meeting, door, id, directory } = await create();
		await meeting.begin();
		directory.failWith({ type: 'QuotaExceeded' });
		meeting.noteFor('opening').type('They sang');
		expect(await meeting.flushNotes()).toBe(false);
		expect(meeting.noteFor('opening').text).toBe('They sang');
		expect(meeting.noteFor('opening').problem).toEqual({ type: 'QuotaExceeded' });
		directory.failWith(null);
		await meeting.turn(1);
		expect(meeting.noteFor('opening').text).toBe('They sang');
		expect(await meeting.flushNotes()).toBe(true);
		expect(noteOf(door.ledger.current, id, 'opening')).toBe('They sang');
	});

	test('a step that could not be changed is said, and the next one that can takes the words away', async () => {
		const { meeting, directory } = await create();
		await meeting.begin();
		directory.failWith({ type: 'StorageFailed' });
		expect((await meeting.turn(1)).ok).toBe(false);
		expect(meeting.problem).toEqual({ type: 'StorageFailed' });
		expect(meeting.open?.progress.step.id).toBe('opening');
		directory.failWith(null);
		await meeting.turn(1);
		expect(meeting.problem).toBeNull();
	});

	test('reads in another language for now, and keeps the guide on screen when that one is not there', async () => {
		const { meeting } = await create();
		meeting.readIn('vi');
		await meeting.read();
		expect(meeting.open?.guide.locale).toBe('vi');
		meeting.readIn('en');
		await meeting.read();
		expect(meeting.unread).toEqual({ type: 'GuideUnavailable' });
		expect(meeting.open?.guide.locale).toBe('vi');
		meeting.readIn('fr');
		await meeting.read();
		expect(meeting.unread).toBeNull();
		expect(meeting.open?.guide.locale).toBe('fr');
	});

	test('a clock that jumps back never shows time below nothing', async () => {
		const { meeting, clock } = await create();
		await meeting.begin();
		clock.pass(-400 * 24 * 60 * minute);
		expect(meeting.elapsed()).toBe(0);
		await meeting.turn(1);
		await meeting.turn(-1);
		expect(meeting.elapsed()).toBe(0);
	});
});

async function create() {
	const clock = createSteppedClock();
	const { door, directory } = await createMemoryRuntime(clock.today());
	const edits = createGroup(groupId, {
		alias: 'Rivière',
		locale: 'fr',
		rhythm: 'weekly',
		time: '14:00',
		packId: 'first-circle',
		coFacilitators: [],
		startsOn: '2026-11-23'
	});
	assert(edits.ok && (await door.append(edits.value)).ok, 'the group is there');
	const group = groupOf(door.ledger.current, groupId);
	assert(group, 'the group is there');
	const [first, second] = upcomingSessions(door.ledger.current, group, clock.today(), 2);
	assert(first && second, 'the rhythm gives meetings');
	const reopen = async () => {
		await door.lock(true);
		assert((await door.unlock(secret)).ok, 'the vault opens again');
	};
	const meeting = await read(door, first.id, clock);
	return { meeting, door, directory, clock, reopen, id: first.id, nextId: second.id };
}

/** The same guide stands for every meeting: what it says is not what is tested. English is not on this phone. */
async function read(door: Door, sessionId: SessionId, clock: ReturnType<typeof createSteppedClock>) {
	const load = (id: string, locale: Locale) => {
		const guide = parseGuide(JSON.parse(readFileSync(`static/guides/${locale}/calm.json`, 'utf8')));
		assert(guide.ok, 'the guide is sound');
		return Promise.resolve(locale === 'en' ? err({ type: 'GuideUnavailable' } as const) : ok({ ...guide.value, id }));
	};
	const meeting = new SessionGuide({
		clock,
		ledger: () => door.ledger.current,
		append: (edits) => door.append(edits),
		guides: { load },
		ids: () => ({ groupId, sessionId })
	});
	await meeting.read();
	return meeting;
}

function createSteppedClock() {
	let now = start;
	const pass = (milliseconds: number) => {
		now += milliseconds;
	};
	return { now: () => now, today: () => dayOf(now), pass };
}
