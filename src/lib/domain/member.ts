import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { longestName } from './group';
import { GroupId, MemberId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { cleanLine, isLikelyContact, isLikelyFullName, typedView } from './text';

/** A stay in the group: from a day, to a day or still. */
export const Stay = z.object({ from: z.string(), to: z.nullable(z.string()) });
export type Stay = z.infer<typeof Stay>;

/** A pseudonym in a group. Who it stands for is in people's heads only. */
export const Member = z.looseObject({
	id: MemberId,
	groupId: GroupId,
	pseudonym: z.string(),
	/** A picture id of `picture.ts`, so that nobody has to read to find a row. */
	picture: z.string(),
	/** Oldest first. Leaving and coming back adds a stay. */
	stays: z.readonly(z.array(Stay))
});
export type Member = z.infer<typeof Member>;

export type PseudonymProblem =
	| { readonly type: 'PseudonymMissing' }
	| { readonly type: 'PseudonymTooLong'; readonly most: number }
	| { readonly type: 'PseudonymLooksLikeContact' }
	| { readonly type: 'PseudonymTaken'; readonly pseudonym: string };

/** The pseudonym as it will be kept, or why it cannot be. `taken` are the names already in the group. */
export function parsePseudonym(text: string, taken: readonly string[]): Result<string, PseudonymProblem> {
	const pseudonym = cleanLine(text);
	if (pseudonym === '') return err({ type: 'PseudonymMissing' });
	if (isLikelyContact(text)) return err({ type: 'PseudonymLooksLikeContact' });
	if ([...pseudonym].length > longestName) return err({ type: 'PseudonymTooLong', most: longestName });
	if (taken.some((name) => sameName(name, pseudonym))) return err({ type: 'PseudonymTaken', pseudonym });
	return ok(pseudonym);
}

/** True when the form should ask "is this a full name?" before it saves. */
export const warnsOfFullName = isLikelyFullName;

/** The edits for a new member who joins on `day`. `pseudonym` comes from `parsePseudonym`. */
export function createMember(
	id: MemberId,
	groupId: GroupId,
	pseudonym: string,
	picture: string,
	day: Day
): readonly Edit[] {
	const values = { groupId, pseudonym, picture, stays: [{ from: day, to: null }] };
	return fieldEdits('member', id, values);
}

/** One line of a pasted list and what became of it. */
export interface ListedPseudonym {
	/** Place among the names of the list, from 1; empty lines are not counted. */
	readonly line: number;
	readonly text: string;
	readonly outcome: Result<string, PseudonymProblem>;
}

/** Reads a list of pseudonyms, one a line or separated by commas or semicolons. Empty lines are passed over; nothing else is lost. */
export function parsePseudonymList(text: string, taken: readonly string[]): readonly ListedPseudonym[] {
	const accepted = [...taken];
	return text
		.split(/[\n\r\v\f\u0085\u2028\u2029,;،；、]+/u)
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.map((part, at) => {
			const outcome = parsePseudonym(part, accepted);
			if (outcome.ok) accepted.push(outcome.value);
			return { line: at + 1, text: part, outcome };
		});
}

/** The edit for a new name or picture. */
export const changeMember = (id: MemberId, field: 'pseudonym' | 'picture', value: string): Edit => ({
	table: 'member',
	row: id,
	field,
	value
});

/** The edit for leaving on `day`; unchanged stays when the member is not here. */
export const leave = (member: Member, day: Day): Edit => ({
	table: 'member',
	row: member.id,
	field: 'stays',
	value: member.stays.map((stay) => (stay.to === null ? { ...stay, to: day < stay.from ? stay.from : day } : stay))
});

/** The edit for coming back on `day`; unchanged stays when the member is here already. */
export const comeBack = (member: Member, day: Day): Edit => ({
	table: 'member',
	row: member.id,
	field: 'stays',
	value: isHere(member) ? member.stays : [...member.stays, { from: day, to: null }]
});

/** The edit that puts the stays back as this record has them: undoes a leaving or a coming back. */
export const keepStays = (member: Member): Edit => ({
	table: 'member',
	row: member.id,
	field: 'stays',
	value: member.stays
});

/** The edit that takes back somebody added by mistake: the row belongs to no group any more and is not shown. */
export const withdrawMember = (id: MemberId): Edit => ({ table: 'member', row: id, field: 'groupId', value: null });

/** True while a stay is open. */
export const isHere = (member: Member): boolean => member.stays.some((stay) => stay.to === null);

/** True when the member belonged to the group on that day, both ends included. */
export const wasHereOn = (member: Member, day: Day): boolean =>
	member.stays.some((stay) => stay.from <= day && (stay.to === null || day <= stay.to));

/** A member by id, or undefined. */
export const memberOf = (ledger: Ledger, id: MemberId): Member | undefined => viewOf(rowOf(ledger, 'member', id));

/** The members of a group, those who are here first, then by pseudonym. */
export const membersOf = (ledger: Ledger, groupId: GroupId): readonly Member[] =>
	[...rowsOf(ledger, 'member')]
		.map(viewOf)
		.filter((member) => member !== undefined)
		.filter((member) => member.groupId === groupId)
		.sort(
			(a, b) =>
				Number(isHere(b)) - Number(isHere(a)) || a.pseudonym.localeCompare(b.pseudonym) || a.id.localeCompare(b.id)
		);

const viewOf = typedView(Member);

/** Lower case as Unicode has it, not as the phone's language does: both facilitators must get the same answer. */
const sameName = (a: string, b: string): boolean =>
	a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();
