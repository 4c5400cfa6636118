/**
 * Takes envelopes in: checks each against the verified log, its chain and its key, and gathers what of it may be applied.
 *
 * Who may call it: the engine, with a page of the server and what was parked before.
 *
 * What must stay true:
 * - Nothing is opened before its signature, its place in the log and in its chain fit (threats A6, A12).
 * - What cannot be judged yet is parked and judged again later; what contradicts stops that chain only.
 * - A change is applied only when its sender made it, may write it, and it is plausible; else it is set aside.
 * - What was said once is never changed, whoever asks; only who may make a stream may send rows instead of changes.
 * - Nothing here is believed before the vault committed it together with the place it came from.
 */
import { bytesToHex, bytesToText, hexToBytes, sameBytes, textToBytes, u32ToBytes } from '$lib/base/bytes';
import { isModest, isPlausibleRow, parseRow, type LedgerRow } from '$lib/domain/ledger-row';
import { openFromStream } from '$lib/crypto/stream-key';
import type { Change } from '$lib/domain/change';
import type { GroupId } from '$lib/domain/ids';
import { isPlausible, type Ledger } from '$lib/domain/ledger';
import { createSayingJudge, type SayingJudge } from '$lib/domain/said-once';
import { isHersToRepeat, isHerOwnReport, mayArrive, mayArriveRow, type StreamOf } from '$lib/domain/sharing';
import { cutOffOf, type Directory, type Epoch, type Stream } from '$lib/protocol/directory';
import { envelopeAad, envelopeSigned, readEnvelope, type Envelope, type EnvelopeHeader } from '$lib/protocol/envelope';
import { numberToBytes, readFields, writeFrame } from '$lib/protocol/frame';
import { makerRoles, mayByRole, writerRoles } from '$lib/protocol/roles';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import type { AlarmSeen } from './alarms';
import {
	chainName,
	contradicts,
	extendChain,
	jumpChain,
	placeInChain,
	readChain,
	writeChain,
	type Chain
} from './chain';
import type { StreamKeys } from './epochs';
import { noteWithdrawn } from './pack';
import { unpackPayload, type Payload } from './payload';
import { senderOf } from './sender';
import type { Stage } from './vault-port';
import { strictVerifier } from './verifier';

/** The log against which envelopes are judged: verified, perhaps not committed yet. */
export interface LogView {
	readonly directory: Directory;
	readonly hashAt: (seq: number) => Uint8Array | null;
}

