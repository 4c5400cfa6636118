/**
 * Sync of one vault: fetches, checks, applies, makes and renews streams, sends, compacts; and does so again.
 *
 * Who may call it: the runtime.
 *
 * What must stay true:
 * - Polling is the truth; a hint only makes the next poll come sooner.
 * - A round with little to do costs two requests at most: one that fetches everything new, one that sends.
 * - What one answer brought is committed in one transaction with the place it came from, or not at all.
 * - A fault stops what it touches and nothing else: with a forked log the rest of the data still goes.
 * - Only a verified entry of the log removes this device, never the server's word.
 */
import { numberToBytes } from '$lib/protocol/frame';
import { dayNumber } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import type { Directory } from '$lib/protocol/directory';
import type { LogBody } from '$lib/protocol/log-entry';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import { paths, readChanges, readStreamPage, type ChangesPage } from '$lib/protocol/v1';
import type { WriteProblem } from '$lib/storage/vault';
import { alarmsToKeep, type AlarmSeen } from './alarms';
import { backfillName, cursorOn, pastOf, readSpan, streamOfBackfill, writeSpan } from './backfill';
import { backoff } from './backoff';
import { chainName, jumpChain, readChain } from './chain';
import { catchUpLog, rootUses, type AppendProblem, type LogStep } from './directory-log';
import { epochDraft, readersDue, streamsToMake, streamsToRotate } from './epochs';
import { listenForHints } from './hints';
import { packOutbox, pendingOn, streamStateOf, stuckOn, takeBackClosed, waitingByStream, type PackDeps } from './pack';
import type { Missing, Stuck, SyncState, SyncView } from './people-view';
import { proofsOn, takeEnvelopes, type Intake, type IntakeDeps } from './pull';
import { checkOwnHeads, forgetPruned, isCloned, pushPending, resealOutdated } from './push';
import type { SyncSession } from './session';
import { compactStream, forgetDue, groupsOfRemoved, keepDue, streamsToCompact } from './snapshot';
import type { TransportProblem } from './transport';
import { createStage, type Stage } from './vault-port';

export interface EngineDeps {
	readonly session: SyncSession;
	/** Called once, after a verified entry removed this device: the vault has to go. */
	readonly onremoved: () => Promise<void> | void;
	readonly onchange?: () => void;
}

/** Why a round ended early; what was done until then stays done. `RoundFailed`: by a fault of this app. */
export type SyncProblem =
	TransportProblem | WriteProblem | AppendProblem | { readonly type: 'Removed' } | { readonly type: 'RoundFailed' };

/** How many envelopes of somebody are known to exist and have not come, longer than ten minutes. */
export type MissingFrom = Omit<Missing, 'label' | 'since'> & { readonly device: string; readonly since: number };

export interface SyncEngine {
	/** One round now, or the one that runs already. Never rejects. */
	readonly sync: (signal?: AbortSignal) => Promise<Result<void, SyncProblem>>;
	readonly view: () => SyncView;
	readonly missing: () => readonly MissingFrom[];
	/** Days since 1970 on which something of a device came last, or null. */
	readonly lastHeard: (device: string) => number | null;
	/** How many letters the server said are waiting for this device, when it was asked last. */
	readonly lettersWaiting: () => number;
	/** Puts something that was stuck back into the outbox. */
	readonly retry: (id: string) => Promise<void>;
	/** Gives up sending it; it stays on this phone. */
	readonly setAside: (id: string) => Promise<void>;
	/** Syncs by itself until `stop`. */
	readonly start: () => void;
	/** Syncs soon: the phone came online, or the app to the front. Does nothing while stopped. */
	readonly wake: () => void;
	/** Ends the round that runs and starts none by itself any more. */
	readonly stop: () => void;
	/** Ends the round that runs. */
	readonly cancel: () => void;
}

/** Milliseconds between two polls while nothing is heard. */
const pollEvery = 60_000;
/** Milliseconds after an own change until it is sent, so that what is typed together goes together. */
const afterChange = 1500;
/** Milliseconds until a gap is told, and between two tries to fetch what fills it. */
const gapPatience = 10 * 60_000;
/** Rounds of fetching, sealing again and sending when the log moves meanwhile. */
const mostPushes = 3;
/** Answers of one fetch; an honest server ends long before. */
const mostPages = 10_000;

