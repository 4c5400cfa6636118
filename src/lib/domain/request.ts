import * as z from 'zod/mini';
import { isDay, type Day } from '$lib/base/clock';
import { compareText } from '$lib/base/order';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { jsonOf } from './concern';
import { GroupId, MemberId } from './ids';
import { rowsOf, type Ledger } from './ledger';
import { cleanLine, typedView } from './text';

/**
 * "I would like someone to talk to me": asked by a participant aloud, written down with her yes, under her pseudonym. Never
 * made from a check-in, and never beside one: an anonymous answer is followed up by nobody. How to reach her is not kept:
 * the facilitator knows.
 */
export const TalkRequest = z.looseObject({
	id: z.string(),
	groupId: GroupId,
	memberId: MemberId,
	/** Who shall talk with her. */
	wants: z.enum(['facilitator', 'organisation']),
	/** The day she asked. */
	day: z.string().check(z.refine(isDay)),
	/** The day somebody talked with her; null while she waits. */
	done: z.catch(z._default(z.nullable(z.string()), null), null)
});
export type TalkRequest = z.infer<typeof TalkRequest>;

/** The edits for a request with her yes. Under the id of its letter, where it went to the organisation. */
export const askToTalk = (
	id: string,
	{ groupId, memberId, wants, day }: Pick<TalkRequest, 'groupId' | 'memberId' | 'wants' | 'day'>
): readonly Edit[] => fieldEdits('request', id, { groupId, memberId, wants, day, done: null });

/** The edit that says somebody has talked with her. */
export const markTalked = (id: string, day: Day): Edit => ({ table: 'request', row: id, field: 'done', value: day });

/** The edit that takes a request back: it belongs to no group any more and is not shown. */
export const withdrawRequest = (id: string): Edit => ({ table: 'request', row: id, field: 'groupId', value: null });

/** The requests of a group: those that wait first, the oldest of them first; then the others, the newest first. */
export const requestsOf = (ledger: Ledger, groupId: GroupId): readonly TalkRequest[] =>
	[...rowsOf(ledger, 'request')]
		.map(viewOf)
		.filter((request) => request !== undefined)
		.filter((request) => request.groupId === groupId)
		.sort((a, b) => {
			const isWaiting = a.done === null;
			if (isWaiting !== (b.done === null)) return isWaiting ? -1 : 1;
			const byDay = isWaiting ? compareText(a.day, b.day) : compareText(b.done ?? '', a.done ?? '');
			return byDay || compareText(a.id, b.id);
		});

/** What the organisation is told of a request: her pseudonym, and nothing else. */
export const RequestLetter = z.object({
	v: z.literal(1),
	kind: z.literal('request'),
	name: z.string()
});
export type RequestLetter = z.infer<typeof RequestLetter>;

/** The text that travels; it always fits into a letter. */
export const requestToText = (pseudonym: string): string =>
	JSON.stringify({ v: 1, kind: 'request', name: cleanLine(pseudonym) } satisfies RequestLetter);

/** A text that is no request. */
export interface RequestUnreadable {
	readonly type: 'RequestUnreadable';
}

/** Reads what `requestToText` wrote. */
export function parseRequest(text: string): Result<RequestLetter, RequestUnreadable> {
	const letter = RequestLetter.safeParse(jsonOf(text));
	return letter.success
		? ok({ ...letter.data, name: cleanLine(letter.data.name) })
		: err({ type: 'RequestUnreadable' });
}

const viewOf = typedView(TalkRequest);
