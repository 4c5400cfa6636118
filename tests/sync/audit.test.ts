import { expect, test } from 'vitest';
import { createCircle, found, letIn, makeGroup, settle, share } from './circle';
import { valueOf } from './value-of';

test('the log tells who did what, and the same to everybody', async () => {
	const circle = await createCircle();
	const [mai, awa, sam] = [await circle.phone(), await circle.phone(), await circle.phone()];
	expect(mai.people.audit()).toEqual([]);
	await found(mai);
	const group = await makeGroup(mai, 'Secret words');
	await share(mai, group, { work: true, report: true });
	await mai.people.syncNow();
	await letIn(mai, awa, { groups: [group] });
	await letIn(mai, sam, { roles: ['supervisor'], groups: [group], label: 'Sam' });
	valueOf(await mai.people.setPolicy('review-due-days', 10));
	await settle(mai, awa, sam);
	valueOf(await mai.people.revoke(awa.vault.device));
	await settle(mai, sam);
	valueOf(await sam.people.leave());
	await mai.people.syncNow();

	const told = mai.people.audit();
	expect(told[0]).toMatchObject({ kind: 'founded', about: [mai.vault.device], by: '' });
	const of = (kind: string) => told.filter((entry) => entry.kind === kind);
	expect(of('joined').map(({ about, by }) => [about[0], by])).toEqual([
		[awa.vault.device, mai.vault.device],
		[sam.vault.device, mai.vault.device]
	]);
	expect(of('policy')).toMatchObject([{ name: 'review-due-days', value: 10, by: mai.vault.device, day: '2026-11-22' }]);
	expect(of('removed')).toMatchObject([{ about: [awa.vault.device], by: mai.vault.device }]);
	expect(of('left')).toMatchObject([{ about: [sam.vault.device], by: sam.vault.device }]);
	const opened = of('opened').filter((entry) => entry.group === group && entry.about.includes(awa.vault.device));
	expect(opened.map(({ place }) => place)).toContain('work');
	expect(of('closed').some(({ about }) => about.includes(awa.vault.device))).toBe(true);
	expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
	expect(JSON.stringify(told)).not.toContain('Secret words');
}, 60_000);
