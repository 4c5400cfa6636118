import type { Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { visibleQuestions } from '$lib/domain/answers';
import { builtInForm, createCheckIn, type CheckInAnswer, type Face } from '$lib/domain/check-in';
import { createFormAnswer } from '$lib/domain/check-in-form';
import type { Locale } from '$lib/domain/guide';
import { codeLength, codeOf, type Moment, type OwnCode } from '$lib/domain/picture-code';
import {
	sectionTitleOf,
	type Answer,
	type Answers,
	type Question,
	type SafetyRule,
	type Texts
} from '$lib/domain/questionnaire';
import { safetyRaised } from '$lib/domain/scoring';
import { isLocaleId, type LocaleId } from '$lib/i18n/locales';
import type { Translate } from '$lib/i18n';
import type { Handover } from '$lib/runtime/door.svelte';

/**
 * - `welcome`: blank, waiting for the next person to choose her language.
 * - `question`: one question is on the screen.
 * - `help`: an answer of hers asks for help, which is shown to her at once. Nothing comes of it anywhere else.
 * - `offer`: after the last question of her first or last time, whether she wants to add a picture code.
 * - `code`: she chooses its pictures.
 * - `unkept`: her answer could not be stored; she may try again.
 * - `thanks`: her answer is stored and forgotten here, or there was none.
 */
export type Stage = 'welcome' | 'question' | 'help' | 'offer' | 'code' | 'unkept' | 'thanks';

export interface CheckInFlowDeps {
	readonly clock: Pick<Clock, 'now'>;
	readonly random: Random;
	readonly handover: Pick<Handover, 'letterbox' | 'batchId' | 'questionnaire' | 'moment'> & {
		/** The words around the questions, where the app does not speak her language. */
		readonly locale?: Locale;
	};
	readonly translateIn: (locale: LocaleId) => Promise<Translate>;
}

/** The built-in form as questions; its words are in the catalogue. */
const builtInQuestions: readonly Question[] = builtInForm.questionIds.map((id) => ({
	id,
	kind: 'faces',
	steps: 4,
	text: {}
}));

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
	#language = $state.raw<string | null>(null);
	#locale = $state.raw<LocaleId | null>(null);
	#t = $state.raw<Translate | null>(null);
	#at = $state.raw(0);
	#answers = $state.raw<Answers>({});
	readonly #questions = $derived.by(() => this.#visible());
	/** Safety rules whose help she was shown. */
	#helped: readonly SafetyRule[] = [];
	#help = $state.raw<readonly SafetyRule[]>([]);
	#isSettling = $state.raw(false);
	#isKeeping = $state.raw(false);
	#isLeaving = $state.raw(false);
	/** Stored under the same id when tried again, so that an answer cannot count twice. */
	#unkept: { readonly answer: CheckInAnswer; readonly own: OwnCode | undefined } | null = null;
	/** Her answer while she decides about a code. */
	#made: CheckInAnswer | null = null;
	/** The places of the pictures she chose, in order. */
	#picked = $state.raw<readonly number[]>([]);
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

	/** The language this person chose, as a tag, or null on the blank screen. */
	get language(): string | null {
		return this.#language;
	}

	/** The language of the words around the questions: hers where the app speaks it. Null on the blank screen. */
	get locale(): LocaleId | null {
		return this.#locale;
	}

	/** Her translator, or null on the blank screen. */
	get t(): Translate | null {
		return this.#t;
	}

	/** What is on the screen; undefined only where nothing is asked at all. */
	get asked(): Question | undefined {
		return this.#questions[this.#at];
	}

	/** The id of the question on the screen. */
	get question(): string {
		return this.asked?.id ?? '';
	}

	/** The title under which it stands, or null. */
	get section(): Texts | null {
		const { questionnaire } = this.#deps.handover;
		return questionnaire ? sectionTitleOf(questionnaire, this.question) : null;
	}

	/** True for the four faces, whose words are those of the app. */
	get isBuiltIn(): boolean {
		return this.#deps.handover.questionnaire === undefined;
	}

	/** From 1. */
	get number(): number {
		return this.#at + 1;
	}

	/** How many screens there are by what was answered so far. */
	get count(): number {
		return this.#questions.length;
	}

	/** The answer to the question on the screen, or null. */
	get chosen(): Answer {
		return this.#answerTo(this.question);
	}

	/** When she is asked about a picture code; null for never. */
	get moment(): Moment | null {
		return this.#deps.handover.moment ?? null;
	}

	/** The pictures she chose so far, as places among `codePictures`. */
	get picked(): readonly number[] {
		return this.#picked;
	}

	/** The rules whose help is on the screen. */
	get help(): readonly SafetyRule[] {
		return this.#help;
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
	async begin(language: string): Promise<void> {
		if (this.#stage !== 'welcome' || this.isBusy) return;
		const turn = this.#turn;
		const base = language.split('-')[0];
		const locale = isLocaleId(base) ? base : (this.#deps.handover.locale ?? 'fr');
		const translate = await this.#deps.translateIn(locale);
		if (turn !== this.#turn || this.#stage !== 'welcome') return;
		this.#language = language;
		this.#locale = locale;
		this.#t = translate;
		this.#show('question');
	}

	/** Chooses an answer; the next question comes by itself a moment later. */
	pick(answer: NonNullable<Answer>): void {
		if (this.#stage !== 'question' || this.isBusy) return;
		this.#answer(answer);
		clearTimeout(this.#confirming);
		this.#confirming = setTimeout(() => void this.next(), confirmTime);
	}

	/** Chooses an answer that may still change: the next question waits for `next`. */
	choose(answer: NonNullable<Answer>): void {
		if (this.#stage !== 'question' || this.isBusy) return;
		this.#answer(typeof answer === 'object' && answer.length === 0 ? null : answer);
	}

	/** Leaves the question without an answer and goes on. */
	async skip(): Promise<void> {
		if (this.#stage !== 'question' || this.isBusy) return;
		this.#answer(null);
		await this.next();
	}

	/** Goes on; after the last question the answer is stored. */
	async next(): Promise<void> {
		if (this.#stage !== 'question' || this.isBusy) return;
		clearTimeout(this.#confirming);
		const { questionnaire } = this.#deps.handover;
		const raised = questionnaire ? safetyRaised(questionnaire, this.#answers) : [];
		const news = raised.filter((rule) => !this.#helped.includes(rule));
		if (news.length === 0) return this.#goOn();
		this.#helped = [...this.#helped, ...news];
		this.#help = news;
		this.#show('help');
	}

	/** She has read the help: on with the questions. */
	async leaveHelp(): Promise<void> {
		if (this.#stage !== 'help' || this.isBusy) return;
		this.#help = [];
		this.#stage = 'question';
		await this.#goOn();
	}

	/** One question back. Before the first there is only the blank screen: whoever takes the phone there starts anew. */
	back(): void {
		if (this.#stage !== 'question' || this.isBusy) return;
		clearTimeout(this.#confirming);
		if (this.#at === 0) return this.leave();
		this.#at -= 1;
		this.#settle();
	}

	/** She wants to choose pictures. */
	wantCode(): void {
		if (this.#stage === 'offer' && !this.isBusy) this.#show('code');
	}

	/** Adds a picture to her code, until there are four. */
	pickPicture(place: number): void {
		if (this.#stage !== 'code' || this.isBusy || this.#picked.length >= codeLength) return;
		this.#picked = [...this.#picked, place];
	}

	/** Takes the last picture back. */
	erasePicture(): void {
		if (this.#stage === 'code' && !this.isBusy) this.#picked = this.#picked.slice(0, -1);
	}

	/** Hands her answer in with the four pictures she chose. */
	async addCode(): Promise<void> {
		const { moment } = this;
		const code = codeOf(this.#picked);
		if (this.#stage !== 'code' || this.isBusy || !this.#made || !moment || code === null) return;
		await this.#keep(this.#made, { moment, code });
	}

	/** Hands her answer in without a code. */
	async withoutCode(): Promise<void> {
		if ((this.#stage !== 'offer' && this.#stage !== 'code') || this.isBusy || !this.#made) return;
		await this.#keep(this.#made);
	}

	/** Tries again to store an answer that was not kept. */
	async tryAgain(): Promise<void> {
		if (this.#stage === 'unkept' && this.#unkept && !this.isBusy)
			await this.#keep(this.#unkept.answer, this.#unkept.own);
	}

	/** She has read the thanks: a blank screen for the next person. */
	finish(): void {
		if (this.#stage === 'thanks' && !this.isBusy) this.leave();
	}

	/**
	 * Ends this person's turn: a blank screen, nothing of her left. An answer that could not be stored is offered to the
	 * phone one last time on the way; one that was ready while she thought about pictures is handed in without them.
	 */
	leave(): void {
		const unkept = this.#unkept ?? (this.#made && !this.#isKeeping ? { answer: this.#made, own: undefined } : null);
		this.#turn += 1;
		this.#forget();
		this.#isKeeping = false;
		this.#language = null;
		this.#locale = null;
		this.#t = null;
		this.#show('welcome');
		if (unkept) void this.#deps.handover.letterbox.drop(unkept.answer, unkept.own);
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

	#visible(): readonly Question[] {
		const { questionnaire } = this.#deps.handover;
		return questionnaire ? visibleQuestions(questionnaire, this.#answers) : builtInQuestions;
	}

	#answerTo(id: string): Answer {
		return Object.hasOwn(this.#answers, id) ? (this.#answers[id] ?? null) : null;
	}

	#answer(answer: Answer): void {
		const { question } = this;
		this.#answers = { ...this.#answers, [question]: answer };
		// An answer may bring up a question before it: what is on the screen stays there.
		this.#at = Math.max(
			0,
			this.#questions.findIndex(({ id }) => id === question)
		);
	}

	async #goOn(): Promise<void> {
		if (this.number < this.count) {
			this.#at += 1;
			this.#settle();
		} else await this.#hand();
	}

	#face(id: string): Face {
		const face = this.#answerTo(id);
		return typeof face === 'number' ? face : null;
	}

	async #hand(): Promise<void> {
		const { random, handover } = this.#deps;
		const { questionnaire, batchId } = handover;
		const made = questionnaire
			? createFormAnswer(random, batchId, questionnaire, this.#answers)
			: createCheckIn(random, batchId, {
					body: this.#face('body'),
					mind: this.#face('mind'),
					others: this.#face('others'),
					hope: this.#face('hope'),
					session: this.#face('session')
				});
		if (made.ok && this.moment && questionnaire) {
			this.#made = made.value;
			return this.#show('offer');
		}
		if (made.ok) return this.#keep(made.value);
		// Nothing answered, nothing kept, and the same thanks: passing is as good as answering.
		this.#forget();
		this.#show('thanks');
	}

	async #keep(answer: CheckInAnswer, own?: OwnCode): Promise<void> {
		const turn = this.#turn;
		this.#isKeeping = true;
		const kept = await this.#deps.handover.letterbox.drop(answer, own);
		if (turn !== this.#turn) return;
		this.#isKeeping = false;
		this.#forget();
		if (!kept.ok) this.#unkept = { answer, own };
		this.#show(kept.ok ? 'thanks' : 'unkept');
	}

	#forget(): void {
		clearTimeout(this.#confirming);
		this.#answers = {};
		this.#helped = [];
		this.#help = [];
		this.#unkept = null;
		this.#made = null;
		this.#picked = [];
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
