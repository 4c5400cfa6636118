import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	attendanceGrid,
	attendanceTotals,
	createMark,
	expectedMembers,
	markEveryonePresent,
	markOf,
	marksByMemberId,
	MarkStatus
} from './attendance';
import { leave } from './member';
import {
	closeCorrection,
	closeSession,
	countGuests,
	openCorrection,
	startSession,
	unfinishedSessions
} from './session';
import { createNotebook } from './test-notebook';

const names = ['Ana', 'Bo', 'Chi', 'Dao', 'Été', 'Fa'];

function createMeeting() {
	const notebook = createNotebook();
	const group = notebook.group();
	const members = names.map((name) => notebook.member(group, name));
	const planned = notebook.next(group);
	notebook.write(startSession(planned, 1, 1000));
	return { ...notebook, group, members, session: () => notebook.now(planned) };
}

const anyMarks = fc.array(fc.tuple(fc.nat(names.length - 1), fc.option(fc.constantFrom(...MarkStatus.options))));

describe('a mark', () => {
	test('is the last one given, and can be taken back', () => {
		fc.assert(
			fc.property(anyMarks, (marks) => {
				const { ledger, write, members, session } = createMeeting();
				const last = new Map<number, MarkStatus | null>();
				for (const [at, status] of marks) {
					write(createMark(session(), members[at]!.id, status));
					last.set(at, status);
				}
				members.forEach(({ id }, at) => expect(markOf(ledger, session().id, id)).toBe(last.get(at) ?? null));
				expect(marksByMemberId(ledger, session().id).size).toBe([...last.values()].filter(Boolean).length);
			})
		);
	});

	test('is refused on a closed session, unless a correction is open on it', () => {
		const { write, members, session, ledger } = createMeeting();
		const id = members[0]!.id;
		write(closeSession(session(), 2000));
		expect(createMark(session(), id, 'late')).toEqual({ ok: false, error: { type: 'SessionClosed' } });
		expect(markEveryonePresent(ledger, session())).toEqual({ ok: false, error: { type: 'SessionClosed' } });
		write(openCorrection(session(), 'c1', 'Oubli', '2026-01-07'));
		write(createMark(session(), id, 'late'));
		write(closeCorrection(session()));
		expect(markOf(ledger, session().id, id)).toBe('late');
		expect(createMark(session(), id, null).ok).toBe(false);
	});

	test('given before the session began is not lost when its day passes', () => {
		const notebook = createNotebook();
		const group = notebook.group();
		const member = notebook.member(group, 'Ana');
		const planned = notebook.next(group);
		notebook.write(createMark(planned, member.id, 'told'));
		expect(unfinishedSessions(notebook.ledger, '2026-03-01').map(({ id }) => id)).toEqual([planned.id]);
		expect(markOf(notebook.ledger, planned.id, member.id)).toBe('told');
	});
});

describe('everyone present', () => {
	test('marks those without a mark and overwrites nobody', () => {
		fc.assert(
			fc.property(anyMarks, (marks) => {
				const { ledger, write, members, session } = createMeeting();
				for (const [at, status] of marks) write(createMark(session(), members[at]!.id, status));
				const before = marksByMemberId(ledger, session().id);
				write(markEveryonePresent(ledger, session()));
				for (const { id } of members) expect(markOf(ledger, session().id, id)).toBe(before.get(id) ?? 'present');
			})
		);
	});

	test('leaves out who was not in the group that day', () => {
		const { ledger, write, members, session } = createMeeting();
		write(leave(members[0]!, '2026-01-06'));
		write(leave({ ...members[1]!, stays: [{ from: '2025-01-01', to: null }] }, '2026-01-05'));
		write(markEveryonePresent(ledger, session()));
		expect([...marksByMemberId(ledger, session().id).keys()]).not.toContain(members[1]!.id);
		expect(marksByMemberId(ledger, session().id).get(members[0]!.id)).toBe('present');
	});
});

describe('the sheet', () => {
	test('holds who was here, and whoever was marked all the same, by name', () => {
		const { ledger, write, members, session } = createMeeting();
		write(leave({ ...members[1]!, stays: [{ from: '2025-01-01', to: null }] }, '2026-01-05'));
		expect(expectedMembers(ledger, session()).map(({ pseudonym }) => pseudonym)).toEqual([
			'Ana',
			'Chi',
			'Dao',
			'Été',
			'Fa'
		]);
		write(createMark(session(), members[1]!.id, 'present'));
		expect(expectedMembers(ledger, session())).toHaveLength(6);
	});
});

describe('totals', () => {
	test('add up to the people on the sheet, in a session and in the grid', () => {
		const act = fc.tuple(fc.nat(4), fc.nat(names.length - 1), fc.option(fc.constantFrom(...MarkStatus.options)));
		fc.assert(
			fc.property(
				fc.array(act, { maxLength: 40 }),
				fc.array(fc.nat(9), { minLength: 5, maxLength: 5 }),
				(acts, guests) => {
					const notebook = createNotebook();
					const { ledger, write, now } = notebook;
					const group = notebook.group();
					const members = names.map((name) => notebook.member(group, name));
					write(leave(members[5]!, '2026-01-15'));
					const held = guests.map((count) => {
						const session = notebook.next(group);
						write(startSession(session, 1, 1));
						write(countGuests(now(session), count));
						return session;
					});
					for (const [turn, at, status] of acts) write(createMark(now(held[turn]!), members[at]!.id, status));
					for (const session of held) write(closeSession(now(session), 2));

					const grid = attendanceGrid(ledger, group.id);
					expect(grid.sessions.map(({ id }) => id)).toEqual(held.map(({ id }) => id));
					let cameByRow = 0;
					for (const row of grid.rows) {
						expect(row.cells).toHaveLength(5);
						expect(row.expected).toBe(row.cells.filter((cell) => cell !== 'away').length);
						cameByRow += row.came;
					}
					let cameBySession = 0;
					grid.sessions.forEach((session, column) => {
						const totals = attendanceTotals(ledger, session);
						expect(totals.present + totals.late + totals.guests).toBe(grid.came[column]);
						const { guests: uncounted, ...marked } = totals;
						expect(Object.values(marked).reduce((sum, count) => sum + count)).toBe(
							expectedMembers(ledger, session).length
						);
						expect(grid.rows.filter(({ cells }) => cells[column] !== 'away')).toHaveLength(
							expectedMembers(ledger, session).length
						);
						cameBySession += totals.present + totals.late;
						expect(uncounted).toBe(guests[column]);
					});
					expect(cameByRow).toBe(cameBySession);
				}
			),
			{ numRuns: 50 }
		);
	});

	test('of a group that never met are empty lists', () => {
		const notebook = createNotebook();
		const group = notebook.group();
		notebook.member(group, 'Ana');
		expect(attendanceGrid(notebook.ledger, group.id)).toMatchObject({
			sessions: [],
			came: [],
			rows: [{ cells: [], came: 0 }]
		});
	});
});
