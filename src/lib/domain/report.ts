import * as z from 'zod/mini';
import { Band, Direction } from './batch';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { disclose, type SessionReport } from './disclosure';
import type { Group } from './group';
import { GroupId, SessionId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { membersOf } from './member';
import { sessionsOf, type Session } from './session';
import { typedView } from './text';

const count = z.union([z.int().check(z.gte(0)), z.literal('few')]);
const bodyFields = {
	v: z.literal(1),
	day: z.string(),
	held: z.boolean(),
	guideId: z.string(),
	guideVersion: z.int(),
	came: count,
	expected: count,
	atmosphere: z.nullable(z.int()),
	themes: z.readonly(z.array(z.string())),
	wentWell: z.string(),
	wasHard: z.string(),
	agreed: z.string(),
	askSupervisor: z.string(),
	wellbeing: z.nullable(
		z.strictObject({ wellbeing: z.union([Band, z.literal('hidden')]), direction: z.nullable(Direction) })
	)
};
const ReportBody: z.ZodMiniType<SessionReport> = z.object(bodyFields);
const ReportBodyOnly: z.ZodMiniType<SessionReport> = z.strictObject(bodyFields);

/** A report that was made for a supervisor. */
export const Report = z.looseObject({
	id: z.string(),
	groupId: GroupId,
	/** Null on the device of somebody who sees reports only. */
	sessionId: z.catch(z._default(z.nullable(SessionId), null), null),
	body: ReportBody
});
export type Report = z.infer<typeof Report>;

/** Whether supervisors may have the reports of a group: false as soon as one of two versions written apart says no. */
export const isReportOn = (ledger: Ledger, groupId: GroupId): boolean => isAgreed(ledger, groupId, 'report');

/** Whether every version of a consent says yes. */
export function isAgreed(ledger: Ledger, groupId: string, field: 'work' | 'report'): boolean {
	const heads = rowOf(ledger, 'sharing', groupId)?.cells[field]?.heads ?? [];
	return heads.length > 0 && heads.every(({ value }) => value === true);
}

/** Whether a value has the fields of a report and nothing beside them. */
export const isReportBody = (value: unknown): boolean => ReportBodyOnly.safeParse(value).success;

/**
 * The edits that make or renew the report of a session when the group's reports are shared; else none, and none for a
 * session that is not closed. Asked when a session closes (pass it as it will be) and when a correction ends. `newId`
 * makes a random id: the row must not say which session it is about.
 */
export const reportEdits = (ledger: Ledger, group: Group, session: Session, newId: () => string): readonly Edit[] =>
	isReportOn(ledger, group.id) ? reportsOfSession(ledger, group, session, newId) : [];

/** The edits that make or renew the reports of all closed sessions: for the moment in which they begin to be shared. */
export const everyReport = (ledger: Ledger, group: Group, newId: () => string): readonly Edit[] =>
	sessionsOf(ledger, group.id).flatMap((session) => reportsOfSession(ledger, group, session, newId));

/** The reports of every group, oldest first. */
export function reportsByGroup(ledger: Ledger): ReadonlyMap<GroupId, readonly Report[]> {
	const byGroup = new Map<GroupId, Report[]>();
	for (const report of allReports(ledger)) {
		const known = byGroup.get(report.groupId);
		if (known) known.push(report);
		else byGroup.set(report.groupId, [report]);
	}
	for (const reports of byGroup.values())
		reports.sort((a, b) => compareText(a.body.day, b.body.day) || compareText(a.id, b.id));
	return byGroup;
}

/** The reports of a group, oldest first. */
export const reportsOf = (ledger: Ledger, groupId: GroupId): readonly Report[] =>
	reportsByGroup(ledger).get(groupId) ?? [];

/** The report of a session as it was made last, or undefined. */
export const reportOf = (ledger: Ledger, sessionId: SessionId): Report | undefined => allOf(ledger, sessionId)[0];

/** What would leave if a group were shared now, for the screen that asks. */
export interface SharingPreview {
	/** To supervisors: word for word what they would get, oldest first. */
	readonly reports: readonly SessionReport[];
	/** To facilitators she leads the group with: the whole work, of which these are the counts. */
	readonly peopleCount: number;
	readonly sessionCount: number;
}

/** What would leave now. Made by the same functions that make what leaves. */
export function previewOf(ledger: Ledger, group: Group): SharingPreview {
	const sessions = sessionsOf(ledger, group.id);
	return {
		reports: sessions.filter(isReported).map((session) => disclose(ledger, group, session)),
		peopleCount: membersOf(ledger, group.id).length,
		sessionCount: sessions.length
	};
}

function reportsOfSession(ledger: Ledger, group: Group, session: Session, newId: () => string): readonly Edit[] {
	if (!isReported(session)) return [];
	const body = disclose(ledger, group, session);
	const values = { groupId: group.id, sessionId: session.id, body: { ...body } as unknown as FieldValue }; // plain JSON; an interface has no index signature
	const [standing, ...doubles] = allOf(ledger, session.id);
	return [
		...fieldEdits('report', standing?.id ?? newId(), values),
		// Two facilitators closed it apart: one report remains.
		...doubles.flatMap((double) => fieldEdits('report', double.id, { groupId: null }))
	].map((edit) => ({ ...edit, settles: true }));
}

const isReported = (session: Session): boolean => session.state === 'closed';

const allReports = (ledger: Ledger): readonly Report[] =>
	[...rowsOf(ledger, 'report')].map(viewOf).filter((report) => report !== undefined);

/** By id, so that every device keeps the same one of two. */
const allOf = (ledger: Ledger, sessionId: SessionId): readonly Report[] =>
	allReports(ledger)
		.filter((report) => report.sessionId === sessionId)
		.sort((a, b) => compareText(a.id, b.id));

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const viewOf = typedView(Report);
