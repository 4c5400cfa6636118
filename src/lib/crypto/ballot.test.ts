import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combine } from 'shamir-secret-sharing';
import { bytesToText, sameBytes, textToBytes } from '$lib/base/bytes';
import {
	ballotLength,
	checkInKeysOf,
	createBatchKey,
	longestAnswers,
	openBallots,
	sealBallot,
	shareLength,
	shuffled,
	type BallotTicket
} from './ballot';
import { asKemPrivateKey, createKemKeys, kemPublicOf, sealToDevice } from './hpke';
import { createStreamKey } from './stream-key';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const results = createStreamKey();
const reader = checkInKeysOf(results);
const tooFew = { ok: false, error: { type: 'TooFewBallots' } };

/** A batch of `tickets`, of which `threshold` open it. */
async function makeBatch(tickets: number, threshold: number) {
	const { batchKey, shares } = await createBatchKey(tickets, threshold);
	const place = { batchId: random(16), questionSet: random(32), batchKey };
	return { place, tickets: shares.map((share): BallotTicket => ({ ...place, share, checkInKey: reader.kemPublic })) };
}

async function cast(ticket: BallotTicket, text: string): Promise<Uint8Array> {
	const ballot = await sealBallot(ticket, textToBytes(text));
	if (!ballot.ok) throw new Error(ballot.error.type);
	return ballot.value;
}

const castAll = (tickets: readonly BallotTicket[]) =>
	Promise.all(tickets.map((ticket, at) => cast(ticket, `answer ${at}`)));

const textsOf = (opened: Awaited<ReturnType<typeof openBallots>>) =>
	opened.ok ? opened.value.answers.map(bytesToText).sort() : opened;

describe('a ballot', () => {
	test('has one size whatever is in it, and takes no more than fits', async () => {
		const { tickets } = await makeBatch(5, 5);
		for (const length of [0, 1, longestAnswers]) {
			const sealed = await sealBallot(tickets[0]!, new Uint8Array(length));
			expect(sealed.ok && sealed.value.length).toBe(ballotLength);
		}
		expect(await sealBallot(tickets[0]!, new Uint8Array(longestAnswers + 1))).toEqual({
			ok: false,
			error: { type: 'AnswersTooLong' }
		});
	});

	test('opens with enough others, all together, whatever the number of tickets and the threshold', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 5, max: 9 }), fc.nat({ max: 4 }), async (threshold, more) => {
				const { place, tickets } = await makeBatch(threshold + more, threshold);
				const ballots = await castAll(tickets);
				const opened = await openBallots(reader.kemPrivate, place, threshold, shuffled(ballots));
				expect(textsOf(opened)).toEqual(tickets.map((_, at) => `answer ${at}`).sort());
				expect(opened.ok && opened.value.dropped).toBe(0);
			}),
			{ numRuns: 5 }
		);
	}, 60_000);

	test('opens under the key of the stream it was sealed for, whichever reader derives it, and under no other', async () => {
		const { place, tickets } = await makeBatch(5, 5);
		const ballots = await castAll(tickets);
		expect((await openBallots(checkInKeysOf(results).kemPrivate, place, 5, ballots)).ok).toBe(true);
		expect(await openBallots(checkInKeysOf(createStreamKey()).kemPrivate, place, 5, ballots)).toEqual(tooFew);
	});
});

describe('fewer ballots than the threshold', () => {
	test('open nothing, also when one of them is sent several times', async () => {
		const { place, tickets } = await makeBatch(10, 6);
		const ballots = await castAll(tickets.slice(0, 5));
		expect(await openBallots(reader.kemPrivate, place, 6, ballots)).toEqual(tooFew);
		const again = await cast(tickets[0]!, 'answer 0');
		expect(await openBallots(reader.kemPrivate, place, 6, [...ballots, ...ballots, again])).toEqual(tooFew);
	});

	test('open nothing with shares that somebody made up beside them', async () => {
		const { place, tickets } = await makeBatch(10, 6);
		const madeUp = { ...tickets[9]!, share: random(shareLength) };
		const ballots = await castAll([...tickets.slice(0, 5), madeUp]);
		const opened = await openBallots(reader.kemPrivate, place, 6, ballots);
		expect(opened.ok).toBe(false);
	}, 60_000);

	test('open nothing when the share claims to be the key itself', async () => {
		const { place, tickets } = await makeBatch(6, 5);
		const zero = { ...tickets[5]!, share: new Uint8Array(shareLength) };
		expect(await openBallots(reader.kemPrivate, place, 5, await castAll([...tickets.slice(0, 4), zero]))).toEqual(
			tooFew
		);
	});
});

