/**
 * Turns what waits in the outbox into sealed envelopes of this device's chains.
 *
 * Who may call it: `push.ts` and `snapshot.ts`.
 *
 * What must stay true:
 * - An envelope lies on the shelf before it is sent, in the same transaction that takes its contents out of the outbox:
 *   a crash loses nothing and never makes two envelopes for one place.
 * - It is sealed under the newest epoch of the log it names.
 * - What cannot go is set apart with its reason; the rest goes on.
 * - Nothing goes to a stream that was closed meanwhile, whether it waited, was set apart, or was sealed already.
 */
import { bytesToText, bytesToU32, textToBytes, u32ToBytes } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import { sha256 } from '$lib/crypto/digest';
import { sign, type SigningKey } from '$lib/crypto/signature';
import { openFromStream, sealForStream } from '$lib/crypto/stream-key';
import type { Change } from '$lib/domain/change';
import type { GroupId } from '$lib/domain/ids';
import type { Ledger } from '$lib/domain/ledger';
import type { LedgerRow } from '$lib/domain/ledger-row';
import { isHersToRepeat, mayStillGo, wholeOf, type StreamOf } from '$lib/domain/sharing';
import { isPlaceOf, latestEpoch, type Directory } from '$lib/protocol/directory';
import {
	envelopeAad,
	envelopeSigned,
	readEnvelope,
	writeEnvelope,
	writeHeader,
	type EnvelopeHeader
} from '$lib/protocol/envelope';
import { readFields, writeFrame } from '$lib/protocol/frame';
import { mayByRole, writerRoles } from '$lib/protocol/roles';
import { organisationStreams, streamName, type StreamRef } from '$lib/protocol/stream';
import type { WaitingEntry } from '$lib/storage/outbox';
import { chainName, chainsOf, extendChain, readChain, shortId, writeChain, type Chain } from './chain';
import { mayMakeStream, type StreamKeys } from './epochs';
import { packPayloads, unpackPayload, type Contents, type Packed } from './payload';
import type { SyncFault } from './people-view';
import { senderOf } from './sender';
import type { Stage } from './vault-port';

export interface PackDeps {
	readonly device: string;
	readonly signingKey: SigningKey;
	readonly directory: Directory;
	readonly keys: Pick<StreamKeys, 'get'>;
	readonly stage: Stage;
	readonly ledger: () => Ledger;
	readonly today: Day;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Days since 1970. */
	readonly dayNumber: number;
	readonly newId: () => string;
}

/** What a stream cannot take now. */
export type StreamState = 'open' | 'no-stream' | 'not-reader' | 'no-key';

/** Whether this device can seal into a stream. */
export function streamStateOf(
	{ directory, device, keys }: Pick<PackDeps, 'directory' | 'device' | 'keys'>,
	ref: StreamRef
): StreamState {
	const stream = directory.streams.get(streamName(ref));
	const mine = directory.devices.get(device);
	if (!isPlaceOf(directory.org, ref)) return 'not-reader';
	if (!stream) return mayMakeStream(directory, device, ref) ? 'no-stream' : 'not-reader';
	const last = latestEpoch(stream);
	const mayWrite = mine !== undefined && mayByRole(writerRoles, mine.roles, ref.stream);
	if (!last.members.includes(device) || !mayWrite || mine.revoked) return 'not-reader';
	return keys.get(ref, last.epoch) ? 'open' : 'no-key';
}

/** Entries of the outbox by their stream, oldest first. */
export function waitingByStream(waiting: readonly WaitingEntry[]): ReadonlyMap<string, readonly WaitingEntry[]> {
	const byStream = new Map<string, WaitingEntry[]>();
	for (const one of waiting) {
		const name = streamName(one.entry);
		byStream.set(name, [...(byStream.get(name) ?? []), one]);
	}
	return byStream;
}

/** Seals everything that can go into the stage. Answers the outbox ids that were taken over. */
export async function packOutbox(deps: PackDeps, waiting: readonly WaitingEntry[]): Promise<readonly string[]> {
	const sent: string[] = [];
	for (const entries of waitingByStream(waiting).values()) {
		const [first] = entries;
		if (!first) continue;
		const { group, stream } = first.entry;
		if (streamStateOf(deps, { group, stream }) !== 'open') continue;
		if (entries.some(({ entry }) => entry.kind === 'whole'))
			await sealContents(deps, { group, stream }, { rows: rowsToOpenWith(deps, { group, stream }) });
		const changes = entries
			.flatMap(({ entry }) => (entry.kind === 'changes' ? entry.changes : []))
			.filter((change) => mayStillGo(deps.ledger(), { group, stream }, change));
		await sealContents(deps, { group, stream }, { changes });
		noteWithdrawn(deps.stage, { group, stream }, changes);
		if (changes.length > 0)
			keepSealedSince(deps.stage, { group, stream }, sealedSince(deps.stage, { group, stream }) + changes.length);
		sent.push(...entries.map(({ id }) => id));
	}
	return sent;
}

