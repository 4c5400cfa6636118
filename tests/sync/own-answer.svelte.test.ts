import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { err, ok } from '$lib/base/result';
import { createFormAnswer } from '$lib/domain/check-in-form';
import { Questionnaire } from '$lib/domain/questionnaire';
import { ticketToText } from '$lib/protocol/ticket';
import { sealAnswers, type SealedBallot } from '$lib/runtime/cast';
import { OwnAnswer, type OwnAnswerDeps } from '$lib/features/own-answer/own-answer.svelte';
import { drawTicket } from '../ticket';

const random = createSeededRandom(7);
const questionnaire = Questionnaire.parse(JSON.parse(readFileSync('static/check-ins/daily-faces.json', 'utf8')));

const makeTicket = async (asked = questionnaire, questionsKey?: Uint8Array): Promise<string> =>
	ticketToText({ ...(await drawTicket(asked, random)), ...(questionsKey ? { questionsKey } : {}) });

type Fetched = Awaited<ReturnType<OwnAnswerDeps['fetchQuestions']>>;

async function start(
	answers: readonly Awaited<ReturnType<OwnAnswerDeps['cast']>>[],
	ticket?: string | null,
	fetched: Fetched[] = []
) {
	const sent: SealedBallot[] = [];
	const left = [...answers];
	const own = new OwnAnswer({
		ticket: ticket === undefined ? await makeTicket() : ticket,
		load: async (id) => (id === questionnaire.id ? questionnaire : null),
		fetchQuestions: async () => fetched.shift() ?? ok(questionnaire),
		seal: sealAnswers,
		cast: async (ballot) => {
			sent.push(ballot);
			return left.shift() ?? ok('received');
		}
	});
	await own.start();
	return { own, sent };
}

async function answer(own: OwnAnswer): Promise<void> {
	own.begin();
	const made = createFormAnswer(random, own.batchId!, questionnaire, { body: 2, mind: 3 });
	if (!made.ok) throw new Error('Nothing answered');
	expect(await own.letterbox.drop(made.value)).toEqual(ok(undefined));
	await own.done();
}

describe('answering on a phone of one’s own', () => {
	test('sends the same sealed ballot again until somebody took it', async () => {
		const { own, sent } = await start([err({ type: 'Offline' }), err({ type: 'BatchUnknown' })]);
		await answer(own);
		expect([own.stage, own.problem]).toEqual(['unsent', 'Offline']);
		await own.again();
		expect([own.stage, own.problem]).toEqual(['unsent', 'BatchUnknown']);
		await own.again();
		expect(own.stage).toBe('sent');
		expect(new Set(sent).size).toBe(1);
		await own.again();
		expect(sent).toHaveLength(3);
	});

	test.each(['closed', 'refused'] as const)('says calmly that a ticket is %s', async (outcome) => {
		const { own } = await start([ok(outcome)]);
		await answer(own);
		expect(own.stage).toBe(outcome);
	});

	test('sends nothing when everything was passed', async () => {
		const { own, sent } = await start([]);
		own.begin();
		await own.done();
		expect([own.stage, sent.length]).toEqual(['passed', 0]);
	});

	test('waits for questions that lie with the server, and takes no others than the ticket’s', async () => {
		const form = { ...questionnaire, id: 'imported' };
		const ticket = () => makeTicket(form, random.bytes(32));
		const late: Fetched[] = [err({ type: 'Offline' }), err({ type: 'BatchUnknown' }), ok(form)];
		const { own } = await start([], await ticket(), late);
		expect([own.stage, own.problem]).toEqual(['unfetched', 'Offline']);
		await own.again();
		expect([own.stage, own.problem]).toEqual(['unfetched', 'BatchUnknown']);
		await own.again();
		expect([own.stage, own.questionnaire]).toEqual(['before', form]);
		const other = await start([], await ticket(), [ok({ ...form, title: { fr: 'Autre' } })]);
		expect(other.own.stage).toBe('unavailable');
		const nonsense = await start([], await ticket(), [err({ type: 'TicketUnreadable' })]);
		expect(nonsense.own.stage).toBe('unavailable');
	});

	test('asks for another scan without a ticket, and never other questions than the ticket’s', async () => {
		expect((await start([], null)).own.stage).toBe('unreadable');
		expect((await start([], 'nonsense')).own.stage).toBe('unreadable');
		const changed = { ...questionnaire, title: { fr: 'Autre' } };
		expect((await start([], await makeTicket(changed))).own.stage).toBe('unavailable');
		const unknown = { ...questionnaire, id: 'other-one' };
		expect((await start([], await makeTicket(unknown))).own.stage).toBe('unavailable');
	});
});
