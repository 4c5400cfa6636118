import type { Result } from '$lib/base/result';
import { archiveGroup, groupOf, type Group } from '$lib/domain/group';
import type { GroupId } from '$lib/domain/ids';
import { isHere, membersOf, type Member } from '$lib/domain/member';
import {
	missedSession,
	planSession,
	sessionsOf,
	storedSession,
	unfinishedSessions,
	upcomingSessions,
	type Session
} from '$lib/domain/session';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { Undo, type GroupsDeps } from './undo.svelte';

/** The one thing to do next for a group. */
export type NextStep =
	{ readonly kind: 'addMembers' } | { readonly kind: 'prepareNext' | 'begin' | 'continue'; readonly session: Session };

/** How many sessions the page shows, ahead and back; all of them are in the history. */
const shown = { ahead: 3, back: 5 } as const;

/** What the page of one group shows. */
export class GroupPage {
	readonly #deps: GroupsDeps;
	readonly #id: GroupId;
	readonly undo: Undo;

	constructor(deps: GroupsDeps, id: GroupId) {
		this.#deps = deps;
		this.#id = id;
		this.undo = new Undo(deps.append);
	}

	/** The group, or undefined when the vault has none of this id. */
	get group(): Group | undefined {
		return groupOf(this.#ledger, this.#id);
	}

	get today(): string {
		return this.#deps.clock.today();
	}

	/** Those who come now. */
	get members(): readonly Member[] {
		return membersOf(this.#ledger, this.#id).filter(isHere);
	}

	/** The next ones, and those among them that were called off: they can still be put back. */
	get upcoming(): readonly Session[] {
		if (!this.group || this.group.archivedOn !== null) return [];
		const calledOff = sessionsOf(this.#ledger, this.#id).filter((session) => this.#isCalledOffAhead(session));
		return [...this.#planned, ...calledOff].sort((a, b) => (a.plannedOn < b.plannedOn ? -1 : 1));
	}

	get #planned(): readonly Session[] {
		return this.group ? upcomingSessions(this.#ledger, this.group, this.today, shown.ahead) : [];
	}

	#isCalledOffAhead({ state, plannedOn }: Session): boolean {
		return state === 'cancelled' && plannedOn >= this.today;
	}

	/** Running, or its day has passed and nobody said what became of it; newest first. */
	get unfinished(): readonly Session[] {
		const known = unfinishedSessions(this.#ledger, this.today).filter(({ groupId }) => groupId === this.#id);
		const missed = this.group && missedSession(this.#ledger, this.group, this.today);
		return missed ? [...known, missed] : known;
	}

	/** The last ones that were held or cancelled, newest first. */
	get past(): readonly Session[] {
		return sessionsOf(this.#ledger, this.#id)
			.filter((session) => session.state === 'closed' || session.state === 'cancelled')
			.filter((session) => !this.#isCalledOffAhead(session))
			.slice(-shown.back)
			.reverse();
	}

	/** Null for a group that is put away, or that has nothing planned. */
	get nextStep(): NextStep | null {
		if (!this.group || this.group.archivedOn !== null) return null;
		const running = this.unfinished.find(({ state }) => state === 'running');
		if (running) return { kind: 'continue', session: running };
		if (this.members.length === 0) return { kind: 'addMembers' };
		const [session] = this.#planned;
		if (!session) return null;
		return { kind: session.plannedOn === this.today ? 'begin' : 'prepareNext', session };
	}

	/** Puts the group away today, or takes it out again. Can be taken back. */
	async setArchived(isArchived: boolean): Promise<Result<void, ScreenProblem>> {
		const before = this.group?.archivedOn ?? null;
		const edit = archiveGroup(this.#id, isArchived ? this.today : null);
		const back = [archiveGroup(this.#id, before)];
		return this.undo.do([edit], { done: isArchived ? 'archived' : 'takenOut', back });
	}

	/** Makes sure the session is in the vault, so that its page finds it. */
	async writeDown(session: Session): Promise<Result<void, ScreenProblem>> {
		return this.#deps.append(storedSession(this.#ledger, session.id) ? [] : planSession(session));
	}

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}
