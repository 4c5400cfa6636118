/**
 * The directory: who belongs to an organisation, and who can open what, as the fold of its signed log.
 *
 * Who may call it: `sync/` on phones, which believes nothing else about people and devices, and the server, which refuses
 * what phones would refuse. Both run this same fold.
 *
 * What must stay true:
 * - Every entry chains to the root key, whose hash is the organisation's id and comes from the invite, never from the
 *   server (threats A6, A11: a ghost device or reader).
 * - Entries are taken in order, each naming the hash of the one before. A gap, another entry at a known place, an unknown
 *   kind, a wrong role or signature is refused and changes nothing (threat A6: fork, rollback).
 * - Only a device that held a stream's key can name its next readers. A revoked device never comes back, and nothing of
 *   it counts beyond its cut-offs (threat A12).
 * - The fold reads public facts only and answers the same on every device.
 */
import { bytesToUuid, sameBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import type { FrameDamaged } from './frame';
import { longestCertificate, policyBounds } from './limits';
import {
	olderLength,
	readEntry,
	rootSigner,
	type Certificate,
	type ChainEnd,
	type LogBody,
	type LogEntry,
	type SuiteUnknown
} from './log-entry';
import { makerRoles, mayByRole, mayCertify, readerRoles, writerRoles } from './roles';
import { organisationStreams, streamName, type StreamKind, type StreamRef } from './stream';

/** The two functions this layer needs and does not own: noble's on phones, Node's on the server. */
export interface Verifier {
	readonly sha256: (bytes: Uint8Array) => Uint8Array;
	/** Strict Ed25519: false for small-order keys and anything not canonical. Never throws. */
	readonly verifies: (verifyKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

export interface Device extends Certificate {
	/** Who certified it first, or `rootSigner`. */
	readonly issuer: string;
	/** Place in the log of its first certificate. */
	readonly since: number;
	/** The first certificate's day. */
	readonly sinceDay: number;
	readonly revoked: Revoked | null;
}

export interface Revoked {
	readonly seq: number;
	readonly day: number;
	readonly by: string;
	/** By stream name; a stream that is missing was never written by the device. */
	readonly cutOffs: ReadonlyMap<string, Omit<ChainEnd, 'device'>>;
}

export interface Epoch {
	readonly epoch: number;
	readonly members: readonly string[];
	readonly commitment: Uint8Array;
	readonly older: Uint8Array;
	readonly wraps: readonly Uint8Array[];
	readonly signer: string;
	readonly seq: number;
	readonly day: number;
	/** Hash of its log entry. */
	readonly hash: Uint8Array;
}

export interface Stream extends StreamRef {
	/** From epoch 1 on, in order. Never empty. */
	readonly epochs: readonly Epoch[];
	/** How far each chain was replaced by a snapshot, by device. */
	readonly pruned: ReadonlyMap<string, ChainEnd>;
	/** Id of the latest snapshot envelope, or null. */
	readonly snapshot: Uint8Array | null;
}

export interface Directory {
	/** 32 bytes: the hash of the root key. */
	readonly org: Uint8Array;
	/** 32 bytes; empty until the root entry is there. */
	rootKey: Uint8Array;
	/** Place and hash of the last entry; -1 and zeros before the first. */
	head: { readonly seq: number; readonly hash: Uint8Array };
	readonly devices: Map<string, Device>;
	/** By stream name. */
	readonly streams: Map<string, Stream>;
	readonly policies: Map<string, number>;
	readonly usedInvites: Set<string>;
	/** An age recipient, or empty. */
	backupRecipient: string;
	/** Public check-in keys, 32 bytes each, by the epoch of the `results` stream that they follow from. */
	readonly checkInKeys: Map<number, Uint8Array>;
}

/** The entry does not come right after our head: some are missing, or it is one we have. */
export interface LogGap {
	readonly type: 'LogGap';
}

/** Its place follows our head, and it names another entry before it: two logs have been told. */
export interface LogForked {
	readonly type: 'LogForked';
}

/** The entry breaks a rule; `why` names which, for logs and tests. */
export interface LogRefused {
	readonly type: 'LogRefused';
	readonly why: LogFault;
}

export type LogFault =
	| 'organisation'
	| 'root'
	| 'signer'
	| 'signature'
	| 'role'
	| 'certificate'
	| 'device'
	| 'invite'
	| 'stream'
	| 'epoch'
	| 'members'
	| 'chain'
	| 'policy';

export type LogProblem = LogGap | LogForked | LogRefused | FrameDamaged | SuiteUnknown;

/** A directory without any entry yet, for the organisation of this id (32 bytes). */
export const startDirectory = (org: Uint8Array): Directory => ({
	org,
	rootKey: new Uint8Array(0),
	head: { seq: -1, hash: new Uint8Array(32) },
	devices: new Map(),
	streams: new Map(),
	policies: new Map(),
	usedInvites: new Set(),
	backupRecipient: '',
	checkInKeys: new Map()
});

/** A copy that can be extended without touching the first, to try entries before they are kept. */
export const copyDirectory = (directory: Directory): Directory => ({
	...directory,
	devices: new Map(directory.devices),
	streams: new Map(directory.streams),
	policies: new Map(directory.policies),
	usedInvites: new Set(directory.usedInvites),
	checkInKeys: new Map(directory.checkInKeys)
});

/**
 * Takes one entry into the directory, in place, and returns it. Whatever is refused leaves the directory as it was.
 * Never throws.
 */
export function extendDirectory(
	directory: Directory,
	bytes: Uint8Array,
	verifier: Verifier
): Result<LogEntry, LogProblem> {
	const read = readEntry(bytes);
	if (!read.ok) return read;
	const { entry, signed, signature } = read.value;
	if (!sameBytes(entry.org, directory.org)) return refuse('organisation');
	if (entry.seq !== directory.head.seq + 1) return err({ type: 'LogGap' });
	if (!sameBytes(entry.prev, directory.head.hash)) return err({ type: 'LogForked' });
	const signerKey = signerKeyOf(directory, entry, verifier);
	if (!signerKey) return refuse('signer');
	const fault = faultOf(directory, entry);
	if (fault) return refuse(fault);
	if (!verifier.verifies(signerKey, signed, signature)) return refuse('signature');
	const hash = verifier.sha256(bytes);
	apply(directory, entry, hash);
	directory.head = { seq: entry.seq, hash };
	return ok(entry);
}

const refuse = (why: LogFault) => err({ type: 'LogRefused', why } as const);

/** The key that must have signed, or null when nobody with that name may sign here. */
function signerKeyOf(directory: Directory, { seq, signer, body }: LogEntry, { sha256 }: Verifier): Uint8Array | null {
	if (seq === 0) {
		const isRoot = body.kind === 'root' && signer === rootSigner && sameBytes(sha256(body.rootKey), directory.org);
		return isRoot ? body.rootKey : null;
	}
	if (signer === rootSigner) return directory.rootKey;
	const device = directory.devices.get(signer);
	return device && !device.revoked ? device.verifyKey : null;
}

/** The rule an entry breaks, or null. Its signature is checked apart. */
function faultOf(directory: Directory, entry: LogEntry): LogFault | null {
	const { body, signer, day } = entry;
	if (body.kind === 'root') {
		if (entry.seq !== 0) return 'root';
		return body.certificate.roles.has('admin') ? certificateFault(directory, body.certificate, day) : 'role';
	}
	const held = directory.devices.get(signer)?.roles;
	switch (body.kind) {
		case 'certificate': {
			// The root key is for getting back in: it makes administrators and nothing else.
			if (!held)
				return body.certificate.roles.has('admin') ? certificateFault(directory, body.certificate, day) : 'role';
			if (!mayCertify(held, body.certificate.roles)) return 'role';
			const known = directory.devices.get(body.certificate.device);
			// Only an administrator, or who certified it, changes what a device may do.
			if (known && !held.has('admin') && known.issuer !== signer) return 'role';
			return certificateFault(directory, body.certificate, day);
		}
		case 'revocation': {
			const device = directory.devices.get(body.device);
			if (!device || device.revoked) return 'device';
			const names = new Set(body.cutOffs.map(streamName));
			if (names.size !== body.cutOffs.length) return 'chain';
			if (!held) return 'role';
			return held.has('admin') || device.issuer === signer || body.device === signer ? null : 'role';
		}
		case 'epoch':
			return held ? epochFault(directory, body, entry) : 'role';
		case 'policy':
			if (!held?.has('admin')) return 'role';
			return isWithin(policyBounds.get(body.name), body.value) ? null : 'policy';
		case 'prune': {
			const stream = directory.streams.get(streamName(body));
			if (!stream) return 'stream';
			// Who only answers in a stream must not be able to have the server forget what others wrote; her own she may.
			const isOwn = body.ends.length > 0 && body.ends.every((end) => end.device === signer);
			const table = isOwn ? writerRoles : makerRoles;
			if (!latestEpoch(stream).members.includes(signer) || !held || !mayByRole(table, held, body.stream)) return 'role';
			const devices = new Set(body.ends.map((end) => end.device));
			const goesBack = body.ends.some((end) => end.seq < (stream.pruned.get(end.device)?.seq ?? 0));
			return goesBack || devices.size !== body.ends.length ? 'chain' : null;
		}
		case 'backup-key':
			return held?.has('admin') ? null : 'role';
		case 'check-in-key': {
			const results = resultsOf(directory);
			if (!results) return 'stream';
			const last = latestEpoch(results);
			if (!held?.has('reader') || !last.members.includes(signer)) return 'role';
			return body.epoch === last.epoch && !directory.checkInKeys.has(body.epoch) ? null : 'epoch';
		}
	}
}

const isWithin = (bounds: readonly [lowest: number, highest: number] | undefined, value: number): boolean =>
	!bounds || (value >= bounds[0] && value <= bounds[1]);

function certificateFault(directory: Directory, certificate: Certificate, day: number): LogFault | null {
	if (certificate.device === rootSigner) return 'device';
	if (certificate.notAfter < day || certificate.notAfter > day + longestCertificate) return 'certificate';
	const known = directory.devices.get(certificate.device);
	if (!known) return directory.usedInvites.has(certificate.invite) ? 'invite' : null;
	if (known.revoked) return 'device';
	const sameKeys = sameBytes(known.verifyKey, certificate.verifyKey) && sameBytes(known.kemKey, certificate.kemKey);
	return sameKeys && known.invite === certificate.invite ? null : 'certificate';
}

function epochFault(
	directory: Directory,
	body: Extract<LogBody, { kind: 'epoch' }>,
	{ signer }: LogEntry
): LogFault | null {
	const known = directory.streams.get(streamName(body));
	const last = known && latestEpoch(known);
	if (body.epoch !== (last?.epoch ?? 0) + 1) return 'epoch';
	if (!sameBytes(body.before, last?.hash ?? new Uint8Array(32))) return 'epoch';
	if (body.older.length !== (last ? olderLength : 0)) return 'epoch';
	if (last && !last.members.includes(signer)) return 'role';
	if (!last) {
		const held = directory.devices.get(signer)?.roles;
		if (!held || !mayByRole(makerRoles, held, body.stream)) return 'role';
		if (!body.members.includes(signer)) return 'members';
		if (!isPlaceOf(directory.org, body)) return 'stream';
		if (!organisationStreams.has(body.stream) && !mayBegin(directory, body.group, signer)) return 'role';
	}
	const { members } = body;
	if (members.length === 0 || members.length !== body.wraps.length) return 'members';
	if (members.some((member, at) => at > 0 && member <= (members[at - 1] ?? ''))) return 'members';
	const mayRead = (member: string) =>
		isReader(directory, member, body.stream) &&
		(body.stream !== 'own' || isHerOwn(directory, member, signer, last?.members ?? []));
	return members.every(mayRead) ? null : 'members';
}

/**
 * Whether a device may begin another stream of a group: group ids stand in the log for everybody to read, and nobody may
 * make a stream of a group that is not hers.
 */
const mayBegin = (directory: Directory, group: string, signer: string): boolean =>
	(Object.keys(readerRoles) as StreamKind[])
		.map((stream) => directory.streams.get(streamName({ group, stream })))
		.every((known) => !known || latestEpoch(known).members.includes(signer));

/** Whether a device belongs to the person whose own stream this is: it, or one of hers, certified it. */
const isHerOwn = (directory: Directory, member: string, signer: string, before: readonly string[]): boolean => {
	const issuer = directory.devices.get(member)?.issuer ?? '';
	return member === signer || before.includes(member) || issuer === signer || before.includes(issuer);
};

function apply(directory: Directory, entry: LogEntry, hash: Uint8Array): void {
	const { body, seq, day, signer } = entry;
	switch (body.kind) {
		case 'root':
			directory.rootKey = body.rootKey;
			admit(directory, body.certificate, entry);
			return;
		case 'certificate':
			admit(directory, body.certificate, entry);
			return;
		case 'revocation': {
			const device = directory.devices.get(body.device);
			const cutOffs = new Map(body.cutOffs.map((end) => [streamName(end), { seq: end.seq, hash: end.hash }]));
			if (device) directory.devices.set(body.device, { ...device, revoked: { seq, day, by: signer, cutOffs } });
			return;
		}
		case 'epoch': {
			const { group, stream, epoch, members, commitment, older, wraps } = body;
			const known = directory.streams.get(streamName(body));
			const added = { epoch, members, commitment, older, wraps, signer, seq, day, hash };
			directory.streams.set(streamName(body), {
				group,
				stream,
				epochs: [...(known?.epochs ?? []), added],
				pruned: known?.pruned ?? new Map(),
				snapshot: known?.snapshot ?? null
			});
			return;
		}
		case 'policy':
			directory.policies.set(body.name, body.value);
			return;
		case 'prune': {
			const known = directory.streams.get(streamName(body));
			if (!known) return;
			const pruned = new Map([...known.pruned, ...body.ends.map((end) => [end.device, end] as const)]);
			directory.streams.set(streamName(body), { ...known, pruned, snapshot: body.snapshot });
			return;
		}
		case 'backup-key':
			directory.backupRecipient = body.recipient;
			return;
		case 'check-in-key':
			directory.checkInKeys.set(body.epoch, body.publicKey);
	}
}

function admit(directory: Directory, certificate: Certificate, { seq, day, signer }: LogEntry): void {
	const known = directory.devices.get(certificate.device);
	const first = known ?? { issuer: signer, since: seq, sinceDay: day, revoked: null };
	const { issuer, since, sinceDay, revoked } = first;
	directory.devices.set(certificate.device, { ...certificate, issuer, since, sinceDay, revoked });
	if (certificate.invite !== rootSigner) directory.usedInvites.add(certificate.invite);
}

/** The group id of the streams that an organisation has one each of: the first half of its id. */
export const organisationGroup = (org: Uint8Array): string => bytesToUuid(org.subarray(0, 16));

/** Whether a stream of this kind may have this group id: the organisation's own streams have its own, no other has it. */
export const isPlaceOf = (org: Uint8Array, { group, stream }: StreamRef): boolean =>
	organisationStreams.has(stream) === (group === organisationGroup(org));

/** The stream of check-in readers, or nothing while the organisation has none. */
export const resultsOf = (directory: Directory): Stream | undefined =>
	directory.streams.get(streamName({ group: organisationGroup(directory.org), stream: 'results' }));

/**
 * The check-in key that ballots are sealed to now: the newest whose holders are all readers still. Null when there is none,
 * also in the moment between the removal of a reader and the next key.
 */
export function checkInKeyOf(directory: Directory): { readonly epoch: number; readonly publicKey: Uint8Array } | null {
	const usable = resultsOf(directory)?.epochs.findLast(
		({ epoch, members }) =>
			directory.checkInKeys.has(epoch) && members.every((member) => isReader(directory, member, 'results'))
	);
	const publicKey = usable && directory.checkInKeys.get(usable.epoch);
	return publicKey ? { epoch: usable.epoch, publicKey } : null;
}

/** The newest epoch of a stream. */
export function latestEpoch(stream: Stream): Epoch {
	const last = stream.epochs.at(-1);
	if (!last) throw new Error('A stream without an epoch');
	return last;
}

/** Whether a device may read streams of this kind: certified, not revoked, and with a role that reads it. */
export function isReader(directory: Directory, device: string, kind: StreamKind): boolean {
	const known = directory.devices.get(device);
	return known !== undefined && !known.revoked && mayByRole(readerRoles, known.roles, kind);
}

/** Whether a device is among the readers of a stream now. */
export const canOpen = (directory: Directory, device: string, ref: StreamRef): boolean => {
	const stream = directory.streams.get(streamName(ref));
	return (
		stream !== undefined && isReader(directory, device, ref.stream) && latestEpoch(stream).members.includes(device)
	);
};

/** Whether somebody still holds the newest key who should not, so that the stream needs a new one. */
export const isStale = (directory: Directory, stream: Stream): boolean =>
	latestEpoch(stream).members.some((member) => !isReader(directory, member, stream.stream));

/** How far envelopes of a device count in a stream: to no end for a device in good standing. */
export function cutOffOf(directory: Directory, device: string, ref: StreamRef): Omit<ChainEnd, 'device'> | null {
	const revoked = directory.devices.get(device)?.revoked;
	if (!revoked) return null;
	return revoked.cutOffs.get(streamName(ref)) ?? { seq: 0, hash: new Uint8Array(32) };
}
