/**
 * Batches of ballots: what lets a ballot in, keeps it, gives all of them out once there are enough, and deletes them.
 *
 * Who may call it: the handlers of requests; the hourly cleaning.
 *
 * What must stay true:
 * - A ticket is spent and its ballot stored in one transaction; a ticket that comes again changes nothing and is answered
 *   as the first time, so that nobody counts twice after a lost connection (threat A10).
 * - Nothing of a ballot says when it came, after which other, from where or with which ticket. Whenever one comes, all
 *   ballots and tickets of its batch are written anew in the order of their random keys, so that neither the places nor
 *   the transaction numbers of an engine tell an order (threats A11, A13; docs/decisions/0030).
 * - Below the threshold no ballot is given out. A closed batch takes none, and an opened one has none, so that no two
 *   readings of a batch differ (threat A11).
 */
import { addDays, type Day } from '$lib/base/clock';
import { sameBytes } from '$lib/base/bytes';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { compareBytes, type Batch, type BallotCast, type BatchListed, type CastOutcome } from '$lib/protocol/ballot';
import type { Directory, Verifier } from '$lib/protocol/directory';
import { batchDays, missingStep } from '$lib/protocol/limits';
import type { ReadTransaction, WriteTransaction } from './db/open-database';
import type { Refusal } from './respond';

/** Batches of one organisation that are not opened yet, and batches in one answer. */
const mostOpen = 500;

/**
 * Whether the server may keep a batch: by a facilitator for herself, and with the threshold of the organisation. Readers
 * check the same again and more.
 */
export function mayKeep(batch: Batch, maker: string, directory: Directory): boolean {
	const device = directory.devices.get(maker);
	const threshold = directory.policies.get('check-in-threshold') ?? 0;
	const isHers = batch.maker === maker && device?.roles.has('facilitator') === true;
	return isHers && sameBytes(batch.org, directory.org) && batch.threshold >= threshold;
}

/** Stores a batch; the same bytes again do nothing. `NotAllowed` when another has its number, `StorageFull` for too many. */
export async function storeBatch(
	tx: WriteTransaction,
	org: string,
	batch: Batch,
	bytes: Uint8Array,
	day: Day
): Promise<Result<null, Refusal>> {
	const known = await tx
		.selectFrom('ballot_batch')
		.select('bytes')
		.where('org', '=', org)
		.where('batch', '=', batch.batch)
		.executeTakeFirst();
	if (known) return sameBytes(known.bytes, bytes) ? ok(null) : err({ type: 'NotAllowed' });
	const open = await tx
		.selectFrom('ballot_batch')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('org', '=', org)
		.where('state', '!=', 'opened')
		.executeTakeFirst();
	if (Number(open?.count ?? 0) >= mostOpen) return err({ type: 'StorageFull' });
	const { maker, threshold } = batch;
	await tx
		.insertInto('ballot_batch')
		.values({ org, batch: batch.batch, maker, bytes, threshold, state: 'open', day })
		.execute();
	await insertTickets(
		tx,
		batch.tickets.map((ticket) => ({ org, batch: batch.batch, ticket, spent: 0 }))
	);
	return ok(null);
}

/**
 * Keeps the sealed questions of a batch that this device made and that is not closed; the same bytes again do nothing.
 * `NotFound` for a batch that is not hers, `NotAllowed` when other questions are there, `BallotsGone` when it is closed.
 */
export async function storeQuestions(
	tx: WriteTransaction,
	org: string,
	batch: string,
	maker: string,
	bytes: Uint8Array
): Promise<Result<null, Refusal>> {
	const made = await tx
		.selectFrom('ballot_batch')
		.select('state')
		.where('org', '=', org)
		.where('batch', '=', batch)
		.where('maker', '=', maker)
		.executeTakeFirst();
	if (!made) return err({ type: 'NotFound' });
	if (made.state !== 'open') return err({ type: 'BallotsGone' });
	const known = await questionsOf(tx, org, batch);
	if (known) return sameBytes(known, bytes) ? ok(null) : err({ type: 'NotAllowed' });
	await tx.insertInto('ballot_questions').values({ org, batch, bytes }).execute();
	return ok(null);
}

