import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	archiveGroup,
	changeGroup,
	cleanTime,
	createGroup,
	groupOf,
	groupsOf,
	longestName,
	type GroupDraft
} from './group';
import { GroupId } from './ids';
import { createNotebook } from './test-notebook';

const id = GroupId.parse('00000000-0000-4000-8000-000000000001');
const draft: GroupDraft = {
	alias: 'Lune',
	locale: 'vi',
	rhythm: 'two-weeks',
	time: '18:30',
	packId: 'first-circle',
	coFacilitators: ['Étoile'],
	startsOn: '2026-01-06'
};
const problemOf = (changes: Partial<GroupDraft>) => {
	const made = createGroup(id, { ...draft, ...changes });
	return made.ok ? null : made.error.type;
};

describe('a group', () => {
	test('is read back as it was written, cleaned', () => {
		const { ledger, write } = createNotebook();
		write(
			createGroup(id, { ...draft, alias: '  Lune \n bleue ', coFacilitators: [' Étoile ', '', 'Étoile'], time: 'soon' })
		);
		expect(groupOf(ledger, id)).toEqual({
			...draft,
			id,
			alias: 'Lune bleue',
			coFacilitators: ['Étoile'],
			time: '',
			archivedOn: null
		});
	});

	test.each([
		['AliasMissing', { alias: ' \u200B ' }],
		['AliasTooLong', { alias: '😀'.repeat(longestName + 1) }],
		['AliasTooLong', { coFacilitators: ['x'.repeat(10_000)] }],
		['AliasLooksLikeContact', { alias: 'Lune 0912 345 678' }],
		['AliasLooksLikeContact', { coFacilitators: ['hoa@example.com'] }],
		['DayUnreadable', { startsOn: '2026-02-30' }],
		[null, { alias: '😀'.repeat(longestName) }],
		[null, { alias: '<b>قمر</b>' }]
	] as const)('answers %s', (problem, changes) => expect(problemOf(changes)).toBe(problem));

	test('keeps nothing the form holds besides its fields', () => {
		const made = createGroup(id, { ...draft, note: 'x' } as GroupDraft); // a form's state may hold more than it says
		expect(made.ok && made.value.map(({ field }) => field).sort()).toEqual(Object.keys(draft).sort());
	});

	test('never throws and never keeps a contact, whatever is typed', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (alias, coFacilitators) => {
				createGroup(id, { ...draft, alias, coFacilitators, startsOn: alias, time: alias });
				expect(problemOf({ alias: `${alias} 0612345678` })).not.toBeNull();
			})
		);
	});

	test('is put away and taken out again, and comes after those that meet', () => {
		const notebook = createNotebook();
		const [b, a, c] = ['B', 'A', 'C'].map((alias) => notebook.group({ alias }));
		notebook.write(archiveGroup(a!.id, '2026-03-01'));
		expect(groupsOf(notebook.ledger).map(({ alias }) => alias)).toEqual(['B', 'C', 'A']);
		notebook.write(archiveGroup(a!.id, null));
		expect(groupsOf(notebook.ledger).map((group) => group.id)).toEqual([a!.id, b!.id, c!.id]);
	});

	test('keeps what another app wrote beside the fields it knows', () => {
		const { ledger, write } = createNotebook();
		write(createGroup(id, draft));
		write({ table: 'group', row: id, field: 'colour', value: 'blue' });
		write(changeGroup(id, { ...draft, alias: 'Soleil' }));
		expect(groupOf(ledger, id)).toMatchObject({ alias: 'Soleil', colour: 'blue' });
	});
});

test.each([
	['00:00', '00:00'],
	['23:59', '23:59'],
	['24:00', ''],
	['9:30', ''],
	['٠٩:٣٠', ''],
	['', '']
])('the time %s is kept as %j', (typed, kept) => expect(cleanTime(typed)).toBe(kept));
