/**
 * One tab writes, others read (Web Locks). Two tabs that both stamped changes as one device could use the same hybrid
 * time twice, which would lose one of them.
 *
 * Who may call it: `vault.ts` through the `WriterLock` port; the runtime makes it.
 */
export interface WriterLock {
	/** Asks to write for a vault. `onchange(true)` comes at once or when the other tab has gone. Returns how to give it back. */
	readonly acquire: (vaultId: string, onchange: (held: boolean) => void) => () => void;
}

/** The browser's locks. They are released by the browser when a tab dies, so a crash cannot leave one behind. */
export function createWriterLock(locks: LockManager): WriterLock {
	return {
		acquire: (vaultId, onchange) => {
			const ending = new AbortController();
			let release: () => void = () => undefined;
			const held = new Promise<void>((resolve) => {
				release = resolve;
			});
			const hold = () => {
				onchange(true);
				return held;
			};
			// Rejects only when `ending` aborts the wait, which is what letting go means.
			locks.request(`c-writer-${vaultId}`, { signal: ending.signal }, hold).catch(() => undefined);
			return () => {
				release();
				ending.abort();
			};
		}
	};
}

/** For one process with one tab: always granted at once. */
export const createSoleWriter = (): WriterLock => ({
	acquire: (_vaultId, onchange) => {
		onchange(true);
		return () => undefined;
	}
});
