import * as z from 'zod/mini';
import { isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { marksByMemberId, MarkStatus } from './attendance';
import { BatchResult, batchesOf } from './batch';
import { builtInForm } from './check-in';
import { archiveGroup, Rhythm, type Group } from './group';
import { Locale } from './guide';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { BatchId, GroupId, MemberId, SessionId } from './ids';
import { rowOf, type Ledger } from './ledger';
import { membersOf, Stay } from './member';
import { sessionsOf, slotSessionId, type Session } from './session';
import { stopSharing } from './sharing';
import { isThemeId, longestText, summaryOf } from './summary';

/**
 * A group that goes to a notebook of another organisation. It is written anew: with other ids for the group, its people and
 * its sessions, without hours, devices or versions, so that who kept what the old organisation had cannot join the two. Her
 * own notes on herself, reports and what supervisors said stay.
 */
const Text = z.string().check(z.maxLength(longestText));
const DayText = z.string().check(z.refine(isDay));
const Name = z.string().check(z.minLength(1), z.maxLength(80));
const SessionRecord = z.strictObject({
	id: SessionId,
	slot: z.nullable(DayText),
	plannedOn: DayText,
	time: z.string().check(z.maxLength(5)),
	guideId: z.string().check(z.maxLength(50)),
	guideVersion: z.int(),
	state: z.enum(['planned', 'closed', 'cancelled']),
	guests: z.int().check(z.gte(0), z.lte(99)),
	atmosphere: z.nullable(z.int().check(z.gte(1), z.lte(5))),
	themes: z.array(z.string().check(z.maxLength(60))).check(z.maxLength(12)),
	cancelReason: Text,
	wentWell: Text,
	wasHard: Text,
	agreed: Text,
	askSupervisor: Text,
	notes: z.record(z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/)), Text),
	marks: z.array(z.tuple([MemberId, MarkStatus])).check(z.maxLength(500))
});

export const HandOver = z.strictObject({
	cercle: z.literal('group'),
	v: z.literal(1),
	madeOn: DayText,
	group: z.strictObject({
		id: GroupId,
		alias: Name,
		locale: Locale,
		rhythm: Rhythm,
		time: z.string().check(z.maxLength(5)),
		packId: z.string().check(z.maxLength(50)),
		startsOn: DayText
	}),
	members: z
		.array(
			z.strictObject({
				id: MemberId,
				pseudonym: Name,
				picture: z.string().check(z.maxLength(20)),
				stays: z.array(Stay).check(z.maxLength(100))
			})
		)
		.check(z.maxLength(500)),
	sessions: z.array(SessionRecord).check(z.maxLength(5000)),
	batches: z
		.array(
			z.strictObject({
				id: BatchId,
				ordinal: z.int(),
				threshold: z.int().check(z.gte(5)),
				/** Absent for the built-in form. */
				form: z.optional(z.string().check(z.maxLength(40))),
				formVersion: z.optional(z.int()),
				openedOn: DayText,
				result: BatchResult
			})
		)
		.check(z.maxLength(2000))
});
export type HandOver = z.infer<typeof HandOver>;

/** What she lets go with the group: its rhythm and language always go. */
export interface HandOverChoice {
	/** Pseudonyms, pictures, and who came. Without them, of each session only how many came. */
	readonly people: boolean;
	/** Past sessions and the words of check-ins. Without them, only what is planned. */
	readonly history: boolean;
	/** What she wrote about the sessions. */
	readonly words: boolean;
}

/** What a file holds, in counts. */
export interface HandOverCounts {
	readonly people: number;
	readonly sessions: number;
	/** Sessions about which something is written. */
	readonly written: number;
	readonly marks: number;
	readonly checkIns: number;
}

/** A session of the group runs: it must be closed first. */
export interface SessionRuns {
	readonly type: 'SessionRuns';
}

/** The group as it would go, on `madeOn`. `newId` makes random ids: ask anew for every file. */
export function createHandOver(
	ledger: Ledger,
	group: Group,
	choice: HandOverChoice,
	madeOn: Day,
	newId: () => string
): Result<HandOver, SessionRuns> {
	const sessions = sessionsOf(ledger, group.id);
	if (sessions.some(({ state }) => state === 'running')) return err({ type: 'SessionRuns' });
	const id = GroupId.parse(newId());
	const members = choice.people ? membersOf(ledger, group.id) : [];
	const newIds = new Map(members.map((member) => [member.id, MemberId.parse(newId())]));
	const { alias, locale, rhythm, time, packId, startsOn } = group;
	return ok({
		cercle: 'group',
		v: 1,
		madeOn,
		group: { id, alias, locale, rhythm, time, packId, startsOn },
		members: members.map(({ id: old, pseudonym, picture, stays }) => ({
			id: newIds.get(old) ?? MemberId.parse(newId()),
			pseudonym,
			picture,
			stays: stays.map(({ from, to }) => ({ from, to }))
		})),
		sessions: sessions
			.filter(({ state }) => choice.history || state === 'planned')
			.map((session) => recordOf(ledger, session, choice, newIds, id, newId)),
		batches: choice.history
			? batchesOf(ledger, group.id).flatMap(({ ordinal, threshold, form, formVersion, openedOn, result }) => {
					if (!openedOn || !result) return [];
					const asked = form === builtInForm.id ? {} : { form, formVersion };
					return [{ id: BatchId.parse(newId()), ordinal, threshold, ...asked, openedOn, result }];
				})
			: []
	});
}

