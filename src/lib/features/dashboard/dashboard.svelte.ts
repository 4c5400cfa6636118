import { addDays } from '$lib/base/clock';
import { codeBlockEdits, codeChangeOf, type CodeChange } from '$lib/domain/code-change';
import {
	overviewOf,
	periodsOf,
	reportedFigures,
	type Choice,
	type Overview,
	type Reported
} from '$lib/domain/dashboard';
import type { GroupId } from '$lib/domain/ids';
import type { Period } from '$lib/domain/period';
import { isSample } from '$lib/domain/setting';
import {
	blockEdits,
	blocksWaiting,
	sumsOf,
	tablesOf,
	tablesWithin,
	type AnswerSum,
	type AnswerTable,
	type BlockWaiting
} from '$lib/domain/suppression';
import type { Runtime } from '$lib/runtime/create-runtime';

export type DashboardDeps = Pick<Runtime, 'door' | 'organisation' | 'clock' | 'random' | 'append'>;

/** What is chosen on the screen, and what follows from it. Reports are added up once; a choice only picks among the sums. */
export class Dashboard {
	readonly #deps: DashboardDeps;
	#period = $state.raw<Period | null>(null);
	#groups = $state.raw<readonly GroupId[]>([]);
	#hasFailed = $state.raw(false);
	readonly #reported: Reported;
	readonly #tables: readonly AnswerTable[];
	readonly #overview: Overview;
	readonly #answers: readonly AnswerSum[];
	readonly #waiting: readonly BlockWaiting[];
	readonly #codeChange: CodeChange | null;

	constructor(deps: DashboardDeps) {
		this.#deps = deps;
		this.#reported = $derived(reportedFigures(deps.door.ledger.current));
		this.#tables = $derived(this.readsAnswers ? tablesOf(deps.door.ledger.current) : []);
		this.#overview = $derived(overviewOf(this.#reported, this.#choice));
		this.#answers = $derived(sumsOf(tablesWithin(this.#tables, this.#period)));
		this.#waiting = $derived(this.readsAnswers ? blocksWaiting(deps.door.ledger.current) : []);
		this.#codeChange = $derived(this.readsAnswers ? codeChangeOf(deps.door.ledger.current) : null);
	}

	/** Whether she may see the figures that reports tell. */
	get readsReports(): boolean {
		return this.#has('supervisor');
	}

	/** Whether she may see how answers fell. */
	get readsAnswers(): boolean {
		return this.#has('reader');
	}

	get period(): Period | null {
		return this.#period;
	}

	set period(period: Period | null) {
		this.#period = period;
	}

	/** The chosen groups; none means all. */
	get groups(): readonly GroupId[] {
		return this.#groups;
	}

	set groups(groups: readonly GroupId[]) {
		this.#groups = groups;
	}

	/** Everything that can be chosen. */
	get choices() {
		return { ...periodsOf(this.#reported), groups: this.#reported.groups };
	}

	get overview(): Overview {
		return this.#overview;
	}

	/** Answers of the whole organisation in the period; the choice of groups does not touch them. */
	get answers(): readonly AnswerSum[] {
		return this.#answers;
	}

	/**
	 * How people changed between their first and their last answers: of all of time, whatever is chosen. Null for who may not
	 * see it, and where the organisation asks for no picture codes and has none.
	 */
	get codeChange(): CodeChange | null {
		const isAsked = this.#deps.organisation.policies.pictureCode === 1;
		return this.#codeChange && (isAsked || !this.#codeChange.isEmpty) ? this.#codeChange : null;
	}

	/** What waits until it may be shown. */
	get waiting(): readonly BlockWaiting[] {
		return this.#waiting;
	}

	/** Whether there are any answers in another period. */
	get hasOtherAnswers(): boolean {
		return this.#tables.length > 0;
	}

	/** True while nothing came yet, whatever is chosen. */
	get isEmpty(): boolean {
		const hasAnswers = this.#tables.length > 0 || this.#waiting.length > 0;
		return this.#reported.months.length === 0 && !hasAnswers && this.codeChange === null;
	}

	/** Whether new answers could not be put into a block. */
	get hasFailed(): boolean {
		return this.#hasFailed;
	}

	/** Shows everything again. */
	clear(): void {
		this.#period = null;
		this.#groups = [];
	}

	/** Puts into blocks what may be. Only the first reader of the organisation does: two could exclude each other's. */
	async putTogether(): Promise<void> {
		const { door, clock, random, append } = this.#deps;
		if (!this.#isFirstReader) return;
		const today = clock.today();
		const newId = () => random.uuid();
		const edits = [
			...blockEdits(door.ledger.current, today, newId),
			...codeBlockEdits(door.ledger.current, today, newId)
		];
		if (edits.length === 0) return;
		this.#hasFailed = !(await append(edits)).ok;
	}

	get #choice(): Choice {
		return { period: this.#period, groups: this.#groups.length === 0 ? null : this.#groups };
	}

	get #isFirstReader(): boolean {
		const { door, organisation, clock } = this.#deps;
		if (isSample(door.ledger.current)) return true;
		const today = clock.today();
		const readers = organisation.people.filter(
			({ roles, revokedOn, expiresOn }) =>
				// An expired device stays the first for a day: clocks differ.
				roles.includes('reader') && revokedOn === null && addDays(expiresOn, 1) >= today
		);
		const [first] = readers.map(({ device }) => device).sort();
		return readers.some(({ device, isMe }) => isMe && device === first);
	}

	#has(role: 'supervisor' | 'reader'): boolean {
		const { door, organisation } = this.#deps;
		return isSample(door.ledger.current) || (organisation.state === 'member' && organisation.roles.includes(role));
	}
}