/** Everything a stream holds that this device may repeat there. */
export const rowsToSend = (
	{ ledger, device, directory }: Pick<PackDeps, 'ledger' | 'device' | 'directory'>,
	of: StreamOf
): readonly LedgerRow[] =>
	wholeOf(ledger(), of.group, of.stream).filter((row) =>
		isHersToRepeat(of, row, device, (author) => senderOf(directory, author, of).leads)
	);

/**
 * What this device brings into a stream that opens for it. One of the organisation has been there before: what others wrote
 * came here through it, and need not go back.
 */
const rowsToOpenWith = (deps: PackDeps, of: StreamOf): readonly LedgerRow[] =>
	organisationStreams.has(of.stream)
		? rowsToSend(deps, of).filter(([, , cells]) =>
				Object.values(cells).some(({ heads }) => heads.some(({ dev }) => dev === deps.device))
			)
		: rowsToSend(deps, of);

/** Seals contents into this device's chain of a stream, in as few envelopes as padding allows. */
export async function sealContents(deps: PackDeps, ref: StreamOf, contents: Contents): Promise<void> {
	const { stage, device, today, directory } = deps;
	const seen = [...chainsOf(stage, ref)].flatMap(([peer, chain]) =>
		peer === device || chain.seq === 0 || !directory.devices.has(peer)
			? []
			: [[peer, chain.seq, shortId(chain)] as [string, number, string]]
	);
	const packed = await packPayloads(contents, { day: today, seen });
	for (const { padded, count } of packed.payloads) sealNext(deps, ref, padded, count);
	if (packed.tooLarge.length > 0) keepTooLarge(deps, ref, contents, packed);
}

function keepTooLarge(deps: PackDeps, ref: StreamOf, contents: Contents, { tooLarge }: Packed): void {
	const changes = 'changes' in contents ? tooLarge.flatMap((at) => contents.changes[at] ?? []) : [];
	keepStuck(deps, { ...ref, why: 'too-large', changes });
}

function sealNext(
	{ stage, directory, device, keys, signingKey, dayNumber }: PackDeps,
	ref: StreamRef,
	padded: Uint8Array,
	count: number
): void {
	const stream = directory.streams.get(streamName(ref));
	const epoch = stream ? latestEpoch(stream).epoch : 0;
	const key = keys.get(ref, epoch);
	if (!key) throw new Error('Sealing into a stream without its key');
	const chain = readChain(stage.get(chainName(ref, device)));
	const { seq, hash } = directory.head;
	const header: EnvelopeHeader = {
		org: directory.org,
		group: ref.group,
		stream: ref.stream,
		epoch,
		device,
		seq: chain.seq + 1,
		prev: chain.hash,
		logSeq: seq,
		logHead: hash
	};
	const headerBytes = writeHeader(header);
	const box = sealForStream(key, envelopeAad(headerBytes), padded);
	const bytes = writeEnvelope(
		headerBytes,
		box,
		sign(
			signingKey,
			envelopeSigned((bytes) => sha256(bytes), headerBytes, box)
		)
	);
	stage.keep(sentName(ref, header.seq), writeFrame(bytes, u32ToBytes(count)));
	stage.keep(chainName(ref, device), writeChain(extendChain(chain, sha256(bytes), seq, dayNumber)));
}

/** An own envelope on the shelf. */
export interface SentEnvelope {
	readonly ref: StreamRef;
	readonly seq: number;
	readonly bytes: Uint8Array;
	/** Changes or rows in it. */
	readonly count: number;
}

const sentName = (ref: StreamRef, seq: number): string => `sent/${streamName(ref)}/${seq}`;
const ackedName = (ref: StreamRef): string => `acked/${streamName(ref)}`;

/** How far the server has confirmed our chain of a stream. */
export const ackedSeq = (shelf: Pick<Stage, 'get'>, ref: StreamRef): number => {
	const bytes = shelf.get(ackedName(ref));
	return bytes?.length === 4 ? bytesToU32(bytes) : 0;
};

