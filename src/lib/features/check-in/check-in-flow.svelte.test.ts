import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { err, ok } from '$lib/base/result';
import type { FacesAnswer } from '$lib/domain/check-in';
import { BatchId } from '$lib/domain/ids';
import { loadTranslate } from '$lib/i18n';
import { CheckInFlow, confirmTime, idleLimits, settleTime } from './check-in-flow.svelte';

const batchId = BatchId.parse('00000000-0000-4000-8000-0000000000b1');
const french = await loadTranslate('fr');

function round() {
	const box: FacesAnswer[] = [];
	let now = 1_800_000_000_000;
	let isFull = false;
	const flow = new CheckInFlow({
		clock: { now: () => now },
		random: createSeededRandom(5),
		handover: {
			batchId,
			letterbox: {
				drop: (answer) => {
					if (isFull) return Promise.resolve(err({ type: 'QuotaExceeded' }));
					if (answer.v === 1) box.push(answer);
					return Promise.resolve(ok(undefined));
				},
				close: () => undefined
			}
		},
		translateIn: () => Promise.resolve(french)
	});
	const settle = () => vi.advanceTimersByTimeAsync(settleTime);
	return {
		flow,
		box,
		settle,
		begin: async () => {
			await flow.begin('fr');
			await settle();
		},
		pick: async (face: number) => {
			flow.pick(face);
			await vi.advanceTimersByTimeAsync(confirmTime + settleTime);
		},
		skip: async () => {
			await flow.skip();
			await settle();
		},
		pass: (milliseconds: number) => {
			now += milliseconds;
			flow.tick();
		},
		fill: (full: boolean) => {
			isFull = full;
		}
	};
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const blank = { stage: 'welcome', locale: null, t: null, number: 1, chosen: null, isLeaving: false };

describe('one person answers', () => {
	it('goes on by itself after a face was tapped, and stores the answer after the last', async () => {
		const { flow, box, begin, pick } = round();
		await begin();
		for (const face of [1, 2, 3, 4]) await pick(face);
		expect(flow).toMatchObject({ stage: 'question', question: 'session', number: 5 });
		expect(box).toEqual([]);
		await pick(2);
		expect(flow.stage).toBe('thanks');
		expect(box).toMatchObject([{ batch: batchId, faces: { body: 1, mind: 2, others: 3, hope: 4, session: 2 } }]);
	});

	it('shows the chosen face for no longer than a third of a second', () => {
		expect(confirmTime).toBeLessThanOrEqual(300);
	});

	it('keeps the last tap when she changes her mind at once', async () => {
		const { flow, box, begin, pick, skip } = round();
		await begin();
		flow.pick(1);
		await pick(4);
		expect(flow.number).toBe(2);
		for (let left = 4; left > 0; left -= 1) await skip();
		expect(box[0]?.faces.body).toBe(4);
	});

	it('lets her go back and change, and shows her own choice', async () => {
		const { flow, box, begin, pick, skip, settle } = round();
		await begin();
		await pick(1);
		flow.back();
		await settle();
		expect(flow).toMatchObject({ question: 'body', chosen: 1 });
		await pick(3);
		for (let left = 4; left > 0; left -= 1) await skip();
		expect(box[0]?.faces).toEqual({ body: 3, mind: null, others: null, hope: null, session: null });
	});

	it('takes a face away again when the question is passed after all', async () => {
		const { flow, begin, pick, skip, settle } = round();
		await begin();
		await pick(1);
		flow.back();
		await settle();
		await skip();
		flow.back();
		await settle();
		expect(flow).toMatchObject({ question: 'body', chosen: null });
	});

	it('does not answer the next question with the second tap of a double tap', async () => {
		const { flow, begin } = round();
		await begin();
		flow.pick(1);
		await vi.advanceTimersByTimeAsync(confirmTime);
		expect(flow.question).toBe('mind');
		flow.pick(1);
		await flow.skip();
		await vi.advanceTimersByTimeAsync(confirmTime + settleTime);
		expect(flow).toMatchObject({ question: 'mind', chosen: null });
	});

	it('keeps nothing when every question was passed, and thanks her all the same', async () => {
		const { flow, box, begin, skip } = round();
		await begin();
		for (let left = 5; left > 0; left -= 1) await skip();
		expect(flow.stage).toBe('thanks');
		expect(box).toEqual([]);
	});
});

describe('the next person', () => {
	it('finds a blank screen, whatever the one before did', async () => {
		const deed = fc.constantFrom('pick', 'skip', 'back', 'next', 'wait', 'begin', 'finish', 'again', 'full', 'room');
		await fc.assert(
			fc.asyncProperty(fc.array(deed, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), async (deeds, face) => {
				const { flow, settle, fill, pass, box } = round();
				for (const what of deeds) {
					if (what === 'pick') flow.pick(face);
					else if (what === 'skip') await flow.skip();
					else if (what === 'back') flow.back();
					else if (what === 'next') await flow.next();
					else if (what === 'begin') await flow.begin('fr');
					else if (what === 'finish') flow.finish();
					else if (what === 'again') await flow.tryAgain();
					else if (what === 'wait') pass(idleLimits.warn);
					else fill(what === 'full');
					await settle();
				}
				flow.leave();
				expect(flow).toMatchObject(blank);
				const ids = box.map((answer) => answer.id);
				await settle();
				await flow.begin('fr');
				for (let left = 5; left > 0; left -= 1) {
					await settle();
					expect(flow.chosen).toBeNull();
					await flow.skip();
				}
				expect(flow.stage).toBe('thanks');
				expect(box.map((answer) => answer.id)).toEqual(ids);
				expect(new Set(ids).size).toBe(ids.length);
				flow.stop();
			}),
			{ numRuns: 60 }
		);
	});

	it('is not answered for by a tap of the one who left', async () => {
		const { flow, begin } = round();
		await begin();
		flow.pick(1);
		flow.leave();
		await vi.advanceTimersByTimeAsync(confirmTime + settleTime);
		await begin();
		expect(flow).toMatchObject({ question: 'body', chosen: null });
	});

	it('starts anew when she goes back before the first question', async () => {
		const { flow, begin, pick, settle } = round();
		await begin();
		await pick(1);
		flow.back();
		await settle();
		flow.back();
		expect(flow).toMatchObject(blank);
		await settle();
		await begin();
		expect(flow.chosen).toBeNull();
	});
});

describe('a phone that cannot store', () => {
	it('says so, keeps the answer and stores it once there is room', async () => {
		const { flow, box, begin, pick, fill, settle } = round();
		fill(true);
		await begin();
		for (const face of [1, 1, 1, 1, 1]) await pick(face);
		expect(flow.stage).toBe('unkept');
		await flow.tryAgain();
		await settle();
		expect(flow.stage).toBe('unkept');
		fill(false);
		await flow.tryAgain();
		await settle();
		expect(flow.stage).toBe('thanks');
		expect(box).toHaveLength(1);
		flow.finish();
		expect(box).toHaveLength(1);
	});

	it('is asked one last time when she leaves, and never again', async () => {
		const { flow, box, begin, pick, fill } = round();
		fill(true);
		await begin();
		for (const face of [1, 1, 1, 1, 1]) await pick(face);
		fill(false);
		flow.leave();
		flow.leave();
		expect(box).toHaveLength(1);
		expect(flow).toMatchObject(blank);
	});
});

describe('a phone left lying', () => {
	it('warns first, then is blank again and has kept nothing', async () => {
		const { flow, box, begin, pick, pass } = round();
		await begin();
		await pick(1);
		pass(idleLimits.warn - 1);
		expect(flow.isLeaving).toBe(false);
		pass(1);
		expect(flow.isLeaving).toBe(true);
		pass(idleLimits.leave - idleLimits.warn);
		expect(flow).toMatchObject(blank);
		expect(box).toEqual([]);
	});

	it('waits on when somebody is there', async () => {
		const { flow, begin, pick, pass } = round();
		await begin();
		await pick(1);
		pass(idleLimits.warn);
		flow.touch();
		expect(flow.isLeaving).toBe(false);
		pass(idleLimits.warn - 1);
		expect(flow).toMatchObject({ stage: 'question', isLeaving: false });
	});

	it('takes the tap that says so for nothing else', async () => {
		const { flow, begin, pass } = round();
		await begin();
		pass(idleLimits.warn);
		flow.touch();
		flow.pick(1);
		await vi.advanceTimersByTimeAsync(confirmTime + settleTime);
		expect(flow).toMatchObject({ question: 'body', chosen: null });
	});

	it('does not wait longer because the clock was set back', async () => {
		const { flow, begin, pick, pass } = round();
		await begin();
		await pick(1);
		pass(-3_600_000);
		expect(flow).toMatchObject(blank);
	});
});
