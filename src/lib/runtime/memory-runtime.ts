import { assert } from '$lib/base/assert';
import { dayNumber, type Day } from '$lib/base/clock';
import { createSeededRandom } from '$lib/base/random';
import { kdfFloor } from '$lib/crypto/kdf';
import { createInlineKdf } from '$lib/crypto/kdf-inline';
import { createMemoryDirectory, type MemoryDirectory } from '$lib/storage/memory-store';
import { createProfiles } from '$lib/storage/profiles';
import { createSoleWriter } from '$lib/storage/writer-lock';
import { Backup } from './backup.svelte';
import { createBelonging } from './belonging';
import type { Runtime } from './create-runtime';
import { Door } from './door.svelte';
import { createBallots } from './ballots';
import { Organisation } from './organisation.svelte';
import { createSampleOrganisation } from './sample-organisation';
import { sampleSecrets } from './sample-secret';
import { Sync } from './sync.svelte';

/** The parts of a runtime that need no browser, over a real vault in memory. */
export interface MemoryRuntime extends Pick<
	Runtime,
	'clock' | 'random' | 'door' | 'append' | 'organisation' | 'ballots' | 'sync' | 'backup'
> {
	/** Where the sealed rows lie: fills the disk, or shows what a thief would find. */
	readonly directory: MemoryDirectory;
	/** Sets the phone's clock to ten o'clock of a day. */
	readonly setToday: (day: Day) => void;
}

/** Where a phone in memory finds its server, and what its draws begin with. Two phones need two seeds. */
export interface MemoryPhone {
	readonly fetch?: typeof fetch;
	readonly seed?: number;
}

const noServer = () => Promise.reject(new TypeError('No network'));

/** An open and empty vault on a phone whose day is `today`. Offline unless it is given a way out. For tests of controllers. */
export async function createMemoryRuntime(
	today: Day,
	{ fetch = noServer, seed = 1 }: MemoryPhone = {}
): Promise<MemoryRuntime> {
	let day = today;
	const clock = { now: () => (dayNumber(day) * 24 + 10) * 3_600_000, today: () => day };
	const random = createSeededRandom(seed);
	const directory = createMemoryDirectory();
	const kdf = { ...createInlineKdf(), calibrate: () => Promise.resolve(kdfFloor) };
	const published = Object.values(sampleSecrets);
	const profiles = createProfiles({ directory, kdf, clock, random, writerLock: createSoleWriter(), published });
	const door = new Door({
		clock,
		load: () => Promise.resolve({ profiles, kdf }),
		announce: () => undefined,
		onclosed: () => undefined
	});
	const belonging = createBelonging({
		door,
		clock,
		random,
		fetch,
		origin: () => 'https://cercle.example',
		load: () => import('$lib/sync/people'),
		watchWake: () => () => undefined
	});
	const created = await door.create({ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] });
	assert(created.ok, 'a vault in memory can always be made');
	return {
		clock,
		random,
		door,
		append: (edits) => door.append(edits),
		directory,
		organisation: new Organisation(belonging, createSampleOrganisation(door)),
		ballots: createBallots(belonging),
		sync: new Sync(belonging),
		backup: new Backup(belonging),
		setToday: (next) => {
			day = next;
		}
	};
}
