/**
 * Deletes what has ended: nonces nobody can replay any more, invites past their hour, letters nobody fetched, and
 * envelopes the log says are folded into a snapshot. Run every hour by the server, and by hand with `cercle prune`.
 *
 * What must stay true: nothing a phone could still need goes. A used invite stays a while, because trying it a second
 * time must raise the alarm.
 */
import { addDays, type Clock } from '$lib/base/clock';
import type { Database } from '$lib/server/db/open-database';

export interface Pruned {
	readonly nonces: number;
	readonly invites: number;
	readonly letters: number;
	readonly envelopes: number;
}

export interface PruneOptions {
	readonly letterDays: number;
}

const invitesStayFor = 7 * 24 * 60 * 60;

/** Deletes what has ended and returns how much of each. Safe while the server runs; running it twice does no harm. */
export async function prune(
	database: Pick<Database, 'transact'>,
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
	const letters = await database.transact((tx) =>
		tx.deleteFrom('letter').where('day', '<', addDays(clock.today(), -letterDays)).executeTakeFirst()
	);
	const envelopes = await database.transact((tx) =>
		tx
			.deleteFrom('envelope')
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
			.executeTakeFirst()
	);
	return {
		nonces: Number(nonces.numDeletedRows),
		invites: Number(invites.numDeletedRows),
		letters: Number(letters.numDeletedRows),
		envelopes: Number(envelopes.numDeletedRows)
	};
}