export interface IntakeDeps {
	readonly device: string;
	readonly stage: Stage;
	readonly view: LogView;
	readonly keys: Pick<StreamKeys, 'get'>;
	readonly ledger: () => Ledger;
	/** Days since 1970. */
	readonly today: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** What came of some envelopes; chains, parked ones and the rest are in the stage. */
export interface Intake {
	readonly changes: readonly Change[];
	readonly rows: readonly LedgerRow[];
	readonly alarms: readonly AlarmSeen[];
	/** Envelopes that were taken. */
	readonly taken: number;
	/** Envelopes that name a later log than ours. */
	readonly aheadOfLog: number;
	/** Streams in which an envelope before one that came is missing. */
	readonly gaps: readonly StreamRef[];
}

/** Most envelopes that wait for something; more are left at the server, which keeps them. */
const mostParked = 4000;
/** Most envelopes that wait, unverified, for a log that might name their sender; anybody can make such ones (threat A6). */
const mostStrangers = 50;
/** Most records of changes set aside, and most bytes of all of them: what was packed small may be large (threat A12). */
const mostAside = 200;
const largestAside = 4 * 1024 * 1024;

type Verdict = 'taken' | 'dropped' | 'no-key' | 'gap' | 'log-ahead' | 'newer';

interface Arrived {
	readonly bytes: Uint8Array;
	readonly id: Uint8Array;
	readonly envelope: Envelope;
	parkedAs: string | null;
	isVerified: boolean;
}

/** Judges envelopes and everything parked, until nothing more can be taken. */
export async function takeEnvelopes(deps: IntakeDeps, envelopes: readonly Uint8Array[]): Promise<Intake> {
	const { stage } = deps;
	const changes: Change[] = [];
	const rows: LedgerRow[] = [];
	const alarms: AlarmSeen[] = [];
	let taken = 0;
	// In the order of their chains, or each turn would take only one of many that wait for each other.
	let waiting = [...arrivalsFrom(envelopes, alarms), ...parkedOn(stage)].sort(
		(a, b) => a.envelope.header.seq - b.envelope.header.seq
	);
	const verdicts = new Map<Arrived, Verdict>();
	const sayings = createSayingJudge(deps.ledger());

	for (let hasMoved = true; hasMoved && waiting.length > 0;) {
		hasMoved = false;
		const still: Arrived[] = [];
		for (const arrived of waiting) {
			const verdict = await judge(deps, arrived, { changes, rows, alarms, sayings });
			verdicts.set(arrived, verdict);
			if (verdict === 'taken' || verdict === 'dropped') {
				if (arrived.parkedAs) stage.forget(arrived.parkedAs);
				if (verdict === 'taken') taken++;
				hasMoved = true;
			} else still.push(arrived);
		}
		waiting = still;
	}

	const isStill = (verdict: Verdict) => waiting.filter((arrived) => verdicts.get(arrived) === verdict);
	park(stage, waiting);
	for (const { envelope } of isStill('gap')) {
		const { group, stream, device, seq, prev } = envelope.header;
		// Its author signed what came before it.
		noteProof(deps, { group, stream }, device, seq - 1, prev.subarray(0, 8));
	}
	retryAside(deps, changes, sayings);
	settleProofs(deps, alarms);
	const gaps = new Map(
		isStill('gap').map(({ envelope: { header } }) => [
			streamName(header),
			{ group: header.group, stream: header.stream } satisfies StreamRef
		])
	);
	return { changes, rows, alarms, taken, aheadOfLog: isStill('log-ahead').length, gaps: [...gaps.values()] };
}

/** Keeps what waits, apart: what is verified and what nobody vouches for yet. */
function park(stage: Stage, waiting: readonly Arrived[]): void {
	const room = {
		[parkedPrefix]: mostParked - stage.names(parkedPrefix).length,
		[strangerPrefix]: mostStrangers - stage.names(strangerPrefix).length
	};
	for (const { parkedAs, isVerified, id, bytes } of waiting) {
		const prefix = isVerified ? parkedPrefix : strangerPrefix;
		if (parkedAs?.startsWith(prefix)) continue;
		if (parkedAs) stage.forget(parkedAs);
		if (room[prefix] <= 0) continue;
		stage.keep(`${prefix}${bytesToHex(id)}`, bytes.slice());
		room[prefix]--;
	}
}

const parkedPrefix = 'parked/';
const strangerPrefix = 'stranger/';

function arrivalsFrom(envelopes: readonly Uint8Array[], alarms: AlarmSeen[]): readonly Arrived[] {
	const seen = new Set<string>();
	return envelopes.flatMap((bytes) => {
		const read = readEnvelope(bytes);
		if (!read.ok) {
			alarms.push({ type: read.error.type === 'SuiteUnknown' ? 'AppOutdated' : 'GhostDevice', device: '' });
			return [];
		}
		const id = strictVerifier.sha256(bytes);
		if (seen.has(bytesToHex(id))) return [];
		seen.add(bytesToHex(id));
		return [{ bytes, id, envelope: read.value, parkedAs: null, isVerified: false }];
	});
}

const parkedOn = (stage: Stage): readonly Arrived[] =>
	[...stage.names(parkedPrefix), ...stage.names(strangerPrefix)].flatMap((name) => {
		const bytes = stage.get(name);
		const read = bytes && readEnvelope(bytes);
		if (!bytes || !read?.ok) return [];
		// A device keeps its keys for ever, so what was verified once is not verified again with every page.
		const isVerified = name.startsWith(parkedPrefix);
		return [{ bytes, id: strictVerifier.sha256(bytes), envelope: read.value, parkedAs: name, isVerified }];
	});

interface Gathering {
	readonly changes: Change[];
	readonly rows: LedgerRow[];
	readonly alarms: AlarmSeen[];
	readonly sayings: SayingJudge;
}

async function judge(deps: IntakeDeps, arrived: Arrived, gathering: Gathering): Promise<Verdict> {
	const { stage, view, keys } = deps;
	const { directory } = view;
	const { id, envelope } = arrived;
	const { header } = envelope;
	const drop = (type?: AlarmSeen['type'], device = header.device): Verdict => {
		if (type) gathering.alarms.push({ type, device });
		return 'dropped';
	};

	if (!sameBytes(header.org, directory.org)) return drop('GhostDevice', '');
	const stream = directory.streams.get(streamName(header));
	const kept = readChain(stage.get(chainName(header, header.device)));
	// What we hold already is never news, whoever repeats it.
	if (header.seq <= kept.seq && kept.seq > 0 && !contradicts(kept, header.seq, id)) return 'dropped';
	const device = directory.devices.get(header.device);
	if (device && !arrived.isVerified) {
		const signed = envelopeSigned(strictVerifier.sha256, envelope.headerBytes, envelope.box);
		if (!strictVerifier.verifies(device.verifyKey, signed, envelope.signature)) return drop('GhostDevice', '');
		arrived.isVerified = true;
	}
	if (header.logSeq > directory.head.seq) return 'log-ahead';
	if (!device) return drop('GhostDevice', '');
	// It signed, so what follows is its own doing and not the server's.
	if (header.device === deps.device) return drop('DeviceCloned');
	const hash = view.hashAt(header.logSeq);
	if (!hash || !sameBytes(hash, header.logHead)) return drop('LogForked');
	const cutOff = cutOffOf(directory, header.device, header);
	if (cutOff && header.seq > cutOff.seq) return drop();
	if (cutOff && header.seq === cutOff.seq && !sameBytes(cutOff.hash, id)) return drop('ChainForked');
	const epoch = stream && epochAt(stream, header.logSeq);
	const mayWrite =
		epoch?.epoch === header.epoch &&
		epoch.members.includes(header.device) &&
		device.since <= header.logSeq &&
		mayByRole(writerRoles, device.roles, header.stream);
	if (!stream || !mayWrite) return drop('NotAllowed');

	const chain = jumpChain(kept, stream.pruned.get(header.device));
	if (chain.halted) return 'dropped';
	const place = placeInChain(chain, header.seq, header.prev, id);
	if (place === 'known') return 'dropped';
	if (place === 'gap') return 'gap';
	const setChain = (next: Chain) => stage.keep(chainName(header, header.device), writeChain(next));
	if (place === 'fork' || header.logSeq < chain.logSeq) {
		setChain({ ...chain, halted: true });
		return drop('ChainForked');
	}

	const key = keys.get(header, header.epoch);
	if (!key) return isEverReader(stream, deps.device) ? 'no-key' : 'dropped';
	const advance = () => setChain(extendChain(chain, id, header.logSeq, deps.today));
	const opened = openFromStream(key, envelopeAad(envelope.headerBytes), envelope.box);
	const payload = opened.ok ? await unpackPayload(opened.value) : opened;
	if (!payload.ok) {
		if (payload.error.type === 'PayloadNewer') {
			gathering.alarms.push({ type: 'AppOutdated', device: '' });
			return 'newer';
		}
		// Its sender is to blame: it signed what nobody can read. The chain goes on after it.
		advance();
		return drop('NotAllowed');
	}
	advance();
	if (stream.snapshot && sameBytes(stream.snapshot, id)) stage.keep(`snapshot/${streamName(header)}`, id);
	noteSeen(deps, header, payload.value);
	gather(deps, header, payload.value, gathering);
	return 'taken';
}

/** The epoch that was newest when the log ended at a place. */
const epochAt = (stream: Stream, logSeq: number): Epoch | undefined =>
	stream.epochs.filter((epoch) => epoch.seq <= logSeq).at(-1);

const isEverReader = (stream: Stream, device: string): boolean =>
	stream.epochs.some((epoch) => epoch.members.includes(device));

function gather(deps: IntakeDeps, header: EnvelopeHeader, payload: Payload, gathering: Gathering): void {
	const ledger = deps.ledger();
	const { directory } = deps.view;
	const of: StreamOf = { group: header.group as GroupId, stream: header.stream }; // 16 bytes of a header always read as a UUID
	const from = senderOf(directory, header.device, header);
	const isPassedOver = (table: string) => from.leads && isHerOwnReport(ledger, of, table);
	const aside: Change[] = [];
	for (const change of payload.changes ?? []) {
		if (!isModest(change) || change.dev !== header.device) {
			gathering.alarms.push({ type: 'NotAllowed', device: header.device });
			continue;
		}
		if (isPassedOver(change.table)) continue;
		if (!mayArrive(ledger, of, change, from) || !isPlausible(ledger, change)) {
			aside.push(change);
			continue;
		}
		const saying = gathering.sayings.judge(change);
		if (saying === 'new') gathering.changes.push(change);
		if (saying === 'rewritten') gathering.alarms.push({ type: 'NotAllowed', device: header.device });
	}
	noteWithdrawn(deps.stage, of, payload.changes ?? []);
	if (aside.length > 0) {
		gathering.alarms.push({ type: 'NotAllowed', device: header.device });
		const names = deps.stage.names('aside/');
		const held = names.reduce((sum, name) => sum + (deps.stage.get(name)?.length ?? 0), 0);
		const record = textToBytes(JSON.stringify({ group: header.group, stream: header.stream, changes: aside }));
		if (names.length < mostAside && held + record.length <= largestAside)
			deps.stage.keep(`aside/${streamName(header)}/${header.device}/${header.seq}`, record);
	}
	const roles = directory.devices.get(header.device)?.roles ?? new Set();
	const mayRepeat = mayByRole(makerRoles, roles, header.stream);
	for (const unread of payload.rows ?? []) {
		const row = parseRow(unread);
		if (row.ok && isPassedOver(row.value[0])) continue;
		const isSound =
			row.ok &&
			mayRepeat &&
			isHersToRepeat(of, row.value, header.device, (author) => senderOf(directory, author, of).leads) &&
			mayArriveRow(ledger, of, row.value, from) &&
			isPlausibleRow(ledger, row.value);
		const saying = isSound ? gathering.sayings.judgeRow(row.value) : 'rewritten';
		if (isSound && saying === 'new') gathering.rows.push(row.value);
		if (saying === 'rewritten') gathering.alarms.push({ type: 'NotAllowed', device: header.device });
	}
}

/** Asks again about changes that were set aside, now that more is known. */
function retryAside({ stage, ledger, view }: IntakeDeps, changes: Change[], sayings: SayingJudge): void {
	for (const name of stage.names('aside/')) {
		const bytes = stage.get(name);
		if (!bytes) continue;
		const aside = JSON.parse(bytesToText(bytes)) as StreamOf & { changes: readonly Change[] }; // our own shelf: `gather` wrote it
		const [, , , device = ''] = name.split('/');
		const from = senderOf(view.directory, device, aside);
		const may = (change: Change) => mayArrive(ledger(), aside, change, from) && isPlausible(ledger(), change);
		const now = aside.changes.filter(may);
		if (now.length === 0) continue;
		changes.push(...now.filter((change) => sayings.judge(change) === 'new'));
		const left = aside.changes.filter((change) => !now.includes(change));
		if (left.length === 0) stage.forget(name);
		else stage.keep(name, textToBytes(JSON.stringify({ group: aside.group, stream: aside.stream, changes: left })));
	}
}

/** That a peer has seen an envelope which we have not. */
export interface Proof {
	readonly ref: StreamRef;
	readonly device: string;
	readonly seq: number;
	/** First 8 bytes of the id, in hexadecimal. */
	readonly short: string;
	/** Since when we know, in milliseconds since 1970. */
	readonly since: number;
}

const proofName = (ref: StreamRef, device: string): string => `proof/${streamName(ref)}/${device}`;

/** Envelopes that others have seen and that never came here. */
export function proofsOn(shelf: Pick<Stage, 'get' | 'names'>): readonly Proof[] {
	return shelf.names('proof/').flatMap((name) => {
		const [, group = '', kind = '', device = ''] = name.split('/');
		const bytes = shelf.get(name);
		if (!bytes) return [];
		const fields = readFields(bytes);
		const seq = fields.takeU32();
		const short = bytesToHex(fields.take(8));
		const since = fields.takeNumber();
		if (!fields.isWhole()) return [];
		const ref = { group, stream: kind as StreamRef['stream'] }; // our own shelf: `noteSeen` wrote the name
		return [{ ref, device, seq, short, since }];
	});
}

function noteSeen(deps: IntakeDeps, header: EnvelopeHeader, payload: Payload): void {
	const { group, stream } = header;
	for (const [device, seq, short] of payload.seen) {
		const shortBytes = hexToBytes(short);
		if (device === deps.device || !/^[0-9a-f-]{36}$/.test(device) || shortBytes?.length !== 8) continue;
		noteProof(deps, { group, stream }, device, seq, shortBytes);
	}
}

function noteProof({ stage, now }: IntakeDeps, ref: StreamRef, device: string, seq: number, short: Uint8Array): void {
	const chain = readChain(stage.get(chainName(ref, device)));
	if (seq < 1 || (seq <= chain.seq && !contradicts(chain, seq, short))) return;
	const name = proofName(ref, device);
	const known = stage.get(name);
	if (known && readFields(known).takeU32() >= seq) return;
	const since = known ? readSince(known) : now;
	stage.keep(name, writeFrame(u32ToBytes(seq), short, numberToBytes(since)));
}

function readSince(bytes: Uint8Array): number {
	const fields = readFields(bytes);
	fields.takeU32();
	fields.take(8);
	return fields.takeNumber();
}

/** Compares what others proved with what has come by now. */
function settleProofs({ stage, view }: IntakeDeps, alarms: AlarmSeen[]): void {
	for (const { ref, device, seq, short } of proofsOn(stage)) {
		const name = proofName(ref, device);
		const known = view.directory.devices.get(device);
		const cutOff = known ? cutOffOf(view.directory, device, ref) : { seq: 0 };
		const chain = jumpChain(
			readChain(stage.get(chainName(ref, device))),
			view.directory.streams.get(streamName(ref))?.pruned.get(device)
		);
		// What a peer had taken in before a removal cut it off is not missing.
		if (cutOff && cutOff.seq < seq) {
			stage.forget(name);
			continue;
		}
		if (chain.seq < seq) continue;
		stage.forget(name);
		// The chain goes on: it is only the peer's word, and it must not be able to silence somebody else.
		if (contradicts(chain, seq, hexToBytes(short) ?? new Uint8Array(8))) alarms.push({ type: 'ChainForked', device });
	}
}
