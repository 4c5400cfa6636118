import type { Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { blankFaces, builtInForm, createCheckIn } from '$lib/domain/check-in';
import type { CheckInAnswer, Face, FaceByQuestionId, QuestionId } from '$lib/domain/check-in';
import type { LocaleId } from '$lib/i18n/locales';
import type { Translate } from '$lib/i18n';
import type { Handover } from '$lib/runtime/door.svelte';

/**
 * - `welcome`: blank, waiting for the next person to choose her language.
 * - `question`: one question is on the screen.
 * - `unkept`: her answer could not be stored; she may try again.
 * - `thanks`: her answer is stored and forgotten here, or there was none.
 */
export type Stage = 'welcome' | 'question' | 'unkept' | 'thanks';

export interface CheckInFlowDeps {
	readonly clock: Pick<Clock, 'now'>;
	readonly random: Random;
	readonly handover: Pick<Handover, 'letterbox' | 'batchId'>;
	readonly translateIn: (locale: LocaleId) => Promise<Translate>;
}

/** Milliseconds a chosen face is seen before the next question comes. */
export const confirmTime = 250;
/** Milliseconds in which a new screen takes no tap, so that a double tap does not answer the next question too. */
export const settleTime = 350;
/** Milliseconds without a touch until the screen is blank again, and until that is said. */
export const idleLimits = { leave: 90_000, warn: 75_000 } as const;

/**
 * One person after another answers on the same phone. Holds one person's answers for as long as she answers, and nobody's
 * before or after: whatever ends her turn wipes them.
 */
export class CheckInFlow {
	readonly #deps: CheckInFlowDeps;
	#stage = $state.raw<Stage>('welcome');
	#locale = $state.raw<LocaleId | null>(null);
	#t = $state.raw<Translate | null>(null);
	#at = $state.raw(0);
	#faces = $state.raw<FaceByQuestionId>(blankFaces());
	#isSettling = $state.raw(false);
	#isKeeping = $state.raw(false);
	#isLeaving = $state.raw(false);
	/** Stored under the same id when tried again, so that an answer cannot count twice. */
	#unkept: CheckInAnswer | null = null;
	/** Rises with every person: what was begun for one must not act on the next. */
	#turn = 0;
	#touchedAt: number;
	#confirming: ReturnType<typeof setTimeout> | undefined;
	#settling: ReturnType<typeof setTimeout> | undefined;

	constructor(deps: CheckInFlowDeps) {
		this.#deps = deps;
		this.#touchedAt = deps.clock.now();
	}

	get stage(): Stage {
		return this.#stage;
	}

	/** The language this person chose, or null on the blank screen. */
	get locale(): LocaleId | null {
		return this.#locale;
	}

	/** Her translator, or null on the blank screen. */
	get t(): Translate | null {
		return this.#t;
	}

	get question(): QuestionId {
		return builtInForm.questionIds[this.#at] ?? 'body';
	}

	/** From 1. */
	get number(): number {
		return this.#at + 1;
	}

	get count(): number {
		return builtInForm.questionIds.length;
	}

	/** The face chosen for the question on the screen, or null. */
	get chosen(): Face {
		return this.#faces[this.question];
	}

	/** True for a moment after a new screen came, and while an answer is being stored: taps do nothing. */
	get isBusy(): boolean {
		return this.#isSettling || this.#isKeeping;
	}

	/** True shortly before the screen goes blank because nobody touches it. */
	get isLeaving(): boolean {
		return this.#isLeaving;
	}

	/** A person begins, in her language. Rejects when its texts cannot be had. */
	async begin(locale: LocaleId): Promise<void> {
		if (this.#stage !== 'welcome' || this.isBusy) return;
		const turn = this.#turn;
		const translate = await this.#deps.translateIn(locale);
		if (turn !== this.#turn || this.#stage !== 'welcome') return;
		this.#locale = locale;
		this.#t = translate;
		this.#show('question');
	}

	/** Chooses a face; the next question comes by itself a moment later. */
	pick(face: NonNullable<Face>): void {
		if (this.#stage !== 'question' || this.isBusy) return;
		this.#faces = { ...this.#faces, [this.question]: face };
		clearTimeout(this.#confirming);
		this.#confirming = setTimeout(() => void this.next(), confirmTime);
	}

	/** Leaves the question without an answer and goes on. */
	async skip(): Promise<void> {
		if (this.#stage !== 'question' || this.isBusy) return;
		this.#faces = { ...this.#faces, [this.question]: null };
		await this.next();
	}

	/** Goes on; after the last question the answer is stored. */
	async next(): Promise<void> {
		if (this.#stage !== 'question' || this.isBusy) return;
		clearTimeout(this.#confirming);
		if (this.number < this.count) {
			this.#at += 1;
			this.#settle();
		} else await this.#hand();
	}

	/** One question back. Before the first there is only the blank screen: whoever takes the phone there starts anew. */
	back(): void {
		if (this.#stage !== 'question' || this.isBusy) return;
		clearTimeout(this.#confirming);
		if (this.#at === 0) return this.leave();
		this.#at -= 1;
		this.#settle();
	}

	/** Tries again to store an answer that was not kept. */
	async tryAgain(): Promise<void> {
		if (this.#stage === 'unkept' && this.#unkept && !this.isBusy) await this.#keep(this.#unkept);
	}

	/** She has read the thanks: a blank screen for the next person. */
	finish(): void {
		if (this.#stage === 'thanks' && !this.isBusy) this.leave();
	}

	/**
	 * Ends this person's turn: a blank screen, nothing of her left. An answer that could not be stored is offered to the
	 * phone one last time on the way.
	 */
	leave(): void {
		const unkept = this.#unkept;
		this.#turn += 1;
		this.#forget();
		this.#isKeeping = false;
		this.#locale = null;
		this.#t = null;
		this.#show('welcome');
		if (unkept) void this.#deps.handover.letterbox.drop(unkept);
	}

	/** Somebody touched the phone. */
	touch(): void {
		this.#touchedAt = this.#deps.clock.now();
		if (!this.#isLeaving) return;
		this.#isLeaving = false;
		// The warning goes away under the finger: the same tap must not answer what lies below.
		this.#settle();
	}

	/** Looks at how long nobody touched the phone; to be called about once a second. */
	tick(): void {
		if (this.#stage === 'welcome' || this.#isKeeping) return;
		const idle = this.#deps.clock.now() - this.#touchedAt;
		// A clock that was set back says nothing; waiting longer on it would leave her answers on the screen.
		if (idle >= idleLimits.leave || idle < 0) this.leave();
		else this.#isLeaving = idle >= idleLimits.warn && this.#stage !== 'thanks';
	}

	/** Stops the timers and forgets; the controller is of no use afterwards. */
	stop(): void {
		this.leave();
		clearTimeout(this.#settling);
	}

	async #hand(): Promise<void> {
		const { random, handover } = this.#deps;
		const made = createCheckIn(random, handover.batchId, this.#faces);
		if (made.ok) return this.#keep(made.value);
		// Nothing answered, nothing kept, and the same thanks: passing is as good as answering.
		this.#forget();
		this.#show('thanks');
	}

	async #keep(answer: CheckInAnswer): Promise<void> {
		const turn = this.#turn;
		this.#isKeeping = true;
		const kept = await this.#deps.handover.letterbox.drop(answer);
		if (turn !== this.#turn) return;
		this.#isKeeping = false;
		this.#forget();
		if (!kept.ok) this.#unkept = answer;
		this.#show(kept.ok ? 'thanks' : 'unkept');
	}

	#forget(): void {
		clearTimeout(this.#confirming);
		this.#faces = blankFaces();
		this.#unkept = null;
		this.#at = 0;
	}

	#show(stage: Stage): void {
		this.#stage = stage;
		this.touch();
		this.#settle();
	}

	#settle(): void {
		clearTimeout(this.#settling);
		this.#isSettling = true;
		this.#settling = setTimeout(() => (this.#isSettling = false), settleTime);
	}
}
