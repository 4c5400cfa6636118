/**
 * Opening batches of ballots, on the phone of a check-in reader: which there are, their answers all together, once, and
 * what becomes known of them.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - A batch counts only if the log says that its maker leads every group of it, and if its threshold is not below what the
 *   organisation had decided when it was made. Nothing of this comes from the server (threats A6, A12).
 * - A batch is opened once. If the server shows other ballots the second time, nothing is opened: the difference would be
 *   the answer of one person (threats A6, A11).
 * - Answers are never kept. What leaves this phone are words, sealed and signed, for who leads the groups.
 * - The check-in key follows from the key of the `results` stream, so that every reader has it and nobody who was removed
 *   has the next one.
 */
import { bytesToText, bytesToUuid, sameBytes, uuidToBytes } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { checkInKeysOf, openBallots } from '$lib/crypto/ballot';
import { sha256 } from '$lib/crypto/digest';
import type { KemPrivateKey } from '$lib/crypto/hpke';
import { verifies } from '$lib/crypto/signature';
import { ballotResultEdits, ballotResultId, type ToldResult } from '$lib/domain/ballot-result';
import type { Edit } from '$lib/domain/change';
import type { BatchId, GroupId } from '$lib/domain/ids';
import { rowOf } from '$lib/domain/ledger';
import { monthOf } from '$lib/domain/period';
import type { CodedAnswer } from '$lib/domain/picture-code';
import { tallyEdits, type ToldTally } from '$lib/domain/tally';
import {
	compareBytes,
	lowestThreshold,
	readBallots,
	readBatch,
	readBatches,
	type Batch,
	type BatchState
} from '$lib/protocol/ballot';
import { latestEpoch, organisationGroup, resultsOf } from '$lib/protocol/directory';
import { writeFrame } from '$lib/protocol/frame';
import { readEntry } from '$lib/protocol/log-entry';
import { Done, paths } from '$lib/protocol/v1';
import type { WriteProblem } from '$lib/storage/vault';
import type { AlarmSeen } from './alarms';
import type { BallotProblem } from './ballot-problem';
import { leadersOf } from './ballots';
import { codesToKeep, tagged, writeCodes } from './code-lots';
import { createLogDraft } from './log-draft';
import { queueLetters, type LetterReceived } from './letters';
import { peopleProblem } from './people-problem';
import type { SyncSession } from './session';

/** A batch that a reader may open, or that waits for more answers. */
export interface BatchToOpen {
	readonly batch: string;
	readonly groups: readonly GroupId[];
	/** Which questions: see `questionSetOf`. */
	readonly questionSet: Uint8Array;
	readonly threshold: number;
	readonly state: BatchState;
	readonly missing: number;
	/** The last day on which the server keeps it; then it is deleted unopened. */
	readonly until: Day;
}

/** What was in a batch. */
export interface BatchOpened {
	/** As JSON told them, in an order that says nothing; to be checked against the questionnaire. */
	readonly answers: readonly unknown[];
	/** How many ballots were left out because they were not sound. */
	readonly dropped: number;
	readonly threshold: number;
}

/** What a reader says of a batch; the rest follows from it. */
export type ResultSaid = Pick<ToldResult, 'questionnaire' | 'band' | 'direction' | 'parts' | 'turns'>;

type Write = (edits: readonly Edit[]) => Promise<Result<void, WriteProblem>>;

/** On the shelf of a reader: the fingerprint of the ballots she opened. */
const openedName = (batch: string): string => `ballots/opened/${batch}`;
/** A batch whose result is told and whose ballots are still to be deleted on the server. */
const finishName = (batch: string): string => `ballots/finish/${batch}`;

/** Whether this device reads check-ins. */
const isReaderHere = ({ log, membership }: Pick<SyncSession, 'log' | 'membership'>): boolean => {
	const me = log.directory().devices.get(membership.device);
	return me?.revoked === null && me.roles.has('reader');
};

/**
 * Tells the log the check-in key of the newest epoch, when this device can and nobody has yet. An alarm when somebody told
 * another key than the one that follows.
 */
