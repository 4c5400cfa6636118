import type { PeopleProblem } from './people-problem';

/** Why something with a batch of ballots did not happen. Nothing is half done. */
export type BallotProblem =
	| PeopleProblem
	/** The organisation has nobody who reads check-ins, or not yet a key to seal to. */
	| { readonly type: 'CheckInKeyMissing' }
	/** Its threshold is lower than the organisation's. */
	| { readonly type: 'ThresholdTooLow' }
	/** The reports of the group are not shared, so nobody could tell a reader whose the answers are. */
	| { readonly type: 'GroupNotShared' }
	/** This phone has not as many tickets of it left, or it takes no more. */
	| { readonly type: 'TicketsGone' }
	| { readonly type: 'BatchUnknown' }
	/** Too few yet. */
	| { readonly type: 'BallotsMissing' }
	/** It was opened already. */
	| { readonly type: 'OpenedBefore' }
	/** Too few of the ballots are sound to show anything. The batch can only be given up. */
	| { readonly type: 'BallotsDamaged' }
	/** What the server shows of it does not check out; nothing of it was believed. */
	| { readonly type: 'BatchUntrue' };
