/**
 * Compaction: one device sends a stream's rows as they stand and has the log say that they replace what came before, so
 * that the server can delete it and a new reader starts quickly.
 *
 * Who may call it: the engine, after everything was sent.
 *
 * What must stay true: the prune entry follows only after the snapshot is with the server, and names only envelopes this
 * device has taken in, from first to last; nothing is cut that it has not folded into the snapshot.
 *
 * [Note: After something was removed]
 * What was removed still stands in older envelopes, which whoever has the key could open. So the stream is `due`: compacted
 * with the next round, however little was written. A report stream holds words that nobody repeats for others, so there
 * every device cuts its own chain: who leads the group, and who answered. It learns that it has to from the removal itself.
 */
import { ok, type Result } from '$lib/base/result';
import { nextHybridTime, type Change } from '$lib/domain/change';
import type { GroupId } from '$lib/domain/ids';
import type { Ledger } from '$lib/domain/ledger';
import type { LedgerRow } from '$lib/domain/ledger-row';
import type { StreamOf } from '$lib/domain/sharing';
import type { Directory } from '$lib/protocol/directory';
import type { ChainEnd, LogBody } from '$lib/protocol/log-entry';
import { makerRoles, mayByRole, writerRoles } from '$lib/protocol/roles';
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
import { senderOf } from './sender';
import type { SyncSession } from './session';
import { createStage, type Stage } from './vault-port';

/** Own changes in a stream after which it is compacted. */
export const changesUntilSnapshot = 200;

const dueName = (ref: StreamRef): string => `prune-due/${streamName(ref)}`;

/** Something was removed from the stream. See [Note: After something was removed]. */
export const keepDue = (stage: Pick<Stage, 'keep'>, ref: StreamRef): void =>
	stage.keep(dueName(ref), new Uint8Array([1]));

/** The older envelopes are gone. */
export const forgetDue = (stage: Pick<Stage, 'forget'>, ref: StreamRef): void => stage.forget(dueName(ref));

const isDue = (shelf: Pick<Stage, 'get'>, ref: StreamRef): boolean => shelf.get(dueName(ref)) !== undefined;

/** The groups of which these changes and rows, not applied yet, take reports away. */
export function groupsOfRemoved(
	ledger: Ledger,
	changes: readonly Change[],
	rows: readonly LedgerRow[]
): ReadonlySet<string> {
	const removed = [
		...changes.flatMap(({ table, row, field, value }) =>
			table === 'report' && field === 'groupId' && value === null ? [row] : []
		),
		...rows.flatMap(([table, row, cells]) =>
			table === 'report' && cells['groupId']?.heads.every(({ value }) => value === null) ? [row] : []
		)
	];
	const groups = removed.map((row) => ledger.tables.get('report')?.get(row)?.fields['groupId']);
	return new Set(groups.filter((group) => typeof group === 'string'));
}

/** The streams this device should compact now: much was written or something removed, and it holds all of it. */
export function streamsToCompact(deps: PackDeps): readonly StreamRef[] {
	const { stage, directory, device } = deps;
	if (pendingOn(stage).length > 0 || stage.names('parked/').length > 0 || stage.names('aside/').length > 0) return [];
	const held = directory.devices.get(device)?.roles ?? new Set();
	const unproven = new Set(proofsOn(stage).map(({ ref }) => streamName(ref)));
	return [...directory.streams.values()].filter((stream) => {
		const isWanted = isDue(stage, stream) || sealedSince(stage, stream) >= changesUntilSnapshot;
		if (!isWanted || unproven.has(streamName(stream))) return false;
		const chains = [...chainsOf(stage, stream)].filter(([, { seq }]) => seq > 0);
		if (isDue(stage, stream) && stream.stream === 'report')
			return mayByRole(writerRoles, held, 'report') && streamStateOf(deps, stream) === 'open';
		if (!mayByRole(makerRoles, held, stream.stream)) return false;
		// What the other side said nobody repeats for it: where there is any, each may only cut her own.
		const leads = (writer: string) => senderOf(directory, writer, stream).leads;
		const holdsAll =
			stream.stream === 'report'
				? chains.every(([writer]) => writer === device)
				: stream.stream !== 'support' || chains.every(([writer]) => leads(writer));
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
	const isOwnOnly = ref.stream === 'report' && isDue(shelf, ref);
	const ends: readonly ChainEnd[] = [...chainsOf(shelf, ref)]
		.filter(([device, chain]) => chain.seq > 0 && (!isOwnOnly || device === membership.device))
		.map(([device, { seq, hash }]) => ({ device, seq, hash }));
	if (isOwnOnly && ends.length === 0) return ok(true);
	if (!isPrunable(session.log.directory(), ref, ends, isOwnOnly)) return ok(false);
	const stage = createStage(shelf);
	const of: StreamOf = { group: ref.group as GroupId, stream: ref.stream }; // a stream of the directory: 16 bytes read as a UUID
	const held = session.log.directory().devices.get(membership.device)?.roles ?? new Set();
	if (mayByRole(makerRoles, held, ref.stream)) {
		const rows = rowsToFold(packDeps(stage), of);
		if (rows.length === 0) return ok(false);
		await sealContents(packDeps(stage), of, { rows });
	} else await sealContents(packDeps(stage), of, { changes: ownChanges(packDeps(stage), of) });
	// Counted anew whatever happens next, or a stream that cannot be pruned would grow a snapshot each time.
	keepSealedSince(stage, ref, 0);
	const written = await shelf.receive(stage.gathered());
	if (!written.ok) return written;
	if (!(await push())) return ok(false);
	const own = chainsOf(shelf, ref).get(membership.device);
	const before = ends.find(({ device }) => device === membership.device)?.seq ?? 0;
	if (!own || own.seq === before) return ok(false);
	const appended = await session.append((directory): readonly LogBody[] => {
		if (!isPrunable(directory, ref, ends, isOwnOnly)) return [];
		return [{ kind: 'prune', ...ref, snapshot: own.hash, ends }];
	});
	return appended.ok ? ok(appended.value.length > 0) : appended;
}

/** Whether these ends follow what was pruned before, and leave out nothing of it. */
function isPrunable(directory: Directory, ref: StreamRef, ends: readonly ChainEnd[], isOwnOnly: boolean): boolean {
	const stream = directory.streams.get(streamName(ref));
	const goesBack = ends.some((end) => end.seq < (stream?.pruned.get(end.device)?.seq ?? 0));
	const isGone = [...(stream?.pruned.keys() ?? [])].some((device) => !ends.some((end) => end.device === device));
	return stream !== undefined && !goesBack && (isOwnOnly || !isGone);
}

/**
 * What this device wrote in a stream, as it stands: of somebody who only answers others take changes, and no rows. Where
 * nothing is left, one that says nothing: a chain is cut only behind an envelope.
 */
function ownChanges({ ledger, device, directory, newId, now }: PackDeps, of: StreamOf): readonly Change[] {
	const own = rowsToSend({ ledger, device, directory }, of).flatMap(([table, row, cells]) =>
		Object.entries(cells).flatMap(([field, { heads, gone = [] }]) =>
			heads.flatMap(({ value, ctr, hlc, dev }): readonly Change[] =>
				dev === device
					? [{ v: 1, table, row, field, value, ctr, hlc, dev, over: gone.filter(([, at]) => at < hlc) }]
					: []
			)
		)
	);
	if (own.length > 0) return own;
	const stamp = { ctr: 1, hlc: nextHybridTime(ledger().lastHlc, now), dev: device, over: [] };
	return [{ v: 1, table: 'review', row: newId(), field: 'groupId', value: of.group, ...stamp }];
}