export function tellCheckInKey(session: SyncSession): Promise<Result<void, BallotProblem>> {
	return session.inTurn(async () => {
		const { log } = session;
		const results = resultsOf(log.directory());
		if (!results || !isReaderHere(session)) return ok(undefined);
		const { epoch, members } = latestEpoch(results);
		const key = session.keys.get(results, epoch);
		if (!key || !members.includes(session.membership.device)) return ok(undefined);
		const told = log.directory().checkInKeys.get(epoch);
		const { kemPublic } = checkInKeysOf(key);
		if (told)
			return sameBytes(told, kemPublic) ? ok(undefined) : session.raise([{ type: 'CommitmentWrong', device: '' }]);
		const appended = await session.append((directory) => {
			const draft = createLogDraft(directory, session);
			// Another reader may have told it meanwhile, or the next epoch have begun: then nothing is added.
			draft.add({ kind: 'check-in-key', epoch, publicKey: kemPublic });
			return draft.bodies;
		});
		return appended.ok ? ok(undefined) : err(peopleProblem(appended.error));
	});
}

/** The batches of the organisation that count, waiting ones too. Those that do not check out are told as alarms. */
export async function batchesToOpen(session: SyncSession): Promise<Result<readonly BatchToOpen[], BallotProblem>> {
	const listed = await fetchBatches(session);
	if (!listed.ok) return listed;
	return ok(
		listed.value.map(({ batch, state, missing, until }) => ({
			batch: batch.batch,
			groups: batch.groups as readonly string[] as readonly GroupId[], // the log names them: `leadersOf`
			questionSet: batch.questionSet,
			threshold: batch.threshold,
			state,
			missing,
			until
		}))
	);
}

/**
 * Closes a batch and opens it. The same may be asked again until its result is told; afterwards `OpenedBefore`.
 * `BallotsMissing` changes nothing; after `BallotsDamaged` it can only be given up.
 */
export async function openBatch(session: SyncSession, id: string): Promise<Result<BatchOpened, BallotProblem>> {
	const { shelf, transport, membership, vault, inTurn } = session;
	if (shelf.get(finishName(id)) || rowOf(vault.ledger(), 'tally', id)) return err({ type: 'OpenedBefore' });
	const found = await findBatch(session, id);
	if (!found.ok) return found;
	const { batch } = found.value;
	const key = keyFor(session, batch);
	if (!key) return err({ type: 'CheckInKeyMissing' });
	const asked = { method: 'POST', path: paths.closing(membership.org, id) } as const;
	const closed = await transport.sendJson(asked, Done);
	if (!closed.ok) return err(openingProblem(closed.error));
	const answer = await transport.send({ method: 'GET', path: paths.ballots(membership.org, id) });
	if (!answer.ok) return err(openingProblem(answer.error));
	const ballots = readBallots(answer.value);
	if (!ballots.ok) return err({ type: 'ServerFailed' });
	const fingerprint = sha256(writeFrame(...[...ballots.value].sort(compareBytes)));
	const before = shelf.get(openedName(id));
	if (before && !sameBytes(before, fingerprint)) return err({ type: 'BatchUntrue' });
	const place = { batchId: uuidToBytes(id), questionSet: batch.questionSet, batchKey: batch.batchKey };
	// Known from now on, before anybody has seen an answer.
	const marked = await inTurn(() => shelf.receive({ keep: new Map([[openedName(id), fingerprint]]) }));
	if (!marked.ok) return marked;
	const opened = await openBallots(key, place, batch.threshold, ballots.value);
	if (!opened.ok) return err({ type: 'BallotsDamaged' });
	const answers = opened.value.answers.flatMap(parseAnswers).map((ballot) => tagged(session, ballot));
	if (answers.length < batch.threshold) return err({ type: 'BallotsDamaged' });
	return ok({ answers, dropped: ballots.value.length - answers.length, threshold: batch.threshold });
}

/**
 * Tells the facilitators of the groups how a batch came out, once, and has its ballots deleted. `tally`: how the answers
 * fell, for the readers' own stream; `coded`: what is kept of those who left a picture code. `write` writes to the vault.
 */
