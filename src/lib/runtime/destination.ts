import { address, type Path } from './address';

/** Where somebody answers with a ticket on her own phone. Nothing is stored there. */
export const ticketPath = '/c';

/**
 * What this tab was opened for, when somebody came by an address of its own: to set up an organisation, or with an
 * invitation. Kept in memory only. A notebook has to be made or opened first; then the way leads on to here.
 */
const doorways: readonly Path[] = ['/organisation/new', '/join'];

let destination: Path | null = null;
let invite: string | null = null;
let ticket: string | null = null;

/**
 * Reads the address this tab was opened with, before anything else runs. An invitation or a ticket stands behind its `#`: it
 * is kept in memory, and the address bar loses it at once. See [Note: The address bar says nothing].
 */
export function arrive(place: Pick<Location, 'href' | 'pathname' | 'hash'>, past: Pick<History, 'replaceState'>): void {
	const pathname = place.pathname.replace(/\/$/, '');
	if (pathname === ticketPath && place.hash.length > 1) {
		ticket = place.hash.slice(1);
		past.replaceState(null, '', ticketPath);
	}
	const path = doorways.find((doorway) => doorway === pathname);
	if (!path) return;
	if (path === '/join' && place.hash.length > 1) invite = place.href;
	past.replaceState(null, '', address(path));
}

/** Where the door leads once it is open, in place of home. */
export function comeBackTo(path: Path): void {
	destination = path;
}

/** Where to go now that the door is open; forgotten with the asking. */
export function takeDestination(otherwise: Path): Path {
	const path = destination ?? otherwise;
	destination = null;
	return path;
}

/** The invitation this tab was opened with, or null; forgotten with the asking. */
export function takeInvite(): string | null {
	const text = invite;
	invite = null;
	return text;
}

/** The ticket this tab was opened with, or null; forgotten with the asking. */
export function takeTicket(): string | null {
	const text = ticket;
	ticket = null;
	return text;
}