export const keepAcked = (stage: Stage, ref: StreamRef, seq: number): void => {
	if (ackedSeq(stage, ref) !== seq) stage.keep(ackedName(ref), u32ToBytes(seq));
	if (seq > everAcked(stage, ref)) stage.keep(everAckedName(ref), u32ToBytes(seq));
};

const everAckedName = (ref: StreamRef): string => `ever-acked/${streamName(ref)}`;

/** How far the server ever confirmed our chain, whatever it has lost since: others may have come so far. */
const everAcked = (shelf: Pick<Stage, 'get'>, ref: StreamRef): number => {
	const bytes = shelf.get(everAckedName(ref));
	return bytes?.length === 4 ? bytesToU32(bytes) : 0;
};

/** Own envelopes that the server has not confirmed, chain by chain and in order. */
export function pendingOn(shelf: Pick<Stage, 'get' | 'names'>): readonly SentEnvelope[] {
	const pending = shelf.names('sent/').flatMap((name) => {
		const place = placeOfName(name);
		if (place.seq <= ackedSeq(shelf, place.ref)) return [];
		const sent = readSent(shelf, name);
		return sent ? [sent] : [];
	});
	return pending.sort((a, b) => {
		const [one, other] = [streamName(a.ref), streamName(b.ref)];
		return one < other ? -1 : one > other ? 1 : a.seq - b.seq;
	});
}

function placeOfName(name: string): { readonly ref: StreamRef; readonly seq: number } {
	const [, group = '', kind = '', seq = ''] = name.split('/');
	return { ref: { group, stream: kind as StreamRef['stream'] }, seq: Number(seq) }; // our own shelf: `sentName` wrote it
}

function readSent(shelf: Pick<Stage, 'get'>, name: string): SentEnvelope | null {
	const kept = shelf.get(name);
	if (!kept) return null;
	const fields = readFields(kept);
	const bytes = fields.take();
	const count = fields.takeU32();
	return fields.isWhole() ? { ...placeOfName(name), bytes, count } : null;
}

/** Takes own envelopes up to a place off the shelf: a snapshot stands for them. */
export function forgetSent(stage: Stage, ref: StreamRef, upTo: number): void {
	for (const name of stage.names(`sent/${streamName(ref)}/`)) if (placeOfName(name).seq <= upTo) stage.forget(name);
}

/**
 * Takes own envelopes that were never confirmed back, from a place on, and seals what was in them again under the newest
 * epoch; `without` one of them, whose contents are set apart as stuck. When the stream cannot be written now, all of them
 * are. False when one does not open any more, which leaves everything as it was.
 */
export async function resealFrom(
	deps: PackDeps,
	ref: StreamRef,
	from: number,
	without?: { readonly seq: number; readonly why: SyncFault }
): Promise<boolean> {
	const opened = openPending(deps, ref, from);
	if (!opened) return false;
	takeBack(deps, ref, opened);
	const isOpen = streamStateOf(deps, ref) === 'open';
	for (const { seq, count, padded } of opened) {
		if (isOpen && seq !== without?.seq) {
			sealNext(deps, ref, padded, count);
			continue;
		}
		const payload = await unpackPayload(padded);
		const changes = payload.ok ? (payload.value.changes ?? []) : [];
		keepStuck(deps, { group: ref.group as GroupId, stream: ref.stream, why: without?.why ?? 'not-reader', changes }); // our own chains are of groups of ours
	}
	return true;
}

/**
 * Takes back what was sealed and never confirmed for streams that were closed meanwhile. That they were closed is sealed
 * again, and goes. Nothing to do for an envelope that does not open: its stream has no key here, so none was sealed.
 */
export async function takeBackClosed(deps: PackDeps): Promise<void> {
	const { stage, ledger } = deps;
	const refs = new Map(pendingOn(stage).map(({ ref }) => [streamName(ref), ref]));
	for (const ref of refs.values()) {
		const of: StreamOf = { group: ref.group as GroupId, stream: ref.stream }; // our own chains are of groups of ours
		if (mayStillGo(ledger(), of, { table: 'group' })) continue;
		const opened = openPending(deps, ref, everAcked(stage, ref) + 1);
		if (!opened) continue;
		const contents = await Promise.all(opened.map(({ padded }) => unpackPayload(padded)));
		const payloads = contents.flatMap((payload) => (payload.ok ? [payload.value] : []));
		const changes = payloads.flatMap((payload) => payload.changes ?? []);
		const left = changes.filter((change) => mayStillGo(ledger(), of, change));
		const isAllTold = left.length === changes.length && payloads.every(({ rows = [] }) => rows.length === 0);
		if (isAllTold && payloads.length === opened.length) continue;
		takeBack(deps, ref, opened);
		if (streamStateOf(deps, ref) === 'open') await sealContents(deps, of, { changes: left });
	}
}

