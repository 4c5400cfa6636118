import { describe, expect, test } from 'vitest';
import { err, ok } from '$lib/base/result';
import type { OrganisationState } from '$lib/runtime/organisation.svelte';
import { Joining } from './joining.svelte';

const origin = 'https://example.org';

const setUp = (preview = { organisation: '01ab', origin, roles: ['facilitator' as const] }) => {
	const sent: string[][] = [];
	let state = $state.raw<OrganisationState>('alone');
	let isOnline = true;
	const joining = new Joining({
		organisation: {
			get state() {
				return state;
			},
			readInvite: (text) => Promise.resolve(text === 'invite' ? ok(preview) : err({ type: 'LinkUnreadable' })),
			join: (text, label) => {
				if (!isOnline) return Promise.resolve(err({ type: 'Offline' }));
				sent.push([text, label]);
				state = 'waiting';
				return Promise.resolve(ok(undefined));
			},
			cancelJoin: () => {
				state = 'alone';
				return Promise.resolve(ok(undefined));
			}
		},
		origin
	});
	return {
		joining,
		sent,
		turn: (next: OrganisationState) => (state = next),
		goOffline: () => (isOnline = false)
	};
};

describe('joining', () => {
	test('sends nothing before she has read what it means, said yes and named herself', async () => {
		const { joining, sent } = setUp();
		expect(joining.step).toBe('find');
		await joining.join();
		expect(await joining.read('invite')).toBe(true);
		expect(joining.step).toBe('meaning');
		await joining.join();
		joining.label = '0612345678';
		await joining.join();
		expect(sent).toEqual([]);
		joining.label = ' Hoa ';
		await joining.join();
		expect(sent).toEqual([['invite', 'Hoa']]);
		expect(joining.step).toBe('waiting');
	});

	test('another code than an invitation is said, and the next one may be right', async () => {
		const { joining } = setUp();
		expect(await joining.read('https://example.org/menu')).toBe(false);
		expect([joining.step, joining.unreadable?.type]).toEqual(['find', 'LinkUnreadable']);
		await joining.read('invite');
		expect(joining.unreadable).toBeNull();
	});

	test('an invitation for another server is never answered', async () => {
		const { joining, sent } = setUp({ organisation: '01ab', origin: 'https://evil.example', roles: ['facilitator'] });
		await joining.read('invite');
		joining.label = 'Hoa';
		await joining.join();
		expect([joining.isElsewhere, sent]).toEqual([true, []]);
	});

	test('without a network the invitation and the name stay', async () => {
		const { joining, goOffline } = setUp();
		await joining.read('invite');
		joining.label = 'Hoa';
		goOffline();
		await joining.join();
		expect([joining.step, joining.label, joining.act.problem?.type]).toEqual(['meaning', 'Hoa', 'Offline']);
	});

	test('who is let in is told so, and who was in before is told that', async () => {
		const { joining, turn } = setUp();
		await joining.read('invite');
		joining.label = 'Hoa';
		await joining.join();
		turn('member');
		expect(joining.step).toBe('in');
		const other = setUp();
		other.turn('member');
		expect(other.joining.step).toBe('already');
	});

	test('an invitation that was burnt on the other phone ends the wait', async () => {
		const { joining, turn } = setUp();
		turn('waiting');
		joining.sawWaiting();
		turn('alone');
		expect(joining.step).toBe('ended');
		joining.drop();
		expect(joining.step).toBe('find');
	});

	test('stopping leads back to the beginning, not to a failure', async () => {
		const { joining } = setUp();
		await joining.read('invite');
		joining.label = 'Hoa';
		await joining.join();
		await joining.cancel();
		expect(joining.step).toBe('find');
	});
});
