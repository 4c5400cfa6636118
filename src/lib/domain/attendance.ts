import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { GroupId, MemberId, SessionId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { isHere, membersOf, wasHereOn, type Member } from './member';
import { mayWrite, sessionsOf, writtenDown, type Session, type SessionClosed } from './session';
import { typedView } from './text';

/** How somebody came: `told` means absent, but she let the group know. */
export const MarkStatus = z.enum(['present', 'late', 'absent', 'told']);
export type MarkStatus = z.infer<typeof MarkStatus>;

/** One person at one session. Attributed, so it lives in the change log, never near an answer. */
export const Mark = z.looseObject({
	groupId: GroupId,
	sessionId: SessionId,
	memberId: MemberId,
	/** Null when a mark was taken back. */
	status: z.nullable(MarkStatus)
});
export type Mark = z.infer<typeof Mark>;

/** The edits for one mark; null takes it back. A closed session refuses unless a correction is open on it. */
export function createMark(
	session: Session,
	memberId: MemberId,
	status: MarkStatus | null
): Result<readonly Edit[], SessionClosed> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	const row = `${session.id}:${memberId}`;
	const values = { groupId: session.groupId, sessionId: session.id, memberId, status };
	return ok([...writtenDown(session), ...fieldEdits('mark', row, values)]);
}

/** The edits that mark everybody present who has no mark yet: nobody's mark is overwritten. */
export function markEveryonePresent(ledger: Ledger, session: Session): Result<readonly Edit[], SessionClosed> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	const marks = marksByMemberId(ledger, session.id);
	const unmarked = expectedMembers(ledger, session).filter((member) => !marks.has(member.id));
	return ok(
		unmarked.flatMap((member) => {
			const edits = createMark(session, member.id, 'present');
			return edits.ok ? edits.value : [];
		})
	);
}

/** The marks of a session that stand, by member. */
export function marksByMemberId(ledger: Ledger, sessionId: SessionId): ReadonlyMap<MemberId, MarkStatus> {
	const marks = new Map<MemberId, MarkStatus>();
	for (const row of rowsOf(ledger, 'mark')) {
		// The row's name begins with its session. Looking at that first keeps a tap quick in a vault of many sessions.
		if (!row.id.startsWith(sessionId)) continue;
		const mark = viewOf(row);
		if (mark?.sessionId === sessionId && mark.status !== null) marks.set(mark.memberId, mark.status);
	}
	return marks;
}

/** The mark one person has at one session, or null. */
export const markOf = (ledger: Ledger, sessionId: SessionId, memberId: MemberId): MarkStatus | null =>
	viewOf(rowOf(ledger, 'mark', `${sessionId}:${memberId}`))?.status ?? null;

/** Who belongs on the sheet of a session: those in the group that day, and whoever was marked all the same. */
export function expectedMembers(ledger: Ledger, session: Session): readonly Member[] {
	const marks = marksByMemberId(ledger, session.id);
	return membersOf(ledger, session.groupId)
		.filter((member) => wasHereOn(member, session.plannedOn) || marks.has(member.id))
		.sort((a, b) => a.pseudonym.localeCompare(b.pseudonym) || a.id.localeCompare(b.id));
}

export interface AttendanceTotals {
	readonly present: number;
	readonly late: number;
	readonly absent: number;
	readonly told: number;
	readonly unmarked: number;
	readonly guests: number;
}

/** Counts of one session. `guests` are people without a pseudonym. */
export function attendanceTotals(ledger: Ledger, session: Session): AttendanceTotals {
	const marks = marksByMemberId(ledger, session.id);
	const count = (status: MarkStatus) => [...marks.values()].filter((mark) => mark === status).length;
	return {
		present: count('present'),
		late: count('late'),
		absent: count('absent'),
		told: count('told'),
		unmarked: expectedMembers(ledger, session).filter((member) => !marks.has(member.id)).length,
		guests: session.guests
	};
}

/** Attendance over time: one row a member, one column a session that was held. */
export interface AttendanceGrid {
	/** Held sessions, oldest first. */
	readonly sessions: readonly Session[];
	readonly rows: readonly AttendanceGridRow[];
	/** People who came (present or late) and guests, per session, in the order of `sessions`. */
	readonly came: readonly number[];
}

export interface AttendanceGridRow {
	readonly member: Member;
	/** In the order of `sessions`: a status, null when not marked, `away` when not in the group that day. */
	readonly cells: readonly (MarkStatus | null | 'away')[];
	readonly came: number;
	/** Sessions at which the member was in the group. */
	readonly expected: number;
}

/** The grid of a group; empty lists while no session was held. */
export function attendanceGrid(ledger: Ledger, groupId: GroupId): AttendanceGrid {
	const sessions = sessionsOf(ledger, groupId).filter((session) => session.state === 'closed');
	const statusByRow = new Map(marksOf(ledger).map((mark) => [`${mark.sessionId}:${mark.memberId}`, mark.status]));
	const statusOf = (session: Session, member: Member) => statusByRow.get(`${session.id}:${member.id}`) ?? null;
	const rows = membersOf(ledger, groupId).map((member) => {
		const cells = sessions.map((session) => {
			const status = statusOf(session, member);
			return status === null && !wasHereOn(member, session.plannedOn) ? ('away' as const) : status;
		});
		return {
			member,
			cells,
			came: cells.filter(hasCome).length,
			expected: cells.filter((cell) => cell !== 'away').length
		};
	});
	const came = sessions.map(
		(session, at) => rows.filter((row) => hasCome(row.cells[at] ?? null)).length + session.guests
	);
	return { sessions, rows: rows.filter((row) => row.expected > 0 || isHere(row.member)), came };
}

/** Who came (present or late) to each session of a group, by pseudonym: guests are not among them. One pass over all marks. */
export function whoCame(ledger: Ledger, groupId: GroupId): ReadonlyMap<SessionId, ReadonlySet<MemberId>> {
	const came = new Map<SessionId, Set<MemberId>>();
	for (const mark of marksOf(ledger)) {
		if (mark.groupId !== groupId || !hasCome(mark.status)) continue;
		const known = came.get(mark.sessionId);
		if (known) known.add(mark.memberId);
		else came.set(mark.sessionId, new Set([mark.memberId]));
	}
	return came;
}

const hasCome = (cell: MarkStatus | null | 'away'): boolean => cell === 'present' || cell === 'late';

const viewOf = typedView(Mark);

const marksOf = (ledger: Ledger): readonly Mark[] =>
	[...rowsOf(ledger, 'mark')].map(viewOf).filter((mark) => mark !== undefined);
