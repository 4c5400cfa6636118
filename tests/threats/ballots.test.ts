/**
 * Sealed ballots against each single party, a lying server, and whoever takes the database (threats A6, A10 to A13).
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { combine } from 'shamir-secret-sharing';
import { describe, expect, test } from 'vitest';
import { bytesToHex, concatBytes, hexToBytes, uuidToBytes } from '$lib/base/bytes';
import { openBallots, sealBallot, shuffled } from '$lib/crypto/ballot';
import { asKemPrivateKey, createKemKeys, openAsDevice } from '$lib/crypto/hpke';
import { createDeviceKeys } from '$lib/crypto/device-keys';
import { ballotResultsOf } from '$lib/domain/ballot-result';
import {
	compareBytes,
	readBallots,
	readBatch,
	readBatches,
	writeBallots,
	writeBatch,
	writeBatches,
	writeCast,
	type Batch
} from '$lib/protocol/ballot';
import { ballotSize } from '$lib/protocol/limits';
import { ticketFromText, type Ticket } from '$lib/protocol/ticket';
import { binaryType, paths } from '$lib/protocol/v1';
import { sealAnswers, type SealedBallot } from '$lib/sync/cast';
import { databasesUnderTest } from '../databases';
import * as phones from '../server/client';
import { startCircle } from '../server/start';
import { answerWith, castAll, moodsOf, said, startBallots, type BallotCircle, keepOn } from '../sync/ballot-circle';
import { alarmsOf, letIn, settle } from '../sync/circle';
import { valueOf } from '../sync/value-of';

const patience = 120_000;

const ticketOf = (text: string): Ticket => valueOf(ticketFromText(text));

/** A ballot that names the place of a ticket, with whatever else of it changed. */
async function forge(text: string, changes: Partial<Ticket>, mood = 99): Promise<SealedBallot> {
	const { org, batch, ticketId, share, batchKey, checkInKey, questionSet } = { ...ticketOf(text), ...changes };
	const answers = new TextEncoder().encode(JSON.stringify({ mood }));
	const place = { batchId: uuidToBytes(batch), questionSet, batchKey };
	return {
		org: bytesToHex(org),
		batch,
		ticketId,
		ballot: valueOf(await sealBallot({ ...place, share, checkInKey }, answers))
	};
}

/** A batch of eight tickets that the server knows, and its tickets. */
async function start(circle: BallotCircle) {
	const { awa, makeBatch } = circle;
	const batch = await makeBatch();
	const tickets = valueOf(await awa.people.ballots.takeTickets(batch, 8));
	await settle(awa);
	return { batch, tickets };
}

const storedBallots = async ({ circle }: BallotCircle): Promise<readonly Uint8Array[]> =>
	(await circle.server.database.read((tx) => tx.selectFrom('ballot').select('bytes').execute())).map(
		({ bytes }) => bytes
	);

