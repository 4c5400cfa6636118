/**
 * Why the server refuses: codes only, never a message, so that an answer can say nothing about anybody.
 *
 * Who may call it: `server/respond.ts` writes, `sync/transport.ts` reads.
 */
import * as z from 'zod/mini';

/** Every code with its HTTP status. */
export const problemStatus = {
	BodyUnreadable: 400,
	SignatureMissing: 401,
	SignatureRefused: 401,
	ClockSkewed: 401,
	DeviceUnknown: 401,
	DeviceRevoked: 403,
	NotAllowed: 403,
	OrganisationUnknown: 404,
	InviteUnknown: 404,
	NotFound: 404,
	LogMoved: 409,
	LogRefused: 409,
	/** A device has written since its removal was prepared: name the new ends of its chains. */
	ChainMoved: 409,
	OrganisationExists: 409,
	InviteUsed: 409,
	/** Fewer ballots than the batch needs: nothing is given out. */
	BallotsMissing: 409,
	/** The batch was opened already, and its ballots are gone. */
	BallotsGone: 410,
	InviteExpired: 410,
	BodyTooLarge: 413,
	ContentTypeWrong: 415,
	TooManyRequests: 429,
	Failed: 500,
	OrganisationsClosed: 403,
	StorageFull: 507,
	NotReady: 503
} as const;
export type ProblemCode = keyof typeof problemStatus;

/** The body of every refusal. `now` are the server's seconds since 1970, on refusals about time. */
export const ProblemBody = z.object({
	code: z.enum(Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]]), // the keys of the literal above
	now: z.optional(z.int())
});
export type ProblemBody = z.infer<typeof ProblemBody>;
