import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
	compareBytes,
	readBallots,
	readBatches,
	writeBatch,
	writeCast,
	type Batch,
	type BallotCast,
	type CastOutcome
} from '$lib/protocol/ballot';
import { ballotSize, largestQuestions } from '$lib/protocol/limits';
import { binaryType, paths } from '$lib/protocol/v1';
import { prune } from '$lib/server/admin/prune';
import type { Config } from '$lib/server/config';
import { databasesUnderTest } from '../databases';
import * as phones from './client';
import { startCircle } from './start';

interface Made {
	readonly batch: string;
	/** Ids of its tickets. */
	readonly tickets: readonly Uint8Array[];
	readonly bytes: Uint8Array;
}

function makeBatch(maker: phones.Phone, count: number, threshold: number, changes: Partial<Batch> = {}): Made {
	const tickets = Array.from({ length: count }, () => new Uint8Array(randomBytes(16)));
	const batch: Batch = {
		org: maker.directory.org,
		batch: randomUUID(),
		maker: maker.device,
		groups: [randomUUID()],
		batchKey: randomBytes(32),
		threshold,
		questionSet: randomBytes(32),
		checkInEpoch: 1,
		logSeq: maker.directory.head.seq,
		tickets: tickets.map(phones.sha256).sort(compareBytes),
		...changes
	};
	return { batch: batch.batch, tickets, bytes: writeBatch(batch, (message) => phones.signWith(maker.pair, message)) };
}

const ballotFor = (ticketId: Uint8Array): BallotCast => ({ ticketId, ballot: new Uint8Array(randomBytes(ballotSize)) });

/** Sends ballots as a stranger's phone does: without any signature. */
const castRequest = (org: Uint8Array, batch: string, body: Uint8Array) =>
	new Request(new URL(paths.ballots(org, batch), phones.origin), {
		method: 'POST',
		headers: { 'content-type': binaryType },
		body: body as Uint8Array<ArrayBuffer> // a frame stands in memory of its own
	});

