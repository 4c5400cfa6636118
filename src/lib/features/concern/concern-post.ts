import type { Day } from '$lib/base/clock';
import type { Result } from '$lib/base/result';
import type { Organisation, Person } from '$lib/runtime/organisation.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';

/** That a letter came to a lead's device, as that device signed. */
export interface Receipt {
	readonly device: string;
	readonly day: Day;
}

/** What a concern needs of the organisation: whom it would go to, and the way there. */
export interface ConcernPost extends Pick<Organisation, 'state' | 'people'> {
	/** Seals the text to every lead and lets it wait for a connection. Answers the id that receipts name it by. */
	sendConcern(text: string): Promise<Result<string, ScreenProblem>>;
	/** Which leads' devices have it; empty while none has answered. */
	receiptsOf(id: string): readonly Receipt[];
}

/** The devices a concern goes to. */
export const leadsOf = ({ people }: Pick<ConcernPost, 'people'>): readonly Person[] =>
	people.filter(({ roles, revokedOn }) => roles.includes('lead') && revokedOn === null);
