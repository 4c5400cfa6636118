import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { compareText } from '$lib/base/order';
import { Band, Direction } from './batch';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { disclose, nameMask, type SessionReport } from './disclosure';
import type { Group } from './group';
import { GroupId, SessionId } from './ids';
import { rowOf, rowsOf, type Ledger, type Row } from './ledger';
import { membersOf } from './member';
import { sessionsOf, type Session } from './session';
import { typedView } from './text';

const count = z.union([z.int().check(z.gte(0)), z.literal('few')]);
const bodyFields = {
	v: z.literal(1),
	day: z.string(),
	reportedOn: z._default(z.string(), ''),
	held: z.boolean(),
	guideId: z.string(),
	guideVersion: z.int(),
	came: count,
	expected: count,
	// An earlier app made none of these.
	before: z._default(z.nullable(count), null),
	stayed: z._default(z.nullable(count), null),
	returned: z._default(count, 0),
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

/** What a report said before it was made anew, and why it was. */
export const Revision = z.looseObject({
	id: z.string(),
	groupId: GroupId,
	reportId: z.string(),
	body: ReportBody,
	/** As the facilitator gave it when she corrected the session, without names; empty when nobody was asked. */
	reason: z.catch(z._default(z.string(), ''), ''),
	/** The day the report was made anew. */
	day: z.catch(z._default(z.string(), ''), '')
});
export type Revision = z.infer<typeof Revision>;

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
 * session that neither took place nor was cancelled. Asked when a session closes or is cancelled (pass it as it will be)
 * and when a correction ends (pass it with the correction: its reason goes with what the report said before). `newId`
 * makes a random id: the row must not say which session it is about.
 */
export const reportEdits = (
	ledger: Ledger,
	group: Group,
	session: Session,
	today: Day,
	newId: () => string
): readonly Edit[] => (isReportOn(ledger, group.id) ? reportsOfSession(ledger, group, session, today, newId) : []);

/** The edits that make or renew the reports of all sessions that are over: for the moment in which they begin to be shared. */
export const everyReport = (ledger: Ledger, group: Group, today: Day, newId: () => string): readonly Edit[] =>
	sessionsOf(ledger, group.id).flatMap((session) => reportsOfSession(ledger, group, session, today, newId));

/** The edits that take back the report of a session that was cancelled by mistake; none when there is none. */
export const withdrawReport = (ledger: Ledger, sessionId: SessionId): readonly Edit[] =>
	allOf(ledger, sessionId).flatMap(({ id }) => fieldEdits('report', id, { groupId: null }));

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

/** What would leave on `today`. Made by the same functions that make what leaves. */
export function previewOf(ledger: Ledger, group: Group, today: Day): SharingPreview {
	const sessions = sessionsOf(ledger, group.id);
	return {
		reports: sessions.filter(isReported).map((session) => disclose(ledger, group, session, today)),
		peopleCount: membersOf(ledger, group.id).length,
		sessionCount: sessions.length
	};
}

function reportsOfSession(
	ledger: Ledger,
	group: Group,
	session: Session,
	today: Day,
	newId: () => string
): readonly Edit[] {
	if (!isReported(session)) return [];
	const body = disclose(ledger, group, session, today);
	const values = { groupId: group.id, sessionId: session.id, body: asValue(body) };
	const [standing, ...doubles] = allOf(ledger, session.id);
	return [
		...fieldEdits('report', standing?.id ?? newId(), values),
		// Two facilitators closed it apart: one report remains.
		...doubles.flatMap((double) => fieldEdits('report', double.id, { groupId: null })),
		...(standing && saysElse(standing.body, body)
			? revisionOf(standing, reasonFor(ledger, session), today, newId())
			: [])
	].map((edit) => ({ ...edit, settles: true }));
}

/** Why a session was corrected, naming nobody. */
const reasonFor = (ledger: Ledger, { correction }: Session): string =>
	correction ? nameMask(ledger)(correction.reason) : '';

/** Keeps what a report said. */
const revisionOf = ({ id, groupId, body }: Report, reason: string, day: Day, revisionId: string): readonly Edit[] =>
	fieldEdits('revision', revisionId, { groupId, reportId: id, body: asValue(body), reason, day });

/** Whether somebody wrote something else. What is only counted anew when other sessions or answers come in is no correction. */
const saysElse = (before: SessionReport, after: SessionReport): boolean =>
	saidFields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));

