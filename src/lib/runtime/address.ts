import type { Session } from '$lib/domain/session';

/**
 * [Note: The address bar says nothing]
 * A browser writes every address it shows into its history, where a bystander can read it and nothing of ours can remove
 * it. So inside the vault an address is `/s/` and a random word that means something only in this tab, until it locks;
 * the path it stands for ("/groups/…/sessions/…") is kept in memory. `hooks.ts` gives it back to the router. The whole
 * vault also takes one single history entry: every move inside it replaces it (docs/decisions/0009).
 */

/** A path of the app, such as `/groups/…/members`. */
export type Path = `/${string}`;

/** Paths that say nothing and so may stand in the address bar as they are. */
const plainPaths: readonly string[] = ['/', '/start', '/unlock', '/privacy', '/help'];

/** True for a path that may stand in the address bar as it is. */
export const isPlainPath = (path: string): boolean => plainPaths.includes(path);

const pathByToken = new Map<string, Path>();

/** The address that may be shown for a path. The same path keeps its address until `forgetAddresses`. */
export function address(path: Path): Path {
	if (isPlainPath(path)) return path;
	for (const [token, known] of pathByToken) if (known === path) return `/s/${token}`;
	const token = newToken();
	pathByToken.set(token, path);
	return `/s/${token}`;
}

/** The path an address stands for; `/unlock` for one of an earlier time, undefined for an address that is a path. */
export function pathOfAddress(pathname: string): Path | undefined {
	const token = /^\/s\/([a-z0-9]+)$/.exec(pathname)?.[1];
	return token === undefined ? undefined : (pathByToken.get(token) ?? '/unlock');
}

/** Forgets what the addresses meant; called when the vault locks. */
export const forgetAddresses = (): void => pathByToken.clear();

/** The path one level up, where Back leads: the group above its session, home above everything. */
export function parentOf(path: string): Path {
	const parts = path.split('/').filter((part) => part !== '');
	if (parts.length >= 5 && parts[2] === 'sessions') return `/${parts.slice(0, 4).join('/')}`;
	if (parts.length >= 3 && parts[0] === 'groups') return `/${parts.slice(0, 2).join('/')}`;
	if (parts.length === 3 && parts[0] === 'services' && parts[2] === 'edit') return `/services/${parts[1] ?? ''}`;
	if (parts.length >= 2 && parts[0] === 'services') return '/services';
	if (parts.length >= 2 && parts[0] === 'settings') return '/settings';
	if (parts.length >= 2 && parts[0] === 'safeguarding') return '/safeguarding';
	if (parts.length >= 3 && parts[0] === 'desk') return `/desk/${parts[1]}`;
	if (parts.length >= 2 && parts[0] === 'desk') return '/desk';
	if (path === '/organisation') return '/settings';
	if (parts[0] === 'organisation' || path === '/join') return '/organisation';
	return '/today';
}

/** Where a screen beside a session leads back to: the guide while it runs, else the session itself. */
export const backToSession = (session: Pick<Session, 'id' | 'groupId' | 'state'>): Path =>
	`/groups/${session.groupId}/sessions/${session.id}${session.state === 'running' ? '/play' : ''}`;

let count = 0;

function newToken(): string {
	count += 1;
	return `${count.toString(36)}${Math.floor(performance.now() * 1000).toString(36)}`;
}
