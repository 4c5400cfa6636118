import { goto } from '$app/navigation';
import { page } from '$app/state';
import { address, isPlainPath, type Path } from './address';

/**
 * Shows another screen in place of this one. Resolves when it is drawn. See [Note: The address bar says nothing].
 *
 * Only the step into the vault takes a history entry of its own: the phone's Back then comes to us, where the layout
 * turns it into one screen up, instead of leaving the app and asking for the full secret on return.
 */
export const go = (path: Path): Promise<void> =>
	// eslint-disable-next-line svelte/no-navigation-without-resolve -- `address` resolves it
	goto(address(path), { replaceState: !isPlainPath(page.url.pathname) || isPlainPath(path) });
