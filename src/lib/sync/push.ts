/**
 * Sends own envelopes and learns what became of each.
 *
 * Who may call it: the engine.
 *
 * What must stay true:
 * - What the server says it stored stays on the shelf until a snapshot stands for it, so that a server that lost or never
 *   kept it can be given it again (threat A6: a lying confirmation).
 * - Another envelope at our place means that somebody else writes as this device: nothing more is sent (threat A2).
 * - An epoch that ended, or one refused envelope, holds up nobody else's data and loses nothing.
 */
import { textToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { latestEpoch, type Directory } from '$lib/protocol/directory';
import { readEnvelope } from '$lib/protocol/envelope';
import { largestPush, mostEnvelopesInPush } from '$lib/protocol/limits';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import { paths, PushAnswer, writeEnvelopes, type ChainHead } from '$lib/protocol/v1';
import type { WriteProblem } from '$lib/storage/vault';
import { alarmsToKeep, type AlarmSeen } from './alarms';
import { chainName, contradicts, readChain } from './chain';
import {
	ackedSeq,
	forgetSent,
	keepAcked,
	pendingOn,
	resealFrom,
	streamStateOf,
	type PackDeps,
	type SentEnvelope
} from './pack';
import type { SyncSession } from './session';
import type { TransportProblem } from './transport';
import { createStage, type Stage } from './vault-port';

/** Name on the shelf of the mark that another device writes as this one. */
const clonedName = 'cloned';

/** Whether nothing may be sent any more. */
export const isCloned = (shelf: Pick<Stage, 'get'>): boolean => shelf.get(clonedName) !== undefined;

export const keepCloned = (stage: Stage): void => stage.keep(clonedName, textToBytes('1'));

export interface PushHow {
	readonly onprogress: (stored: number) => void;
	readonly isLast: boolean;
	readonly signal?: AbortSignal | undefined;
}

export interface PushOver {
	/** The log may have moved: fetch it and push again. */
	readonly isOutdated: boolean;
	/** Envelopes the server has now. */
	readonly stored: number;
}

/**
 * Sends everything that is pending. `packDeps` makes what sealing again needs, over a stage. With `isLast`, what the server
 * refuses is set apart even when a newer log might explain it.
 */
export async function pushPending(
	session: SyncSession,
	packDeps: (stage: Stage) => PackDeps,
	{ onprogress, isLast, signal }: PushHow
): Promise<Result<PushOver, TransportProblem | WriteProblem>> {
	const { shelf, transport, log, clock } = session;
	const outdated = new Set<string>();
	let stored = 0;
	// Every turn confirms or resolves something; the bound is for a server that answers nonsense.
	for (let turns = 0; turns < 10_000; turns++) {
		const batch = batchOf(pendingOn(shelf).filter(({ ref }) => !outdated.has(streamName(ref))));
		if (batch.length === 0 || isCloned(shelf)) break;
		const path = paths.envelopes(log.directory().org);
		const body = writeEnvelopes(batch.map(({ bytes }) => bytes));
		const answer = await transport.sendJson({ method: 'POST', path, body, signal }, PushAnswer);
		if (!answer.ok) return answer;
		if (answer.value.outcomes.length !== batch.length) return err({ type: 'AnswerRefused' });
		const stage = createStage(shelf);
		const alarms: AlarmSeen[] = [];
		const stopped = new Set<string>();
		for (const [at, outcome] of answer.value.outcomes.entries()) {
			const sent = batch[at];
			if (!sent || stopped.has(streamName(sent.ref))) continue;
			if (outcome === 'stored' || outcome === 'known') {
				keepAcked(stage, sent.ref, sent.seq);
				stored++;
				continue;
			}
			stopped.add(streamName(sent.ref));
			if (outcome === 'chain-forked') {
				keepCloned(stage);
				alarms.push({ type: 'DeviceCloned', device: '' });
			} else if (outcome === 'refused' || (outcome === 'not-reader' && isLast)) {
				const why = outcome === 'refused' ? 'refused' : 'not-reader';
				const isResealed = await resealFrom(packDeps(stage), sent.ref, sent.seq, { seq: sent.seq, why });
				if (!isResealed) outdated.add(streamName(sent.ref));
			} else outdated.add(streamName(sent.ref)); // the next pull of the log explains it
		}
		const { keep, forget } = stage.gathered();
		const written = await shelf.receive({
			keep: new Map([...keep, ...alarmsToKeep(shelf.get, alarms, clock.today())]),
			forget
		});
		if (!written.ok) return written;
		onprogress(stored);
	}
	return ok({ isOutdated: outdated.size > 0, stored });
}

function batchOf(pending: readonly SentEnvelope[]): readonly SentEnvelope[] {
	const batch: SentEnvelope[] = [];
	let size = 0;
	for (const sent of pending) {
		size += sent.bytes.length;
		if (batch.length === mostEnvelopesInPush || (batch.length > 0 && size > largestPush)) break;
		batch.push(sent);
	}
	return batch;
}

/** Compares the server's ends of our own chains with ours; what it lost is pending again afterwards. */
export function checkOwnHeads(stage: Stage, device: string, heads: readonly ChainHead[]): readonly AlarmSeen[] {
	const alarms: AlarmSeen[] = [];
	const headByStream = new Map(heads.filter((head) => head.device === device).map((head) => [streamName(head), head]));
	const ours = stage.names('chain/').filter((name) => name.endsWith(`/${device}`));
	const refs = new Map<string, StreamRef>(headByStream);
	for (const name of ours) {
		const [, group = '', kind = ''] = name.split('/');
		refs.set(`${group}/${kind}`, { group, stream: kind as StreamRef['stream'] }); // our own shelf: `chainName` wrote it
	}
	for (const [name, ref] of refs) {
		const chain = readChain(stage.get(chainName(ref, device)));
		const head = headByStream.get(name);
		const seq = head?.seq ?? 0;
		if (seq > chain.seq || (head && contradicts(chain, seq, head.hash))) {
			keepCloned(stage);
			alarms.push({ type: 'DeviceCloned', device: '' });
			continue;
		}
		if (seq < ackedSeq(stage, ref)) alarms.push({ type: 'ServerForgot', device: '' });
		keepAcked(stage, ref, seq);
	}
	return alarms;
}

/** Forgets own envelopes that snapshots stand for. */
export function forgetPruned(stage: Stage, device: string, directory: Directory): void {
	for (const stream of directory.streams.values()) {
		const end = stream.pruned.get(device);
		if (end) forgetSent(stage, stream, end.seq);
	}
}

/** Seals pending envelopes again whose epoch has ended, and sets apart those of streams we may not write any more. */
export async function resealOutdated(deps: PackDeps): Promise<void> {
	const firstByStream = new Map<string, SentEnvelope>();
	for (const sent of pendingOn(deps.stage)) {
		const name = streamName(sent.ref);
		const stream = deps.directory.streams.get(name);
		const newest = stream ? latestEpoch(stream).epoch : 0;
		const read = readEnvelope(sent.bytes);
		const isCurrent = read.ok && read.value.header.epoch === newest && streamStateOf(deps, sent.ref) !== 'not-reader';
		if (!isCurrent && !firstByStream.has(name)) firstByStream.set(name, sent);
	}
	for (const { ref, seq } of firstByStream.values()) await resealFrom(deps, ref, seq);
}
