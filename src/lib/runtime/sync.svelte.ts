import { idleSync, type Stuck, type SyncState, type SyncView } from '$lib/sync/people-view';
import type { Belonging } from './belonging';
import { live, type Live } from './live';

export type { Stuck, SyncState } from '$lib/sync/people-view';

/** Where the work goes when the vault belongs to an organisation: in few words, and by itself. */
export class Sync {
	readonly #belonging: Belonging;
	readonly #view: Live<SyncView>;

	constructor(belonging: Belonging) {
		this.#belonging = belonging;
		this.#view = live(belonging.subscribe, () => belonging.current()?.syncView() ?? idleSync);
	}

	get state(): SyncState {
		return this.#view.current.state;
	}

	/** Changes that wait to go. */
	get unsent(): number {
		return this.#view.current.unsent;
	}

	/** When the server was reached last, in milliseconds since 1970; null: never. */
	get lastAt(): number | null {
		return this.#view.current.lastAt;
	}

	/** Null while there is not enough to show. */
	get progress(): SyncView['progress'] {
		return this.#view.current.progress;
	}

	/** What will not go, while the rest does. */
	get stuck(): readonly Stuck[] {
		return this.#view.current.stuck;
	}

	/** Sends and fetches now. Settles when it is over; how it went stands in `state`. */
	async syncNow(): Promise<void> {
		const people = await this.#belonging.people();
		if (people.ok) await people.value.syncNow();
	}

	/** Stops what is under way. */
	cancel(): void {
		this.#belonging.current()?.cancelSync();
	}

	async retry(id: string): Promise<void> {
		const people = await this.#belonging.people();
		if (people.ok) await people.value.retry(id);
	}

	/** Gives up sending one record. It stays on this phone. */
	async setAside(id: string): Promise<void> {
		const people = await this.#belonging.people();
		if (people.ok) await people.value.setAside(id);
	}
}
