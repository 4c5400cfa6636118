/** Answering with a ticket. Apart from `ballots.ts`: its cryptography is fetched by who answers, not by the first screen. */
import { bytesToHex, hexToBytes } from '$lib/base/bytes';
import * as cast from '$lib/sync/cast';

export type { CastProblem, SealedBallot, TicketSeen } from '$lib/sync/cast';
export { ballotToBytes, readTicket, sealAnswers } from '$lib/sync/cast';

/** Sends one ballot from the page that a ticket opened: see `sync/cast.ts`. */
export const castBallot = (ballot: cast.SealedBallot) =>
	cast.castBallot((...asked) => fetch(...asked), location.origin, ballot);

/** Whether a ticket is for these questions, given as their canonical text: nobody else could put other ones in their place. */
export const asksFor = ({ org, questionSet }: cast.TicketSeen, questions: string): boolean =>
	bytesToHex(cast.questionSetOf(hexToBytes(org) ?? new Uint8Array(0), questions)) === questionSet;
