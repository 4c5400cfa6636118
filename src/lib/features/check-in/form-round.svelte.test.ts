import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { ok } from '$lib/base/result';
import { answerToBallot } from '$lib/domain/ballot-answers';
import type { CheckInAnswer } from '$lib/domain/check-in';
import { answersIn } from '$lib/domain/check-in-form';
import { BatchId } from '$lib/domain/ids';
import { Questionnaire } from '$lib/domain/questionnaire';
import { loadTranslate } from '$lib/i18n';
import { CheckInFlow, confirmTime, settleTime } from './check-in-flow.svelte';

const batchId = BatchId.parse('00000000-0000-4000-8000-0000000000b1');
const french = await loadTranslate('fr');
const text = { ar: 'سؤال', fr: 'Question' };
const options = ['a', 'b', 'c'].map((value) => ({ value, label: text }));
const questionnaire = Questionnaire.parse({
	v: 1,
	id: 'try-out',
	version: 2,
	title: text,
	languages: ['ar', 'fr'],
	sections: [
		{
			id: 's',
			title: { ar: 'الشهر الماضي', fr: 'Ce dernier mois' },
			questions: [
				{ id: 'sleep', kind: 'yes-no', text },
				{ id: 'why', kind: 'many', text, options, relevant: { question: 'sleep', is: '=', value: 'no' } },
				{ id: 'read', kind: 'note', text },
				{ id: 'pain', kind: 'line', text, from: 0, to: 10, step: 1 },
				{ id: 'days', kind: 'scale', text, options }
			]
		}
	],
	scores: [],
	safety: [{ id: 'help', when: { question: 'pain', is: '>=', value: 9 }, help: text }]
});

function round() {
	const box: CheckInAnswer[] = [];
	const asked: string[] = [];
	const flow = new CheckInFlow({
		clock: { now: () => 0 },
		random: createSeededRandom(5),
		handover: {
			batchId,
			questionnaire,
			locale: 'vi',
			letterbox: {
				drop: (answer) => {
					box.push(answer);
					return Promise.resolve(ok(undefined));
				},
				close: () => undefined
			}
		},
		translateIn: (locale) => {
			asked.push(locale);
			return Promise.resolve(french);
		}
	});
	const settle = () => vi.advanceTimersByTimeAsync(settleTime);
	const pick = async (answer: string | number | boolean) => {
		flow.pick(answer);
		await vi.advanceTimersByTimeAsync(confirmTime + settleTime);
	};
	const next = async () => {
		await flow.next();
		await settle();
	};
	const begin = async (language = 'ar') => {
		await flow.begin(language);
		await settle();
	};
	const read = () => answersIn({ id: batchId, form: 'try-out', formVersion: 2 }, questionnaire, box);
	return { flow, box, asked, settle, pick, next, begin, read };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a questionnaire on the phone that goes round', () => {
	it('asks what follows from the answers, in her language, and stores them packed', async () => {
		const { flow, asked, begin, pick, next, read } = round();
		await begin();
		expect(flow).toMatchObject({ language: 'ar', locale: 'vi', question: 'sleep', number: 1, count: 4 });
		expect(asked).toEqual(['vi']);
		await pick(false);
		expect(flow).toMatchObject({ question: 'why', number: 2, count: 5 });
		flow.choose(['a']);
		flow.choose(['a', 'c']);
		expect(flow.question).toBe('why');
		await next();
		await next();
		await pick(3);
		await pick('b');
		expect(flow.stage).toBe('thanks');
		expect(read()).toEqual([{ sleep: false, why: ['a', 'c'], pain: 3, days: 'b' }]);
	});

	it('has the title of the section for each of its questions', async () => {
		const { flow, begin, pick } = round();
		await begin();
		expect(flow.section?.['fr']).toBe('Ce dernier mois');
		await pick(true);
		expect(flow.section?.['fr']).toBe('Ce dernier mois');
	});

	it('stores nothing of a question that is not asked any more', async () => {
		const { flow, begin, pick, next, settle, read } = round();
		await begin();
		await pick(false);
		flow.choose(['a']);
		flow.back();
		await settle();
		await pick(true);
		expect(flow.question).toBe('read');
		await next();
		await pick(0);
		await flow.skip();
		expect(read()).toEqual([{ sleep: true, pain: 0 }]);
	});

	it('shows help to the person at once, once, and leaves no trace of it', async () => {
		const { flow, box, begin, pick, next, settle } = round();
		await begin('fr');
		await flow.skip();
		await settle();
		await next();
		await pick(9);
		expect(flow.stage).toBe('help');
		expect(flow.help.map(({ id }) => id)).toEqual(['help']);
		await flow.leaveHelp();
		await settle();
		expect(flow).toMatchObject({ stage: 'question', question: 'days' });
		await pick('a');
		expect(flow.stage).toBe('thanks');
		expect(JSON.stringify(box)).not.toContain('help');
		// On a phone of her own, and where answers are sealed, this is all that is sealed.
		expect(box.map((answer) => (answer.v === 2 ? Object.keys(answerToBallot(answer)) : null))).toEqual([['a']]);
		expect(Object.keys(box[0] ?? {}).sort()).toEqual(['answers', 'batch', 'form', 'formVersion', 'id', 'v']);
	});

	it('is blank for the next person, also after help was shown', async () => {
		const { flow, box, begin, pick, next, settle } = round();
		await begin();
		await flow.skip();
		await settle();
		await next();
		await pick(10);
		flow.leave();
		expect(flow).toMatchObject({ stage: 'welcome', language: null, help: [], chosen: null, number: 1 });
		await settle();
		await begin();
		expect(flow.count).toBe(4);
		for (let left = 4; left > 0; left -= 1) {
			await flow.skip();
			await settle();
		}
		expect(flow.stage).toBe('thanks');
		expect(box).toEqual([]);
	});
});