describe.each(databasesUnderTest)('ballots on $name', ({ createUrl }) => {
	const start = async (changes?: Partial<Config>) => {
		const circle = await startCircle(await createUrl(), changes);
		const { mai, awa } = circle;
		const { org } = mai.directory;
		const rita = await phones.admit(mai, ['reader']);
		await phones.readWholeLog(awa);
		const announce = async (made: Made, by = mai) =>
			phones.codeOf(await phones.post(by, paths.batches(org), made.bytes));
		const cast = async (batch: string, ...ballots: readonly BallotCast[]): Promise<readonly CastOutcome[] | string> => {
			const response = await mai.send(castRequest(org, batch, writeCast(ballots)));
			if (!response.ok) return phones.codeOf(response);
			return ((await response.json()) as { outcomes: CastOutcome[] }).outcomes;
		};
		const list = async (by: phones.Phone) => {
			const read = readBatches(await phones.bytesOf(await phones.get(by, paths.batches(org))));
			if (!read.ok) throw new Error('No list');
			return read.value.map(({ state, missing }) => ({ state, missing }));
		};
		const close = async (batch: string, by = rita) =>
			phones.codeOf(await phones.post(by, paths.closing(org, batch), new Uint8Array(0)));
		const finish = async (batch: string, by = rita) =>
			phones.codeOf(await phones.post(by, paths.opened(org, batch), new Uint8Array(0)));
		const fetchBallots = async (batch: string, by = rita) => {
			const response = await phones.get(by, paths.ballots(org, batch));
			if (!response.ok) return phones.codeOf(response);
			const read = readBallots(await phones.bytesOf(response));
			if (!read.ok) throw new Error('No ballots');
			return read.value;
		};
		return { ...circle, org, rita, announce, cast, list, close, finish, fetchBallots };
	};

	test('go in with a ticket each, without a signature, and come out together once there are enough', async () => {
		const { mai, rita, announce, cast, list, close, finish, fetchBallots } = await start();
		const made = makeBatch(mai, 8, 5);
		expect(await announce(made)).toBe('200');
		const ballots = made.tickets.map(ballotFor);
		expect(await cast(made.batch, ...ballots.slice(0, 3))).toEqual(['received', 'received', 'received']);
		// Exactly for who reads; for who made the batch and may see who answers, in steps of three.
		expect(await list(mai)).toEqual([{ state: 'waiting', missing: 3 }]);
		expect(await list(rita)).toEqual([{ state: 'waiting', missing: 2 }]);
		expect(await close(made.batch)).toBe('BallotsMissing');
		expect(await fetchBallots(made.batch)).toBe('BallotsMissing');
		expect(await cast(made.batch, ...ballots.slice(3, 6))).toEqual(['received', 'received', 'received']);
		expect(await list(mai)).toEqual([{ state: 'ready', missing: 0 }]);
		expect(await list(rita)).toEqual([{ state: 'ready', missing: 0 }]);
		// Ready is not closed: nothing is given out that could be read twice.
		expect(await fetchBallots(made.batch)).toBe('BallotsMissing');
		expect(await finish(made.batch)).toBe('BallotsMissing');
		expect(await close(made.batch)).toBe('200');
		const got = await fetchBallots(made.batch);
		expect(got).toHaveLength(6);
		expect([...(got as Uint8Array[])].map((bytes) => Buffer.from(bytes).toString('hex')).sort()).toEqual(
			ballots
				.slice(0, 6)
				.map(({ ballot }) => Buffer.from(ballot).toString('hex'))
				.sort()
		);
	});

	test('count once: a ticket that comes again is answered as before, and the first ballot stays', async () => {
		const { mai, announce, cast, list, close, fetchBallots } = await start();
		const made = makeBatch(mai, 6, 5);
		await announce(made);
		const ballots = made.tickets.map(ballotFor);
		await cast(made.batch, ...ballots.slice(0, 5));
		expect(await cast(made.batch, ballots[0]!)).toEqual(['received']);
		expect(await cast(made.batch, ballotFor(made.tickets[1]!))).toEqual(['received']);
		const atOnce = await Promise.all(Array.from({ length: 5 }, () => cast(made.batch, ballotFor(made.tickets[5]!))));
		expect(atOnce.flat()).toEqual(Array(5).fill('received'));
		expect(await list(mai)).toEqual([{ state: 'ready', missing: 0 }]);
		await close(made.batch);
		const got = (await fetchBallots(made.batch)) as readonly Uint8Array[];
		expect(got).toHaveLength(6);
		for (const { ballot } of ballots.slice(0, 5))
			expect(got.some((bytes) => Buffer.from(bytes).equals(ballot))).toBe(true);
	});

	test('are refused with a made-up ticket, one of another batch, and for a batch nobody made', async () => {
		const { mai, rita, announce, cast, list } = await start();
		const [one, other] = [makeBatch(mai, 6, 5), makeBatch(mai, 6, 5)];
		await announce(one);
		await announce(other);
		expect(
			await cast(one.batch, ballotFor(randomBytes(16)), ballotFor(other.tickets[0]!), ballotFor(one.tickets[0]!))
		).toEqual(['refused', 'refused', 'received']);
		expect(await cast(randomUUID(), ballotFor(one.tickets[1]!))).toBe('NotFound');
		expect((await list(rita)).map(({ missing }) => missing).sort()).toEqual([4, 5]);
	});

	test('are refused whole when one has another size, and when a body is too large or of another kind', async () => {
		const { mai, org, announce, list } = await start();
		const made = makeBatch(mai, 6, 5);
		await announce(made);
		const fine = ballotFor(made.tickets[0]!);
		const send = async (body: Uint8Array) => phones.codeOf(await mai.send(castRequest(org, made.batch, body)));
		for (const size of [0, ballotSize - 1, ballotSize + 1])
			expect(await send(writeCast([fine, { ticketId: made.tickets[1]!, ballot: new Uint8Array(size) }]))).toBe(
				'BodyUnreadable'
			);
		expect(await send(randomBytes(300))).toBe('BodyUnreadable');
		expect(await send(new Uint8Array(200_000))).toBe('BodyTooLarge');
		const form = new Request(new URL(paths.ballots(org, made.batch), phones.origin), { method: 'POST', body: 'a=1' });
		expect(await phones.codeOf(await mai.send(form))).toBe('ContentTypeWrong');
		expect(await list(mai)).toEqual([{ state: 'waiting', missing: 5 }]);
	});

	test('that come too late hear that the batch is closed, before and after it was opened, and change nothing', async () => {
		const { mai, announce, cast, close, finish, fetchBallots, list, rita } = await start();
		const made = makeBatch(mai, 8, 5);
		await announce(made);
		const ballots = made.tickets.map(ballotFor);
		await cast(made.batch, ...ballots.slice(0, 5));
		await close(made.batch);
		expect(await cast(made.batch, ballots[5]!, ballots[0]!)).toEqual(['closed', 'received']);
		expect(await close(made.batch)).toBe('200');
		const [first, second] = [await fetchBallots(made.batch), await fetchBallots(made.batch)];
		expect(first).toHaveLength(5);
		expect(second).toEqual(first);
		expect(await finish(made.batch)).toBe('200');
		expect(await finish(made.batch)).toBe('200');
		expect(await fetchBallots(made.batch)).toBe('BallotsGone');
		expect(await close(made.batch)).toBe('BallotsGone');
		expect(await cast(made.batch, ballots[6]!, ballots[1]!)).toEqual(['closed', 'received']);
		expect(await list(rita)).toEqual([]);
		expect(await list(mai)).toEqual([{ state: 'opened', missing: 0 }]);
	});

	test('are given to check-in readers only, and nobody but their maker and readers hears of a batch', async () => {
		const { mai, awa, announce, cast, close, finish, fetchBallots, list } = await start();
		const made = makeBatch(mai, 5, 5);
		await announce(made);
		await cast(made.batch, ...made.tickets.map(ballotFor));
		for (const by of [mai, awa]) {
			expect(await close(made.batch, by)).toBe('NotAllowed');
			expect(await fetchBallots(made.batch, by)).toBe('NotAllowed');
			expect(await finish(made.batch, by)).toBe('NotAllowed');
		}
		expect(await list(awa)).toEqual([]);
		await close(made.batch);
		expect(await fetchBallots(made.batch, mai)).toBe('NotAllowed');
	});

	test('have a batch only by a facilitator, signed by herself, with at least the threshold of the organisation', async () => {
		const { mai, awa, rita, announce } = await start();
		expect(await announce(makeBatch(rita, 6, 5), rita)).toBe('NotAllowed');
		expect(await announce(makeBatch(awa, 6, 5), mai)).toBe('NotAllowed');
		expect(await announce(makeBatch(mai, 6, 5, { maker: awa.device }), mai)).toBe('NotAllowed');
		expect(await announce(makeBatch(mai, 6, 5, { org: randomBytes(32) }), mai)).toBe('NotAllowed');
		expect(await announce(makeBatch(mai, 6, 4), mai)).toBe('BodyUnreadable');
		await phones.append(mai, { kind: 'policy', name: 'check-in-threshold', value: 7 });
		expect(await announce(makeBatch(mai, 8, 6))).toBe('NotAllowed');
		const made = makeBatch(mai, 8, 7);
		expect(await announce(made)).toBe('200');
		expect(await announce(made)).toBe('200');
		const another = makeBatch(awa, 8, 7, { batch: made.batch });
		expect(await announce(another, awa)).toBe('NotAllowed');
	});

	test('have sealed questions for whoever holds a ticket, left by their maker once, and gone when it is closed', async () => {
		const { mai, awa, rita, org, announce, cast, close, server } = await start();
		const made = makeBatch(mai, 6, 5);
		const sealed = new Uint8Array(randomBytes(512));
		const path = paths.questions(org, made.batch);
		const leave = async (by: phones.Phone, bytes = sealed) => phones.codeOf(await phones.post(by, path, bytes));
		const ask = async () => mai.send(new Request(new URL(path, phones.origin)));
		expect(await leave(mai)).toBe('NotFound');
		await announce(made);
		expect(await phones.codeOf(await ask())).toBe('NotFound');
		expect(await leave(awa)).toBe('NotFound');
		expect(await leave(rita)).toBe('NotFound');
		expect([await leave(mai), await leave(mai)]).toEqual(['200', '200']);
		expect(await leave(mai, new Uint8Array(randomBytes(512)))).toBe('NotAllowed');
		expect(await leave(mai, new Uint8Array(0))).toBe('BodyUnreadable');
		expect(await leave(mai, new Uint8Array(largestQuestions + 1))).toBe('BodyTooLarge');
		const answer = await ask();
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect(await phones.bytesOf(answer)).toEqual(sealed);
		await cast(made.batch, ...made.tickets.slice(0, 5).map(ballotFor));
		await close(made.batch);
		expect(await phones.codeOf(await ask())).toBe('NotFound');
		expect(await leave(mai)).toBe('BallotsGone');
		expect(await server.database.read((tx) => tx.selectFrom('ballot_questions').selectAll().execute())).toEqual([]);
	});

	test('are slowed down for one batch and not for another', async () => {
		const { mai, announce, cast } = await start({ rateLimit: 1 });
		const [one, other] = [makeBatch(mai, 6, 5), makeBatch(mai, 6, 5)];
		await announce(one);
		await announce(other);
		const tries = await Promise.all(Array.from({ length: 31 }, () => cast(one.batch, ballotFor(randomBytes(16)))));
		expect(tries.filter((answer) => answer === 'TooManyRequests')).toHaveLength(1);
		expect(await cast(other.batch, ballotFor(other.tickets[0]!))).toEqual(['received']);
	});

	test('of a batch that never gets enough are deleted unopened after half a year, and not before', async () => {
		const { mai, server, announce, cast, list } = await start();
		const made = makeBatch(mai, 6, 5);
		await announce(made);
		await cast(made.batch, ballotFor(made.tickets[0]!));
		const today = Date.parse(server.clock.today());
		const after = (days: number) => {
			const at = today + days * 86_400_000;
			return { now: () => at, today: () => new Date(at).toISOString().slice(0, 10) };
		};
		expect((await prune(server.database, after(183), { letterDays: 400 })).batches).toBe(0);
		expect(await list(mai)).toHaveLength(1);
		expect((await prune(server.database, after(184), { letterDays: 400 })).batches).toBe(1);
		expect(await list(mai)).toEqual([]);
		for (const table of ['ballot', 'ballot_ticket'] as const)
			expect(await server.database.read((tx) => tx.selectFrom(table).selectAll().execute())).toEqual([]);
	});
});