describe('nobody opens one ballot alone', () => {
	test(
		'not a reader with the whole database before the threshold, and with it everything at once',
		async () => {
			const there = await startBallots();
			const { rita, stranger } = there;
			const { batch, tickets } = await start(there);
			const ballots = await answerWith(tickets);
			await castAll(stranger, ballots.slice(0, 4));
			expect(await rita.people.ballots.open(batch)).toMatchObject({ error: { type: 'BallotsMissing' } });
			// Her own key and everything that lies at the server, in a changed app.
			const session = await rita.changedApp();
			const { checkInKeysOf } = await import('$lib/crypto/ballot');
			const { resultsOf } = await import('$lib/protocol/directory');
			const results = resultsOf(session.log.directory())!;
			const { kemPrivate } = checkInKeysOf(session.keys.get(results, results.epochs.length)!);
			const one = ticketOf(tickets[0]!);
			const place = { batchId: uuidToBytes(batch), questionSet: one.questionSet, batchKey: one.batchKey };
			const stored = await storedBallots(there);
			expect(stored).toHaveLength(4);
			expect(await openBallots(kemPrivate, place, 5, stored)).toMatchObject({ error: { type: 'TooFewBallots' } });
			// With a lower number she joins four shares to a key, and it is another one.
			expect(await openBallots(kemPrivate, place, 4, stored)).toMatchObject({ error: { type: 'SharesDamaged' } });
			await castAll(stranger, ballots.slice(4, 5));
			expect(moodsOf(valueOf(await rita.people.ballots.open(batch)).answers)).toEqual([0, 1, 2, 3, 4]);
		},
		patience
	);

	test(
		'not a facilitator who kept every ticket and took the database, whatever the number',
		async () => {
			const there = await startBallots();
			const { awa, stranger } = there;
			const { tickets } = await start(there);
			await castAll(stranger, await answerWith(tickets));
			const key = asKemPrivateKey(await combine(tickets.map((text) => ticketOf(text).share.slice())));
			const { deviceKeys, keys, log } = await awa.changedApp();
			const one = ticketOf(tickets[0]!);
			const place = { batchId: uuidToBytes(one.batch), questionSet: one.questionSet, batchKey: one.batchKey };
			for (const own of [key, deviceKeys.kemPrivate])
				expect(await openBallots(own, place, 5, await storedBallots(there))).toMatchObject({
					error: { type: 'TooFewBallots' }
				});
			for (const stream of log.directory().streams.values())
				if (stream.stream === 'results') expect(keys.get(stream, 1)).toBe(null);
		},
		patience
	);

	test(
		'not a phone that was taken with what waits on it',
		async () => {
			const there = await startBallots();
			const { awa, makeBatch } = there;
			awa.network.isDown = true;
			const batch = await makeBatch();
			const tickets = valueOf(await awa.people.ballots.takeTickets(batch, 6));
			await keepOn(awa, await answerWith(tickets));
			const shelf = valueOf(await awa.vault.shelf());
			const kept = [...shelf].filter(([name]) => name.startsWith('ballots/'));
			const left = concatBytes(...kept.map(([, bytes]) => bytes));
			for (const text of tickets) expect(Buffer.from(left).includes(Buffer.from(ticketOf(text).share))).toBe(false);
			const { deviceKeys } = await awa.changedApp();
			for (const [name, bytes] of kept.filter(([name]) => name.startsWith('ballots/queue/'))) {
				expect(name).not.toContain(batch);
				const opened = await openAsDevice(deviceKeys.kemPrivate, new Uint8Array(0), bytes.subarray(-ballotSize));
				expect(opened.ok).toBe(false);
			}
		},
		patience
	);
});