/** The sealed questions of a batch that takes ballots, for whoever asks: without a ticket they are noise. */
export async function readQuestionsOf(
	tx: ReadTransaction,
	org: string,
	batch: string
): Promise<Result<Uint8Array, Refusal>> {
	const bytes = await questionsOf(tx, org, batch);
	return bytes ? ok(bytes) : err({ type: 'NotFound' });
}

const questionsOf = async (tx: ReadTransaction, org: string, batch: string): Promise<Uint8Array | undefined> =>
	(
		await tx
			.selectFrom('ballot_questions')
			.select('bytes')
			.where('org', '=', org)
			.where('batch', '=', batch)
			.executeTakeFirst()
	)?.bytes;

/**
 * The batches a device may know of: its own, or all of them. Those that are opened only for their maker. What is missing is
 * told to readers exactly; to a maker, who may see who answers when, in steps (docs/decisions/0033).
 */
export async function readBatchesOf(
	tx: ReadTransaction,
	org: string,
	device: string,
	isReader: boolean
): Promise<readonly BatchListed[]> {
	const rows = await tx
		.selectFrom('ballot_batch')
		.select(({ selectFrom, fn }) => [
			'bytes',
			'threshold',
			'state',
			'maker',
			'day',
			selectFrom('ballot')
				.whereRef('ballot.org', '=', 'ballot_batch.org')
				.whereRef('ballot.batch', '=', 'ballot_batch.batch')
				.select(fn.countAll<number>().as('n'))
				.as('count')
		])
		.where('org', '=', org)
		.where((row) =>
			isReader ? row.or([row('maker', '=', device), row('state', '!=', 'opened')]) : row('maker', '=', device)
		)
		.orderBy('batch')
		.limit(mostOpen)
		.execute();
	return rows.map(({ bytes, threshold, state, day, count }): BatchListed => {
		const listed = { batch: bytes, until: addDays(day, batchDays) };
		if (state === 'opened' || state === 'closed') return { ...listed, state, missing: 0 };
		const missing = Math.max(0, threshold - Number(count ?? 0));
		const told = isReader ? missing : Math.min(threshold, Math.ceil(missing / missingStep) * missingStep);
		return { ...listed, state: missing === 0 ? 'ready' : 'waiting', missing: told };
	});
}

/** What became of each ballot. `NotFound` for a batch that is not here. Call it in one transaction. */
export async function storeBallots(
	tx: WriteTransaction,
	org: string,
	batch: string,
	cast: readonly BallotCast[],
	{ sha256 }: Verifier,
	random: Random
): Promise<Result<readonly CastOutcome[], Refusal>> {
	const state = await stateOf(tx, org, batch);
	if (!state) return err({ type: 'NotFound' });
	const tickets = await tx
		.selectFrom('ballot_ticket')
		.selectAll()
		.where('org', '=', org)
		.where('batch', '=', batch)
		.execute();
	const spentNow: Uint8Array[] = [];
	const added: Uint8Array[] = [];
	const outcomes = cast.map(({ ticketId, ballot }): CastOutcome => {
		const hash = sha256(ticketId);
		const ticket = tickets.find((known) => sameBytes(known.ticket, hash));
		if (!ticket) return 'refused';
		if (ticket.spent === 1) return 'received';
		if (state !== 'open') return 'closed';
		spentNow.push(hash);
		added.push(ballot);
		return 'received';
	});
	if (added.length === 0) return ok(outcomes);
	const held = await tx
		.selectFrom('ballot')
		.select(['ballot', 'bytes'])
		.where('org', '=', org)
		.where('batch', '=', batch)
		.execute();
	await deleteRows(tx, org, batch);
	await insertTickets(
		tx,
		tickets.map((ticket) => ({
			...ticket,
			spent: spentNow.some((hash) => sameBytes(hash, ticket.ticket)) ? 1 : ticket.spent
		}))
	);
	const all = [...held, ...added.map((bytes) => ({ ballot: random.bytes(16), bytes }))];
	await tx
		.insertInto('ballot')
		.values([...all].sort((a, b) => compareBytes(a.ballot, b.ballot)).map((row) => ({ org, batch, ...row })))
		.execute();
	return ok(outcomes);
}

