/**
 * The envelope: what one device sends into one stream, as the server and every reader see it before opening.
 *
 * Who may call it: `sync/`, which seals and opens, and the server, which checks and stores. Neither the text inside nor
 * any key passes through here.
 *
 * What must stay true:
 * - The header is authenticated twice: as the associated data of the box and under the signature. So a box cannot be put
 *   into another group, stream, epoch, device or place (threat A6: moved, reordered or replayed envelopes).
 * - Each names the one before it in its chain, and the head of the log its sender knew (threat A6: gaps and forks).
 * - Its id is the hash of all its bytes.
 *
 * Layout: frame of header (a frame) · box · signature (64). Header: suite (1) · organisation (32) · group (16) · stream (1) ·
 * epoch (u32) · device (16) · seq (u32, from 1) · id of the envelope before (32, zeros for the first) · log seq (u32) · log head (32).
 */
import { bytesToUuid, u32ToBytes, uuidToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { byteOf, readFields, readFrame, signedBytes, writeFrame, type FrameDamaged } from './frame';
import { largestEnvelope, suite } from './limits';
import type { SuiteUnknown } from './log-entry';
import { byteToStream, streamBytes, type StreamRef } from './stream';

export interface EnvelopeHeader extends StreamRef {
	readonly org: Uint8Array;
	readonly epoch: number;
	readonly device: string;
	readonly seq: number;
	readonly prev: Uint8Array;
	readonly logSeq: number;
	readonly logHead: Uint8Array;
}

export interface Envelope {
	readonly header: EnvelopeHeader;
	/** The header as it came: what is authenticated. */
	readonly headerBytes: Uint8Array;
	/** Nonce, ciphertext and tag. */
	readonly box: Uint8Array;
	readonly signature: Uint8Array;
}

/** The bytes of a header. */
export const writeHeader = (header: EnvelopeHeader): Uint8Array =>
	writeFrame(
		byteOf(suite),
		header.org,
		uuidToBytes(header.group),
		byteOf(streamBytes[header.stream]),
		u32ToBytes(header.epoch),
		uuidToBytes(header.device),
		u32ToBytes(header.seq),
		header.prev,
		u32ToBytes(header.logSeq),
		header.logHead
	);

/** What the cipher authenticates beside the text. */
export const envelopeAad = (headerBytes: Uint8Array): Uint8Array => signedBytes('envelope-aad', headerBytes);

/** What the sender signs: header and box through their hash, which `sha256` gives. */
export const envelopeSigned = (
	sha256: (bytes: Uint8Array) => Uint8Array,
	headerBytes: Uint8Array,
	box: Uint8Array
): Uint8Array => signedBytes('envelope-sig', sha256(writeFrame(headerBytes, box)));

/** The bytes of an envelope. */
export const writeEnvelope = (headerBytes: Uint8Array, box: Uint8Array, signature: Uint8Array): Uint8Array =>
	writeFrame(headerBytes, box, signature);

/** The parts of an envelope. Nothing is verified yet. Never throws. */
export function readEnvelope(bytes: Uint8Array): Result<Envelope, FrameDamaged | SuiteUnknown> {
	if (bytes.length > largestEnvelope) return err({ type: 'FrameDamaged' });
	const parts = readFrame(bytes, 3);
	if (!parts.ok) return parts;
	const [headerBytes, box, signature, ...more] = parts.value;
	if (!headerBytes || !box || signature?.length !== 64 || more.length > 0) return err({ type: 'FrameDamaged' });
	const fields = readFields(headerBytes);
	const suiteByte = fields.takeByte();
	const org = fields.take(32);
	const group = bytesToUuid(fields.take(16));
	const stream = byteToStream(fields.takeByte());
	const epoch = fields.takeU32();
	const device = bytesToUuid(fields.take(16));
	const seq = fields.takeU32();
	const prev = fields.take(32);
	const logSeq = fields.takeU32();
	const logHead = fields.take(32);
	if (!fields.isWhole()) return err({ type: 'FrameDamaged' });
	if (suiteByte !== suite || !stream) return err({ type: 'SuiteUnknown' });
	if (seq === 0 || epoch === 0) return err({ type: 'FrameDamaged' });
	const header = { org, group, stream, epoch, device, seq, prev, logSeq, logHead };
	return ok({ header, headerBytes, box, signature });
}
