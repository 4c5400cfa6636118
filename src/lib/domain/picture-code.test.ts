import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerBytes, answerRoom } from './answers';
import { answerToBallot, takeCode, withTag } from './ballot-answers';
import { codeOf, codePictures, levelsOf, OwnCode, ruleOf, scoreNameOf } from './picture-code';
import { Questionnaire, type Score } from './questionnaire';

const formOf = (id: string) => Questionnaire.parse(JSON.parse(readFileSync(`static/check-ins/${id}.json`, 'utf8')));
const [entry, exit, monthly] = [formOf('entry'), formOf('exit'), formOf('monthly-wellbeing')];
const ruleIn = (form: Questionnaire, changes: Partial<Score> = {}) => ruleOf(form, { ...form.scores[0]!, ...changes });

describe('a picture code', () => {
	// Copied by hand on purpose: a picture that moves makes every exit another person.
	test('is chosen from 24 pictures that keep their places', () => {
		expect(codePictures.join(' ')).toBe(
			'sun star cloud drop mountain tree palm leaf flower cactus mushroom fish bird cat elephant snail ' +
				'butterfly turtle rabbit crab bee frog apple banana'
		);
	});

	test('is four of them in order, and nothing else', () => {
		expect(codeOf([0, 23, 0, 5])).toBe('axaf');
		for (const places of [[], [1, 2, 3], [1, 2, 3, 4, 5], [24, 0, 0, 0], [-1, 0, 0, 0]])
			expect(codeOf(places)).toBeNull();
		fc.assert(
			fc.property(fc.array(fc.nat(23), { minLength: 4, maxLength: 4 }), (places) => {
				const code = codeOf(places)!;
				expect([...code].map((letter) => letter.charCodeAt(0) - 97)).toEqual(places);
				expect(OwnCode.safeParse({ moment: 'exit', code }).success).toBe(true);
			})
		);
	});

	test('fits into a ballot beside the longest answers', () => {
		const answers = 'A'.repeat(Math.ceil((answerRoom * 4) / 3));
		const answer = { v: 2, id: '', batch: '', form: '', formVersion: 1, answers } as never; // only its answers are read
		const ballot = answerToBallot(answer, { moment: 'entry', code: 'axaf' });
		// Room of a ballot: see `longestAnswers` of `crypto/ballot.ts`.
		expect(JSON.stringify(ballot).length).toBeLessThanOrEqual(381);
		expect(answerBytes(entry)).toBeLessThanOrEqual(answerRoom);
	});

	test('is taken out of a ballot before anybody sees it, and a tag comes in its place', () => {
		const { own, rest } = takeCode({ a: 'AA', c: 'axaf', m: 'exit' });
		expect({ own, rest }).toEqual({ own: { moment: 'exit', code: 'axaf' }, rest: { a: 'AA' } });
		expect(withTag(rest, own!, 7)).toEqual({ a: 'AA', t: 7, m: 'exit' });
	});
});

describe('what is kept of answers', () => {
	test('are levels of scores, from the bad end to the good one', () => {
		const rule = ruleIn(entry)!;
		const levelWith = (face: number) => levelsOf(entry, { body: face, mind: face, others: face, hope: face })[rule];
		expect([1, 2, 3, 4].map(levelWith)).toEqual([0, 33, 67, 100]);
		expect(levelsOf(entry, { body: 4 })).toEqual({});
		expect(levelsOf(entry, {})).toEqual({});
	});

	test('turns around where less is better', () => {
		const turned = { ...entry, scores: [{ ...entry.scores[0]!, better: 'lower' as const }] };
		expect(Object.values(levelsOf(turned, { body: 4, mind: 4, others: 4, hope: 4 }))).toEqual([0]);
	});
});

describe('scores are compared', () => {
	test('between two questionnaires that make them alike', () => {
		expect(ruleIn(entry)).toBe(ruleIn(exit));
		expect(scoreNameOf(ruleIn(entry)!)).toEqual({ id: 'wellbeing', version: 1 });
	});

	test('and not when they are made otherwise', () => {
		const others = [
			ruleIn(monthly),
			ruleIn(entry, { version: 2 }),
			ruleIn(entry, { method: 'sum' }),
			ruleIn(entry, { better: 'lower' }),
			ruleIn(entry, { parts: entry.scores[0]!.parts.slice(1) }),
			ruleIn(monthly, {
				parts: monthly.scores[0]!.parts.map((part) => ({ ...part, points: { never: 0, always: 3 } }))
			}),
			ruleIn(entry, { parts: entry.scores[0]!.parts.map((part) => ({ ...part, reverse: true })) })
		];
		expect(new Set([...others, ruleIn(entry)]).size).toBe(others.length + 1);
		const { better: _, ...unknown } = entry.scores[0]!;
		expect(ruleOf(entry, unknown)).toBeNull();
	});
});
