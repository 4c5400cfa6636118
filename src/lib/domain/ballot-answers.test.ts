import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { answerToBallot, readBallots } from './ballot-answers';
import type { FormAnswer } from './check-in';
import { createFormAnswer } from './check-in-form';
import { BatchId, GroupId } from './ids';
import { applyChange, createLedger } from './ledger';
import { Questionnaire, type Answers } from './questionnaire';
import { tallyEdits } from './tally';

const random = createSeededRandom(1);
const questionnaire = Questionnaire.parse(JSON.parse(readFileSync('static/check-ins/daily-faces.json', 'utf8')));
const batch = BatchId.parse(random.uuid());
const asked = { batch, groups: [GroupId.parse(random.uuid())], threshold: 5 };

const faces = (face: number): Answers => ({ body: face, mind: face, others: face, hope: face, session: face });
function ballot(answers: Answers): unknown {
	const made = createFormAnswer(random, batch, questionnaire, answers);
	if (!made.ok) throw new Error('Nothing answered');
	return answerToBallot(made.value);
}
const read = (ballots: readonly unknown[]) => readBallots(createLedger(), asked, questionnaire, ballots, '2026-11-23');

describe('opened ballots', () => {
	test('say one word for all, the same for five alike as for three of five', () => {
		const alike = read(Array.from({ length: 5 }, () => ballot(faces(4))));
		const most = read([4, 4, 3, 1, 2].map((face) => ballot(faces(face))));
		expect([alike.band, most.band]).toEqual(['well', 'well']);
		expect(alike.parts).toEqual({ session: 'well' });
		expect(alike.tally).toMatchObject({ n: 5, questionnaire: 'daily-faces/1', counts: { body: [0, 0, 0, 5] } });
	});

	test('went up or down since the batch before of the same groups, part by part, and of others nobody says', () => {
		const other = GroupId.parse(random.uuid());
		const ledger = createLedger();
		const open = (groups: typeof asked.groups, face: number) => {
			const id = BatchId.parse(random.uuid());
			const ballots = Array.from({ length: 5 }, () => ballot(faces(face)));
			const opened = readBallots(ledger, { batch: id, groups, threshold: 5 }, questionnaire, ballots, '2026-11-23');
			for (const { table, row, field, value } of opened.tally ? tallyEdits(opened.tally) : [])
				applyChange(ledger, { v: 1, table, row, field, value, ctr: 1, hlc: ledger.lastHlc + 1, dev: 'd', over: [] });
			return [opened.direction, opened.turns['session'] ?? null];
		};
		expect(open(asked.groups, 2)).toEqual([null, null]);
		expect(open([...asked.groups, other], 4)).toEqual([null, null]);
		expect(open(asked.groups, 3)).toEqual(['up', 'up']);
		expect(open([other, ...asked.groups], 1)).toEqual(['down', 'down']);
		expect(open([other], 4)).toEqual([null, null]);
	});

	test('leave out what answers something else, and say nothing of fewer than the threshold', () => {
		const strange = [{ a: '!' }, { a: 'AAAAAAAAAAAA' }, {}, null, { a: 'AA', b: 1 }];
		const few = read([...[1, 2, 3, 4].map((face) => ballot(faces(face))), ...strange]);
		expect(few).toMatchObject({ people: 4, band: 'hidden', direction: null, tally: null });
	});

	test('hold the answers and nothing else', () => {
		const answer: FormAnswer = {
			...{ v: 2, id: random.uuid(), batch, form: 'daily-faces', formVersion: 1, answers: 'AAA' }
		};
		expect(answerToBallot(answer)).toEqual({ a: 'AAA' });
	});
});
