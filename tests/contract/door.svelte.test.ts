import { expect, test } from 'vitest';
import { createClock } from '$lib/base/clock';
import { createInlineKdf } from '$lib/crypto/kdf-inline';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { changeSetting, settingOf } from '$lib/domain/setting';
import { BatchId, SessionId } from '$lib/domain/ids';
import { Door, type TabMessage } from '$lib/runtime/door.svelte';
import { createMemoryDirectory } from '$lib/storage/memory-store';
import { createProfiles } from '$lib/storage/profiles';
import { createTabLocks, random } from './phone';

const secret = { kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] } as const;

/** A browser in which tabs can be opened: one disk, one lock for writing, and one channel between them. */
function createBrowser() {
	const directory = createMemoryDirectory();
	const writerLock = createTabLocks();
	const kdf = { ...createInlineKdf(), calibrate: () => Promise.resolve(kdfFloor) };
	const tabs: Door[] = [];
	const openTab = () => {
		const closed: string[] = [];
		const door = new Door({
			clock: createClock(),
			load: async (onwritten) => ({
				kdf,
				profiles: createProfiles({ directory, kdf, clock: createClock(), random, writerLock, onwritten })
			}),
			announce: (message: TabMessage) => {
				for (const other of tabs) if (other !== door) void other.hear(message);
			},
			onclosed: (how) => closed.push(how)
		});
		tabs.push(door);
		return { door, closed };
	};
	return { openTab };
}

const handover = {
	batchId: BatchId.parse(random.uuid()),
	sessionId: SessionId.parse(random.uuid()),
	locale: 'fr',
	returnTo: '/today'
} as const;

test('whoever comes back from the round may write at once', async () => {
	const { door } = createBrowser().openTab();
	await door.create(secret);
	expect(await door.append([changeSetting('pin', '2580')])).toEqual({ ok: true, value: undefined });
	for (const comeBack of [() => door.reopen('2580'), () => door.unlock(secret)]) {
		await door.beginHandover({ ...handover, roundAt: '/today' });
		expect(door.canWrite).toBe(false);
		expect((await comeBack()).ok).toBe(true);
		expect(door.canWrite).toBe(true);
		expect((await door.append([changeSetting('timer-sound', true)])).ok).toBe(true);
	}
});

test('a second tab reads, writes once the first has gone, and lock in one locks all', async () => {
	const browser = createBrowser();
	const [first, second] = [browser.openTab(), browser.openTab()];
	await first.door.create(secret);
	await second.door.unlock(secret);
	expect([first.door.canWrite, second.door.canWrite]).toEqual([true, false]);
	expect(await second.door.append([changeSetting('timer-sound', true)])).toMatchObject({
		error: { type: 'OtherTabWrites' }
	});
	await first.door.append([changeSetting('large-text', true)]);
	await expect.poll(() => settingOf(second.door.ledger.current, 'large-text')).toBe(true);
	await first.door.lock(true);
	await expect.poll(() => second.door.state).toBe('closed');
	expect([first.closed, second.closed]).toEqual([['closed'], ['closed']]);
	await second.door.unlock(secret);
	expect((await second.door.append([changeSetting('timer-sound', true)])).ok).toBe(true);
});

test('before the phone goes round every other tab is locked, so that nothing is open or sent behind the questions', async () => {
	const browser = createBrowser();
	const [first, second] = [browser.openTab(), browser.openTab()];
	await first.door.create(secret);
	await second.door.unlock(secret);
	const isOpen: boolean[] = [];
	first.door.watchVault((vault) => isOpen.push(vault !== null));
	await second.door.beginHandover({ ...handover, roundAt: '/today' });
	expect([first.door.state, isOpen.at(-1), second.door.state]).toEqual(['closed', false, 'handover']);
});
