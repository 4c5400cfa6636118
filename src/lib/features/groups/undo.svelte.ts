import { ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';

/** What the controllers of this folder need of the runtime. */
export type GroupsDeps = Pick<Runtime, 'append' | 'clock' | 'random'> & {
	readonly door: Pick<Runtime['door'], 'ledger'>;
};

/** Something that was just done and can be taken back. */
export interface Deed {
	readonly done: 'added' | 'addedMany' | 'picture' | 'left' | 'cameBack' | 'archived' | 'takenOut';
	/** Who it was about; empty when it was about several. */
	readonly name: string;
	readonly count: number;
	readonly back: readonly Edit[];
}

/** Does things that can be taken back, the last one only. A failed try says why in `problem`. */
export class Undo {
	readonly #append: Runtime['append'];
	#deed = $state.raw<Deed | null>(null);
	#problem = $state.raw<ScreenProblem | null>(null);

	constructor(append: Runtime['append']) {
		this.#append = append;
	}

	/** What was done last, until it is taken back or dismissed. */
	get deed(): Deed | null {
		return this.#deed;
	}

	/** Why the last write failed, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** Writes the edits and offers to take them back. */
	async do(
		edits: readonly Edit[],
		deed: Omit<Deed, 'count' | 'name'> & Partial<Deed>
	): Promise<Result<void, ScreenProblem>> {
		const written = await this.#append(edits);
		this.#problem = written.ok ? null : written.error;
		if (written.ok) this.#deed = { name: '', count: 1, ...deed };
		return written;
	}

	/** Takes back what was done last; nothing when there is nothing. The offer stays when it fails. */
	async takeBack(): Promise<Result<void, ScreenProblem>> {
		if (!this.#deed) return ok(undefined);
		const written = await this.#append(this.#deed.back);
		this.#problem = written.ok ? null : written.error;
		if (written.ok) this.#deed = null;
		return written;
	}

	dismiss(): void {
		this.#deed = null;
	}
}
