/**
 * Deletes what has ended: nonces nobody can replay any more, invites past their hour, letters nobody fetched, batches of
 * ballots that half a year did not open, and envelopes the log says are folded into a snapshot. Run every hour by the server, and by hand with `cercle prune`.
 *
 * What must stay true: nothing a phone could still need goes. A used invite stays a while, because trying it a second
 * time must raise the alarm.
 */
import { addDays, type Clock, type Day } from '$lib/base/clock';
import { pruneBatches } from '$lib/server/ballots';
import type { Database, ReadTransaction, WriteTransaction } from '$lib/server/db/open-database';

export interface Pruned {
	readonly nonces: number;
	readonly invites: number;
	readonly letters: number;
	readonly envelopes: number;
	/** Batches of ballots, with everything in them. */
	readonly batches: number;
}

export interface PruneOptions {
	readonly letterDays: number;
}

const invitesStayFor = 7 * 24 * 60 * 60;

/** Deletes what has ended and returns how much of each. Safe while the server runs; running it twice does no harm. */
export async function prune(
	database: Pick<Database, 'read' | 'transact'>,
	clock: Clock,
	{ letterDays }: PruneOptions
): Promise<Pruned> {
	const now = Math.floor(clock.now() / 1000);
	const nonces = await database.transact((tx) =>
		tx.deleteFrom('nonce').where('expires_at', '<', now).executeTakeFirst()
	);
	const invites = await database.transact((tx) =>
		tx
			.deleteFrom('invite')
			.where('expires_at', '<', now - invitesStayFor)
			.executeTakeFirst()
	);
	const day = addDays(clock.today(), -letterDays);
	const ended = { letters: 0, envelopes: 0, batches: 0 };
	for (const org of await database.read(allOrganisations)) {
		const more = await database.transact((tx) => pruneOne(tx, org, day, clock.today()));
		ended.letters += more.letters;
		ended.envelopes += more.envelopes;
		ended.batches += more.batches;
	}
	return {
		nonces: Number(nonces.numDeletedRows),
		invites: Number(invites.numDeletedRows),
		...ended
	};
}

const allOrganisations = async (tx: ReadTransaction): Promise<readonly string[]> =>
	(await tx.selectFrom('organisation').select('org').orderBy('org').execute()).map(({ org }) => org);

/** One organisation's letters from before `day`, pruned envelopes and old batches, with what they counted for in its quota. */
async function pruneOne(tx: WriteTransaction, org: string, day: string, today: Day) {
	// Takes the row's lock first, as every write of this organisation does.
	await tx.updateTable('organisation').set({ org }).where('org', '=', org).execute();
	const letters = await tx
		.deleteFrom('letter')
		.where('org', '=', org)
		.where('day', '<', day)
		.returning((row) => row.fn<number>('octet_length', ['bytes']).as('size'))
		.execute();
	const envelopes = await tx
		.deleteFrom('envelope')
		.where('org', '=', org)
		.where(({ exists, selectFrom }) =>
			exists(
				selectFrom('chain_head')
					.select('chain_head.org')
					.whereRef('chain_head.org', '=', 'envelope.org')
					.whereRef('chain_head.grp', '=', 'envelope.grp')
					.whereRef('chain_head.stream', '=', 'envelope.stream')
					.whereRef('chain_head.device', '=', 'envelope.device')
					.whereRef('chain_head.pruned_seq', '>=', 'envelope.seq')
			)
		)
		.returning((row) => row.fn<number>('octet_length', ['bytes']).as('size'))
		.execute();
	const freed = [...letters, ...envelopes].reduce((sum, { size }) => sum + size, 0);
	if (freed > 0) {
		await tx
			.updateTable('organisation')
			.set((row) => ({ envelopes: row('envelopes', '-', envelopes.length), bytes: row('bytes', '-', freed) }))
			.where('org', '=', org)
			.execute();
	}
	const batches = await pruneBatches(tx, org, today);
	return { letters: letters.length, envelopes: envelopes.length, batches };
}
