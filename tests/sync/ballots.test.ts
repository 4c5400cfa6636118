import { describe, expect, test } from 'vitest';
import { ballotLength } from '$lib/crypto/ballot';
import { ballotResultsOf } from '$lib/domain/ballot-result';
import { ballotSize } from '$lib/protocol/limits';
import { readTicket } from '$lib/sync/cast';
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
			expect(awa.people.ballots.mine()).toMatchObject([{ batch, left: 2, announced: 'waiting', missing: null }]);
			await keepOn(awa, await answerWith(tickets));
			await settle(awa);
			awa.network.isDown = false;
			await settle(...all);
			expect(awa.people.ballots.mine()).toMatchObject([{ announced: 'done', state: 'ready', missing: 0 }]);
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
			expect(awa.people.ballots.mine()).toMatchObject([{ state: 'waiting', missing: 2 }]);
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

	test('has ballots of the size that the server takes', () => {
		expect(ballotLength).toBe(ballotSize);
	});
});
