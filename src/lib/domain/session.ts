import * as z from 'zod/mini';
import { addDays, dayNumber, isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { cleanTime, groupOf, rhythmDays, type Group } from './group';
import { starterPack } from './guide';
import { GroupId, SessionId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { cleanLine, typedView } from './text';

/** A meeting of a group: planned, then run and closed, or cancelled. */
export const Session = z.looseObject({
	id: SessionId,
	groupId: GroupId,
	/** The day the rhythm gave it, which names it even after it is moved; null when planned by hand. */
	slot: z._default(z.nullable(z.string()), null),
	/** The day it takes place. */
	plannedOn: z.string(),
	/** `HH:MM` or empty. */
	time: z._default(z.string(), ''),
	guideId: z.string(),
	/** Version of the guide it was run with; 0 until it is run. */
	guideVersion: z._default(z.int(), 0),
	state: z.enum(['planned', 'running', 'closed', 'cancelled']),
	cancelReason: z._default(z.string(), ''),
	/** Instants in milliseconds, as the phone believed; null until they happen. */
	startedAt: z._default(z.nullable(z.number()), null),
	closedAt: z._default(z.nullable(z.number()), null),
	/** People who came without a pseudonym. A count: never names. */
	guests: z._default(z.int(), 0),
	/** The correction that is open on a closed session, or null. */
	correction: z._default(z.nullable(z.object({ id: z.string(), reason: z.string() })), null)
});
export type Session = z.infer<typeof Session>;

export interface SessionClosed {
	readonly type: 'SessionClosed';
}

export type SessionProblem =
	| SessionClosed
	| { readonly type: 'ReasonMissing' }
	| { readonly type: 'DayUnreadable' }
	| { readonly type: 'SessionNotPlanned' }
	| { readonly type: 'SessionNotRunning' };

/** True while facts about the session may be written: before and during it, or while a correction is open. */
export const mayWrite = (session: Session): boolean =>
	session.state === 'planned' ||
	session.state === 'running' ||
	(session.state === 'closed' && session.correction !== null);

/**
 * The id of the session a rhythm puts on `slot`: the group's id with the day number mixed into its last four bytes.
 * Two facilitators who open the same meeting while apart then speak of the same session.
 */
export function slotSessionId(groupId: GroupId, slot: Day): SessionId {
	const tail = (Number.parseInt(groupId.slice(-8), 16) ^ dayNumber(slot)) >>> 0;
	return SessionId.parse(groupId.slice(0, -8) + tail.toString(16).padStart(8, '0'));
}

/**
 * The edits that write down a session not yet in the vault: one that the rhythm gave, or one planned by hand. For one that
 * is there they change nothing, so whatever writes to a planned session begins with them: a day nobody wrote down is not
 * found again once it has passed, nor what hangs on it.
 */
export function planSession(session: Session): readonly Edit[] {
	const { groupId, slot, plannedOn, time, guideId, state } = session;
	return fieldEdits('session', session.id, { groupId, slot, plannedOn, time, guideId, state });
}

/** `planSession` for a session that is still planned, else nothing. To put before the edits that write facts about it. */
export const writtenDown = (session: Session): readonly Edit[] =>
	session.state === 'planned' ? planSession(session) : [];

/** A session planned by hand on a day of her choice. `id` is random. */
export const sessionByHand = (id: SessionId, group: Group, day: Day, guideId: string): Session =>
	Session.parse({ id, groupId: group.id, plannedOn: day, time: group.time, guideId, state: 'planned' });

/** The session a rhythm puts on `slot`, still planned. */
export const sessionOnSlot = (group: Group, slot: Day, guideId: string): Session =>
	Session.parse({
		id: slotSessionId(group.id, slot),
		groupId: group.id,
		slot,
		plannedOn: slot,
		time: group.time,
		guideId,
		state: 'planned'
	});

/** The edit that takes back a session planned by mistake: the row belongs to no group any more and is not shown. */
export const withdrawSession = (id: SessionId): readonly Edit[] => fieldEdits('session', id, { groupId: null });

/** The edits that move a planned session to another day and time, or that choose another guide. */
export function moveSession(
	session: Session,
	to: { readonly plannedOn: Day; readonly time: string; readonly guideId: string }
): Result<readonly Edit[], SessionProblem> {
	if (session.state !== 'planned') return err({ type: 'SessionNotPlanned' });
	if (!isDay(to.plannedOn)) return err({ type: 'DayUnreadable' });
	const { plannedOn, time, guideId } = to;
	return ok([
		...planSession(session),
		...fieldEdits('session', session.id, { plannedOn, time: cleanTime(time), guideId })
	]);
}

/** The edits that cancel a planned session; a reason is asked, so that next month she knows why. */
export function cancelSession(session: Session, reason: string): Result<readonly Edit[], SessionProblem> {
	if (session.state !== 'planned') return err({ type: 'SessionNotPlanned' });
	const cancelReason = cleanLine(reason);
	if (cancelReason === '') return err({ type: 'ReasonMissing' });
	return ok([...planSession(session), ...fieldEdits('session', session.id, { state: 'cancelled', cancelReason })]);
}

/** The edits that put a cancelled session back; none for another. */
export const restoreSession = (session: Session): readonly Edit[] =>
	session.state === 'cancelled' ? fieldEdits('session', session.id, { state: 'planned', cancelReason: '' }) : [];

/** The edits that begin a planned session now, with the guide's version. */
export function startSession(
	session: Session,
	guideVersion: number,
	now: number
): Result<readonly Edit[], SessionProblem> {
	if (session.state !== 'planned') return err({ type: 'SessionNotPlanned' });
	return ok([
		...planSession(session),
		...fieldEdits('session', session.id, { state: 'running', startedAt: now, guideVersion })
	]);
}

/** The edits that close a running session. */
export function closeSession(session: Session, now: number): Result<readonly Edit[], SessionProblem> {
	if (session.state !== 'running') return err({ type: 'SessionNotRunning' });
	return ok(fieldEdits('session', session.id, { state: 'closed', closedAt: now }));
}

/** The edits that open a correction on a closed session. The reason is asked and kept with the day. */
export function openCorrection(
	session: Session,
	id: string,
	reason: string,
	day: Day
): Result<readonly Edit[], SessionProblem> {
	if (session.state !== 'closed') return err({ type: 'SessionNotRunning' });
	const kept = cleanLine(reason);
	if (kept === '') return err({ type: 'ReasonMissing' });
	const values = { sessionId: session.id, reason: kept, day };
	return ok([
		...fieldEdits('correction', id, values),
		...fieldEdits('session', session.id, { correction: { id, reason: kept } })
	]);
}

/** The edit that ends an open correction; none when none is open. */
export const closeCorrection = (session: Session): readonly Edit[] =>
	session.correction === null ? [] : fieldEdits('session', session.id, { correction: null });

/** One correction made to a session. */
export const Correction = z.looseObject({ id: z.string(), sessionId: SessionId, reason: z.string(), day: z.string() });
export type Correction = z.infer<typeof Correction>;

/** The corrections of a session, oldest first. */
export const correctionsOf = (ledger: Ledger, sessionId: SessionId): readonly Correction[] =>
	[...rowsOf(ledger, 'correction')]
		.map(correctionView)
		.filter((correction) => correction !== undefined)
		.filter((correction) => correction.sessionId === sessionId)
		.sort((a, b) => a.day.localeCompare(b.day) || a.id.localeCompare(b.id));

/** The edits for the count of guests; a count from 0 to 99, and 0 for what is no number. */
export function countGuests(session: Session, guests: number): Result<readonly Edit[], SessionClosed> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	const counted = Math.min(99, Math.max(0, Math.round(guests) || 0));
	return ok([...writtenDown(session), ...fieldEdits('session', session.id, { guests: counted })]);
}

/** A session by id. Also finds one the rhythm gives or gave last that was never written down. Undefined for neither. */
export function sessionOf(ledger: Ledger, group: Group, id: SessionId, today: Day): Session | undefined {
	const given = () => [missedSession(ledger, group, today), ...upcomingSessions(ledger, group, today, 12)];
	return storedSession(ledger, id) ?? given().find((session) => session?.id === id);
}

/** A session that the vault holds, or undefined. */
export const storedSession = (ledger: Ledger, id: SessionId): Session | undefined =>
	viewOf(rowOf(ledger, 'session', id));

/** The sessions of a group that the vault holds, oldest first. */
export const sessionsOf = (ledger: Ledger, groupId: GroupId): readonly Session[] =>
	allSessions(ledger).filter((session) => session.groupId === groupId);

/** Every session that the vault holds, oldest first. */
export const allSessions = (ledger: Ledger): readonly Session[] =>
	[...rowsOf(ledger, 'session')]
		.map(viewOf)
		.filter((session) => session !== undefined)
		.sort(byTime);

/**
 * The next sessions of a group from `today` on, soonest first: those written down, and those the rhythm gives. A slot
 * that was moved or cancelled is not given again. An archived group has none. At most `count`.
 */
export function upcomingSessions(ledger: Ledger, group: Group, today: Day, count: number): readonly Session[] {
	if (group.archivedOn !== null || !isDay(today)) return [];
	const stored = sessionsOf(ledger, group.id);
	const planned = stored.filter((session) => session.state === 'planned' && session.plannedOn >= today);
	const taken = new Set(stored.map((session) => session.slot));
	const given: Session[] = [];
	const step = rhythmDays[group.rhythm];
	if (step > 0 && isDay(group.startsOn)) {
		const since = dayNumber(today) - dayNumber(group.startsOn);
		let slot = addDays(group.startsOn, Math.max(0, Math.ceil(since / step)) * step);
		while (given.length < count) {
			if (!taken.has(slot)) given.push(slotSession(ledger, group, slot, given.length));
			slot = addDays(slot, step);
		}
	}
	return [...planned, ...given].sort(byTime).slice(0, count);
}

/**
 * Planned sessions whose day has passed without being run or cancelled, and sessions left running: newest first. What an
 * archived group had planned is not waited for.
 */
export const unfinishedSessions = (ledger: Ledger, today: Day): readonly Session[] =>
	allSessions(ledger)
		.filter(
			({ state, plannedOn, groupId }) =>
				state === 'running' ||
				(state === 'planned' && plannedOn < today && (groupOf(ledger, groupId)?.archivedOn ?? null) === null)
		)
		.reverse();

/**
 * The last meeting the rhythm gave before `today` when nothing was ever written about it, or undefined: it may have been
 * held without the phone. Older ones are not asked about; `planSession` writes it down. An archived group has none.
 */
export function missedSession(ledger: Ledger, group: Group, today: Day): Session | undefined {
	const step = rhythmDays[group.rhythm];
	const since = dayNumber(today) - dayNumber(group.startsOn);
	if (group.archivedOn !== null || step === 0 || !(since > 0)) return undefined;
	const slot = addDays(group.startsOn, Math.floor((since - 1) / step) * step);
	const isTaken = sessionsOf(ledger, group.id).some((session) => session.slot === slot);
	return isTaken ? undefined : slotSession(ledger, group, slot, 0);
}

/** The guide for the meeting after `ahead` others: the one run least often so far, first in the pack among equals. */
export function nextGuideId(ledger: Ledger, group: Group, ahead = 0): string {
	const runs = new Map<string, number>(starterPack.guideIds.map((id) => [id, 0]));
	for (const session of sessionsOf(ledger, group.id))
		if (session.state !== 'cancelled' && runs.has(session.guideId))
			runs.set(session.guideId, (runs.get(session.guideId) ?? 0) + 1);
	let chosen: string = starterPack.guideIds[0];
	for (let turn = 0; turn <= ahead; turn += 1) {
		const fewest = Math.min(...runs.values());
		chosen = [...runs].find(([, times]) => times === fewest)?.[0] ?? chosen;
		runs.set(chosen, fewest + 1);
	}
	return chosen;
}

/** Earlier first. Days and times are digits of fixed width, so their text sorts as they do. */
function byTime(a: Session, b: Session): number {
	const [first, second] = [a, b].map(({ plannedOn, time, id }) => `${plannedOn}T${time}/${id}`);
	return first === second ? 0 : (first ?? '') < (second ?? '') ? -1 : 1;
}

const slotSession = (ledger: Ledger, group: Group, slot: Day, ahead: number): Session =>
	sessionOnSlot(group, slot, nextGuideId(ledger, group, ahead));

const viewOf = typedView(Session);
const correctionView = typedView(Correction);
