import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GroupId } from '$lib/domain/ids';
import { Questionnaire } from '$lib/domain/questionnaire';
import type { BatchOfMine } from './ballots';
import { runningBatch } from './sealed-round';

const form = Questionnaire.parse(JSON.parse(readFileSync('static/check-ins/daily-faces.json', 'utf8')));
const [mine, other, third] = ['a1', 'a2', 'a3'].map((end) =>
	GroupId.parse(`00000000-0000-4000-8000-0000000000${end}`)
) as [GroupId, GroupId, GroupId]; // three, as listed
const batch = (changes: Partial<BatchOfMine> = {}): BatchOfMine => ({
	...{ batch: 'alone', groups: [mine], questionnaire: 'daily-faces/1', threshold: 5, tickets: 120, left: 100 },
	...{ announced: 'done', state: 'waiting', missing: 5, held: 0, late: 0, until: null, isOver: false },
	...changes
});

describe('the batch that takes a round', () => {
	test('is one that was made for several groups, if this group is among them, else that of the group', () => {
		const pooled = batch({ batch: 'pooled', groups: [mine, other] });
		const foreign = batch({ batch: 'foreign', groups: [other, third] });
		expect(runningBatch([foreign, batch(), pooled], mine, form, 10)?.batch).toBe('pooled');
		expect(runningBatch([foreign, batch()], mine, form, 10)?.batch).toBe('alone');
		expect(runningBatch([foreign], mine, form, 10)).toBeUndefined();
	});

	test.each([
		['asks something else', { questionnaire: 'daily-faces/2' }],
		['was not taken by the server', { announced: 'refused' }],
		['has enough', { state: 'ready' }],
		['is closed', { state: 'closed' }],
		['was deleted unopened', { state: 'expired' }],
		['has not as many tickets', { left: 9 }]
	] as const)('is none that %s', (_, changes) => {
		expect(runningBatch([batch(changes)], mine, form, 10)).toBeUndefined();
	});
});
