import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Question } from '$lib/domain/questionnaire';
import { parseRule, ruleToText } from '$lib/domain/relevance';
import type { Translate } from '$lib/i18n';
import { answersNamed, choiceOf, firstRule, howsOf, ruleOf } from './rule-choice';

const t = ((key: string) => key) as unknown as Translate; // the words do not matter here
const asked = { text: { fr: 'Question' } };
const options = [
	{ value: '1', label: { fr: 'un' } },
	{ value: 'two', label: { fr: 'deux' } }
];
const questions: readonly Question[] = [
	{ ...asked, id: 'note', kind: 'note' },
	{ ...asked, id: 'face', kind: 'faces', steps: 4 },
	{ ...asked, id: 'line', kind: 'line', from: 0, to: 10, step: 1 },
	{ ...asked, id: 'yes', kind: 'yes-no' },
	{ ...asked, id: 'one', kind: 'one', options },
	{ ...asked, id: 'scale', kind: 'scale', options },
	{ ...asked, id: 'many', kind: 'many', options }
];
const of = (text: string) => {
	const rule = parseRule(text);
	if (!rule.ok) throw new Error(text);
	return choiceOf(rule.value, questions, t);
};

describe('a rule chosen from lists', () => {
	it('is the same rule when it is looked at again, also after it went through a file', () => {
		const chosen = fc.constantFrom(...questions.slice(1)).chain((question) =>
			fc.record({
				question: fc.constant(question),
				how: fc.constantFrom(...howsOf(question)),
				value: fc.constantFrom(...answersNamed(t, question, []).map(({ value }) => value))
			})
		);
		fc.assert(
			fc.property(chosen, ({ question, how, value }) => {
				const rule = ruleOf({ how, value }, question);
				expect(choiceOf(rule, questions, t)).toEqual({ question: question.id, how, value });
				const again = parseRule(ruleToText(rule));
				expect(again.ok && choiceOf(again.value, questions, t)).toEqual({ question: question.id, how, value });
			})
		);
	});

	it('is known when a file wrote a number as text', () => {
		expect(of("${face} = '2'")).toEqual({ question: 'face', how: 'is', value: '2' });
		expect(of("${one} != 'two'")).toEqual({ question: 'one', how: 'is-not', value: 'two' });
	});

	it('is none where the lists could not say it', () => {
		for (const text of [
			"${face} = 1 and ${yes} = 'no'",
			'${face} < 2',
			"${gone} = 'a'",
			"${one} = 'three'",
			"${one} = ''",
			"selected(${one}, 'two')",
			"not(${one} = 'two')"
		])
			expect(of(text), text).toBeNull();
	});

	it('begins with a question that has answers', () => {
		expect(firstRule(questions, t)).toEqual({ question: 'face', is: '=', value: 1 });
		expect(firstRule(questions.slice(0, 1), t)).toBeUndefined();
	});
});
