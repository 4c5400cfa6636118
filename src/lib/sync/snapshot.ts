/**
 * Compaction: one device sends a stream's rows as they stand and has the log say that they replace what came before, so
 * that the server can delete it and a new reader starts quickly.
 *
 * Who may call it: the engine, after everything was sent.
 *
 * What must stay true: the prune entry follows only after the snapshot is with the server, and names only envelopes this
 * device has taken in, from first to last; nothing is cut that it has not folded into the snapshot.
 */
import { ok, type Result } from '$lib/base/result';
import type { GroupId } from '$lib/domain/ids';
import type { LedgerRow } from '$lib/domain/ledger-row';
import type { StreamOf } from '$lib/domain/sharing';
import type { ChainEnd, LogBody } from '$lib/protocol/log-entry';
import { makerRoles, mayByRole } from '$lib/protocol/roles';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import type { WriteProblem } from '$lib/storage/vault';
import { chainsOf } from './chain';
import type { AppendProblem } from './directory-log';
import {
	keepSealedSince,
	pendingOn,
	rowsToSend,
	sealContents,
	sealedSince,
	streamStateOf,
	withdrawnFrom,
	type PackDeps
} from './pack';
import { proofsOn } from './pull';
import type { SyncSession } from './session';
import { createStage, type Stage } from './vault-port';

/** Own changes in a stream after which it is compacted. */
export const changesUntilSnapshot = 200;

/** The streams this device should compact now: much was written, and it holds all of it. */
export function streamsToCompact(deps: PackDeps): readonly StreamRef[] {
	const { stage, directory, device } = deps;
	if (pendingOn(stage).length > 0 || stage.names('parked/').length > 0 || stage.names('aside/').length > 0) return [];
	const held = directory.devices.get(device)?.roles ?? new Set();
	const unproven = new Set(proofsOn(stage).map(({ ref }) => streamName(ref)));
	return [...directory.streams.values()].filter((stream) => {
		if (sealedSince(stage, stream) < changesUntilSnapshot || unproven.has(streamName(stream))) return false;
		const chains = [...chainsOf(stage, stream)].filter(([, { seq }]) => seq > 0);
		if (!mayByRole(makerRoles, held, stream.stream)) return false;
		// Who leads the group takes from its reports only answers, which nobody repeats for others: she may only cut her own.
		const holdsAll = stream.stream !== 'report' || chains.every(([writer]) => writer === device);
		return holdsAll && chains.every(([, { halted }]) => !halted) && streamStateOf(deps, stream) === 'open';
	});
}

/** What the stream holds, and what was taken out of it, so that those who come later take it out too. Empty when not shared. */
function rowsToFold(deps: PackDeps, ref: StreamOf): readonly LedgerRow[] {
	const { ledger, stage } = deps;
	const whole = rowsToSend(deps, ref);
	if (whole.length === 0) return [];
	const gone = withdrawnFrom(stage, ref).flatMap(([table, row, field]): readonly LedgerRow[] => {
		const cell = ledger().tables.get(table)?.get(row)?.cells[field];
		return cell ? [[table, row, { [field]: cell }]] : [];
	});
	return [...whole, ...gone];
}

/**
 * Sends a snapshot of a stream and prunes what it replaces. `push` sends what is pending. True when it was done; false
 * when it has to wait, with nothing lost.
 */
export async function compactStream(
	session: SyncSession,
	packDeps: (stage: Stage) => PackDeps,
	ref: StreamRef,
	push: () => Promise<boolean>
): Promise<Result<boolean, WriteProblem | AppendProblem>> {
	const { shelf, membership } = session;
	const ends: readonly ChainEnd[] = [...chainsOf(shelf, ref)]
		.filter(([, chain]) => chain.seq > 0)
		.map(([device, { seq, hash }]) => ({ device, seq, hash }));
	const stage = createStage(shelf);
	const of: StreamOf = { group: ref.group as GroupId, stream: ref.stream }; // a stream of the directory: 16 bytes read as a UUID
	const rows = rowsToFold(packDeps(stage), of);
	if (rows.length === 0) return ok(false);
	await sealContents(packDeps(stage), of, { rows });
	// Counted anew whatever happens next, or a stream that cannot be pruned would grow a snapshot each time.
	keepSealedSince(stage, ref, 0);
	const written = await shelf.receive(stage.gathered());
	if (!written.ok) return written;
	if (!(await push())) return ok(false);
	const own = chainsOf(shelf, ref).get(membership.device);
	const before = ends.find(({ device }) => device === membership.device)?.seq ?? 0;
	if (!own || own.seq === before) return ok(false);
	const appended = await session.append((directory): readonly LogBody[] => {
		const stream = directory.streams.get(streamName(ref));
		const goesBack = ends.some((end) => end.seq < (stream?.pruned.get(end.device)?.seq ?? 0));
		const isGone = [...(stream?.pruned.keys() ?? [])].some((device) => !ends.some((end) => end.device === device));
		if (!stream || goesBack || isGone) return [];
		return [{ kind: 'prune', ...ref, snapshot: own.hash, ends }];
	});
	return appended.ok ? ok(appended.value.length > 0) : appended;
}
