import { describe, expect, test } from 'vitest';
import { GroupId, MemberId } from '$lib/domain/ids';
import { createMember } from '$lib/domain/member';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import { MemberPage } from './member-page.svelte';

describe('the page of a member', () => {
	test('a new name saves itself; one that cannot be kept stays on screen with the reason', async () => {
		const { page } = await openMember();
		page.name.type('Soleil');
		await page.name.flush();
		expect([page.member?.pseudonym, page.name.state]).toEqual(['Soleil', 'saved']);
		page.name.type('mer');
		await page.name.flush();
		expect([page.member?.pseudonym, page.name.text]).toEqual(['Soleil', 'mer']);
		expect(page.name.problem).toEqual({ type: 'PseudonymTaken', pseudonym: 'mer' });
		page.name.type('');
		await page.name.flush();
		expect([page.member?.pseudonym, page.name.problem?.type]).toEqual(['Soleil', 'PseudonymMissing']);
	});

	test('leaving, undoing, leaving and coming back write the stays as they were', async () => {
		const { page, runtime } = await openMember();
		runtime.setToday('2026-11-22');
		await page.leave('2026-11-20');
		expect([page.isHere, page.member?.stays]).toEqual([false, [{ from: '2026-10-01', to: '2026-11-20' }]]);
		await page.undo.takeBack();
		expect([page.isHere, page.member?.stays]).toEqual([true, [{ from: '2026-10-01', to: null }]]);
		await page.leave('2026-11-20');
		await page.comeBack('2026-11-22');
		expect(page.member?.stays).toEqual([
			{ from: '2026-10-01', to: '2026-11-20' },
			{ from: '2026-11-22', to: null }
		]);
	});

	test('stays never overlap and never lie in the days to come', async () => {
		const { page, runtime } = await openMember();
		runtime.setToday('2026-11-22');
		expect(await page.leave('2026-11-23')).toEqual({ ok: false, error: { type: 'DayUnreadable' } });
		expect((await page.leave('')).ok).toBe(false);
		await page.leave('2026-09-01');
		expect(page.member?.stays).toEqual([{ from: '2026-10-01', to: '2026-10-01' }]);
		await page.comeBack('2026-08-01');
		expect(page.member?.stays.at(-1)).toEqual({ from: '2026-10-01', to: null });
	});

	test('another picture can be chosen among those nobody has, and taken back', async () => {
		const { page } = await openMember();
		expect(page.freePictures).toContain('sun');
		expect(page.freePictures).not.toContain('star');
		await page.changePicture('turtle');
		expect(page.member?.picture).toBe('turtle');
		await page.undo.takeBack();
		expect(page.member?.picture).toBe('sun');
	});
});

async function openMember() {
	const runtime = await createMemoryRuntime('2026-10-01');
	const groupId = GroupId.parse(runtime.random.uuid());
	const id = MemberId.parse(runtime.random.uuid());
	await runtime.append(createMember(id, groupId, 'Lune', 'sun', '2026-10-01'));
	await runtime.append(createMember(MemberId.parse(runtime.random.uuid()), groupId, 'Mer', 'star', '2026-10-01'));
	return { runtime, page: new MemberPage(runtime, id) };
}
