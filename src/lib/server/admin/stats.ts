/**
 * How much each organisation holds. Called by the `cercle` command.
 *
 * What must stay true: an organisation shows as the first eight digits of its id, enough to compare two listings and no
 * more.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/server/db/open-database';

export interface OrganisationStats {
	readonly organisation: string;
	readonly entries: number;
	readonly envelopes: number;
	readonly envelopeBytes: number;
	readonly letters: number;
	readonly invites: number;
	/** Batches of ballots. Never how many ballots: two listings would tell when one came. */
	readonly batches: number;
}

/** One record an organisation, largest first. */
export const stats = (database: Pick<Database, 'read'>): Promise<readonly OrganisationStats[]> =>
	database.read(async (tx) => {
		const rows = await tx
			.selectFrom('organisation')
			.select(({ selectFrom, fn }) => [
				'org',
				selectFrom('log_entry')
					.whereRef('log_entry.org', '=', 'organisation.org')
					.select(fn.countAll<number>().as('n'))
					.as('entries'),
				selectFrom('envelope')
					.whereRef('envelope.org', '=', 'organisation.org')
					.select(fn.countAll<number>().as('n'))
					.as('envelopes'),
				selectFrom('envelope')
					.whereRef('envelope.org', '=', 'organisation.org')
					.select(sql<number>`coalesce(sum(length(bytes)), 0)`.as('n'))
					.as('envelopeBytes'),
				selectFrom('letter')
					.whereRef('letter.org', '=', 'organisation.org')
					.select(fn.countAll<number>().as('n'))
					.as('letters'),
				selectFrom('invite')
					.whereRef('invite.org', '=', 'organisation.org')
					.select(fn.countAll<number>().as('n'))
					.as('invites'),
				selectFrom('ballot_batch')
					.whereRef('ballot_batch.org', '=', 'organisation.org')
					.select(fn.countAll<number>().as('n'))
					.as('batches')
			])
			.execute();
		return rows
			.map(({ org, ...counts }) => ({
				organisation: org.slice(0, 8),
				entries: Number(counts.entries),
				envelopes: Number(counts.envelopes),
				envelopeBytes: Number(counts.envelopeBytes),
				letters: Number(counts.letters),
				invites: Number(counts.invites),
				batches: Number(counts.batches)
			}))
			.toSorted((a, b) => b.envelopeBytes - a.envelopeBytes || (a.organisation < b.organisation ? -1 : 1));
	});
