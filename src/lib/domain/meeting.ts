import * as z from 'zod/mini';
import { addDays, isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { nameMask } from './disclosure';
import { rowsOf, type Ledger } from './ledger';
import { longestText, type TextTooLong } from './summary';
import { SupportId } from './support';
import { cleanLines, typedView } from './text';

/** One supervisor with one facilitator, with several, or facilitators among themselves. */
export const MeetingKind = z.enum(['individual', 'group', 'peer']);
export type MeetingKind = z.infer<typeof MeetingKind>;

const MeetingState = z.enum(['planned', 'done', 'cancelled']);

/** A supervision meeting, planned or over. Its notes are short, and both sides read and write them. */
export const Meeting = z.looseObject({
	id: z.string(),
	supportId: SupportId,
	kind: z.catch(MeetingKind, 'individual'),
	day: z.string().check(z.refine(isDay)),
	state: z.catch(MeetingState, 'planned'),
	notes: z.catch(z._default(z.string(), ''), '')
});
export type Meeting = z.infer<typeof Meeting>;

/** The meetings of a record, the newest day first. */
export const meetingsOf = (ledger: Ledger, supportId: SupportId): readonly Meeting[] =>
	[...rowsOf(ledger, 'meeting')]
		.map(viewOf)
		.filter((meeting) => meeting !== undefined)
		.filter((meeting) => meeting.supportId === supportId)
		.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : a.id < b.id ? -1 : 1));

/** The day is not one of the calendar. */
export interface DayUnreadable {
	readonly type: 'DayUnreadable';
}

/** What is written of a meeting. */
export type MeetingDraft = Pick<Meeting, 'kind' | 'day' | 'state' | 'notes'>;

/**
 * The edits that plan a meeting, log one that was held, or change one. Pseudonyms that this phone knows are hidden in its
 * notes. `id` is random for a new one.
 */
export function writeMeeting(
	ledger: Ledger,
	id: string,
	supportId: SupportId,
	{ kind, day, state, notes }: MeetingDraft
): Result<readonly Edit[], DayUnreadable | TextTooLong> {
	if (!isDay(day)) return err({ type: 'DayUnreadable' });
	const text = nameMask(ledger)(cleanLines(notes).trim());
	if (text.length > longestText) return err({ type: 'TextTooLong', most: longestText });
	return ok(fieldEdits('meeting', id, { supportId, kind, day, state, notes: text }));
}

/** Where supervision stands for one facilitator. */
export interface MeetingPlan {
	/** The next one planned, today or later. */
	readonly next: Meeting | undefined;
	/** Planned for a day that is over, and neither held nor cancelled yet. Oldest first. */
	readonly unlogged: readonly Meeting[];
	readonly last: Meeting | undefined;
	/** The last day by which one should be held. */
	readonly dueOn: Day;
	/** That day is over, and none is planned. */
	readonly isOverdue: boolean;
}

/**
 * Reckons the next meeting: `meetingEveryDays` after the last one held, or after `since` where none was. A meeting that is
 * planned ends the reminder, however late it is.
 */
export function meetingPlan(
	meetings: readonly Meeting[],
	{ meetingEveryDays }: { readonly meetingEveryDays: number },
	since: string,
	today: Day
): MeetingPlan {
	const inOrder = [...meetings].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
	const planned = inOrder.filter(({ state }) => state === 'planned');
	const next = planned.find(({ day }) => day >= today);
	const last = inOrder.findLast(({ state, day }) => state === 'done' && day <= today);
	const dueOn = addDays(last?.day ?? (isDay(since) ? since : today), meetingEveryDays);
	return {
		next,
		unlogged: planned.filter(({ day }) => day < today),
		last,
		dueOn,
		isOverdue: dueOn < today && next === undefined
	};
}

const viewOf = typedView(Meeting);
