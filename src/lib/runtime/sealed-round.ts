import { err } from '$lib/base/result';
import { answerToBallot, nameOf } from '$lib/domain/ballot-answers';
import type { CheckInAnswer } from '$lib/domain/check-in';
import { fitsAnAnswer } from '$lib/domain/check-in-form';
import { BatchId, type GroupId } from '$lib/domain/ids';
import type { OwnCode } from '$lib/domain/picture-code';
import { canonicalText, type Questionnaire } from '$lib/domain/questionnaire';
import type { Letterbox } from '$lib/storage/vault';
import type { BatchOfMine, Ballots } from './ballots';
import { ballotToBytes, sealAnswers } from './cast';

/** Tickets of a batch for the phone that goes round: for many rounds, as what was taken for one does not come back. */
const tickets = 120;

/** A round of which each answer is sealed to the organisation as well: this phone cannot read it again. */
export interface SealedRound {
	readonly batchId: BatchId;
	/**
	 * Seals an answer and keeps it in the box of the locked vault, from where it goes out once that is open again.
	 * `StorageFailed` when more people answer than tickets were taken.
	 */
	readonly drop: (answer: CheckInAnswer, box: Pick<Letterbox, 'keep'>, own?: OwnCode) => ReturnType<Letterbox['drop']>;
}

export interface RoundAsked {
	readonly groupId: GroupId;
	readonly questionnaire: Questionnaire;
	/** How many may answer. */
	readonly people: number;
}

/**
 * Takes tickets for a round while the vault is open, of a batch that waits or of a new one. Null when nobody could open the
 * answers, so that they stay with this phone: no organisation, no reader, reports that are not shared.
 */
export async function beginSealedRound(
	ballots: Pick<Ballots, 'mine' | 'makeBatch' | 'takeTickets'>,
	{ groupId, questionnaire, people }: RoundAsked
): Promise<SealedRound | null> {
	if (!fitsAnAnswer(questionnaire)) return null;
	const batch = await batchFor(ballots, groupId, questionnaire, people);
	const batchId = BatchId.safeParse(batch).data;
	if (batch === null || batchId === undefined) return null;
	const left = ballots.mine().find((mine) => mine.batch === batch)?.left ?? 0;
	const taken = await ballots.takeTickets(batch, Math.min(people, left));
	if (!taken.ok) return null;
	const unused = [...taken.value];
	const [first] = unused;
	if (first === undefined) return null;
	try {
		// Once for nothing: what sealing needs is fetched before the phone goes round.
		await sealAnswers(first, {});
	} catch {
		return null;
	}
	// A try that was not kept is made again with its own ticket: somebody who tries twice counts once.
	const ticketsByAnswer = new Map<string, string>();
	return {
		batchId,
		drop: async (answer, box, own) => {
			const ticket = ticketsByAnswer.get(answer.id) ?? unused.shift();
			if (ticket === undefined || answer.v !== 2) return err({ type: 'StorageFailed' });
			ticketsByAnswer.set(answer.id, ticket);
			const ballot = await sealAnswers(ticket, answerToBallot(answer, own));
			if (!ballot.ok) return err({ type: 'StorageFailed' });
			const kept = await box.keep(ballotToBytes(ballot.value));
			if (kept.ok) ticketsByAnswer.delete(answer.id);
			return kept;
		}
	};
}

/**
 * The batch that takes the answers of a round: one that was made for several groups first, since it opens sooner; undefined
 * when a new one must be made.
 */
export const runningBatch = (
	mine: readonly BatchOfMine[],
	groupId: GroupId,
	questionnaire: Questionnaire,
	people: number
): BatchOfMine | undefined =>
	mine
		.filter(
			({ groups, questionnaire: name, announced, state, left }) =>
				groups.includes(groupId) &&
				name === nameOf(questionnaire) &&
				announced !== 'refused' &&
				(state === null || state === 'waiting') &&
				left >= people
		)
		.sort((a, b) => b.groups.length - a.groups.length)[0];

async function batchFor(
	ballots: Pick<Ballots, 'mine' | 'makeBatch'>,
	groupId: GroupId,
	questionnaire: Questionnaire,
	people: number
): Promise<string | null> {
	const running = runningBatch(ballots.mine(), groupId, questionnaire, people);
	if (running) return running.batch;
	const asked = { groups: [groupId], tickets, questionnaire: nameOf(questionnaire) };
	const made = await ballots.makeBatch({ ...asked, questions: canonicalText(questionnaire) });
	return made.ok ? made.value : null;
}
