import { assert } from '$lib/base/assert';
import { dayNumber, type Day } from '$lib/base/clock';
import { createSeededRandom } from '$lib/base/random';
import { kdfFloor } from '$lib/crypto/kdf';
import { createInlineKdf } from '$lib/crypto/kdf-inline';
import { createMemoryDirectory, type MemoryDirectory } from '$lib/storage/memory-store';
import { createProfiles } from '$lib/storage/profiles';
import { createSoleWriter } from '$lib/storage/writer-lock';
import type { Runtime } from './create-runtime';
import { Door } from './door.svelte';

/** The parts of a runtime that need no browser, over a real vault in memory. */
export interface MemoryRuntime extends Pick<Runtime, 'clock' | 'random' | 'door' | 'append'> {
	/** Where the sealed rows lie: fills the disk, or shows what a thief would find. */
	readonly directory: MemoryDirectory;
	/** Sets the phone's clock to ten o'clock of a day. */
	readonly setToday: (day: Day) => void;
}

/** An open and empty vault on a phone whose day is `today`. For tests of controllers. */
export async function createMemoryRuntime(today: Day): Promise<MemoryRuntime> {
	let day = today;
	const clock = { now: () => (dayNumber(day) * 24 + 10) * 3_600_000, today: () => day };
	const random = createSeededRandom(1);
	const directory = createMemoryDirectory();
	const kdf = { ...createInlineKdf(), calibrate: () => Promise.resolve(kdfFloor) };
	const profiles = createProfiles({ directory, kdf, clock, random, writerLock: createSoleWriter() });
	const door = new Door({
		clock,
		load: () => Promise.resolve({ profiles, kdf }),
		announce: () => undefined,
		onclosed: () => undefined
	});
	const created = await door.create({ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] });
	assert(created.ok, 'a vault in memory can always be made');
	return {
		clock,
		random,
		door,
		append: (edits) => door.append(edits),
		directory,
		setToday: (next) => {
			day = next;
		}
	};
}
