import { addDays, isDay, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { changeGroup, groupOf, type Group, type GroupDraft, type GroupProblem } from '$lib/domain/group';
import { starterPack, type Locale } from '$lib/domain/guide';
import { GroupId } from '$lib/domain/ids';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import type { GroupsDeps } from './undo.svelte';

/** The row of another facilitator. The key keeps a row the same row when one above it goes. */
export interface CoFacilitatorRow {
	readonly key: number;
	readonly name: string;
}

/** What the form shows, as typed. */
export interface TypedGroup extends Omit<GroupDraft, 'coFacilitators'> {
	readonly coFacilitators: readonly CoFacilitatorRow[];
}

/** Days back and ahead within which a first session makes sense; also keeps a slip of the year out of the planning. */
const startSpan = { back: 7300, ahead: 730 } as const;

/** The form for a new group, or for the group it is given. Keeps every typed word until `save` succeeded. */
export class GroupForm {
	readonly #deps: GroupsDeps;
	readonly #id: GroupId;
	#start: TypedGroup;
	#typed = $state.raw<TypedGroup>({} as TypedGroup); // filled by the constructor, which a field cannot read
	#isTried = $state.raw(false);
	#isSaving = $state.raw(false);
	#problem = $state.raw<ScreenProblem | null>(null);
	#nextKey = 0;

	constructor(deps: GroupsDeps, locale: Locale, id?: GroupId) {
		this.#deps = deps;
		this.#id = id ?? GroupId.parse(deps.random.uuid());
		const group = id && groupOf(deps.door.ledger.current, id);
		this.#start = group ? this.#typedOf(group) : this.#newGroup(locale);
		this.#typed = this.#start;
	}

	get typed(): TypedGroup {
		return this.#typed;
	}

	/** Earliest and latest day the first session may have. */
	get startRange(): { readonly min: Day; readonly max: Day } {
		const today = this.#deps.clock.today();
		return { min: addDays(today, -startSpan.back), max: addDays(today, startSpan.ahead) };
	}

	/** True while something typed is in no vault. */
	get isChanged(): boolean {
		return JSON.stringify(this.#typed) !== JSON.stringify(this.#start);
	}

	get isSaving(): boolean {
		return this.#isSaving;
	}

	/** Why the vault did not take it, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** What is wrong with the name; null before the first try. */
	get aliasProblem(): GroupProblem | null {
		return this.#isTried ? nameProblem(this.#id, this.#typed, this.#typed.alias) : null;
	}

	/** What is wrong with the first day; null before the first try. */
	get startsOnProblem(): GroupProblem | null {
		return this.#isTried ? this.#dayProblem() : null;
	}

	/** What is wrong with one of the other facilitators' names; an empty row is simply not kept. */
	coFacilitatorProblem(row: CoFacilitatorRow): GroupProblem | null {
		const problem = this.#isTried ? nameProblem(this.#id, this.#typed, row.name) : null;
		return problem?.type === 'AliasMissing' ? null : problem;
	}

	change(values: Partial<Omit<TypedGroup, 'coFacilitators'>>): void {
		this.#typed = { ...this.#typed, ...values };
	}

	addCoFacilitator(): void {
		this.#setRows([...this.#typed.coFacilitators, this.#row('')]);
	}

	nameCoFacilitator(key: number, name: string): void {
		this.#setRows(this.#typed.coFacilitators.map((row) => (row.key === key ? { key, name } : row)));
	}

	removeCoFacilitator(key: number): void {
		this.#setRows(this.#typed.coFacilitators.filter((row) => row.key !== key));
	}

	/** Writes the group and gives its id. A wrong field is told beside the field, the vault's refusal in `problem`. */
	async save(): Promise<Result<GroupId, ScreenProblem>> {
		this.#isTried = true;
		const day = this.#dayProblem();
		if (day) return err(day);
		const typed = this.#typed;
		const edits = changeGroup(this.#id, { ...typed, coFacilitators: typed.coFacilitators.map((row) => row.name) });
		if (!edits.ok) return edits;
		this.#isSaving = true;
		const written = await this.#deps.append(edits.value);
		this.#isSaving = false;
		this.#problem = written.ok ? null : written.error;
		if (!written.ok) return written;
		// What was typed while it was being written is not in the vault yet.
		this.#start = typed;
		return ok(this.#id);
	}

	#dayProblem(): GroupProblem | null {
		const { startsOn } = this.#typed;
		const { min, max } = this.startRange;
		const isWithin = isDay(startsOn) && startsOn >= min && startsOn <= max;
		return isWithin || startsOn === this.#start.startsOn ? null : { type: 'DayUnreadable' };
	}

	#setRows(coFacilitators: readonly CoFacilitatorRow[]): void {
		this.#typed = { ...this.#typed, coFacilitators };
	}

	#row(name: string): CoFacilitatorRow {
		this.#nextKey += 1;
		return { key: this.#nextKey, name };
	}

	#typedOf({ alias, locale, rhythm, time, packId, coFacilitators, startsOn }: Group): TypedGroup {
		const rows = coFacilitators.map((name) => this.#row(name));
		return { alias, locale, rhythm, time, packId, coFacilitators: rows, startsOn };
	}

	#newGroup(locale: Locale): TypedGroup {
		return {
			alias: '',
			locale,
			rhythm: 'weekly',
			time: '',
			packId: starterPack.id,
			coFacilitators: [],
			startsOn: this.#deps.clock.today()
		};
	}
}

/** What is wrong with one name by itself: the rules of the domain, asked about this name only. */
function nameProblem(id: GroupId, typed: TypedGroup, name: string): GroupProblem | null {
	const checked = changeGroup(id, { ...typed, alias: name, coFacilitators: [], startsOn: '2000-01-01' });
	return checked.ok ? null : checked.error;
}
