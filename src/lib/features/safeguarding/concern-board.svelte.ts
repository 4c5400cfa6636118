import { raisedConcerns, type ConcernState, type RaisedConcern } from '$lib/domain/concern-board';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { Organisation } from '$lib/runtime/organisation.svelte';

export interface ConcernBoardDeps extends Pick<Runtime, 'clock'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly organisation: Pick<Organisation, 'state' | 'roles' | 'policies'>;
}

/** Whether this device may show what was told to safeguarding leads. */
export const isLead = ({ state, roles }: ConcernBoardDeps['organisation']): boolean =>
	state === 'member' && roles.includes('lead');

/** One column of the board. */
export interface ConcernColumn {
	readonly state: ConcernState;
	readonly concerns: readonly RaisedConcern[];
}

const states: readonly ConcernState[] = ['new', 'seen', 'acting', 'closed'];

/** What was told to the leads, as it stands today. Empty on the device of anybody else, whatever lies in its vault. */
export class ConcernBoard {
	readonly #deps: ConcernBoardDeps;
	readonly #concerns = $derived.by(() => this.#read());

	constructor(deps: ConcernBoardDeps) {
		this.#deps = deps;
	}

	/** All of them, what asks for somebody first. */
	get concerns(): readonly RaisedConcern[] {
		return this.#concerns;
	}

	/** Those that nobody has seen to in time. */
	get overdue(): readonly RaisedConcern[] {
		return this.#concerns.filter(({ isOverdue }) => isOverdue);
	}

	/** How many are not closed. */
	get openCount(): number {
		return this.#concerns.filter(({ state }) => state !== 'closed').length;
	}

	/** The others, by what they stand at. */
	get columns(): readonly ConcernColumn[] {
		return states.map((state) => ({
			state,
			concerns: this.#concerns.filter((concern) => concern.state === state && !concern.isOverdue)
		}));
	}

	#read(): readonly RaisedConcern[] {
		const { organisation, door, clock } = this.#deps;
		return isLead(organisation) ? raisedConcerns(door.ledger.current, organisation.policies, clock.today()) : [];
	}
}
