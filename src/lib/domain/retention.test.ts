import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDay } from '$lib/base/clock';
import { fieldEdits, type Edit } from './change';
import { applyChange, mergeRow } from './ledger';
import { empty, emptiedRows, firstKeptDay, oldRecords, removeOldRecords, withEmptied } from './retention';
import { sessionsOf } from './session';
import { createNotebook } from './test-notebook';

const canary = 'ce qui fut dit ce soir-là';

/** A group with one old session and one of last week, each with everything that hangs on a session. */
function startWithTwoSessions() {
	const notebook = createNotebook();
	const group = notebook.group({ startsOn: '2024-01-01' });
	const lan = notebook.member(group, 'Lan', '2024-01-01');
	const gone = notebook.member(group, `Parti ${canary}`, '2024-01-01');
	const stays = [{ from: '2024-01-01', to: '2024-03-01' }];
	notebook.write(fieldEdits('member', gone.id, { stays }));
	const hold = (name: string, day: string, words: string) => {
		const id = `${name}0000000-0000-4000-8000-000000000000`;
		notebook.write([
			...fieldEdits('session', id, { groupId: group.id, plannedOn: day, guideId: 'trust', state: 'closed' }),
			...fieldEdits('session', id, { wentWell: words, notes: { opening: words } }),
			...fieldEdits('mark', `${id}:${lan.id}`, {
				groupId: group.id,
				sessionId: id,
				memberId: lan.id,
				status: 'present'
			}),
			...fieldEdits('correction', `${name}-correction`, { sessionId: id, reason: words, day }),
			...fieldEdits('care', id, { note: words }),
			...fieldEdits('report', `${name}-report`, { groupId: group.id, sessionId: id, body: { day, wentWell: words } }),
			...fieldEdits('revision', `${name}-revision`, { groupId: group.id, reportId: `${name}-report`, reason: words }),
			...fieldEdits('reply', `${name}-reply`, { groupId: group.id, reportId: `${name}-report`, text: words }),
			...fieldEdits('review', `${name}-report`, { groupId: group.id, state: 'closed' })
		]);
	};
	hold('a', '2024-02-05', canary);
	hold('b', '2026-11-16', 'récent');
	return { notebook, group };
}

const textOf = (notebook: ReturnType<typeof createNotebook>) =>
	JSON.stringify(
		[...notebook.ledger.tables].map(([table, rows]) => [table, [...rows.values()].map((row) => row.cells)])
	);

describe('old records', () => {
	test('are counted by group before anything happens, and nothing of the newer ones is', () => {
		const { notebook, group } = startWithTwoSessions();
		expect(oldRecords(notebook.ledger, '2024-11-23')).toEqual([
			{ group, sessions: 1, summaries: 1, marks: 1, reports: 1, messages: 1, checkIns: 0, others: 0, people: 1 }
		]);
		expect(oldRecords(notebook.ledger, '2024-01-01')).toEqual([]);
	});

	test('leave no word behind once they are removed and emptied, and the newer ones stay whole', () => {
		const { notebook, group } = startWithTwoSessions();
		notebook.write(removeOldRecords(notebook.ledger, [group.id], '2024-11-23'));
		expect(oldRecords(notebook.ledger, '2024-11-23')).toEqual([]);
		expect(textOf(notebook)).toContain(canary);
		const rows = emptiedRows(notebook.ledger);
		const copy = withEmptied(notebook.ledger, rows);
		expect(textOf(notebook)).toContain(canary);
		expect(JSON.stringify([...copy.tables].map(([, of]) => [...of.values()].map(({ cells }) => cells)))).not.toContain(
			canary
		);
		empty(notebook.ledger, rows);
		expect(textOf(notebook)).not.toContain(canary);
		expect(textOf(notebook).split('récent').length - 1).toBe(7);
		expect(emptiedRows(notebook.ledger)).toEqual([]);
		expect(sessionsOf(notebook.ledger, group.id).map(({ plannedOn }) => plannedOn)).toEqual(['2026-11-16']);
	});

	test('stay where only one of two versions cut them', () => {
		const { notebook, group } = startWithTwoSessions();
		const id = 'a0000000-0000-4000-8000-000000000000';
		const cut = {
			v: 1,
			table: 'session',
			row: id,
			field: 'groupId',
			value: null,
			ctr: 2,
			hlc: 900,
			dev: 'other',
			over: []
		};
		applyChange(notebook.ledger, { ...cut, v: 1 });
		expect(notebook.ledger.tables.get('session')?.get(id)?.cells['groupId']?.heads).toHaveLength(2);
		expect(emptiedRows(notebook.ledger)).toEqual([]);
		expect(group.id).toBeTruthy();
	});

	test('that come in again from a phone that slept are emptied again', () => {
		const { notebook, group } = startWithTwoSessions();
		const asleep = startWithTwoSessions().notebook;
		notebook.write(removeOldRecords(notebook.ledger, [group.id], '2024-11-23'));
		empty(notebook.ledger, emptiedRows(notebook.ledger));
		for (const [table, rows] of asleep.ledger.tables)
			for (const row of rows.values()) mergeRow(notebook.ledger, table, row.id, row.cells);
		expect(textOf(notebook)).toContain(canary);
		empty(notebook.ledger, emptiedRows(notebook.ledger));
		expect(textOf(notebook)).not.toContain(canary);
	});
});

test('a running session is never old, and what is of another group stays', () => {
	const notebook = createNotebook();
	const [one, two] = [notebook.group(), notebook.group({ alias: 'Soleil' })];
	const write = (id: string, groupId: string, state: string): readonly Edit[] =>
		fieldEdits('session', id, { groupId, plannedOn: '2020-01-01', guideId: 'trust', state });
	notebook.write([
		...write('c0000000-0000-4000-8000-000000000000', one.id, 'running'),
		...write('d0000000-0000-4000-8000-000000000000', two.id, 'closed')
	]);
	expect(removeOldRecords(notebook.ledger, [one.id], '2026-01-01')).toEqual([]);
	expect(removeOldRecords(notebook.ledger, [one.id, two.id], '2026-01-01')).toHaveLength(1);
});

test('the first day that is kept is a day of the calendar, and so many months ago', () => {
	expect(firstKeptDay('2026-11-23', 24)).toBe('2024-11-23');
	expect(firstKeptDay('2026-01-31', 2)).toBe('2025-11-30');
	expect(firstKeptDay('2024-03-31', 1)).toBe('2024-02-29');
	fc.assert(
		fc.property(
			fc.date({ min: new Date('1960-01-01'), max: new Date('2150-01-01'), noInvalidDate: true }),
			fc.integer({ min: 3, max: 120 }),
			(date, months) => {
				const today = date.toISOString().slice(0, 10);
				const first = firstKeptDay(today, months);
				expect(isDay(first)).toBe(true);
				expect(first < today).toBe(true);
			}
		)
	);
});
