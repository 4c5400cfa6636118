import { describe, expect, test } from 'vitest';
import type { Clock } from '$lib/base/clock';
import { err, ok } from '$lib/base/result';
import { createSeededRandom } from '$lib/base/random';
import type { Edit } from '$lib/domain/change';
import { createGroup, groupOf } from '$lib/domain/group';
import { GroupId, MemberId, SessionId } from '$lib/domain/ids';
import { createMember, leave, memberOf } from '$lib/domain/member';
import {
	cancelSession,
	closeSession,
	openCorrection,
	planSession,
	sessionByHand,
	startSession,
	storedSession,
	upcomingSessions,
	type Session
} from '$lib/domain/session';
import { createNotebook as createFolded } from '$lib/domain/test-notebook';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { AttendanceSheet } from './attendance-sheet.svelte';

const today = '2026-11-24';
const random = createSeededRandom(7);
const groupId = GroupId.parse(random.uuid());
const [lune, mer, zoe] = [1, 2, 3].map(() => MemberId.parse(random.uuid())) as [MemberId, MemberId, MemberId]; // three were asked for

/** A notebook that folds what is written at once, without a disk below it. */
function createNotebook() {
	const { ledger, write } = createFolded();
	let now = 1_000_000;
	let refusal: ScreenProblem | null = null;
	const clock: Clock = { now: () => now, today: () => today };
	const append = async (edits: readonly Edit[]) => {
		await Promise.resolve();
		if (refusal) return err(refusal as { type: 'QuotaExceeded' }); // the tests refuse with this one only
		write(edits);
		return ok(undefined);
	};
	const draft = {
		alias: 'Lilas',
		locale: 'fr',
		rhythm: 'weekly',
		time: '10:00',
		packId: 'starter',
		coFacilitators: [],
		startsOn: today
	} as const;
	const made = createGroup(groupId, draft);
	if (made.ok) write(made.value);
	write(createMember(zoe, groupId, 'Zoé', 'star', '2026-01-01'));
	write(createMember(lune, groupId, 'Lune', 'sun', '2026-01-01'));
	write(createMember(mer, groupId, 'Mer', 'fish', '2026-01-01'));
	const group = groupOf(ledger, groupId)!;
	return {
		ledger,
		group,
		write,
		/** Writes down a session of that day. */
		plan: (day: string): Session => {
			const session = sessionByHand(SessionId.parse(random.uuid()), group, day, 'welcome');
			write(planSession(session));
			return storedSession(ledger, session.id)!;
		},
		stored: (session: Session): Session => storedSession(ledger, session.id)!,
		sheetOf: (session: Session) =>
			new AttendanceSheet({ append, clock, ledger: () => ledger }, () => ({ groupId, sessionId: session.id })),
		wait: (milliseconds: number) => {
			now += milliseconds;
		},
		refuseWith: (problem: ScreenProblem | null) => {
			refusal = problem;
		}
	};
}

const written = (result: { readonly ok: boolean; readonly value?: readonly Edit[] }): readonly Edit[] => {
	expect(result.ok).toBe(true);
	return result.value ?? [];
};

const statuses = (sheet: AttendanceSheet) => sheet.rows.map((row) => [row.member.pseudonym, row.status]);

describe('marking', () => {
	test('one tap marks one person and moves nobody', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		await sheet.mark(mer, 'present');
		expect(statuses(sheet)).toEqual([
			['Lune', null],
			['Mer', 'present'],
			['Zoé', null]
		]);
		expect(sheet.totals).toMatchObject({ present: 1, unmarked: 2 });
	});

	test('a double tap leaves the mark, and undo still leads back to before the first', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		await Promise.all([sheet.mark(mer, 'late'), sheet.mark(mer, 'late')]);
		notebook.wait(200);
		await sheet.takeBack(mer);
		expect(statuses(sheet)[1]).toEqual(['Mer', 'late']);
		notebook.wait(1000);
		await sheet.undo();
		expect(statuses(sheet)[1]).toEqual(['Mer', null]);
	});

	test('the second half of a double tap that lands on the toast neither undoes nor hides it', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		await sheet.mark(zoe, 'present');
		notebook.wait(200);
		sheet.dismiss();
		await sheet.undo();
		expect(statuses(sheet)[2]).toEqual(['Zoé', 'present']);
		expect(sheet.message).toMatchObject({ type: 'Marked', pseudonym: 'Zoé' });
	});

	test('tapping the mark again later takes it back', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		await sheet.mark(mer, 'told');
		notebook.wait(1000);
		await sheet.takeBack(mer);
		expect(statuses(sheet)[1]).toEqual(['Mer', null]);
	});

	test('undo writes back the mark that stood before, also when two came in quick succession', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		await Promise.all([sheet.mark(mer, 'late'), sheet.mark(mer, 'absent')]);
		notebook.wait(1000);
		await sheet.undo();
		expect(statuses(sheet)[1]).toEqual(['Mer', 'late']);
		expect(sheet.message).toBeNull();
	});

	test('somebody who left before that day is not on the sheet', () => {
		const notebook = createNotebook();
		notebook.write([leave(memberOf(notebook.ledger, lune)!, '2026-11-01')]);
		const sheet = notebook.sheetOf(notebook.plan(today));
		expect(statuses(sheet).map(([name]) => name)).toEqual(['Mer', 'Zoé']);
	});
});

