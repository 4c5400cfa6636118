/**
 * How large and how many: both ends refuse the same things, so neither can make the other work without end.
 *
 * Source: the design's limits for the server, except where a line says why it differs.
 */

/** The one suite of algorithms. An unknown one is refused, never negotiated. */
export const suite = 0x01;

/** Bytes of one envelope: the largest padded text, 128 KiB, with its frame. */
export const largestEnvelope = 132 * 1024;
/** Envelopes in one push. */
export const mostEnvelopesInPush = 100;
/** Bytes of one push, all envelopes together. */
export const largestPush = 1024 * 1024;
/** Bytes of a request body: a full push and its frame. */
export const largestBody = largestPush + 8 * 1024;
/** Bytes a phone reads of one answer before it gives up (threat A6: a bomb). */
export const largestAnswer = 4 * 1024 * 1024;
/** Envelopes in one answer; it ends earlier at `largestPulled` bytes. */
export const mostEnvelopesInPull = 500;
/** Bytes of envelopes in one answer, after which it ends; one envelope is always sent. */
export const largestPulled = 2 * 1024 * 1024;
/** Log entries in one answer. */
export const mostEntriesInPull = 500;
/** Log entries in one append: a revocation with new epochs for every stream the device could read. */
export const mostEntriesInAppend = 256;
/** Bytes of one log entry: an epoch with the most members. */
export const largestEntry = 32 * 1024;
/** Readers of one stream. */
export const mostMembers = 200;
/** Sizes to which the text of an envelope is padded. */
export const paddedSizes = [512, 2 * 1024, 8 * 1024, 32 * 1024, 128 * 1024] as const;
/** Bytes of a letter, sealed to one device: always the same, so that its size says nothing. */
export const letterSize = 4096;
/** Bytes of a ballot: always the same, so that its size says nothing. */
export const ballotSize = 512;
/** Tickets of one batch, and ballots in one request. */
export const mostTickets = 120;
/** Groups whose answers one batch may hold together. */
export const mostGroupsInBatch = 16;
/** Bytes of what a facilitator says of a batch: its tickets, 36 bytes each, and its groups. */
export const largestBatch = 6 * 1024;
/** Bytes of the questions of a batch as they lie with the server: the largest padded text, with nonce and tag. */
export const largestQuestions = 128 * 1024 + 40;
/** Days after which a batch that was never opened is deleted, and a number of one that was is forgotten. */
export const batchDays = 183;
/** Whoever made a batch hears in steps of so many what it still needs, so that asking again and again tells no single ballot. */
export const missingStep = 3;
/** Longest life of an invite in seconds: in person, and sent from afar. */
export const inviteLife = { inPerson: 15 * 60, remote: 24 * 60 * 60 } as const;
/** Days a certificate is good for at most. */
export const longestCertificate = 400;
/** Days after which a stream gets a new key. */
export const rotationDays = 90;
/** Seconds a signed request may live; RFC 9421 leaves the choice to the profile. */
export const requestLife = 120;
/**
 * Lowest and highest value of the policies this app knows; one of another name is kept and means nothing here. The
 * threshold: docs/decisions/0005.
 */
export const policyBounds: ReadonlyMap<string, readonly [lowest: number, highest: number]> = new Map([
	['check-in-threshold', [5, 100]],
	['review-due-days', [1, 60]],
	['ask-due-days', [1, 30]],
	['report-late-days', [1, 30]],
	['urgent-hours', [1, 168]],
	['concern-days', [1, 30]],
	['retention-months', [3, 120]],
	['meeting-every-days', [7, 120]],
	['checked-every-months', [1, 24]],
	['own-phone', [0, 1]],
	['picture-code', [0, 1]]
]);
