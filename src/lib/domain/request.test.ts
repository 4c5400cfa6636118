import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concernOf, concernToText, emptyConcern, parseConcern, roomLeft } from './concern';
import { longestName } from './group';
import { askToTalk, markTalked, parseRequest, requestsOf, requestToText, withdrawRequest } from './request';
import { shareGroup, wholeOf } from './sharing';
import { createNotebook } from './test-notebook';

function open() {
	const notebook = createNotebook();
	const group = notebook.group();
	const other = notebook.group();
	const [rose, hoa] = [notebook.member(group, 'Rose'), notebook.member(group, 'Hoa')];
	const ask = (id: string, member: typeof rose, day: string, wants: 'facilitator' | 'organisation' = 'facilitator') =>
		notebook.write(askToTalk(id, { groupId: group.id, memberId: member.id, wants, day }));
	return { ...notebook, group, other, rose, hoa, ask };
}

describe('a request to be talked to', () => {
	test('waits until somebody has talked: the oldest first, the others after them', () => {
		const { ledger, write, group, other, rose, hoa, ask } = open();
		ask('b', rose, '2026-11-20');
		ask('a', hoa, '2026-11-10');
		ask('c', rose, '2026-11-01');
		write(markTalked('c', '2026-11-02'));
		expect(requestsOf(ledger, group.id).map(({ id, done }) => [id, done])).toEqual([
			['a', null],
			['b', null],
			['c', '2026-11-02']
		]);
		expect(requestsOf(ledger, other.id)).toEqual([]);
	});

	test('is gone when she takes it back', () => {
		const { ledger, write, group, rose, ask } = open();
		ask('a', rose, '2026-11-20');
		write(withdrawRequest('a'));
		expect(requestsOf(ledger, group.id)).toEqual([]);
	});

	test('goes to those who lead the group with her, and to no supervisor', () => {
		const { ledger, write, group, rose, ask } = open();
		ask('a', rose, '2026-11-20', 'organisation');
		write(shareGroup(ledger, group, { work: true, report: true, name: 'North' }, '2026-11-20', () => 'r'));
		const told = (stream: 'work' | 'report') => JSON.stringify(wholeOf(ledger, group.id, stream));
		expect(told('work')).toContain('organisation');
		expect(told('report')).not.toContain('request');
		expect(told('report')).not.toContain(rose.id);
	});
});

describe('what the organisation is told of it', () => {
	test('is her pseudonym alone, and it fits into a letter', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: longestName }), (name) => {
				const text = requestToText(name);
				expect(parseRequest(text)).toMatchObject({ ok: true });
				expect(Object.keys(JSON.parse(text))).toEqual(['v', 'kind', 'name']);
				expect(roomLeft(text)).toBeGreaterThan(0);
			})
		);
		expect(parseRequest(requestToText('Hoa Mai'))).toMatchObject({ value: { name: 'Hoa Mai' } });
	});

	test('is never taken for a concern, nor a concern for it', () => {
		const concern = concernOf({ ...emptyConcern, category: 'other', seriousness: 'soon' })!;
		expect(parseRequest(concernToText(concern)).ok).toBe(false);
		expect(parseConcern(requestToText('Rose')).ok).toBe(false);
		fc.assert(fc.property(fc.string(), (text) => void expect(parseRequest(text).ok).toBe(false)));
	});
});
