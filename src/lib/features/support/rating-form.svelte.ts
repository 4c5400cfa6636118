import type { Result } from '$lib/base/result';
import {
	draftKey,
	draftOf,
	emptyMark,
	giveRating,
	isMarked,
	keepDraft,
	markedWith,
	markProblem,
	noMarks,
	roundFor,
	type Mark,
	type Marks,
	type RaterKind,
	type RatingProblem,
	type Round
} from '$lib/domain/competency';
import type { Competency, Rubric } from '$lib/domain/rubric';
import type { SupportId } from '$lib/domain/support';
import { Act } from '$lib/runtime/act.svelte';
import type { SelfKeeping } from '$lib/runtime/autosave.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { myDevice, type SupportDeps } from './support-deps';

/** What a rating is about, and where it begins. */
export interface RatingAsked {
	readonly supportId: SupportId;
	readonly kind: RaterKind;
	readonly rubric: Rubric;
	/** Read when the rating is given. */
	readonly rounds: () => readonly Round[];
	/** What stands there before anything is changed: of a joint rating, where both agree. */
	readonly first?: Marks;
}

/** Milliseconds of silence after the last key before the draft is kept. */
const wait = 600;

/** A rating while it is made: one competency after another, then a last look. The draft keeps itself until it is given. */
export class RatingForm implements SelfKeeping {
	readonly #deps: SupportDeps;
	readonly #asked: RatingAsked;
	readonly #key: string;
	readonly act = new Act();
	readonly #keeping = new Act();
	#marks = $state.raw<Marks>(noMarks);
	#at = $state.raw(0);
	#fault = $state.raw<RatingProblem | null>(null);
	#isUnsaved = $state.raw(false);
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(deps: SupportDeps, asked: RatingAsked) {
		this.#deps = deps;
		this.#asked = asked;
		const { supportId, kind, rubric, rounds, first } = asked;
		const round = roundFor(rounds(), kind, myDevice(deps.organisation)) ?? 0;
		this.#key = draftKey(supportId, kind, round, rubric);
		const draft = draftOf(deps.door.ledger.current, this.#key);
		this.#marks = draft.size > 0 ? draft : (first ?? draft);
	}

	get kind(): RaterKind {
		return this.#asked.kind;
	}

	get rubric(): Rubric {
		return this.#asked.rubric;
	}

	/** From 0; as many as there are competencies for the last look. */
	get at(): number {
		return this.#at;
	}

	/** What is looked at now; undefined for the last look. */
	get competency(): Competency | undefined {
		return this.rubric.competencies[this.#at];
	}

	/** Why she cannot go on from here yet. */
	get fault(): RatingProblem | null {
		return this.#fault;
	}

	get isUnsaved(): boolean {
		return this.#isUnsaved;
	}

	get problem(): ScreenProblem | null {
		return this.act.problem ?? this.#keeping.problem;
	}

	markOf(competencyId: string): Mark {
		return this.#marks.get(competencyId) ?? emptyMark;
	}

	/** Changes a part of what she says about the competency on the screen. */
	mark(part: Partial<Mark>): void {
		const { competency } = this;
		if (!competency) return;
		this.#marks = markedWith(this.#marks, competency.id, part);
		this.#fault = null;
		this.#isUnsaved = true;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), wait);
	}

	/** One on; stays where something that could do harm has no words or no plan. */
	next(): boolean {
		const { competency } = this;
		if (!competency) return false;
		const said = this.markOf(competency.id);
		this.#fault = isMarked(said) ? markProblem(competency, said) : null;
		if (this.#fault) return false;
		this.#at += 1;
		void this.flush();
		return true;
	}

	/** One back; false at the first. */
	back(): boolean {
		if (this.#at === 0) return false;
		this.#fault = null;
		this.#at -= 1;
		void this.flush();
		return true;
	}

	/** To one of the competencies, from the last look. */
	goTo(at: number): void {
		this.#at = at;
	}

	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		if (!this.#isUnsaved) return;
		const marks = this.#marks;
		const kept = await this.#keeping.run(() => this.#deps.append([keepDraft(this.#key, marks)]));
		if (kept && marks === this.#marks) this.#isUnsaved = false;
	}

	discard(): void {
		clearTimeout(this.#timer);
		this.#isUnsaved = false;
	}

	/** Gives it. True when it lies on the disk; then it cannot be changed any more. */
	async give(): Promise<boolean> {
		clearTimeout(this.#timer);
		const { append, clock, random, organisation, door } = this.#deps;
		const { supportId, kind, rubric, rounds } = this.#asked;
		const given = await this.act.run(async (): Promise<Result<void, ScreenProblem>> => {
			const draft = { kind, rubric, marks: this.#marks };
			const device = myDevice(organisation);
			const edits = giveRating(door.ledger.current, supportId, rounds(), draft, device, clock.today(), random.uuid());
			return edits.ok ? append([...edits.value, keepDraft(this.#key, null)]) : edits;
		});
		if (given) this.#isUnsaved = false;
		return given !== null;
	}
}

/** Whether a rating was begun and not given. */
export function hasDraft(deps: SupportDeps, asked: Omit<RatingAsked, 'first'>): boolean {
	const { supportId, kind, rubric, rounds } = asked;
	const round = roundFor(rounds(), kind, myDevice(deps.organisation)) ?? 0;
	return draftOf(deps.door.ledger.current, draftKey(supportId, kind, round, rubric)).size > 0;
}
