/**
 * Answering with a ticket, on any phone: what is needed is in the ticket, nothing is kept, and nobody is told who asks.
 *
 * Who may call it: the page that a ticket opens, and the phone that is handed round. Needs no vault.
 *
 * What must stay true:
 * - Answers are sealed before anything is sent or kept, in one size, in one spelling: the order in which somebody answered
 *   the questions is not in it.
 * - A ballot is sent without signature, cookie or name. Sending the same one again never counts twice, so that a lost
 *   connection is tried again with the ballot as it is (threats A10, A13).
 */
import { bytesToHex, bytesToText, hexToBytes, textToBytes, uuidToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { sealBallot, type AnswersTooLong } from '$lib/crypto/ballot';
import { sha256 } from '$lib/crypto/digest';
import { CastAnswer, writeCast, type CastOutcome } from '$lib/protocol/ballot';
import { writeFrame } from '$lib/protocol/frame';
import { ProblemBody } from '$lib/protocol/problem';
import { ticketFromText, type TicketUnreadable } from '$lib/protocol/ticket';
import { binaryType, paths } from '$lib/protocol/v1';
import type { Fetch } from './transport';

/** What a page shows of a ticket. */
export interface TicketSeen {
	/** As it stands in addresses. */
	readonly org: string;
	readonly batch: string;
	/** As `id/version`. */
	readonly questionnaire: string;
	/** Of its questions: see `questionSetOf`. */
	readonly questionSet: string;
	/** In days since 1970; 0: no end. */
	readonly lastDay: number;
	/** When she may add a picture code. */
	readonly moment?: 'entry' | 'exit' | undefined;
}

/** Sealed answers with their ticket: ciphertext, which even the phone that made it cannot read. */
export interface SealedBallot {
	readonly org: string;
	readonly batch: string;
	readonly ticketId: Uint8Array;
	readonly ballot: Uint8Array;
}

/** A ballot as it waits on a phone. */
export const ballotToBytes = ({ batch, ticketId, ballot }: Omit<SealedBallot, 'org'>): Uint8Array =>
	writeFrame(uuidToBytes(batch), ticketId, ballot);

/** Answers to questions by their id: whatever JSON can hold. */
export type BallotAnswers = Readonly<Record<string, unknown>>;

/**
 * `Offline`, `ServerBusy` and `ServerFailed`: the same ballot may be sent again later. `BatchUnknown` as well: the
 * facilitator's phone has perhaps not told the server yet.
 */
export interface CastProblem {
	readonly type: 'Offline' | 'ServerBusy' | 'ServerFailed' | 'BatchUnknown';
}

/** What a ticket is for. */
export function readTicket(text: string): Result<TicketSeen, TicketUnreadable> {
	const ticket = ticketFromText(text);
	if (!ticket.ok) return ticket;
	const { org, batch, questionnaire, questionSet, lastDay, moment } = ticket.value;
	return ok({ org: bytesToHex(org), batch, questionnaire, questionSet: bytesToHex(questionSet), lastDay, moment });
}

/** Seals answers with a ticket. */
export async function sealAnswers(
	ticketText: string,
	answers: BallotAnswers
): Promise<Result<SealedBallot, TicketUnreadable | AnswersTooLong>> {
	const read = ticketFromText(ticketText);
	if (!read.ok) return read;
	const { org, batch, ticketId, share, batchKey, checkInKey, questionSet } = read.value;
	const ticket = { batchId: uuidToBytes(batch), questionSet, batchKey, share, checkInKey };
	try {
		const ballot = await sealBallot(ticket, textToBytes(JSON.stringify(inOneOrder(answers))));
		return ballot.ok ? ok({ org: bytesToHex(org), batch, ticketId, ballot: ballot.value }) : ballot;
	} catch {
		// A key of small order: no phone of ours makes such a ticket.
		return err({ type: 'TicketUnreadable' });
	}
}

/** Sends one ballot. */
export async function castBallot(
	fetch: Fetch,
	origin: string,
	{ org, batch, ticketId, ballot }: SealedBallot
): Promise<Result<CastOutcome, CastProblem>> {
	const body = writeCast([{ ticketId, ballot }]);
	let response: Response;
	try {
		response = await fetch(new URL(paths.ballots(hexToBytes(org) ?? new Uint8Array(0), batch), origin).href, {
			method: 'POST',
			headers: { accept: 'application/json', 'content-type': binaryType },
			body: body.slice().buffer,
			redirect: 'error',
			credentials: 'omit',
			cache: 'no-store',
			referrerPolicy: 'no-referrer'
		});
	} catch {
		return err({ type: 'Offline' });
	}
	try {
		const said: unknown = JSON.parse(bytesToText(new Uint8Array(await response.arrayBuffer())));
		if (response.ok) {
			const [outcome] = CastAnswer.parse(said).outcomes;
			return outcome ? ok(outcome) : err({ type: 'ServerFailed' });
		}
		const { code } = ProblemBody.parse(said);
		if (code === 'NotFound') return err({ type: 'BatchUnknown' });
		return err({ type: code === 'TooManyRequests' || code === 'NotReady' ? 'ServerBusy' : 'ServerFailed' });
	} catch {
		return err({ type: 'ServerFailed' });
	}
}

/**
 * Names a set of questions, for one organisation: 32 bytes in hexadecimal. The server cannot tell from it which of the
 * known questionnaires it is. `questions` is their text, always spelled the same.
 */
export const questionSetOf = (org: Uint8Array, questions: string): Uint8Array =>
	sha256(writeFrame(textToBytes('sg/v1/question-set'), org, textToBytes(questions)));

const inOneOrder = (answers: BallotAnswers): BallotAnswers =>
	Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
