/**
 * What a ticket asks, for phones that have it from nowhere else: the questions as one text, packed, padded and sealed, so that
 * the server holds them and cannot read them, nor tell from their size which they are.
 *
 * Who may call it: `ballots.ts` on the phone that makes tickets, `cast.ts` on the one that answers.
 *
 * What must stay true:
 * - The key is in the tickets of the batch and nowhere on the server (threats A6, A10, A13).
 * - A text counts only if it is the one the ticket names: the server can neither change nor exchange it (threat A6).
 */
import { bytesToText, bytesToU32, concatBytes, sameBytes, textToBytes, u32ToBytes, uuidToBytes } from '$lib/base/bytes';
import { openQuestions, sealQuestions } from '$lib/crypto/ballot';
import { sha256 } from '$lib/crypto/digest';
import { writeFrame } from '$lib/protocol/frame';
import { paddedSizes } from '$lib/protocol/limits';
import type { Ticket } from '$lib/protocol/ticket';
import { deflate, inflate } from './deflate';

/** Bytes to which questions may unpack. */
const largestUnpacked = 4 * 1024 * 1024;

/** Where sealed questions belong. */
export type TicketQuestions = Pick<Ticket, 'batch' | 'questionSet'>;

/**
 * Names a set of questions, for one organisation: 32 bytes. The server cannot tell from it which of the known questionnaires
 * it is. `questions` is their text, always spelled the same.
 */
export const questionSetOf = (org: Uint8Array, questions: string): Uint8Array =>
	sha256(writeFrame(textToBytes('sg/v1/question-set'), org, textToBytes(questions)));

/** The questions, sealed; null when they are too long to be left with the server. */
export async function packQuestions(
	key: Uint8Array,
	{ batch, questionSet }: TicketQuestions,
	questions: string
): Promise<Uint8Array | null> {
	const packed = await deflate(textToBytes(questions));
	const size = paddedSizes.find((each) => each >= packed.length + 4);
	if (size === undefined) return null;
	const padded = new Uint8Array(size);
	padded.set(concatBytes(u32ToBytes(packed.length), packed));
	return sealQuestions(key, { batchId: uuidToBytes(batch), questionSet }, padded);
}

/** The questions of a ticket, or null when these bytes are not they. Never rejects, whatever the bytes. */
export async function unpackQuestions(
	key: Uint8Array,
	{ org, batch, questionSet }: TicketQuestions & Pick<Ticket, 'org'>,
	sealed: Uint8Array
): Promise<string | null> {
	const opened = openQuestions(key, { batchId: uuidToBytes(batch), questionSet }, sealed);
	if (!opened.ok || opened.value.length < 4) return null;
	const packed = opened.value.subarray(4, 4 + bytesToU32(opened.value));
	const bytes = await inflate(packed, largestUnpacked);
	if (!bytes) return null;
	try {
		const questions = bytesToText(bytes);
		return sameBytes(questionSetOf(org, questions), questionSet) ? questions : null;
	} catch {
		return null;
	}
}
