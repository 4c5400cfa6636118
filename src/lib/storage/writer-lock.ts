/**
 * One tab writes, others read (Web Locks). Two tabs that both stamped changes as one device could use the same hybrid
 * time twice, which would lose one of them.
 *
 * Who may call it: `vault.ts` through the `WriterLock` port; the runtime makes it.
 *
 * What must stay true: at most one tab of a browser holds the lock of a vault, and it is free again when that tab dies.
 */
export interface WriterLock {
	/**
	 * Asks to write for a vault. `onchange` is told soon whether this tab holds the lock, and again when the tab that held it
	 * has gone. Returns how to give it back.
	 */
	readonly acquire: (vaultId: string, onchange: (held: boolean) => void) => () => void;
}

/** The browser's locks. They are released by the browser when a tab dies, so a crash cannot leave one behind. */
export function createWriterLock(locks: LockManager): WriterLock {
	return {
		acquire: (vaultId, onchange) => {
			const name = `c-writer-${vaultId}`;
			const ending = new AbortController();
			let release: () => void = () => undefined;
			const held = new Promise<void>((resolve) => {
				release = resolve;
			});
			const hold = () => {
				if (ending.signal.aborted) return undefined;
				onchange(true);
				return held;
			};
			// The first question is answered at once, so that nobody takes this tab for a second one while it waits.
			const now = locks.request(name, { ifAvailable: true }, (lock) => {
				if (lock) return hold();
				if (ending.signal.aborted) return undefined;
				onchange(false);
				// Rejects only when `ending` aborts the wait, which is what letting go means.
				locks.request(name, { signal: ending.signal }, hold).catch(() => undefined);
				return undefined;
			});
			now.catch(() => onchange(false));
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