/** Closes a batch, once it has enough ballots. Closing a closed one does nothing. */
export async function closeBatch(tx: WriteTransaction, org: string, batch: string): Promise<Result<null, Refusal>> {
	const row = await tx
		.selectFrom('ballot_batch')
		.select(['state', 'threshold'])
		.where('org', '=', org)
		.where('batch', '=', batch)
		.executeTakeFirst();
	if (!row) return err({ type: 'NotFound' });
	if (row.state === 'opened') return err({ type: 'BallotsGone' });
	if (row.state === 'closed') return ok(null);
	const { count } = await tx
		.selectFrom('ballot')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('org', '=', org)
		.where('batch', '=', batch)
		.executeTakeFirstOrThrow();
	if (Number(count) < row.threshold) return err({ type: 'BallotsMissing' });
	await tx.deleteFrom('ballot_questions').where('org', '=', org).where('batch', '=', batch).execute();
	await setState(tx, org, batch, 'closed');
	return ok(null);
}

/** The ballots of a closed batch, in the order of their random numbers. */
export async function readBallotsOf(
	tx: ReadTransaction,
	org: string,
	batch: string
): Promise<Result<readonly Uint8Array[], Refusal>> {
	const state = await stateOf(tx, org, batch);
	if (!state) return err({ type: 'NotFound' });
	if (state === 'opened') return err({ type: 'BallotsGone' });
	if (state === 'open') return err({ type: 'BallotsMissing' });
	const rows = await tx
		.selectFrom('ballot')
		.select('bytes')
		.where('org', '=', org)
		.where('batch', '=', batch)
		.orderBy('ballot')
		.execute();
	return ok(rows.map(({ bytes }) => bytes));
}

/** Deletes the ballots of a closed batch. Its tickets stay, so that one that comes late still hears that it was used. */
export async function deleteBallots(tx: WriteTransaction, org: string, batch: string): Promise<Result<null, Refusal>> {
	const state = await stateOf(tx, org, batch);
	if (!state) return err({ type: 'NotFound' });
	if (state === 'open') return err({ type: 'BallotsMissing' });
	if (state === 'opened') return ok(null);
	await tx.deleteFrom('ballot').where('org', '=', org).where('batch', '=', batch).execute();
	await setState(tx, org, batch, 'opened');
	return ok(null);
}

/** Deletes batches that are too old, opened or not, with everything in them. Returns how many. */
export async function pruneBatches(tx: WriteTransaction, org: string, today: Day): Promise<number> {
	const gone = await tx
		.deleteFrom('ballot_batch')
		.where('org', '=', org)
		.where('day', '<', addDays(today, -batchDays))
		.executeTakeFirst();
	return Number(gone.numDeletedRows);
}

const stateOf = async (tx: ReadTransaction, org: string, batch: string): Promise<string | undefined> =>
	(
		await tx
			.selectFrom('ballot_batch')
			.select('state')
			.where('org', '=', org)
			.where('batch', '=', batch)
			.executeTakeFirst()
	)?.state;

const setState = (tx: WriteTransaction, org: string, batch: string, state: 'closed' | 'opened') =>
	tx.updateTable('ballot_batch').set({ state }).where('org', '=', org).where('batch', '=', batch).execute();

async function deleteRows(tx: WriteTransaction, org: string, batch: string): Promise<void> {
	await tx.deleteFrom('ballot').where('org', '=', org).where('batch', '=', batch).execute();
	await tx.deleteFrom('ballot_ticket').where('org', '=', org).where('batch', '=', batch).execute();
}

interface TicketRow {
	readonly org: string;
	readonly batch: string;
	readonly ticket: Uint8Array;
	readonly spent: number;
}

const insertTickets = (tx: WriteTransaction, tickets: readonly TicketRow[]) =>
	tx
		.insertInto('ballot_ticket')
		.values([...tickets].sort((a, b) => compareBytes(a.ticket, b.ticket)))
		.execute();
