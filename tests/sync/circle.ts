/**
 * Phones with everything that people see, around a real server in one process. Nothing runs by itself: a test says when
 * somebody syncs or looks.
 */
import { afterEach } from 'vitest';
import type { Clock } from '$lib/base/clock';
import { dayOfNumber } from '$lib/base/clock';
import { createRandom } from '$lib/base/random';
import { kdfFloor } from '$lib/crypto/kdf';
import { createHeader, createVaultKeys } from '$lib/crypto/keyring';
import { fieldEdits, type Edit } from '$lib/domain/change';
import { DeviceId, GroupId } from '$lib/domain/ids';
import { rowOf } from '$lib/domain/ledger';
import { createServer, type Server } from '$lib/server/context';
import { createMemoryDirectory } from '$lib/storage/memory-store';
import { openVault, type Vault } from '$lib/storage/vault';
import { createSoleWriter } from '$lib/storage/writer-lock';
import { openPeople, type People } from '$lib/sync/people';
import { openSession, type SyncSession } from '$lib/sync/session';
import type { Fetch } from '$lib/sync/transport';
import type { Role } from '$lib/sync/people-view';
import { databasesUnderTest } from '../databases';
import { configOf, origin, sendTo } from '../server/client';
import { valueOf } from './value-of';
import { createWorldClock, type Network, type WorldClock } from './world';

const random = createRandom();

const running: { readonly stop: () => unknown }[] = [];
afterEach(async () => {
	for (const one of running.splice(0).reverse()) await one.stop();
});

export interface CirclePhone {
	readonly vault: Vault;
	readonly network: Network;
	people: People;
	/** Becomes true when the phone destroyed its vault. */
	isDestroyed: boolean;
	/** As after the app was closed and opened again. */
	readonly reopen: () => Promise<void>;
	/** A session beside the app's own: what a changed app can do with the keys of this phone. */
	readonly changedApp: () => Promise<SyncSession>;
	readonly edit: (...edits: readonly Edit[]) => Promise<void>;
	readonly read: (table: 'group' | 'member' | 'person' | 'setting', row: string, field: string) => unknown;
}

export interface Circle {
	readonly clock: WorldClock;
	readonly server: Server;
	/** An empty vault that belongs to nobody; `copyOf`: another phone with a copy of what sync keeps on the first. */
	readonly phone: (copyOf?: CirclePhone) => Promise<CirclePhone>;
}

/** A server on which nobody has an organisation yet. */
export async function createCircle(): Promise<Circle> {
	const clock = createWorldClock();
	const server = await createServer(configOf(await databasesUnderTest[0]!.createUrl()), { clock });
	running.push(server);
	const send = sendTo(server);
	return {
		clock,
		server,
		phone: async (copyOf) => {
			const device = copyOf?.vault.id ?? random.uuid();
			const network: Network = { isDown: false, tamper: null, requests: [] };
			const phoneClock: Clock = {
				now: () => clock.at,
				today: () => dayOfNumber(Math.floor(clock.at / 86_400_000))
			};
			const store = createMemoryDirectory().store(device);
			const { master } = createVaultKeys(random);
			const sealed = { vaultId: device, salt: random.bytes(16), kdfParams: kdfFloor, kek: random.bytes(32), master };
			valueOf(await store.write({ header: createHeader(sealed) }));
			const deps = { store, clock: phoneClock, random, writerLock: createSoleWriter() };
			const vault = valueOf(await openVault(deps, device, DeviceId.parse(device), master));
			if (copyOf) valueOf(await vault.receive({ keep: valueOf(await copyOf.vault.shelf()) }));
			const fetch: Fetch = async (address, options) => {
				const request = new Request(address, options);
				network.requests.push(`${request.method} ${new URL(address).pathname.split('/').slice(5).join('/')}`);
				if (network.isDown) throw new TypeError('fetch failed');
				return network.tamper ? network.tamper(request, send) : send(request);
			};
			const parts = { vault, clock: phoneClock, random, fetch, timer: () => () => undefined };
			const phone: CirclePhone = {
				vault,
				network,
				people: undefined as unknown as People, // `reopen` below sets it
				isDestroyed: false,
				reopen: async () => {
					phone.people?.close();
					phone.people = valueOf(
						await openPeople({
							...parts,
							origin: () => origin,
							onchange: () => undefined,
							ondestroy: async () => {
								phone.isDestroyed = true;
								await vault.erase();
							}
						})
					);
				},
				changedApp: async () => valueOf(await openSession(parts)),
				edit: async (...edits) => valueOf(await vault.append(edits)),
				read: (table, row, field) => rowOf(vault.ledger(), table, row)?.fields[field]
			};
			await phone.reopen();
			running.push({ stop: () => phone.people.close() });
			return phone;
		}
	};
}

/** An organisation of one administrator who facilitates, too. */
export async function found(phone: CirclePhone, roles: readonly Role[] = ['facilitator']): Promise<void> {
	valueOf(await phone.people.create({ name: 'Maison', label: 'Mai', roles, custodians: 1, locale: 'en' }));
	await phone.people.syncNow();
}

/** Lets somebody in, as two people do who stand together. */
export async function letIn(
	inviter: CirclePhone,
	newcomer: CirclePhone,
	asked: { roles?: readonly Role[]; groups?: readonly GroupId[]; own?: boolean; label?: string } = {}
): Promise<void> {
	const { roles = ['facilitator'], groups = [], own = false, label = 'Awa' } = asked;
	const invite = valueOf(await inviter.people.invite({ roles, groups, remote: false, own, label }));
	valueOf(await newcomer.people.join(invite.link, label));
	valueOf(await inviter.people.lookForAnswers());
	valueOf(await inviter.people.confirm(invite.id));
	await newcomer.people.syncNow();
	await newcomer.people.syncNow();
}

/** A group of a vault, not shared. */
export async function makeGroup(phone: CirclePhone, alias: string): Promise<GroupId> {
	const group = GroupId.parse(random.uuid());
	await phone.edit(...fieldEdits('group', group, { alias, language: 'fr' }));
	return group;
}

/** What the screen of sharing does after the preview. */
export const share = (phone: CirclePhone, group: GroupId, { work = true, report = false } = {}): Promise<void> =>
	phone.edit(...fieldEdits('sharing', group, { work, report, name: 'Tuesday', since: '2026-11-22' }));

/** What the alarms of a phone are about. */
export const alarmsOf = (phone: CirclePhone): readonly string[] =>
	phone.people
		.view()
		.alarms.map(({ type }) => type)
		.sort();

/** Everybody syncs, until nobody has news for another. */
export async function settle(...phones: readonly CirclePhone[]): Promise<void> {
	for (let turn = 0; turn < 3; turn++) for (const phone of phones) await phone.people.syncNow();
}
