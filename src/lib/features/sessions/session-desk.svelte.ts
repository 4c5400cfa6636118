import type { Clock, Day } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { groupOf, type Group } from '$lib/domain/group';
import type { GroupId, SessionId } from '$lib/domain/ids';
import type { Ledger } from '$lib/domain/ledger';
import { reportEdits, withdrawReport } from '$lib/domain/report';
import {
	cancelSession,
	closeCorrection,
	moveSession,
	openCorrection,
	restoreSession,
	sessionOf,
	type Session
} from '$lib/domain/session';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface DeskDeps {
	readonly ledger: () => Ledger;
	readonly append: Runtime['append'];
	readonly clock: Clock;
	readonly random: Random;
}

/** What a verb gives back: the edits that undo it. */
type Undoable = Promise<Result<readonly Edit[], ScreenProblem>>;

/** One session and what may be done with it, in whatever state it is. */
export class SessionDesk {
	readonly #deps: DeskDeps;
	readonly #groupId: () => GroupId;
	readonly #sessionId: () => SessionId;
	#problem = $state.raw<ScreenProblem | null>(null);

	constructor(deps: DeskDeps, groupId: () => GroupId, sessionId: () => SessionId) {
		this.#deps = deps;
		this.#groupId = groupId;
		this.#sessionId = sessionId;
	}

	get group(): Group | undefined {
		return groupOf(this.#deps.ledger(), this.#groupId());
	}

	/** The session, also one that the rhythm gives and nobody wrote down yet; undefined when there is none. */
	get session(): Session | undefined {
		return this.group && sessionOf(this.#deps.ledger(), this.group, this.#sessionId(), this.#deps.clock.today());
	}

	/** Why the last verb did nothing, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** Chooses another guide. */
	chooseGuide(guideId: string): Undoable {
		return this.#do((session) => moveSession(session, { ...placeOf(session), guideId }), undoMove);
	}

	/** Moves it to another day and time. */
	move(plannedOn: Day, time: string): Undoable {
		return this.#do((session) => moveSession(session, { ...placeOf(session), plannedOn, time }), undoMove);
	}

	/** Cancels it; where reports are shared, one says that it did not take place, and not why. */
	cancel(reason: string): Undoable {
		return this.#do(
			(session) => this.#cancelled(session, reason),
			(_before, after) => this.#restored(after)
		);
	}

	/** Puts a cancelled session back. */
	restore(): Undoable {
		return this.#do(
			(session) => ok(this.#restored(session)),
			(before) => valueOf(this.#cancelled({ ...before, state: 'planned' }, before.cancelReason))
		);
	}

	openCorrection(reason: string): Undoable {
		const { random, clock } = this.#deps;
		return this.#do(
			(session) => openCorrection(session, random.uuid(), reason, clock.today()),
			(_before, after) => closeCorrection(after)
		);
	}

	closeCorrection(): Undoable {
		return this.#do(
			(session) => ok(closeCorrection(session)),
			({ id, correction }) => [{ table: 'session', row: id, field: 'correction', value: correction }]
		);
	}

	#cancelled(session: Session, reason: string): Result<readonly Edit[], ScreenProblem> {
		const cancelled = cancelSession(session, reason);
		if (!cancelled.ok || !this.group) return cancelled;
		const { ledger, clock, random } = this.#deps;
		const asCancelled = { ...session, state: 'cancelled' } as const;
		return ok([
			...cancelled.value,
			...reportEdits(ledger(), this.group, asCancelled, clock.today(), () => random.uuid())
		]);
	}

	#restored(session: Session): readonly Edit[] {
		const restored = restoreSession(session);
		return restored.length === 0 ? [] : [...restored, ...withdrawReport(this.#deps.ledger(), session.id)];
	}

	async #do(
		edit: (session: Session) => Result<readonly Edit[], ScreenProblem>,
		undo: (before: Session, after: Session) => readonly Edit[]
	): Undoable {
		const before = this.session;
		// A vault that locked under the screen holds no session.
		const edits = before ? edit(before) : err({ type: 'VaultLocked' });
		const written = edits.ok ? await this.#deps.append(edits.value) : edits;
		this.#problem = written.ok ? null : written.error;
		if (!written.ok) return written;
		const after = this.session;
		return ok(before && after ? undo(before, after) : []);
	}
}

const placeOf = ({ plannedOn, time, guideId }: Session) => ({ plannedOn, time, guideId });

const undoMove = (before: Session): readonly Edit[] => valueOf(moveSession(before, placeOf(before)));

const valueOf = (edits: Result<readonly Edit[], ScreenProblem>): readonly Edit[] => (edits.ok ? edits.value : []);
