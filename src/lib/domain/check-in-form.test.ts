import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { batchesOf, beginBatch, waitingBatch } from './batch';
import { fieldEdits, type FieldValue } from './change';
import { CheckInAnswer } from './check-in';
import { answersIn, askedForm, createFormAnswer, fitsAnAnswer, openFormBatch, questionnaireOf } from './check-in-form';
import { checkInsOf, offeredCheckIns } from './check-in-pack';
import { BatchId } from './ids';
import { Questionnaire, questionsOf, type Answers, type Question } from './questionnaire';
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

test('an answer is as long whatever was answered, says nothing else, and reads again', () => {
	const lengths = new Set<number>();
	fc.assert(
		fc.property(answers, (given) => {
			const made = createFormAnswer(random, id, questionnaire, { ...given, name: 'Rose' });
			if (!made.ok) return expect(Object.values(given).every((one) => one === null)).toBe(true);
			lengths.add(JSON.stringify(made.value).length);
			expect(CheckInAnswer.safeParse(made.value).success).toBe(true);
			expect(Object.keys(made.value).sort()).toEqual(['answers', 'batch', 'form', 'formVersion', 'id', 'v']);
			const batch = { id, form: 'try-out', formVersion: 3 };
			const [read] = answersIn(batch, questionnaire, [made.value]);
			expect(read).toEqual(Object.fromEntries(Object.entries(given).filter(([, one]) => one !== null)));
			expect(answersIn({ ...batch, formVersion: 4 }, questionnaire, [made.value])).toEqual([]);
		})
	);
	expect(lengths.size).toBe(1);
});

test('an answer with a field more is refused, and so are words that are no answers', () => {
	const made = createFormAnswer(random, id, questionnaire, { q5: false });
	const answer = made.ok ? made.value : undefined;
	for (const more of [{ at: 1 }, { answers: 'a b' }, { answers: 'x'.repeat(268) }, { session: 's' }])
		expect(CheckInAnswer.safeParse({ ...answer, ...more }).success).toBe(false);
	expect(answersIn({ id, form: 'try-out', formVersion: 3 }, questionnaire, [{ ...answer!, answers: '____' }])).toEqual(
		[]
	);
});

test('the largest answer fits into the one size that every answer has', () => {
	const wide = Array.from({ length: 300 }, (_, at) => ({
		...{ id: `q${at}`, kind: 'scale' as const, text },
		options: Array.from({ length: 7 }, (_, value) => ({ value: String(value), label: text }))
	}));
	const asked = {
		...questionnaire,
		id: `a${'b'.repeat(30)}`,
		version: 10_000,
		sections: [{ id: 's', questions: wide }]
	};
	expect(fitsAnAnswer(asked)).toBe(true);
	const made = createFormAnswer(random, id, asked, { q0: '1' });
	expect(made.ok && JSON.stringify(made.value).length).toBeLessThanOrEqual(508);
	const largest = JSON.stringify({ ...(made.ok ? made.value : {}), answers: 'x'.repeat(267) });
	expect(largest.length).toBeLessThanOrEqual(508);
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

	describe('as a hostile phone of a colleague writes it', () => {
		const deep = (levels: number): unknown =>
			levels === 0 ? { question: 'q5', is: '=', value: 'yes' } : { not: deep(levels - 1) };
		const asked = (relevant: Readonly<Record<string, unknown>>): FieldValue => {
			const asks = questions.map((question) => ({ ...question, relevant: relevant[question.id] }));
			const plain = { ...questionnaire, sections: [{ id: 's', questions: asks }] };
			return JSON.parse(JSON.stringify(plain)) as FieldValue; // made of JSON, so it is a value
		};
		const waits = (question: string) => ({ question, is: '!=', value: '' });

		test.each([
			['a circle', asked({ q1: waits('q2'), q2: waits('q1') })],
			['a question that is not there', asked({ q1: waits('q9') })],
			['rules within rules', asked({ q1: deep(3000) })],
			['no questionnaire', { v: 1 }]
		])('%s is no questionnaire, and breaks nothing', (_, written) => {
			const { write, ledger, group } = begin();
			const row = fieldEdits('pack', 'row-1', {
				...{ kind: 'check-in', packId: 'try-out', version: 3, day: '2026-01-01', state: 'published', content: written }
			});
			write([
				...row,
				...beginBatch(ledger, group.id, BatchId.parse(random.uuid()), {
					form: { id: 'try-out', version: 3, questionnaire: written }
				})
			]);
			const batch = waitingBatch(ledger, group.id, 'try-out')!;
			expect(questionnaireOf(batch)).toBe(undefined);
			expect(openFormBatch(ledger, batch, [], '2026-02-01')).toBe(null);
			expect(checkInsOf(ledger)).toEqual([]);
			expect(offeredCheckIns(ledger)).toEqual([]);
		});
	});

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

	test('is banded by the first score whose good end is known', () => {
		const score = { id: 'sum', version: 1, method: 'sum' as const, missing: { policy: 'none' as const }, bands: [] };
		const parts = [{ question: 'q4' }];
		const said = (q4: number, better?: 'higher' | 'lower') =>
			begin({ ...questionnaire, scores: [{ ...score, parts, ...(better ? { better } : {}) }] }).run(
				Array.from({ length: 5 }, () => ({ q1: 1, q2: 1, q4 }))
			).result?.wellbeing;
		expect([said(9, 'higher'), said(9, 'lower'), said(1, 'lower'), said(9)]).toEqual([
			...['well', 'struggling', 'well', 'struggling']
		]);
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
