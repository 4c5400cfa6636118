import type { Generated } from 'kysely';

/**
 * What the server keeps, as tables. Read by everything in this folder and by the code that answers requests.
 *
 * What must stay true: every table is keyed by the organisation first, so that nothing of one can be reached while asking
 * for another, and so that an engine which spreads rows over machines keeps an organisation together. Only types that
 * SQLite and PostgreSQL both have. When something was received is known to the day, never to the minute (A13): only what
 * must end at a moment (an invite, a nonce) has one.
 *
 * Ids are texts: an organisation 64 hexadecimal digits, groups, devices and invites as they are in their addresses.
 * Hashes and frames are bytes.
 */
export interface Schema {
	readonly organisation: OrganisationTable;
	readonly log_entry: LogEntryTable;
	readonly envelope: EnvelopeTable;
	readonly chain_head: ChainHeadTable;
	readonly invite: InviteTable;
	readonly enrolment: EnrolmentTable;
	readonly letter: LetterTable;
	readonly nonce: NonceTable;
	readonly ballot_batch: BallotBatchTable;
	readonly ballot_questions: BallotQuestionsTable;
	readonly ballot_ticket: BallotTicketTable;
	readonly ballot: BallotTable;
	readonly migration: MigrationTable;
}

export interface OrganisationTable {
	readonly org: string;
	/** The position of the newest envelope. Bumped in the transaction that stores it, under the lock of this row. */
	readonly position: Generated<number>;
	/** Sequence number and hash of the newest entry of the directory log. */
	readonly head_seq: number;
	readonly head_hash: Uint8Array;
	/** What is held now, for the quota: envelopes not pruned, and the bytes of envelopes, letters and log together. */
	readonly envelopes: Generated<number>;
	readonly bytes: Generated<number>;
	readonly day: string;
}

export interface LogEntryTable {
	readonly org: string;
	readonly seq: number;
	readonly hash: Uint8Array;
	readonly bytes: Uint8Array;
}

export interface EnvelopeTable {
	readonly org: string;
	readonly grp: string;
	readonly stream: number;
	readonly device: string;
	readonly seq: number;
	/** SHA-256 of `bytes`. */
	readonly id: Uint8Array;
	readonly epoch: number;
	/** Place in the order in which the organisation's devices fetch; unique within the organisation. */
	readonly position: number;
	readonly bytes: Uint8Array;
	readonly day: string;
}

/** The newest envelope of a chain, which stays known when the envelopes themselves have been pruned. */
export interface ChainHeadTable {
	readonly org: string;
	readonly grp: string;
	readonly stream: number;
	readonly device: string;
	readonly seq: number;
	readonly id: Uint8Array;
	/** Envelopes up to this one are gone on purpose; 0 when none are. `pruned_id` is the id of that one. */
	readonly pruned_seq: Generated<number>;
	readonly pruned_id: Generated<Uint8Array>;
}

export interface InviteTable {
	readonly org: string;
	readonly invite: string;
	/** Hash of the proof that an enrolment shows. */
	readonly secret_hash: Uint8Array;
	/** The device that made it. */
	readonly inviter: string;
	/** Seconds since 1970, as on the wire. */
	readonly expires_at: number;
	/** `open` or `used`. */
	readonly state: string;
	/** How often somebody came with a wrong proof, or after the first: what alarms the inviter. */
	readonly attempts: Generated<number>;
	/** The record as the inviter posted it. */
	readonly bytes: Generated<Uint8Array>;
	/** The nonce that the invite promised, once its inviter told it; empty before. */
	readonly reveal: Generated<Uint8Array>;
	readonly day: string;
}

/** The first enrolment with the right proof, and only that. */
export interface EnrolmentTable {
	readonly org: string;
	readonly invite: string;
	readonly bytes: Uint8Array;
	readonly day: string;
}

export interface LetterTable {
	readonly org: string;
	readonly recipient: string;
	readonly letter: string;
	readonly bytes: Uint8Array;
	readonly day: string;
}

export interface NonceTable {
	readonly org: string;
	/** Device and nonce of a request that has been answered, so that it is not answered twice. */
	readonly nonce: string;
	/** Seconds since 1970. */
	readonly expires_at: number;
}

/** A batch of ballots, as its maker signed it. It stays as a number when its ballots are gone, so that none opens twice. */
export interface BallotBatchTable {
	readonly org: string;
	readonly batch: string;
	/** The device that made it. */
	readonly maker: string;
	/** The signed record. */
	readonly bytes: Uint8Array;
	readonly threshold: number;
	/** `open`, `closed` when a reader opens it, `opened` when its ballots are gone. */
	readonly state: string;
	/** The day it was made. */
	readonly day: string;
}

/** What a batch asks, sealed with a key that only its tickets hold. */
export interface BallotQuestionsTable {
	readonly org: string;
	readonly batch: string;
	readonly bytes: Uint8Array;
}

/** A ticket by the hash of its id, and whether it was used. Not when, and not with which ballot. */
export interface BallotTicketTable {
	readonly org: string;
	readonly batch: string;
	readonly ticket: Uint8Array;
	/** 0 or 1. */
	readonly spent: number;
}

/** A ballot under a random number. Nothing tells who, when or in which order: docs/decisions/0030. */
export interface BallotTable {
	readonly org: string;
	readonly batch: string;
	/** 16 random bytes. */
	readonly ballot: Uint8Array;
	readonly bytes: Uint8Array;
}

/** Which migrations have run. The one table that belongs to no organisation. */
export interface MigrationTable {
	readonly name: string;
	readonly day: string;
}

/** The tables that hold what organisations gave, parents before children: the order in which a backup is restored. */
export const organisationTables = [
	'organisation',
	'log_entry',
	'chain_head',
	'envelope',
	'invite',
	'enrolment',
	'letter',
	'nonce',
	'ballot_batch',
	'ballot_questions',
	'ballot_ticket',
	'ballot'
] as const satisfies readonly (keyof Schema)[];
