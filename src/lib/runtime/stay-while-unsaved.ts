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
		const url = navigation.to?.url;
		// The phone's Back comes again as a move of ours, see the layout.
		if (!url || navigation.willUnload || navigation.type === 'popstate' || door.state !== 'open') return;
		if (fields().every((field) => !field.isUnsaved)) return;
		navigation.cancel();
		// eslint-disable-next-line svelte/no-navigation-without-resolve -- the router itself gave this address
		const leave = () => void goto(url, { replaceState: true });
		void Promise.all(fields().map((field) => field.flush())).then(() => {
			if (fields().every((field) => !field.isUnsaved)) leave();
			else
				onstuck(() => {
					fields().forEach((field) => field.discard());
					leave();
				});
		});
	});
}
