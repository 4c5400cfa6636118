import type { DoorState } from './door.svelte';

/** Screens that show nothing of a vault and are there for anybody. */
const openToAll: readonly string[] = ['/', '/start', '/unlock', '/privacy', '/help', '/join', '/organisation/new'];

/** Screens in front of the notebook: they make do with the texts of a closed phone. */
const closedScreens: readonly string[] = ['/', '/unlock', '/privacy', '/help'];

/** Whether a screen has to wait for the texts of the open notebook (`Language.complete`). */
export const needsAllTexts = (path: string, door: DoorState): boolean =>
	door === 'open' || door === 'handover' || !closedScreens.includes(path);

/** Whether a screen may be drawn as the door stands. While the phone goes round, only the check-in may. */
export function mayShow(path: string, door: DoorState): boolean {
	if (door === 'handover') return path.endsWith('/check-in') || path === '/unlock';
	return door === 'open' || openToAll.includes(path);
}
