import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerBytes, answerRoom, answersToBytes, bytesToAnswers, givenAnswers, visibleQuestions } from './answers';
import type { Answer, Answers, Question, Questionnaire } from './questionnaire';
import { parseQuestionnaire } from './questionnaire-check';
import type { Rule } from './relevance';

const words = (text: string) => ({ fr: text });
const option = (value: string) => ({ value, label: words(value) });
const formOf = (questions: readonly Question[], sections: readonly object[] = []): Questionnaire => {
	const parsed = parseQuestionnaire({
		v: 1,
		id: 'ours',
		version: 1,
		title: words('t'),
		languages: ['fr'],
		sections: [{ id: 's', questions }, ...sections],
		scores: [],
		safety: []
	});
	if (!parsed.ok) throw new Error(JSON.stringify(parsed.error.faults));
	return parsed.value;
};
const packed = (form: Questionnaire, answers: Answers): Uint8Array => {
	const bytes = answersToBytes(form, answers);
	if (!bytes.ok) throw new Error(bytes.error.type);
	return bytes.value;
};
const unpacked = (form: Questionnaire, bytes: Uint8Array): Answers | undefined => {
	const answers = bytesToAnswers(form, bytes);
	return answers.ok ? answers.value : undefined;
};

const ask = (id: string, relevant?: Rule) => ({ id, text: words(id), ...(relevant && { relevant }) });
const form = formOf(
	[
		{ ...ask('face'), kind: 'faces', steps: 4 },
		{ ...ask('note'), kind: 'note' },
		{ ...ask('line'), kind: 'line', from: -1, to: 1, step: 0.1 },
		{ ...ask('yes'), kind: 'yes-no' },
		{ ...ask('one', { question: 'yes', is: '=', value: 'yes' }), kind: 'one', options: ['a', 'b'].map(option) },
		{ ...ask('many', { question: 'one', is: '=', value: 'b' }), kind: 'many', options: ['a', 'b', 'c'].map(option) }
	],
	[
		{
			id: 'later',
			relevant: { question: 'face', is: '<', value: 3 },
			questions: [{ ...ask('scale'), kind: 'scale', options: ['0', '1', '2'].map(option) }]
		}
	]
);
const ids = ['face', 'note', 'line', 'yes', 'one', 'many', 'scale'];

/** Sound answers, unsound ones and answers to nothing, all mixed. */
const answers = fc.dictionary(
	fc.constantFrom(...ids, 'gone', 'toString'),
	fc.oneof(
		fc.constantFrom<Answer>(
			1,
			2,
			3,
			4,
			5,
			0,
			0.5,
			-1,
			0.3,
			true,
			false,
			null,
			'a',
			'b',
			'0',
			'2',
			'zzz',
			NaN,
			Infinity
		),
		fc.subarray(['a', 'b', 'c', 'zzz'])
	)
);

describe('which questions are asked', () => {
	const asked = (given: Answers) => visibleQuestions(form, given).map(({ id }) => id);

	it('follows the rules of questions and of their sections', () => {
		expect(asked({})).toEqual(['face', 'note', 'line', 'yes']);
		expect(asked({ face: 2, yes: true, one: 'b' })).toEqual(ids);
		expect(asked({ face: 3, yes: true, one: 'a' })).toEqual(['face', 'note', 'line', 'yes', 'one']);
	});

	it('forgets an answer whose question is no longer asked, and what hung on it', () => {
		const before = { yes: true, one: 'b', many: ['a'] };
		expect(asked({ ...before, yes: false })).not.toContain('many');
		expect(givenAnswers(form, { ...before, yes: false })).toEqual({ yes: false });
	});

	it('never runs for ever, even on a form that was not checked', () => {
		const relevant: Rule = { question: 'a', is: '=', value: 'yes' };
		const circular = {
			...form,
			sections: [{ id: 's', questions: [{ ...ask('a', relevant), kind: 'yes-no' } satisfies Question] }]
		};
		expect(visibleQuestions(circular, { a: true })).toEqual([]);
	});
});

describe('an answer', () => {
	it.each([
		['face', [1, 4], [0, 5, 1.5, '1', true, null, [1], NaN]],
		['line', [-1, 0.3, 1], [1.05, -1.1, '0', null, Infinity]],
		['yes', [true, false], ['yes', 1, null]],
		['one', ['a'], ['c', '', 0, ['a'], null]],
		['many', [['a'], ['c', 'a']], [[], ['a', 'a'], ['z'], ['a', 'z'], 'a', null]],
		['scale', ['0'], [0, '9', null]],
		['note', [], [true, '', 1, null]]
	] as const)('to %s is one of those it has', (id, sound, unsound) => {
		const open = { face: 1, yes: true, one: 'b' };
		const isTaken = (answer: Answer) => id in givenAnswers(form, { ...open, [id]: answer });
		for (const answer of sound) expect(isTaken(answer), String(answer)).toBe(true);
		// Some are of no kind that an answer can be: a file may hold anything.
		for (const answer of unsound) expect(isTaken(answer as Answer), String(answer)).toBe(false);
	});
});

describe('answers for a ballot', () => {
	it('come back as they were given, without what was not asked or is no answer', () => {
		fc.assert(
			fc.property(answers, (given) => {
				expect(unpacked(form, packed(form, given))).toEqual(givenAnswers(form, given));
			})
		);
	});

	it('take as many bytes whatever was answered', () => {
		expect(answerBytes(form)).toBe(2);
		fc.assert(fc.property(answers, (given) => packed(form, given).length === 2));
	});

	it('differ whenever the answers do', () => {
		fc.assert(
			fc.property(answers, answers, (one, other) => {
				const same = JSON.stringify(givenAnswers(form, one)) === JSON.stringify(givenAnswers(form, other));
				expect(packed(form, one).join() === packed(form, other).join()).toBe(same);
			})
		);
	});

	it('are the only bytes that are read: any other is refused, and none is read twice', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 5 }), (bytes) => {
				const read = unpacked(form, bytes);
				if (read) expect([...packed(form, read)]).toEqual([...bytes]);
			})
		);
		// An answer to `one`, which is only asked after a yes, put where nobody said yes.
		const numberIn = (given: Answers) => new DataView(packed(form, given).slice().buffer).getUint16(0);
		const spoilt = numberIn({ yes: true, one: 'a' }) - numberIn({ yes: true });
		expect(unpacked(form, Uint8Array.of(spoilt >> 8, spoilt & 0xff))).toBeUndefined();
		expect(unpacked(form, Uint8Array.of(0xff, 0xff))).toBeUndefined();
	});

	it('fit a ballot, or say how long they are', () => {
		const long = (count: number) =>
			formOf(
				Array.from({ length: count }, (_, at) => ({
					...ask(`q${at}`),
					kind: 'many',
					options: [...'abcdefgh'].map(option)
				}))
			);
		expect(packed(long(answerRoom), { q0: ['a', 'h'] }).length).toBe(answerRoom);
		expect(answersToBytes(long(answerRoom + 1), {})).toEqual({
			ok: false,
			error: { type: 'AnswersTooLong', bytes: answerRoom + 1, most: answerRoom }
		});
		expect(unpacked(long(answerRoom + 1), new Uint8Array(answerRoom + 1))).toBeUndefined();
	});

	it('are nothing for a form that asks nothing', () => {
		const silent = formOf([{ ...ask('note'), kind: 'note' }]);
		expect(answerBytes(silent)).toBe(0);
		expect(unpacked(silent, packed(silent, { note: 1 }))).toEqual({});
	});
});
