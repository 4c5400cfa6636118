/**
 * The keys of streams: how they are made, handed to readers through the log, learnt from it and replaced.
 *
 * Who may call it: the engine and whoever makes streams, adds or removes readers.
 *
 * What must stay true:
 * - A key is sealed only to devices of the verified directory that may read the stream, with the keys the log has for
 *   them (threats A6, A11: a ghost reader, a swapped key).
 * - A received key is used only if it is the one the log commits to (threat A12: a reader who gives each another key).
 * - The older key comes only out of the newer, so successors read the history and a removed device nothing new.
 * - Everything here can be learnt again from the log: what the shelf keeps of it only saves time.
 */
import { sameBytes, u32ToBytes, uuidToBytes } from '$lib/base/bytes';
import type { DeviceKeys } from '$lib/crypto/device-keys';
import { openAsDevice, sealToDevice } from '$lib/crypto/hpke';
import {
	asStreamKey,
	commitmentOf,
	createStreamKey,
	unwrapOlderKey,
	wrapOlderKey,
	type StreamKey
} from '$lib/crypto/stream-key';
import {
	canOpen,
	isPlaceOf,
	isReader,
	isStale,
	latestEpoch,
	organisationGroup,
	type Directory,
	type Stream
} from '$lib/protocol/directory';
import { byteOf, signedBytes } from '$lib/protocol/frame';
import { mostMembers, rotationDays } from '$lib/protocol/limits';
import type { LogBody } from '$lib/protocol/log-entry';
import { hasOneOf, makerRoles, mayByRole, roles, type Role } from '$lib/protocol/roles';
import { organisationStreams, streamBytes, streamName, type StreamKind, type StreamRef } from '$lib/protocol/stream';
import type { AlarmSeen } from './alarms';
import type { Shelf } from './vault-port';

/** What was learnt from the log, for the shelf and the person. */
export interface KeysLearnt {
	readonly keep: ReadonlyMap<string, Uint8Array>;
	readonly alarms: readonly AlarmSeen[];
	/** Streams of which we had no key before. */
	readonly opened: readonly StreamRef[];
}

export interface StreamKeys {
	/** The key of a stream in an epoch, or null while we have none. */
	readonly get: (ref: StreamRef, epoch: number) => StreamKey | null;
	/** Opens what the log holds for us and we have not got yet. Keys are usable at once; keep them when it suits. */
	readonly learn: (directory: Directory) => Promise<KeysLearnt>;
}

type EpochBody = Extract<LogBody, { kind: 'epoch' }>;

const keyName = (ref: StreamRef, epoch: number): string => `key/${streamName(ref)}/${epoch}`;

/** The keys on the shelf, ready to learn more. */
export function openStreamKeys(
	shelf: Pick<Shelf, 'get' | 'names'>,
	device: string,
	deviceKeys: DeviceKeys
): StreamKeys {
	const keys = new Map<string, StreamKey>();
	const faulty = new Set<string>();
	for (const name of shelf.names('key/')) {
		const bytes = shelf.get(name);
		if (bytes?.length === 32) keys.set(name, asStreamKey(bytes));
	}

	const learnStream = async (directory: Directory, stream: Stream, learnt: Learning): Promise<void> => {
		let newer: StreamKey | null = null;
		for (const [at, epoch] of [...stream.epochs.entries()].reverse()) {
			const name = keyName(stream, epoch.epoch);
			const known = keys.get(name);
			const wrap = epoch.wraps[epoch.members.indexOf(device)];
			let key: StreamKey | null = known ?? null;
			if (!key && wrap && !faulty.has(name)) {
				const opened = await openAsDevice(
					deviceKeys.kemPrivate,
					wrapPurpose(directory, stream, epoch.epoch, device),
					wrap
				);
				const isKey = opened.ok && opened.value.length === 32;
				key = isKey ? asStreamKey(opened.value) : null;
				if (!key || !sameBytes(commitmentOf(key), epoch.commitment)) {
					faulty.add(name);
					learnt.alarms.push({ type: 'CommitmentWrong', device: epoch.signer });
					key = null;
				}
			}
			const after = stream.epochs[at + 1];
			if (!key && newer && after) {
				const opened = unwrapOlderKey(newer, after.older, olderContext(directory, stream, after.epoch));
				if (opened.ok && sameBytes(commitmentOf(opened.value), epoch.commitment)) key = opened.value;
				else if (!faulty.has(`${name}/older`)) {
					faulty.add(`${name}/older`);
					learnt.alarms.push({ type: 'CommitmentWrong', device: after.signer });
				}
			}
			if (key && !known) {
				keys.set(name, key);
				learnt.keep.set(name, key);
			}
			newer = key;
		}
	};

	return {
		get: (ref, epoch) => keys.get(keyName(ref, epoch)) ?? null,
		learn: async (directory) => {
			const learnt: Learning = { keep: new Map(), alarms: [] };
			const opened: StreamRef[] = [];
			for (const stream of directory.streams.values()) {
				const had = stream.epochs.some(({ epoch }) => keys.has(keyName(stream, epoch)));
				await learnStream(directory, stream, learnt);
				const has = stream.epochs.some(({ epoch }) => keys.has(keyName(stream, epoch)));
				if (!had && has) opened.push({ group: stream.group, stream: stream.stream });
			}
			return { ...learnt, opened };
		}
	};
}