/** Makes the sync of an open session. */
export function createSyncEngine({ session, onremoved, onchange }: EngineDeps): SyncEngine {
	const { vault, shelf, log, keys, transport, clock, random, timer, membership } = session;
	const { device } = membership;
	let state: SyncState = 'unknown';
	let progress: SyncView['progress'] = null;
	let lastAt: number | null = null;
	let waitingChanges = 0;
	let blocked: readonly Stuck[] = [];
	let letters = 0;
	let running: Promise<Result<void, SyncProblem>> | null = null;
	let controller: AbortController | null = null;
	let isRemoved = false;
	const healedAt = new Map<string, number>();

	const today = () => dayNumber(clock.today());
	const packDeps = (stage: Stage): PackDeps => ({
		device,
		signingKey: session.deviceKeys.signingKey,
		directory: log.directory(),
		keys,
		stage,
		ledger: vault.ledger,
		today: clock.today(),
		now: clock.now(),
		dayNumber: today(),
		newId: random.uuid
	});
	const intakeDeps = (stage: Stage, step?: LogStep): IntakeDeps => {
		const base = log.directory().head.seq + 1;
		return {
			device,
			stage,
			view: {
				directory: step?.directory ?? log.directory(),
				hashAt: (seq) => log.hashAt(seq) ?? step?.hashes[seq - base] ?? null
			},
			keys,
			ledger: vault.ledger,
			today: today(),
			now: clock.now()
		};
	};

	/** Commits what came in. */
	const commit = (stage: Stage, intake: Intake, alarms: readonly AlarmSeen[]): Promise<Result<void, WriteProblem>> => {
		for (const group of groupsOfRemoved(vault.ledger(), intake.changes, intake.rows))
			keepDue(stage, { group, stream: 'report' });
		const { keep, forget } = stage.gathered();
		const seen = [...intake.alarms, ...alarms];
		return shelf.receive({
			changes: intake.changes,
			rows: intake.rows,
			keep: new Map([...keep, ...alarmsToKeep(shelf.get, seen, clock.today())]),
			forget
		});
	};

	/** A verified entry has removed this device. */
	const remove = async (): Promise<Result<never, SyncProblem>> => {
		if (!isRemoved) {
			isRemoved = true;
			stop();
			await onremoved();
		}
		return err({ type: 'Removed' });
	};
	const isRevoked = (directory: Directory) => Boolean(directory.devices.get(device)?.revoked);

	const takePage = async (page: ChangesPage): Promise<Result<{ intake: Intake; step: LogStep }, SyncProblem>> => {
		const stage = createStage(shelf);
		const step = log.take(page.log);
		const cursor = cursorOn(shelf);
		for (const [name, bytes] of step.keep) stage.keep(name, bytes);
		const learnt = await keys.learn(step.directory);
		for (const [name, bytes] of learnt.keep) stage.keep(name, bytes);
		for (const [name, bytes] of pastOf(shelf, step.directory, device, learnt.opened)) stage.keep(name, bytes);
		const intake = await takeEnvelopes(intakeDeps(stage, step), page.envelopes);
		const alarms = [...step.alarms, ...rootUses(step, device), ...learnt.alarms, ...pastCutOffs(stage, step)];
		if (!step.more) alarms.push(...checkOwnHeads(stage, device, page.heads));
		if (page.position < cursor) {
			// The server has gone back in time: whatever it gives out again from here must not be passed over.
			alarms.push({ type: 'ServerForgot', device: '' });
			for (const stream of step.directory.streams.values())
				if (keys.get(stream, stream.epochs.length))
					stage.keep(backfillName(stream), writeSpan(0, Number.MAX_SAFE_INTEGER));
		}
		if (page.position !== cursor) stage.keep('cursor', numberToBytes(page.position));
		forgetPruned(stage, device, step.directory);
		const written = await commit(stage, intake, alarms);
		if (!written.ok) return written;
		log.adopt(step);
		return ok({ intake, step });
	};

	/** What we had taken in beyond where a removal now cuts it off. */
	const pastCutOffs = (stage: Stage, step: LogStep): readonly AlarmSeen[] =>
		step.entries.flatMap(({ body }): readonly AlarmSeen[] => {
			if (body.kind !== 'revocation') return [];
			const ends = new Map(body.cutOffs.map((end) => [streamName(end), end.seq]));
			const isPast = [...step.directory.streams.values()].some(
				(stream) => readChain(stage.get(chainName(stream, body.device))).seq > (ends.get(streamName(stream)) ?? 0)
			);
			return isPast ? [{ type: 'PastCutOff', device: body.device }] : [];
		});

	const pull = async (signal: AbortSignal): Promise<Result<void, SyncProblem>> => {
		const fetched = createFetched((next) => tell({ progress: next }));
		let sawAhead = false;
		const gaps = new Map<string, StreamRef>();
		for (let pages = 0; pages < mostPages; pages++) {
			const query = { log: log.directory().head.seq, after: cursorOn(shelf) };
			const answer = await transport.send({ method: 'GET', path: paths.changes(membership.org), query, signal });
			if (!answer.ok) return answer;
			const page = readChanges(answer.value);
			if (!page.ok) return err({ type: 'AnswerRefused' });
			lastAt = clock.now();
			letters = page.value.letters;
			const taken = await takePage(page.value);
			if (!taken.ok) return taken;
			if (isRevoked(log.directory())) return remove();
			const { intake, step } = taken.value;
			for (const ref of intake.gaps) gaps.set(streamName(ref), ref);
			if (page.value.more) fetched.received(page.value.envelopes.length);
			const filled = await backfillAll(signal, fetched);
			if (!filled.ok) return filled;
			const hasMoved = step.entries.length > 0 || page.value.position !== query.after;
			if ((page.value.more || step.more) && hasMoved) continue;
			if (intake.aheadOfLog > 0 && !sawAhead) {
				// The envelope may have come in while the answer was made; the log has it next time, or it is being hidden.
				sawAhead = true;
				continue;
			}
			if (intake.aheadOfLog > 0) {
				const raised = await session.raise([{ type: 'LogRolledBack', device: '' }]);
				if (!raised.ok) return raised;
			}
			break;
		}
		return heal(signal, [...gaps.values()], fetched);
	};

	/** Fetches again, now and then, streams in which something is missing: the server may have it after all. */
	const heal = async (
		signal: AbortSignal,
		gaps: readonly StreamRef[],
		fetched: Fetched
	): Promise<Result<void, SyncProblem>> => {
		const refs = [...gaps, ...proofsOn(shelf).map(({ ref }) => ref)];
		const stage = createStage(shelf);
		for (const ref of refs) {
			const last = healedAt.get(streamName(ref));
			if (last !== undefined && clock.now() - last < gapPatience) continue;
			healedAt.set(streamName(ref), clock.now());
			stage.keep(backfillName(ref), writeSpan(0, cursorOn(shelf)));
		}
		const { keep } = stage.gathered();
		if (keep.size === 0) return ok(undefined);
		const written = await shelf.receive({ keep });
		return written.ok ? backfillAll(signal, fetched) : written;
	};

	/** Fetches the past of streams we have become a reader of. */
	const backfillAll = async (signal: AbortSignal, fetched: Fetched): Promise<Result<void, SyncProblem>> => {
		const names = [...shelf.names('backfill/')];
		fetched.streams(names.length);
		for (const name of names) {
			const ref = streamOfBackfill(name);
			for (let pages = 0; pages < mostPages; pages++) {
				const [after, until] = readSpan(shelf.get(name));
				const path = paths.stream(membership.org, ref);
				const answer = await transport.send({ method: 'GET', path, query: { after, until }, signal });
				const isRefused = !answer.ok && answer.error.type === 'ServerProblem' && answer.error.code === 'NotAllowed';
				if (!answer.ok && !isRefused) return answer;
				const page = answer.ok ? readStreamPage(answer.value) : ok({ position: until, more: false, envelopes: [] });
				if (!page.ok) return err({ type: 'AnswerRefused' });
				const stage = createStage(shelf);
				const intake = await takeEnvelopes(intakeDeps(stage), page.value.envelopes);
				const isOver = !page.value.more || page.value.position <= after;
				if (isOver) stage.forget(name);
				else stage.keep(name, writeSpan(page.value.position, until));
				const written = await commit(stage, intake, []);
				if (!written.ok) return written;
				fetched.part(isOver ? 1 : Math.min(0.99, page.value.position / until));
				if (isOver) break;
			}
		}
		return ok(undefined);
	};

	/** Makes the streams that something waits for, and renews those whose key is old or in wrong hands. */
	const keepStreams = async (): Promise<Result<void, SyncProblem>> => {
		const waiting = await vault.outbox();
		if (!waiting.ok) return waiting;
		const wanted = [...waitingByStream(waiting.value).values()].flatMap(([first]) => (first ? [first.entry] : []));
		const build = async (directory: Directory): Promise<readonly LogBody[]> => {
			const deps = { directory, device, keys };
			const made = streamsToMake(directory, device);
			const isMade = new Set(made.map(streamName));
			const refs = [
				...made,
				...wanted.filter((ref) => streamStateOf(deps, ref) === 'no-stream' && !isMade.has(streamName(ref))),
				...streamsToRotate(directory, device, today())
			].map(({ group, stream }) => ({ group, stream }));
			const drafts = await Promise.all(
				refs.map((ref) => epochDraft(directory, keys, ref, readersDue(directory, device, ref)))
			);
			return drafts.filter((draft) => draft !== null);
		};
		const appended = await session.append(build);
		return appended.ok ? ok(undefined) : appended;
	};

	const pack = async (): Promise<Result<void, SyncProblem>> => {
		const waiting = await vault.outbox();
		if (!waiting.ok) return waiting;
		const stage = createStage(shelf);
		const deps = packDeps(stage);
		await resealOutdated(deps);
		await takeBackClosed(deps);
		const sent = isCloned(stage) ? [] : await packOutbox(deps, waiting.value);
		const { keep, forget } = stage.gathered();
		if (sent.length === 0 && keep.size === 0 && forget.length === 0) return ok(undefined);
		return shelf.receive({ keep, forget, sent });
	};

	const push = async (signal: AbortSignal): Promise<Result<void, SyncProblem>> => {
		for (let pushes = 1; pushes <= mostPushes; pushes++) {
			const packed = await pack();
			if (!packed.ok) return packed;
			const of = pendingOn(shelf).length;
			const onprogress = (done: number) => tell({ progress: of > 1 ? { done, of } : null });
			onprogress(0);
			const isLast = pushes === mostPushes;
			const pushed = await pushPending(session, packDeps, { onprogress, isLast, signal });
			if (!pushed.ok) return pushed;
			if (!pushed.value.isOutdated || isLast) break;
			const pulled = await pull(signal);
			if (!pulled.ok) return pulled;
		}
		return ok(undefined);
	};

	const compact = async (signal: AbortSignal): Promise<Result<void, SyncProblem>> => {
		for (const ref of streamsToCompact(packDeps(createStage(shelf)))) {
			const done = await compactStream(session, packDeps, ref, async () => {
				const pushed = await pushPending(session, packDeps, { onprogress: () => undefined, isLast: false, signal });
				return pushed.ok && pendingOn(shelf).length === 0;
			});
			if (!done.ok) return done;
			const stage = createStage(shelf);
			forgetPruned(stage, device, log.directory());
			if (done.value) forgetDue(stage, ref);
			const written = await shelf.receive(stage.gathered());
			if (!written.ok) return written;
		}
		return ok(undefined);
	};

	const round = async (signal: AbortSignal): Promise<Result<void, SyncProblem>> => {
		if (isRemoved) return err({ type: 'Removed' });
		if (!vault.canWrite()) return err({ type: 'OtherTabWrites' });
		const pulled = await pull(signal);
		if (!pulled.ok) return pulled;
		const kept = await keepStreams();
		// A key that could not be renewed now is renewed another time; what waits for it waits.
		if (!kept.ok && isFatal(kept.error)) return kept;
		const pushed = await push(signal);
		if (!pushed.ok) return pushed;
		return compact(signal);
	};

	/** The server says that we were removed; only the log may say so. */
	const checkRemoval = async (problem: SyncProblem): Promise<void> => {
		if (problem.type !== 'ServerProblem' || problem.code !== 'DeviceRevoked') return;
		await catchUpLog({ log, shelf, transport, clock, device });
		if (isRevoked(log.directory())) await remove();
	};

	const countWaiting = async (): Promise<void> => {
		const waiting = await vault.outbox();
		if (!waiting.ok) return;
		waitingChanges = waiting.value.reduce(
			(count, { entry }) => count + (entry.kind === 'changes' ? entry.changes.length : 1),
			0
		);
		const deps = { directory: log.directory(), device, keys };
		blocked = [...waitingByStream(waiting.value)].flatMap(([name, [first]]) => {
			if (!first || streamStateOf(deps, first.entry) !== 'not-reader') return [];
			const { group } = first.entry;
			return [{ id: `outbox/${name}`, groupId: group, why: 'not-reader' as const, since: lastAt ?? clock.now() }];
		});
	};

	const tell = (next: { readonly state?: SyncState; readonly progress?: SyncView['progress'] }) => {
		if (next.state) state = next.state;
		if (next.progress !== undefined) progress = next.progress;
		onchange?.();
	};
	const unsent = () => waitingChanges + pendingOn(shelf).reduce((sum, { count }) => sum + count, 0);

	/** A fault of ours ends this round; the next one is run all the same, or a phone would never sync again. */
	const roundWithoutThrow = async (signal: AbortSignal): Promise<Result<void, SyncProblem>> => {
		try {
			const over = await session.inTurn(() => round(signal));
			if (!over.ok) await session.inTurn(() => checkRemoval(over.error));
			await countWaiting();
			return over;
		} catch {
			return err({ type: 'RoundFailed' });
		}
	};

	const run = async (signal?: AbortSignal): Promise<Result<void, SyncProblem>> => {
		const own = new AbortController();
		controller = own;
		isOvertaken = false;
		const abort = () => own.abort();
		signal?.addEventListener('abort', abort);
		if (signal?.aborted) abort();
		tell({ state: 'working' });
		const over = await roundWithoutThrow(own.signal);
		signal?.removeEventListener('abort', abort);
		running = null;
		controller = null;
		tell({ state: over.ok ? restingState() : stateOf(over.error), progress: null });
		return over;
	};
	const restingState = (): SyncState => (isCloned(shelf) ? 'failed' : unsent() > 0 ? 'waiting' : 'synced');

	let isStarted = false;
	let isTicking = false;
	let isOvertaken = false;
	let failures = 0;
	let stopTimer: () => void = () => undefined;
	let stopWatching: () => void = () => undefined;
	let hintController: AbortController | null = null;

	const schedule = (wait: number) => {
		stopTimer();
		if (isStarted) stopTimer = timer(wait, () => void tick());
	};
	const tick = async (): Promise<void> => {
		if (isTicking) return;
		isTicking = true;
		const over = await engine.sync();
		isTicking = false;
		if (!isStarted) return;
		failures = over.ok ? 0 : failures + 1;
		const afterGood = isOvertaken ? afterChange : pollEvery + backoff(random, 2);
		schedule(over.ok ? afterGood : backoff(random, failures));
		if (over.ok) listen();
	};
	/** Syncs soon; a round that runs may have passed by what is new, so another follows it. */
	const syncSoon = (wait: number) => {
		isOvertaken = running !== null;
		schedule(wait);
	};
	const listen = () => {
		if (hintController || !isStarted) return;
		const own = new AbortController();
		hintController = own;
		void listenForHints(transport, membership.org, () => syncSoon(0), own.signal).then((ended) => {
			hintController = null;
			// A stream that ended by age is opened again after the next poll.
			if (ended === 'ended' && isStarted) schedule(backoff(random, 1));
		});
	};
	const stop = () => {
		isStarted = false;
		stopTimer();
		stopWatching();
		hintController?.abort();
		controller?.abort();
	};

	const takeOffStuck = async (id: string, again: boolean): Promise<void> => {
		await session.inTurn(async () => {
			const record = stuckOn(shelf).get(id);
			if (!record) return;
			const { group, stream, changes } = record;
			const entry =
				changes.length > 0
					? ({ v: 1, kind: 'changes', group, stream, changes } as const)
					: ({ v: 1, kind: 'whole', group, stream } as const);
			await shelf.receive({ forget: [`stuck/${id}`], enqueue: again ? [entry] : [] });
		});
		await countWaiting();
		tell({});
	};

	const engine: SyncEngine = {
		sync: (signal) => (running ??= run(signal)),
		view: () => ({
			state,
			unsent: unsent(),
			lastAt,
			progress,
			stuck: [
				...[...stuckOn(shelf)].map(([id, { group, why, since }]) => ({ id, groupId: group, why, since })),
				...blocked
			]
		}),
		missing: () =>
			proofsOn(shelf).flatMap(({ ref, device: from, seq, since }) => {
				if (clock.now() - since < gapPatience) return [];
				const pruned = log.directory().streams.get(streamName(ref))?.pruned.get(from);
				const count = seq - jumpChain(readChain(shelf.get(chainName(ref, from))), pruned).seq;
				return count > 0 ? [{ device: from, count, since }] : [];
			}),
		lastHeard: (from) => {
			const days = shelf
				.names('chain/')
				.filter((name) => name.endsWith(`/${from}`))
				.map((name) => readChain(shelf.get(name)).heard);
			return days.length > 0 ? Math.max(...days) : null;
		},
		lettersWaiting: () => letters,
		retry: (id) => takeOffStuck(id, true),
		setAside: (id) => takeOffStuck(id, false),
		start: () => {
			if (isStarted || isRemoved) return;
			isStarted = true;
			failures = 0;
			stopWatching = vault.subscribe(() => void noticeChange());
			schedule(0);
		},
		wake: () => {
			failures = 0;
			schedule(0);
		},
		stop,
		cancel: () => controller?.abort()
	};

	const noticeChange = async (): Promise<void> => {
		const before = waitingChanges;
		await countWaiting();
		if (waitingChanges <= before) return;
		tell({ ...(state === 'synced' && { state: 'waiting' }) });
		// While the server is out of reach, the next try is due already.
		if (failures === 0) syncSoon(afterChange);
	};
	return engine;
}