describe('a wrong ballot among enough sound ones', () => {
	const start = async () => {
		const { place, tickets } = await makeBatch(9, 5);
		return { place, tickets, ballots: await castAll(tickets.slice(0, 7)) };
	};
	const seven = Array.from({ length: 7 }, (_, at) => `answer ${at}`);

	test('with a share that was altered is left out, and the others open', async () => {
		const { place, tickets, ballots } = await start();
		const share = tickets[7]!.share.slice();
		share[3] = share[3]! ^ 1;
		const opened = await openBallots(reader.kemPrivate, place, 5, [
			await cast({ ...tickets[7]!, share }, 'wrong'),
			...ballots
		]);
		expect(textsOf(opened)).toEqual(seven);
		expect(opened.ok && opened.value.dropped).toBe(1);
	});

	test('that claims the place of a sound share is left out, and the sound one counts', async () => {
		const { place, tickets, ballots } = await start();
		const share = tickets[0]!.share.slice();
		share[0] = share[0]! ^ 0x80;
		const forged = await cast({ ...tickets[0]!, share }, 'wrong');
		expect(textsOf(await openBallots(reader.kemPrivate, place, 5, [forged, ...ballots]))).toEqual(seven);
	});

	test('whose share gives the same key in bits that the curve does not read is not taken for sound', async () => {
		const { place, tickets, ballots } = await start();
		const share = tickets[0]!.share.slice();
		const four = tickets.slice(1, 5).map((ticket) => ticket.share);
		const givesTheKey = async (forged: Uint8Array) =>
			sameBytes(
				kemPublicOf(asKemPrivateKey(await combine([forged, ...four].map((one) => one.slice())))),
				place.batchKey
			);
		do share[0] = share[0]! + 1;
		while (!(await givesTheKey(share)));
		expect(share).not.toEqual(tickets[0]!.share);
		const forged = await cast({ ...tickets[0]!, share }, 'wrong');
		expect(await openBallots(reader.kemPrivate, place, 5, [forged, ...ballots.slice(1, 5)])).toEqual({
			ok: false,
			error: { type: 'SharesDamaged' }
		});
	});

	test('of another batch, other questions or another key is left out', async () => {
		const { place, tickets, ballots } = await start();
		const other = await makeBatch(5, 5);
		const wrong = await Promise.all([
			cast(other.tickets[0]!, 'wrong'),
			cast({ ...tickets[7]!, batchId: random(16) }, 'wrong'),
			cast({ ...tickets[7]!, questionSet: random(32) }, 'wrong'),
			cast({ ...tickets[7]!, checkInKey: createKemKeys().kemPublic }, 'wrong'),
			cast({ ...tickets[7]!, batchKey: createKemKeys().kemPublic }, 'wrong')
		]);
		expect(textsOf(await openBallots(reader.kemPrivate, place, 5, [...wrong, ...ballots]))).toEqual(seven);
	});

	test('that somebody sealed who knows the public keys only is left out', async () => {
		const { place, tickets, ballots } = await start();
		const stuffed = await Promise.all(
			[1, 2, 3].map(() => cast({ ...tickets[8]!, share: random(shareLength) }, 'stuffed'))
		);
		const noise = [random(ballotLength), random(10), await sealToDevice(reader.kemPublic, random(4), random(464))];
		expect(textsOf(await openBallots(reader.kemPrivate, place, 5, [...stuffed, ...noise, ...ballots]))).toEqual(seven);
	});

	test('is not counted twice when it is there twice, and not at all when one ticket says two things', async () => {
		const { place, tickets, ballots } = await start();
		expect(textsOf(await openBallots(reader.kemPrivate, place, 5, [...ballots, ballots[0]!]))).toEqual(seven);
		const other = await cast(tickets[0]!, 'something else');
		expect(textsOf(await openBallots(reader.kemPrivate, place, 5, [...ballots, other]))).toEqual(seven.slice(1));
	});

	test('does not leave fewer than the threshold open', async () => {
		const { place, tickets } = await makeBatch(6, 5);
		const ballots = await castAll(tickets.slice(0, 5));
		const other = await cast(tickets[0]!, 'something else');
		expect(await openBallots(reader.kemPrivate, place, 5, [...ballots, other])).toEqual(tooFew);
	});
});

test('the order in which answers come out says nothing about the order in which they went in', () => {
	const list = Array.from({ length: 8 }, (_, at) => at);
	const firsts = new Set(Array.from({ length: 200 }, () => shuffled(list)[0]));
	expect(firsts.size).toBe(8);
	expect([...shuffled(list)].sort()).toEqual(list);
});
