import { bytesToHex } from '$lib/base/bytes';
import { err, type Result } from '$lib/base/result';
import type { GroupId } from '$lib/domain/ids';
import type { CodedAnswer, Moment } from '$lib/domain/picture-code';
import type { ToldTally } from '$lib/domain/tally';
import type { BallotProblem } from '$lib/sync/ballot-problem';
import type { BatchOpened, BatchToOpen, ResultSaid } from '$lib/sync/ballot-opening';
import type { BatchAsked, BatchOfMine } from '$lib/sync/ballots';
import type { PeopleBallots } from '$lib/sync/people';
import type { Belonging } from './belonging';
import { comesWithTheApp } from './check-ins';

export type { BallotProblem } from '$lib/sync/ballot-problem';
export type { BatchOpened, ResultSaid } from '$lib/sync/ballot-opening';
export type { BatchAsked, BatchOfMine } from '$lib/sync/ballots';

/** A batch as a reader's screen has it. */
export interface BatchWaiting extends Omit<BatchToOpen, 'questionSet'> {
	/** In hexadecimal; compare with `questionSetOf`. */
	readonly questionSet: string;
}

type Answer<T> = Promise<Result<T, BallotProblem | { readonly type: 'NotReady' }>>;

/** Batches of ballots in the open vault. */
export interface Ballots {
	/** Makes a batch and its tickets; answers its id. Works without a network. */
	readonly makeBatch: (asked: BatchAsked) => Answer<string>;
	/** The batches made on this phone that are not opened yet. */
	readonly mine: () => readonly BatchOfMine[];
	/**
	 * Takes tickets off the phone, at random, as texts to stand behind the `#` of the page's address. With a moment, whoever
	 * answers is asked whether she wants to add a picture code.
	 */
	readonly takeTickets: (batch: string, count: number, moment?: Moment) => Answer<readonly string[]>;
	/** Sends what waits and asks how far the batches are. */
	readonly refresh: () => Answer<void>;
	/** Forgets a batch that is over and was only said. */
	readonly dismiss: (batch: string) => Answer<void>;
	/** Whether what this group answers on this phone is sealed to a check-in reader of the organisation. */
	readonly canSealFor: (group: GroupId) => boolean;
	/** For check-in readers: the batches that count, waiting ones too. */
	readonly toOpen: () => Answer<readonly BatchWaiting[]>;
	/** Which questions a text is about, for this organisation; empty without one. */
	readonly questionSetOf: (questions: string) => string;
	/** Opens a batch, all answers together. May be asked again until `publish` or `giveUp`. */
	readonly open: (batch: string) => Answer<BatchOpened>;
	/** Tells the facilitators, has the ballots deleted, and writes down the tally and what picture codes tell for the readers. */
	readonly publish: (
		batch: string,
		said: ResultSaid,
		tally: ToldTally | null,
		coded?: readonly CodedAnswer[]
	) => Answer<void>;
	/** After `BallotsDamaged`: has the ballots deleted and tells nobody. */
	readonly giveUp: (batch: string) => Answer<void>;
	/** Calls back after every change. Returns how to stop. */
	readonly subscribe: (onchange: () => void) => () => void;
}

/** The ballots of whatever vault is open. */
export function createBallots(belonging: Belonging): Ballots {
	const ask = async <T>(work: (ballots: PeopleBallots) => Answer<T>): Answer<T> => {
		const people = await belonging.people();
		return people.ok ? work(people.value.ballots) : err(people.error);
	};
	return {
		makeBatch: async (asked) => {
			const isCarried = !(await comesWithTheApp(asked.questionnaire, asked.questions));
			return ask((ballots) => ballots.make({ ...asked, isCarried }));
		},
		mine: () => belonging.current()?.ballots.mine() ?? [],
		takeTickets: (batch, count, moment) => ask((ballots) => ballots.takeTickets(batch, count, moment)),
		refresh: () => ask((ballots) => ballots.refresh()),
		dismiss: (batch) => ask((ballots) => ballots.dismiss(batch)),
		canSealFor: (group) => belonging.current()?.ballots.canSealFor(group) ?? false,
		toOpen: () =>
			ask(async (ballots) => {
				const found = await ballots.toOpen();
				if (!found.ok) return found;
				return {
					ok: true,
					value: found.value.map((batch) => ({ ...batch, questionSet: bytesToHex(batch.questionSet) }))
				};
			}),
		questionSetOf: (questions) => {
			const set = belonging.current()?.ballots.questionSetOf(questions);
			return set ? bytesToHex(set) : '';
		},
		open: (batch) => ask((ballots) => ballots.open(batch)),
		publish: (batch, said, tally, coded) => ask((ballots) => ballots.publish(batch, said, tally, coded)),
		giveUp: (batch) => ask((ballots) => ballots.giveUp(batch)),
		subscribe: belonging.subscribe
	};
}
