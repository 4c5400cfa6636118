import { err, ok } from '$lib/base/result';
import { answersIn } from '$lib/domain/check-in-form';
import { ownWellbeingCheckIn } from '$lib/domain/check-in-pack';
import { BatchId } from '$lib/domain/ids';
import { deleteReadings, keepReading, ownReadings, type OwnReading } from '$lib/domain/own-reading';
import type { Questionnaire } from '$lib/domain/questionnaire';
import { scoreRange } from '$lib/domain/scoring';
import { Act } from '$lib/runtime/act.svelte';
import { loadOwnCheckIn } from '$lib/runtime/check-ins';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { Handover } from '$lib/runtime/door.svelte';

export interface OwnWellbeingDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
}

/** How a facilitator asks herself how she is. Her answers live as long as she answers; the result is kept, for her alone. */
export class OwnWellbeing {
	readonly #deps: OwnWellbeingDeps;
	readonly act = new Act();
	/** Names her answers while she gives them; nothing keeps it. */
	readonly batchId: BatchId;
	#questionnaire = $state.raw<Questionnaire | null>(null);
	#isAsking = $state.raw(false);
	#outcome = $state.raw<'none' | 'kept' | 'too-few'>('none');

	constructor(deps: OwnWellbeingDeps) {
		this.#deps = deps;
		this.batchId = BatchId.parse(deps.random.uuid());
	}

	/** The questions, or null while they are not there. */
	get questionnaire(): Questionnaire | null {
		return this.#questionnaire;
	}

	get isAsking(): boolean {
		return this.#isAsking;
	}

	/** What became of what she answered last. */
	get outcome(): 'none' | 'kept' | 'too-few' {
		return this.#outcome;
	}

	/** Her results, oldest first: those that can be set beside each other. */
	get readings(): readonly OwnReading[] {
		const version = this.#questionnaire?.scores[0]?.version;
		return ownReadings(this.#deps.door.ledger.current).filter((reading) => reading.version === version);
	}

	/** The lowest and the highest result there can be; null while the questions are not there. */
	get range(): { readonly from: number; readonly to: number } | null {
		const [score] = this.#questionnaire?.scores ?? [];
		return this.#questionnaire && score ? scoreRange(this.#questionnaire, score) : null;
	}

	/** Takes her answers, keeps the result, and forgets them. */
	readonly letterbox: Handover['letterbox'] = {
		drop: async (answer) => {
			const questionnaire = this.#questionnaire;
			if (!questionnaire || answer.v !== 2) return err({ type: 'StorageFailed' });
			const { id: form, version: formVersion } = questionnaire;
			const [answers = {}] = answersIn({ id: this.batchId, form, formVersion }, questionnaire, [answer]);
			const { append, clock, random, door } = this.#deps;
			const edits = keepReading(door.ledger.current, questionnaire, answers, clock.today(), random.uuid());
			this.#outcome = edits.ok ? 'kept' : 'too-few';
			if (!edits.ok) return ok(undefined);
			const kept = await append(edits.value);
			return kept.ok ? kept : err({ type: 'StorageFailed' });
		},
		close: () => undefined
	};

	/** Fetches the questions; they came with the app. */
	async load(): Promise<void> {
		this.#questionnaire = await loadOwnCheckIn(ownWellbeingCheckIn);
	}

	begin(): void {
		this.#outcome = 'none';
		this.#isAsking = this.#questionnaire !== null;
	}

	/** She has answered, or passed everything. */
	done(): void {
		if (this.#outcome === 'none') this.#outcome = 'too-few';
		this.#isAsking = false;
	}

	/** She went back before the end: nothing is kept. */
	leave(): void {
		this.#isAsking = false;
	}

	/** Takes all her results away. */
	async deleteAll(): Promise<void> {
		this.#outcome = 'none';
		await this.act.run(() => this.#deps.append(deleteReadings(this.#deps.door.ledger.current)));
	}
}
