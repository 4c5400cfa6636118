import type { Translate } from '$lib/i18n';
import type { BallotProblem } from '$lib/runtime/ballots';
import { problemText, type ScreenProblem } from '$lib/runtime/problem-text';

/** Why something with tickets or ballots did not happen. */
export type TicketProblem = BallotProblem | ScreenProblem;

/** The words for it. */
export function ticketProblemText(t: Translate, problem: TicketProblem): string {
	switch (problem.type) {
		case 'CheckInKeyMissing':
			return t('ballots:problem.checkInKeyMissing');
		case 'ThresholdTooLow':
			return t('ballots:problem.thresholdTooLow');
		case 'GroupNotShared':
			return t('ballots:problem.groupNotShared');
		case 'TicketsGone':
			return t('ballots:problem.ticketsGone');
		case 'BatchUnknown':
			return t('ballots:problem.batchUnknown');
		case 'BallotsMissing':
			return t('ballots:problem.ballotsMissing');
		case 'OpenedBefore':
			return t('ballots:reader.openedBefore');
		case 'BallotsDamaged':
			return t('ballots:reader.damaged');
		case 'BatchUntrue':
			return t('ballots:problem.batchUntrue');
		default:
			return problemText(t, problem);
	}
}
