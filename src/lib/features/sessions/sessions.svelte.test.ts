import { describe, expect, test } from 'vitest';
import { addDays } from '$lib/base/clock';
import { createSeededRandom } from '$lib/base/random';
import { err, ok } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { createGroup, groupOf } from '$lib/domain/group';
import { GroupId, type SessionId } from '$lib/domain/ids';
import { applyChange, createLedger, stampOf } from '$lib/domain/ledger';
import {
	closeSession,
	correctionsOf,
	sessionsOf,
	startSession,
	storedSession,
	upcomingSessions
} from '$lib/domain/session';
import { SessionDesk } from './session-desk.svelte';
import { SessionForm } from './session-form.svelte';

const today = '2026-11-24';

describe('one session', () => {
	test('that the rhythm gives is there before anybody wrote it down', () => {
		const { desk, ledger, id } = create();
		expect(storedSession(ledger, id)).toBeUndefined();
		expect(desk.session).toMatchObject({ plannedOn: today, state: 'planned' });
	});

	test('gets another guide, day and time, and each is undone', async () => {
		const { desk, append } = create();
		const before = desk.session!;
		const guide = await desk.chooseGuide('calm');
		expect(desk.session?.guideId).toBe('calm');
		if (guide.ok) await append(guide.value);
		expect(desk.session?.guideId).toBe(before.guideId);
		const moved = await desk.move('2026-11-26', '16:00');
		expect(desk.session).toMatchObject({ plannedOn: '2026-11-26', time: '16:00', slot: today });
		if (moved.ok) await append(moved.value);
		expect(desk.session).toMatchObject({ plannedOn: today, time: '14:30' });
	});

	test('is cancelled only with a reason, and put back', async () => {
		const { desk, append } = create();
		expect(await desk.cancel('  ')).toEqual(err({ type: 'ReasonMissing' }));
		expect(desk.session?.state).toBe('planned');
		const cancelled = await desk.cancel('Rain');
		expect(desk.session).toMatchObject({ state: 'cancelled', cancelReason: 'Rain' });
		if (cancelled.ok) await append(cancelled.value);
		expect(desk.session).toMatchObject({ state: 'planned', cancelReason: '' });
		await desk.cancel('Rain');
		const restored = await desk.restore();
		expect(desk.session?.state).toBe('planned');
		if (restored.ok) await append(restored.value);
		expect(desk.session).toMatchObject({ state: 'cancelled', cancelReason: 'Rain' });
	});

	test('is corrected after its end: with a reason that stays, until she is done', async () => {
		const { desk, ledger, id, end, append } = create();
		end();
		expect(await desk.openCorrection('')).toEqual(err({ type: 'ReasonMissing' }));
		await desk.openCorrection('Forgot somebody');
		expect(desk.session?.correction?.reason).toBe('Forgot somebody');
		const closed = await desk.closeCorrection();
		expect(desk.session?.correction).toBeNull();
		expect(correctionsOf(ledger, id).map(({ reason }) => reason)).toEqual(['Forgot somebody']);
		if (closed.ok) await append(closed.value);
		expect(desk.session?.correction?.reason).toBe('Forgot somebody');
	});

	test('refuses to be moved or cancelled once it ended', async () => {
		const { desk, end } = create();
		end();
		expect(await desk.move('2026-11-26', '')).toEqual(err({ type: 'SessionNotPlanned' }));
		expect(await desk.cancel('Rain')).toEqual(err({ type: 'SessionNotPlanned' }));
		expect(desk.problem).toEqual({ type: 'SessionNotPlanned' });
	});

	test('tells a full phone, changes nothing, and works once there is room', async () => {
		const { desk, phone } = create();
		phone.isFull = true;
		expect(await desk.chooseGuide('calm')).toEqual(err({ type: 'QuotaExceeded' }));
		expect(desk.problem).toEqual({ type: 'QuotaExceeded' });
		expect(desk.session?.guideId).not.toBe('calm');
		phone.isFull = false;
		await desk.chooseGuide('calm');
		expect(desk.problem).toBeNull();
	});
});

describe('planning by hand', () => {
	test('warns of another session that day, stored or only given by the rhythm', async () => {
		const { form, desk } = create();
		form.day = today;
		expect(form.clash?.time).toBe('14:30');
		form.day = addDays(today, 1);
		expect(form.clash).toBeUndefined();
		form.day = today;
		await desk.cancel('Rain');
		expect(form.clash).toBeUndefined();
	});

	test('adds one session however often it is tapped, and takes it back', async () => {
		const { form, ledger, groupId, append } = create();
		form.day = addDays(today, 2);
		const [first, second] = await Promise.all([form.save(), form.save()]);
		expect(first.ok && second.ok && first.value.id === second.value.id).toBe(true);
		expect(sessionsOf(ledger, groupId)).toHaveLength(1);
		if (first.ok) await append(first.value.undo);
		expect(sessionsOf(ledger, groupId)).toHaveLength(0);
	});

	test.each(['', '2026-02-30', '0026-11-24', '9999-12-31', 'tomorrow'])('refuses %j as a day', async (day) => {
		const { form, ledger, groupId } = create();
		form.day = day;
		expect(form.clash).toBeUndefined();
		expect(await form.save()).toEqual(err({ type: 'DayUnreadable' }));
		expect(form.problem).toEqual({ type: 'DayUnreadable' });
		expect(sessionsOf(ledger, groupId)).toHaveLength(0);
	});

	test('a session being moved does not clash with itself', () => {
		const { deps, group, desk } = create();
		expect(new SessionForm(deps, group, desk.session!).clash).toBeUndefined();
	});
});

/** A weekly group that meets on `today`, over a vault in memory that folds like the real one. */
function create() {
	const ledger = createLedger();
	const random = createSeededRandom(3);
	const groupId = GroupId.parse(random.uuid());
	const phone = { isFull: false };
	let time = 1;
	const write = (edits: readonly Edit[]) =>
		edits.forEach(({ table, row, field, value, settles = false }) =>
			applyChange(ledger, {
				...{ v: 1, table, row, field, value, dev: 'here', hlc: time++ },
				...stampOf(ledger, { table, row, field, value, settles })
			})
		);
	const append = async (edits: readonly Edit[]) => {
		if (phone.isFull) return err({ type: 'QuotaExceeded' });
		write(edits);
		return ok(undefined);
	};
	const made = createGroup(groupId, {
		...{ alias: 'Lotus', locale: 'fr', rhythm: 'weekly', time: '14:30', packId: 'first-circle' },
		...{ coFacilitators: [], startsOn: today }
	});
	if (made.ok) write(made.value);
	const group = groupOf(ledger, groupId)!;
	const id: SessionId = upcomingSessions(ledger, group, today, 1)[0]!.id;
	const deps = { ledger: () => ledger, append, clock: { now: () => 1000, today: () => today }, random };
	const desk = new SessionDesk(
		deps,
		() => groupId,
		() => id
	);
	const end = () => {
		const started = startSession(desk.session!, 1, 1000);
		if (started.ok) write(started.value);
		const closed = closeSession(desk.session!, 2000);
		if (closed.ok) write(closed.value);
	};
	return { desk, form: new SessionForm(deps, group, null), deps, ledger, group, groupId, id, append, end, phone };
}