export async function publishBatch(
	session: SyncSession,
	id: string,
	said: ResultSaid,
	tally: ToldTally | null,
	coded: readonly CodedAnswer[],
	write: Write
): Promise<Result<void, BallotProblem>> {
	const { shelf, membership, log, clock } = session;
	if (shelf.get(finishName(id))) return finishBatches(session);
	if (!shelf.get(openedName(id))) return err({ type: 'BatchUnknown' });
	const found = await findBatch(session, id);
	if (!found.ok) return found;
	const groups = found.value.batch.groups as readonly string[] as GroupId[]; // the log names them: `leadersOf`
	const result: ToldResult = { ...said, batchId: id as BatchId, groups, month: monthOf(clock.today()) }; // a batch's id is one
	const leaders = new Set(groups.flatMap((group) => leadersOf(log.directory(), group)));
	const others = [...leaders].filter((device) => device !== membership.device);
	const queued = await queueLetters(session, others, { kind: 'result', result });
	if (!queued.ok) return queued;
	const mine = leaders.has(membership.device) ? resultEdits(session, result) : [];
	const edits = [...mine, ...(tally ? tallyEdits(tally) : [])];
	const written = edits.length > 0 ? await write(edits) : ok(undefined);
	if (!written.ok) return written;
	const codes = codesToKeep(id, groups, coded);
	const kept = await shelf.receive({ keep: new Map([[finishName(id), uuidToBytes(id)], ...codes]) });
	if (!kept.ok) return kept;
	// Never together with the tally of this batch: the time would join the two.
	const finished = await finishBatches(session);
	const lot = await writeCodes(session, write);
	return lot.ok ? finished : lot;
}

/** Gives up a batch that cannot be shown: its ballots are deleted, and nobody is told anything. */
export async function giveUpBatch(session: SyncSession, id: string): Promise<Result<void, BallotProblem>> {
	const { shelf } = session;
	if (!shelf.get(openedName(id))) return err({ type: 'BatchUnknown' });
	const kept = await shelf.receive({ keep: new Map([[finishName(id), uuidToBytes(id)]]) });
	return kept.ok ? finishBatches(session) : kept;
}

/** Has the server delete the ballots of batches that are done with. */
export async function finishBatches({
	shelf,
	transport,
	membership
}: SyncSession): Promise<Result<void, BallotProblem>> {
	for (const name of shelf.names(finishName(''))) {
		const bytes = shelf.get(name);
		// Empty once the server has done it: that it was opened stays known.
		if (bytes?.length !== 16) continue;
		const path = paths.opened(membership.org, bytesToUuid(bytes));
		const answer = await transport.sendJson({ method: 'POST', path }, Done);
		const isGone = !answer.ok && answer.error.type === 'ServerProblem' && answer.error.code === 'NotFound';
		if (!answer.ok && !isGone) return err(peopleProblem(answer.error));
		const kept = await shelf.receive({ keep: new Map([[name, new Uint8Array(1)]]) });
		if (!kept.ok) return kept;
	}
	return ok(undefined);
}

/** What a facilitator's phone writes down of letters: of her own groups, from check-in readers, each batch once. */
export function takeResults(
	session: Pick<SyncSession, 'log' | 'vault'>,
	letters: readonly LetterReceived[]
): { readonly edits: readonly Edit[]; readonly alarms: readonly AlarmSeen[] } {
	const edits: Edit[] = [];
	const alarms: AlarmSeen[] = [];
	for (const { author, body } of letters) {
		if (body.kind !== 'result') continue;
		if (session.log.directory().devices.get(author)?.roles.has('reader'))
			edits.push(...resultEdits(session, body.result));
		else alarms.push({ type: 'NotAllowed', device: author });
	}
	return { edits, alarms };
}

/** The edits for those groups that are hers and of which nothing of this batch is there yet. */
const resultEdits = ({ vault }: Pick<SyncSession, 'vault'>, result: ToldResult): readonly Edit[] =>
	result.groups
		.filter((group) => rowOf(vault.ledger(), 'group', group) !== undefined)
		.filter((group) => !rowOf(vault.ledger(), 'ballot-result', ballotResultId(result.batchId, group)))
		.flatMap((group) => ballotResultEdits(result, group));

