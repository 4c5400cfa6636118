import type { Result } from '$lib/base/result';
import { nameOf } from '$lib/domain/ballot-answers';
import { builtInForm } from '$lib/domain/check-in';
import { fitsAnAnswer } from '$lib/domain/check-in-form';
import { checkInsOf } from '$lib/domain/check-in-pack';
import { groupsOf, type Group } from '$lib/domain/group';
import type { GroupId } from '$lib/domain/ids';
import { membersOf } from '$lib/domain/member';
import type { Moment } from '$lib/domain/picture-code';
import { canonicalText, type Questionnaire } from '$lib/domain/questionnaire';
import { momentOf, planOf } from '$lib/domain/round';
import { sharingOf } from '$lib/domain/sharing';
import type { BatchOfMine } from '$lib/runtime/ballots';
import type { Runtime } from '$lib/runtime/create-runtime';
import { live } from '$lib/runtime/live';
import type { TicketProblem } from './ballot-problem-text';

/** More than the people, for who comes along. */
const spare = 5;
const mostTickets = 120;

export interface TicketsDeps extends Pick<Runtime, 'ballots' | 'door' | 'organisation'> {
	readonly groupId: () => GroupId;
	/** The questionnaires of the app and those of the organisation. */
	readonly load: () => Promise<readonly Questionnaire[]>;
	/** Where the app is, for the address in a code. */
	readonly origin: () => string;
}

/**
 * - `list`: the batches. `make`: a new one. `draw`: one ticket after the other on the screen. `sheet`: tickets on paper.
 */
export type TicketsStep = 'list' | 'make' | 'draw' | 'sheet';

/** A facilitator's tickets for one group. A ticket that is shown or printed has left the phone. */
export class Tickets {
	readonly #deps: TicketsDeps;
	readonly #mine;
	#step = $state.raw<TicketsStep>('list');
	#chosen = $state.raw<string | null>(null);
	#forms = $state.raw<readonly Questionnaire[]>([]);
	#drawn = $state.raw<readonly string[]>([]);
	#isBusy = $state.raw(false);
	#problem = $state.raw<TicketProblem | null>(null);

	constructor(deps: TicketsDeps) {
		this.#deps = deps;
		this.#mine = live(deps.ballots.subscribe, () => deps.ballots.mine());
	}

	get step(): TicketsStep {
		return this.#step;
	}

	get isBusy(): boolean {
		return this.#isBusy;
	}

	/** Why the last thing asked for did not happen, or null. */
	get problem(): TicketProblem | null {
		return this.#problem;
	}

	/** Whether there is anybody to open what is answered: a facilitator in an organisation. */
	get isPossible(): boolean {
		const { state, roles } = this.#deps.organisation;
		return state === 'member' && roles.includes('facilitator');
	}

	/** Whether people may answer on their own phones. */
	get mayHandOut(): boolean {
		return this.#deps.organisation.policies.ownPhone === 1;
	}

	/** Whether a batch can be made here: for tickets, or for several groups whose phones go round. */
	get mayMake(): boolean {
		return this.isPossible && (this.mayHandOut || this.groups.length > 1);
	}

	/** The batches of this group that are not opened yet. */
	get batches(): readonly BatchOfMine[] {
		return this.#mine.current.filter(({ groups }) => groups.includes(this.#deps.groupId()));
	}

