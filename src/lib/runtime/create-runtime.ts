import { createClock, type Clock } from '$lib/base/clock';
import { createRandom, type Random } from '$lib/base/random';
import type { Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { hasRunningSession } from '$lib/domain/running';
import type { WriteProblem } from '$lib/storage/vault';
import { address, forgetAddresses } from './address';
import { Backup } from './backup.svelte';
import { createBallots, type Ballots } from './ballots';
import { createBelonging } from './belonging';
import { Door, type TabMessage } from './door.svelte';
import { go } from './go';
import { createGuides, type Guides } from './guides';
import { isHeldOpen } from './hold-open';
import { Keeping } from './keeping.svelte';
import { Language } from './language.svelte';
import { lockOnIdle } from './lock-on-idle';
import { Look } from './look.svelte';
import { Organisation } from './organisation.svelte';
import { exitOnShift, quickExit } from './quick-exit';
import { leaveRemoved } from './removed';
import { createSampleOrganisation } from './sample-organisation';
import { Sync } from './sync.svelte';
import { Update } from './update.svelte';
import { watchWake } from './wake';

/** Everything a feature may use. One a tab, made in `routes/(app)/+layout.svelte`. */
export interface Runtime {
	readonly clock: Clock;
	readonly random: Random;
	readonly language: Language;
	readonly look: Look;
	readonly door: Door;
	readonly guides: Guides;
	readonly keeping: Keeping;
	readonly update: Update;
	readonly organisation: Organisation;
	readonly ballots: Ballots;
	readonly sync: Sync;
	readonly backup: Backup;
	/** Writes to the vault; `ok` means it lies on the disk. */
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, WriteProblem>>;
	readonly go: typeof go;
	readonly address: typeof address;
	/** Covers the screen, drops the key and leaves. */
	readonly quickExit: () => Promise<void>;
	/** True while a session runs: no update is offered and the locks wait longer. */
	readonly isSessionRunning: () => boolean;
	/** Stops every watch; for the layout's end. */
	readonly stop: () => void;
}

/** Puts the parts together for this tab. Browser only. */
export function createRuntime(): Runtime {
	const clock = createClock();
	const random = createRandom();
	const tabs = new BroadcastChannel('c');
	const door = new Door({
		clock,
		load: async (onwritten) => (await import('./open-profiles')).openProfiles(onwritten),
		announce: (message) => tabs.postMessage(message),
		onclosed: (how) => {
			forgetAddresses();
			// A new page leaves nothing of the old one in memory; a resting tab keeps its wrapped key, so it stays.
			if (how === 'resting') void go('/');
			else if (how === 'removed') void leaveRemoved(sessionStorage, globalThis.caches, () => location.replace('/'));
			else location.replace('/');
		}
	});
	tabs.addEventListener('message', (event: MessageEvent<TabMessage>) => void door.hear(event.data));
	const belonging = createBelonging({
		door,
		clock,
		random,
		fetch: (...asked) => fetch(...asked),
		origin: () => location.origin,
		load: () => import('$lib/sync/people'),
		watchWake: watchWake(window)
	});
	const keeping = new Keeping(navigator.storage);
	const isSessionRunning = () => door.state === 'handover' || hasRunningSession(door.ledger.current);
	const exit = { page: document, now: clock.now, drop: () => door.lock(true), leave: () => location.replace('/') };
	const stops = [
		exitOnShift(exit),
		lockOnIdle({
			now: clock.now,
			isSession: () => isSessionRunning() || isHeldOpen(),
			isOpen: () => door.state === 'open',
			lock: () => void door.lock(),
			page: document
		}),
		belonging.stop,
		() => tabs.close()
	];
	return {
		clock,
		random,
		language: new Language(localStorage, navigator.languages),
		look: new Look(localStorage, document.documentElement),
		door,
		guides: createGuides(
			(url) => fetch(url),
			() => door.ledger.current
		),
		keeping,
		update: new Update(),
		organisation: new Organisation(belonging, createSampleOrganisation(door)),
		ballots: createBallots(belonging),
		sync: new Sync(belonging),
		backup: new Backup(belonging),
		append: async (edits) => {
			const written = await door.append(edits);
			if (written.ok) void keeping.askAfterSave();
			return written;
		},
		go,
		address,
		quickExit: () => quickExit(exit),
		isSessionRunning,
		stop: () => stops.forEach((stop) => stop())
	};
}
