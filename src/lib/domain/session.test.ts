import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayNumber } from '$lib/base/clock';
import { createRandom } from '$lib/base/random';
import { archiveGroup, groupOf, rhythmDays } from './group';
import { starterPack } from './guide';
import { GroupId, SessionId } from './ids';
import {
	allSessions,
	cancelSession,
	closeCorrection,
	closeSession,
	correctionsOf,
	countGuests,
	mayWrite,
	moveSession,
	nextGuideId,
	openCorrection,
	planSession,
	restoreSession,
	sessionByHand,
	sessionOf,
	sessionsOf,
	slotSessionId,
	startSession,
	unfinishedSessions,
	upcomingSessions
} from './session';
import { createNotebook } from './test-notebook';

const anyDay = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2020-01-01', days));
const anyGroupId = fc.uuid().map((id) => GroupId.parse(id));
const newId = () => SessionId.parse(createRandom().uuid());

describe('the rhythm', () => {
	test.each(['weekly', 'two-weeks', 'four-weeks'] as const)(
		'%s gives days that far apart, all year round',
		(rhythm) => {
			fc.assert(
				fc.property(anyDay, fc.integer({ min: -400, max: 4000 }), (startsOn, later) => {
					const notebook = createNotebook();
					const group = notebook.group({ rhythm, startsOn });
					const today = addDays(startsOn, later);
					const days = upcomingSessions(notebook.ledger, group, today, 30).map(({ plannedOn }) => dayNumber(plannedOn));
					expect(days).toHaveLength(30);
					expect(days[0]).toBeGreaterThanOrEqual(Math.max(dayNumber(today), dayNumber(startsOn)));
					expect(days[0]! - Math.max(dayNumber(today), dayNumber(startsOn))).toBeLessThan(rhythmDays[rhythm]);
					for (const day of days) expect((day - dayNumber(startsOn)) % rhythmDays[rhythm]).toBe(0);
					expect(new Set(days).size).toBe(30);
				}),
				{ numRuns: 40 }
			);
		}
	);

	test('free gives none, an archived group gives none, and neither does a start that is no day', () => {
		const { ledger, group } = createNotebook();
		const free = group({ rhythm: 'free' });
		expect(upcomingSessions(ledger, free, '2026-02-01', 5)).toEqual([]);
		expect(upcomingSessions(ledger, { ...free, rhythm: 'weekly', archivedOn: '2026-01-31' }, '2026-02-01', 5)).toEqual(
			[]
		);
		expect(upcomingSessions(ledger, { ...free, rhythm: 'weekly', startsOn: 'soon' }, '2026-02-01', 5)).toEqual([]);
	});

	test('does not give again a meeting that was moved, cancelled, run or closed', () => {
		const notebook = createNotebook();
		const { ledger, write, now } = notebook;
		const group = notebook.group();
		const [moved, cancelled, run, left] = upcomingSessions(ledger, group, group.startsOn, 4);
		write(moveSession(moved!, { plannedOn: '2026-01-08', time: '10:00', guideId: 'trust' }));
		write(cancelSession(cancelled!, 'Fête'));
		write(startSession(run!, 1, 1000));
		write(closeSession(now(run!), 2000));
		const upcoming = upcomingSessions(ledger, group, group.startsOn, 3);
		expect(upcoming.map(({ plannedOn }) => plannedOn)).toEqual([
			'2026-01-08',
			left!.plannedOn,
			addDays(left!.plannedOn, 7)
		]);
		expect(upcoming[0]).toMatchObject({ id: moved!.id, slot: '2026-01-06', time: '10:00', guideId: 'trust' });
	});

	test('gives a session that can be found by its id, written down or not', () => {
		const notebook = createNotebook();
		const group = notebook.group();
		const given = notebook.next(group);
		expect(sessionOf(notebook.ledger, group, given.id, group.startsOn)).toEqual(given);
		notebook.write(planSession(given));
		expect(sessionOf(notebook.ledger, group, given.id, '2027-01-01')?.id).toBe(given.id);
		expect(sessionOf(notebook.ledger, group, newId(), group.startsOn)).toBeUndefined();
	});
});

