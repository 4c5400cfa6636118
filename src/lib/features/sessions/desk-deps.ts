import type { Runtime } from '$lib/runtime/create-runtime';
import type { DeskDeps } from './session-desk.svelte';

/** What the session controllers need of the runtime. */
export const deskDeps = ({ door, append, clock, random }: Runtime): DeskDeps => ({
	ledger: () => door.ledger.current,
	append,
	clock,
	random
});
