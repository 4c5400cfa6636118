import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { bandOf, batchesOf, beginBatch, openBatch, openingThreshold, waitingBatch } from './batch';
import { blankFaces, createCheckIn, type CheckInAnswer, type Face, type FaceByQuestionId } from './check-in';
import { BatchId } from './ids';
import { createNotebook } from './test-notebook';

const random = createRandom();
const face = fc.option(fc.integer({ min: 1, max: 4 }), { freq: 4 });
const anyFaces = fc.record({ body: face, mind: face, others: face, hope: face, session: face });
const all = (value: Face): FaceByQuestionId => ({
	body: value,
	mind: value,
	others: value,
	hope: value,
	session: value
});

function begin() {
	const notebook = createNotebook();
	const group = notebook.group();
	const { ledger, write } = notebook;
	const answer = (faces: FaceByQuestionId, batch = waitingBatch(ledger, group.id)!.id): CheckInAnswer[] => {
		const made = createCheckIn(random, batch, faces);
		return made.ok ? [made.value] : [];
	};
	const beginNext = () => {
		write(beginBatch(ledger, group.id, BatchId.parse(random.uuid())));
		return waitingBatch(ledger, group.id)!;
	};
	/** Begins, fills and opens a batch. Returns its result, or null while it waits. */
	const run = (people: readonly FaceByQuestionId[]) => {
		const batch = beginNext();
		const edits = openBatch(
			ledger,
			batch,
			people.flatMap((faces) => answer(faces)),
			'2026-02-01'
		);
		if (edits) write(edits);
		return batchesOf(ledger, group.id).find(({ id }) => id === batch.id)!.result;
	};
	return { ledger, write, group, answer, beginNext, run };
}

describe('opening a batch', () => {
	test('never happens below the threshold, in people who answered the wellbeing questions', () => {
		fc.assert(
			fc.property(fc.array(anyFaces, { maxLength: 10 }), (people) => {
				const { run } = begin();
				const given = ({ body, mind, others, hope }: FaceByQuestionId) =>
					[body, mind, others, hope].filter((one) => one !== null);
				const counted = people.filter((faces) => given(faces).length >= 2).length;
				const answeredSession = people.filter(({ session }) => session !== null).length;
				const result = run(people);
				expect(result !== null).toBe(counted >= openingThreshold);
				if (result) expect(result.session === 'hidden').toBe(answeredSession < openingThreshold);
			})
		);
	});

	test('counts only its own answers', () => {
		const { ledger, answer, beginNext } = begin();
		const batch = beginNext();
		const others = Array.from({ length: 9 }, () => answer(all(3), BatchId.parse(random.uuid()))).flat();
		expect(openBatch(ledger, batch, [...others, ...answer(all(3))], '2026-02-01')).toBeNull();
	});

	test('happens once, also for who holds a batch read before it opened', () => {
		const { ledger, write, answer, beginNext, group } = begin();
		const batch = beginNext();
		const answers = Array.from({ length: 5 }, () => answer(all(3))).flat();
		write(openBatch(ledger, batch, answers, '2026-02-01')!);
		expect(openBatch(ledger, batch, answers, '2026-02-01')).toBeNull();
		expect(waitingBatch(ledger, group.id)).toBeUndefined();
	});

	test('needs as many as were asked for when the batch began', () => {
		const { ledger, write, answer, beginNext, group } = begin();
		const { id } = beginNext();
		write({ table: 'batch', row: id, field: 'threshold', value: 10 });
		const answers = Array.from({ length: 9 }, () => answer(all(3))).flat();
		expect(openBatch(ledger, waitingBatch(ledger, group.id)!, answers, '2026-02-01')).toBeNull();
		expect(
			openBatch(ledger, waitingBatch(ledger, group.id)!, [...answers, ...answer(all(3))], '2026-02-01')
		).not.toBeNull();
	});

	test('a threshold below five does not read, so such a batch cannot open', () => {
		const { ledger, write, beginNext, group } = begin();
		write({ table: 'batch', row: beginNext().id, field: 'threshold', value: 1 });
		expect(waitingBatch(ledger, group.id)).toBeUndefined();
	});

	test('writes a band, a direction, a day and a level, and no answer', () => {
		const { ledger, answer, beginNext } = begin();
		const batch = beginNext();
		const answers = Array.from({ length: 6 }, () => answer(all(2))).flat();
		const written = JSON.stringify(openBatch(ledger, batch, answers, '2026-02-01'));
		for (const { id } of answers) expect(written).not.toContain(id);
		expect(written).not.toContain('faces');
	});
});

