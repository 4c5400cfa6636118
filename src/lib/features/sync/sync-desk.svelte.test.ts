import { describe, expect, test } from 'vitest';
import { ok } from '$lib/base/result';
import { DeviceId } from '$lib/domain/ids';
import { loadTranslate } from '$lib/i18n';
import type { Person } from '$lib/runtime/organisation.svelte';
import type { SyncState } from '$lib/runtime/sync.svelte';
import { stateWords, SyncDesk, type SyncDeskDeps } from './sync-desk.svelte';

describe('the state in few words', () => {
	test('offline says what waits here; being in no organisation says nothing', async () => {
		const t = await loadTranslate('en');
		const words = (state: SyncState, unsent = 0) => stateWords(t, { state, unsent, progress: null });
		expect(words('waiting', 3)).toBe('3 changes to send');
		expect(words('offline')).toBe('Offline');
		expect(words('offline', 1)).toBe('Offline, 1 change to send');
		expect(words('unknown', 4)).toBe('Not checked yet');
		expect(words('off')).toBe('');
		expect(stateWords(t, { state: 'working', unsent: 0, progress: { done: 2, of: 5 } })).toContain('2 of 5');
	});
});

describe('an exchange that she asks for', () => {
	test.each([
		['synced', 'synced'],
		['offline', 'offline'],
		['failed', 'failed'],
		['unknown', 'waiting']
	] as const)('that ends %s is said as %s', async (state, said) => {
		const { desk } = create(state);
		await desk.syncNow();
		expect([desk.said, desk.isAsked]).toEqual([said, false]);
	});

	test('is asked once, however often she taps', async () => {
		const { desk, calls, finish } = create('synced', true);
		const first = desk.syncNow();
		await desk.syncNow();
		expect([calls.length, desk.said, desk.isAsked]).toEqual([1, 'begun', true]);
		finish();
		await first;
		expect(desk.said).toBe('synced');
	});

	test('that she stops is said to be stopped, not done', async () => {
		const { desk, finish } = create('synced', true);
		const asked = desk.syncNow();
		desk.cancel();
		finish();
		await asked;
		expect(desk.said).toBe('stopped');
	});
});

test('those who were not heard of for longest come first, and nobody who was removed', () => {
	const { desk } = create('synced');
	expect(desk.others.map(({ label }) => label)).toEqual(['Never', 'Long ago', 'Lately']);
});

const person = (label: string, lastHeard: string | null, marks: Partial<Person> = {}): Person => ({
	device: DeviceId.parse('00000000-0000-4000-8000-000000000001'),
	label,
	roles: ['facilitator'],
	sinceDay: '2026-01-01',
	invitedBy: '',
	isMe: false,
	isMine: false,
	lastHeard,
	revokedOn: null,
	expiresOn: '2027-01-01',
	...marks
});

function create(state: SyncState, isSlow = false) {
	const calls: number[] = [];
	let finish = () => {};
	const sync: SyncDeskDeps['sync'] = {
		state,
		unsent: 0,
		lastAt: null,
		progress: null,
		stuck: [],
		syncNow: () => {
			calls.push(1);
			return isSlow ? new Promise((resolve) => (finish = resolve)) : Promise.resolve();
		},
		cancel: () => undefined,
		retry: () => Promise.resolve(),
		setAside: () => Promise.resolve()
	};
	const organisation: SyncDeskDeps['organisation'] = {
		people: [
			person('Lately', '2026-11-20'),
			person('Never', null),
			person('Long ago', '2026-10-01'),
			person('Me', '2026-11-22', { isMe: true }),
			person('Gone', '2026-09-01', { revokedOn: '2026-09-02' })
		],
		alarms: [],
		missing: [],
		dismissAlarm: () => Promise.resolve(ok(undefined))
	};
	return { desk: new SyncDesk({ sync, organisation }), calls, finish: () => finish() };
}
