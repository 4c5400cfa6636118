import {
	concernOf,
	concernToText,
	dropTold,
	emptyConcern,
	keepTold,
	lettersIn,
	roomLeft,
	toldConcerns,
	type Concern,
	type ConcernDraft,
	type ToldConcern
} from '$lib/domain/concern';
import { nameMask } from '$lib/domain/disclosure';
import { isLikelyContact } from '$lib/domain/text';
import { Act } from '$lib/runtime/act.svelte';
import type { SelfKeeping } from '$lib/runtime/autosave.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { Person } from '$lib/runtime/organisation.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { leadsOf, type ConcernPost, type Receipt } from './concern-post';

export interface ConcernFormDeps extends Pick<Runtime, 'append' | 'clock'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly organisation: ConcernPost;
}

/** The help that needs no phone, the three steps, and the end. */
export const concernSteps = ['help', 'what', 'acts', 'look', 'sent'] as const;
export type ConcernStep = (typeof concernSteps)[number];

/** What became of her copy; `failed`: the message leaves all the same. */
export type CopyFate = 'kept' | 'unwanted' | 'failed';

/**
 * A concern while it is written. It lies in this object and nowhere else until she sends it: somebody who takes the phone
 * finds no draft (threat A2), and somebody who wants no copy never had one. It tells the screen when there are words to lose.
 */
export class ConcernForm implements SelfKeeping {
	readonly #deps: ConcernFormDeps;
	readonly act = new Act();
	readonly drops = new Act();
	#step = $state.raw<ConcernStep>('help');
	#draft = $state.raw<ConcernDraft>(emptyConcern);
	#wantsCopy = $state.raw(true);
	#fate = $state.raw<CopyFate | null>(null);
	#sent = $state.raw<Concern | null>(null);
	/** Making one takes a while; pseudonyms do not change while she writes. */
	readonly #mask: (text: string) => string;

	constructor(deps: ConcernFormDeps) {
		this.#deps = deps;
		this.#mask = nameMask(deps.door.ledger.current);
	}

	get step(): ConcernStep {
		return this.#step;
	}

	get draft(): ConcernDraft {
		return this.#draft;
	}

	/** What would leave; null while what happened or how serious it is was not said. */
	get concern(): Concern | null {
		return concernOf(this.#draft);
	}

	/** The devices it goes to. */
	get leads(): readonly Person[] {
		return leadsOf(this.#deps.organisation);
	}

	get canSend(): boolean {
		return this.#deps.organisation.state === 'member' && this.leads.length > 0;
	}

	/** Whether the words seem to hold a pseudonym of this notebook, or a way to reach somebody. Both may stay: she decides. */
	get isNaming(): boolean {
		const words = this.#draft.words.normalize('NFC');
		return words !== '' && this.#mask(words) !== words;
	}

	get isContact(): boolean {
		return isLikelyContact(this.#draft.words);
	}

	/** About how many letters still fit; negative: how many are too many. */
	get lettersLeft(): number {
		const { category, seriousness, words } = this.#draft;
		const whole = { ...this.#draft, category: category ?? 'other', seriousness: seriousness ?? 'urgent' };
		const concern = concernOf(whole);
		return lettersIn(roomLeft(concern ? concernToText(concern) : ''), words);
	}

	get isTooLong(): boolean {
		return this.lettersLeft < 0;
	}

	get wantsCopy(): boolean {
		return this.#wantsCopy;
	}

	/** What became of the copy, once it was sent. */
	get fate(): CopyFate | null {
		return this.#fate;
	}

	/** Whether what was just sent cannot wait. */
	get wasUrgent(): boolean {
		return this.#sent?.seriousness === 'urgent';
	}

	/** The concerns she kept a copy of, the newest first. */
	get told(): readonly ToldConcern[] {
		return toldConcerns(this.#deps.door.ledger.current);
	}

	receiptsOf(id: string): readonly Receipt[] {
		return this.#deps.organisation.receiptsOf(id);
	}

	/** Whether leaving would lose something. */
	get isUnsaved(): boolean {
		return this.#draft !== emptyConcern;
	}

	get problem(): ScreenProblem | null {
		return this.act.problem;
	}

	/** Nothing is ever written of a draft. */
	flush(): Promise<void> {
		return Promise.resolve();
	}

	discard(): void {
		this.#draft = emptyConcern;
		this.#wantsCopy = true;
		this.#step = 'help';
	}

	choose(part: Partial<ConcernDraft>): void {
		this.#draft = { ...this.#draft, ...part };
	}

	chooseCopy(isWanted: boolean): void {
		this.#wantsCopy = isWanted;
	}

	/** One step on, where that makes sense. */
	next(): void {
		if (this.#step === 'help' && this.canSend) this.#step = 'what';
		else if (this.#step === 'what' && this.concern) this.#step = 'acts';
		else if (this.#step === 'acts' && !this.isTooLong) this.#step = 'look';
	}

	/** One step back; false when there is none. */
	back(): boolean {
		const before = { what: 'help', acts: 'what', look: 'acts' } as const;
		if (this.#step === 'help' || this.#step === 'sent') return false;
		this.#step = before[this.#step];
		return true;
	}

	/** Sends it, then keeps a copy if she wants one. Whatever fails, nothing she wrote is lost. */
	async send(): Promise<boolean> {
		const { concern } = this;
		if (!concern || this.isTooLong) return false;
		const text = concernToText(concern);
		const sent = await this.act.run(() => this.#deps.organisation.sendConcern(text));
		if (!sent) return false;
		this.#sent = concern;
		this.#fate = await this.#keep(sent.value, text);
		this.#draft = emptyConcern;
		this.#step = 'sent';
		return true;
	}

	/** Takes her copy out of sight. */
	async drop(id: string): Promise<boolean> {
		return (await this.drops.run(() => this.#deps.append([dropTold(id)]))) !== null;
	}

	async #keep(id: string, text: string): Promise<CopyFate> {
		if (!this.#wantsCopy) return 'unwanted';
		const kept = await this.#deps.append(keepTold(id, text, this.#deps.clock.today()));
		return kept.ok ? 'kept' : 'failed';
	}
}
