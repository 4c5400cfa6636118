import { addDays, type Day } from '$lib/base/clock';
import type { Result } from '$lib/base/result';
import { batchesOf, waitingBatch, type Batch } from '$lib/domain/batch';
import { loadSignal } from '$lib/domain/care';
import { groupOf, groupsOf, type Group } from '$lib/domain/group';
import type { Ledger } from '$lib/domain/ledger';
import { isHere, membersOf } from '$lib/domain/member';
import {
	missedSession,
	planSession,
	storedSession,
	unfinishedSessions,
	upcomingSessions,
	type Session
} from '$lib/domain/session';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export type TodayDeps = Pick<Runtime, 'append' | 'clock'> & { readonly door: Pick<Runtime['door'], 'ledger'> };

/** A session with the group it belongs to. */
export interface Meeting {
	readonly group: Group;
	readonly session: Session;
}

/** The session the day turns around, and what to do with it. */
export interface NextMeeting extends Meeting {
	readonly action: 'prepare' | 'begin' | 'continue';
}

/** Check-ins of a group: still too few to open, or opened not long ago. */
export interface Waiting {
	readonly kind: 'answersWait' | 'opened';
	readonly group: Group;
	readonly batch: Batch;
}

/** One line of the list of groups. */
export interface GroupLine {
	readonly group: Group;
	readonly next: Session | undefined;
	readonly members: number;
}

/** Days a result counts as newly opened. */
const newDays = 14;

/** What home shows, all of it folded from the vault. */
export class Today {
	readonly #deps: TodayDeps;
	/** Asked for by most of what follows, and dear in a long vault: read once for each change of it. */
	#known: (Pick<Ledger, 'tables' | 'revision'> & { readonly day: Day; readonly lines: readonly GroupLine[] }) | null =
		null;

	constructor(deps: TodayDeps) {
		this.#deps = deps;
	}

	get day(): Day {
		return this.#deps.clock.today();
	}

	/** Evening from six o'clock on the phone. */
	get greeting(): 'morning' | 'evening' {
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- read here and dropped, never changed
		const hour = new Date(this.#deps.clock.now()).getHours();
		return hour >= 18 || hour < 4 ? 'evening' : 'morning';
	}

	/** The session that runs, else the soonest one; null when there is none. */
	get next(): NextMeeting | null {
		const running = this.#unfinished.find(({ session }) => session.state === 'running');
		if (running) return { ...running, action: 'continue' };
		const [soonest] = this.groups
			.flatMap(({ group, next }) => (next ? [{ group, session: next }] : []))
			.sort((a, b) => whenOf(a.session).localeCompare(whenOf(b.session)));
		if (!soonest) return null;
		return { ...soonest, action: soonest.session.plannedOn === this.day ? 'begin' : 'prepare' };
	}

	/** Sessions left running or whose day passed without a word, except the one in `next`. */
	get unfinished(): readonly Meeting[] {
		const shown = this.next?.session.id;
		return this.#unfinished.filter(({ session }) => session.id !== shown);
	}

	/** Groups that meet, those with the soonest meeting first. */
	get groups(): readonly GroupLine[] {
		const { tables, revision } = this.#ledger;
		const known = this.#known;
		if (known?.tables === tables && known.revision === revision && known.day === this.day) return known.lines;
		const lines = this.#readGroups();
		this.#known = { tables, revision, day: this.day, lines };
		return lines;
	}

	#readGroups(): readonly GroupLine[] {
		const far = '9999';
		return groupsOf(this.#ledger)
			.filter(({ archivedOn }) => archivedOn === null)
			.map((group) => ({
				group,
				next: upcomingSessions(this.#ledger, group, this.day, 1)[0],
				members: membersOf(this.#ledger, group.id).filter(isHere).length
			}))
			.sort((a, b) => (a.next ? whenOf(a.next) : far).localeCompare(b.next ? whenOf(b.next) : far));
	}

	get archived(): readonly Group[] {
		return groupsOf(this.#ledger).filter(({ archivedOn }) => archivedOn !== null);
	}

	/** Results that opened lately, then groups whose answers wait for more. */
	get waiting(): readonly Waiting[] {
		const since = addDays(this.day, -newDays);
		const found = this.groups.flatMap(({ group }): readonly Waiting[] => {
			const opened = batchesOf(this.#ledger, group.id)
				.filter(({ result }) => result !== null)
				.at(-1);
			const waits = waitingBatch(this.#ledger, group.id);
			return [
				...(opened?.openedOn && opened.openedOn > since ? [{ kind: 'opened' as const, group, batch: opened }] : []),
				...(waits ? [{ kind: 'answersWait' as const, group, batch: waits }] : [])
			];
		});
		return [...found].sort((a, b) => Number(b.kind === 'opened') - Number(a.kind === 'opened'));
	}

	/** True when the last weeks weighed on her: the screen then speaks of rest. */
	get needsRest(): boolean {
		return loadSignal(this.#ledger, this.day).signal === 'rest';
	}

	/** Makes sure the session is in the vault, so that its page finds it even though its day has passed. */
	async writeDown(session: Session): Promise<Result<void, ScreenProblem>> {
		return this.#deps.append(storedSession(this.#ledger, session.id) ? [] : planSession(session));
	}

	get #unfinished(): readonly Meeting[] {
		const ledger = this.#ledger;
		const known = unfinishedSessions(ledger, this.day).flatMap((session) => {
			const group = groupOf(ledger, session.groupId);
			return group ? [{ group, session }] : [];
		});
		const missed = groupsOf(ledger).flatMap((group) => {
			const session = missedSession(ledger, group, this.day);
			return session ? [{ group, session }] : [];
		});
		// An old session of a group that was put away is nothing to finish any more, unless it still runs.
		return [...known, ...missed].filter(
			({ group, session }) => group.archivedOn === null || session.state === 'running'
		);
	}

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}

/** Sorts by day, then by time; sessions without a time come first on their day. */
const whenOf = ({ plannedOn, time }: Session): string => `${plannedOn} ${time}`;
