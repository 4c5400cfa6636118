import { describe, expect, test } from 'vitest';
import { err } from '$lib/base/result';
import { GroupId } from '$lib/domain/ids';
import type { NewInvitation, Role } from '$lib/runtime/organisation.svelte';
import { InviteForm } from './invite-form.svelte';

const [sun, sea] = ['1', '2'].map((digit) => GroupId.parse(`${digit.repeat(8)}-0000-4000-8000-000000000000`));

const setUp = (roles: readonly Role[], shared: readonly GroupId[], rest: { from?: GroupId; isOwn?: boolean } = {}) => {
	const asked: NewInvitation[] = [];
	const form = new InviteForm({
		organisation: {
			roles,
			invite: (wanted) => {
				asked.push(wanted);
				return Promise.resolve(err({ type: 'Offline' }));
			}
		},
		groups: () => shared,
		from: rest.from,
		isOwn: rest.isOwn ?? false
	});
	return { form, asked };
};

describe('an invitation', () => {
	test('offers an administrator every role, and others only their own', () => {
		expect(setUp(['admin'], []).form.offered).toHaveLength(5);
		expect(setUp(['facilitator'], []).form.offered).toEqual(['facilitator']);
		expect(setUp(['supervisor', 'lead'], []).form.offered).toEqual(['supervisor', 'lead']);
	});

	test('a co-facilitator for the only shared group takes no tap at all', async () => {
		const { form, asked } = setUp(['admin', 'facilitator'], [sun!]);
		await form.make();
		expect(asked).toEqual([{ roles: ['facilitator'], groups: [sun], remote: false, own: false, label: '' }]);
	});

	test('of several groups none is opened without being chosen, except the one she came from', () => {
		expect(setUp(['facilitator'], [sun!, sea!]).form.groups).toEqual([]);
		expect(setUp(['facilitator'], [sun!, sea!], { from: sea! }).form.groups).toEqual([sea]);
	});

	test('a group that is not shared is never offered with it', () => {
		expect(setUp(['facilitator'], [sun!], { from: sea! }).form.groups).toEqual([]);
	});

	test('a role that opens no group brings none', async () => {
		const { form, asked } = setUp(['admin'], [sun!]);
		form.roles = ['lead'];
		await form.make();
		expect(asked[0]?.groups).toEqual([]);
	});

	test('without a role there is no invitation', async () => {
		const { form, asked } = setUp(['admin'], []);
		form.roles = [];
		expect(await form.make()).toBeNull();
		expect(asked).toEqual([]);
	});

	test('her own second phone gets her own roles', async () => {
		const { form, asked } = setUp(['admin', 'supervisor'], [sun!], { isOwn: true });
		await form.make();
		expect(asked[0]).toMatchObject({ roles: ['admin', 'supervisor'], groups: [], own: true });
		expect(form.act.problem?.type).toBe('Offline');
	});
});
