import type { Result } from '$lib/base/result';
import { err, ok } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { checkInsOf, keepDraft, largestCheckIn, nextVersion, type KeptCheckIn } from '$lib/domain/check-in-pack';
import { fitsAnAnswer } from '$lib/domain/check-in-form';
import type { Ledger } from '$lib/domain/ledger';
import { questionsOf, type Questionnaire } from '$lib/domain/questionnaire';
import { parseQuestionnaire, type Fault } from '$lib/domain/questionnaire-check';
import { Autosave } from '$lib/runtime/autosave.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface DraftDeps {
	readonly ledger: () => Ledger;
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, ScreenProblem>>;
	readonly today: () => string;
}

/** What keeps a draft from being published. */
export type DraftFault =
	| Fault
	| { readonly type: 'NoQuestion'; readonly place: Fault['place']; readonly value?: string }
	| { readonly type: 'TooLongForAnswer'; readonly place: Fault['place']; readonly value?: string };

/** Milliseconds of silence before a draft is kept: the whole of it is written each time. */
const wait = 2000;

/** One questionnaire being made. Keeps itself as a draft; what was removed last can come back. */
export class Draft {
	readonly #deps: DraftDeps;
	readonly #rowId: string;
	readonly autosave: Autosave;
	#before = $state.raw<Questionnaire | null>(null);
	readonly #read = $derived.by(() => this.#parse());

	constructor(deps: DraftDeps, rowId: string) {
		this.#deps = deps;
		this.#rowId = rowId;
		this.autosave = new Autosave({
			stored: () => JSON.stringify(this.kept?.questionnaire ?? null),
			save: (text) => this.#save(JSON.parse(text) as Questionnaire), // written by `change` alone
			wait
		});
	}

	/** What the vault holds. */
	get kept(): KeptCheckIn | undefined {
		return checkInsOf(this.#deps.ledger()).find(({ id }) => id === this.#rowId);
	}

	/** What is on the screen. */
	get questionnaire(): Questionnaire | null {
		return this.#read;
	}

	/** What keeps it from being published. */
	get faults(): readonly DraftFault[] {
		const questionnaire = this.#read;
		if (!questionnaire) return [];
		const parsed = parseQuestionnaire(questionnaire);
		if (!parsed.ok) return parsed.error.faults;
		if (questionsOf(questionnaire).every(({ kind }) => kind === 'note')) return [{ type: 'NoQuestion', place: {} }];
		return fitsAnAnswer(questionnaire) ? [] : [{ type: 'TooLongForAnswer', place: {} }];
	}

	/** Puts another one on the screen, to be kept in a moment. */
	change(questionnaire: Questionnaire): void {
		this.autosave.type(JSON.stringify(questionnaire));
	}

	/** The same, for something that was removed: it can come back. */
	remove(questionnaire: Questionnaire): void {
		this.#before = this.#read;
		this.change(questionnaire);
	}

	/** True while what was removed last can come back. */
	get canUndo(): boolean {
		return this.#before !== null;
	}

	/** Puts back what was removed last. */
	undo(): void {
		if (this.#before) this.change(this.#before);
		this.#before = null;
	}

	/** It stays removed. */
	forgetRemoved(): void {
		this.#before = null;
	}

	#parse(): Questionnaire | null {
		return JSON.parse(this.autosave.text) as Questionnaire | null; // written by `change`, or read from the vault
	}

	async #save(questionnaire: Questionnaire): Promise<Result<void, ScreenProblem>> {
		const { ledger, append, today } = this.#deps;
		const kept = keepDraft(ledger(), this.#rowId, questionnaire, today());
		if (kept.ok) return append(kept.value);
		if (kept.error.type === 'CheckInTooLarge') return err({ type: 'TextTooLong', most: largestCheckIn });
		// Another device took the number meanwhile.
		const renumbered = { ...questionnaire, version: nextVersion(ledger(), questionnaire.id) };
		const again = keepDraft(ledger(), this.#rowId, renumbered, today());
		return again.ok ? append(again.value) : ok(undefined);
	}
}
