import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { createGroup, groupOf, groupsOf, type Group } from '$lib/domain/group';
import { handedOverOn } from '$lib/domain/hand-over';
import { GroupId, MemberId } from '$lib/domain/ids';
import { createMember, membersOf } from '$lib/domain/member';
import { guidesOf } from '$lib/domain/pack';
import { settingOf } from '$lib/domain/setting';
import { createMemoryRuntime, type MemoryRuntime } from '$lib/runtime/memory-runtime';
import { HandingOver } from './handing-over.svelte';
import { PackImport } from './pack-import.svelte';
import { Receiving } from './receiving.svelte';

const fileOf = (bytes: Uint8Array) => ({
	name: 'group.age',
	size: bytes.length,
	arrayBuffer: () => Promise.resolve(Uint8Array.from(bytes).buffer)
});

/** What a notebook has after its first copy: the address of files for it, and the key on her paper. */
async function keysOf(runtime: MemoryRuntime) {
	const made = await runtime.backup.makeBackup();
	const recipient = settingOf(runtime.door.ledger.current, 'backup-recipient');
	if (!made.ok || made.value.identity === null || typeof recipient !== 'string') throw new Error('Not made');
	return { recipient, identity: made.value.identity, bytes: made.value.bytes };
}

let phone: MemoryRuntime;
beforeEach(async () => {
	phone = await createMemoryRuntime('2026-11-23');
});

describe('handing a group over', () => {
	async function startWithGroup(): Promise<Group> {
		const id = GroupId.parse(phone.random.uuid());
		const draft = { locale: 'fr', rhythm: 'weekly', time: '', packId: 'first-circle', coFacilitators: [] } as const;
		const made = createGroup(id, { ...draft, alias: 'Lune', startsOn: '2026-11-02' });
		if (!made.ok) throw new Error(made.error.type);
		await phone.append(made.value);
		await phone.append(createMember(MemberId.parse(phone.random.uuid()), id, 'Lan', 'sun', '2026-11-02'));
		const group = groupOf(phone.door.ledger.current, id);
		if (!group) throw new Error('Made above');
		return group;
	}

	test('asks for the address and the group’s yes, gives the file out, and puts the group away only when it has arrived', async () => {
		const group = await startWithGroup();
		const other = await createMemoryRuntime('2026-11-24', { seed: 2 });
		const { recipient, identity } = await keysOf(other);
		const files: Uint8Array[] = [];
		const handing = new HandingOver(
			{
				ledger: () => phone.door.ledger.current,
				clock: phone.clock,
				random: phone.random,
				append: phone.append,
				save: (_, bytes) => files.push(bytes)
			},
			group
		);
		await handing.make();
		expect(handing.fault).toBe('recipientWrong');
		handing.recipient = `${recipient}\n`;
		await handing.make();
		expect([handing.fault, files.length]).toEqual(['agreedMissing', 0]);
		handing.isAgreed = true;
		await handing.make();
		await handing.make();
		expect([handing.fault, handing.isMade, files.length]).toEqual([null, true, 2]);
		expect(handedOverOn(phone.door.ledger.current, group.id)).toBeNull();
		await handing.arrived();
		expect(handedOverOn(phone.door.ledger.current, group.id)).toBe('2026-11-23');

		const receiving = new Receiving({ ledger: () => other.door.ledger.current, append: other.append });
		await receiving.look();
		expect(receiving.fault).toBe('missing');
		receiving.choose(fileOf(files[0] ?? new Uint8Array()));
		receiving.key = ` ${identity.toLowerCase()} `;
		await receiving.look();
		expect(receiving.found?.group.alias).toBe('Lune');
		expect(groupsOf(other.door.ledger.current)).toEqual([]);
		await receiving.take();
		const [taken] = groupsOf(other.door.ledger.current);
		expect(taken && membersOf(other.door.ledger.current, taken.id).map(({ pseudonym }) => pseudonym)).toEqual(['Lan']);
		expect(receiving.key).toBe('');

		// The same file made twice is the same group.
		const again = new Receiving({ ledger: () => other.door.ledger.current, append: other.append });
		again.choose(fileOf(files[1] ?? new Uint8Array()));
		again.key = identity;
		await again.look();
		expect(again.fault).toBe('taken');
	});

	test('a file far too large is not even read', async () => {
		const receiving = new Receiving({ ledger: () => phone.door.ledger.current, append: phone.append });
		receiving.choose({ name: 'film', size: 10_000_000_000, arrayBuffer: () => Promise.reject(new Error('read')) });
		receiving.key = (await keysOf(phone)).identity;
		await receiving.look();
		expect(receiving.act.problem?.type).toBe('TooLarge');
	});

	test('a file that holds something else, or is for somebody else, is told and takes nothing', async () => {
		const mine = await keysOf(phone);
		const other = await keysOf(await createMemoryRuntime('2026-11-24', { seed: 2 }));
		const receiving = new Receiving({ ledger: () => phone.door.ledger.current, append: phone.append });
		receiving.choose(fileOf(mine.bytes));
		receiving.key = mine.identity;
		await receiving.look();
		expect(receiving.fault).toBe('damaged');
		receiving.key = other.identity;
		await receiving.look();
		expect(receiving.act.problem).toEqual({ type: 'NotForThisKey' });
		expect(receiving.found).toBeNull();
	});
});

describe('a guide from a file', () => {
	const createPacks = () =>
		new PackImport({
			ledger: () => phone.door.ledger.current,
			clock: phone.clock,
			random: phone.random,
			append: phone.append
		});
	const trust = JSON.parse(readFileSync('static/guides/fr/trust.json', 'utf8')) as object;
	const fileWith = (changed: object) => ({
		name: 'guide.json',
		size: 1000,
		text: () => Promise.resolve(JSON.stringify({ ...trust, id: 'own-circle', ...changed }))
	});

	test('is looked at before it is published, and can be retired', async () => {
		const packs = createPacks();
		await packs.choose(fileWith({}));
		expect(packs.guide?.title).toBe('La confiance, pas à pas');
		expect(guidesOf(phone.door.ledger.current)).toEqual([]);
		await packs.keep('published');
		expect(packs.done).toBe('publishedNow');
		const [published] = guidesOf(phone.door.ledger.current);
		await packs.change(published?.id ?? '', 'retired');
		expect(guidesOf(phone.door.ledger.current).map(({ state }) => state)).toEqual(['retired']);
	});

	test('that cannot be taken says why, and the next one can', async () => {
		const packs = createPacks();
		await packs.choose(fileWith({ steps: [] }));
		expect(packs.problem).toEqual({ type: 'GuideMalformed', path: 'steps' });
		await packs.choose({ name: 'gone', size: 1, text: () => Promise.reject(new Error('Moved')) });
		expect(packs.problem).toEqual({ type: 'Unreadable' });
		await packs.choose({ name: 'film', size: 10_000_000_000, text: () => Promise.reject(new Error('read')) });
		expect(packs.problem?.type).toBe('GuideTooLarge');
		await packs.choose(fileWith({}));
		await packs.keep('draft');
		await packs.choose(fileWith({ title: 'Autre' }));
		await packs.keep('published');
		expect(packs.problem).toEqual({ type: 'VersionTaken', version: 1 });
		expect(guidesOf(phone.door.ledger.current).map(({ state }) => state)).toEqual(['draft']);
	});
});