interface Learning {
	readonly keep: Map<string, Uint8Array>;
	readonly alarms: AlarmSeen[];
}

/**
 * The entry that gives a stream its next key, for these readers; those who may not read it are left out. The first entry
 * when the stream is new. Null when we do not hold its newest key, or nobody would be left to read it.
 */
export async function epochDraft(
	directory: Directory,
	keys: Pick<StreamKeys, 'get'>,
	ref: StreamRef,
	readers: Iterable<string>
): Promise<EpochBody | null> {
	const known = directory.streams.get(streamName(ref));
	const last = known && latestEpoch(known);
	const older = last ? keys.get(ref, last.epoch) : null;
	if (last && !older) return null;
	const members = [...new Set(readers)].filter((device) => isReader(directory, device, ref.stream)).sort();
	if (members.length === 0) return null;
	const epoch = (last?.epoch ?? 0) + 1;
	const key = createStreamKey();
	const wraps = await Promise.all(
		members.map((member) => {
			const kemKey = directory.devices.get(member)?.kemKey ?? new Uint8Array(0);
			return sealToDevice(kemKey, wrapPurpose(directory, ref, epoch, member), key);
		})
	);
	return {
		kind: 'epoch',
		group: ref.group,
		stream: ref.stream,
		epoch,
		members,
		commitment: commitmentOf(key),
		older: older ? wrapOlderKey(key, older, olderContext(directory, ref, epoch)) : new Uint8Array(0),
		before: last?.hash ?? new Uint8Array(32),
		wraps
	};
}

/** Whether this device may make the first epoch of such a stream. */
export function mayMakeStream(directory: Directory, device: string, ref: StreamRef): boolean {
	const known = directory.devices.get(device);
	if (!known || known.revoked || directory.streams.has(streamName(ref))) return false;
	return isPlaceOf(directory.org, ref) && mayByRole(makerRoles, known.roles, ref.stream);
}

/** Streams that the organisation has one each of, that are not there yet, and that this device should make. */
export const streamsToMake = (directory: Directory, device: string): readonly StreamRef[] =>
	[...organisationStreams]
		// The office is made with the organisation; one without it has no labels to keep.
		.filter((stream) => stream !== 'office')
		.map((stream): StreamRef => ({ group: organisationGroup(directory.org), stream }))
		.filter((ref) => mayMakeStream(directory, device, ref));

/** The roles whose every device should read a stream. */
const dueRoles: { readonly [kind in StreamKind]?: readonly Role[] } = {
	report: ['supervisor'],
	office: ['admin'],
	common: roles,
	leads: ['lead'],
	results: ['reader'],
	support: ['supervisor']
};

/**
 * Who should read a stream: its readers so far who still may, this device, those whose role is enough (`dueRoles`), for
 * reports also who reads the group's work, and for what somebody shares with her supervisors her own other devices; as many
 * as an epoch has room for. The facilitators of a group are added by a person only.
 */
export function readersDue(directory: Directory, device: string, ref: StreamRef): ReadonlySet<string> {
	const known = directory.streams.get(streamName(ref));
	const due = new Set([...(known ? latestEpoch(known).members : []), device]);
	const wanted = dueRoles[ref.stream] ?? [];
	const work = ref.stream === 'report' && directory.streams.get(streamName({ group: ref.group, stream: 'work' }));
	if (work) for (const member of latestEpoch(work).members) due.add(member);
	for (const [id, { roles: held }] of directory.devices) if (hasOneOf(held, wanted)) due.add(id);
	if (ref.stream === 'support')
		for (const stream of directory.streams.values())
			if (stream.stream === 'own' && canOpen(directory, device, stream))
				for (const member of latestEpoch(stream).members) due.add(member);
	// Who reads it already goes before: a stream that is full stays as it is.
	return new Set([...due].filter((id) => isReader(directory, id, ref.stream)).slice(0, mostMembers));
}

/**
 * Streams that need a new key, of those whose key this device holds: somebody in it may not read it any more, somebody who
 * should read it is not in it yet, or the key is older than `rotationDays`. `today` in days since 1970.
 */
export function streamsToRotate(directory: Directory, device: string, today: number): readonly Stream[] {
	return [...directory.streams.values()].filter((stream) => {
		const last = latestEpoch(stream);
		if (!last.members.includes(device) || !isReader(directory, device, stream.stream)) return false;
		const lacks = [...readersDue(directory, device, stream)].some((reader) => !last.members.includes(reader));
		return lacks || isStale(directory, stream) || today - last.day >= rotationDays;
	});
}

const wrapPurpose = (directory: Directory, ref: StreamRef, epoch: number, recipient: string): Uint8Array =>
	signedBytes('wrap-info', ...placeOf(directory, ref, epoch), uuidToBytes(recipient));

const olderContext = (directory: Directory, ref: StreamRef, epoch: number): Uint8Array =>
	signedBytes('older-key', ...placeOf(directory, ref, epoch));

const placeOf = ({ org }: Directory, { group, stream }: StreamRef, epoch: number): readonly Uint8Array[] => [
	org,
	uuidToBytes(group),
	byteOf(streamBytes[stream]),
	u32ToBytes(epoch)
];