interface Verified {
	readonly batch: Batch;
	readonly state: BatchState;
	readonly missing: number;
	readonly until: Day;
}

async function findBatch(session: SyncSession, id: string): Promise<Result<Verified, BallotProblem>> {
	const listed = await fetchBatches(session);
	if (!listed.ok) return listed;
	const found = listed.value.find(({ batch }) => batch.batch === id);
	return found ? ok(found) : err({ type: 'BatchUnknown' });
}

async function fetchBatches(session: SyncSession): Promise<Result<readonly Verified[], BallotProblem>> {
	if (!isReaderHere(session)) return err({ type: 'NotAllowed' });
	const { transport, membership } = session;
	const answer = await transport.send({ method: 'GET', path: paths.batches(membership.org) });
	if (!answer.ok) return err(peopleProblem(answer.error));
	const list = readBatches(answer.value);
	if (!list.ok) return err({ type: 'ServerFailed' });
	const verified: Verified[] = [];
	const alarms: AlarmSeen[] = [];
	for (const { batch: bytes, state, missing, until } of list.value) {
		if (state === 'opened') continue;
		const batch = verifiedBatch(session, bytes);
		if (batch) verified.push({ batch, state, missing, until });
		else alarms.push({ type: 'NotAllowed', device: '' });
	}
	const raised = await session.inTurn(() => session.raise(alarms));
	return raised.ok ? ok(verified) : raised;
}

/** The batch in these bytes, or null when the log does not bear it out. */
function verifiedBatch(session: SyncSession, bytes: Uint8Array): Batch | null {
	const { log, membership } = session;
	const directory = log.directory();
	const read = readBatch(bytes);
	if (!read.ok) return null;
	const { batch, signed, signature } = read.value;
	const maker = directory.devices.get(batch.maker);
	const isTrue =
		sameBytes(batch.org, membership.org) &&
		maker?.revoked === null &&
		verifies(maker.verifyKey, signed, signature) &&
		batch.groups.every((group) => leadersOf(directory, group).includes(batch.maker)) &&
		directory.checkInKeys.has(batch.checkInEpoch) &&
		batch.logSeq <= directory.head.seq &&
		batch.threshold >= thresholdAt(session, batch.logSeq);
	return isTrue ? batch : null;
}

/** What the organisation had decided when a batch was made: raising it later does not touch a batch that is open. */
function thresholdAt({ shelf }: Pick<SyncSession, 'shelf'>, logSeq: number): number {
	let threshold = lowestThreshold;
	for (let seq = 0; seq <= logSeq; seq++) {
		const bytes = shelf.get(`log/${seq}`);
		const read = bytes && readEntry(bytes);
		const body = read?.ok ? read.value.entry.body : null;
		if (body?.kind === 'policy' && body.name === 'check-in-threshold')
			threshold = Math.max(lowestThreshold, body.value);
	}
	return threshold;
}

/** The key that opens the outer lock of a batch, or null while this reader has not got it. */
function keyFor({ log, keys, membership }: SyncSession, { checkInEpoch }: Batch): KemPrivateKey | null {
	const ref = { group: organisationGroup(membership.org), stream: 'results' } as const;
	const key = keys.get(ref, checkInEpoch);
	const told = log.directory().checkInKeys.get(checkInEpoch);
	const made = key && checkInKeysOf(key);
	return made && told && sameBytes(made.kemPublic, told) ? made.kemPrivate : null;
}

function parseAnswers(bytes: Uint8Array): readonly Readonly<Record<string, unknown>>[] {
	try {
		const parsed: unknown = JSON.parse(bytesToText(bytes));
		// What has no list and is not null is a record of whatever JSON holds.
		return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? [{ ...parsed }] : [];
	} catch {
		return [];
	}
}

function openingProblem(problem: Parameters<typeof peopleProblem>[0]): BallotProblem {
	if (problem.type !== 'ServerProblem') return peopleProblem(problem);
	if (problem.code === 'BallotsMissing') return { type: 'BallotsMissing' };
	if (problem.code === 'BallotsGone') return { type: 'OpenedBefore' };
	return problem.code === 'NotFound' ? { type: 'BatchUnknown' } : peopleProblem(problem);
}
