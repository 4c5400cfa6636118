import type { Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import type { Group } from '$lib/domain/group';
import {
	countsOf,
	createHandOver,
	handOverToText,
	markHandedOver,
	type HandOver,
	type HandOverChoice,
	type HandOverCounts
} from '$lib/domain/hand-over';
import type { Ledger } from '$lib/domain/ledger';
import { Act } from '$lib/runtime/act.svelte';
import { isRecipient, sealForRecipient } from '$lib/runtime/hand-over';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface HandingOverDeps {
	readonly ledger: () => Ledger;
	readonly clock: Pick<Clock, 'today'>;
	readonly random: Pick<Random, 'uuid'>;
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, ScreenProblem>>;
	/** Gives the file to whoever holds the phone. */
	readonly save: (name: string, bytes: Uint8Array) => void;
}

/** What is missing before a file can be made. */
export type HandingOverFault = 'recipientWrong' | 'agreedMissing' | 'running';

/** A group on its way out: what goes, for whom, the group's yes, the file, and the mark once it has arrived. */
export class HandingOver {
	readonly #deps: HandingOverDeps;
	readonly #group: Group;
	readonly act = new Act();
	#choice = $state.raw<HandOverChoice>({ people: true, history: true, words: true });
	#fault = $state.raw<HandingOverFault | null>(null);
	#isMade = $state.raw(false);
	recipient = $state('');
	isAgreed = $state(false);
	/** The last one, so that making the file again gives the same ids. */
	#made: { readonly choice: HandOverChoice; readonly handOver: HandOver } | null = null;

	constructor(deps: HandingOverDeps, group: Group) {
		this.#deps = deps;
		this.#group = group;
	}

	get choice(): HandOverChoice {
		return this.#choice;
	}

	get fault(): HandingOverFault | null {
		return this.#fault;
	}

	/** Whether the file was made; what it is good for, only the other phone can tell. */
	get isMade(): boolean {
		return this.#isMade;
	}

	/** What would go, in counts; null while a session runs. */
	get counts(): HandOverCounts | null {
		const made = this.#create();
		return made.ok ? countsOf(made.value) : null;
	}

	choose(part: keyof HandOverChoice, isChosen: boolean): void {
		this.#choice = { ...this.#choice, [part]: isChosen };
		this.#isMade = false;
	}

	/** Makes the file and gives it out. */
	async make(): Promise<void> {
		this.#fault = !isRecipient(this.recipient) ? 'recipientWrong' : !this.isAgreed ? 'agreedMissing' : null;
		if (this.#fault) return;
		const made = this.#create();
		if (!made.ok) {
			this.#fault = 'running';
			return;
		}
		this.#made = { choice: this.#choice, handOver: made.value };
		const sealed = await this.act.run(() => this.#seal(made.value));
		if (!sealed?.value) return;
		this.#deps.save(`group-${this.#deps.clock.today()}.age`, sealed.value);
		this.#isMade = true;
	}

	/** The other notebook has it: the group is put away here. */
	async arrived(): Promise<void> {
		await this.act.run(() => this.#deps.append(markHandedOver(this.#group, this.#deps.clock.today())));
	}

	#create() {
		if (this.#made?.choice === this.#choice) return ok(this.#made.handOver);
		const { ledger, clock, random } = this.#deps;
		return createHandOver(ledger(), this.#group, this.#choice, clock.today(), random.uuid);
	}

	async #seal(handOver: HandOver): Promise<Result<Uint8Array | null, ScreenProblem>> {
		const sealed = await sealForRecipient(handOverToText(handOver), this.recipient);
		if (sealed.ok) return sealed;
		if (sealed.error.type !== 'RecipientWrong') return err(sealed.error);
		this.#fault = 'recipientWrong';
		return ok(null);
	}
}
