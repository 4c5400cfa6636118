import * as z from 'zod/mini';
import { addDays, isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { nameMask } from './disclosure';
import { allKept, isHead, keptOf, type Head, type HeldRow, type Kept } from './held-row';
import { GroupId } from './ids';
import { rowOf, type Ledger } from './ledger';
import { reportView, revisionView, type Report, type Revision } from './report';
import { longestText, type TextTooLong } from './summary';
import { cleanLines } from './text';

/**
 * What a supervisor and a facilitator write to each other about a report.
 *
 * [Note: Threads]
 * Each message is a row of its own that is written once. The sync layer refuses a later change of it, and this fold takes
 * the first version it knows: nobody can rewrite what she said, nor what the other said. Where a thread stands is folded
 * from its messages, the versions of its report and what a supervisor set by hand, in the order of their hybrid times.
 * A message was written after what its writer had seen, so a wrong clock cannot put an answer before its question.
 * What a facilitator asked of her supervisor stays open until a supervisor wrote after it, whatever was set by hand.
 */
export const ReplyKind = z.enum(['text', 'question', 'step', 'resource', 'call', 'visit', 'done']);
export type ReplyKind = z.infer<typeof ReplyKind>;

/** What a supervisor sets by hand. */
export const ReviewMark = z.enum(['in-review', 'closed', 'reopened']);
export type ReviewMark = z.infer<typeof ReviewMark>;

/**
 * Where a thread stands. `waiting`: for the facilitator, who was asked something. `in-review`: a supervisor has begun, and
 * it is her turn.
 */
export const threadStates = ['new', 'in-review', 'answered', 'waiting', 'closed'] as const;
export type ThreadState = (typeof threadStates)[number];

/** One message of a thread. */
export interface Message {
	readonly id: string;
	readonly kind: ReplyKind;
	readonly text: string;
	/** A step as `guide/step`, or the id of a service; null for none. */
	readonly ref: string | null;
	/** As its writer's phone believed; may be empty. */
	readonly day: string;
	/** Who wrote it. */
	readonly device: string;
	readonly isFromSupervisor: boolean;
	/** Somebody tried to write something else in its place. */
	readonly wasTouched: boolean;
	/** Hybrid time. */
	readonly at: number;
}

/** What a report said before a correction. */
export interface Version extends Pick<Revision, 'id' | 'body' | 'reason' | 'day'> {
	/** Hybrid time. */
	readonly at: number;
}

/** A report and what was written about it. */
export interface Thread {
	readonly report: Report;
	/** Who made the report. */
	readonly device: string;
	/** What it said before, oldest first. */
	readonly versions: readonly Version[];
	/** Oldest first. */
	readonly messages: readonly Message[];
	readonly state: ThreadState;
	/** The facilitator asked something and no supervisor has written since. */
	readonly isAskOpen: boolean;
	/** The last day on which a supervisor's answer is in time; null when none is owed. */
	readonly dueOn: Day | null;
	/** A supervisor wrote last, and the facilitator has neither answered nor marked it done. */
	readonly isForFacilitator: boolean;
	/** Hybrid time of the latest of it all. */
	readonly at: number;
}

/** Days in which a supervisor answers, as the organisation has it. */
export interface ReviewDays {
	readonly reviewDueDays: number;
	readonly askDueDays: number;
}

/** Whether a device speaks as supervisor about a group. False for one that is not known: then what was asked stays open. */
export type IsSupervisor = (device: string, groupId: GroupId) => boolean;

/** The threads of all reports, in no order that means anything. `ofGroup` leaves out groups. */
export function threadsOf(
	ledger: Ledger,
	days: ReviewDays,
	isSupervisor: IsSupervisor,
	ofGroup: (groupId: GroupId) => boolean = () => true
): readonly Thread[] {
	const messages = byReport(heldRows(ledger, 'reply'), messageOf);
	const versions = byReport(heldRows(ledger, 'revision'), versionOf);
	const threads: Thread[] = [];
	for (const row of heldRows(ledger, 'report')) {
		const made = madeOf(row);
		if (!made || !ofGroup(made.report.groupId)) continue;
		const parts = { messages: messages.get(row.id) ?? [], versions: versions.get(row.id) ?? [] };
		threads.push(threadOfMade(made, parts, heldRow(ledger, 'review', row.id), days, isSupervisor));
	}
	return threads;
}

/** The thread of one report, or undefined while there is no such report. */
export function threadOf(
	ledger: Ledger,
	reportId: string,
	days: ReviewDays,
	isSupervisor: IsSupervisor
): Thread | undefined {
	const made = madeOf(heldRow(ledger, 'report', reportId));
	if (!made) return undefined;
	const messages = byReport(heldRows(ledger, 'reply'), messageOf).get(reportId) ?? [];
	const versions = byReport(heldRows(ledger, 'revision'), versionOf).get(reportId) ?? [];
	return threadOfMade(made, { messages, versions }, heldRow(ledger, 'review', reportId), days, isSupervisor);
}

/** True when an answer is owed and its day has passed. */
export const isOverdue = ({ dueOn }: Thread, today: Day): boolean => dueOn !== null && dueOn < today;

/** True for a thread that nobody may lose from sight: something was asked, or it is a supervisor's turn. */
export const isOpen = ({ state, isAskOpen }: Thread): boolean =>
	isAskOpen || state === 'new' || state === 'in-review' || state === 'waiting';

/** A message as it is typed. */
export interface MessageDraft {
	readonly kind: ReplyKind;
	readonly text: string;
	readonly ref: string | null;
}

/** Whether there is enough of it to be sent: words, or for a step or resource the thing itself. */
export const isSendable = ({ kind, text, ref }: MessageDraft): boolean =>
	kind === 'step' || kind === 'resource'
		? ref !== null
		: kind === 'text' || kind === 'question'
			? cleanLines(text).trim() !== ''
			: true;

/**
 * The edits that send a message about a report. Pseudonyms that this phone knows are hidden in it, as in the report. `id`
 * is random and never used again: a message is written once, and put right only by another.
 */
export function sendMessage(
	ledger: Ledger,
	report: Pick<Report, 'id' | 'groupId'>,
	draft: MessageDraft,
	day: Day,
	id: string
): Result<readonly Edit[], TextTooLong> {
	const text = nameMask(ledger)(cleanLines(draft.text).trim());
	if (text.length > longestText) return err({ type: 'TextTooLong', most: longestText });
	const { kind, ref } = draft;
	return ok(fieldEdits('reply', id, { groupId: report.groupId, reportId: report.id, kind, text, ref, day }));
}

/** The edits by which a supervisor sets where threads stand; null takes back what was set. */
export const markThreads = (
	reports: readonly Pick<Report, 'id' | 'groupId'>[],
	state: ReviewMark | null,
	day: Day
): readonly Edit[] =>
	reports.flatMap(({ id, groupId }) =>
		fieldEdits('review', id, { groupId, state, day }).map((edit) => ({ ...edit, settles: true }))
	);

/** The edits that put back what is set by hand now: taken before `markThreads`, they undo it. */
export const marksNow = (
	ledger: Ledger,
	reports: readonly Pick<Report, 'id' | 'groupId'>[],
	day: Day
): readonly Edit[] =>
	reports.flatMap((report) => {
		const set = ReviewMark.safeParse(rowOf(ledger, 'review', report.id)?.fields['state']);
		return markThreads([report], set.success ? set.data : null, day);
	});

const Reply = z.looseObject({
	groupId: GroupId,
	reportId: z.string(),
	// Of a newer app: its words are shown all the same.
	kind: z.catch(ReplyKind, 'text'),
	text: z.catch(z._default(z.string(), ''), ''),
	ref: z.catch(z._default(z.nullable(z.string()), null), null),
	day: z.catch(z._default(z.string(), ''), '')
});

/** A report as it was read from its row. */
interface Made {
	readonly report: Report;
	readonly device: string;
	readonly at: number;
}

/** Part of a thread as it was read from its row, before it is known whether it belongs there. */
interface Part {
	readonly reportId: string;
	readonly groupId: GroupId;
	readonly at: number;
}
type MessageRead = Part & Omit<Message, 'isFromSupervisor'>;
type VersionRead = Part & Version;

/** Reads each row once: rows are replaced when they change. */
function once<T>(read: (row: HeldRow) => T | undefined): (row: HeldRow | undefined) => T | undefined {
	const seen = new WeakMap<HeldRow, T | undefined>();
	return (row) => {
		if (!row) return undefined;
		if (!seen.has(row)) seen.set(row, read(row));
		return seen.get(row);
	};
}

const madeOf = once((row): Made | undefined => {
	const report = reportView(row);
	const head = firstOf(keptOf(row, 'groupId'));
	return report && head && { report, device: head.dev, at: head.hlc };
});

const messageOf = once((row): MessageRead | undefined => {
	const kept = allKept(row);
	const reply = Reply.safeParse(Object.fromEntries(kept.map(([field, each]) => [field, firstOf(each)?.value])));
	const head = firstOf(keptOf(row, 'kind') ?? keptOf(row, 'text'));
	if (!reply.success || !head) return undefined;
	const { groupId, reportId, kind, text, ref, day } = reply.data;
	const wasTouched = kept.some(([, each]) => (!isHead(each) && each.heads.length > 1) || firstOf(each)?.ctr !== 1);
	return { id: row.id, groupId, reportId, kind, text, ref, day, device: head.dev, at: head.hlc, wasTouched };
});

const versionOf = once((row): VersionRead | undefined => {
	const revision = revisionView(row);
	const head = firstOf(keptOf(row, 'groupId'));
	if (!revision || !head) return undefined;
	const { id, groupId, reportId, body, reason, day } = revision;
	return { id, groupId, reportId, body, reason, day, at: head.hlc };
});

/** The version of a field that was written first, of those that are known. */
const firstOf = (kept: Kept | undefined): Head | undefined =>
	kept && (isHead(kept) ? kept : kept.heads.reduce((first, head) => (isEarlier(head, first) ? head : first)));

const isEarlier = (a: Head, b: Head): boolean =>
	a.ctr !== b.ctr ? a.ctr < b.ctr : a.hlc !== b.hlc ? a.hlc < b.hlc : a.dev < b.dev;

function byReport<T extends Part>(
	rows: Iterable<HeldRow>,
	read: (row: HeldRow) => T | undefined
): ReadonlyMap<string, readonly T[]> {
	const found = new Map<string, T[]>();
	for (const row of rows) {
		const part = read(row);
		if (!part) continue;
		const known = found.get(part.reportId);
		if (known) known.push(part);
		else found.set(part.reportId, [part]);
	}
	return found;
}

/** Oldest first, and the same on every phone. */
const inOrder = <T extends { readonly at: number; readonly id: string }>(parts: readonly T[]): readonly T[] =>
	parts.length < 2 ? parts : [...parts].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

const none: readonly never[] = [];

type TableOfThreads = 'report' | 'revision' | 'reply' | 'review';

const heldRows = (ledger: Ledger, table: TableOfThreads): Iterable<HeldRow> => ledger.tables.get(table)?.values() ?? [];

const heldRow = (ledger: Ledger, table: TableOfThreads, id: string): HeldRow | undefined =>
	ledger.tables.get(table)?.get(id);

/** Threads of reports about which nothing was written: most of a long vault, and always the same. */
const untouched = new WeakMap<Made, { readonly thread: Thread; readonly days: ReviewDays }>();

function threadOfMade(
	made: Made,
	parts: Parts,
	review: HeldRow | undefined,
	days: ReviewDays,
	isSupervisor: IsSupervisor
): Thread {
	if (review || parts.messages.length > 0 || parts.versions.length > 0)
		return foldThread(made, parts, review, days, isSupervisor);
	const known = untouched.get(made);
	if (known?.days.reviewDueDays === days.reviewDueDays && known.days.askDueDays === days.askDueDays)
		return known.thread;
	const thread = foldThread(made, parts, undefined, days, isSupervisor);
	untouched.set(made, { thread, days });
	return thread;
}

interface Parts {
	readonly messages: readonly MessageRead[];
	readonly versions: readonly VersionRead[];
}

function foldThread(
	{ report, device, at }: Made,
	parts: Parts,
	review: HeldRow | undefined,
	days: ReviewDays,
	isSupervisor: IsSupervisor
): Thread {
	const { groupId } = report;
	// The one who made the report speaks as facilitator, whatever else she may do.
	const speaksAsSupervisor = (writer: string) => writer !== device && isSupervisor(writer, groupId);
	const isHere = (part: Part) => part.groupId === groupId;
	const messages =
		parts.messages.length === 0
			? none
			: inOrder(parts.messages.filter(isHere)).map((message): Message => ({
					...message,
					isFromSupervisor: speaksAsSupervisor(message.device)
				}));
	const versions = parts.versions.length === 0 ? none : inOrder(parts.versions.filter(isHere));
	const hand = handOf(review, groupId, speaksAsSupervisor);
	const where = standing({ report, at, messages, versions, hand }, days);
	const latest = Math.max(at, messages.at(-1)?.at ?? 0, versions.at(-1)?.at ?? 0, hand?.at ?? 0);
	return { report, device, versions, messages, ...where, at: latest };
}

interface Hand {
	readonly state: ReviewMark;
	readonly at: number;
}

/** What a supervisor set by hand last; what anybody else wrote there counts for nothing. */
function handOf(
	review: HeldRow | undefined,
	groupId: GroupId,
	speaksAsSupervisor: (device: string) => boolean
): Hand | undefined {
	if (!review || review.fields['groupId'] !== groupId) return undefined;
	const head = review.cells['state']?.heads.find(({ dev }) => speaksAsSupervisor(dev));
	const state = ReviewMark.safeParse(head?.value);
	return head && state.success ? { state: state.data, at: head.hlc } : undefined;
}

interface Known {
	readonly report: Report;
	readonly at: number;
	readonly messages: readonly Message[];
	readonly versions: readonly Version[];
	readonly hand: Hand | undefined;
}

type Standing = Pick<Thread, 'state' | 'isAskOpen' | 'dueOn' | 'isForFacilitator'>;

function standing({ report, at, messages, versions, hand }: Known, days: ReviewDays): Standing {
	const ends = messages.filter(({ kind }) => kind === 'done');
	const words = messages.filter(({ kind }) => kind !== 'done');
	const answer = words.findLast(({ isFromSupervisor }) => isFromSupervisor);
	const theirs = messages.findLast(({ isFromSupervisor }) => !isFromSupervisor);
	const turn = latestOf(theirs, versions.at(-1));
	const ask = askOf(report, at, versions);
	const isAskOpen = ask !== undefined && (answer?.at ?? -1) < ask.at;
	const isUnanswered = answer !== undefined && answer.at > (turn?.at ?? -1);
	const endedAt = Math.max(hand?.state === 'closed' ? hand.at : -1, ends.at(-1)?.at ?? -1);
	const openedAt = Math.max(
		at,
		words.at(-1)?.at ?? -1,
		versions.at(-1)?.at ?? -1,
		hand && hand.state !== 'closed' ? hand.at : -1
	);
	const isForFacilitator = answer !== undefined && answer.at > (theirs?.at ?? -1);
	const stateNow = (): ThreadState => {
		if (endedAt > openedAt && !isAskOpen) return 'closed';
		const asked = words.some(
			({ kind, isFromSupervisor, at: askedAt }) =>
				isFromSupervisor && asksBack.includes(kind) && askedAt > (turn?.at ?? -1)
		);
		if (asked) return 'waiting';
		const isTakenUp = hand !== undefined && hand.at > (answer?.at ?? -1);
		if (isUnanswered && !isTakenUp && !isAskOpen) return 'answered';
		return hand || answer ? 'in-review' : 'new';
	};
	const state = stateNow();
	return {
		state,
		isAskOpen,
		isForFacilitator,
		dueOn: dueOf({ report, state, isAskOpen, ask, answer, turn, words }, days)
	};
}

/** What the other is asked to do something about. */
const asksBack: readonly ReplyKind[] = ['question', 'call', 'visit'];

/** When a facilitator asked what the report asks now; undefined when it asks nothing. */
function askOf(
	report: Report,
	at: number,
	versions: readonly Version[]
): { readonly at: number; readonly day: string } | undefined {
	const { askSupervisor } = report.body;
	if (askSupervisor.trim() === '') return undefined;
	const changed = versions.findLast(({ body }) => body.askSupervisor !== askSupervisor);
	return changed ?? { at, day: report.body.reportedOn || report.body.day };
}

interface Owed {
	readonly report: Report;
	readonly state: ThreadState;
	readonly isAskOpen: boolean;
	readonly ask: { readonly day: string } | undefined;
	readonly answer: Message | undefined;
	readonly turn: Message | Version | undefined;
	readonly words: readonly Message[];
}

function dueOf({ report, state, isAskOpen, ask, answer, turn, words }: Owed, days: ReviewDays): Day | null {
	if (isAskOpen && ask) return after(ask.day, days.askDueDays);
	if (state !== 'new' && state !== 'in-review') return null;
	if (turn && (answer || words.length > 0)) {
		const asks = 'kind' in turn && asksBack.includes(turn.kind);
		return after(turn.day, asks ? days.askDueDays : days.reviewDueDays);
	}
	if (answer) return null;
	// That a session did not take place needs no answer.
	return report.body.held ? after(report.body.reportedOn || report.body.day, days.reviewDueDays) : null;
}

const after = (day: string, count: number): Day | null => (isDay(day) ? addDays(day, count) : null);

const latestOf = (a: Message | undefined, b: Version | undefined): Message | Version | undefined =>
	!a || (b && b.at > a.at) ? b : a;
