/** Whether the browser promised to keep the vault when the phone runs short of space. */
export type KeepingState = 'unknown' | 'kept' | 'may-be-lost' | 'unsupported';

/** Asks the browser to keep what is stored, and tells its answer. */
export class Keeping {
	readonly #storage: StorageManager | undefined;
	#state = $state.raw<KeepingState>('unknown');
	#isAsked = false;

	constructor(storage: StorageManager | undefined) {
		this.#storage = storage;
		if (!storage || !('persist' in storage)) this.#state = 'unsupported';
	}

	get state(): KeepingState {
		return this.#state;
	}

	/** Asks once a tab, after something was saved: browsers say yes more often then. */
	async askAfterSave(): Promise<void> {
		if (this.#isAsked || this.#state === 'unsupported' || !this.#storage) return;
		this.#isAsked = true;
		try {
			const isKept = (await this.#storage.persisted()) || (await this.#storage.persist());
			this.#state = isKept ? 'kept' : 'may-be-lost';
		} catch {
			this.#state = 'unsupported';
		}
	}

	/** Reads the browser's answer without asking it for anything. */
	async look(): Promise<void> {
		if (this.#state !== 'unknown' || !this.#storage) return;
		try {
			if (await this.#storage.persisted()) this.#state = 'kept';
		} catch {
			this.#state = 'unsupported';
		}
	}

	/** Bytes used and allowed, or null when the browser does not say. */
	async space(): Promise<{ readonly used: number; readonly allowed: number } | null> {
		try {
			const estimate = await this.#storage?.estimate();
			if (estimate?.usage === undefined || estimate.quota === undefined) return null;
			return { used: estimate.usage, allowed: estimate.quota };
		} catch {
			return null;
		}
	}
}
