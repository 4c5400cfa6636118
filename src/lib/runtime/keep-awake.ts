/** What of the page it needs: a `Document` fits. */
export interface WakefulPage {
	readonly visibilityState: DocumentVisibilityState;
	readonly addEventListener: (type: 'visibilitychange', listener: () => void) => void;
	readonly removeEventListener: (type: 'visibilitychange', listener: () => void) => void;
}

/** The browser's Screen Wake Lock, as far as it is used here. */
export interface ScreenLock {
	readonly request: (type: 'screen') => Promise<{ readonly release: () => Promise<void> }>;
}

/**
 * Keeps the screen lit until the function it returns is called. The browser lets go whenever the page is hidden, so it
 * is asked again on every return. Silent where the browser has no such lock or refuses it, as on an almost empty battery.
 */
export function keepAwake(lock: ScreenLock | undefined, page: WakefulPage): () => void {
	if (!lock) return () => undefined;
	let isWanted = true;
	let isAsking = false;
	let release: (() => Promise<void>) | null = null;
	const ask = async () => {
		if (!isWanted || isAsking || page.visibilityState !== 'visible') return;
		isAsking = true;
		try {
			const held = await lock.request('screen');
			release = () => held.release();
			// The session may have ended while the browser thought about it.
			if (!isWanted) await release();
		} catch {
			release = null;
		} finally {
			isAsking = false;
		}
	};
	const turn = () => void ask();
	page.addEventListener('visibilitychange', turn);
	void ask();
	return () => {
		isWanted = false;
		page.removeEventListener('visibilitychange', turn);
		release?.().catch(() => undefined);
	};
}
