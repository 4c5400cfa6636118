import type { Translate } from '$lib/i18n';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import type { Result } from '$lib/base/result';
import type { Organisation, Person } from '$lib/runtime/organisation.svelte';
import type { Sync, SyncState } from '$lib/runtime/sync.svelte';
import { Act } from '$lib/runtime/act.svelte';

export interface SyncDeskDeps {
	readonly sync: Pick<
		Sync,
		'state' | 'unsent' | 'lastAt' | 'progress' | 'stuck' | 'syncNow' | 'cancel' | 'retry' | 'setAside'
	>;
	readonly organisation: Pick<Organisation, 'people' | 'alarms' | 'missing'> & {
		readonly dismissAlarm: (id: string) => Promise<Result<void, ScreenProblem>>;
	};
}

/** What an exchange that she asked for came to, to be said once. */
export type Said = 'begun' | 'synced' | 'waiting' | 'offline' | 'failed' | 'stopped';

/** The exchange with the server: how it stands, and what she may do about it. */
export class SyncDesk {
	readonly #deps: SyncDeskDeps;
	readonly dismissing = new Act();
	#said = $state.raw<Said | null>(null);
	#isAsked = $state.raw(false);
	#isStopped = false;

	constructor(deps: SyncDeskDeps) {
		this.#deps = deps;
	}

	get state(): SyncState {
		return this.#deps.sync.state;
	}

	/** True until the server was reached once from this notebook. */
	get isFirst(): boolean {
		return this.#deps.sync.lastAt === null;
	}

	/** True while she waits for an exchange she asked for. */
	get isAsked(): boolean {
		return this.#isAsked;
	}

	/** How her last asking ended; null before she asks. */
	get said(): Said | null {
		return this.#said;
	}

	/** The other people, those longest unheard first. */
	get others(): readonly Person[] {
		return this.#deps.organisation.people
			.filter(({ isMe, revokedOn }) => !isMe && revokedOn === null)
			.sort((a, b) => ((a.lastHeard ?? '') < (b.lastHeard ?? '') ? -1 : 1));
	}

	/** Sends and fetches now. Does nothing while she waits already. */
	async syncNow(): Promise<void> {
		if (this.#isAsked) return;
		this.#isAsked = true;
		this.#isStopped = false;
		this.#said = 'begun';
		try {
			await this.#deps.sync.syncNow();
			this.#said = this.#isStopped ? 'stopped' : saidOf(this.state);
		} finally {
			this.#isAsked = false;
		}
	}

	cancel(): void {
		this.#isStopped = true;
		this.#deps.sync.cancel();
		if (!this.#isAsked) this.#said = 'stopped';
	}

	async dismissAlarm(id: string): Promise<void> {
		await this.dismissing.run(() => this.#deps.organisation.dismissAlarm(id));
	}
}

const saidOf = (state: SyncState): Said =>
	state === 'synced' || state === 'waiting' || state === 'offline' ? state : state === 'failed' ? 'failed' : 'waiting';

/** How the exchange stands, in few words; empty where there is none. */
export function stateWords(
	t: Translate,
	{ state, unsent, progress }: Pick<Sync, 'state' | 'unsent' | 'progress'>
): string {
	switch (state) {
		case 'off':
			return '';
		case 'working':
			return progress && progress.of > 0 ? t('sync:state.workingOf', { ...progress }) : t('sync:state.working');
		case 'waiting':
			return t('sync:state.waiting', { count: unsent });
		case 'offline':
			return unsent > 0 ? t('sync:state.offlineUnsent', { count: unsent }) : t('sync:state.offline');
		case 'unknown':
		case 'synced':
		case 'failed':
			return t(`sync:state.${state}`);
	}
}
