/**
 * Some phones and a real server in one process. Phones keep real vaults in memory; between them and the server stands a
 * network that a test can cut, watch or take over.
 */
import { afterEach } from 'vitest';
import type { Clock } from '$lib/base/clock';
import { dayNumber, dayOfNumber } from '$lib/base/clock';
import { createRandom } from '$lib/base/random';
import { createDeviceKeys, type DeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { createSigningKeys, sign } from '$lib/crypto/signature';
import { fieldEdits, type Edit, type FieldValue, type TableName } from '$lib/domain/change';
import { GroupId } from '$lib/domain/ids';
import { rowOf, type Ledger } from '$lib/domain/ledger';
import { startDirectory, latestEpoch, type Directory } from '$lib/protocol/directory';
import { writeFrame } from '$lib/protocol/frame';
import { rootSigner, writeEntry, type Certificate, type LogBody } from '$lib/protocol/log-entry';
import type { Role } from '$lib/protocol/roles';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import { AppendAnswer, paths, readHeads } from '$lib/protocol/v1';
import { createMemoryDirectory } from '$lib/storage/memory-store';
import type { Vault } from '$lib/storage/vault';
import { alarmsOn } from '$lib/sync/alarms';
import { createSyncEngine, type SyncEngine } from '$lib/sync/engine';
import { epochDraft } from '$lib/sync/epochs';
import { membershipToShelf } from '$lib/sync/membership';
import { openSession, type SyncSession } from '$lib/sync/session';
import { createTransport, type Fetch, type Timer } from '$lib/sync/transport';
import { createServer, type Server } from '$lib/server/context';
import { makeVault, openTab } from '../contract/phone';
import { databasesUnderTest } from '../databases';
import { configOf, origin, sendTo, type Send } from '../server/client';

const random = createRandom();

const running: { readonly stop: () => unknown }[] = [];
afterEach(async () => {
	for (const one of running.splice(0).reverse()) await one.stop();
});

/** One time for everybody, moved by the test; phones may believe another. */
export interface WorldClock extends Clock {
	/** Milliseconds since 1970. */
	at: number;
}

export function createWorldClock(at = Date.UTC(2026, 10, 22, 9)): WorldClock {
	const clock: WorldClock = {
		at,
		now: () => clock.at,
		today: () => dayOfNumber(Math.floor(clock.at / 86_400_000))
	};
	return clock;
}

/** What stands between a phone and the server. */
export interface Network {
	/** No answer comes. */
	isDown: boolean;
	/** Does what it likes with a request; null: hands everything on. */
	tamper: ((request: Request, handOn: Send) => Promise<Response>) | null;
	/** Requests that were made, as method and path without their organisation. */
	readonly requests: string[];
}

export interface WorldPhone {
	readonly device: string;
	readonly keys: DeviceKeys;
	readonly vault: Vault;
	readonly network: Network;
	/** Added to the world's time. */
	offset: number;
	session: SyncSession;
	engine: SyncEngine;
	/** Becomes true when a verified entry removed the device. */
	isRemoved: boolean;
	readonly edit: (...edits: readonly Edit[]) => Promise<void>;
	readonly sync: () => Promise<void>;
	/** As after the app was closed and opened again. */
	readonly reopen: () => Promise<void>;
	readonly alarms: () => readonly string[];
}

export interface World {
	readonly clock: WorldClock;
	readonly server: Server;
	readonly org: Uint8Array;
	/** The first administrator, who facilitates as well. */
	readonly mai: WorldPhone;
	readonly admit: (roles: readonly Role[], by?: WorldPhone) => Promise<WorldPhone>;
}

const timer: Timer = (milliseconds, call) => {
	const handle = setTimeout(call, milliseconds);
	return () => clearTimeout(handle);
};

const fetchThrough =
	(network: Network, send: Send): Fetch =>
	async (address, options) => {
		const request = new Request(address, options);
		network.requests.push(`${request.method} ${new URL(address).pathname.split('/').slice(5).join('/')}`);
		if (network.isDown) throw new TypeError('fetch failed');
		return network.tamper ? network.tamper(request, send) : send(request);
	};

/** A phone with an empty vault, not in any organisation yet. */
async function createWorldPhone(
	clock: WorldClock,
	send: Send,
	enrol: (keys: DeviceKeys, device: string) => Promise<Uint8Array>
) {
	const directory = createMemoryDirectory();
	const made = await makeVault(directory);
	const device = made.id;
	const keys = createDeviceKeys();
	const network: Network = { isDown: false, tamper: null, requests: [] };
	const own = { offset: 0 };
	const phoneClock: Clock = {
		now: () => clock.at + own.offset,
		today: () => dayOfNumber(Math.floor((clock.at + own.offset) / 86_400_000))
	};
	const vault = await openTab(directory, made, { clock: phoneClock });
	const fetch = fetchThrough(network, send);
	const org = await enrol(keys, device);
	const keep = membershipToShelf(
		{ state: 'member', origin, org, device, invite: rootSigner, roles: new Set(['facilitator']), label: '', name: '' },
		keys
	);
	await vault.receive({ keep });
	const phone: WorldPhone = {
		device,
		keys,
		vault,
		network,
		get offset() {
			return own.offset;
		},
		set offset(next) {
			own.offset = next;
		},
		session: undefined as unknown as SyncSession, // `reopen` below sets both
		engine: undefined as unknown as SyncEngine,
		isRemoved: false,
		edit: async (...edits) => {
			const written = await vault.append(edits);
			if (!written.ok) throw new Error(written.error.type);
		},
		sync: async () => void (await phone.engine.sync()),
		reopen: async () => {
			const session = await openSession({ vault, fetch, clock: phoneClock, random, timer });
			if (!session.ok) throw new Error(session.error.type);
			phone.session = session.value;
			phone.engine = createSyncEngine({
				session: session.value,
				onremoved: () => {
					phone.isRemoved = true;
				}
			});
		},
		alarms: () =>
			alarmsOn(phone.session.shelf)
				.map(({ type }) => type)
				.sort()
	};
	await phone.reopen();
	running.push({ stop: () => phone.engine.stop() });
	return phone;
}

const certificateFor = (
	clock: WorldClock,
	device: string,
	keys: DeviceKeys,
	roles: readonly Role[],
	invite: string
): Certificate => ({
	device,
	verifyKey: keys.verifyKey,
	kemKey: keys.kemPublic,
	roles: new Set(roles),
	notAfter: dayNumber(clock.today()) + 365,
	invite
});

/** An organisation of one on a new server. */
export async function createWorld(): Promise<World> {
	const clock = createWorldClock();
	const url = await databasesUnderTest[0]!.createUrl();
	const server = await createServer(configOf(url), { clock });
	running.push(server);
	const send = sendTo(server);
	const root = createSigningKeys();
	const org = sha256(root.verifyKey);
	const mai = await createWorldPhone(clock, send, async (keys, device) => {
		const { seq, hash } = startDirectory(org).head;
		const certificate = certificateFor(clock, device, keys, ['admin', 'facilitator'], rootSigner);
		const body: LogBody = { kind: 'root', rootKey: root.verifyKey, certificate };
		const entry = writeEntry(
			{ org, seq: seq + 1, prev: hash, day: dayNumber(clock.today()), signer: rootSigner, body },
			(message) => sign(root.signingKey, message)
		);
		const fetch = fetchThrough({ isDown: false, tamper: null, requests: [] }, send);
		const transport = createTransport({ origin, device, signingKey: keys.signingKey, fetch, clock, random, timer });
		const made = await transport.sendJson(
			{ method: 'POST', path: paths.organisations, body: writeFrame(entry) },
			AppendAnswer
		);
		if (!made.ok) throw new Error(`Not made: ${JSON.stringify(made.error)}`);
		return org;
	});
	await mai.sync();
	return {
		clock,
		server,
		org,
		mai,
		admit: async (roles, by = mai) => {
			const phone = await createWorldPhone(clock, send, async (keys, device) => {
				const certificate = certificateFor(clock, device, keys, roles, random.uuid());
				await append(by, () => [{ kind: 'certificate', certificate }]);
				return org;
			});
			await phone.sync();
			return phone;
		}
	};
}

/** Appends to the log as a phone. Throws when it is refused. */
export async function append(
	{ session }: WorldPhone,
	build: (directory: Directory) => Promise<readonly LogBody[]> | readonly LogBody[]
): Promise<void> {
	const appended = await session.inTurn(() => session.append(build));
	if (!appended.ok) throw new Error(`Not appended: ${JSON.stringify(appended.error)}`);
}

/** Gives a stream these readers beside those it has. */
export const addReaders = (phone: WorldPhone, ref: StreamRef, ...readers: readonly WorldPhone[]) =>
	append(phone, async (directory) => {
		const stream = directory.streams.get(streamName(ref));
		const members = [...(stream ? latestEpoch(stream).members : []), ...readers.map(({ device }) => device)];
		const draft = await epochDraft(directory, phone.session.keys, ref, members);
		return draft ? [draft] : [];
	});

/** Removes a device, with the ends of its chains that the server names, and a new key for every stream it could read. */
export async function revoke(by: WorldPhone, device: string): Promise<void> {
	const { session } = by;
	await append(by, async (directory) => {
		const answer = await session.transport.send({ method: 'GET', path: paths.heads(directory.org), query: { device } });
		const heads = answer.ok ? readHeads(answer.value) : answer;
		if (!heads.ok) throw new Error('No heads');
		const cutOffs = heads.value.map(({ group, stream, seq, hash }) => ({ group, stream, seq, hash }));
		return [{ kind: 'revocation', device, cutOffs }];
	});
}

/** A new group with a name, shared with the facilitators of it; and with supervisors when asked. */
export async function shareGroup(phone: WorldPhone, name: string, { report = false } = {}): Promise<GroupId> {
	const group = GroupId.parse(random.uuid());
	await phone.edit(...fieldEdits('group', group, { name }));
	await phone.edit(...fieldEdits('sharing', group, { work: true, report, name, since: '2026-11-22' }));
	return group;
}

export const workOf = (group: string): StreamRef => ({ group, stream: 'work' });

/** The edit of one field. */
export const put = (table: TableName, row: string, field: string, value: FieldValue): Edit => ({
	table,
	row,
	field,
	value
});

/** A person in a group. Answers her row. */
export async function addMember(phone: WorldPhone, group: string, pseudonym: string): Promise<string> {
	const row = random.uuid();
	await phone.edit(...fieldEdits('member', row, { groupId: group, pseudonym }));
	return row;
}

export const fieldOf = (phone: WorldPhone, table: TableName, row: string, field: string) =>
	rowOf(phone.vault.ledger(), table, row)?.fields[field];

/** A hash of everything a ledger holds, with all versions: equal for equal states, whatever order they were made in. */
export function stateHash(ledger: Ledger): string {
	const text = JSON.stringify(
		[...ledger.tables]
			.map(([table, rows]) => [
				table,
				[...rows.values()]
					.map(({ id, cells }) => [id, sorted(cells)])
					.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
			])
			.filter(([, rows]) => rows!.length > 0)
			.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
	);
	return Buffer.from(sha256(new TextEncoder().encode(text))).toString('hex');
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, inner]) => [key, sorted(inner)])
	);
}