describe('the id of a meeting the rhythm gives', () => {
	test('is an id, differs for every day, and is the same on every phone', () => {
		fc.assert(
			fc.property(anyGroupId, anyDay, anyDay, (groupId, a, b) => {
				expect(SessionId.safeParse(slotSessionId(groupId, a)).success).toBe(true);
				expect(slotSessionId(groupId, a) === slotSessionId(groupId, b)).toBe(a === b);
				expect(slotSessionId(groupId, a).at(14)).toBe(groupId.at(14));
			})
		);
	});

	test('differs between two groups on one day', () => {
		fc.assert(
			fc.property(
				anyGroupId,
				anyGroupId,
				anyDay,
				(a, b, day) => a === b || slotSessionId(a, day) !== slotSessionId(b, day)
			)
		);
	});
});

describe('a session', () => {
	test('is planned, run, closed; and each step refuses what does not lead to it', () => {
		const notebook = createNotebook();
		const { write, now } = notebook;
		const planned = notebook.next(notebook.group());
		expect(closeSession(planned, 1)).toEqual({ ok: false, error: { type: 'SessionNotRunning' } });
		write(startSession(planned, 3, 1000));
		expect(now(planned)).toMatchObject({ state: 'running', startedAt: 1000, guideVersion: 3, slot: '2026-01-06' });
		expect(startSession(now(planned), 3, 1)).toEqual({ ok: false, error: { type: 'SessionNotPlanned' } });
		expect(cancelSession(now(planned), 'x').ok).toBe(false);
		write(closeSession(now(planned), 2000));
		expect(now(planned)).toMatchObject({ state: 'closed', closedAt: 2000 });
		expect(restoreSession(now(planned))).toEqual([]);
		expect(moveSession(now(planned), { plannedOn: '2026-01-07', time: '', guideId: 'calm' }).ok).toBe(false);
	});

	test('is cancelled with a reason only, and comes back as it was', () => {
		const notebook = createNotebook();
		const planned = notebook.next(notebook.group());
		expect(cancelSession(planned, ' \u200B\n')).toEqual({ ok: false, error: { type: 'ReasonMissing' } });
		notebook.write(cancelSession(planned, ' Pluie \n forte '));
		const cancelled = notebook.now(planned);
		expect(cancelled).toMatchObject({ state: 'cancelled', cancelReason: 'Pluie forte' });
		expect(mayWrite(cancelled)).toBe(false);
		notebook.write(restoreSession(cancelled));
		expect(notebook.now(planned)).toEqual(planned);
	});

	test('moves to days of the calendar only, and keeps no time that is not one', () => {
		const notebook = createNotebook();
		const planned = notebook.next(notebook.group());
		for (const plannedOn of ['', 'demain', '2026-02-30'])
			expect(moveSession(planned, { plannedOn, time: '', guideId: 'calm' })).toEqual({
				ok: false,
				error: { type: 'DayUnreadable' }
			});
		notebook.write(moveSession(planned, { plannedOn: '2026-02-28', time: '25:99', guideId: 'calm' }));
		expect(notebook.now(planned)).toMatchObject({ plannedOn: '2026-02-28', time: '' });
	});

	test('once closed is corrected with a reason only, which is kept', () => {
		const notebook = createNotebook();
		const { ledger, write, now } = notebook;
		const planned = notebook.next(notebook.group());
		expect(openCorrection(planned, 'c0', 'Erreur', '2026-01-07').ok).toBe(false);
		write(startSession(planned, 1, 1));
		write(closeSession(now(planned), 2));
		expect(mayWrite(now(planned))).toBe(false);
		expect(countGuests(now(planned), 1)).toEqual({ ok: false, error: { type: 'SessionClosed' } });
		expect(openCorrection(now(planned), 'c1', '\t', '2026-01-07')).toEqual({
			ok: false,
			error: { type: 'ReasonMissing' }
		});
		write(openCorrection(now(planned), 'c1', 'Oubli', '2026-01-08'));
		expect(mayWrite(now(planned))).toBe(true);
		write(closeCorrection(now(planned)));
		expect(mayWrite(now(planned))).toBe(false);
		expect(closeCorrection(now(planned))).toEqual([]);
		write(openCorrection(now(planned), 'c2', 'Encore', '2026-01-07'));
		expect(correctionsOf(ledger, planned.id).map(({ reason }) => reason)).toEqual(['Encore', 'Oubli']);
	});

	test('counts guests from 0 to 99, whatever is asked', () => {
		fc.assert(
			fc.property(fc.double(), (asked) => {
				const notebook = createNotebook();
				const planned = notebook.next(notebook.group());
				notebook.write(countGuests(planned, asked));
				const { guests } = notebook.now(planned);
				expect(Number.isInteger(guests) && guests >= 0 && guests <= 99).toBe(true);
			})
		);
	});

	test('on which something was written before it began is found again after its day', () => {
		const notebook = createNotebook();
		const planned = notebook.next(notebook.group());
		notebook.write(countGuests(planned, 2));
		expect(unfinishedSessions(notebook.ledger, '2026-03-01')).toMatchObject([{ id: planned.id, guests: 2 }]);
	});
});

