import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { beginBatch, openingThreshold, waitingBatch } from '$lib/domain/batch';
import { builtInForm } from '$lib/domain/check-in';
import { askedForm, questionnaireOf } from '$lib/domain/check-in-form';
import type { Group } from '$lib/domain/group';
import { BatchId, type SessionId } from '$lib/domain/ids';
import type { Moment } from '$lib/domain/picture-code';
import type { Questionnaire } from '$lib/domain/questionnaire';
import { soundsOf } from '$lib/domain/recording';
import { shownServices } from '$lib/domain/service';
import { changeSetting, pinFault, pinOf, type PinFault } from '$lib/domain/setting';
import type { Path } from '$lib/runtime/address';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import type { SealedRound } from '$lib/runtime/sealed-round';

/** `explain` what will happen, then, when she has no short code yet, choose a `pin`. */
export type HandOverStep = 'explain' | 'pin';

export interface HandOverDeps {
	readonly door: Pick<Runtime['door'], 'ledger' | 'beginHandover'>;
	readonly append: Runtime['append'];
	readonly random: Random;
	readonly group: () => Pick<Group, 'id' | 'locale'>;
	readonly sessionId: () => SessionId;
	/** What is asked; the built-in form where there is none. A batch that waits keeps the version it began with. */
	readonly questionnaire?: () => Questionnaire | undefined;
	/** How many answers a new batch waits for; the least number where nothing is said. */
	readonly threshold?: () => number;
	/** Seals the answers of a round to the organisation; null where nobody there could open them. */
	readonly sealRound?: (questionnaire: Questionnaire | undefined) => Promise<SealedOver | null>;
	/** Whether the screen says that they are: then a round that cannot be sealed does not begin. */
	readonly isPromised?: () => boolean;
	/** When people may add a picture code to their sealed answers; null for this round not at all. */
	readonly moment?: () => Moment | null;
	/** Where she comes back to. */
	readonly returnTo: () => Path;
}

/** A round whose answers are sealed, and what is asked in it. */
export interface SealedOver {
	readonly round: SealedRound;
	readonly questionnaire: Questionnaire;
}

/** What the facilitator does before the phone goes round. */
export class HandOver {
	readonly #deps: HandOverDeps;
	#step = $state.raw<HandOverStep>('explain');
	#isBusy = $state.raw(false);
	#problem = $state.raw<ScreenProblem | null>(null);
	#pinFault = $state.raw<PinFault | null>(null);

	constructor(deps: HandOverDeps) {
		this.#deps = deps;
	}

	get step(): HandOverStep {
		return this.#step;
	}

	get isBusy(): boolean {
		return this.#isBusy;
	}

	/** Why it could not begin, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** What is wrong with the short code she typed, or null. */
	get pinFault(): PinFault | null {
		return this.#pinFault;
	}

	/** Hands the phone over, or asks for a short code first when there is none. */
	async pass(): Promise<Result<void, ScreenProblem>> {
		if (pinOf(this.#deps.door.ledger.current) !== null) return this.passNow();
		this.#step = 'pin';
		return ok(undefined);
	}

	/** Back from the short code to the explanation. */
	explain(): void {
		this.#step = 'explain';
		this.#pinFault = null;
		this.#problem = null;
	}

	/** Sets the short code typed twice, then hands the phone over. Wrong codes are told by `pinFault`. */
	async choosePin(first: string, second: string): Promise<Result<void, ScreenProblem>> {
		this.#pinFault = pinFault(first, second);
		if (this.#pinFault !== null || this.#isBusy) return ok(undefined);
		return this.#during(async () => {
			const set = await this.#deps.append([changeSetting('pin', first)]);
			return set.ok ? this.#begin() : set;
		});
	}

	/** Hands the phone over as it is; without a short code only the full one leads back. */
	async passNow(): Promise<Result<void, ScreenProblem>> {
		return this.#isBusy ? ok(undefined) : this.#during(() => this.#begin());
	}

	async #begin(): Promise<Result<void, ScreenProblem>> {
		const { door, append, random, sessionId, returnTo } = this.#deps;
		const { id, locale } = this.#deps.group();
		const wanted = this.#deps.questionnaire?.();
		const waiting = waitingBatch(door.ledger.current, id, wanted?.id ?? builtInForm.id);
		// Answers that wait on this phone stay with those that follow them.
		const sealed = waiting ? null : ((await this.#deps.sealRound?.(wanted)) ?? null);
		if (!waiting && !sealed && this.#deps.isPromised?.()) return err({ type: 'NotReady' });
		const questionnaire = sealed?.questionnaire ?? (wanted && ((waiting && questionnaireOf(waiting)) ?? wanted));
		let batchId = waiting?.id ?? sealed?.round.batchId;
		if (batchId === undefined) {
			batchId = BatchId.parse(random.uuid());
			const form = wanted && askedForm(wanted);
			const threshold = this.#deps.threshold?.() ?? openingThreshold;
			const begun = await append(beginBatch(door.ledger.current, id, batchId, { threshold, form }));
			if (!begun.ok) return begun;
		}
		const roundAt: Path = `/groups/${id}/sessions/${sessionId()}/check-in`;
		// Once the phone goes round neither the directory nor the recordings can be read any more.
		const services = shownServices(door.ledger.current);
		const session = { sessionId: sessionId(), returnTo: returnTo(), roundAt };
		await door.beginHandover({
			...session,
			...{ batchId, locale, services, drop: sealed?.round.drop },
			...(questionnaire ? { questionnaire, sounds: soundsOf(door.ledger.current, questionnaire) } : {}),
			moment: this.#deps.moment?.() ?? undefined
		});
		return ok(undefined);
	}

	async #during(work: () => Promise<Result<void, ScreenProblem>>): Promise<Result<void, ScreenProblem>> {
		this.#isBusy = true;
		this.#problem = null;
		const done = await work();
		this.#isBusy = false;
		if (!done.ok) this.#problem = done.error;
		return done;
	}
}