describe('the words', () => {
	test.each([
		[4, 1, 'well'],
		[1, 4, 'struggling']
	] as const)('for %i from everybody and from 60 %% are the same', (most, few, band) => {
		const unanimous = begin().run(Array.from({ length: 5 }, () => all(most)));
		const mixed = begin().run([all(most), all(most), all(most), all(few), all(few)]);
		expect([unanimous?.wellbeing, unanimous?.session]).toEqual([band, band]);
		expect([mixed?.wellbeing, mixed?.session]).toEqual([band, band]);
	});

	test('are well from 60 % above the middle, struggling from 60 % below, else mixed', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(1, 1.5, 2, 2.5, 3, 4), { minLength: 5, maxLength: 30 }), (means) => {
				const above = means.filter((mean) => mean > 2.5).length * 10 >= means.length * 6;
				const below = means.filter((mean) => mean < 2.5).length * 10 >= means.length * 6;
				expect(bandOf(means, 5)).toBe(above ? 'well' : below ? 'struggling' : 'mixed');
			})
		);
		expect(bandOf([4, 4, 4, 4], 5)).toBe('hidden');
	});

	test('do not depend on the order of the answers', () => {
		fc.assert(
			fc.property(fc.array(anyFaces, { minLength: 5, maxLength: 12 }), (people) => {
				expect(begin().run([...people].reverse())).toEqual(begin().run(people));
			})
		);
	});
});

describe('the level and the direction', () => {
	const five = (value: Face) => Array.from({ length: 5 }, () => all(value));

	test('the level never says that everybody chose the same face', () => {
		expect(begin().run(five(1))?.level).toBe(begin().run([...five(1), ...five(2)])?.level);
		expect(begin().run(five(4))?.level).toBe(begin().run([...five(4), ...five(3)])?.level);
		fc.assert(
			fc.property(fc.array(anyFaces, { minLength: 5, maxLength: 12 }), (people) => {
				const result = begin().run(people);
				if (result) expect([3, 4, 5, 6, 7]).toContain(result.level);
			})
		);
	});

	test('the direction is against the batch before, and there is none for the first', () => {
		const { run } = begin();
		expect([run(five(2)), run(five(3)), run(five(3)), run(five(1))].map((result) => result?.direction)).toEqual([
			null,
			'up',
			'same',
			'down'
		]);
	});
});

describe('batches of a group', () => {
	test('are numbered from one, and the waiting one takes answers until it opens', () => {
		const { ledger, group, run, beginNext } = begin();
		run(Array.from({ length: 5 }, () => all(3)));
		const waiting = beginNext();
		expect(batchesOf(ledger, group.id).map(({ ordinal }) => ordinal)).toEqual([1, 2]);
		expect(waitingBatch(ledger, group.id)?.id).toBe(waiting.id);
		expect(waiting.threshold).toBe(openingThreshold);
	});

	test('know no session, no member and no moment', () => {
		const { beginNext } = begin();
		expect(Object.keys(beginNext()).sort()).toEqual([
			...['form', 'formVersion', 'groupId', 'id', 'openedOn', 'ordinal', 'questionnaire', 'result', 'threshold']
		]);
		expect(blankFaces().session).toBeNull();
	});
});
