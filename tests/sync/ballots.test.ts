import { describe, expect, test } from 'vitest';
import { addDays, dayOf } from '$lib/base/clock';
import { ballotLength } from '$lib/crypto/ballot';
import { ballotResultsOf } from '$lib/domain/ballot-result';
import { ballotSize } from '$lib/protocol/limits';
import { prune } from '$lib/server/admin/prune';
import { ballotToBytes, fetchQuestions, readTicket } from '$lib/sync/cast';
import type { Fetch } from '$lib/sync/transport';
import { ok } from '$lib/base/result';
import { origin } from '../server/client';
import { alarmsOf, settle } from './circle';
import { answerWith, castAll, moodsOf, questions, said, startBallots, keepOn } from './ballot-circle';
import { valueOf } from './value-of';

const patience = 60_000;

describe('a batch of ballots', () => {
	test(
		'goes round on one phone without a network, opens at a reader, and comes back as words',
		async () => {
			const { awa, rita, all, group, makeBatch } = await startBallots();
			awa.network.isDown = true;
			const batch = await makeBatch();
			const tickets = valueOf(await awa.people.ballots.takeTickets(batch, 6));
			expect(awa.people.ballots.mine()).toMatchObject([{ batch, left: 2, announced: 'waiting', missing: 5, held: 0 }]);
			await keepOn(awa, await answerWith(tickets));
			await settle(awa);
			await awa.people.ballots.refresh();
			expect(awa.people.ballots.mine()).toMatchObject([{ missing: 0, held: 6 }]);
			awa.network.isDown = false;
			await settle(...all);
			expect(awa.people.ballots.mine()).toMatchObject([{ announced: 'done', state: 'ready', missing: 0, held: 0 }]);
			expect(awa.network.requests.filter((asked) => asked === `POST ballots/${batch}`)).toHaveLength(1);

			const [waiting] = valueOf(await rita.people.ballots.toOpen());
			expect(waiting).toMatchObject({ batch, groups: [group], threshold: 5, state: 'ready' });
			expect(waiting!.questionSet).toEqual(rita.people.ballots.questionSetOf(questions));
			const opened = valueOf(await rita.people.ballots.open(batch));
			expect(moodsOf(opened.answers)).toEqual([0, 1, 2, 3, 4, 5]);
			expect(opened.dropped).toBe(0);
			valueOf(await rita.people.ballots.publish(batch, said, null));
			await settle(...all);
			await settle(...all);
			expect(ballotResultsOf(awa.vault.ledger(), group)).toMatchObject([{ batchId: batch, ...said, month: '2026-11' }]);
			expect(awa.people.ballots.mine()).toEqual([]);
			for (const phone of all) expect(alarmsOf(phone)).toEqual([]);
		},
		patience
	);

	test(
		'brings questions that other phones do not have to who holds a ticket, and to nobody else',
		async () => {
			const { awa, makeBatch, stranger } = await startBallots();
			awa.network.isDown = true;
			const long = JSON.stringify({ id: 'imported', text: 'Çok uzun bir soru. '.repeat(2000) });
			const batch = await makeBatch({ questions: long, isCarried: true });
			const [ticket, another] = valueOf(await awa.people.ballots.takeTickets(batch, 2)) as [string, string];
			expect(valueOf(readTicket(ticket))).toMatchObject({ batch, isFetched: true });
			const ask = (text: string, ask = stranger) => fetchQuestions(ask, origin, text);
			expect(await ask(ticket)).toMatchObject({ error: { type: 'BatchUnknown' } });
			awa.network.isDown = false;
			valueOf(await awa.people.ballots.refresh());
			expect([await ask(ticket), await ask(another)]).toEqual([ok(long), ok(long)]);
			valueOf(await awa.people.ballots.refresh());
			expect(awa.network.requests.filter((asked) => asked === `POST ballots/${batch}/questions`)).toHaveLength(1);

			// A server that changes them, gives those of another batch, a page or nothing is not believed.
			const other = await makeBatch({ questions: `${long} `, isCarried: true });
			valueOf(await awa.people.ballots.refresh());
			const elsewhere: Fetch = (address, options) => stranger(address.replace(batch, other), options);
			expect(await ask(ticket, elsewhere)).toMatchObject({ error: { type: 'ServerFailed' } });
			for (const body of ['', '<html>', 'x'.repeat(600)])
				expect(await ask(ticket, async () => new Response(body))).toMatchObject({ error: { type: 'ServerFailed' } });
			const broken: Fetch = () => Promise.reject(new TypeError('no network'));
			expect(await ask(ticket, broken)).toMatchObject({ error: { type: 'Offline' } });

			const plain = await makeBatch();
			const [known] = valueOf(await awa.people.ballots.takeTickets(plain, 1)) as [string];
			expect(valueOf(readTicket(known))).toMatchObject({ isFetched: false });
		},
		patience
	);

	test(
		'takes answers from phones of their own and says how many are missing, until it has enough',
		async () => {
			const { awa, rita, makeBatch, stranger } = await startBallots();
			const batch = await makeBatch({ threshold: 6 });
			const tickets = valueOf(await awa.people.ballots.takeTickets(batch, 8));
			expect(valueOf(readTicket(tickets[0]!))).toMatchObject({ batch, questionnaire: 'daily/1' });
			valueOf(await awa.people.ballots.refresh());
			const ballots = await answerWith(tickets);
			expect(await castAll(stranger, ballots.slice(0, 4))).toEqual(Array(4).fill('received'));
			valueOf(await awa.people.ballots.refresh());
			// In steps: how many exactly is for the reader.
			expect(awa.people.ballots.mine()).toMatchObject([{ state: 'waiting', missing: 3 }]);
			expect(valueOf(await rita.people.ballots.toOpen())).toMatchObject([{ missing: 2 }]);
			expect(await rita.people.ballots.open(batch)).toMatchObject({ error: { type: 'BallotsMissing' } });
			await castAll(stranger, ballots.slice(4));
			expect(moodsOf(valueOf(await rita.people.ballots.open(batch)).answers)).toHaveLength(8);
		},
		patience
	);

	test(
		'needs a reader, a shared group, the threshold of the organisation and tickets that are left',
		async () => {
			const { awa, rita, all, makeBatch, group } = await startBallots();
			const [mai] = all;
			const ask = { groups: [group], tickets: 8, questionnaire: 'daily/1', questions };
			const make = (changes: Partial<typeof ask> & { threshold?: number }) =>
				awa.people.ballots.make({ ...ask, ...changes });
			expect(await make({ tickets: 4 })).toMatchObject({ error: { type: 'ThresholdTooLow' } });
			expect(await make({ threshold: 4 })).toMatchObject({ error: { type: 'ThresholdTooLow' } });
			expect(await make({ tickets: 121 })).toMatchObject({ error: { type: 'ThresholdTooLow' } });
			expect(await make({ groups: [] })).toMatchObject({ error: { type: 'GroupNotShared' } });
			valueOf(await mai!.people.setPolicy('check-in-threshold', 7));
			await settle(...all);
			expect(await make({ threshold: 6 })).toMatchObject({ error: { type: 'ThresholdTooLow' } });
			const batch = await makeBatch();
			expect(awa.people.ballots.mine()).toMatchObject([{ threshold: 7 }]);
			expect(await awa.people.ballots.takeTickets(batch, 9)).toMatchObject({ error: { type: 'TicketsGone' } });
			expect(await rita.people.ballots.make(ask)).toMatchObject({ error: { type: 'NotAllowed' } });
			valueOf(await mai!.people.revoke(rita.vault.device));
			await settle(mai!, awa);
			expect(await make({})).toMatchObject({ error: { type: 'CheckInKeyMissing' } });
		},
		patience
	);

	test(
		'keeps its threshold when the organisation raises its own while it is open',
		async () => {
			const { awa, rita, all, makeBatch, stranger } = await startBallots();
			const batch = await makeBatch();
			const tickets = valueOf(await awa.people.ballots.takeTickets(batch, 5));
			await settle(awa);
			valueOf(await all[0]!.people.setPolicy('check-in-threshold', 9));
			await settle(...all);
			await castAll(stranger, await answerWith(tickets));
			expect(valueOf(await rita.people.ballots.open(batch)).answers).toHaveLength(5);
		},
		patience
	);

	test(
		'counts what went from this phone exactly, and says which answers came too late until that is dismissed',
		async () => {
			const { circle, awa, rita, all, makeBatch, stranger } = await startBallots();
			const batch = await makeBatch({ threshold: 6, tickets: 12 });
			const ballots = await answerWith(valueOf(await awa.people.ballots.takeTickets(batch, 8)));
			await keepOn(awa, ballots.slice(0, 4));
			expect(awa.people.ballots.mine()).toMatchObject([{ state: 'waiting', missing: 2, held: 0, late: 0 }]);
			awa.network.isDown = true;
			await keepOn(awa, ballots.slice(4, 5));
			expect(awa.people.ballots.mine()).toMatchObject([
				{ missing: 1, held: 1, until: addDays(dayOf(circle.clock.at), 183) }
			]);
			await castAll(stranger, ballots.slice(5));
			valueOf(await rita.people.ballots.open(batch));
			valueOf(await rita.people.ballots.publish(batch, said, null));
			expect(await awa.people.ballots.dismiss(batch)).toMatchObject({ error: { type: 'BatchUnknown' } });
			awa.network.isDown = false;
			await settle(...all);
			expect(awa.people.ballots.mine()).toMatchObject([{ state: 'opened', late: 1, left: 0, isOver: true }]);
			valueOf(await awa.people.ballots.dismiss(batch));
			expect(awa.people.ballots.mine()).toEqual([]);
		},
		patience
	);

	test(
		'is said to be gone when it never got enough in half a year, and was not merely opened unheard',
		async () => {
			const { circle, awa, rita, makeBatch } = await startBallots();
			const [lonely, done] = [await makeBatch(), await makeBatch()];
			const ballots = await answerWith(valueOf(await awa.people.ballots.takeTickets(done, 5)));
			await keepOn(awa, [...ballots, ...(await answerWith(valueOf(await awa.people.ballots.takeTickets(lonely, 1))))]);
			expect(valueOf(await rita.people.ballots.toOpen())).toHaveLength(2);
			valueOf(await rita.people.ballots.open(done));
			valueOf(await rita.people.ballots.publish(done, said, null));
			await settle(rita, awa);
			circle.clock.at += 184 * 86_400_000;
			await prune(
				circle.server.database,
				{ now: () => circle.clock.at, today: () => dayOf(circle.clock.at) },
				{ letterDays: 400 }
			);
			await awa.people.ballots.refresh();
			expect(awa.people.ballots.mine()).toMatchObject([{ batch: lonely, state: 'expired', isOver: true, missing: 0 }]);
			expect(await awa.people.ballots.takeTickets(lonely, 1)).toMatchObject({ error: { type: 'TicketsGone' } });
		},
		patience
	);

	test(
		'says how many answers came after the server had deleted their batch',
		async () => {
			const { circle, awa, makeBatch } = await startBallots();
			const batch = await makeBatch();
			const ballots = await answerWith(valueOf(await awa.people.ballots.takeTickets(batch, 2)));
			await awa.people.ballots.refresh();
			circle.clock.at += 184 * 86_400_000;
			const today = () => dayOf(circle.clock.at);
			await prune(circle.server.database, { now: () => circle.clock.at, today }, { letterDays: 400 });
			await keepOn(awa, ballots);
			expect(awa.people.ballots.mine()).toMatchObject([{ batch, state: 'expired', late: 2, held: 0, isOver: true }]);
		},
		patience
	);

	test(
		'are gone from the phone when it leaves the organisation, those in the box of the round too',
		async () => {
			const { awa, makeBatch } = await startBallots();
			const batch = await makeBatch();
			const [first, second] = await answerWith(valueOf(await awa.people.ballots.takeTickets(batch, 2)));
			awa.network.isDown = true;
			if (first && second) await keepOn(awa, [first]);
			awa.network.isDown = false;
			if (second) valueOf(await awa.vault.keep(ballotToBytes(second)));
			valueOf(await awa.people.leave());
			expect(valueOf(await awa.vault.ballots())).toEqual([]);
			expect([...valueOf(await awa.vault.shelf()).keys()].filter((name) => name.startsWith('ballots/'))).toEqual([]);
		},
		patience
	);

	test('has ballots of the size that the server takes', () => {
		expect(ballotLength).toBe(ballotSize);
	});
});
