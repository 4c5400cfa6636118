/**
 * Batches of ballots on the phone of a facilitator: made, handed out as tickets, and sent when the phone went round.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - The key of a batch is gone when it is made. A ticket is taken off the phone before anybody gets it, and in no order.
 * - Ballots of the phone that is handed round leave all together, shuffled and unsigned. What waits is ciphertext that this
 *   phone cannot open (threats A1, A2, A11).
 * - Everything here works without a network and goes with the next round; what was sent twice counts once.
 */
import { bytesToText, bytesToUuid, sameBytes, textToBytes } from '$lib/base/bytes';
import { isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { createBatchKey, shuffled } from '$lib/crypto/ballot';
import { sha256 } from '$lib/crypto/digest';
import { sign } from '$lib/crypto/signature';
import { ballotResultId } from '$lib/domain/ballot-result';
import type { BatchId, GroupId } from '$lib/domain/ids';
import { rowOf } from '$lib/domain/ledger';
import type { Moment } from '$lib/domain/picture-code';
import {
	CastAnswer,
	compareBytes,
	lowestThreshold,
	readBatch,
	readBatches,
	writeBatch,
	writeCast,
	type BallotCast,
	type CastOutcome,
	type Batch,
	type BatchListed,
	type BatchState
} from '$lib/protocol/ballot';
import { checkInKeyOf, latestEpoch, type Directory } from '$lib/protocol/directory';
import { byteOf, readFields, writeFrame } from '$lib/protocol/frame';
import { ballotSize, mostGroupsInBatch, mostTickets } from '$lib/protocol/limits';
import { streamName } from '$lib/protocol/stream';
import { ticketToText } from '$lib/protocol/ticket';
import { Done, paths } from '$lib/protocol/v1';
import type { BallotProblem } from './ballot-problem';
import { peopleProblem } from './people-problem';
import { senderOf } from './sender';
import type { SyncSession } from './session';
import { packQuestions, questionSetOf } from './ticket-questions';
import type { Shelf } from './vault-port';

/** A batch somebody wants. */
export interface BatchAsked {
	readonly groups: readonly GroupId[];
	/** How many, from the threshold to 120. More tickets than people do no harm. */
	readonly tickets: number;
	/** As `id/version`. */
	readonly questionnaire: string;
	/** The questions as a text that is always spelled the same: which they are is sealed into every ballot. */
	readonly questions: string;
	/** Other phones have these questions from nowhere else: they lie with the server, and the tickets open them. */
	readonly isCarried?: boolean;
	/** Higher than the organisation's; its own when none is given. */
	readonly threshold?: number;
}

/** A batch that was made on this phone. */
export interface BatchOfMine {
	readonly batch: string;
	readonly groups: readonly GroupId[];
	readonly questionnaire: string;
	readonly threshold: number;
	readonly tickets: number;
	/** Tickets that are still on this phone. */
	readonly left: number;
	/** `waiting`: the server does not know it yet. `refused`: it does not take it. */
	readonly announced: 'waiting' | 'done' | 'refused';
	/** As last heard from the server, or null. `expired`: half a year passed, and the server deleted it unopened. */
	readonly state: BatchState | 'expired' | null;
	/**
	 * At most so many more answers open it, besides those that wait here: by what the server said last and by what went from
	 * this phone. 0 when there are enough.
	 */
	readonly missing: number;
	/** Sealed answers that wait on this phone to be sent. */
	readonly held: number;
	/** Answers of this phone that came after it was closed: they count nowhere. */
	readonly late: number;
	/** The last day on which the server keeps it, or null while that was not heard. */
	readonly until: Day | null;
	/** Nothing comes of it any more; it is only said until `dismissBatch` forgets it. */
	readonly isOver: boolean;
}

const batchName = (batch: string): string => `ballots/batch/${batch}`;
const ticketsName = (batch: string): string => `ballots/tickets/${batch}`;
/** Sealed questions that the server has not got yet. */
const questionsName = (batch: string): string => `ballots/questions/${batch}`;
const queueName = 'ballots/queue/';

/** The threshold of the organisation, as its log says. */
export const thresholdOf = (directory: Directory): number =>
	Math.max(lowestThreshold, directory.policies.get('check-in-threshold') ?? lowestThreshold);

/** The devices that lead a group, by the log: whose batches count, and who hears how they came out. */
export const leadersOf = (directory: Directory, group: string): readonly string[] => {
	const ref = { group, stream: 'report' } as const;
	const stream = directory.streams.get(streamName(ref));
	const members = stream ? latestEpoch(stream).members : [];
	return members.filter((device) => {
		const known = directory.devices.get(device);
		return known?.revoked === null && known.roles.has('facilitator') && senderOf(directory, device, ref).leads;
	});
};

/** Makes a batch with its tickets and keeps it; it goes to the server with the next round. Answers its id. */
export function makeBatch(session: SyncSession, asked: BatchAsked): Promise<Result<string, BallotProblem>> {
	return session.inTurn(async () => {
		const { log, membership, deviceKeys, random, shelf } = session;
		const directory = log.directory();
		const me = directory.devices.get(membership.device);
		const least = thresholdOf(directory);
		const { groups, tickets, threshold = least } = asked;
		if (!me || me.revoked || !me.roles.has('facilitator')) return err({ type: 'NotAllowed' });
		if (threshold < least || threshold > tickets || tickets > mostTickets) return err({ type: 'ThresholdTooLow' });
		const isLeader = groups.every((group) => leadersOf(directory, group).includes(membership.device));
		if (!isLeader || groups.length === 0 || groups.length > mostGroupsInBatch) return err({ type: 'GroupNotShared' });
		const checkIn = checkInKeyOf(directory);
		if (!checkIn) return err({ type: 'CheckInKeyMissing' });
		const { batchKey, shares } = await createBatchKey(tickets, threshold);
		const drawn = shares.map((share) => ({ ticketId: random.bytes(16), share }));
		const batch: Batch = {
			org: membership.org,
			batch: random.uuid(),
			maker: membership.device,
			groups: [...new Set(groups)].sort(),
			batchKey,
			threshold,
			questionSet: questionSetOf(membership.org, asked.questions),
			checkInEpoch: checkIn.epoch,
			logSeq: directory.head.seq,
			tickets: drawn.map(({ ticketId }) => sha256(ticketId)).sort(compareBytes)
		};
		const questionsKey = random.bytes(32);
		const questions = asked.isCarried ? await packQuestions(questionsKey, batch, asked.questions) : null;
		const kept: Kept = {
			record: writeBatch(batch, (message) => sign(deviceKeys.signingKey, message)),
			questionnaire: asked.questionnaire,
			checkInKey: checkIn.publicKey,
			questionsKey: questions ? questionsKey : null,
			announced: 'waiting',
			state: null,
			told: null,
			sent: 0,
			late: 0,
			until: null
		};
		const written = await shelf.receive({
			keep: new Map([
				[batchName(batch.batch), writeKept(kept)],
				[ticketsName(batch.batch), writeTickets(drawn)],
				...(questions ? [[questionsName(batch.batch), questions] as const] : [])
			])
		});
		return written.ok ? ok(batch.batch) : written;
	});
}

/**
 * The batches made on this phone that are not opened yet, and those that she should hear of all the same: deleted unopened,
 * not taken by the server, or with answers that came too late.
 */
export function batchesOfMine(shelf: Pick<Shelf, 'get' | 'names'>): readonly BatchOfMine[] {
	const queued = shelf.names(queueName).map((name) => readQueued(shelf.get(name))?.batch);
	return shelf.names(batchName('')).flatMap((name) => {
		const read = readKept(shelf.get(name));
		if (!read) return [];
		const { batch, kept } = read;
		const { questionnaire, announced, state, told, sent, late, until } = kept;
		const held = queued.filter((id) => id === batch.batch).length;
		const needed = Math.min(told ?? batch.threshold, batch.threshold - sent) - held;
		const left = readTickets(shelf.get(ticketsName(batch.batch))).length;
		return [
			{
				batch: batch.batch,
				groups: batch.groups as readonly string[] as readonly GroupId[], // `makeBatch` put them there
				questionnaire,
				threshold: batch.threshold,
				tickets: batch.tickets.length,
				left,
				announced,
				state,
				missing: state === null || state === 'waiting' ? Math.max(0, needed) : 0,
				held,
				late,
				until,
				isOver: isOver(kept)
			}
		];
	});
}

const isOver = ({ announced, state }: Pick<BatchOfMine, 'announced' | 'state'>): boolean =>
	announced === 'refused' || state === 'opened' || state === 'expired';

/** Forgets a batch that is over. `BatchUnknown` for any other. */
export function dismissBatch({ shelf, inTurn }: SyncSession, id: string): Promise<Result<void, BallotProblem>> {
	return inTurn(async () => {
		const read = readKept(shelf.get(batchName(id)));
		if (!read || !isOver(read.kept)) return err({ type: 'BatchUnknown' });
		return shelf.receive({ forget: [batchName(id), ticketsName(id)] });
	});
}

/** Whether answers of this group would be sealed to somebody else: a check-in reader who can open them, and a shared group. */
export function canSealFor({ log, membership }: Pick<SyncSession, 'log' | 'membership'>, group: GroupId): boolean {
	const directory = log.directory();
	return checkInKeyOf(directory) !== null && leadersOf(directory, group).includes(membership.device);
}

/**
 * Takes tickets off the phone, as texts for codes, paper or the phone that goes round, drawn at random. With a `moment` they
 * let whoever answers add a picture code. `TicketsGone` when there are not as many, or the batch takes no more.
 */
export function takeTickets(
	session: SyncSession,
	id: string,
	count: number,
	moment?: Moment
): Promise<Result<readonly string[], BallotProblem>> {
	return session.inTurn(async () => {
		const { shelf, membership } = session;
		const read = readKept(shelf.get(batchName(id)));
		if (!read) return err({ type: 'BatchUnknown' });
		const { batch, kept } = read;
		const tickets = shuffled(readTickets(shelf.get(ticketsName(id))));
		const isOpen = kept.announced !== 'refused' && (kept.state === null || openStates.has(kept.state));
		if (!isOpen || count > tickets.length) return err({ type: 'TicketsGone' });
		const left = writeTickets(tickets.slice(count));
		const written = await shelf.receive({ keep: new Map([[ticketsName(id), left]]) });
		if (!written.ok) return written;
		const { questionnaire, checkInKey, questionsKey } = kept;
		return ok(
			tickets.slice(0, count).map(({ ticketId, share }) =>
				ticketToText({
					...{ org: membership.org, batch: id, ticketId, share, batchKey: batch.batchKey },
					...{ checkInKey, questionSet: batch.questionSet, questionnaire, lastDay: 0, moment },
					...(questionsKey ? { questionsKey } : {})
				})
			)
		);
	});
}

/** Puts the ballots of a phone that went round on the shelf, in an order that says nothing, and off the box in one write. */
async function takeKept({ vault, shelf, random }: SyncSession): Promise<Result<void, BallotProblem>> {
	const kept = await vault.ballots();
	if (!kept.ok || kept.value.length === 0) return kept.ok ? ok(undefined) : kept;
	const queue = shuffled(kept.value).map(({ ballot }) => [`${queueName}${random.uuid()}`, ballot] as const);
	return shelf.receive({ keep: new Map(queue), taken: kept.value.map(({ id }) => id) });
}

/** Whether something of this waits, or the server may know more than this phone. */
export const isBallotRoundDue = ({ shelf }: Pick<SyncSession, 'shelf'>): boolean =>
	shelf.names(queueName).length > 0 || shelf.names(batchName('')).length > 0;

/** Tells the server of new batches, sends the ballots that wait, and asks how far the batches are. */
export function sendBallots(session: SyncSession): Promise<Result<void, BallotProblem>> {
	return session.inTurn(async () => {
		const taken = await takeKept(session);
		if (!taken.ok) return taken;
		for (const name of session.shelf.names(batchName(''))) {
			const announced = await announce(session, name);
			if (!announced.ok) return announced;
			const left = await leaveQuestions(session, name);
			if (!left.ok) return left;
		}
		const sent = await sendQueue(session);
		return sent.ok ? askAgain(session) : sent;
	});
}

async function announce(session: SyncSession, name: string): Promise<Result<void, BallotProblem>> {
	const { shelf, transport, membership } = session;
	const read = readKept(shelf.get(name));
	if (!read || read.kept.announced !== 'waiting') return ok(undefined);
	const asked = { method: 'POST', path: paths.batches(membership.org), body: read.kept.record } as const;
	const answer = await transport.sendJson(asked, Done);
	const isRefused = !answer.ok && answer.error.type === 'ServerProblem' && answer.error.code === 'NotAllowed';
	if (!answer.ok && !isRefused) return err(peopleProblem(answer.error));
	const kept: Kept = { ...read.kept, announced: isRefused ? 'refused' : 'done' };
	return shelf.receive({ keep: new Map([[name, writeKept(kept)]]) });
}

/** Leaves the questions of a batch with the server, once it knows the batch. */
async function leaveQuestions(session: SyncSession, name: string): Promise<Result<void, BallotProblem>> {
	const { shelf, transport, membership } = session;
	const read = readKept(shelf.get(name));
	const waiting = read && questionsName(read.batch.batch);
	const body = waiting ? shelf.get(waiting) : undefined;
	if (!read || !waiting || !body || read.kept.announced === 'waiting') return ok(undefined);
	if (read.kept.announced === 'done') {
		const asked = { method: 'POST', path: paths.questions(membership.org, read.batch.batch), body } as const;
		const answer = await transport.sendJson(asked, Done);
		// A batch that takes no more answers asks nothing any more.
		const isLate = !answer.ok && answer.error.type === 'ServerProblem' && lateCodes.has(answer.error.code);
		if (!answer.ok && !isLate) return err(peopleProblem(answer.error));
	}
	return shelf.receive({ forget: [waiting] });
}

const lateCodes: ReadonlySet<string> = new Set(['NotFound', 'BallotsGone', 'NotAllowed']);

async function sendQueue(session: SyncSession): Promise<Result<void, BallotProblem>> {
	const { shelf, transport, membership } = session;
	const waiting = shuffled(shelf.names(queueName)).flatMap((name) => {
		const ballot = readQueued(shelf.get(name));
		return ballot ? [{ name, ...ballot }] : [];
	});
	for (const batch of new Set(waiting.map((ballot) => ballot.batch))) {
		const all = waiting.filter((ballot) => ballot.batch === batch);
		for (let at = 0; at < all.length; at += mostTickets) {
			const some = all.slice(at, at + mostTickets);
			const answer = await transport.sendJson(
				{ method: 'POST', path: paths.ballots(membership.org, batch), body: writeCast(some), signed: false },
				CastAnswer
			);
			// Whatever the server says of each, there is nothing more to be done with it here: the answers are sealed.
			const isUnknown = !answer.ok && answer.error.type === 'ServerProblem' && answer.error.code === 'NotFound';
			if (!answer.ok && !isUnknown) return err(peopleProblem(answer.error));
			// Where the batch is gone they came too late, and who leads the group is told so.
			const outcomes = answer.ok ? answer.value.outcomes : some.map(() => 'closed' as const);
			const keep = countOutcomes(shelf, batch, outcomes);
			const forgotten = await shelf.receive({ keep, forget: some.map(({ name }) => name) });
			if (!forgotten.ok) return forgotten;
		}
	}
	return ok(undefined);
}

/** The batch with what became of ballots that this phone sent into it. */
function countOutcomes(shelf: Shelf, batch: string, outcomes: readonly CastOutcome[]): ReadonlyMap<string, Uint8Array> {
	const read = readKept(shelf.get(batchName(batch)));
	if (!read) return new Map();
	const countOf = (outcome: CastOutcome) => outcomes.filter((one) => one === outcome).length;
	const sent = Math.min(mostTickets, read.kept.sent + countOf('received'));
	const late = Math.min(mostTickets, read.kept.late + countOf('closed'));
	return new Map([[batchName(batch), writeKept({ ...read.kept, sent, late })]]);
}

/** Learns how far the batches are, and forgets those that are opened, unless there is more to say of them. */
async function askAgain(session: SyncSession): Promise<Result<void, BallotProblem>> {
	const { shelf, transport, membership, clock, vault } = session;
	if (shelf.names(batchName('')).length === 0) return ok(undefined);
	const answer = await transport.send({ method: 'GET', path: paths.batches(membership.org) });
	if (!answer.ok) return err(peopleProblem(answer.error));
	const list = readBatches(answer.value);
	if (!list.ok) return err({ type: 'ServerFailed' });
	const keep = new Map<string, Uint8Array>();
	const forget: string[] = [];
	for (const name of shelf.names(batchName(''))) {
		const read = readKept(shelf.get(name));
		if (!read || read.kept.announced !== 'done') continue;
		const { kept, batch } = read;
		const told: BatchListed | undefined = list.value.find((listed) => sameBytes(listed.batch, kept.record));
		const { late, until } = kept;
		if (told && told.state !== 'opened')
			keep.set(name, writeKept({ ...kept, state: told.state, told: told.missing, until: told.until }));
		else if (isOver(kept)) continue;
		else {
			const isTold = batch.groups.some((group) =>
				// Ids as `makeBatch` put them there.
				rowOf(vault.ledger(), 'ballot-result', ballotResultId(batch.batch as BatchId, group as GroupId))
			);
			const isExpired = !told && !isTold && until !== null && clock.today() > until;
			forget.push(ticketsName(batch.batch), questionsName(batch.batch));
			if (isExpired || late > 0) keep.set(name, writeKept({ ...kept, state: isExpired ? 'expired' : 'opened' }));
			else forget.push(name);
		}
	}
	return keep.size + forget.length > 0 ? shelf.receive({ keep, forget }) : ok(undefined);
}

/** What the shelf holds of a batch. */
interface Kept extends Pick<BatchOfMine, 'questionnaire' | 'announced' | 'state' | 'late' | 'until'> {
	/** How many were missing as the server told it, or null. */
	readonly told: number | null;
	/** Ballots from this phone that the server has. */
	readonly sent: number;
	/** As it is told to the server. */
	readonly record: Uint8Array;
	readonly checkInKey: Uint8Array;
	/** Opens the questions that lie with the server; null where the app has them. */
	readonly questionsKey: Uint8Array | null;
}

const announcedNames = ['waiting', 'done', 'refused'] as const;
const stateNames = [null, 'waiting', 'ready', 'closed', 'opened', 'expired'] as const;
const openStates: ReadonlySet<string> = new Set(['waiting', 'ready']);
/** Stands for a number that is not known; a threshold is never as high. */
const unknown = 255;

const writeKept = ({
	record,
	questionnaire,
	checkInKey,
	questionsKey,
	announced,
	state,
	told,
	sent,
	late,
	until
}: Kept): Uint8Array =>
	writeFrame(
		record,
		textToBytes(questionnaire),
		checkInKey,
		byteOf(announcedNames.indexOf(announced)),
		byteOf(stateNames.indexOf(state)),
		byteOf(told ?? unknown),
		byteOf(sent),
		byteOf(late),
		textToBytes(until ?? ''),
		questionsKey ?? new Uint8Array(0)
	);

function readKept(bytes: Uint8Array | undefined): { readonly batch: Batch; readonly kept: Kept } | null {
	const fields = readFields(bytes ?? new Uint8Array(0));
	const record = fields.take();
	const questionnaire = bytesToText(fields.take());
	const checkInKey = fields.take(32);
	const announced = announcedNames[fields.takeByte()] ?? 'waiting';
	const state = stateNames[fields.takeByte()] ?? null;
	const missing = fields.takeByte();
	const [sent, late, until] = [fields.takeByte(), fields.takeByte(), fields.takeText(10)];
	const questionsKey = fields.take();
	const read = readBatch(record);
	if (!fields.isWhole() || !read.ok) return null;
	const heard = { announced, state, told: missing === unknown ? null : missing, until: isDay(until) ? until : null };
	const opens = { checkInKey, questionsKey: questionsKey.length === 32 ? questionsKey : null };
	return { batch: read.value.batch, kept: { record, questionnaire, ...opens, sent, late, ...heard } };
}

interface TicketLeft {
	readonly ticketId: Uint8Array;
	readonly share: Uint8Array;
}

const writeTickets = (tickets: readonly TicketLeft[]): Uint8Array =>
	writeFrame(...tickets.map(({ ticketId, share }) => writeFrame(ticketId, share)));

function readTickets(bytes: Uint8Array | undefined): readonly TicketLeft[] {
	const list = readFields(writeFrame(bytes ?? new Uint8Array(0))).takeList(mostTickets);
	return list.map((one) => {
		const fields = readFields(one);
		return { ticketId: fields.take(16), share: fields.take(33) };
	});
}

function readQueued(bytes: Uint8Array | undefined): (BallotCast & { readonly batch: string }) | null {
	const fields = readFields(bytes ?? new Uint8Array(0));
	const ballot = { batch: bytesToUuid(fields.take(16)), ticketId: fields.take(16), ballot: fields.take(ballotSize) };
	return fields.isWhole() ? ballot : null;
}
