/** Answering with a ticket. Apart from `ballots.ts`: its cryptography is fetched by who answers, not by the first screen. */
import { bytesToHex, hexToBytes } from '$lib/base/bytes';
import { err, type Result } from '$lib/base/result';
import type { Questionnaire } from '$lib/domain/questionnaire';
import * as cast from '$lib/sync/cast';

export type { CastProblem, SealedBallot, TicketSeen } from '$lib/sync/cast';
export { ballotToBytes, readTicket, sealAnswers } from '$lib/sync/cast';

/** Sends one ballot from the page that a ticket opened: see `sync/cast.ts`. */
export const castBallot = (ballot: cast.SealedBallot) =>
	cast.castBallot((...asked) => fetch(...asked), location.origin, ballot);

/** What a ticket asks whose questions did not come with the app. `TicketUnreadable` when they are no questionnaire. */
export async function fetchQuestions(
	ticket: string
): Promise<Result<Questionnaire, cast.CastProblem | { readonly type: 'TicketUnreadable' }>> {
	const text = await cast.fetchQuestions((...asked) => fetch(...asked), location.origin, ticket);
	if (!text.ok) return text;
	// It came from another device, so it is checked as a file is.
	const { parseQuestionnaire } = await import('$lib/domain/questionnaire-check');
	try {
		const parsed = parseQuestionnaire(JSON.parse(text.value));
		return parsed.ok ? parsed : err({ type: 'TicketUnreadable' });
	} catch {
		return err({ type: 'TicketUnreadable' });
	}
}

/** Whether a ticket is for these questions, given as their canonical text: nobody else could put other ones in their place. */
export const asksFor = ({ org, questionSet }: cast.TicketSeen, questions: string): boolean =>
	bytesToHex(cast.questionSetOf(hexToBytes(org) ?? new Uint8Array(0), questions)) === questionSet;
