import type { Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import type { Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import type { Guide } from '$lib/domain/guide';
import type { Ledger } from '$lib/domain/ledger';
import {
	keepGuide,
	largestGuide,
	largestGuideFile,
	readGuideFile,
	setPackState,
	type PackProblem
} from '$lib/domain/pack';
import { Act } from '$lib/runtime/act.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';

/** The part of a chosen file that is read. */
export interface ChosenFile {
	readonly name: string;
	/** In bytes: what is too large is not even read. */
	readonly size: number;
	readonly text: () => Promise<string>;
}

export interface PackImportDeps {
	readonly ledger: () => Ledger;
	readonly clock: Pick<Clock, 'today'>;
	readonly random: Pick<Random, 'uuid'>;
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, ScreenProblem>>;
}

/** Why a file cannot be taken; `Unreadable`: it was moved, or lies on a card that was taken out. */
export type ImportProblem = PackProblem | { readonly type: 'Unreadable' };

/** A guide from a file: looked at first, then kept as a draft or published; and what becomes of those that are there. */
export class PackImport {
	readonly #deps: PackImportDeps;
	readonly act = new Act();
	#guide = $state.raw<Guide | null>(null);
	#problem = $state.raw<ImportProblem | null>(null);
	#done = $state.raw<'kept' | 'publishedNow' | null>(null);

	constructor(deps: PackImportDeps) {
		this.#deps = deps;
	}

	/** What the chosen file holds; nothing of it is kept yet. */
	get guide(): Guide | null {
		return this.#guide;
	}

	get problem(): ImportProblem | null {
		return this.#problem;
	}

	/** What was done last, until the next file. */
	get done(): 'kept' | 'publishedNow' | null {
		return this.#done;
	}

	async choose(file: ChosenFile): Promise<void> {
		this.again();
		if (file.size > largestGuideFile) {
			this.#problem = { type: 'GuideTooLarge', bytes: file.size, most: largestGuide };
			return;
		}
		const text = await file.text().catch(() => null);
		const read = text === null ? null : readGuideFile(text);
		if (!read) this.#problem = { type: 'Unreadable' };
		else if (read.ok) this.#guide = read.value;
		else this.#problem = read.error;
	}

	/** Lets go of the file. */
	again(): void {
		this.#guide = null;
		this.#problem = null;
		this.#done = null;
	}

	/** Keeps what was looked at. */
	async keep(state: 'draft' | 'published'): Promise<void> {
		const guide = this.#guide;
		if (!guide) return;
		const { ledger, clock, random, append } = this.#deps;
		const edits = keepGuide(ledger(), guide, state, clock.today(), random.uuid());
		if (!edits.ok) {
			this.#guide = null;
			this.#problem = edits.error;
			return;
		}
		if (!(await this.act.run(() => append(edits.value)))) return;
		this.#guide = null;
		this.#done = state === 'draft' ? 'kept' : 'publishedNow';
	}

	/** Publishes or retires a version that is there. */
	async change(id: string, state: 'published' | 'retired'): Promise<void> {
		this.#done = null;
		const written = await this.act.run(() => this.#deps.append(setPackState(id, state)));
		if (written && state === 'published') this.#done = 'publishedNow';
	}
}
