import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { err, ok } from '$lib/base/result';
import { BatchId } from '$lib/domain/ids';
import type { Moment, OwnCode } from '$lib/domain/picture-code';
import { Questionnaire } from '$lib/domain/questionnaire';
import { loadTranslate } from '$lib/i18n';
import { CheckInFlow, confirmTime, idleLimits, settleTime } from './check-in-flow.svelte';

const batchId = BatchId.parse('00000000-0000-4000-8000-0000000000b1');
const french = await loadTranslate('fr');
const questionnaire = Questionnaire.parse({
	v: 1,
	id: 'entry',
	version: 1,
	title: { fr: 'Entrée' },
	languages: ['fr'],
	sections: [{ id: 's', questions: [{ id: 'mind', kind: 'faces', steps: 4, text: { fr: 'Ça va ?' } }] }],
	scores: [],
	safety: []
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function round(moment: Moment | undefined) {
	const kept: (OwnCode | undefined)[] = [];
	const there = { now: 0, isFull: false };
	const flow = new CheckInFlow({
		clock: { now: () => there.now },
		random: createSeededRandom(5),
		handover: {
			batchId,
			questionnaire,
			moment,
			letterbox: {
				drop: (_, own) => {
					if (there.isFull) return Promise.resolve(err({ type: 'StorageFailed' }));
					kept.push(own);
					return Promise.resolve(ok(undefined));
				},
				close: () => undefined
			}
		},
		translateIn: () => Promise.resolve(french)
	});
	const settle = () => vi.advanceTimersByTimeAsync(settleTime);
	const answer = async () => {
		await flow.begin('fr');
		await settle();
		flow.pick(3);
		await vi.advanceTimersByTimeAsync(confirmTime + settleTime);
	};
	const choose = async (...places: readonly number[]) => {
		flow.wantCode();
		await settle();
		for (const place of places) flow.pickPicture(place);
	};
	return { flow, kept, there, settle, answer, choose };
}

describe('the question about four pictures', () => {
	test('comes after the last answer of the first and of the last time only', async () => {
		for (const [moment, stage] of [
			['entry', 'offer'],
			['exit', 'offer'],
			[undefined, 'thanks']
		] as const) {
			const { flow, answer } = round(moment);
			await answer();
			expect(flow.stage).toBe(stage);
			flow.stop();
		}
	});

	test('does not come for who passed everything', async () => {
		const { flow, kept, settle } = round('entry');
		await flow.begin('fr');
		await settle();
		await flow.skip();
		expect([flow.stage, kept]).toEqual(['thanks', []]);
	});

	test('is left without a code as easily as with one', async () => {
		const { flow, kept, answer } = round('entry');
		await answer();
		await flow.withoutCode();
		expect([flow.stage, kept]).toEqual(['thanks', [undefined]]);
	});

	test('takes four pictures in their order, one of them twice, and forgets them', async () => {
		const { flow, kept, answer, choose } = round('exit');
		await answer();
		await choose(0, 23, 0);
		await flow.addCode();
		expect([flow.stage, kept]).toEqual(['code', []]);
		flow.pickPicture(5);
		flow.pickPicture(7);
		flow.erasePicture();
		flow.pickPicture(1);
		expect(flow.picked).toEqual([0, 23, 0, 1]);
		await flow.addCode();
		expect(kept).toEqual([{ moment: 'exit', code: 'axab' }]);
		expect([flow.stage, flow.picked]).toEqual(['thanks', []]);
	});

	test('can be left by who does not remember', async () => {
		const { flow, kept, answer, choose } = round('exit');
		await answer();
		await choose(4, 4);
		await flow.withoutCode();
		expect([flow.stage, kept, flow.picked]).toEqual(['thanks', [undefined], []]);
	});

	test('hands the answer of somebody who went away in without pictures, and leaves nothing of her', async () => {
		const { flow, kept, there, answer, choose } = round('entry');
		await answer();
		await choose(1, 2, 3, 4);
		there.now = idleLimits.leave;
		flow.tick();
		expect([flow.stage, flow.picked, kept]).toEqual(['welcome', [], [undefined]]);
		await flow.addCode();
		await flow.withoutCode();
		expect(kept).toEqual([undefined]);
	});

	test('keeps the code with an answer that has to be stored again', async () => {
		const { flow, kept, there, answer, choose, settle } = round('entry');
		await answer();
		await choose(0, 1, 2, 3);
		there.isFull = true;
		await flow.addCode();
		expect(flow.stage).toBe('unkept');
		there.isFull = false;
		await settle();
		await flow.tryAgain();
		expect(kept).toEqual([{ moment: 'entry', code: 'abcd' }]);
	});
});
