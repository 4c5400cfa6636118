import type { DoorState } from './door.svelte';

/** Screens that show nothing of a vault and are there for anybody. */
const openToAll: readonly string[] = ['/', '/start', '/unlock', '/privacy', '/help', '/join', '/organisation/new'];

/** Whether a screen may be drawn as the door stands. While the phone goes round, only the check-in may. */
export function mayShow(path: string, door: DoorState): boolean {
	if (door === 'handover') return path.endsWith('/check-in') || path === '/unlock';
	return door === 'open' || openToAll.includes(path);
}
