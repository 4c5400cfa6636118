import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GroupId } from '$lib/domain/ids';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import { MemberList, mostListed } from './member-list.svelte';

describe('adding people to a group', () => {
	test('each one gets the picture that was shown, and nobody shares one', async () => {
		const { members } = await openList();
		for (const name of ['Lune', 'Mer', 'Étoile']) {
			members.type(name);
			const shown = members.picture;
			expect((await members.add()).ok).toBe(true);
			expect(members.here.find(({ pseudonym }) => pseudonym === name)?.picture).toBe(shown);
		}
		expect(new Set(members.here.map(({ picture }) => picture)).size).toBe(3);
		expect(members.pseudonym).toBe('');
	});

	test('a chosen picture is kept, and offered to nobody else', async () => {
		const { members } = await openList();
		members.type('Lune');
		members.pick('turtle');
		await members.add();
		expect(members.here[0]?.picture).toBe('turtle');
		expect(members.freePictures).not.toContain('turtle');
		expect(members.freePictures).toHaveLength(63);
	});

	test('the sixty-fifth person still gets a picture', async () => {
		const { members } = await openList();
		members.typeList(Array.from({ length: 64 }, (_, at) => `N${at}x`).join('\n'));
		await members.addList();
		expect(new Set(members.here.map(({ picture }) => picture)).size).toBe(64);
		members.type('Lune');
		expect((await members.add()).ok).toBe(true);
		expect(members.here).toHaveLength(65);
	});

	test('refuses what leads to a person and says so; a full name is only warned about', async () => {
		const { members } = await openList();
		members.type('lune@example.org');
		await members.add();
		expect(members.problem).toEqual({ type: 'PseudonymLooksLikeContact' });
		members.type('Marie Dupont');
		expect([members.problem, members.warnsOfFullName]).toEqual([null, true]);
		expect((await members.add()).ok).toBe(true);
	});

	test('undo takes back the last one or the whole last list', async () => {
		const { members } = await openList();
		members.type('Lune');
		await members.add();
		members.typeList('Mer, Ciel');
		await members.addList();
		expect(members.undo.deed).toMatchObject({ done: 'addedMany', count: 2 });
		await members.undo.takeBack();
		expect(members.here.map(({ pseudonym }) => pseudonym)).toEqual(['Lune']);
		members.type('Mer');
		expect((await members.add()).ok).toBe(true);
	});

	test('a list is added all at once, and names that could not be stay in it', async () => {
		const { members } = await openList();
		members.typeList('Lune\nlune\n0612345678\n\nMer');
		expect(members.preview.map(({ outcome }) => outcome.ok)).toEqual([true, false, false, true]);
		expect(members.listedCount).toBe(2);
		await members.addList();
		expect(members.here.map(({ pseudonym }) => pseudonym)).toEqual(['Lune', 'Mer']);
		expect(members.list).toBe('lune\n0612345678');
	});

	test('a full phone adds nobody and keeps the typed words', async () => {
		const { members, runtime } = await openList();
		members.type('Lune');
		members.typeList('Mer\nCiel');
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		await members.add();
		await members.addList();
		expect([members.here, members.pseudonym, members.list]).toEqual([[], 'Lune', 'Mer\nCiel']);
		expect(members.undo.problem).toEqual({ type: 'QuotaExceeded' });
	});

	test('a double tap adds one person', async () => {
		const { members } = await openList();
		members.type('Lune');
		await Promise.all([members.add(), members.add()]);
		expect(members.here).toHaveLength(1);
	});

	test('a paste of ten thousand characters is answered at once and stays in the field', async () => {
		const { members } = await openList();
		const paste = Array.from({ length: 3000 }, (_, at) => at.toString(36)).join(',');
		members.typeList(paste);
		expect([members.isListTooLong, members.preview, members.list]).toEqual([true, [], paste]);
		members.typeList('x'.repeat(10_000));
		expect(members.preview[0]?.outcome).toMatchObject({ ok: false, error: { type: 'PseudonymTooLong' } });
		members.typeList(Array.from({ length: mostListed }, (_, at) => `N${at}`).join('\n'));
		expect(members.listedCount).toBe(mostListed);
	});

	test('whatever is pasted, every name is either added or still in the list', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 12 }), async (lines) => {
				const { members } = await shared;
				members.typeList(lines.join('\n'));
				const all = members.preview.length;
				const before = members.here.length;
				await members.addList();
				expect(members.here.length - before + members.preview.length).toBe(all);
			}),
			{ numRuns: 25 }
		);
	});
});

async function openList() {
	const runtime = await createMemoryRuntime('2026-11-22');
	return { runtime, members: new MemberList(runtime, GroupId.parse(runtime.random.uuid())) };
}

const shared = openList();
