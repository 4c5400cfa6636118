import { changeSetting, pinFault, type PinFault } from '$lib/domain/setting';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface ShortCodeDeps {
	readonly append: Runtime['append'];
}

/** Choosing, changing and removing the short code. Nothing is set until both codes agree. */
export class ShortCode {
	readonly #deps: ShortCodeDeps;
	#isChoosing = $state.raw(false);
	#isBusy = $state.raw(false);
	#fault = $state.raw<PinFault | null>(null);
	#problem = $state.raw<ScreenProblem | null>(null);

	constructor(deps: ShortCodeDeps) {
		this.#deps = deps;
	}

	/** True while the two fields are shown. */
	get isChoosing(): boolean {
		return this.#isChoosing;
	}

	get isBusy(): boolean {
		return this.#isBusy;
	}

	get fault(): PinFault | null {
		return this.#fault;
	}

	/** Why the last change was not kept, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** Shows or hides the two fields. */
	open(isChoosing: boolean): void {
		this.#isChoosing = isChoosing;
		this.#fault = null;
		this.#problem = null;
	}

	/** Sets the code typed twice. True once it is kept. */
	async choose(first: string, second: string): Promise<boolean> {
		this.#fault = pinFault(first, second);
		return this.#fault === null && this.#keep(first);
	}

	/** Removes the code: only the full one opens from now on. True once that is kept. */
	async remove(): Promise<boolean> {
		return this.#keep(null);
	}

	async #keep(pin: string | null): Promise<boolean> {
		if (this.#isBusy) return false;
		this.#isBusy = true;
		const kept = await this.#deps.append([changeSetting('pin', pin)]);
		this.#isBusy = false;
		this.#problem = kept.ok ? null : kept.error;
		if (kept.ok) this.#isChoosing = false;
		return kept.ok;
	}
}
