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
import { compareText } from '$lib/base/order';
import { err, ok, type Result } from '$lib/base/result';
import { sealBallot, type AnswersTooLong } from '$lib/crypto/ballot';
import { CastAnswer, writeCast, type CastOutcome } from '$lib/protocol/ballot';
import { writeFrame } from '$lib/protocol/frame';
import { largestQuestions } from '$lib/protocol/limits';
import { ProblemBody } from '$lib/protocol/problem';
import { ticketFromText, type TicketUnreadable } from '$lib/protocol/ticket';
import { binaryType, paths } from '$lib/protocol/v1';
import { unpackQuestions } from './ticket-questions';
import type { Fetch } from './transport';

export { questionSetOf } from './ticket-questions';

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
	/** Its questions did not come with the app: `fetchQuestions`. */
	readonly isFetched: boolean;
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
	const { org, batch, questionnaire, questionSet, lastDay, moment, questionsKey } = ticket.value;
	const seen = { org: bytesToHex(org), batch, questionnaire, questionSet: bytesToHex(questionSet), lastDay, moment };
	return ok({ ...seen, isFetched: questionsKey !== undefined });
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

/**
 * What a ticket asks, as the text it was made from, whose questions the server holds sealed. Nothing says who asks, and what
 * the server gives counts only if it is what the ticket names.
 */
export async function fetchQuestions(
	fetch: Fetch,
	origin: string,
	ticketText: string
): Promise<Result<string, TicketUnreadable | CastProblem>> {
	const read = ticketFromText(ticketText);
	if (!read.ok) return read;
	const { org, batch, questionsKey } = read.value;
	if (!questionsKey) return err({ type: 'BatchUnknown' });
	try {
		const response = await fetch(new URL(paths.questions(org, batch), origin).href, { method: 'GET', ...asNobody });
		if (response.status === 404) return err({ type: 'BatchUnknown' });
		if (!response.ok) return err({ type: response.status === 429 ? 'ServerBusy' : 'ServerFailed' });
		const sealed = new Uint8Array(await response.arrayBuffer());
		const questions = sealed.length > largestQuestions ? null : await unpackQuestions(questionsKey, read.value, sealed);
		return questions === null ? err({ type: 'ServerFailed' }) : ok(questions);
	} catch {
		return err({ type: 'Offline' });
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
			...asNobody
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

/** No cookie, no address of ours, nothing kept. */
const asNobody = {
	redirect: 'error',
	credentials: 'omit',
	cache: 'no-store',
	referrerPolicy: 'no-referrer'
} as const satisfies RequestInit;

const inOneOrder = (answers: BallotAnswers): BallotAnswers =>
	Object.fromEntries(Object.entries(answers).sort(([a], [b]) => compareText(a, b)));
