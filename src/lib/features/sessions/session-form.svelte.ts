import { dayNumber, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import type { Group } from '$lib/domain/group';
import { SessionId } from '$lib/domain/ids';
import {
	moveSession,
	nextGuideId,
	planSession,
	sessionByHand,
	sessionsOf,
	upcomingSessions,
	withdrawSession,
	type Session
} from '$lib/domain/session';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import type { DeskDeps } from './session-desk.svelte';

/** Days before and after today that a date may lie: farther is a slip of the finger. */
const farthest = 800;

/** The day, time and guide of a session being planned by hand, or of one being moved. */
export class SessionForm {
	readonly #deps: DeskDeps;
	readonly #group: Group;
	readonly #session: Session | null;
	/** Drawn once, so that a second tap writes the same session again and not another one. */
	readonly #id: SessionId;
	#day = $state.raw('');
	#time = $state.raw('');
	#guideId = $state.raw('');
	#problem = $state.raw<ScreenProblem | null>(null);

	/** `session` is the one being moved; null plans a new one. */
	constructor(deps: DeskDeps, group: Group, session: Session | null) {
		this.#deps = deps;
		this.#group = group;
		this.#session = session;
		this.#id = session?.id ?? SessionId.parse(deps.random.uuid());
		this.#day = session?.plannedOn ?? deps.clock.today();
		this.#time = session?.time ?? group.time;
		this.#guideId = session?.guideId ?? nextGuideId(deps.ledger(), group);
	}

	get day(): Day {
		return this.#day;
	}
	set day(day: Day) {
		this.#day = day;
		this.#problem = null;
	}

	get time(): string {
		return this.#time;
	}
	set time(time: string) {
		this.#time = time;
	}

	get guideId(): string {
		return this.#guideId;
	}
	set guideId(guideId: string) {
		this.#guideId = guideId;
	}

	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** Another session of the group on the chosen day, or undefined. Only a warning: two a day may be meant. */
	get clash(): Session | undefined {
		if (!this.#isDayGood) return undefined;
		const ledger = this.#deps.ledger();
		const onDay = [...sessionsOf(ledger, this.#group.id), ...upcomingSessions(ledger, this.#group, this.#day, 4)];
		return onDay.find(
			({ id, plannedOn, state }) => plannedOn === this.#day && state !== 'cancelled' && id !== this.#session?.id
		);
	}

	/** Writes it. Gives the session's id and the edits that undo it. */
	async save(): Promise<Result<{ readonly id: SessionId; readonly undo: readonly Edit[] }, ScreenProblem>> {
		const edits = this.#edits();
		const written = edits.ok ? await this.#deps.append(edits.value.edits) : edits;
		this.#problem = written.ok ? null : written.error;
		if (!edits.ok) return edits;
		return written.ok ? ok({ id: edits.value.id, undo: edits.value.undo }) : written;
	}

	get #isDayGood(): boolean {
		return Math.abs(dayNumber(this.#day) - dayNumber(this.#deps.clock.today())) <= farthest;
	}

	#edits(): Result<{ id: SessionId; edits: readonly Edit[]; undo: readonly Edit[] }, ScreenProblem> {
		if (!this.#isDayGood) return err({ type: 'DayUnreadable' });
		const place = { plannedOn: this.#day, time: this.#time, guideId: this.#guideId };
		if (this.#session === null) {
			const session = { ...sessionByHand(this.#id, this.#group, this.#day, this.#guideId), time: this.#time };
			return ok({ id: this.#id, edits: planSession(session), undo: withdrawSession(this.#id) });
		}
		const edits = moveSession(this.#session, place);
		if (!edits.ok) return edits;
		const { plannedOn, time, guideId } = this.#session;
		const undo = moveSession(this.#session, { plannedOn, time, guideId });
		return ok({ id: this.#id, edits: edits.value, undo: undo.ok ? undo.value : [] });
	}
}
