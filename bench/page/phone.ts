import { createClock, dayNumber } from '$lib/base/clock';
import { createRandom } from '$lib/base/random';
import { createDeviceKeys, type DeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { createHeader, createVaultKeys } from '$lib/crypto/keyring';
import { createSigningKeys, sign } from '$lib/crypto/signature';
import { fieldEdits } from '$lib/domain/change';
import { DeviceId, GroupId } from '$lib/domain/ids';
import { startDirectory } from '$lib/protocol/directory';
import { writeFrame } from '$lib/protocol/frame';
import { rootSigner, writeEntry, type Certificate, type LogBody } from '$lib/protocol/log-entry';
import type { Role } from '$lib/protocol/roles';
import { AppendAnswer, paths } from '$lib/protocol/v1';
import { createStoreDirectory } from '$lib/storage/tables';
import { openVault, type Vault } from '$lib/storage/vault';
import { createSoleWriter } from '$lib/storage/writer-lock';
import { alarmsOn } from '$lib/sync/alarms';
import { createSyncEngine, type SyncEngine } from '$lib/sync/engine';
import { epochDraft } from '$lib/sync/epochs';
import { membershipToShelf } from '$lib/sync/membership';
import { openSession, type SyncSession } from '$lib/sync/session';
import { createTransport, type Timer } from '$lib/sync/transport';

/**
 * Phones as the app makes them, without its screens: a vault in IndexedDB, a membership, the engine of sync. What the
 * screens would ask people is answered here.
 */
const clock = createClock();
const random = createRandom();
const timer: Timer = (milliseconds, call) => {
	const handle = setTimeout(call, milliseconds);
	return () => clearTimeout(handle);
};

export interface BenchPhone {
	readonly device: string;
	readonly vault: Vault;
	readonly session: SyncSession;
	readonly engine: SyncEngine;
	/** Requests made so far. */
	readonly requests: () => number;
	/** One round; throws when it fails or raises an alarm. */
	readonly sync: () => Promise<void>;
	readonly close: () => void;
}

/** An empty vault that no secret opens again. */
async function createVault(): Promise<Vault> {
	const device = random.uuid();
	const { master } = createVaultKeys(random);
	const store = createStoreDirectory(localStorage).store(device);
	await store.write({
		header: createHeader({
			vaultId: device,
			salt: random.bytes(16),
			kdfParams: kdfFloor,
			kek: random.bytes(32),
			master
		})
	});
	const deps = { store, clock, random, writerLock: createSoleWriter() };
	const opened = await openVault(deps, device, DeviceId.parse(device), master);
	if (!opened.ok) throw new Error(opened.error.type);
	return opened.value;
}

async function createPhone(
	origin: string,
	roles: readonly Role[],
	enrol: (keys: DeviceKeys, device: string) => Promise<Uint8Array>,
	given?: Vault
): Promise<BenchPhone> {
	const vault = given ?? (await createVault());
	const device = vault.id;
	const keys = createDeviceKeys();
	const org = await enrol(keys, device);
	const keep = membershipToShelf(
		{ state: 'member', origin, org, device, invite: rootSigner, roles: new Set(roles), label: '', name: '' },
		keys
	);
	await vault.receive({ keep });
	let requests = 0;
	const session = await openSession({
		...{ vault, clock, random, timer },
		fetch: (address, options) => {
			requests += 1;
			return fetch(address, options);
		}
	});
	if (!session.ok) throw new Error(session.error.type);
	const engine = createSyncEngine({ session: session.value, onremoved: () => undefined });
	return {
		...{ device, vault, engine },
		session: session.value,
		requests: () => requests,
		sync: async () => {
			const over = await engine.sync();
			if (!over.ok) throw new Error(`Not synced: ${JSON.stringify(over.error)}`);
			const alarms = alarmsOn(session.value.shelf);
			if (alarms.length > 0) throw new Error(`Alarmed: ${JSON.stringify(alarms)}`);
		},
		close: () => vault.close()
	};
}

const certificateOf = (device: string, keys: DeviceKeys, roles: readonly Role[], invite: string): Certificate => ({
	device,
	verifyKey: keys.verifyKey,
	kemKey: keys.kemPublic,
	roles: new Set(roles),
	notAfter: dayNumber(clock.today()) + 365,
	invite
});

/** Makes an organisation and its first administrator, who facilitates as well. */
export const foundOrganisation = (origin: string): Promise<BenchPhone> =>
	createPhone(origin, ['admin', 'facilitator'], async (keys, device) => {
		const root = createSigningKeys();
		const org = sha256(root.verifyKey);
		const { seq, hash } = startDirectory(org).head;
		const certificate = certificateOf(device, keys, ['admin', 'facilitator'], rootSigner);
		const body: LogBody = { kind: 'root', rootKey: root.verifyKey, certificate };
		const entry = writeEntry(
			{ org, seq: seq + 1, prev: hash, day: dayNumber(clock.today()), signer: rootSigner, body },
			(message) => sign(root.signingKey, message)
		);
		const deps = { origin, device, signingKey: keys.signingKey, clock, random, timer };
		const made = await createTransport({ ...deps, fetch: (...asked) => fetch(...asked) }).sendJson(
			{ method: 'POST', path: paths.organisations, body: writeFrame(entry) },
			AppendAnswer
		);
		if (!made.ok) throw new Error(`Not made: ${JSON.stringify(made.error)}`);
		return org;
	});

/** Admits somebody, into a vault of her own or a new one; her phone has its certificate and has fetched nothing yet. */
export const admit = (by: BenchPhone, roles: readonly Role[] = ['facilitator'], vault?: Vault): Promise<BenchPhone> =>
	createPhone(
		by.session.membership.origin,
		roles,
		async (keys, device) => {
			const certificate = certificateOf(device, keys, roles, random.uuid());
			await append(by, () => [{ kind: 'certificate', certificate }]);
			return by.session.membership.org;
		},
		vault
	);

/** Certifies facilitators whose phones are elsewhere. Answers their devices. */
export async function certify(by: BenchPhone, count: number): Promise<readonly string[]> {
	const devices = Array.from({ length: count }, () => random.uuid());
	await append(by, () =>
		devices.map((device) => ({
			kind: 'certificate',
			certificate: certificateOf(device, createDeviceKeys(), ['facilitator'], random.uuid())
		}))
	);
	return devices;
}

/** Gives somebody the reports of groups. */
export async function openReports(by: BenchPhone, reader: string, groups: readonly GroupId[]): Promise<void> {
	await append(by, async (directory) => {
		const members = [by.device, reader];
		const drafts = await Promise.all(
			groups.map((group) => epochDraft(directory, by.session.keys, { group, stream: 'report' }, members))
		);
		return drafts.filter((draft) => draft !== null);
	});
}

/** Makes groups that both lead and shares them. */
export async function shareGroups(by: BenchPhone, peer: BenchPhone, count: number): Promise<readonly GroupId[]> {
	const groups = Array.from({ length: count }, () => GroupId.parse(random.uuid()));
	await append(by, async (directory) => {
		const members = [by.device, peer.device];
		const drafts = await Promise.all(
			groups.map((group) => epochDraft(directory, by.session.keys, { group, stream: 'work' }, members))
		);
		return drafts.filter((draft) => draft !== null);
	});
	const written = await by.vault.append(
		groups.flatMap((group, at) => [
			...fieldEdits('group', group, { alias: `Group ${at}` }),
			...fieldEdits('sharing', group, { work: true, report: false, name: `Group ${at}`, since: clock.today() })
		])
	);
	if (!written.ok) throw new Error(written.error.type);
	await by.sync();
	return groups;
}

async function append({ session }: BenchPhone, build: Parameters<SyncSession['append']>[0]): Promise<void> {
	const appended = await session.inTurn(() => session.append(build));
	if (!appended.ok) throw new Error(`Not appended: ${JSON.stringify(appended.error)}`);
}