function recordOf(
	ledger: Ledger,
	session: Session,
	{ people, words }: HandOverChoice,
	newIds: ReadonlyMap<MemberId, MemberId>,
	groupId: GroupId,
	newId: () => string
): HandOver['sessions'][number] {
	const summary = summaryOf(ledger, session.id);
	const marks = [...marksByMemberId(ledger, session.id)];
	const came = marks.filter(([, status]) => status === 'present' || status === 'late').length;
	const { slot, plannedOn, time, guideId, guideVersion, guests } = session;
	const written = (text: string) => (words ? text : '');
	return {
		// As both facilitators of the new group would reckon it from its rhythm.
		id: slot && isDay(slot) ? slotSessionId(groupId, slot) : SessionId.parse(newId()),
		slot,
		plannedOn,
		time,
		guideId,
		guideVersion,
		state: session.state === 'running' ? 'closed' : session.state,
		guests: people ? guests : Math.min(99, guests + came),
		atmosphere: summary.atmosphere,
		themes: summary.themes.filter((theme) => words || isThemeId(theme)),
		cancelReason: written(session.cancelReason),
		wentWell: written(summary.wentWell),
		wasHard: written(summary.wasHard),
		agreed: written(summary.agreed),
		askSupervisor: written(summary.askSupervisor),
		notes: words ? notesOf(ledger, session.id) : {},
		marks: people
			? marks.flatMap(([member, status]): [MemberId, MarkStatus][] => {
					const id = newIds.get(member);
					return id ? [[id, status]] : [];
				})
			: []
	};
}

const notePrefix = 'note.';

function notesOf(ledger: Ledger, sessionId: SessionId): Record<string, string> {
	const fields = Object.entries(rowOf(ledger, 'session', sessionId)?.fields ?? {});
	return Object.fromEntries(
		fields.flatMap(([field, value]) =>
			field.startsWith(notePrefix) && typeof value === 'string' && value !== ''
				? [[field.slice(notePrefix.length), value]]
				: []
		)
	);
}

/** What goes, or came, in counts. */
export const countsOf = ({ members, sessions, batches }: HandOver): HandOverCounts => ({
	people: members.length,
	sessions: sessions.length,
	written: sessions.filter(
		({ wentWell, wasHard, agreed, askSupervisor, notes }) =>
			[wentWell, wasHard, agreed, askSupervisor].some((text) => text !== '') || Object.keys(notes).length > 0
	).length,
	marks: sessions.reduce((sum, { marks }) => sum + marks.length, 0),
	checkIns: batches.length
});

/** The text of the file, before it is sealed. */
export const handOverToText = (handOver: HandOver): string => JSON.stringify(handOver);

/** It is no group, or not whole. `HandOverTooNew`: a newer app made it. */
export type HandOverProblem = { readonly type: 'HandOverDamaged' } | { readonly type: 'HandOverTooNew' };

/** A group from the text of a file. Whoever knows the recipient can make one, so all of it is checked. Never throws. */
export function parseHandOver(text: string): Result<HandOver, HandOverProblem> {
	let input: unknown;
	try {
		input = JSON.parse(text);
	} catch {
		return err({ type: 'HandOverDamaged' });
	}
	const version = z.object({ cercle: z.literal('group'), v: z.int() }).safeParse(input);
	if (version.success && version.data.v > 1) return err({ type: 'HandOverTooNew' });
	const handOver = HandOver.safeParse(input);
	if (!handOver.success) return err({ type: 'HandOverDamaged' });
	const { members, sessions, batches } = handOver.data;
	const known = new Set(members.map(({ id }) => id));
	const isSound =
		known.size === members.length &&
		new Set(sessions.map(({ id }) => id)).size === sessions.length &&
		new Set(batches.map(({ id }) => id)).size === batches.length &&
		sessions.every(({ marks }) => marks.every(([member]) => known.has(member)));
	return isSound ? ok(handOver.data) : err({ type: 'HandOverDamaged' });
}

/** The edits that take a group into this notebook, under its alias or another. A second time they change nothing more. */
export function takeHandOver({ group, members, sessions, batches }: HandOver): readonly Edit[] {
	const { id: groupId, ...fields } = group;
	return [
		...fieldEdits('group', groupId, { ...fields, coFacilitators: [] }),
		...members.flatMap(({ id, ...member }) => fieldEdits('member', id, { groupId, ...member })),
		...sessions.flatMap(({ id, notes, marks, ...session }) => [
			...fieldEdits('session', id, { groupId, ...session }),
			...fieldEdits('session', id, notesToFields(notes)),
			...marks.flatMap(([memberId, status]) =>
				fieldEdits('mark', `${id}:${memberId}`, { groupId, sessionId: id, memberId, status })
			)
		]),
		...batches.flatMap(({ id, form, formVersion, ...batch }) => [
			...fieldEdits('batch', id, { groupId, ...batch }),
			...(form === undefined ? [] : fieldEdits('batch', id, { form })),
			...(formVersion === undefined ? [] : fieldEdits('batch', id, { formVersion }))
		])
	];
}

const notesToFields = (notes: { readonly [step: string]: string }): { readonly [field: string]: FieldValue } =>
	Object.fromEntries(Object.entries(notes).map(([step, note]) => [`${notePrefix}${step}`, note]));

/** Whether this notebook has the group of a file already. */
export const isTaken = (ledger: Ledger, { group }: HandOver): boolean => rowOf(ledger, 'group', group.id) !== undefined;

/** The edits after the other notebook has it: the group is put away, marked, and nothing of it leaves any more. */
export const markHandedOver = (group: Group, day: Day): readonly Edit[] => [
	...fieldEdits('group', group.id, { handedOverOn: day }),
	archiveGroup(group.id, day),
	...stopSharing(group.id)
];

/** The day a group was handed over, or null. */
export function handedOverOn(ledger: Ledger, groupId: GroupId): Day | null {
	const day = rowOf(ledger, 'group', groupId)?.fields['handedOverOn'];
	return typeof day === 'string' && isDay(day) ? day : null;
}
