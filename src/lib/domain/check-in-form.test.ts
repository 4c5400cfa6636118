import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { batchesOf, beginBatch, waitingBatch } from './batch';
import { CheckInAnswer, longestPacked } from './check-in';
import {
	askedForm,
	createFormAnswer,
	fitsAnAnswer,
	openFormBatch,
	packAnswers,
	placesOf,
	questionnaireOf,
	questionsOf,
	unpackAnswers
} from './check-in-form';
import { BatchId } from './ids';
import { Questionnaire, type Answer, type Answers, type Question } from './questionnaire';
import { createNotebook } from './test-notebook';

const random = createRandom();
const text = { fr: 'x' };
const options = ['a', 'b', 'c'].map((value) => ({ value, label: text }));
const questions: readonly Question[] = [
	{ id: 'q1', kind: 'faces', text, steps: 5 },
	{ id: 'q2', kind: 'faces', text, steps: 5 },
	{ id: 'q3', kind: 'scale', text, options },
	{ id: 'q4', kind: 'line', text, from: 0, to: 10, step: 1 },
	{ id: 'q5', kind: 'yes-no', text },
	{ id: 'q6', kind: 'one', text, options },
	{ id: 'q7', kind: 'many', text, options },
	{ id: 'q8', kind: 'note', text }
];
const questionnaire = Questionnaire.parse({
	v: 1,
	id: 'try-out',
	version: 3,
	title: text,
	languages: ['fr'],
	sections: [{ id: 's', questions }],
	scores: [],
	safety: []
});
const answers: fc.Arbitrary<Answers> = fc.record({
	q1: fc.option(fc.integer({ min: 1, max: 5 })),
	q2: fc.option(fc.integer({ min: 1, max: 5 })),
	q3: fc.option(fc.constantFrom('a', 'b', 'c')),
	q4: fc.option(fc.integer({ min: 0, max: 10 })),
	q5: fc.option(fc.boolean()),
	q6: fc.option(fc.constantFrom('a', 'b', 'c')),
	q7: fc.option(fc.subarray(['a', 'b', 'c'], { minLength: 1 })),
	q8: fc.constant(null)
});
const id = BatchId.parse(random.uuid());

describe('packed answers', () => {
	test('open to what was answered, and are as long whatever that was', () => {
		const blank = packAnswers(questionnaire, {});
		fc.assert(
			fc.property(answers, (given) => {
				const packed = packAnswers(questionnaire, given);
				expect(packed).toHaveLength(blank.length);
				expect(unpackAnswers(questionnaire, packed)).toEqual(given);
			})
		);
	});

	test('hold nothing but answers to the questions', () => {
		const wrong: Record<string, Answer> = { q1: 9, q2: 1.5, q3: 'z', q4: 11, q5: 'yes', q6: '__proto__', q7: ['z'] };
		expect(packAnswers(questionnaire, { ...wrong, name: 'Rose' })).toBe(packAnswers(questionnaire, {}));
	});

	test('of another length or too high a number are none', () => {
		const length = packAnswers(questionnaire, {}).length;
		for (const packed of ['', '0', 'z'.repeat(length), '0'.repeat(length + 1), '-'.repeat(length)])
			expect(unpackAnswers(questionnaire, packed)).toBeNull();
	});

	test('of the most questions there may be fit into an answer', () => {
		const many = (kind: 'scale' | 'many', count: number, choices: number) => ({
			sections: [
				{
					id: 's',
					questions: Array.from({ length: count }, (_, at) => ({
						id: `q${at}`,
						kind,
						text,
						options: Array.from({ length: choices }, (_, value) => ({ value: String(value), label: text }))
					}))
				}
			]
		});
		expect(fitsAnAnswer(many('scale', 300, 7))).toBe(true);
		expect(packAnswers(many('scale', 300, 7), {}).length).toBeLessThanOrEqual(longestPacked);
		expect(fitsAnAnswer(many('many', 30, 200))).toBe(false);
	});

	test('are kept only when something was answered, and pass the strict schema', () => {
		expect(createFormAnswer(random, id, questionnaire, { q8: 1 }).ok).toBe(false);
		const made = createFormAnswer(random, id, questionnaire, { q5: false });
		expect(made.ok && CheckInAnswer.safeParse(made.value).success).toBe(true);
		expect(made.ok && Object.keys(made.value).sort()).toEqual(['answers', 'batch', 'form', 'formVersion', 'id', 'v']);
		expect(CheckInAnswer.safeParse({ ...(made.ok ? made.value : {}), at: 1 }).success).toBe(false);
	});
});

test('a line is a list of numbers without the faults of fractions', () => {
	expect(placesOf({ from: 0, to: 1, step: 0.1 })).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
	expect(placesOf({ from: 0, to: 1_000_000, step: 0.001 }).length).toBeLessThan(200);
});

describe('a batch of a questionnaire', () => {
	function begin(asked = questionnaire) {
		const { ledger, write, group: make } = createNotebook();
		const group = make();
		const run = (people: readonly Answers[]) => {
			write(beginBatch(ledger, group.id, BatchId.parse(random.uuid()), { form: askedForm(asked) }));
			const batch = waitingBatch(ledger, group.id, asked.id)!;
			const given = people.flatMap((each) => {
				const made = createFormAnswer(random, batch.id, questionnaireOf(batch)!, each);
				return made.ok ? [made.value] : [];
			});
			const edits = openFormBatch(ledger, batch, given, '2026-02-01');
			if (edits) write(edits);
			return batchesOf(ledger, group.id).find((each) => each.id === batch.id)!;
		};
		return { ledger, write, group, run };
	}
	const five = (q1: number, q2: number) => Array.from({ length: 5 }, () => ({ q1, q2 }));

	test('carries all it asks while it waits, and forgets it when it opens', () => {
		const { run } = begin();
		const waits = run(five(5, 5).slice(1));
		expect(questionsOf(questionnaireOf(waits)!)).toEqual(questions);
		expect(waits).toMatchObject({ form: 'try-out', formVersion: 3, result: null });
		const opened = begin().run(five(5, 5));
		expect(opened).toMatchObject({ form: 'try-out', questionnaire: null, result: { wellbeing: 'well' } });
	});

	test('reads alike whether all said the same or 60 % did', () => {
		const alike = begin().run(five(1, 1)).result;
		const mixed = begin().run([...five(1, 1).slice(2), { q1: 5, q2: 5 }, { q1: 5, q2: 5 }]).result;
		expect([alike?.wellbeing, mixed?.wellbeing]).toEqual(['struggling', 'struggling']);
	});

	test('has a direction against the batch before of the same questionnaire only', () => {
		const { ledger, write, group, run } = begin();
		run(five(2, 2));
		write(beginBatch(ledger, group.id, BatchId.parse(random.uuid())));
		expect(run(five(4, 4)).result?.direction).toBe('up');
	});

	test('that asks nothing about wellbeing opens without a band', () => {
		const asked = { ...questionnaire, sections: [{ id: 's', questions: questions.slice(4) }] };
		const { run } = begin(asked);
		expect(run(Array.from({ length: 4 }, () => ({ q5: true }))).result).toBeNull();
		expect(run(Array.from({ length: 5 }, () => ({ q5: true }))).result).toMatchObject({
			wellbeing: 'hidden',
			level: null,
			direction: null
		});
	});
});
