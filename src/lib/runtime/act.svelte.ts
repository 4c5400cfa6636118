import type { Result } from '$lib/base/result';
import type { ScreenProblem } from './problem-text';

/** Something a person asked for and that takes a while: whether it is under way, and why it did not happen. */
export class Act {
	#isBusy = $state.raw(false);
	#problem = $state.raw<ScreenProblem | null>(null);

	get isBusy(): boolean {
		return this.#isBusy;
	}

	/** Why the last try failed, until the next one. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** Does it, unless it is under way already: then, and when it fails, null. */
	async run<T>(work: () => Promise<Result<T, ScreenProblem>>): Promise<{ readonly value: T } | null> {
		if (this.#isBusy) return null;
		this.#isBusy = true;
		this.#problem = null;
		try {
			const done = await work();
			if (done.ok) return { value: done.value };
			this.#problem = done.error;
			return null;
		} finally {
			this.#isBusy = false;
		}
	}
}
