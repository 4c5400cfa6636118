import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '$lib/base/clock';
import { longestName } from './group';
import { comeBack, isHere, leave, memberOf, membersOf, parsePseudonym, parsePseudonymList, wasHereOn } from './member';
import { createNotebook } from './test-notebook';

const problemOf = (text: string, taken: readonly string[] = []) => {
	const parsed = parsePseudonym(text, taken);
	return parsed.ok ? null : parsed.error.type;
};

describe('a pseudonym', () => {
	test.each([
		['PseudonymMissing', ' \n\u200B'],
		['PseudonymLooksLikeContact', '0912 345 678'],
		['PseudonymLooksLikeContact', '٠٩١٢٣٤٥٦٧٨'],
		['PseudonymLooksLikeContact', 'hoa(at)example.com'],
		['PseudonymTooLong', 'é'.repeat(longestName + 1)],
		['PseudonymTooLong', 'x'.repeat(10_000)],
		['PseudonymTaken', 'ＬＵＮＥ'],
		['PseudonymTaken', ' lune '],
		[null, 'Lune 7'],
		[null, 'Hoa Mai'],
		[null, 'é'.repeat(longestName)],
		[null, 'وردة'],
		[null, '🌙'],
		[null, '__proto__'],
		[null, '<script>']
	])('answers %s for %j', (problem, text) => expect(problemOf(text, ['Lune'])).toBe(problem));
});

describe('a pasted list', () => {
	const listed = (text: string, taken: readonly string[] = []) =>
		parsePseudonymList(text, taken).map(({ text, outcome }) =>
			outcome.ok ? outcome.value : `${text}: ${outcome.error.type}`
		);

	test('is read in any of the usual forms', () => {
		expect(listed('Lune\r\nRose;Hoa Mai,\n\n، وردة、小花\u2028Été')).toEqual([
			'Lune',
			'Rose',
			'Hoa Mai',
			'وردة',
			'小花',
			'Été'
		]);
		expect(listed('')).toEqual([]);
	});

	test('says what became of every name', () => {
		expect(listed('Lune\nlune\n0612345678\nRose', ['ROSE'])).toEqual([
			'Lune',
			'lune: PseudonymTaken',
			'0612345678: PseudonymLooksLikeContact',
			'Rose: PseudonymTaken'
		]);
	});

	test('loses nothing, numbers from one and accepts no name twice', () => {
		const unit = fc.constantFrom('a', 'B', 'é', ' ', '\n', ',', ';', '، ', '7', '\u200B', '小', '😀', '\t');
		fc.assert(
			fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
				const lines = parsePseudonymList(text, []);
				const bare = (part: string) => part.replace(/[\s,;،]/gu, '');
				expect(lines.map(({ text: part }) => bare(part)).join('')).toBe(bare(text));
				expect(lines.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1));
				const names = lines.flatMap(({ outcome }) => (outcome.ok ? [outcome.value.toLowerCase()] : []));
				expect(new Set(names).size).toBe(names.length);
			})
		);
	});
});

describe('joining, leaving and coming back', () => {
	test('keeps every stay, both ends included', () => {
		const notebook = createNotebook();
		const { ledger, write } = notebook;
		const { id } = notebook.member(notebook.group(), 'Lune', '2026-01-06');
		const member = () => memberOf(ledger, id)!;
		write(leave(member(), '2026-02-01'));
		write(comeBack(member(), '2026-03-01'));
		expect(member().stays).toEqual([
			{ from: '2026-01-06', to: '2026-02-01' },
			{ from: '2026-03-01', to: null }
		]);
		const days = ['2026-01-05', '2026-01-06', '2026-02-01', '2026-02-02', '2026-02-28', '2026-03-01', '2030-01-01'];
		expect(days.map((day) => wasHereOn(member(), day))).toEqual([false, true, true, false, false, true, true]);
	});

	test('twice over changes nothing, and nobody leaves before she came', () => {
		const notebook = createNotebook();
		const member = notebook.member(notebook.group(), 'Lune', '2026-01-06');
		expect(comeBack(member, '2026-02-01').value).toEqual(member.stays);
		const left = { ...member, stays: [{ from: '2026-01-06', to: '2026-01-20' }] };
		expect(leave(left, '2026-02-01').value).toEqual(left.stays);
		expect(leave(member, '2025-12-01').value).toEqual([{ from: '2026-01-06', to: '2026-01-06' }]);
	});

	test('in any order is here exactly when she came last', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (moves) => {
				const notebook = createNotebook();
				const { id } = notebook.member(notebook.group(), 'Lune', '2026-01-06');
				moves.forEach((comes, at) => {
					const member = memberOf(notebook.ledger, id)!;
					const day = addDays('2026-01-10', at * 5);
					notebook.write(comes ? comeBack(member, day) : leave(member, day));
				});
				const member = memberOf(notebook.ledger, id)!;
				expect(isHere(member)).toBe(moves.at(-1) ?? true);
				expect(wasHereOn(member, '2030-01-01')).toBe(isHere(member));
			})
		);
	});

	test('lists those who are here first, then by name', () => {
		const notebook = createNotebook();
		const group = notebook.group();
		for (const name of ['Été', 'Zoé', 'Ana']) notebook.member(group, name);
		const ana = membersOf(notebook.ledger, group.id).find(({ pseudonym }) => pseudonym === 'Ana')!;
		notebook.write(leave(ana, '2026-02-01'));
		expect(membersOf(notebook.ledger, group.id).map(({ pseudonym }) => pseudonym)).toEqual(['Été', 'Zoé', 'Ana']);
		expect(membersOf(notebook.ledger, notebook.group().id)).toEqual([]);
	});
});
