import type { Result } from '$lib/base/result';
import { readBallots, type BallotsRead } from '$lib/domain/ballot-answers';
import { checkInsOf } from '$lib/domain/check-in-pack';
import { BatchId } from '$lib/domain/ids';
import { canonicalText, type Questionnaire } from '$lib/domain/questionnaire';
import type { BatchWaiting } from '$lib/runtime/ballots';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { TicketProblem } from './ballot-problem-text';

export interface BallotReaderDeps extends Pick<Runtime, 'ballots' | 'door' | 'organisation' | 'clock'> {
	/** The questionnaires that come with the app. */
	readonly load: () => Promise<readonly Questionnaire[]>;
}

/** A batch with its questions, when this device knows them. */
export interface BatchSeen extends BatchWaiting {
	readonly questionnaire: Questionnaire | undefined;
}

/** What will be told of an opened batch. It is nowhere but here until it is told. */
export interface BatchRead {
	readonly batch: BatchSeen;
	readonly read: BallotsRead;
	/** How many ballots were left out. */
	readonly dropped: number;
}

/** What a check-in reader does: opens batches, once, and tells how they came out. Answers are never on a screen. */
export class BallotReader {
	readonly #deps: BallotReaderDeps;
	#batches = $state.raw<readonly BatchSeen[] | null>(null);
	#opened = $state.raw<BatchRead | null>(null);
	#damaged = $state.raw<string | null>(null);
	#isPublished = $state.raw(false);
	#isBusy = $state.raw(false);
	#problem = $state.raw<TicketProblem | null>(null);

	constructor(deps: BallotReaderDeps) {
		this.#deps = deps;
	}

	get isReader(): boolean {
		const { state, roles } = this.#deps.organisation;
		return state === 'member' && roles.includes('reader');
	}

	/** Those that may be opened first; null until they are known. */
	get batches(): readonly BatchSeen[] | null {
		return this.#batches;
	}

	/** What was opened and is not told yet. */
	get opened(): BatchRead | null {
		return this.#opened;
	}

	/** The batch that can only be given up. */
	get damaged(): string | null {
		return this.#damaged;
	}

	/** True after a result was sent, until she looks again. */
	get isPublished(): boolean {
		return this.#isPublished;
	}

	get isBusy(): boolean {
		return this.#isBusy;
	}

	get problem(): TicketProblem | null {
		return this.#problem;
	}

	/** Asks which batches there are. */
	async look(): Promise<void> {
		this.#isPublished = false;
		await this.#look();
	}

	/** Opens a batch, all answers together. Only words and counts of them stay. */
	async open(batch: BatchSeen): Promise<void> {
		const { ballots, door, clock } = this.#deps;
		const { questionnaire } = batch;
		if (!questionnaire) return;
		const opened = await this.#during(() => ballots.open(batch.batch));
		if (!opened) {
			if (this.#problem?.type === 'BallotsDamaged') this.#damaged = batch.batch;
			return;
		}
		const { answers, dropped, threshold } = opened.value;
		const asked = { batch: BatchId.parse(batch.batch), groups: batch.groups, threshold };
		const read = readBallots(door.ledger.current, asked, questionnaire, answers, clock.today());
		const unread = dropped + answers.length - read.people;
		if (read.people < threshold) {
			this.#damaged = batch.batch;
			this.#problem = { type: 'BallotsDamaged' };
		} else this.#opened = { batch, read, dropped: unread };
	}

	/** Tells the facilitators, and writes down the counts for the overview. */
	async publish(): Promise<void> {
		const opened = this.#opened;
		if (!opened) return;
		const { questionnaire, band, direction, parts, turns, tally, coded } = opened.read;
		const said = { questionnaire, band, direction, parts, turns };
		const told = await this.#during(() => this.#deps.ballots.publish(opened.batch.batch, said, tally, coded));
		if (!told) return;
		this.#opened = null;
		await this.#look();
		this.#isPublished = true;
	}

	/** Gives up a damaged batch: nobody is told anything. */
	async giveUp(): Promise<void> {
		const batch = this.#damaged;
		if (batch === null) return;
		const done = await this.#during(() => this.#deps.ballots.giveUp(batch));
		if (!done) return;
		this.#damaged = null;
		await this.#look();
	}

	async #look(): Promise<void> {
		const { ballots, door, load } = this.#deps;
		const found = await this.#during(() => ballots.toOpen());
		if (!found) return;
		const own = checkInsOf(door.ledger.current).map(({ questionnaire }) => questionnaire);
		const known = [...own, ...(await load())].map((form) => ({
			form,
			questionSet: ballots.questionSetOf(canonicalText(form))
		}));
		this.#batches = found.value
			.map((batch) => ({
				...batch,
				questionnaire: known.find(({ questionSet }) => questionSet === batch.questionSet)?.form
			}))
			.sort((a, b) => a.missing - b.missing || a.batch.localeCompare(b.batch));
	}

	async #during<T>(work: () => Promise<Result<T, TicketProblem>>): Promise<{ readonly value: T } | null> {
		if (this.#isBusy) return null;
		this.#isBusy = true;
		this.#problem = null;
		const done = await work();
		this.#isBusy = false;
		if (done.ok) return { value: done.value };
		this.#problem = done.error;
		return null;
	}
}
