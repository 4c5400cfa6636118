import { err, ok, type Result } from '$lib/base/result';
import { createTurns } from '$lib/base/turns';
import {
	attendanceTotals,
	createMark,
	expectedMembers,
	markEveryonePresent,
	markOf,
	marksByMemberId,
	type AttendanceTotals,
	type MarkStatus
} from '$lib/domain/attendance';
import type { Edit } from '$lib/domain/change';
import { groupOf } from '$lib/domain/group';
import type { GroupId, MemberId, SessionId } from '$lib/domain/ids';
import type { Ledger } from '$lib/domain/ledger';
import { memberOf, type Member } from '$lib/domain/member';
import {
	countGuests,
	mayWrite,
	planSession,
	sessionOf,
	storedSession,
	type Session,
	type SessionClosed
} from '$lib/domain/session';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface AttendanceDeps extends Pick<Runtime, 'append' | 'clock'> {
	/** What the vault holds now; read anew at every use. */
	readonly ledger: () => Ledger;
}

/** The session whose sheet this is. */
export interface SheetPlace {
	readonly groupId: GroupId;
	readonly sessionId: SessionId;
}

export interface SheetRow {
	readonly member: Member;
	readonly status: MarkStatus | null;
}

interface MarkBefore {
	readonly memberId: MemberId;
	readonly status: MarkStatus | null;
}

/** What was last done, told in a toast, with what undo writes back. */
export type SheetMessage =
	| {
			readonly type: 'Marked';
			readonly pseudonym: string;
			readonly status: MarkStatus | null;
			readonly before: readonly MarkBefore[];
	  }
	| { readonly type: 'EveryoneMarked'; readonly count: number; readonly before: readonly MarkBefore[] }
	| { readonly type: 'NobodyLeft' };

/**
 * - `open`: every mark may be set.
 * - `ahead`: the day has not come, so only who told us can be noted.
 * - `closed`, `cancelled`: read only.
 */
export type SheetState = 'open' | 'ahead' | 'closed' | 'cancelled';

/** Milliseconds within which a second tap is the same tap of a shaky finger. */
const sameTap = 600;

/** The attendance sheet of one session. Marks show only once the vault holds them. */
export class AttendanceSheet {
	readonly #deps: AttendanceDeps;
	readonly #place: () => SheetPlace;
	#message = $state.raw<SheetMessage | null>(null);
	#problem = $state.raw<ScreenProblem | null>(null);
	#lastTap: { readonly memberId: MemberId | null; readonly at: number } = { memberId: null, at: -Infinity };
	readonly #turns = createTurns();

	constructor(deps: AttendanceDeps, place: () => SheetPlace) {
		this.#deps = deps;
		this.#place = place;
	}

	/** The session, also one that only the rhythm gives so far; undefined for neither. */
	get session(): Session | undefined {
		const { groupId, sessionId } = this.#place();
		const ledger = this.#deps.ledger();
		const group = groupOf(ledger, groupId);
		return group && sessionOf(ledger, group, sessionId, this.#deps.clock.today());
	}

	get state(): SheetState {
		const session = this.session;
		if (session?.state === 'cancelled') return 'cancelled';
		if (!session || !mayWrite(session)) return 'closed';
		return session.state === 'planned' && session.plannedOn > this.#deps.clock.today() ? 'ahead' : 'open';
	}

	/** Who belongs on the sheet, by pseudonym. Marking somebody moves nobody. */
	get rows(): readonly SheetRow[] {
		const session = this.session;
		if (!session) return [];
		const ledger = this.#deps.ledger();
		const marks = marksByMemberId(ledger, session.id);
		return expectedMembers(ledger, session).map((member) => ({ member, status: marks.get(member.id) ?? null }));
	}

	get totals(): AttendanceTotals {
		const session = this.session;
		return session
			? attendanceTotals(this.#deps.ledger(), session)
			: { present: 0, late: 0, absent: 0, told: 0, unmarked: 0, guests: 0 };
	}

	get message(): SheetMessage | null {
		return this.#message;
	}

	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** Marks one person. The mark she has already is left alone, so a double tap does nothing more. */
	async mark(memberId: MemberId, status: MarkStatus): Promise<Result<void, ScreenProblem>> {
		this.#lastTap = { memberId, at: this.#deps.clock.now() };
		return this.#set(memberId, status);
	}

	/** Takes the mark of one person back, unless this is the second half of the tap that made it. */
	async takeBack(memberId: MemberId): Promise<Result<void, ScreenProblem>> {
		if (this.#lastTap.memberId === memberId && this.#isSameTap()) return ok(undefined);
		this.#lastTap = { memberId, at: this.#deps.clock.now() };
		return this.#set(memberId, null);
	}

	/** Marks everybody present who has no mark yet. */
	async markEveryone(): Promise<Result<void, ScreenProblem>> {
		this.#lastTap = { memberId: null, at: this.#deps.clock.now() };
		return this.#inTurn(async (ledger, session) => {
			const edits = markEveryonePresent(ledger, session);
			const before = this.rows.filter((row) => row.status === null).map(({ member }) => blankOf(member.id));
			if (edits.ok && before.length === 0) {
				this.#message ??= { type: 'NobodyLeft' };
				return ok(undefined);
			}
			return this.#write(ledger, session, edits, { type: 'EveryoneMarked', count: before.length, before });
		});
	}

	/** Adds to, or takes from, the count of people who came without a name. */
	async addGuests(count: number): Promise<Result<void, ScreenProblem>> {
		return this.#inTurn((ledger, session) =>
			this.#write(ledger, session, countGuests(session, session.guests + count), this.#message)
		);
	}

