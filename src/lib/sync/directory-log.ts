/**
 * The organisation's log as this vault has verified it: pinned on the shelf, extended only by what follows from it.
 *
 * Who may call it: the engine, which takes pages in, and whoever appends (invites, revocation, streams).
 *
 * What must stay true:
 * - Every entry from outside is verified before it is kept, in order; up to the first fault all is taken, after it nothing.
 * - The pinned head never goes back and never changes (threat A6: rollback to hide a revocation, two logs told).
 * - What was taken is adopted only after the vault committed it.
 * - Appending is optimistic: the server takes it at our head or not at all, so that two admins end in one log.
 */
import { sameBytes } from '$lib/base/bytes';
import { dayNumber, type Clock } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { sign, type SigningKey } from '$lib/crypto/signature';
import {
	copyDirectory,
	extendDirectory,
	startDirectory,
	type Directory,
	type LogProblem
} from '$lib/protocol/directory';
import { mostEntriesInAppend } from '$lib/protocol/limits';
import { readEntry, rootSigner, writeEntry, type LogBody, type LogEntry } from '$lib/protocol/log-entry';
import { AppendAnswer, paths, readLogPage, writeAppend, type LogPage } from '$lib/protocol/v1';
import type { WriteProblem } from '$lib/storage/vault';
import { alarmOfLog, alarmsToKeep, type AlarmSeen } from './alarms';
import type { Transport, TransportProblem } from './transport';
import type { Shelf } from './vault-port';
import { ownVaultVerifier, strictVerifier } from './verifier';

/** What a page of the log comes to, not yet adopted. */
export interface LogStep {
	/** The directory with what could be taken. */
	readonly directory: Directory;
	/** The entries taken, in order. */
	readonly entries: readonly LogEntry[];
	/** For the shelf. */
	readonly keep: ReadonlyMap<string, Uint8Array>;
	readonly hashes: readonly Uint8Array[];
	readonly alarms: readonly AlarmSeen[];
	/** Whether the server has more entries than this page brought. */
	readonly more: boolean;
}

export interface DirectoryLog {
	/** Read only; replaced when a step is adopted. */
	readonly directory: () => Directory;
	/** The hash of the entry at a place, or null when we have none there. */
	readonly hashAt: (seq: number) => Uint8Array | null;
	/** Verifies a page without keeping it. Never throws. */
	readonly take: (page: LogPage) => LogStep;
	/** Makes a step ours, after the vault committed its `keep`. */
	readonly adopt: (step: LogStep) => void;
}

/** The vault's own log does not follow from its root any more. */
export interface LogDamaged {
	readonly type: 'LogDamaged';
}

const noHash = new Uint8Array(0);

/** The place of an entry of this organisation that our log has passed already; else null. */
function placeWeHave(bytes: Uint8Array, { org, head }: Directory): number | null {
	const read = readEntry(bytes);
	return read.ok && sameBytes(read.value.entry.org, org) && read.value.entry.seq <= head.seq
		? read.value.entry.seq
		: null;
}

const logName = (seq: number): string => `log/${seq}`;

/** Folds the log on the shelf again. */
export function openDirectoryLog(shelf: Pick<Shelf, 'get'>, org: Uint8Array): Result<DirectoryLog, LogDamaged> {
	let directory = startDirectory(org);
	const hashes: Uint8Array[] = [];
	for (let seq = 0; ; seq++) {
		const bytes = shelf.get(logName(seq));
		if (!bytes) break;
		if (!extendDirectory(directory, bytes, ownVaultVerifier).ok) return err({ type: 'LogDamaged' });
		hashes.push(directory.head.hash);
	}

	const take = ({ headSeq, entries }: LogPage): LogStep => {
		const next = copyDirectory(directory);
		const keep = new Map<string, Uint8Array>();
		const added: Uint8Array[] = [];
		const taken: LogEntry[] = [];
		const alarms: AlarmSeen[] = [];
		if (headSeq < directory.head.seq) alarms.push({ type: 'LogRolledBack', device: '' });
		for (const bytes of entries) {
			const place = placeWeHave(bytes, next);
			if (place !== null) {
				// A page may overlap what we have, when two asked at once.
				if (sameBytes(hashes[place] ?? added[place - hashes.length] ?? noHash, strictVerifier.sha256(bytes))) continue;
				alarms.push({ type: 'LogForked', device: '' });
				break;
			}
			const extended = extendDirectory(next, bytes, strictVerifier);
			if (!extended.ok) {
				alarms.push(alarmOfLog(extended.error));
				break;
			}
			// The entry as we keep it must not change with the buffer of the answer.
			keep.set(logName(next.head.seq), bytes.slice());
			added.push(next.head.hash);
			taken.push(extended.value);
		}
		const isFaulty = alarms.length > 0;
		return {
			directory: next,
			entries: taken,
			keep,
			hashes: added,
			alarms,
			more: !isFaulty && taken.length > 0 && next.head.seq < headSeq
		};
	};

	return ok({
		directory: () => directory,
		hashAt: (seq) => hashes[seq] ?? null,
		take,
		adopt: (step) => {
			directory = step.directory;
			hashes.push(...step.hashes);
		}
	});
}