describe('what is unfinished', () => {
	test('is left running, or planned for a day that has passed; newest first', () => {
		const notebook = createNotebook();
		const { ledger, write, now } = notebook;
		const group = notebook.group();
		const [running, closed, cancelled, passed, coming] = upcomingSessions(ledger, group, group.startsOn, 5);
		for (const session of [running!, closed!]) write(startSession(session, 1, 1));
		write(closeSession(now(closed!), 2));
		write(cancelSession(cancelled!, 'x'));
		for (const session of [passed!, coming!]) write(planSession(session));
		expect(unfinishedSessions(ledger, coming!.plannedOn).map(({ id }) => id)).toEqual([passed!.id, running!.id]);
	});

	test('does not wait for what an archived group had planned, but for a session left running', () => {
		const notebook = createNotebook();
		const group = notebook.group();
		const [planned, running] = upcomingSessions(notebook.ledger, group, group.startsOn, 2);
		notebook.write(planSession(planned!));
		notebook.write(startSession(running!, 1, 1));
		notebook.write(archiveGroup(group.id, '2026-02-01'));
		expect(unfinishedSessions(notebook.ledger, '2026-03-01').map(({ id }) => id)).toEqual([running!.id]);
	});
});

describe('the next guide', () => {
	test('goes through the pack in order, then round again', () => {
		const notebook = createNotebook();
		const { ledger, write, now } = notebook;
		const group = notebook.group();
		const run: string[] = [];
		for (let turn = 0; turn < 8; turn += 1) {
			const session = notebook.next(group, addDays(group.startsOn, turn * 7));
			run.push(session.guideId);
			write(startSession(session, 1, turn));
			write(closeSession(now(session), turn));
		}
		expect(run).toEqual([...starterPack.guideIds, ...starterPack.guideIds].slice(0, 8));
		expect(upcomingSessions(ledger, group, '2026-04-01', 3).map(({ guideId }) => guideId)).toEqual(
			[0, 1, 2].map((ahead) => nextGuideId(ledger, group, ahead))
		);
	});

	test('is the one a cancelled session left undone', () => {
		const notebook = createNotebook();
		const group = notebook.group();
		notebook.write(cancelSession(notebook.next(group), 'x'));
		expect(nextGuideId(notebook.ledger, group)).toBe(starterPack.guideIds[0]);
	});
});

describe('lists of sessions', () => {
	test('are by day, then by time, each group its own', () => {
		const notebook = createNotebook();
		const [one, two] = [notebook.group(), notebook.group({ time: '09:00' })];
		for (const session of [
			sessionByHand(newId(), one, '2026-05-02', 'calm'),
			sessionByHand(newId(), two, '2026-05-02', 'calm'),
			sessionByHand(newId(), one, '2026-05-01', 'calm')
		])
			notebook.write(planSession(session));
		expect(allSessions(notebook.ledger).map(({ plannedOn, time }) => `${plannedOn} ${time}`)).toEqual([
			'2026-05-01 18:00',
			'2026-05-02 09:00',
			'2026-05-02 18:00'
		]);
		expect(sessionsOf(notebook.ledger, two.id)).toHaveLength(1);
		expect(groupOf(notebook.ledger, two.id)?.time).toBe('09:00');
	});
});