describe('what is forged', () => {
	test(
		'is refused or left out: a ticket twice, a made-up one, one of another batch, an altered share',
		async () => {
			const there = await startBallots();
			const { rita, stranger } = there;
			const one = await start(there);
			const other = await start(there);
			const share = ticketOf(one.tickets[6]!).share.slice();
			share[1] = share[1]! ^ 1;
			expect(await castAll(stranger, await answerWith(one.tickets.slice(0, 6)))).toEqual(Array(6).fill('received'));
			const outcomes = await castAll(stranger, [
				await forge(one.tickets[0]!, {}),
				await forge(one.tickets[0]!, { ticketId: new Uint8Array(randomBytes(16)) }),
				await forge(other.tickets[0]!, { batch: one.batch }),
				await forge(one.tickets[6]!, { share }),
				await forge(one.tickets[7]!, { batchKey: createKemKeys().kemPublic })
			]);
			expect(outcomes).toEqual(['received', 'refused', 'refused', 'received', 'received']);
			const opened = valueOf(await rita.people.ballots.open(one.batch));
			expect(moodsOf(opened.answers)).toEqual([0, 1, 2, 3, 4, 5]);
			expect(opened.dropped).toBe(2);
		},
		patience
	);

	test(
		'by the server is left out: ballots it made itself, copies, ballots of another batch, noise',
		async () => {
			const there = await startBallots();
			const { rita, stranger } = there;
			const one = await start(there);
			const other = await start(there);
			await castAll(stranger, await answerWith(one.tickets.slice(0, 6)));
			const stuffed = await Promise.all(
				Array.from({ length: 4 }, () => forge(one.tickets[7]!, { share: new Uint8Array(randomBytes(33)) }))
			);
			const moved = await answerWith(other.tickets.slice(0, 3), 50);
			rita.network.tamper = async (request, handOn) => {
				const answer = await handOn(request);
				if (request.method !== 'GET' || !request.url.endsWith(`/ballots/${one.batch}`)) return answer;
				const true_ = valueOf(readBallots(new Uint8Array(await answer.arrayBuffer())));
				const lies = [...stuffed, ...moved].map(({ ballot }) => ballot);
				const more = [...true_, ...lies, true_[0]!, new Uint8Array(randomBytes(ballotSize))];
				return new Response(writeBallots(more).slice().buffer, { headers: answer.headers });
			};
			const opened = valueOf(await rita.people.ballots.open(one.batch));
			expect(moodsOf(opened.answers)).toEqual([0, 1, 2, 3, 4, 5]);
		},
		patience
	);

	test(
		'of a batch by the server is not believed: a lower threshold, another key, another maker, a made-up batch',
		async () => {
			const there = await startBallots();
			const { rita } = there;
			await start(there);
			const forger = createDeviceKeys();
			const { sign } = await import('$lib/crypto/signature');
			const lie = async (change: (batch: Batch) => Batch, mayKeepSignature: boolean) => {
				rita.network.tamper = async (request, handOn) => {
					const answer = await handOn(request);
					if (request.method !== 'GET' || !request.url.endsWith('/ballots')) return answer;
					const list = valueOf(readBatches(new Uint8Array(await answer.arrayBuffer())));
					const changed = list.map((listed) => {
						const { batch, signature } = valueOf(readBatch(listed.batch));
						const signer = mayKeepSignature
							? () => signature
							: (message: Uint8Array) => sign(forger.signingKey, message);
						return { ...listed, state: 'ready' as const, missing: 0, batch: writeBatch(change(batch), signer) };
					});
					return new Response(writeBatches(changed).slice().buffer, { headers: answer.headers });
				};
				return valueOf(await rita.people.ballots.toOpen());
			};
			expect(await lie((batch) => batch, true)).toHaveLength(1);
			const changes: readonly ((batch: Batch) => Batch)[] = [
				(batch) => ({ ...batch, threshold: batch.threshold + 1 }),
				(batch) => ({ ...batch, batchKey: createKemKeys().kemPublic }),
				(batch) => ({ ...batch, questionSet: new Uint8Array(32) }),
				(batch) => ({ ...batch, tickets: [new Uint8Array(32), ...batch.tickets.slice(1)].sort(compareBytes) }),
				(batch) => ({ ...batch, logSeq: 0 })
			];
			for (const change of changes) expect(await lie(change, true)).toEqual([]);
			expect(await lie((batch) => batch, false)).toEqual([]);
			expect(await lie((batch) => ({ ...batch, maker: rita.vault.device }), false)).toEqual([]);
			expect(alarmsOf(rita)).toContain('NotAllowed');
		},
		patience
	);

	test(
		'by somebody who facilitates another group: she cannot make a batch of this one',
		async () => {
			const there = await startBallots();
			const { circle, all, group, rita } = there;
			const [mai] = all;
			const bea = await circle.phone();
			await letIn(mai!, bea, { label: 'Bea' });
			await settle(...all, bea);
			const ask = { groups: [group], tickets: 8, questionnaire: 'daily/1', questions: 'x' };
			expect(await bea.people.ballots.make(ask)).toMatchObject({ error: { type: 'GroupNotShared' } });
			// A changed app tells the server all the same; the reader does not believe it.
			const session = await bea.changedApp();
			const { sign } = await import('$lib/crypto/signature');
			const batch: Batch = {
				...{ org: session.membership.org, batch: session.random.uuid(), maker: bea.vault.device, groups: [group] },
				...{ batchKey: createKemKeys().kemPublic, threshold: 5, questionSet: new Uint8Array(32), checkInEpoch: 1 },
				logSeq: session.log.directory().head.seq,
				tickets: Array.from({ length: 5 }, () => new Uint8Array(randomBytes(32))).sort(compareBytes)
			};
			const body = writeBatch(batch, (message) => sign(session.deviceKeys.signingKey, message));
			expect((await session.transport.send({ method: 'POST', path: paths.batches(batch.org), body })).ok).toBe(false);
			expect(valueOf(await rita.people.ballots.toOpen())).toEqual([]);
		},
		patience
	);
});

