import { err, type Result } from '$lib/base/result';
import type { Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import type { openPeople, People, PeopleDeps } from '$lib/sync/people';
import type { Vault } from '$lib/storage/vault';
import type { Door } from './door.svelte';

export interface BelongingDeps {
	readonly door: Door;
	readonly clock: Clock;
	readonly random: Random;
	readonly fetch: PeopleDeps['fetch'];
	/** Of this app, where a new organisation is made. */
	readonly origin: () => string;
	/** Fetches everything that signs, seals and sends; the first screen does without. */
	readonly load: () => Promise<{ readonly openPeople: typeof openPeople }>;
	/** Calls back when the phone came online or the app to the front. Returns how to stop. */
	readonly watchWake: (wake: () => void) => () => void;
}

/** The open vault's place among others: loaded after the door opened, gone when it closes. */
export interface Belonging {
	/** The people of the open vault, or `VaultLocked`. */
	readonly people: () => Promise<Result<People, { readonly type: 'VaultLocked' } | { readonly type: 'NotReady' }>>;
	/** What is loaded now, without waiting. */
	readonly current: () => People | null;
	readonly isOpen: () => boolean;
	/** Calls back after every change. Returns how to stop. */
	readonly subscribe: (onchange: () => void) => () => void;
	readonly stop: () => void;
}

/** Follows the door: opens what belongs to its vault, and closes it with the vault. */
export function createBelonging({ door, load, watchWake, ...deps }: BelongingDeps): Belonging {
	const listeners = new Set<() => void>();
	const notify = () => listeners.forEach((listener) => listener());
	let vault: Vault | null = null;
	let couldWrite = false;
	/** Which opening is the newest: an older one that ends later counts for nothing. */
	let turn = 0;
	let opening: Promise<People | null> | null = null;
	let current: People | null = null;
	let stopWaiting: () => void = () => undefined;

	const close = () => {
		stopWaiting();
		current?.close();
		current = null;
		opening = null;
	};

	const openFor = async (wanted: Vault): Promise<People | null> => {
		const mine = ++turn;
		const part = await load();
		if (vault !== wanted || turn !== mine) return null;
		const opened = await part.openPeople({
			...deps,
			timer,
			vault: wanted,
			onchange: notify,
			ondestroy: async () => {
				if (vault === wanted) await door.erase('removed');
			}
		});
		if (vault !== wanted || turn !== mine || !opened.ok) {
			if (opened.ok) opened.value.close();
			return null;
		}
		current = opened.value;
		current.start();
		notify();
		return current;
	};

	const open = (): Promise<People | null> => {
		if (!vault) return Promise.resolve(null);
		opening ??= openFor(vault).catch(() => null);
		return opening;
	};

	const stopWatching = door.watchVault((next) => {
		const canWrite = next?.canWrite() ?? false;
		// Another tab wrote until now: what we have read of its shelf is old.
		const isHandedOver = canWrite && !couldWrite;
		couldWrite = canWrite;
		if (next === vault && !isHandedOver) return;
		close();
		vault = next;
		notify();
		// The first screen after unlocking goes before: nobody waits for sync.
		if (next) stopWaiting = whenIdle(() => void open());
	});
	const stopWaking = watchWake(() => current?.wake());

	return {
		people: async () => {
			if (!vault) return err({ type: 'VaultLocked' });
			const asked = vault;
			const people = await open();
			if (people) return { ok: true, value: people };
			if (vault !== asked || !vault) return err({ type: 'VaultLocked' });
			// The part could not be fetched; the next call tries again.
			opening = null;
			return err({ type: 'NotReady' });
		},
		current: () => current,
		isOpen: () => vault !== null,
		subscribe: (onchange) => {
			listeners.add(onchange);
			return () => listeners.delete(onchange);
		},
		stop: () => {
			stopWatching();
			stopWaking();
			close();
		}
	};
}

const timer: PeopleDeps['timer'] = (milliseconds, call) => {
	const timeout = setTimeout(call, milliseconds);
	return () => clearTimeout(timeout);
};

/** Calls when the browser has nothing better to do, two seconds later at most. Returns how to stop. */
function whenIdle(call: () => void): () => void {
	if (!('requestIdleCallback' in globalThis)) return timer(50, call);
	const handle = requestIdleCallback(call, { timeout: 2000 });
	return () => cancelIdleCallback(handle);
}
