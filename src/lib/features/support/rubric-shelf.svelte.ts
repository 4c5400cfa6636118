import type { Locale } from '$lib/domain/guide';
import {
	largestRubric,
	publishedRubrics,
	publishRubric,
	readRubric,
	rubricInUse,
	rubricNamed,
	withdrawRubric,
	type PublishedRubric,
	type Rubric,
	type RubricProblem,
	type VersionTaken
} from '$lib/domain/rubric';
import { Act } from '$lib/runtime/act.svelte';
import { loadOwnRubric } from '$lib/runtime/rubrics';
import type { SupportDeps } from './support-deps';

/** A file with a fault in it, or none at all. */
export type FileFault = RubricProblem | VersionTaken | { readonly type: 'FileUnreadable' };

/** The rubrics on this phone: our own in the language of the screen, and those the organisation brought. */
export class RubricShelf {
	readonly #deps: SupportDeps;
	readonly #load: typeof loadOwnRubric;
	readonly act = new Act();
	#own = $state.raw<Rubric>();
	#hasFailed = $state.raw(false);
	#preview = $state.raw<Rubric | null>(null);
	#fault = $state.raw<FileFault | null>(null);
	readonly #inUse = $derived.by(() => this.#own && rubricInUse(this.#ledger, this.#own));

	constructor(deps: SupportDeps, load: typeof loadOwnRubric = loadOwnRubric) {
		this.#deps = deps;
		this.#load = load;
	}

	/** What ratings are made with now; undefined until it was read. */
	get inUse(): Rubric | undefined {
		return this.#inUse;
	}

	/** Whether the last try to read it failed. */
	get hasFailed(): boolean {
		return this.#hasFailed;
	}

	/** A file that was read and is not in use yet. */
	get preview(): Rubric | null {
		return this.#preview;
	}

	/** What is wrong with the file. */
	get fault(): FileFault | null {
		return this.#fault;
	}

	get published(): readonly PublishedRubric[] {
		return publishedRubrics(this.#ledger).filter(({ isInUse }) => isInUse);
	}

	/** The rubric that a rating was made with; undefined when it is not on this phone. */
	named(name: Pick<Rubric, 'id' | 'version'>): Rubric | undefined {
		return this.#own && rubricNamed(this.#ledger, this.#own, name);
	}

	async read(locale: Locale): Promise<void> {
		this.#hasFailed = false;
		const rubric = await this.#load(locale);
		if (rubric.ok) this.#own = rubric.value;
		else this.#hasFailed = true;
	}

	/** Reads a file without using it. */
	async choose(file: Pick<File, 'size' | 'text'>): Promise<void> {
		this.#preview = null;
		this.#fault = null;
		if (file.size > largestRubric) {
			this.#fault = { type: 'RubricMalformed', fault: 'too-long', path: '' };
			return;
		}
		try {
			const rubric = readRubric(await file.text());
			if (rubric.ok) this.#preview = rubric.value;
			else this.#fault = rubric.error;
		} catch {
			this.#fault = { type: 'FileUnreadable' };
		}
	}

	forget(): void {
		this.#preview = null;
		this.#fault = null;
	}

	/** Puts the file that was looked at in use for everybody. */
	async use(): Promise<boolean> {
		const rubric = this.#preview;
		if (!rubric) return false;
		const { append, clock, random } = this.#deps;
		const edits = publishRubric(this.#ledger, rubric, clock.today(), random.uuid());
		if (!edits.ok) {
			this.#fault = edits.error;
			return false;
		}
		const used = await this.act.run(() => append(edits.value));
		if (used) this.forget();
		return used !== null;
	}

	async withdraw(row: string): Promise<boolean> {
		return (await this.act.run(() => this.#deps.append(withdrawRubric(row)))) !== null;
	}

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}
