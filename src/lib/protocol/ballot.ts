/**
 * Batches of ballots on the wire: what a facilitator says of one, what phones send into it and what a reader gets out.
 *
 * Who may call it: `sync/` on phones; `server/ballots.ts`.
 *
 * What must stay true:
 * - A batch is signed by the device of the facilitator who made it; a reader believes nothing else about it, so the server
 *   can neither lower its threshold nor exchange its key (threat A6).
 * - Nothing that is sent with a ballot says who, when or in which order (threats A11, A13).
 *
 * Layout of a batch (a frame): organisation (32) · batch (16) · maker (16) · groups (a frame of 16 each) · batch key (32) ·
 * threshold (1) · question set (32) · epoch of the check-in key (u32) · log seq (u32) · SHA-256 of each ticket's id, sorted
 * (a frame of 32 each) · Ed25519 signature (64) over all fields before it.
 */
import * as z from 'zod/mini';
import { bytesToUuid, sameBytes, textToBytes, u32ToBytes, uuidToBytes } from '$lib/base/bytes';
import { isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { byteOf, readFields, readFrame, signedBytes, writeFrame, type FrameDamaged } from './frame';
import { ballotSize, largestBatch, mostGroupsInBatch, mostTickets, policyBounds } from './limits';

/** What everybody needs to know of a batch, and nothing of its answers. */
export interface Batch {
	/** 32 bytes. */
	readonly org: Uint8Array;
	readonly batch: string;
	/** The device that made it. */
	readonly maker: string;
	/** Sorted. */
	readonly groups: readonly string[];
	/** 32 bytes: answers are sealed to it. */
	readonly batchKey: Uint8Array;
	/** How many ballots open it. */
	readonly threshold: number;
	/** 32 bytes: which questions, in which version. */
	readonly questionSet: Uint8Array;
	/** Of the `results` stream, whose key opens the outer lock. */
	readonly checkInEpoch: number;
	/** The newest log entry its maker knew. */
	readonly logSeq: number;
	/** SHA-256 of the id of each ticket, sorted: the order in which tickets were made is not told. */
	readonly tickets: readonly Uint8Array[];
}

/** Lowest threshold of any batch. */
export const [lowestThreshold] = policyBounds.get('check-in-threshold') ?? [5, 100];

const fieldsOf = (batch: Batch): readonly Uint8Array[] => [
	batch.org,
	uuidToBytes(batch.batch),
	uuidToBytes(batch.maker),
	writeFrame(...batch.groups.map(uuidToBytes)),
	batch.batchKey,
	byteOf(batch.threshold),
	batch.questionSet,
	u32ToBytes(batch.checkInEpoch),
	u32ToBytes(batch.logSeq),
	writeFrame(...batch.tickets)
];

/** The bytes of a batch, signed by its maker. */
export function writeBatch(batch: Batch, sign: (message: Uint8Array) => Uint8Array): Uint8Array {
	const fields = fieldsOf(batch);
	return writeFrame(...fields, sign(signedBytes('ballot-batch', ...fields)));
}

/** What a batch says, what was signed and the signature, of which nothing is verified yet. Never throws. */
export function readBatch(
	bytes: Uint8Array
): Result<{ readonly batch: Batch; readonly signed: Uint8Array; readonly signature: Uint8Array }, FrameDamaged> {
	if (bytes.length > largestBatch) return err({ type: 'FrameDamaged' });
	const fields = readFields(bytes);
	const org = fields.take(32);
	const id = fields.take(16);
	const maker = fields.take(16);
	const groups = fields.takeList(mostGroupsInBatch);
	const batchKey = fields.take(32);
	const threshold = fields.takeByte();
	const questionSet = fields.take(32);
	const checkInEpoch = fields.takeU32();
	const logSeq = fields.takeU32();
	const tickets = fields.takeList(mostTickets);
	const signature = fields.take(64);
	const isSound =
		fields.isWhole() &&
		groups.length > 0 &&
		areSorted(groups, 16) &&
		areSorted(tickets, 32) &&
		threshold >= lowestThreshold &&
		threshold <= tickets.length;
	if (!isSound) return err({ type: 'FrameDamaged' });
	const batch: Batch = {
		org,
		batch: bytesToUuid(id),
		maker: bytesToUuid(maker),
		groups: groups.map(bytesToUuid),
		batchKey,
		threshold,
		questionSet,
		checkInEpoch,
		logSeq,
		tickets
	};
	return ok({ batch, signed: signedBytes('ballot-batch', ...fieldsOf(batch)), signature });
}

/** Whether all have this length and each is greater than the one before. */
const areSorted = (list: readonly Uint8Array[], length: number): boolean =>
	list.every((bytes, at) => bytes.length === length && (at === 0 || compareBytes(list[at - 1] ?? bytes, bytes) < 0));

/** Orders bytes as numbers with the big end first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
	for (let at = 0; at < Math.min(a.length, b.length); at++) {
		const difference = (a[at] ?? 0) - (b[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}

/** A ballot on its way, with the ticket that lets it in. */
export interface BallotCast {
	/** 16 bytes. */
	readonly ticketId: Uint8Array;
	/** `ballotSize` bytes. */
	readonly ballot: Uint8Array;
}

export const writeCast = (ballots: readonly BallotCast[]): Uint8Array =>
	writeFrame(...ballots.flatMap(({ ticketId, ballot }) => [ticketId, ballot]));

/** From 1 to `mostTickets` ballots, no ticket twice. Never throws. */
export function readCast(bytes: Uint8Array): Result<readonly BallotCast[], FrameDamaged> {
	const frame = readFrame(bytes, 2 * mostTickets);
	if (!frame.ok) return frame;
	const fields = frame.value;
	const ballots: BallotCast[] = [];
	for (let at = 0; at < fields.length; at += 2) {
		const [ticketId, ballot] = [fields[at], fields[at + 1]];
		if (ticketId?.length !== 16 || ballot?.length !== ballotSize) return err({ type: 'FrameDamaged' });
		if (ballots.some((other) => sameBytes(other.ticketId, ticketId))) return err({ type: 'FrameDamaged' });
		ballots.push({ ticketId, ballot });
	}
	return ballots.length > 0 ? ok(ballots) : err({ type: 'FrameDamaged' });
}

/** Bytes of a request that brings ballots. */
export const largestCast = mostTickets * (16 + ballotSize + 8);

/** What became of each ballot, in the order of the request. */
export const CastOutcome = z.enum([
	/** It lies there, now or since an earlier try; the first one of a ticket stays. */
	'received',
	/** The batch takes no more: another ticket is needed. */
	'closed',
	/** No ticket of this batch. */
	'refused'
]);
export type CastOutcome = z.infer<typeof CastOutcome>;
export const CastAnswer = z.object({ outcomes: z.array(CastOutcome) });
export type CastAnswer = z.infer<typeof CastAnswer>;

const stateBytes = { waiting: 0, ready: 1, closed: 2, opened: 3 } as const;
/**
 * `waiting`: too few ballots yet. `ready`: enough, and more may come. `closed`: a reader is opening it and no more come.
 * `opened`: its ballots are gone.
 */
export type BatchState = keyof typeof stateBytes;

/** A batch as the server tells of it. */
export interface BatchListed {
	/** `readBatch` reads it. */
	readonly batch: Uint8Array;
	readonly state: BatchState;
	/** How many more ballots it needs; 0 once it has them, however many more there are. To its maker at most so many. */
	readonly missing: number;
	/** The last day on which the server keeps it. Then it is deleted with all that is in it, opened or not. */
	readonly until: Day;
}

export const writeBatches = (batches: readonly BatchListed[]): Uint8Array =>
	writeFrame(
		...batches.map(({ batch, state, missing, until }) =>
			writeFrame(batch, byteOf(stateBytes[state]), byteOf(missing), textToBytes(until))
		)
	);

/** Never throws. */
export function readBatches(bytes: Uint8Array): Result<readonly BatchListed[], FrameDamaged> {
	const frame = readFrame(bytes);
	if (!frame.ok) return frame;
	const batches: BatchListed[] = [];
	for (const part of frame.value) {
		const fields = readFields(part);
		const batch = fields.take();
		const byte = fields.takeByte();
		const missing = fields.takeByte();
		const until = fields.takeText(10);
		const state = (Object.keys(stateBytes) as BatchState[]).find((name) => stateBytes[name] === byte); // the keys of the literal above
		if (!fields.isWhole() || !state || !isDay(until)) return err({ type: 'FrameDamaged' });
		batches.push({ batch, state, missing, until });
	}
	return ok(batches);
}

export const writeBallots = (ballots: readonly Uint8Array[]): Uint8Array => writeFrame(...ballots);

/** Never throws. */
export function readBallots(bytes: Uint8Array): Result<readonly Uint8Array[], FrameDamaged> {
	const frame = readFrame(bytes, mostTickets);
	return frame.ok && !frame.value.every(({ length }) => length === ballotSize) ? err({ type: 'FrameDamaged' }) : frame;
}
