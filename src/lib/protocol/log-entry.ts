/**
 * One entry of an organisation's directory log: its bytes, and what each kind of entry says.
 *
 * Who may call it: `directory.ts` reads entries; `sync/` writes them; the server stores them as they are.
 *
 * What must stay true: an entry that does not parse whole is refused, never read in part; unknown kinds are refused too,
 * because what they change is unknown (threat A6: a newer or invented entry that an older app would skip).
 *
 * Layout (a frame, see `frame.ts`): suite (1) · organisation (32) · seq (u32, the root is 0) · hash of the entry before
 * (32, zeros for the root) · kind (1) · day (u32, days since 1970, as the signer believed) · signer (16, zeros for the
 * root key) · body (a frame) · Ed25519 signature (64) over all fields before it.
 */
import { bytesToUuid, textToBytes, u32ToBytes, uuidToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { byteOf, readFields, signedBytes, writeFrame, type FieldReader, type FrameDamaged } from './frame';
import { largestEntry, mostMembers, suite } from './limits';
import { byteToRoles, rolesToByte, type Role } from './roles';
import { byteToStream, streamBytes, type StreamKind, type StreamRef } from './stream';

/** The signer of entries that the root key signs. */
export const rootSigner = '00000000-0000-0000-0000-000000000000';

/** A device's keys and what it may do. A second certificate for a device renews it or changes its roles, never its keys. */
export interface Certificate {
	readonly device: string;
	readonly verifyKey: Uint8Array;
	readonly kemKey: Uint8Array;
	readonly roles: ReadonlySet<Role>;
	/** The last day it is good for, in days since 1970. */
	readonly notAfter: number;
	/** The invite it came from, or `rootSigner`'s zeros. One invite gives one certificate. */
	readonly invite: string;
}

/** How far a chain of envelopes counts: the last one that does. */
export interface ChainEnd {
	readonly device: string;
	readonly seq: number;
	/** Id of that envelope; zeros when `seq` is 0. */
	readonly hash: Uint8Array;
}

export type LogBody =
	| { readonly kind: 'root'; readonly rootKey: Uint8Array; readonly certificate: Certificate }
	| { readonly kind: 'certificate'; readonly certificate: Certificate }
	/** After it, nothing of the device counts beyond the cut-offs; a stream without one was never written by it. */
	| {
			readonly kind: 'revocation';
			readonly device: string;
			readonly cutOffs: readonly (StreamRef & Omit<ChainEnd, 'device'>)[];
	  }
	| {
			readonly kind: 'epoch';
			readonly group: string;
			readonly stream: StreamKind;
			/** From 1. */
			readonly epoch: number;
			/** Sorted. */
			readonly members: readonly string[];
			/** Hash of the key, so that all members are known to get the same. */
			readonly commitment: Uint8Array;
			/** The key of the epoch before, sealed under this one; empty for the first. */
			readonly older: Uint8Array;
			/** Hash of the entry of the epoch before; zeros for the first. */
			readonly before: Uint8Array;
			/** The key sealed to each member, in their order. */
			readonly wraps: readonly Uint8Array[];
	  }
	| { readonly kind: 'policy'; readonly name: string; readonly value: number }
	/** The chains up to these ends were replaced by the snapshot envelope, which stands in the signer's own chain. */
	| {
			readonly kind: 'prune';
			readonly group: string;
			readonly stream: StreamKind;
			readonly snapshot: Uint8Array;
			readonly ends: readonly ChainEnd[];
	  }
	/** The age recipient of the organisation's backups; empty: none. */
	| { readonly kind: 'backup-key'; readonly recipient: string }
	/** The public half of the check-in key that follows from the key of the `results` stream in this epoch. */
	| { readonly kind: 'check-in-key'; readonly epoch: number; readonly publicKey: Uint8Array };

export type LogKind = LogBody['kind'];

export interface LogEntry {
	/** 32 bytes. */
	readonly org: Uint8Array;
	readonly seq: number;
	/** 32 bytes. */
	readonly prev: Uint8Array;
	readonly day: number;
	readonly signer: string;
	readonly body: LogBody;
}

/** The entry was written by a newer app, or by none of ours. */
export interface SuiteUnknown {
	readonly type: 'SuiteUnknown';
}

const kindBytes: { readonly [kind in LogKind]: number } = {
	root: 1,
	certificate: 2,
	revocation: 3,
	epoch: 4,
	policy: 5,
	prune: 6,
	'backup-key': 7,
	'check-in-key': 8
};

/** Bytes of a key sealed to one member: HPKE's public key, the key and its tag. */
export const wrapLength = 80;
/** Bytes of the older key under the newer: nonce, key and tag. */
export const olderLength = 72;

/** The bytes of an entry, signed by whoever holds the signer's key. */
export function writeEntry(entry: LogEntry, sign: (message: Uint8Array) => Uint8Array): Uint8Array {
	const fields = [
		byteOf(suite),
		entry.org,
		u32ToBytes(entry.seq),
		entry.prev,
		byteOf(kindBytes[entry.body.kind]),
		u32ToBytes(entry.day),
		uuidToBytes(entry.signer),
		writeBody(entry.body)
	];
	return writeFrame(...fields, sign(signedBytes('log-entry', ...fields)));
}

/** What an entry says, what was signed and the signature. Nothing of it is verified yet. Never throws. */
export function readEntry(
	bytes: Uint8Array
): Result<{ entry: LogEntry; signed: Uint8Array; signature: Uint8Array }, FrameDamaged | SuiteUnknown> {
	if (bytes.length > largestEntry) return err({ type: 'FrameDamaged' });
	const fields = readFields(bytes);
	if (fields.takeByte() !== suite) return err({ type: bytes.length > 5 ? 'SuiteUnknown' : 'FrameDamaged' });
	const org = fields.take(32);
	const seq = fields.takeU32();
	const prev = fields.take(32);
	const kindByte = fields.takeByte();
	const day = fields.takeU32();
	const signer = fields.take(16);
	const body = fields.take();
	const signature = fields.take(64);
	if (!fields.isWhole()) return err({ type: 'FrameDamaged' });
	const kind = (Object.keys(kindBytes) as LogKind[]).find((known) => kindBytes[known] === kindByte);
	if (!kind) return err({ type: 'SuiteUnknown' });
	const parsed = readBody(kind, body);
	if (!parsed) return err({ type: 'FrameDamaged' });
	const head = [byteOf(suite), org, u32ToBytes(seq), prev, byteOf(kindByte), u32ToBytes(day), signer, body];
	return ok({
		entry: { org, seq, prev, day, signer: bytesToUuid(signer), body: parsed },
		signed: signedBytes('log-entry', ...head),
		signature
	});
}

const writeCertificate = (certificate: Certificate): Uint8Array =>
	writeFrame(
		uuidToBytes(certificate.device),
		certificate.verifyKey,
		certificate.kemKey,
		byteOf(rolesToByte(certificate.roles)),
		u32ToBytes(certificate.notAfter),
		uuidToBytes(certificate.invite)
	);

function readCertificate(bytes: Uint8Array): Certificate | null {
	const fields = readFields(bytes);
	const device = bytesToUuid(fields.take(16));
	const verifyKey = fields.take(32);
	const kemKey = fields.take(32);
	const held = byteToRoles(fields.takeByte());
	const notAfter = fields.takeU32();
	const invite = bytesToUuid(fields.take(16));
	return fields.isWhole() && held ? { device, verifyKey, kemKey, roles: held, notAfter, invite } : null;
}

const writeStream = ({ group, stream }: StreamRef): readonly [Uint8Array, Uint8Array] => [
	uuidToBytes(group),
	byteOf(streamBytes[stream])
];

function readStream(fields: FieldReader): StreamRef | null {
	const group = bytesToUuid(fields.take(16));
	const stream = byteToStream(fields.takeByte());
	return stream && { group, stream };
}

function writeBody(body: LogBody): Uint8Array {
	switch (body.kind) {
		case 'root':
			return writeFrame(body.rootKey, writeCertificate(body.certificate));
		case 'certificate':
			return writeCertificate(body.certificate);
		case 'revocation':
			return writeFrame(
				uuidToBytes(body.device),
				writeFrame(...body.cutOffs.map((end) => writeFrame(...writeStream(end), u32ToBytes(end.seq), end.hash)))
			);
		case 'epoch':
			return writeFrame(
				...writeStream(body),
				u32ToBytes(body.epoch),
				writeFrame(...body.members.map(uuidToBytes)),
				body.commitment,
				body.older,
				body.before,
				writeFrame(...body.wraps)
			);
		case 'policy':
			return writeFrame(textToBytes(body.name), u32ToBytes(body.value));
		case 'prune':
			return writeFrame(
				...writeStream(body),
				body.snapshot,
				writeFrame(...body.ends.map((end) => writeFrame(uuidToBytes(end.device), u32ToBytes(end.seq), end.hash)))
			);
		case 'backup-key':
			return writeFrame(textToBytes(body.recipient));
		case 'check-in-key':
			return writeFrame(u32ToBytes(body.epoch), body.publicKey);
	}
}

/** The body, or null when it is not whole. */
function readBody(kind: LogKind, bytes: Uint8Array): LogBody | null {
	const fields = readFields(bytes);
	const whole = (body: LogBody): LogBody | null => (fields.isWhole() ? body : null);
	switch (kind) {
		case 'root': {
			const rootKey = fields.take(32);
			const certificate = readCertificate(fields.take());
			return certificate && whole({ kind, rootKey, certificate });
		}
		case 'certificate': {
			const certificate = readCertificate(bytes);
			return certificate && { kind, certificate };
		}
		case 'revocation': {
			const device = bytesToUuid(fields.take(16));
			const cutOffs = fields.takeList().map(readCutOff);
			const sound = cutOffs.filter((cutOff) => cutOff !== null);
			return sound.length === cutOffs.length ? whole({ kind, device, cutOffs: sound }) : null;
		}
		case 'epoch': {
			const ref = readStream(fields);
			const epoch = fields.takeU32();
			const ids = fields.takeList(mostMembers);
			const commitment = fields.take(32);
			const older = fields.take();
			const before = fields.take(32);
			const wraps = fields.takeList(mostMembers);
			if (!ref || ids.some((id) => id.length !== 16) || wraps.some((wrap) => wrap.length !== wrapLength)) return null;
			return whole({ kind, ...ref, epoch, members: ids.map(bytesToUuid), commitment, older, before, wraps });
		}
		case 'policy': {
			const name = fields.takeText(64);
			return whole({ kind, name, value: fields.takeU32() });
		}
		case 'prune': {
			const ref = readStream(fields);
			const snapshot = fields.take(32);
			const ends = fields.takeList().map(readEnd);
			const sound = ends.filter((end) => end !== null);
			return ref && sound.length === ends.length ? whole({ kind, ...ref, snapshot, ends: sound }) : null;
		}
		case 'backup-key':
			return whole({ kind, recipient: fields.takeText(256) });
		case 'check-in-key': {
			const epoch = fields.takeU32();
			return whole({ kind, epoch, publicKey: fields.take(32) });
		}
	}
}

function readCutOff(bytes: Uint8Array): (StreamRef & Omit<ChainEnd, 'device'>) | null {
	const fields = readFields(bytes);
	const ref = readStream(fields);
	const seq = fields.takeU32();
	const hash = fields.take(32);
	return ref && fields.isWhole() ? { ...ref, seq, hash } : null;
}

function readEnd(bytes: Uint8Array): ChainEnd | null {
	const fields = readFields(bytes);
	const device = bytesToUuid(fields.take(16));
	const seq = fields.takeU32();
	const hash = fields.take(32);
	return fields.isWhole() ? { device, seq, hash } : null;
}
