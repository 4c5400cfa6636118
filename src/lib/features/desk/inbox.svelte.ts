import type { Day } from '$lib/base/clock';
import type { Edit } from '$lib/domain/change';
import type { GroupId } from '$lib/domain/ids';
import { rowOf, type Ledger } from '$lib/domain/ledger';
import type { ReportedGroup } from '$lib/domain/reported';
import { markThreads, marksNow, type ReviewMark, type Thread } from '$lib/domain/review';
import { foldText, holdsWords, searchWords } from '$lib/domain/search';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { Organisation, Person } from '$lib/runtime/organisation.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import {
	chosenAmong,
	chosenOf,
	foldInbox,
	isShown,
	noneChosen,
	withChosen,
	type Chosen,
	type InboxFilter,
	type InboxFold,
	type StateFilter
} from './inbox-fold';

export interface InboxDeps extends Pick<Runtime, 'append' | 'clock'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly organisation: Pick<Organisation, 'people' | 'policies' | 'readersOf'>;
	/** The words that a theme has on screen. */
	readonly themeWords: (theme: string) => string;
}

const everything: InboxFilter = { state: 'open', due: 'any', groupId: '', device: '', query: '' };

/** Something that was done to many and can be taken back. */
export interface Marked {
	readonly state: ReviewMark;
	readonly count: number;
	/** Of those, how many stay open because something asked was not answered. */
	readonly stillOpen: number;
	readonly back: readonly Edit[];
}

/** Rows shown at once, and how many more each time. */
const page = 30;

/** The reports of the groups that come to this desk, filtered and ordered: what was asked first, then what is owed soonest. */
export class Inbox {
	readonly #deps: InboxDeps;
	#filter = $state.raw<InboxFilter>(everything);
	#most = $state.raw(page);
	#chosen = $state.raw<Chosen>(noneChosen);
	#marked = $state.raw<Marked | null>(null);
	#problem = $state.raw<ScreenProblem | null>(null);
	/** Dear in a long vault: folded once for each change of it. */
	#known: Known | null = null;
	#found: Found | null = null;
	readonly #texts = new WeakMap<Thread, string>();

	constructor(deps: InboxDeps) {
		this.#deps = deps;
	}

	get day(): Day {
		return this.#deps.clock.today();
	}

	get filter(): InboxFilter {
		return this.#filter;
	}

