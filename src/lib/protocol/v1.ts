/**
 * The API between phones and server, version 1: paths, and what bodies hold. The only description both ends share.
 *
 * Bodies of requests and of everything sealed are frames (`frame.ts`) as `application/octet-stream`; small answers are
 * JSON of the schemas below, from which the API document is generated. Every request is signed (`request.ts`) except an
 * enrolment, which proves itself, ballots, which must not say whose they are, and reading what an inviter revealed or what
 * a ticket asks. The signer is a device of the organisation in the path; making an organisation is signed by the device its
 * first log entry certifies. The root key, named by zeros, may read the log and append one certificate.
 *
 * What must stay true: both ends read with limits (`limits.ts`), whole or not at all.
 */
import * as z from 'zod/mini';
import { bytesToHex, bytesToUuid, u32ToBytes, uuidToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { byteOf, numberToBytes, readFields, readFrame, writeFrame, type FrameDamaged } from './frame';
import { letterSize, mostEntriesInAppend, mostEntriesInPull, mostEnvelopesInPull, mostEnvelopesInPush } from './limits';
import type { ChainEnd } from './log-entry';
import { byteToStream, streamBytes, type StreamRef } from './stream';

export const binaryType = 'application/octet-stream';
export const apiRoot = '/api/v1';

const orgRoot = (org: Uint8Array): string => `${apiRoot}/organisations/${bytesToHex(org)}`;

/** Where each request goes. */
export const paths = {
	/** POST a frame of log entries, the root first. */
	organisations: `${apiRoot}/organisations`,
	/** GET `?after=<seq>` (-1 for all): entries after it. POST `writeAppend`. */
	log: (org: Uint8Array) => `${orgRoot(org)}/log`,
	/** POST a frame of envelopes. */
	envelopes: (org: Uint8Array) => `${orgRoot(org)}/envelopes`,
	/** GET `?log=<seq>&after=<position>`: everything new. */
	changes: (org: Uint8Array) => `${orgRoot(org)}/changes`,
	/** GET `?after=<position>&until=<position>`: one stream's past, for who has just become its reader. */
	stream: (org: Uint8Array, { group, stream }: StreamRef) => `${orgRoot(org)}/streams/${group}/${stream}`,
	/** GET `?device=<uuid>`: the ends of a device's chains, to be named in a revocation. */
	heads: (org: Uint8Array) => `${orgRoot(org)}/heads`,
	/** POST an invite record; GET the invites this device made. */
	invites: (org: Uint8Array) => `${orgRoot(org)}/invites`,
	/** POST an enrolment. Not signed. */
	enrolment: (org: Uint8Array, invite: string) => `${orgRoot(org)}/invites/${invite}/enrolment`,
	/** POST the nonce that the invite promised, when an enrolment has arrived. GET it, not signed. */
	reveal: (org: Uint8Array, invite: string) => `${orgRoot(org)}/invites/${invite}/reveal`,
	/** POST `writeLetters`; GET those for this device. */
	letters: (org: Uint8Array) => `${orgRoot(org)}/letters`,
	/** POST a frame of letter ids that are safe with their reader. */
	lettersTaken: (org: Uint8Array) => `${orgRoot(org)}/letters/taken`,
	/** POST `writeBatch`; GET those this device may know of. */
	batches: (org: Uint8Array) => `${orgRoot(org)}/ballots`,
	/** POST `writeCast`, not signed. GET the ballots of a closed batch, for check-in readers. */
	ballots: (org: Uint8Array, batch: string) => `${orgRoot(org)}/ballots/${batch}`,
	/** POST nothing: the batch takes no more ballots, if it has enough. */
	closing: (org: Uint8Array, batch: string) => `${orgRoot(org)}/ballots/${batch}/closing`,
	/** POST nothing: the ballots were counted and are deleted. */
	opened: (org: Uint8Array, batch: string) => `${orgRoot(org)}/ballots/${batch}/opened`,
	/** POST the sealed questions of a batch, as its maker. GET them, not signed: only a ticket opens them. */
	questions: (org: Uint8Array, batch: string) => `${orgRoot(org)}/ballots/${batch}/questions`,
	/** GET a stream of empty hints that something is new. */
	hints: (org: Uint8Array) => `${orgRoot(org)}/hints`,
	openapi: `${apiRoot}/openapi.json`
} as const;

/** What became of each envelope of a push, in its order. */
export const PushOutcome = z.enum([
	'stored',
	/** The same bytes lie there already. */
	'known',
	/** A newer epoch has begun: seal it again. */
	'epoch-outdated',
	/** The server has not got the one before it. */
	'chain-gap',
	/** Another envelope lies at its place: somebody else writes as this device. */
	'chain-forked',
	/** Not a reader of the stream, or the stream is unknown. */
	'not-reader',
	'refused'
]);
export type PushOutcome = z.infer<typeof PushOutcome>;
export const PushAnswer = z.object({ outcomes: z.array(PushOutcome) });
export type PushAnswer = z.infer<typeof PushAnswer>;

export const AppendAnswer = z.object({ seq: z.int() });
export type AppendAnswer = z.infer<typeof AppendAnswer>;

export const InviteState = z.object({
	invite: z.string(),
	/** Seconds since 1970. */
	expires: z.int(),
	/** Enrolments with the right proof, as base64 of their frames; the first came first. */
	enrolments: z.array(z.string()),
	/** How often somebody tried after the first, or with a wrong proof. */
	refused: z.int()
});
export type InviteState = z.infer<typeof InviteState>;
export const InvitesAnswer = z.object({ invites: z.array(InviteState) });
export type InvitesAnswer = z.infer<typeof InvitesAnswer>;

export const Done = z.object({ done: z.literal(true) });

/** A page of the log. */
export interface LogPage {
	/** The newest entry the server has. */
	readonly headSeq: number;
	readonly entries: readonly Uint8Array[];
}

export const writeLogPage = ({ headSeq, entries }: LogPage): Uint8Array =>
	writeFrame(u32ToBytes(headSeq), writeFrame(...entries));

/** Never throws. */
export function readLogPage(bytes: Uint8Array): Result<LogPage, FrameDamaged> {
	const fields = readFields(bytes);
	const page = { headSeq: fields.takeU32(), entries: fields.takeList(mostEntriesInPull) };
	return fields.isWhole() ? ok(page) : err({ type: 'FrameDamaged' });
}

/** Entries to append after the entry at `after`; refused with `LogMoved` when the log has grown since. */
export interface Append {
	readonly after: number;
	readonly entries: readonly Uint8Array[];
}

export const writeAppend = ({ after, entries }: Append): Uint8Array =>
	writeFrame(u32ToBytes(after), writeFrame(...entries));

/** Never throws. */
export function readAppend(bytes: Uint8Array): Result<Append, FrameDamaged> {
	const fields = readFields(bytes);
	const append = { after: fields.takeU32(), entries: fields.takeList(mostEntriesInAppend) };
	return fields.isWhole() && append.entries.length > 0 ? ok(append) : err({ type: 'FrameDamaged' });
}

export const writeEnvelopes = (envelopes: readonly Uint8Array[]): Uint8Array => writeFrame(...envelopes);

/** Never throws. */
export function readEnvelopes(bytes: Uint8Array): Result<readonly Uint8Array[], FrameDamaged> {
	const envelopes = readFrame(bytes, mostEnvelopesInPush);
	return envelopes.ok && envelopes.value.length === 0 ? err({ type: 'FrameDamaged' }) : envelopes;
}

/** The end of one chain as the server has it. */
export type ChainHead = StreamRef & ChainEnd;

export const writeHeads = (heads: readonly ChainHead[]): Uint8Array =>
	writeFrame(
		...heads.map(({ group, stream, device, seq, hash }) =>
			writeFrame(uuidToBytes(group), byteOf(streamBytes[stream]), uuidToBytes(device), u32ToBytes(seq), hash)
		)
	);

/** Never throws. */
export function readHeads(bytes: Uint8Array): Result<readonly ChainHead[], FrameDamaged> {
	const frames = readFrame(bytes);
	if (!frames.ok) return frames;
	const heads: ChainHead[] = [];
	for (const frame of frames.value) {
		const fields = readFields(frame);
		const group = bytesToUuid(fields.take(16));
		const stream = byteToStream(fields.takeByte());
		const device = bytesToUuid(fields.take(16));
		const head = { group, device, seq: fields.takeU32(), hash: fields.take(32) };
		if (!fields.isWhole() || !stream) return err({ type: 'FrameDamaged' });
		heads.push({ ...head, stream });
	}
	return ok(heads);
}

/** Everything new for one device. `position` is where to go on; `more`: ask again at once. */
export interface ChangesPage {
	readonly log: LogPage;
	readonly position: number;
	readonly more: boolean;
	/** The ends of the asking device's own chains. */
	readonly heads: readonly ChainHead[];
	readonly envelopes: readonly Uint8Array[];
	/** How many letters wait for the device. */
	readonly letters: number;
}

export const writeChanges = (page: ChangesPage): Uint8Array =>
	writeFrame(
		writeLogPage(page.log),
		numberToBytes(page.position),
		byteOf(page.more ? 1 : 0),
		writeHeads(page.heads),
		writeFrame(...page.envelopes),
		u32ToBytes(page.letters)
	);

/** Never throws. */
export function readChanges(bytes: Uint8Array): Result<ChangesPage, FrameDamaged> {
	const fields = readFields(bytes);
	const log = readLogPage(fields.take());
	const position = fields.takeNumber();
	const more = fields.takeByte();
	const heads = readHeads(fields.take());
	const envelopes = fields.takeList(mostEnvelopesInPull);
	const letters = fields.takeU32();
	if (!fields.isWhole() || !log.ok || !heads.ok || more > 1) return err({ type: 'FrameDamaged' });
	return ok({ log: log.value, position, more: more === 1, heads: heads.value, envelopes, letters });
}

/** A part of one stream's past. */
export interface StreamPage {
	readonly position: number;
	readonly more: boolean;
	readonly envelopes: readonly Uint8Array[];
}

export const writeStreamPage = ({ position, more, envelopes }: StreamPage): Uint8Array =>
	writeFrame(numberToBytes(position), byteOf(more ? 1 : 0), writeFrame(...envelopes));

/** Never throws. */
export function readStreamPage(bytes: Uint8Array): Result<StreamPage, FrameDamaged> {
	const fields = readFields(bytes);
	const position = fields.takeNumber();
	const more = fields.takeByte();
	const envelopes = fields.takeList(mostEnvelopesInPull);
	return fields.isWhole() && more <= 1 ? ok({ position, more: more === 1, envelopes }) : err({ type: 'FrameDamaged' });
}

/** A letter sealed to one device: `letterSize` bytes under a random id. */
export interface Letter {
	readonly letter: string;
	/** Whose it is; only in what is sent. */
	readonly recipient: string;
	readonly box: Uint8Array;
}

export const writeLetters = (letters: readonly Letter[]): Uint8Array =>
	writeFrame(
		...letters.map(({ letter, recipient, box }) => writeFrame(uuidToBytes(letter), uuidToBytes(recipient), box))
	);

/** Never throws. */
export function readLetters(bytes: Uint8Array): Result<readonly Letter[], FrameDamaged> {
	const frames = readFrame(bytes, 512);
	if (!frames.ok) return frames;
	const letters: Letter[] = [];
	for (const frame of frames.value) {
		const fields = readFields(frame);
		const letter = bytesToUuid(fields.take(16));
		const recipient = bytesToUuid(fields.take(16));
		const box = fields.take(letterSize);
		if (!fields.isWhole()) return err({ type: 'FrameDamaged' });
		letters.push({ letter, recipient, box });
	}
	return ok(letters);
}

/** Ids, for example of letters that were taken. */
export const writeIds = (ids: readonly string[]): Uint8Array => writeFrame(...ids.map(uuidToBytes));

/** Never throws. */
export function readIds(bytes: Uint8Array): Result<readonly string[], FrameDamaged> {
	const frames = readFrame(bytes, 512);
	if (!frames.ok) return frames;
	return frames.value.every((id) => id.length === 16)
		? ok(frames.value.map(bytesToUuid))
		: err({ type: 'FrameDamaged' });
}
