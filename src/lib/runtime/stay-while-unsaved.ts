import type { BeforeNavigate } from '@sveltejs/kit';
import { beforeNavigate, goto } from '$app/navigation';
import type { SelfKeeping } from './autosave.svelte';
import type { Door } from './door.svelte';

/**
 * Holds the screen until its fields are written, then lets it go. When they cannot be written, `onstuck` gets what leaves
 * all the same and drops the words: ask first. Never holds up a lock or a quick exit. Call it while a component is made.
 */
export function stayWhileUnsaved(
	door: Pick<Door, 'state'>,
	fields: () => readonly SelfKeeping[],
	onstuck: (leaveAnyway: () => void) => void
): void {
	beforeNavigate((navigation) => {
		const url = movedTo(navigation, door);
		if (!url) return;
		if (fields().every((field) => !field.isUnsaved)) return;
		navigation.cancel();
		void Promise.all(fields().map((field) => field.flush())).then(() => {
			if (fields().every((field) => !field.isUnsaved)) leaveFor(url);
			else
				onstuck(() => {
					fields().forEach((field) => field.discard());
					leaveFor(url);
				});
		});
	});
}

/**
 * Holds the screen while a form that is saved by hand was changed; `onask` gets what leaves all the same and drops the
 * words. Never holds up a lock or a quick exit. Call it while a component is made.
 */
export function askWhileChanged(
	door: Pick<Door, 'state'>,
	isChanged: () => boolean,
	onask: (leaveAnyway: () => void) => void
): void {
	let mayLeave = false;
	beforeNavigate((navigation) => {
		const url = movedTo(navigation, door);
		if (!url || mayLeave || !isChanged()) return;
		navigation.cancel();
		onask(() => {
			mayLeave = true;
			leaveFor(url);
		});
	});
}

/** Where a move inside the open notebook leads. `undefined` for what is not to be held up. */
const movedTo = (navigation: BeforeNavigate, door: Pick<Door, 'state'>): URL | undefined =>
	// The phone's Back comes again as a move of ours, see the layout.
	navigation.willUnload || navigation.type === 'popstate' || door.state !== 'open' ? undefined : navigation.to?.url;

// eslint-disable-next-line svelte/no-navigation-without-resolve -- the router itself gave this address
const leaveFor = (url: URL) => void goto(url, { replaceState: true });
