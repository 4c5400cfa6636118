import { pushState } from '$app/navigation';

/**
 * Holds this screen against the phone's Back: it takes a second history entry, and whenever Back leads off it, takes it
 * anew. Without one, Back would leave the app, and coming back would ask for the full secret. Returns how to stop.
 */
export function stayOnBack(view: Window): () => void {
	const hold = () => pushState('', {});
	hold();
	view.addEventListener('popstate', hold);
	return () => view.removeEventListener('popstate', hold);
}