describe('a lost connection', () => {
	test(
		'counts nobody twice, neither on her own phone nor on the one that went round',
		async () => {
			const there = await startBallots();
			const { awa, rita, stranger, circle } = there;
			const { batch, tickets } = await start(there);
			const own = await answerWith(tickets.slice(0, 3));
			for (let again = 0; again < 3; again++)
				expect(await castAll(stranger, own)).toEqual(['received', 'received', 'received']);
			await keepOn(awa, await answerWith(tickets.slice(3, 6), 3));
			awa.network.tamper = async (request, handOn) => {
				const answer = await handOn(request);
				if (request.url.includes('/ballots/')) throw new TypeError('fetch failed');
				return answer;
			};
			await settle(awa);
			awa.network.tamper = null;
			await settle(awa);
			await settle(awa);
			const rows = await circle.server.database.read((tx) => tx.selectFrom('ballot').select('ballot').execute());
			expect(rows).toHaveLength(6);
			expect(moodsOf(valueOf(await rita.people.ballots.open(batch)).answers)).toEqual([0, 1, 2, 3, 4, 5]);
		},
		patience
	);
});

describe('a batch opens once', () => {
	test(
		'a late ballot changes nothing, every reading gives the same, and after the result there is none',
		async () => {
			const there = await startBallots();
			const { rita, awa, all, stranger, group } = there;
			const { batch, tickets } = await start(there);
			const ballots = await answerWith(tickets);
			await castAll(stranger, ballots.slice(0, 5));
			const first = valueOf(await rita.people.ballots.open(batch));
			expect(await castAll(stranger, ballots.slice(5, 6))).toEqual(['closed']);
			expect(moodsOf(valueOf(await rita.people.ballots.open(batch)).answers)).toEqual(moodsOf(first.answers));
			valueOf(await rita.people.ballots.publish(batch, said, null));
			expect(await castAll(stranger, ballots.slice(6, 7))).toEqual(['closed']);
			expect(await rita.people.ballots.open(batch)).toMatchObject({ error: { type: 'OpenedBefore' } });
			expect(await storedBallots(there)).toEqual([]);
			await settle(...all);
			valueOf(await rita.people.ballots.publish(batch, { ...said, band: 'well' }, null));
			await settle(...all);
			await settle(...all);
			expect(ballotResultsOf(awa.vault.ledger(), group).map(({ band }) => band)).toEqual(['mixed']);
			// The answers of who came late go to the next batch, which holds nothing of this one.
			const next = await start(there);
			await castAll(stranger, await answerWith(next.tickets.slice(0, 5), 20));
			expect(moodsOf(valueOf(await rita.people.ballots.open(next.batch)).answers)).toEqual([20, 21, 22, 23, 24]);
		},
		patience
	);

	test(
		'a server that shows one ballot more or less the second time gets nothing opened',
		async () => {
			const there = await startBallots();
			const { rita, stranger } = there;
			const { batch, tickets } = await start(there);
			await castAll(stranger, await answerWith(tickets.slice(0, 7)));
			let hidden = 1;
			rita.network.tamper = async (request, handOn) => {
				const answer = await handOn(request);
				if (request.method !== 'GET' || !request.url.endsWith(`/ballots/${batch}`)) return answer;
				const all = valueOf(readBallots(new Uint8Array(await answer.arrayBuffer())));
				return new Response(writeBallots(all.slice(hidden)).slice().buffer, { headers: answer.headers });
			};
			expect(valueOf(await rita.people.ballots.open(batch)).answers).toHaveLength(6);
			hidden = 0;
			expect(await rita.people.ballots.open(batch)).toMatchObject({ error: { type: 'BatchUntrue' } });
			await rita.reopen();
			expect(await rita.people.ballots.open(batch)).toMatchObject({ error: { type: 'BatchUntrue' } });
		},
		patience
	);
});

