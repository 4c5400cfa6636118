import type { Result } from '$lib/base/result';
import type { SelfKeeping } from '$lib/runtime/autosave.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';

/** A choice that is kept as soon as it is made, and that stays chosen on screen when it could not be kept. */
export class Picked<T> implements SelfKeeping {
	readonly #stored: () => T;
	readonly #save: (value: T) => Promise<Result<void, ScreenProblem>>;
	#draft = $state.raw<{ readonly value: T } | null>(null);
	#problem = $state.raw<ScreenProblem | null>(null);
	#state = $state.raw<'idle' | 'saving' | 'saved' | 'failed'>('idle');

	constructor(stored: () => T, save: (value: T) => Promise<Result<void, ScreenProblem>>) {
		this.#stored = stored;
		this.#save = save;
	}

	get value(): T {
		return this.#draft ? this.#draft.value : this.#stored();
	}

	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	get state(): 'idle' | 'saving' | 'saved' | 'failed' {
		return this.#state;
	}

	get isUnsaved(): boolean {
		return this.#draft !== null;
	}

	async pick(value: T): Promise<void> {
		const draft = { value };
		this.#draft = draft;
		this.#state = 'saving';
		const saved = await this.#save(value);
		// A newer choice was made meanwhile: its own answer will tell.
		if (this.#draft !== draft) return;
		this.#problem = saved.ok ? null : saved.error;
		this.#state = saved.ok ? 'saved' : 'failed';
		if (saved.ok) this.#draft = null;
	}

	/** Tries again what could not be kept. */
	async flush(): Promise<void> {
		if (this.#draft) await this.pick(this.#draft.value);
	}

	discard(): void {
		this.#draft = null;
		this.#problem = null;
		this.#state = 'idle';
	}
}
