import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fieldEdits } from '$lib/domain/change';
import { GroupId } from '$lib/domain/ids';
import { rowOf } from '$lib/domain/ledger';
import { createMemoryRuntime, type MemoryRuntime } from '$lib/runtime/memory-runtime';
import { createServer } from '$lib/server/context';
import { configOf, sendTo } from '../server/client';
import { valueOf } from './value-of';

const day = '2026-11-22';
const patience = 60_000;

const stops: (() => unknown)[] = [];
afterEach(async () => {
	for (const stop of stops.splice(0).reverse()) await stop();
});

/** Phones of the runtime, as screens have them, around one server. */
async function startPhones(count: number): Promise<readonly MemoryRuntime[]> {
	const clock = { now: () => Date.UTC(2026, 10, 22, 10), today: () => day };
	const config = {
		...configOf(join(mkdtempSync(join(tmpdir(), 'cercle-')), 'cercle.db')),
		origin: 'https://cercle.example'
	};
	const server = await createServer(config, { clock });
	stops.push(server.stop);
	const send = sendTo(server);
	const phones: MemoryRuntime[] = [];
	for (let seed = 1; seed <= count; seed++) {
		const fetch = (address: string | URL | Request, options?: RequestInit) => send(new Request(address, options));
		const phone = await createMemoryRuntime(day, { fetch, seed: seed * 1000 });
		stops.push(() => phone.door.lock(true));
		phones.push(phone);
	}
	return phones;
}

const found = async ({ organisation, sync }: MemoryRuntime) => {
	valueOf(
		await organisation.create({ name: 'Maison', label: 'Mai', roles: ['facilitator'], custodians: 1, locale: 'fr' })
	);
	await sync.syncNow();
};

describe('the controllers', () => {
	test(
		'tell a vault that belongs to nobody that it is alone, and send nothing',
		async () => {
			const { organisation, sync } = await createMemoryRuntime(day);
			await sync.syncNow();
			expect([organisation.state, sync.state]).toEqual(['alone', 'off']);
			await expect(organisation.readInvite('hello')).resolves.toEqual({ ok: false, error: { type: 'LinkUnreadable' } });
			const asked = { name: 'Maison', label: '', roles: [], custodians: 1, locale: 'fr' } as const;
			expect(await organisation.create(asked)).toEqual({ ok: false, error: { type: 'Offline' } });
		},
		patience
	);

	test(
		'lead two people from an invite to one group',
		async () => {
			const [mai, awa] = await startPhones(2);
			if (!mai || !awa) throw new Error('Two phones');
			await found(mai);
			expect([mai.organisation.state, mai.organisation.name, mai.sync.state]).toEqual(['member', 'Maison', 'synced']);
			const group = GroupId.parse(mai.random.uuid());
			await mai.append(fieldEdits('group', group, { alias: 'Tuesday', language: 'fr' }));
			await mai.append(fieldEdits('sharing', group, { work: true, report: false, name: 'Tuesday', since: day }));
			await mai.sync.syncNow();
			const asked = { roles: ['facilitator'], groups: [group], remote: false, own: false, label: 'Awa' } as const;
			const { id, link } = valueOf(await mai.organisation.invite(asked));
			expect(valueOf(await awa.organisation.readInvite(link))).toMatchObject({ roles: ['facilitator'] });
			valueOf(await awa.organisation.join(link, 'Awa'));
			expect(awa.organisation.state).toBe('waiting');
			valueOf(await mai.organisation.lookForAnswers());
			expect(awa.organisation.pictures).toBeNull();
			valueOf(await awa.organisation.lookForAnswers());
			expect(mai.organisation.invitations[0]?.pictures).toHaveLength(4);
			expect(mai.organisation.invitations[0]?.pictures).toEqual(awa.organisation.pictures);
			valueOf(await mai.organisation.confirm(id));
			await awa.sync.syncNow();
			await awa.sync.syncNow();
			expect(awa.organisation.state).toBe('member');
			expect(rowOf(awa.door.ledger.current, 'group', group)?.fields['alias']).toBe('Tuesday');
			expect(awa.organisation.readersOf(group, 'work')).toHaveLength(2);
		},
		patience
	);

	test(
		'close with the vault and come back with it',
		async () => {
			const [mai] = await startPhones(1);
			if (!mai) throw new Error('A phone');
			await found(mai);
			await mai.door.lock(true);
			expect([mai.organisation.state, mai.organisation.people, mai.sync.state]).toEqual(['loading', [], 'unknown']);
			expect(await mai.organisation.renameMe('M')).toEqual({ ok: false, error: { type: 'VaultLocked' } });
			valueOf(await mai.door.unlock({ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] }));
			await mai.sync.syncNow();
			expect([mai.organisation.state, mai.organisation.name]).toEqual(['member', 'Maison']);
		},
		patience
	);

	test(
		'destroy the vault of a device that was removed',
		async () => {
			const [mai, awa] = await startPhones(2);
			if (!mai || !awa) throw new Error('Two phones');
			await found(mai);
			const asked = { roles: ['facilitator'], groups: [], remote: false, own: false, label: 'Awa' } as const;
			const { id, link } = valueOf(await mai.organisation.invite(asked));
			valueOf(await awa.organisation.join(link, 'Awa'));
			valueOf(await mai.organisation.lookForAnswers());
			valueOf(await mai.organisation.confirm(id));
			await awa.sync.syncNow();
			const device = mai.organisation.people.find(({ isMe }) => !isMe)?.device;
			if (!device) throw new Error('Awa is there');
			valueOf(await mai.organisation.revoke(device));
			await awa.sync.syncNow();
			expect([awa.door.state, awa.organisation.state]).toEqual(['closed', 'loading']);
			expect(valueOf(await awa.door.profilesState())).toBe('fresh');
		},
		patience
	);
});