/** How far two orders agree: 1 the same, -1 the reverse, about 0 when one says nothing about the other. */
function agreement(order: readonly number[]): number {
	let [same, all] = [0, 0];
	for (let a = 0; a < order.length; a++)
		for (let b = a + 1; b < order.length; b++) {
			all += 1;
			if (order[a]! < order[b]!) same += 1;
		}
	return (2 * same) / all - 1;
}

describe.each(databasesUnderTest)('whoever takes the database of $name', ({ name, createUrl }) => {
	test(
		'learns neither the order nor the time of ballots, from rows, pages, the log of the engine or our own',
		async () => {
			const url = await createUrl();
			const lines: unknown[] = [];
			const { server, mai } = await startCircle(url, {}, { log: (level, entry) => void lines.push([level, entry]) });
			const { org } = mai.directory;
			const quiet = lines.length;
			const agreements: number[] = [];
			for (let round = 0; round < 16; round++) {
				const ids = Array.from({ length: 8 }, () => new Uint8Array(randomBytes(16)));
				const batch: Batch = {
					...{ org, batch: crypto.randomUUID(), maker: mai.device, groups: [crypto.randomUUID()], threshold: 5 },
					...{ batchKey: randomBytes(32), questionSet: randomBytes(32), checkInEpoch: 1, logSeq: 0 },
					tickets: ids.map(phones.sha256).sort(compareBytes)
				};
				const body = writeBatch(batch, (message) => phones.signWith(mai.pair, message));
				expect((await phones.post(mai, paths.batches(org), body)).status).toBe(200);
				const cast: Uint8Array[] = [];
				for (const ticketId of shuffled(ids)) {
					const ballot = new Uint8Array(randomBytes(ballotSize));
					cast.push(ballot);
					const answer = await mai.send(
						new Request(new URL(paths.ballots(org, batch.batch), phones.origin), {
							method: 'POST',
							headers: { 'content-type': binaryType },
							body: writeCast([{ ticketId, ballot }]) as Uint8Array<ArrayBuffer> // a frame has memory of its own
						})
					);
					expect(answer.status).toBe(200);
				}
				if (name === 'SQLite') {
					// The engine's log would hold every version of every page since it was last emptied.
					expect(existsSync(`${url}-wal`) ? statSync(`${url}-wal`).size : 0).toBe(0);
					const file = readFileSync(url);
					const places = cast.map((ballot) => file.indexOf(ballot));
					expect(places.every((place) => place > 0)).toBe(true);
					// Nothing is left of an earlier place.
					expect(cast.every((ballot) => file.indexOf(ballot) === file.lastIndexOf(ballot))).toBe(true);
					agreements.push(agreement(places));
				} else {
					const rows = await server.database.read((tx) =>
						sql<{ bytes: Uint8Array; writer: string }>`select bytes, xmin::text as writer from ballot
							where batch = ${batch.batch} order by ctid`.execute(tx)
					);
					const tickets = await server.database.read((tx) =>
						sql<{
							writer: string;
						}>`select xmin::text as writer from ballot_ticket where batch = ${batch.batch}`.execute(tx)
					);
					// One transaction wrote all rows that are there: the last one.
					expect(new Set([...rows.rows, ...tickets.rows].map(({ writer }) => writer)).size).toBe(1);
					agreements.push(
						agreement(cast.map((ballot) => rows.rows.findIndex(({ bytes }) => Buffer.from(bytes).equals(ballot))))
					);
				}
			}
			// Eight in order would agree fully each time; by chance the mean of sixteen stays within 0.07, four times over.
			const mean = agreements.reduce((sum, one) => sum + one, 0) / agreements.length;
			expect(Math.abs(mean)).toBeLessThan(0.3);
			expect(lines).toHaveLength(quiet);
			const columns = await server.database.read(async (tx) => [
				...Object.keys((await tx.selectFrom('ballot').selectAll().executeTakeFirst()) ?? {}),
				...Object.keys((await tx.selectFrom('ballot_ticket').selectAll().executeTakeFirst()) ?? {})
			]);
			expect(columns).toEqual(['org', 'batch', 'ballot', 'bytes', 'org', 'batch', 'ticket', 'spent']);
		},
		patience
	);

	test('finds a ticket spent exactly when its ballot is there, when the write broke off in between', async () => {
		const { server, mai } = await startCircle(await createUrl());
		const { org } = mai.directory;
		const ids = Array.from({ length: 6 }, () => new Uint8Array(randomBytes(16)));
		const batch: Batch = {
			...{ org, batch: crypto.randomUUID(), maker: mai.device, groups: [crypto.randomUUID()], threshold: 5 },
			...{ batchKey: randomBytes(32), questionSet: randomBytes(32), checkInEpoch: 1, logSeq: 0 },
			tickets: ids.map(phones.sha256).sort(compareBytes)
		};
		await phones.post(
			mai,
			paths.batches(org),
			writeBatch(batch, (message) => phones.signWith(mai.pair, message))
		);
		const cast = async (ticketId: Uint8Array) =>
			phones.codeOf(
				await mai.send(
					new Request(new URL(paths.ballots(org, batch.batch), phones.origin), {
						method: 'POST',
						headers: { 'content-type': binaryType },
						body: writeCast([{ ticketId, ballot: randomBytes(ballotSize) }]) as Uint8Array<ArrayBuffer> // as above
					})
				)
			);
		const counts = () =>
			server.database.read(async (tx) => [
				(await tx.selectFrom('ballot').select('ballot').execute()).length,
				(await tx.selectFrom('ballot_ticket').select('ticket').where('spent', '=', 1).execute()).length
			]);
		expect(await cast(ids[0]!)).toBe('200');
		const [begin, end] =
			name === 'SQLite'
				? [
						sql`create trigger broken before insert on ballot begin select raise(abort, 'broken'); end`,
						sql`drop trigger broken`
					]
				: [
						sql`alter table ballot add constraint broken check (false) not valid`,
						sql`alter table ballot drop constraint broken`
					];
		await server.database.transact((tx) => begin.execute(tx));
		expect(await cast(ids[1]!)).toBe('Failed');
		expect(await counts()).toEqual([1, 1]);
		await server.database.transact((tx) => end.execute(tx));
		expect(await cast(ids[1]!)).toBe('200');
		expect(await counts()).toEqual([2, 2]);
	});
});

test('answers in another order of the questions, and few or many of them, look alike', async () => {
	const there = await startBallots();
	const { tickets } = await start(there);
	const sizes = await Promise.all(
		[{}, { b: 1, a: 2 }, { a: 2, b: 1, c: ['x', 'y', 'z'] }].map(async (answers) => {
			const { ballot } = valueOf(await sealAnswers(tickets[0]!, answers));
			return ballot.length;
		})
	);
	expect(sizes).toEqual([ballotSize, ballotSize, ballotSize]);
	expect(hexToBytes(valueOf(await sealAnswers(tickets[0]!, {})).org)).toHaveLength(32);
});
