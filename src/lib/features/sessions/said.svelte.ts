import { createContext } from 'svelte';
import type { Edit } from '$lib/domain/change';
import type { Translate } from '$lib/i18n';
import type { Runtime } from '$lib/runtime/create-runtime';
import { problemText } from '$lib/runtime/problem-text';

/** What was just done, and how to undo it. Outlives the screen it was done on. */
export class Said {
	readonly #append: Runtime['append'];
	#text = $state.raw<string | undefined>();
	#undo = $state.raw<readonly Edit[]>([]);

	constructor(append: Runtime['append']) {
		this.#append = append;
	}

	get text(): string | undefined {
		return this.#text;
	}

	get canUndo(): boolean {
		return this.#undo.length > 0;
	}

	/** Says it; `undo` are the edits that take it back. */
	say(text: string, undo: readonly Edit[]): void {
		this.#text = text;
		this.#undo = undo;
	}

	/** Takes it back. What cannot be taken back now is said in its place, and stays undoable. */
	async undo(t: Translate): Promise<void> {
		const undone = await this.#append(this.#undo);
		if (undone.ok) this.dismiss();
		else this.#text = problemText(t, undone.error);
	}

	dismiss(): void {
		this.#text = undefined;
		this.#undo = [];
	}
}

/** The place for it, around all session screens; `SessionFrame` provides it. */
export const [useSaid, provideSaid] = createContext<Said>();
