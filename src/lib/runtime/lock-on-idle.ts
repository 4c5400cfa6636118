/**
 * Locks when nobody is there: hidden for 30 s, or untouched for 3 min; while a session runs 2 min and 20 min, because a
 * phone lies on the table then (docs/decisions/0014). Covers the page the moment it is hidden, before
 * the task switcher takes its picture.
 */
export interface IdleDeps {
	readonly now: () => number;
	/** True while a session runs. */
	readonly isSession: () => boolean;
	/** True while there is something to lock. */
	readonly isOpen: () => boolean;
	readonly lock: () => void;
	readonly page: Document;
}

/** Limits in milliseconds: [hidden, untouched]. */
const limits = { usual: [30_000, 180_000], session: [120_000, 1_200_000] } as const;

/** How often the limits are looked at. Timers sleep in hidden pages, so they are also looked at on every return. */
const beat = 5_000;

/** Begins to watch. Returns how to stop. */
export function lockOnIdle({ now, isSession, isOpen, lock, page }: IdleDeps): () => void {
	let touchedAt = now();
	let hiddenAt: number | null = null;
	const check = () => {
		if (!isOpen()) return;
		const [hidden, untouched] = isSession() ? limits.session : limits.usual;
		const isOver = (since: number, limit: number) => now() - since >= limit || now() < since - limit;
		if ((hiddenAt !== null && isOver(hiddenAt, hidden)) || isOver(touchedAt, untouched)) lock();
	};
	const touch = () => {
		touchedAt = now();
	};
	const turn = () => {
		const isHidden = page.visibilityState === 'hidden';
		page.documentElement.toggleAttribute('data-hidden', isHidden && isOpen());
		check();
		hiddenAt = isHidden ? now() : null;
	};
	const timer = setInterval(check, beat);
	const touches = ['pointerdown', 'keydown', 'input', 'scroll'] as const;
	for (const name of touches) page.addEventListener(name, touch, { passive: true, capture: true });
	page.addEventListener('visibilitychange', turn);
	return () => {
		clearInterval(timer);
		for (const name of touches) page.removeEventListener(name, touch, { capture: true });
		page.removeEventListener('visibilitychange', turn);
	};
}