const saidFields = [
	...(['day', 'held', 'guideId', 'came', 'expected', 'atmosphere', 'themes'] as const),
	...(['wentWell', 'wasHard', 'agreed', 'askSupervisor'] as const)
];

const asValue = (body: SessionReport): FieldValue => ({ ...body }) as unknown as FieldValue; // plain JSON; an interface has no index signature

const isReported = ({ state }: Session): boolean => state === 'closed' || state === 'cancelled';

const allReports = (ledger: Ledger): readonly Report[] =>
	[...rowsOf(ledger, 'report')].map(viewOf).filter((report) => report !== undefined);

/** By id, so that every device keeps the same one of two. */
const allOf = (ledger: Ledger, sessionId: SessionId): readonly Report[] =>
	allReports(ledger)
		.filter((report) => report.sessionId === sessionId)
		.sort((a, b) => compareText(a.id, b.id));

const viewOf = (row: Row | undefined): Report | undefined => {
	if (!row) return undefined;
	const known = seen.get(row);
	if (known) return known;
	const report = plainReport(row) ?? describedView(row);
	if (report) seen.set(row, report);
	return report;
};

const describedView = typedView(Report);
const seen = new WeakMap<Row, Report>();

/**
 * A report as this app makes it, read by hand; undefined for any other, which the schema then reads. The desk of a large
 * organisation reads thousands before its first picture, and the schema takes ten times as long.
 */
function plainReport({ id, fields }: Row): Report | undefined {
	const { groupId, sessionId = null, body } = fields;
	if (typeof groupId !== 'string' || !idPattern.test(groupId) || sessionId !== null) return undefined;
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
	const told = body as unknown as SessionReport; // looked at field by field below
	const isPlain =
		told.v === 1 &&
		typeof told.held === 'boolean' &&
		textFields.every((field) => typeof told[field] === 'string') &&
		Number.isSafeInteger(told.guideVersion) &&
		countFields.every((field) => isCount(told[field])) &&
		(told.before === null || isCount(told.before)) &&
		(told.stayed === null || isCount(told.stayed)) &&
		(told.atmosphere === null || Number.isSafeInteger(told.atmosphere)) &&
		Array.isArray(told.themes) &&
		told.themes.every((theme) => typeof theme === 'string') &&
		isWellbeing(told.wellbeing) &&
		Object.keys(told).length === bodySize;
	return isPlain ? { ...fields, id, groupId: groupId as GroupId, sessionId, body: told } : undefined;
}

const textFields = ['day', 'reportedOn', 'guideId', 'wentWell', 'wasHard', 'agreed', 'askSupervisor'] as const;
const countFields = ['came', 'expected', 'returned'] as const;
const bodySize = Object.keys(bodyFields).length;
const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const isCount = (value: unknown): boolean =>
	value === 'few' || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);

function isWellbeing(value: unknown): boolean {
	if (value === null) return true;
	if (typeof value !== 'object' || Object.keys(value).length !== 2) return false;
	const { wellbeing, direction } = value as { readonly wellbeing?: unknown; readonly direction?: unknown };
	return (wellbeing === 'hidden' || bands.has(wellbeing)) && (direction === null || directions.has(direction));
}

const bands: ReadonlySet<unknown> = new Set(Band.options);
const directions: ReadonlySet<unknown> = new Set(Direction.options);

/** Reads a row of the table `revision`; undefined for one that does not fit. */
export const revisionView = typedView(Revision);

/** Reads a row of the table `report`; undefined for one that does not fit or belongs to no group any more. */
export const reportView = viewOf;