/** How far one round of fetching is. What is told never goes back while it runs. */
interface Fetched {
	/** So many envelopes came, and there are more; nobody says how many. */
	readonly received: (envelopes: number) => void;
	/** So many streams are to be fetched from their beginning. */
	readonly streams: (count: number) => void;
	/** The share of one of them that has come, from 0 to 1. */
	readonly part: (share: number) => void;
}

/** Of streams it tells a share of a hundred: how much lies in each is not known before it has come. */
function createFetched(onprogress: (progress: SyncView['progress']) => void): Fetched {
	let envelopes = 0;
	let count = 0;
	let whole = 0;
	let told = 0;
	const tell = (share: number) => {
		told = Math.max(told, Math.floor((100 * (whole + share)) / count));
		onprogress({ done: told, of: 100 });
	};
	return {
		received: (more) => {
			envelopes += more;
			if (count === 0) onprogress({ done: envelopes, of: 0 });
		},
		streams: (more) => {
			if (more === 0) return;
			count = whole + more;
			tell(0);
		},
		part: (share) => {
			if (share >= 1) whole += 1;
			tell(share >= 1 ? 0 : Math.max(0, share));
		}
	};
}

/** Whether a round cannot go on after it. */
const isFatal = (problem: SyncProblem): boolean =>
	!['LogUnsettled', 'LogRefused', 'LogGap', 'LogForked', 'EntriesTooMany'].includes(problem.type);

function stateOf(problem: SyncProblem): SyncState {
	if (problem.type === 'Offline' || problem.type === 'Cancelled') return 'offline';
	return problem.type === 'ServerProblem' && ['TooManyRequests', 'NotReady'].includes(problem.code)
		? 'offline'
		: 'failed';
}