/**
 * What a person is told of entries that the root key signed: it is for the day when every administrator's phone is lost,
 * and nobody may use it unseen. Nothing on the device that is being brought back, `me`, nor to the root key itself.
 */
export const rootUses = ({ entries }: Pick<LogStep, 'entries'>, me: string): readonly AlarmSeen[] =>
	entries.flatMap(({ signer, body }) =>
		signer === rootSigner && me !== rootSigner && body.kind === 'certificate' && body.certificate.device !== me
			? [{ type: 'RootKeyUsed', device: body.certificate.device }]
			: []
	);

/** Our own rules refuse the entry, so the server was not asked. */
export type AppendProblem =
	| TransportProblem
	| WriteProblem
	| LogProblem
	| { readonly type: 'LogUnsettled' }
	| { readonly type: 'EntriesTooMany' };

export interface AppendDeps {
	readonly log: DirectoryLog;
	readonly shelf: Shelf;
	readonly transport: Transport;
	readonly clock: Clock;
	readonly device: string;
	readonly signingKey: SigningKey;
	/** Called after entries were adopted, by us or found on the way, so that their keys can be learnt. */
	readonly onadopted?: () => Promise<void>;
}

/** How often an append is built anew because somebody else was faster. */
const mostTries = 6;

/**
 * Signs and appends what `build` gives for the directory as it is, building again each time the log has moved meanwhile.
 * Answers the entries that stand in the log now; an empty list when `build` finds nothing left to do. `LogUnsettled` when
 * somebody was faster every time, or the server will not show what it says it has.
 */
export async function appendEntries(
	deps: AppendDeps,
	build: (directory: Directory) => Promise<readonly LogBody[]> | readonly LogBody[]
): Promise<Result<readonly LogEntry[], AppendProblem>> {
	const { log, transport } = deps;
	for (let tries = 0; tries < mostTries; tries++) {
		const before = log.directory();
		const bodies = await build(before);
		if (bodies.length === 0) return ok([]);
		if (bodies.length > mostEntriesInAppend) return err({ type: 'EntriesTooMany' });
		const signed = signEntries(before, bodies, deps.device, deps.signingKey, dayNumber(deps.clock.today()));
		if (!signed.ok) return signed;
		const path = paths.log(before.org);
		const body = writeAppend({ after: before.head.seq, entries: signed.value });
		const answer = await transport.sendJson({ method: 'POST', path, body }, AppendAnswer);
		if (answer.ok) {
			const step = log.take({ headSeq: answer.value.seq, entries: signed.value });
			const kept = await keepStep(deps, step);
			return kept.ok ? ok(step.entries) : kept;
		}
		if (answer.error.type !== 'ServerProblem') return answer;
		if (answer.error.code === 'ChainMoved') continue;
		if (answer.error.code !== 'LogMoved') return answer;
		const caughtUp = await catchUpLog(deps);
		if (!caughtUp.ok) return caughtUp;
		if (caughtUp.value === 0) return err({ type: 'LogUnsettled' });
	}
	return err({ type: 'LogUnsettled' });
}

/** Fetches and takes what the server's log has beyond ours. Answers how many entries were taken. */
export async function catchUpLog(
	deps: Omit<AppendDeps, 'signingKey'>
): Promise<Result<number, TransportProblem | WriteProblem>> {
	let count = 0;
	for (;;) {
		const { org, head } = deps.log.directory();
		const answer = await deps.transport.send({ method: 'GET', path: paths.log(org), query: { after: head.seq } });
		if (!answer.ok) return answer;
		const page = readLogPage(answer.value);
		if (!page.ok) return err({ type: 'AnswerRefused' });
		const step = deps.log.take(page.value);
		const kept = await keepStep(deps, step);
		if (!kept.ok) return kept;
		count += step.entries.length;
		if (!step.more) return ok(count);
	}
}

async function keepStep(
	{ log, shelf, clock, device, onadopted }: Omit<AppendDeps, 'signingKey'>,
	step: LogStep
): Promise<Result<void, WriteProblem>> {
	const alarms = [...step.alarms, ...rootUses(step, device)];
	const keep = new Map([...step.keep, ...alarmsToKeep(shelf.get, alarms, clock.today())]);
	if (keep.size > 0) {
		const written = await shelf.receive({ keep });
		if (!written.ok) return written;
	}
	log.adopt(step);
	if (step.entries.length > 0) await onadopted?.();
	return ok(undefined);
}

/** The signed bytes of entries that follow the directory's head, after our own rules took them. */
export function signEntries(
	directory: Directory,
	bodies: readonly LogBody[],
	signer: string,
	signingKey: SigningKey,
	day: number
): Result<readonly Uint8Array[], LogProblem> {
	const trial = copyDirectory(directory);
	const entries: Uint8Array[] = [];
	for (const body of bodies) {
		const { seq, hash } = trial.head;
		const entry: LogEntry = { org: directory.org, seq: seq + 1, prev: hash, day, signer, body };
		const bytes = writeEntry(entry, (message) => sign(signingKey, message));
		const extended = extendDirectory(trial, bytes, strictVerifier);
		if (!extended.ok) return extended;
		entries.push(bytes);
	}
	return ok(entries);
}
