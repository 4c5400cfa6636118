import * as z from 'zod/mini';
import { isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { Locale } from './guide';
import { GroupId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { cleanLine, isLikelyContact, typedView } from './text';

/** How often the group meets. `free`: each meeting is planned by hand. */
export const Rhythm = z.enum(['weekly', 'two-weeks', 'four-weeks', 'free']);
export type Rhythm = z.infer<typeof Rhythm>;

/** Days between two meetings; 0 for `free`. */
export const rhythmDays: { readonly [rhythm in Rhythm]: number } = {
	weekly: 7,
	'two-weeks': 14,
	'four-weeks': 28,
	free: 0
};

export const Group = z.looseObject({
	id: GroupId,
	/** A name that says nothing about the people or the place. */
	alias: z.string(),
	/** Language the meetings are held in: guides are shown in it. */
	locale: Locale,
	rhythm: Rhythm,
	/** Usual time of day, `HH:MM`, or empty. */
	time: z._default(z.string(), ''),
	packId: z.string(),
	/** Other facilitators, by alias. */
	coFacilitators: z._default(z.readonly(z.array(z.string())), []),
	startsOn: z.string(),
	/** The day the group was put away, or null while it meets. */
	archivedOn: z._default(z.nullable(z.string()), null)
});
export type Group = z.infer<typeof Group>;

/** What the form holds; text as typed. */
export interface GroupDraft {
	readonly alias: string;
	readonly locale: Locale;
	readonly rhythm: Rhythm;
	readonly time: string;
	readonly packId: string;
	readonly coFacilitators: readonly string[];
	readonly startsOn: Day;
}

export type GroupProblem =
	| { readonly type: 'AliasMissing' }
	| { readonly type: 'AliasTooLong'; readonly most: number }
	| { readonly type: 'AliasLooksLikeContact' }
	| { readonly type: 'DayUnreadable' };

/** Longest alias or pseudonym, in characters: fits a phone's line at 200 % text. */
export const longestName = 40;

/** The edits that make a group, or what is wrong with the form. Contact details are refused in every alias. */
export function createGroup(id: GroupId, draft: GroupDraft): Result<readonly Edit[], GroupProblem> {
	return changeGroup(id, draft);
}

/** The edits that give an existing group the form's values; the same checks as making one. */
export function changeGroup(id: GroupId, draft: GroupDraft): Result<readonly Edit[], GroupProblem> {
	const alias = cleanLine(draft.alias);
	const coFacilitators = [...new Set(draft.coFacilitators.map(cleanLine))].filter((name) => name !== '');
	if (alias === '') return err({ type: 'AliasMissing' });
	if ([alias, ...coFacilitators].some((name) => [...name].length > longestName))
		return err({ type: 'AliasTooLong', most: longestName });
	if ([alias, ...coFacilitators].some(isLikelyContact)) return err({ type: 'AliasLooksLikeContact' });
	if (!isDay(draft.startsOn)) return err({ type: 'DayUnreadable' });
	const { locale, rhythm, packId, startsOn } = draft;
	const values = { alias, locale, rhythm, time: cleanTime(draft.time), packId, coFacilitators, startsOn };
	return ok(fieldEdits('group', id, values));
}

/** The edit that puts a group away on `day`, or takes it out again with null. Nothing is deleted. */
export const archiveGroup = (id: GroupId, day: Day | null): Edit => ({
	table: 'group',
	row: id,
	field: 'archivedOn',
	value: day
});

/** A time of day as `HH:MM`, or empty for anything else. */
export const cleanTime = (text: string): string => (/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : '');

const viewOf = typedView(Group);

/** A group by id, or undefined when the vault holds none (or holds one this app cannot read). */
export const groupOf = (ledger: Ledger, id: GroupId): Group | undefined => viewOf(rowOf(ledger, 'group', id));

/** All groups, those that meet first, then by alias. */
export const groupsOf = (ledger: Ledger): readonly Group[] =>
	[...rowsOf(ledger, 'group')]
		.map(viewOf)
		.filter((group) => group !== undefined)
		.sort(
			(a, b) =>
				Number(a.archivedOn !== null) - Number(b.archivedOn !== null) ||
				a.alias.localeCompare(b.alias) ||
				a.id.localeCompare(b.id)
		);
