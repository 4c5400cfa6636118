import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { blankFaces, builtInForm, CheckInAnswer, createCheckIn, type FaceByQuestionId } from './check-in';
import { BatchId } from './ids';

const random = createRandom();
const batch = BatchId.parse(random.uuid());
const face = fc.option(fc.integer({ min: 1, max: 4 }));
const anyFaces = fc.record({ body: face, mind: face, others: face, hope: face, session: face });

test('an answer holds the batch and the faces and nothing else', () => {
	fc.assert(
		fc.property(anyFaces, (faces) => {
			const made = createCheckIn(random, batch, faces);
			if (!made.ok) return expect(Object.values(faces).every((one) => one === null)).toBe(true);
			expect(Object.keys(made.value).sort()).toEqual(['batch', 'faces', 'form', 'formVersion', 'id', 'v']);
			expect(made.value).toMatchObject({ batch, faces });
			expect(CheckInAnswer.safeParse(made.value).success).toBe(true);
		})
	);
});

test('a check-in in which everything was passed is not kept', () => {
	expect(createCheckIn(random, batch, blankFaces())).toEqual({ ok: false, error: { type: 'NothingAnswered' } });
});

test('whatever else the draft holds stays behind', () => {
	const draft = { ...blankFaces(), body: 3, member: 'x', at: 5 } as FaceByQuestionId; // a screen's state may hold more than it says
	const made = createCheckIn(random, batch, draft);
	expect(made.ok && Object.keys(made.value.faces)).toEqual([...builtInForm.questionIds]);
});

test.each(['time', 'member', 'session', 'device', 'order'])('an answer with a field called %s is refused', (field) => {
	const made = createCheckIn(random, batch, { ...blankFaces(), body: 1 });
	const answer = made.ok ? made.value : {};
	expect(CheckInAnswer.safeParse(answer).success).toBe(true);
	expect(CheckInAnswer.safeParse({ ...answer, [field]: 1 }).success).toBe(false);
	expect(CheckInAnswer.safeParse({ ...answer, faces: { ...blankFaces(), [`${field}Id`]: 1 } }).success).toBe(false);
});

test('ids of answers are drawn anew each time', () => {
	const ids = Array.from({ length: 200 }, () => {
		const made = createCheckIn(random, batch, { ...blankFaces(), body: 1 });
		return made.ok ? made.value.id : '';
	});
	expect(new Set(ids).size).toBe(200);
});
