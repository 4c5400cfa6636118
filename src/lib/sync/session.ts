/**
 * Everything sync holds open for one vault that has joined an organisation.
 *
 * Who may call it: the engine, and what is built beside it: invites, revocation, letters, backups.
 *
 * What must stay true: one thing at a time changes the log, the shelf and the chains (`inTurn`).
 */
import type { Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { createTurns } from '$lib/base/turns';
import type { DeviceKeys } from '$lib/crypto/device-keys';
import type { Directory } from '$lib/protocol/directory';
import type { LogBody, LogEntry } from '$lib/protocol/log-entry';
import type { WriteProblem } from '$lib/storage/vault';
import { alarmsToKeep, type AlarmSeen } from './alarms';
import { pastOf } from './backfill';
import {
	appendEntries,
	openDirectoryLog,
	type AppendProblem,
	type DirectoryLog,
	type LogDamaged
} from './directory-log';
import { openStreamKeys, type StreamKeys } from './epochs';
import { readMembership, type Membership, type MembershipDamaged } from './membership';
import { createTransport, type Fetch, type Timer, type Transport } from './transport';
import { openShelf, type Shelf, type SyncVault } from './vault-port';

export interface SessionDeps {
	readonly vault: SyncVault;
	readonly fetch: Fetch;
	readonly clock: Clock;
	readonly random: Random;
	readonly timer: Timer;
}

export interface SyncSession extends SessionDeps {
	readonly membership: Membership;
	readonly deviceKeys: DeviceKeys;
	readonly shelf: Shelf;
	readonly log: DirectoryLog;
	readonly keys: StreamKeys;
	readonly transport: Transport;
	/** Runs one piece of work after the other. Work that runs in a turn must not wait for another turn. */
	readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
	/** Learns keys from the log as it is and keeps them. Call within a turn. */
	readonly learnKeys: () => Promise<Result<void, WriteProblem>>;
	/** Keeps alarms for the person. */
	readonly raise: (alarms: readonly AlarmSeen[]) => Promise<Result<void, WriteProblem>>;
	/** `appendEntries` of this session. Call within a turn. */
	readonly append: (
		build: (directory: Directory) => Promise<readonly LogBody[]> | readonly LogBody[]
	) => Promise<Result<readonly LogEntry[], AppendProblem>>;
}

/** The vault belongs to no organisation. */
export interface NotJoined {
	readonly type: 'NotJoined';
}

export type SessionProblem = WriteProblem | MembershipDamaged | LogDamaged | NotJoined;

/** Opens what the vault's shelf holds. `shelf` when the caller has it open already. */
export async function openSession(deps: SessionDeps, given?: Shelf): Promise<Result<SyncSession, SessionProblem>> {
	const opened = given ? ok(given) : await openShelf(deps.vault);
	if (!opened.ok) return opened;
	const shelf = opened.value;
	const read = readMembership(shelf.get);
	if (!read.ok) return read;
	if (!read.value) return err({ type: 'NotJoined' });
	const { membership, keys: deviceKeys } = read.value;
	const log = openDirectoryLog(shelf, membership.org);
	if (!log.ok) return log;
	const { device, origin } = membership;
	const keys = openStreamKeys(shelf, device, deviceKeys);
	const transport = createTransport({ ...deps, origin, device, signingKey: deviceKeys.signingKey });
	const { clock } = deps;

	const learnKeys = async (): Promise<Result<void, WriteProblem>> => {
		const learnt = await keys.learn(log.value.directory());
		const past = pastOf(shelf, log.value.directory(), device, learnt.opened);
		const keep = new Map([...learnt.keep, ...past, ...alarmsToKeep(shelf.get, learnt.alarms, clock.today())]);
		return keep.size > 0 ? shelf.receive({ keep }) : ok(undefined);
	};
	const raise = async (alarms: readonly AlarmSeen[]): Promise<Result<void, WriteProblem>> =>
		alarms.length > 0 ? shelf.receive({ keep: alarmsToKeep(shelf.get, alarms, clock.today()) }) : ok(undefined);
	const appendDeps = {
		log: log.value,
		shelf,
		transport,
		clock,
		device,
		signingKey: deviceKeys.signingKey,
		onadopted: async () => void (await learnKeys())
	};
	return ok({
		...deps,
		membership,
		deviceKeys,
		shelf,
		log: log.value,
		keys,
		transport,
		inTurn: createTurns(),
		learnKeys,
		raise,
		append: (build) => appendEntries(appendDeps, build)
	});
}