describe('everybody present', () => {
	test('overwrites nobody, and undo takes back only what it did', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		await sheet.mark(lune, 'told');
		await sheet.markEveryone();
		expect(sheet.totals).toMatchObject({ present: 2, told: 1, unmarked: 0 });
		expect(sheet.message).toMatchObject({ type: 'EveryoneMarked', count: 2 });
		notebook.wait(1000);
		await sheet.undo();
		expect(sheet.totals).toMatchObject({ present: 0, told: 1, unmarked: 2 });
	});

	test('a double tap keeps the way back', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		await Promise.all([sheet.markEveryone(), sheet.markEveryone()]);
		expect(sheet.message).toMatchObject({ type: 'EveryoneMarked', count: 3 });
	});
});

describe('guests', () => {
	test('are a count that loses no quick tap and never falls below zero', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		await Promise.all([sheet.addGuests(1), sheet.addGuests(1), sheet.addGuests(1)]);
		expect(sheet.totals.guests).toBe(3);
		await sheet.addGuests(-9);
		expect(sheet.totals.guests).toBe(0);
	});
});

describe('the state of the session', () => {
	test('a session that only the rhythm gives is written down with its first mark', async () => {
		const notebook = createNotebook();
		const [, next] = upcomingSessions(notebook.ledger, notebook.group, today, 2);
		const sheet = notebook.sheetOf(next!);
		expect(sheet.state).toBe('ahead');
		await sheet.mark(mer, 'told');
		expect(notebook.stored(next!)).toMatchObject({ state: 'planned', slot: next!.slot, plannedOn: next!.plannedOn });
		expect(sheet.totals.told).toBe(1);
	});

	test('a closed session refuses until a correction is open on it', async () => {
		const notebook = createNotebook();
		const session = notebook.plan(today);
		notebook.write(written(startSession(session, 1, 1)));
		notebook.write(written(closeSession(notebook.stored(session), 2)));
		const sheet = notebook.sheetOf(session);
		expect(sheet.state).toBe('closed');
		await sheet.mark(mer, 'present');
		expect(sheet.problem).toEqual({ type: 'SessionClosed' });
		expect(statuses(sheet)[1]).toEqual(['Mer', null]);
		notebook.write(written(openCorrection(notebook.stored(session), random.uuid(), 'Oubli', today)));
		expect(sheet.state).toBe('open');
		await sheet.mark(mer, 'present');
		expect(sheet.problem).toBeNull();
		expect(statuses(sheet)[1]).toEqual(['Mer', 'present']);
	});

	test('a cancelled session is read only', () => {
		const notebook = createNotebook();
		const session = notebook.plan(today);
		notebook.write(written(cancelSession(session, 'Pluie')));
		expect(notebook.sheetOf(session).state).toBe('cancelled');
	});

	test('a write that fails is told, shows no mark and offers nothing to undo', async () => {
		const notebook = createNotebook();
		const sheet = notebook.sheetOf(notebook.plan(today));
		notebook.refuseWith({ type: 'QuotaExceeded' });
		await sheet.mark(mer, 'present');
		expect(sheet.problem).toEqual({ type: 'QuotaExceeded' });
		expect(sheet.message).toBeNull();
		expect(statuses(sheet)[1]).toEqual(['Mer', null]);
		notebook.refuseWith(null);
		await sheet.mark(mer, 'present');
		expect(sheet.problem).toBeNull();
	});
});
