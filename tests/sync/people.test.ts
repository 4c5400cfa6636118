import { describe, expect, test } from 'vitest';
import { recoverRoot } from '$lib/crypto/custodian';
import { fieldEdits } from '$lib/domain/change';
import { changeSetting, settingOf } from '$lib/domain/setting';
import { createCircle, found, letIn, makeGroup, settle, share } from './circle';
import { valueOf } from './value-of';

describe('making an organisation', () => {
	test('gives files that bring the root key back, and makes the first administrator', async () => {
		const circle = await createCircle();
		const mai = await circle.phone();
		const files = valueOf(
			await mai.people.create({ name: 'Maison', label: 'Mai', roles: ['facilitator'], custodians: 3, locale: 'fr' })
		);
		expect(files.map(({ words }) => words.length)).toEqual([5, 5, 5]);
		const two = files.slice(1).map(({ bytes, words }) => ({ bytes, passphrase: words.join(' ') }));
		expect((await recoverRoot(two)).ok).toBe(true);
		expect((await recoverRoot(two.slice(1))).ok).toBe(false);
		const view = mai.people.view();
		expect(view).toMatchObject({ state: 'member', name: 'Maison', alarms: [] });
		expect(view.roles).toEqual(['admin', 'facilitator']);
		expect(view.people).toMatchObject([{ label: 'Mai', isMe: true, invitedBy: '' }]);
		await mai.reopen();
		expect(mai.people.view()).toMatchObject({ state: 'member', name: 'Maison' });
	}, 30_000);

	test('keeps nothing when the server was not reached, and can be tried again', async () => {
		const circle = await createCircle();
		const mai = await circle.phone();
		mai.network.isDown = true;
		const asked = { name: 'Maison', label: 'Mai', roles: [], custodians: 1, locale: 'en' } as const;
		expect(await mai.people.create(asked)).toEqual({ ok: false, error: { type: 'Offline' } });
		expect(valueOf(await mai.vault.shelf()).size).toBe(0);
		expect(mai.people.view().state).toBe('alone');
		mai.network.isDown = false;
		expect((await mai.people.create(asked)).ok).toBe(true);
		expect(await mai.people.create(asked)).toEqual({ ok: false, error: { type: 'AlreadyMember' } });
	}, 30_000);
});

test('the sample joins nothing: everybody knows its code', async () => {
	const circle = await createCircle();
	const mai = await circle.phone();
	valueOf(await mai.vault.append([changeSetting('sample', true)]));
	const asked = { name: 'Maison', label: 'Mai', roles: [], custodians: 1, locale: 'en' } as const;
	const refused = { ok: false, error: { type: 'SampleStaysAlone' } };
	expect(await mai.people.create(asked)).toEqual(refused);
	expect(await mai.people.join('anything', 'Mai')).toEqual(refused);
	expect(valueOf(await mai.vault.shelf()).size).toBe(0);
}, 30_000);

describe('letting somebody in', () => {
	test('shows both the same four pictures before, and gives her the chosen groups', async () => {
		const circle = await createCircle();
		const [mai, awa] = [await circle.phone(), await circle.phone()];
		await found(mai);
		const group = await makeGroup(mai, 'Tuesday');
		const other = await makeGroup(mai, 'Sunday');
		await share(mai, group);
		await share(mai, other);
		await settle(mai);
		const asked = { roles: ['facilitator'], groups: [group], remote: false, own: false, label: 'Awa' } as const;
		const invite = valueOf(await mai.people.invite(asked));
		expect(valueOf(await awa.vault.shelf()).size).toBe(0);
		valueOf(await awa.people.join(invite.link, 'Awa K'));
		expect(awa.people.view().state).toBe('waiting');
		await awa.people.syncNow();
		expect(awa.people.view().state).toBe('waiting');
		valueOf(await mai.people.lookForAnswers());
		const [seen] = mai.people.view().invitations;
		expect(seen).toMatchObject({ state: 'arrived', alarms: 0 });
		expect(seen?.pictures).toHaveLength(4);
		expect(awa.people.view().pictures).toBeNull();
		valueOf(await awa.people.lookForAnswers());
		expect(seen?.pictures).toEqual(awa.people.view().pictures);
		valueOf(await mai.people.confirm(invite.id));
		await settle(awa, mai);
		expect(awa.people.view()).toMatchObject({ state: 'member', name: 'Maison', roles: ['facilitator'], alarms: [] });
		expect(awa.read('group', group, 'alias')).toBe('Tuesday');
		expect(awa.read('group', other, 'alias')).toBeUndefined();
		expect(mai.people.readersOf(group, 'work').map(({ label }) => label)).toEqual(['Mai', 'Awa K']);
		expect(awa.people.readersOf(other, 'work').map(({ isMe }) => isMe)).toEqual([false]);
		expect(awa.people.view().people.map(({ label }) => label)).toEqual(['Mai', 'Awa K']);
		expect(mai.people.view().invitations[0]).toMatchObject({ state: 'done', link: '' });
	}, 30_000);

	test('leaves what she wrote alone for months with her alone, until she shares it', async () => {
		const circle = await createCircle();
		const [mai, awa] = [await circle.phone(), await circle.phone()];
		const mine = await makeGroup(awa, 'Mine');
		await awa.edit(...fieldEdits('member', crypto.randomUUID(), { groupId: mine, pseudonym: 'Lan' }));
		await found(mai);
		await letIn(mai, awa);
		await settle(awa, mai);
		expect(awa.read('group', mine, 'alias')).toBe('Mine');
		expect(awa.network.requests.filter((asked) => asked.endsWith('envelopes'))).toEqual([]);
		await share(awa, mine);
		await settle(awa, mai);
		valueOf(await awa.people.addReader(mine, mai.vault.device));
		await settle(awa, mai);
		expect(mai.read('group', mine, 'alias')).toBe('Mine');
	}, 30_000);

	test('into a group works in the moment it is shared, before anything of it was sent', async () => {
		const circle = await createCircle();
		const [mai, awa] = [await circle.phone(), await circle.phone()];
		await found(mai);
		await letIn(mai, awa);
		await settle(mai, awa);
		const group = await makeGroup(mai, 'Tuesday');
		await share(mai, group, { report: true });
		valueOf(await mai.people.addReader(group, awa.vault.device));
		await settle(mai, awa);
		expect(awa.read('group', group, 'alias')).toBe('Tuesday');
		expect(mai.people.readersOf(group, 'report').map(({ label }) => label)).toEqual(['Mai', 'Awa']);
		const alone = await makeGroup(mai, 'Sunday');
		expect(await mai.people.addReader(alone, awa.vault.device)).toEqual({ ok: false, error: { type: 'NotAllowed' } });
	}, 30_000);

	test('of a supervisor opens the reports that are shared and nothing of the work', async () => {
		const circle = await createCircle();
		const [mai, sok] = [await circle.phone(), await circle.phone()];
		await found(mai);
		const group = await makeGroup(mai, 'Tuesday');
		await share(mai, group, { report: true });
		await settle(mai);
		await letIn(mai, sok, { roles: ['supervisor'], label: 'Sok' });
		await settle(mai, sok);
		expect(mai.people.readersOf(group, 'report').map(({ label }) => label)).toEqual(['Mai', 'Sok']);
		expect(mai.people.readersOf(group, 'work').map(({ label }) => label)).toEqual(['Mai']);
		expect(sok.read('group', group, 'alias')).toBeUndefined();
		expect((await sok.people.addReader(group, sok.vault.device)).ok).toBe(false);
	}, 30_000);
});

