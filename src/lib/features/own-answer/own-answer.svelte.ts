import { err, ok, type Result } from '$lib/base/result';
import { answerToBallot } from '$lib/domain/ballot-answers';
import { BatchId } from '$lib/domain/ids';
import type { Moment } from '$lib/domain/picture-code';
import { canonicalText, type Questionnaire } from '$lib/domain/questionnaire';
import { asksFor, readTicket, type CastProblem, type SealedBallot, type TicketSeen } from '$lib/runtime/cast';
import type { castBallot, fetchQuestions, sealAnswers } from '$lib/runtime/cast';
import type { Handover } from '$lib/runtime/door.svelte';

/**
 * - `before`: what stays behind, and the choice of a language. `asking`: the questions.
 * - `unsent`: the sealed answers wait on this page. `sent`, `closed` and `refused` are what the server said of them.
 * - `passed`: she passed every question, so there was nothing to send.
 * - `unreadable`: no ticket. `unavailable`: a ticket whose questions are not here, or are others. `unfetched`: they lie with
 *   the server and cannot be had now.
 */
export type OwnStage =
	| 'loading'
	| 'unreadable'
	| 'unavailable'
	| 'unfetched'
	| 'before'
	| 'asking'
	| 'sending'
	| 'unsent'
	| 'sent'
	| 'closed'
	| 'refused'
	| 'passed';

export interface OwnAnswerDeps {
	/** What stood behind the `#`, or null. */
	readonly ticket: string | null;
	/** The questionnaires of the app, by id. */
	readonly load: (id: string) => Promise<Questionnaire | null>;
	/** Questions that did not come with the app, by ticket. */
	readonly fetchQuestions: typeof fetchQuestions;
	readonly seal: typeof sealAnswers;
	readonly cast: typeof castBallot;
}

/** One person answers on her own phone. Nothing is stored: what she says is here until it is sealed, then only ciphertext. */
export class OwnAnswer {
	readonly #deps: OwnAnswerDeps;
	#stage = $state.raw<OwnStage>('loading');
	#questionnaire = $state.raw<Questionnaire | null>(null);
	#problem = $state.raw<CastProblem['type'] | null>(null);
	#seen: TicketSeen | null = null;
	#sealed: SealedBallot | null = null;

	constructor(deps: OwnAnswerDeps) {
		this.#deps = deps;
	}

	get stage(): OwnStage {
		return this.#stage;
	}

	/** What is asked; null until it is read. */
	get questionnaire(): Questionnaire | null {
		return this.#questionnaire;
	}

	get batchId(): BatchId | null {
		return BatchId.safeParse(this.#seen?.batch).data ?? null;
	}

	/** When a picture code may be added, by the ticket. */
	get moment(): Moment | undefined {
		return this.#seen?.moment;
	}

	/** Why it is not sent yet. */
	get problem(): CastProblem['type'] | null {
		return this.#problem;
	}

	/** Takes answers, once: seals them at once and keeps nothing of them. */
	readonly letterbox: Handover['letterbox'] = {
		drop: async (answer, own): Promise<Result<void, { readonly type: 'StorageFailed' }>> => {
			if (answer.v !== 2 || this.#deps.ticket === null) return { ok: false, error: { type: 'StorageFailed' } };
			const sealed = await this.#deps.seal(this.#deps.ticket, answerToBallot(answer, own)).catch(() => null);
			if (!sealed?.ok) return { ok: false, error: { type: 'StorageFailed' } };
			this.#sealed = sealed.value;
			return ok(undefined);
		},
		close: () => undefined
	};

	/** Reads the ticket and its questions, and fetches all that answering needs, so that it works without a network. */
	async start(): Promise<void> {
		this.#stage = 'loading';
		const { ticket, seal } = this.#deps;
		const seen = ticket === null ? null : readTicket(ticket);
		if (ticket === null || !seen?.ok || !BatchId.safeParse(seen.value.batch).success) {
			this.#stage = 'unreadable';
			return;
		}
		this.#seen = seen.value;
		const asked = await this.#asked(ticket, seen.value);
		if (!asked.ok) {
			const { type } = asked.error;
			this.#problem = type === 'QuestionsUnknown' ? null : type;
			this.#stage = type === 'QuestionsUnknown' ? 'unavailable' : 'unfetched';
			return;
		}
		const questionnaire = asked.value;
		// Sealed once for nothing: whatever sealing needs has been fetched then.
		await seal(ticket, {}).catch(() => null);
		this.#questionnaire = questionnaire;
		this.#stage = 'before';
	}

	begin(): void {
		if (this.#stage === 'before') this.#stage = 'asking';
	}

	/** Back from the first question. */
	leave(): void {
		if (this.#stage === 'asking') this.#stage = 'before';
	}

	/** After the last question. */
	async done(): Promise<void> {
		if (this.#stage !== 'asking') return;
		if (this.#sealed) await this.#send(this.#sealed);
		else this.#stage = 'passed';
	}

	/** Tries again: the same questions, or the same sealed answers, which never count twice. */
	async again(): Promise<void> {
		if (this.#stage === 'unfetched') await this.start();
		if (this.#stage === 'unsent' && this.#sealed) await this.#send(this.#sealed);
	}

	/** The questions of a ticket, and no others. `QuestionsUnknown` when it asks for others than can be had. */
	async #asked(
		ticket: string,
		seen: TicketSeen
	): Promise<Result<Questionnaire, CastProblem | { readonly type: 'QuestionsUnknown' }>> {
		const { load, fetchQuestions } = this.#deps;
		const unknown = err({ type: 'QuestionsUnknown' } as const);
		if (seen.isFetched) {
			const fetched = await fetchQuestions(ticket);
			if (fetched.ok) return asksFor(seen, canonicalText(fetched.value)) ? fetched : unknown;
			return fetched.error.type === 'TicketUnreadable' ? unknown : err({ type: fetched.error.type });
		}
		const [id = ''] = seen.questionnaire.split('/');
		const own = /^[a-z][a-z0-9-]{1,30}$/.test(id) ? await load(id) : null;
		return own && asksFor(seen, canonicalText(own)) ? ok(own) : unknown;
	}

	async #send(sealed: SealedBallot): Promise<void> {
		this.#stage = 'sending';
		const said = await this.#deps.cast(sealed);
		this.#problem = said.ok ? null : said.error.type;
		if (!said.ok) {
			this.#stage = 'unsent';
			return;
		}
		this.#sealed = null;
		this.#stage = said.value === 'received' ? 'sent' : said.value;
	}
}