interface OpenedEnvelope {
	readonly seq: number;
	readonly count: number;
	readonly prev: Uint8Array;
	readonly padded: Uint8Array;
}

/** Own envelopes that were never confirmed, from a place on, opened; null when there are none or one does not open. */
function openPending({ stage, keys }: PackDeps, ref: StreamRef, from: number): readonly OpenedEnvelope[] | null {
	const pending = pendingOn(stage).filter((one) => streamName(one.ref) === streamName(ref) && one.seq >= from);
	const opened = pending.flatMap(({ bytes, seq, count }): readonly OpenedEnvelope[] => {
		const read = readEnvelope(bytes);
		const key = read.ok ? keys.get(ref, read.value.header.epoch) : null;
		const text = read.ok && key ? openFromStream(key, envelopeAad(read.value.headerBytes), read.value.box) : null;
		return read.ok && text?.ok ? [{ seq, count, prev: read.value.header.prev, padded: text.value }] : [];
	});
	return opened.length === 0 || opened.length < pending.length ? null : opened;
}

/** Winds our chain back to before the first of these, and forgets them. */
function takeBack({ stage, device }: PackDeps, ref: StreamRef, opened: readonly OpenedEnvelope[]): void {
	const [first] = opened;
	if (!first) return;
	const chain = readChain(stage.get(chainName(ref, device)));
	const rewound: Chain = {
		...chain,
		seq: first.seq - 1,
		hash: first.prev,
		recent: chain.recent.slice(0, Math.max(0, chain.recent.length - (chain.seq - first.seq + 1)))
	};
	for (const { seq } of opened) stage.forget(sentName(ref, seq));
	stage.keep(chainName(ref, device), writeChain(rewound));
}

const countName = (ref: StreamRef): string => `count/${streamName(ref)}`;

/** Own changes sealed into a stream since the last snapshot. */
export const sealedSince = (shelf: Pick<Stage, 'get'>, ref: StreamRef): number => {
	const bytes = shelf.get(countName(ref));
	return bytes?.length === 4 ? bytesToU32(bytes) : 0;
};

export const keepSealedSince = (stage: Stage, ref: StreamRef, count: number): void =>
	stage.keep(countName(ref), u32ToBytes(count));

/** A field of a row, as it stands on the shelf. */
export type WithdrawnLink = readonly [table: string, row: string, field: string];

const withdrawnName = (ref: StreamRef): string => `withdrawn/${streamName(ref)}`;

/** Links of rows that were taken out of a stream's group; a snapshot must say so, though the rows are nowhere now. */
export function withdrawnFrom(shelf: Pick<Stage, 'get'>, ref: StreamRef): readonly WithdrawnLink[] {
	const bytes = shelf.get(withdrawnName(ref));
	return bytes ? (JSON.parse(bytesToText(bytes)) as WithdrawnLink[]) : []; // our own shelf: `noteWithdrawn` wrote it
}

/** Remembers the links that these changes of a stream cut. */
export function noteWithdrawn(stage: Stage, ref: StreamRef, changes: readonly Change[]): void {
	const cut = changes.filter(({ field, value }) => value === null && (field === 'groupId' || field === 'sessionId'));
	if (cut.length === 0) return;
	const links = [
		...withdrawnFrom(stage, ref),
		...cut.map(({ table, row, field }): WithdrawnLink => [table, row, field])
	];
	const once = new Map(links.map((link) => [link.join('/'), link]));
	stage.keep(withdrawnName(ref), textToBytes(JSON.stringify([...once.values()])));
}

/** Contents that will not go: changes, or (when there are none) everything a stream holds. */
export interface StuckRecord extends StreamOf {
	readonly why: SyncFault;
	readonly changes: readonly Change[];
}

function keepStuck({ stage, newId, now }: PackDeps, record: StuckRecord): void {
	stage.keep(`stuck/${newId()}`, textToBytes(JSON.stringify({ ...record, since: now })));
}

/** What is set apart, by its id. */
export const stuckOn = (
	shelf: Pick<Stage, 'get' | 'names'>
): ReadonlyMap<string, StuckRecord & { readonly since: number }> =>
	new Map(
		shelf.names('stuck/').flatMap((name) => {
			const bytes = shelf.get(name);
			if (!bytes) return [];
			const record = JSON.parse(bytesToText(bytes)) as StuckRecord & { since: number }; // our own shelf: `keepStuck` wrote it
			return [[name.slice('stuck/'.length), record]];
		})
	);