test('a second phone of her own gets everything, and both go on alike', async () => {
	const circle = await createCircle();
	const [mai, two] = [await circle.phone(), await circle.phone()];
	await found(mai);
	const shared = await makeGroup(mai, 'Tuesday');
	const unshared = await makeGroup(mai, 'Sunday');
	await share(mai, shared);
	await settle(mai);
	await letIn(mai, two, { own: true, label: 'Mai 2' });
	await settle(mai, two);
	expect(two.people.view().roles).toEqual(['admin', 'facilitator']);
	expect(two.read('group', shared, 'alias')).toBe('Tuesday');
	expect(two.read('group', unshared, 'alias')).toBe('Sunday');
	expect(mai.people.view().people.find(({ isMe }) => !isMe)).toMatchObject({ isMine: true });
	await two.edit(...fieldEdits('group', unshared, { alias: 'Sundays' }));
	await mai.edit(...fieldEdits('group', shared, { alias: 'Tuesdays' }));
	await settle(two, mai);
	expect(mai.read('group', unshared, 'alias')).toBe('Sundays');
	expect(two.read('group', shared, 'alias')).toBe('Tuesdays');
	expect(settingOf(two.vault.ledger(), 'own-group')).toBe(settingOf(mai.vault.ledger(), 'own-group'));
	expect(two.people.view().alarms).toEqual([]);
}, 30_000);

test('who leaves keeps what is hers, and nothing of it can leave for another organisation', async () => {
	const circle = await createCircle();
	const [mai, awa] = [await circle.phone(), await circle.phone()];
	await found(mai);
	const group = await makeGroup(mai, 'Tuesday');
	await share(mai, group);
	await settle(mai);
	await letIn(mai, awa, { groups: [group] });
	await settle(awa, mai);
	expect(await mai.people.leave()).toEqual({ ok: false, error: { type: 'LastAdmin' } });
	valueOf(await awa.people.leave());
	expect(awa.people.view().state).toBe('alone');
	expect(awa.isDestroyed).toBe(false);
	expect(valueOf(await awa.vault.shelf()).size).toBe(0);
	expect(valueOf(await awa.vault.outbox())).toEqual([]);
	expect(awa.read('group', group, 'alias')).toBe('Tuesday');
	await awa.edit(...fieldEdits('group', group, { alias: 'Mine now' }));
	expect(valueOf(await awa.vault.outbox())).toEqual([]);
	await settle(mai);
	expect(mai.people.readersOf(group, 'work').map(({ label }) => label)).toEqual(['Mai']);
}, 30_000);

test('an administrator renews certificates before they end', async () => {
	const circle = await createCircle();
	const [mai, awa] = [await circle.phone(), await circle.phone()];
	await found(mai);
	await letIn(mai, awa);
	const before = mai.people.view().people.map(({ expiresOn }) => expiresOn);
	circle.clock.at += 310 * 86_400_000;
	await settle(mai, awa);
	const after = awa.people.view().people.map(({ expiresOn }) => expiresOn);
	expect(after.every((day, at) => day > (before[at] ?? ''))).toBe(true);
}, 30_000);