	/** Writes back what stood before the last thing done. Does nothing when a double tap on a row lands on it. */
	async undo(): Promise<Result<void, ScreenProblem>> {
		if (this.#isSameTap()) return ok(undefined);
		return this.#inTurn((ledger, session) => {
			const message = this.#message;
			if (message === null || message.type === 'NobodyLeft') return Promise.resolve(ok(undefined));
			const edits: Edit[] = [];
			for (const { memberId, status } of message.before) {
				const mark = createMark(session, memberId, status);
				if (!mark.ok) return this.#write(ledger, session, mark, message);
				edits.push(...mark.value);
			}
			return this.#write(ledger, session, ok(edits), null);
		});
	}

	/** Takes the toast away. */
	dismiss(): void {
		if (!this.#isSameTap()) this.#message = null;
	}

	#set(memberId: MemberId, status: MarkStatus | null): Promise<Result<void, ScreenProblem>> {
		return this.#inTurn(async (ledger, session) => {
			const before = markOf(ledger, session.id, memberId);
			if (before === status) return ok(undefined);
			return this.#write(ledger, session, createMark(session, memberId, status), {
				type: 'Marked',
				pseudonym: memberOf(ledger, memberId)?.pseudonym ?? '',
				status,
				before: [{ memberId, status: before }]
			});
		});
	}

	/** One thing at a time, so that each sees what stood just before it. */
	#inTurn(
		work: (ledger: Ledger, session: Session) => Promise<Result<void, ScreenProblem>>
	): Promise<Result<void, ScreenProblem>> {
		return this.#turns(async () => {
			const session = this.session;
			return session ? work(this.#deps.ledger(), session) : this.#settle(err({ type: 'SessionClosed' }), this.#message);
		});
	}

	async #write(
		ledger: Ledger,
		session: Session,
		edits: Result<readonly Edit[], SessionClosed>,
		message: SheetMessage | null
	): Promise<Result<void, ScreenProblem>> {
		if (!edits.ok) return this.#settle(edits, this.#message);
		// A session that only the rhythm gives is written down with the first thing that is known about it.
		const plan = storedSession(ledger, session.id) ? [] : planSession(session);
		return this.#settle(await this.#deps.append([...plan, ...edits.value]), message);
	}

	#settle(written: Result<void, ScreenProblem>, message: SheetMessage | null): Result<void, ScreenProblem> {
		this.#problem = written.ok ? null : written.error;
		if (written.ok) this.#message = message;
		return written;
	}

	#isSameTap(): boolean {
		const since = this.#deps.clock.now() - this.#lastTap.at;
		return since >= 0 && since < sameTap;
	}
}

const blankOf = (memberId: MemberId): MarkBefore => ({ memberId, status: null });
