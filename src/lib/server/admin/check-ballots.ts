/**
 * Looks for damage in batches of ballots. Called by `check`.
 *
 * What must stay true: it opens nothing and needs no key; it counts, and says which organisation and what kind of damage,
 * never which batch or how many ballots, because such output is pasted into mails (threats A10, A13).
 */
import { sql } from 'kysely';
import { addDays, type Day } from '$lib/base/clock';
import { bytesToHex, sameBytes } from '$lib/base/bytes';
import { compareBytes, readBatch, type Batch } from '$lib/protocol/ballot';
import { ballotSize, batchDays } from '$lib/protocol/limits';
import type { ReadTransaction } from '$lib/server/db/open-database';

/**
 * - `batch-frame`: what its maker signed does not read, or is not what lies around it.
 * - `batch-tickets`: its tickets are not those its maker made.
 * - `batch-spent`: not as many ballots as tickets that were used.
 * - `batch-closed`: closed with fewer ballots than open it, or opened and not empty.
 * - `batch-overdue`: it should have been deleted, with everything in it.
 * - `ballot-size`: a ballot, or the number it lies under, has another length than all others.
 */
export type BallotDamageCode =
	'batch-frame' | 'batch-tickets' | 'batch-spent' | 'batch-closed' | 'batch-overdue' | 'ballot-size';

type Report = (code: BallotDamageCode, org: string, seq: number) => void;

/** The server deletes every hour; two days leave room for a clock and for one that was off. */
const graceDays = 2;

/** Looks at every batch, and returns how many there are. */
export async function checkBallots(tx: ReadTransaction, today: Day, report: Report): Promise<number> {
	const batches = await tx.selectFrom('ballot_batch').selectAll().orderBy('org').orderBy('batch').execute();
	for (const { org, batch, ...row } of batches) {
		const ours = (code: BallotDamageCode) => report(code, org, 0);
		const tickets = await tx
			.selectFrom('ballot_ticket')
			.select(['ticket', 'spent'])
			.where('org', '=', org)
			.where('batch', '=', batch)
			.execute();
		const { held, odd } = await heldBallots(tx, org, batch);
		const read = readBatch(row.bytes);
		if (!read.ok || !isAround(read.value.batch, { org, batch, ...row })) ours('batch-frame');
		else if (!areThose(read.value.batch.tickets, tickets)) ours('batch-tickets');
		const spent = tickets.filter((ticket) => ticket.spent === 1).length;
		const isEmptied = row.state === 'opened';
		if (tickets.some((ticket) => ticket.spent !== 0 && ticket.spent !== 1)) ours('batch-spent');
		else if (isEmptied ? spent < row.threshold : spent !== held) ours('batch-spent');
		if (isEmptied ? held > 0 : row.state === 'closed' && held < row.threshold) ours('batch-closed');
		if (row.day < addDays(today, -batchDays - graceDays)) ours('batch-overdue');
		if (odd > 0) ours('ballot-size');
	}
	return batches.length;
}

interface BatchRow {
	readonly org: string;
	readonly batch: string;
	readonly maker: string;
	readonly threshold: number;
	readonly state: string;
}

const isAround = (signed: Batch, { org, batch, maker, threshold, state }: BatchRow): boolean =>
	bytesToHex(signed.org) === org &&
	signed.batch === batch &&
	signed.maker === maker &&
	signed.threshold === threshold &&
	['open', 'closed', 'opened'].includes(state);

function areThose(made: readonly Uint8Array[], kept: readonly { readonly ticket: Uint8Array }[]): boolean {
	const sorted = kept.map(({ ticket }) => ticket).sort(compareBytes);
	return sorted.length === made.length && sorted.every((ticket, at) => sameBytes(ticket, made[at] ?? new Uint8Array()));
}

/** How many ballots a batch holds, and how many of them are not of the one size. */
async function heldBallots(
	tx: ReadTransaction,
	org: string,
	batch: string
): Promise<{ readonly held: number; readonly odd: number }> {
	const isOdd = sql<number>`case when octet_length(bytes) = ${ballotSize} and octet_length(ballot) = 16 then 0 else 1 end`;
	const { held, odd } = await tx
		.selectFrom('ballot')
		.select(({ fn }) => [fn.countAll<number>().as('held'), fn.sum<number | null>(isOdd).as('odd')])
		.where('org', '=', org)
		.where('batch', '=', batch)
		.executeTakeFirstOrThrow();
	return { held: Number(held), odd: Number(odd ?? 0) };
}
