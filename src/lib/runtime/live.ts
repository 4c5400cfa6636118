import { createSubscriber } from 'svelte/reactivity';

/** A value that follows something outside Svelte. Read `current` where it is used: that is what subscribes. */
export interface Live<T> {
	readonly current: T;
}

/**
 * Turns any subscription into a live value: `subscribe` is called while somebody reads `current` and its return value
 * when nobody does any more.
 */
export function live<T>(subscribe: (onchange: () => void) => () => void, read: () => T): Live<T> {
	const track = createSubscriber(subscribe);
	return {
		get current() {
			track();
			return read();
		}
	};
}
