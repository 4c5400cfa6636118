import type { Day } from '$lib/base/clock';
import type { GroupId } from '$lib/domain/ids';
import type { Ledger } from '$lib/domain/ledger';
import { reportedGroups, type ReportedGroup } from '$lib/domain/reported';
import { isOpen, isOverdue, threadsOf, threadStates, type Thread, type ThreadState } from '$lib/domain/review';
import type { Organisation } from '$lib/runtime/organisation.svelte';
import { supervisorsOf } from '$lib/runtime/supervisors';

/** `open`: all that somebody has to follow. */
export type StateFilter = ThreadState | 'open' | 'all';
export type DueFilter = 'any' | 'due' | 'overdue';

/** What is shown. */
export interface InboxFilter {
	readonly state: StateFilter;
	readonly due: DueFilter;
	/** Empty for all. */
	readonly groupId: GroupId | '';
	/** The device of a facilitator; empty for all. */
	readonly device: string;
	readonly query: string;
}

/** The chips, in their order. */
export const stateFilters: readonly StateFilter[] = ['open', ...threadStates, 'all'];

/** What the vault holds for the desk. */
export interface InboxFold {
	readonly groups: readonly ReportedGroup[];
	readonly names: ReadonlyMap<GroupId, string>;
	/** In the order of the list. */
	readonly threads: readonly Thread[];
	/** Those that made reports. */
	readonly devices: readonly string[];
	readonly counts: { readonly [state in StateFilter]: number };
	/** Questions that no supervisor has answered. */
	readonly asks: number;
}

/** All reports of the groups that come to this desk, what was asked first, then what is owed soonest. */
export function foldInbox(
	ledger: Ledger,
	organisation: Pick<Organisation, 'people' | 'policies' | 'readersOf'>
): InboxFold {
	const groups = reportedGroups(ledger);
	const names = new Map(groups.map(({ id, name }) => [id, name]));
	const threads = threadsOf(ledger, organisation.policies, supervisorsOf(organisation), (id) => names.has(id));
	const counts = { open: 0, all: threads.length, new: 0, 'in-review': 0, answered: 0, waiting: 0, closed: 0 };
	for (const thread of threads) {
		counts[thread.state] += 1;
		if (isOpen(thread)) counts.open += 1;
	}
	return {
		...{ groups, names, counts },
		threads: [...threads].sort(byNeed),
		devices: [...new Set(threads.map(({ device }) => device))],
		asks: threads.filter(({ isAskOpen }) => isAskOpen).length
	};
}

/** Whether a filter lets a thread through, its words aside. */
export function isShown(thread: Thread, { state, due, groupId, device }: InboxFilter, today: Day): boolean {
	if (groupId !== '' && thread.report.groupId !== groupId) return false;
	if (device !== '' && thread.device !== device) return false;
	if (due === 'due' && thread.dueOn === null) return false;
	if (due === 'overdue' && !isOverdue(thread, today)) return false;
	if (state === 'all') return true;
	return state === 'open' ? isOpen(thread) : thread.state === state;
}

/** Reports chosen by their ids; a new set whenever that changes. */
export type Chosen = ReadonlySet<string>;

export const noneChosen: Chosen = new Set();

export const chosenOf = (threads: readonly Thread[]): Chosen => new Set(threads.map(({ report }) => report.id));

/** Without those that are not among the threads. */
export function chosenAmong(chosen: Chosen, threads: readonly Thread[]): Chosen {
	const there = chosenOf(threads);
	return new Set([...chosen].filter((id) => there.has(id)));
}

export function withChosen(chosen: Chosen, id: string, isChosen: boolean): Chosen {
	const others = [...chosen].filter((other) => other !== id);
	return new Set(isChosen ? [...others, id] : others);
}

/** What was asked comes first, then what is owed soonest, then what is newest. */
function byNeed(a: Thread, b: Thread): number {
	if (a.isAskOpen !== b.isAskOpen) return a.isAskOpen ? -1 : 1;
	if (a.dueOn !== b.dueOn) return (a.dueOn ?? '9999') < (b.dueOn ?? '9999') ? -1 : 1;
	const [first, second] = [a.report.body.day, b.report.body.day];
	if (first !== second) return first > second ? -1 : 1;
	return a.report.id < b.report.id ? -1 : 1;
}