	/** The batch whose tickets are handed out. */
	get batch(): BatchOfMine | undefined {
		return this.batches.find(({ batch }) => batch === this.#chosen);
	}

	/** What can be asked, what is planned for this group first. */
	get forms(): readonly Questionnaire[] {
		return [
			...this.#forms.filter((form) => this.isPlanned(form)),
			...this.#forms.filter((form) => !this.isPlanned(form))
		];
	}

	/** The questionnaire with this name, as `id/version`, offered still or not. */
	formOf(name: string): Questionnaire | undefined {
		const kept = checkInsOf(this.#deps.door.ledger.current).map(({ questionnaire }) => questionnaire);
		return [...this.#forms, ...kept].find((form) => nameOf(form) === name);
	}

	/** Whether the plan of the group asks it at any time. */
	isPlanned({ id }: Questionnaire): boolean {
		const planned: readonly (string | null)[] = Object.values(
			planOf(this.#deps.door.ledger.current, this.#deps.groupId())
		);
		return planned.includes(id) || (id === 'daily-faces' && planned.includes(builtInForm.id));
	}

	/** Groups that can answer together: those whose reports are shared. */
	get groups(): readonly Group[] {
		const ledger = this.#deps.door.ledger.current;
		return groupsOf(ledger).filter(({ id, archivedOn }) => archivedOn === null && sharingOf(ledger, id).report);
	}

	/** The people of these groups and a few more, within the bounds. */
	usualCount(groups: readonly GroupId[]): number {
		const ledger = this.#deps.door.ledger.current;
		const people = groups.reduce((sum, id) => sum + membersOf(ledger, id).length, 0);
		return Math.min(mostTickets, Math.max(people + spare, this.fewest));
	}

	/** Tickets of a batch without any to hand out: each answer on the phone that goes round takes one. */
	get most(): number {
		return mostTickets;
	}

	/** As many as must answer. */
	get fewest(): number {
		return this.#deps.organisation.policies.checkInThreshold;
	}

	/** When whoever answers this questionnaire may add a picture code; null where the organisation or the plan has none. */
	momentOf(form: Pick<Questionnaire, 'id'>): Moment | null {
		const { organisation, door, groupId } = this.#deps;
		if (organisation.policies.pictureCode !== 1) return null;
		return momentOf(door.ledger.current, groupId(), form.id);
	}

	/** The tickets on the screen or the sheet, as addresses. */
	get drawn(): readonly string[] {
		return this.#drawn;
	}

	/** Reads the questionnaires and asks the server how far the batches are. */
	async start(): Promise<void> {
		this.#forms = (await this.#deps.load()).filter(fitsAnAnswer);
		// What was heard last stays when nobody answers.
		if (this.isPossible) await this.#deps.ballots.refresh();
	}

	async refresh(): Promise<void> {
		await this.#during(() => this.#deps.ballots.refresh());
	}

	/** She has read what became of a batch that is over. */
	async dismiss(batch: string): Promise<void> {
		await this.#during(() => this.#deps.ballots.dismiss(batch));
	}

	/** Goes to a step; what was drawn is forgotten. */
	show(step: TicketsStep, batch: string | null = null): void {
		this.#step = step;
		this.#chosen = batch;
		this.#drawn = [];
		this.#problem = null;
	}

	/** Makes a batch and goes back to the list. */
	async make(form: Questionnaire, groups: readonly GroupId[], tickets: number): Promise<void> {
		const made = await this.#during(() =>
			this.#deps.ballots.makeBatch({ groups, tickets, questionnaire: nameOf(form), questions: canonicalText(form) })
		);
		if (!made) return;
		this.show('list');
		// Told to the server as soon as there is a network.
		await this.#deps.ballots.refresh();
	}

	/** Draws so many tickets in place of those before. They leave this phone. */
	async draw(count: number): Promise<void> {
		const batch = this.#chosen;
		if (batch === null) return;
		this.#drawn = [];
		const [id = ''] = this.batch?.questionnaire.split('/') ?? [];
		const moment = this.momentOf({ id }) ?? undefined;
		const taken = await this.#during(() => this.#deps.ballots.takeTickets(batch, count, moment));
		if (taken) this.#drawn = taken.value.map((ticket) => `${this.#deps.origin()}/c#${ticket}`);
	}

	/** The ticket on the screen was scanned. */
	hide(): void {
		this.#drawn = [];
	}

	async #during<T>(work: () => Promise<Result<T, TicketProblem>>): Promise<{ readonly value: T } | null> {
		if (this.#isBusy) return null;
		this.#isBusy = true;
		this.#problem = null;
		const done = await work();
		this.#isBusy = false;
		if (done.ok) return { value: done.value };
		this.#problem = done.error;
		return null;
	}
}
