import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	compareBytes,
	readBallots,
	readBatch,
	readBatches,
	readCast,
	writeBallots,
	writeBatch,
	writeBatches,
	writeCast,
	type Batch,
	type BatchState
} from './ballot';
import { writeFrame } from './frame';
import { ballotSize, largestBatch, mostGroupsInBatch, mostTickets } from './limits';

const uuid = fc.uuid().map((id) => id.toLowerCase());
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const sorted = <T>(list: readonly T[], compare: (a: T, b: T) => number) => [...list].sort(compare);
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const batch = fc
	.record({
		org: bytes(32),
		batch: uuid,
		maker: uuid,
		groups: fc.uniqueArray(uuid, { minLength: 1, maxLength: 4 }),
		batchKey: bytes(32),
		threshold: fc.integer({ min: 5, max: 12 }),
		questionSet: bytes(32),
		checkInEpoch: u32,
		logSeq: u32,
		tickets: fc.uniqueArray(bytes(32), { minLength: 12, maxLength: 20, selector: String })
	})
	.map((one): Batch => ({
		...one,
		groups: sorted(one.groups, (a, b) => (a < b ? -1 : 1)),
		tickets: sorted(one.tickets, compareBytes)
	}));
const sign = () => new Uint8Array(64).fill(3);
const cast = fc.record({ ticketId: bytes(16), ballot: bytes(ballotSize) });

describe('a batch', () => {
	test('comes back as it was written, with what was signed, and in no other spelling', () => {
		fc.assert(
			fc.property(batch, (one) => {
				let signed: Uint8Array | undefined;
				const written = writeBatch(one, (message) => {
					signed = message;
					return sign();
				});
				const read = readBatch(written);
				expect(read).toEqual({ ok: true, value: { batch: one, signed, signature: sign() } });
				expect(readBatch(written.subarray(0, written.length - 1)).ok).toBe(false);
				expect(readBatch(new Uint8Array([...written, 0])).ok).toBe(false);
			}),
			{ numRuns: 40 }
		);
	});

	test('with a threshold below five, or above its tickets, is refused, and so is one that tells an order', () => {
		const [one] = fc.sample(batch, { numRuns: 1, seed: 4 }) as [Batch];
		const changed = (changes: Partial<Batch>) => readBatch(writeBatch({ ...one, ...changes }, sign)).ok;
		expect(changed({})).toBe(true);
		expect(changed({ threshold: 4 })).toBe(false);
		expect(changed({ threshold: one.tickets.length + 1 })).toBe(false);
		expect(changed({ tickets: [...one.tickets].reverse() })).toBe(false);
		expect(changed({ tickets: [...one.tickets, ...one.tickets.slice(-1)] })).toBe(false);
		expect(changed({ groups: [] })).toBe(false);
	});

	test('fits into its limit at its largest', () => {
		const [one] = fc.sample(batch, { numRuns: 1, seed: 5 }) as [Batch];
		const ids = Array.from({ length: mostGroupsInBatch }, (_, at) => `00000000-0000-4000-8000-0000000000${10 + at}`);
		const tickets = Array.from({ length: mostTickets }, (_, at) => new Uint8Array(32).fill(at));
		const written = writeBatch({ ...one, groups: ids, tickets }, sign);
		expect(written.length).toBeLessThanOrEqual(largestBatch);
		expect(readBatch(written).ok).toBe(true);
	});
});

describe('ballots on their way', () => {
	test('come back, and only at their one size and with one ticket each', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(cast, { minLength: 1, maxLength: 4, selector: ({ ticketId }) => String(ticketId) }),
				(some) => {
					expect(readCast(writeCast(some))).toEqual({ ok: true, value: some });
					expect(readCast(writeCast([...some, some[0]!])).ok).toBe(false);
					expect(readCast(writeCast([{ ...some[0]!, ballot: some[0]!.ballot.subarray(1) }])).ok).toBe(false);
				}
			),
			{ numRuns: 20 }
		);
		expect(readCast(new Uint8Array(0)).ok).toBe(false);
	});

	test('come back to the reader', () => {
		const some = [new Uint8Array(ballotSize).fill(1), new Uint8Array(ballotSize)];
		expect(readBallots(writeBallots(some))).toEqual({ ok: true, value: some });
		expect(readBallots(writeBallots([])).ok).toBe(true);
		expect(readBallots(writeBallots([new Uint8Array(511)])).ok).toBe(false);
	});
});

test('a list of batches comes back', () => {
	const list = (['waiting', 'ready', 'closed', 'opened'] satisfies BatchState[]).map((state, at) => ({
		batch: new Uint8Array(at),
		state,
		missing: at,
		until: '2027-05-25'
	}));
	expect(readBatches(writeBatches(list))).toEqual({ ok: true, value: list });
	expect(
		readBatches(writeFrame(writeFrame(new Uint8Array(3), Uint8Array.of(9), Uint8Array.of(0), new Uint8Array(10)))).ok
	).toBe(false);
});

test('whatever bytes come, every reader answers', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 700 }), (input) => {
			for (const read of [readBatch, readCast, readBatches, readBallots]) expect(typeof read(input).ok).toBe('boolean');
		})
	);
});