	/** Changes what is shown. What was chosen and is not shown any more is chosen no longer. */
	show(change: Partial<InboxFilter>): void {
		this.#filter = { ...this.#filter, ...change };
		this.#most = page;
		if (this.#chosen.size > 0) this.#chosen = chosenAmong(this.#chosen, this.found);
	}

	/** Shows everything there is. */
	showAll(): void {
		this.show({ ...everything, state: 'all' });
	}

	/** The groups that come here, by name. */
	get groups(): readonly ReportedGroup[] {
		return this.#fold().groups;
	}

	/** The name of a group as the organisation has it. */
	nameOf(groupId: GroupId): string {
		return this.#fold().names.get(groupId) ?? '';
	}

	/** Devices that made reports. */
	get devices(): readonly string[] {
		return this.#fold().devices;
	}

	/** Every thread, in the order of the list. */
	get threads(): readonly Thread[] {
		return this.#fold().threads;
	}

	/** How many there are of each state. */
	get counts(): { readonly [state in StateFilter]: number } {
		return this.#fold().counts;
	}

	/** Questions that no supervisor has answered. */
	get asks(): number {
		return this.#fold().asks;
	}

	/** All that the filter lets through. */
	get found(): readonly Thread[] {
		const { threads } = this.#fold();
		const filter = this.#filter;
		const day = this.day;
		const known = this.#found;
		if (known?.threads === threads && known.filter === filter && known.day === day) return known.found;
		const words = searchWords(filter.query);
		const found = threads.filter((thread) => isShown(thread, filter, day) && this.#holds(thread, words));
		this.#found = { threads, filter, day, found };
		return found;
	}

	/** Questions without an answer that the filter hides. */
	get hiddenAsks(): number {
		return this.asks - this.found.filter(({ isAskOpen }) => isAskOpen).length;
	}

	/** Shows what is asked of supervisors, first of all that has to be followed. */
	showAsks(): void {
		this.show(everything);
	}

	/** Those on screen. */
	get shown(): readonly Thread[] {
		return this.found.slice(0, this.#most);
	}

	get hasMore(): boolean {
		return this.found.length > this.#most;
	}

	showMore(): void {
		this.#most += page;
	}

	/** Folds the texts before the first word is typed. */
	warm(): void {
		for (const thread of this.threads) this.#textOf(thread);
	}

	get chosen(): Chosen {
		return this.#chosen;
	}

	choose(reportId: string, isChosen = !this.#chosen.has(reportId)): void {
		this.#chosen = withChosen(this.#chosen, reportId, isChosen);
	}

	/** Chooses all that is on screen, or none. */
	chooseAll(isChosen: boolean): void {
		this.#chosen = isChosen ? chosenOf(this.shown) : noneChosen;
	}

	/** What was done last, until it is taken back or dismissed. */
	get marked(): Marked | null {
		return this.#marked;
	}

	/** Why the last write failed, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** Sets by hand where the chosen ones stand, or the given one when none is chosen. Can be taken back. */
	async mark(state: ReviewMark, reportId?: string): Promise<void> {
		const threads = this.threads.filter(({ report }) =>
			this.#chosen.size > 0 ? this.#chosen.has(report.id) : report.id === reportId
		);
		if (threads.length === 0) return;
		const reports = threads.map(({ report }) => report);
		const back = marksNow(this.#ledger, reports, this.day);
		const written = await this.#deps.append(markThreads(reports, state, this.day));
		this.#problem = written.ok ? null : written.error;
		if (!written.ok) return;
		const stillOpen = state === 'closed' ? threads.filter(({ isAskOpen }) => isAskOpen).length : 0;
		this.#marked = { state, count: threads.length, stillOpen, back };
		this.#chosen = noneChosen;
	}

	/** Takes back what was done last. The offer stays when it fails. */
	async takeBack(): Promise<void> {
		if (!this.#marked) return;
		const written = await this.#deps.append(this.#marked.back);
		this.#problem = written.ok ? null : written.error;
		if (written.ok) this.#marked = null;
	}

	dismiss(): void {
		this.#marked = null;
	}

	/** Whether single keys do something; they do until she says no. */
	get hasKeys(): boolean {
		return rowOf(this.#ledger, 'setting', 'desk-keys')?.fields['value'] !== false;
	}

	async useKeys(isOn: boolean): Promise<void> {
		const written = await this.#deps.append([{ table: 'setting', row: 'desk-keys', field: 'value', value: isOn }]);
		this.#problem = written.ok ? null : written.error;
	}

	#fold(): Known {
		const ledger = this.#ledger;
		const { organisation } = this.#deps;
		const { people } = organisation;
		const { tables, revision } = ledger;
		const known = this.#known;
		if (known?.tables === tables && known.revision === revision && known.people === people) return known;
		this.#known = { tables, revision, people, ...foldInbox(ledger, organisation) };
		return this.#known;
	}

	#holds(thread: Thread, words: readonly string[]): boolean {
		return words.length === 0 || holdsWords(this.#textOf(thread), words);
	}

	#textOf(thread: Thread): string {
		const known = this.#texts.get(thread);
		if (known !== undefined) return known;
		const { body, groupId } = thread.report;
		const label = this.#deps.organisation.people.find(({ device }) => device === thread.device)?.label ?? '';
		const text = foldText(
			[
				...[this.nameOf(groupId), label, body.day, body.wentWell, body.wasHard, body.agreed, body.askSupervisor],
				...body.themes.map(this.#deps.themeWords),
				...thread.messages.map((message) => message.text)
			].join('\n')
		);
		this.#texts.set(thread, text);
		return text;
	}

	get #ledger(): Ledger {
		return this.#deps.door.ledger.current;
	}
}

interface Known extends Pick<Ledger, 'tables' | 'revision'>, InboxFold {
	readonly people: readonly Person[];
}

interface Found {
	readonly threads: readonly Thread[];
	readonly filter: InboxFilter;
	readonly day: Day;
	readonly found: readonly Thread[];
}
