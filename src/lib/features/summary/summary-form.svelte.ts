import type { Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { attendanceTotals } from '$lib/domain/attendance';
import { waitingBatch } from '$lib/domain/batch';
import { careOf, loadSignal, writeCare, type LoadSignal } from '$lib/domain/care';
import type { Edit } from '$lib/domain/change';
import { disclose, type SessionReport } from '$lib/domain/disclosure';
import { groupOf, type Group } from '$lib/domain/group';
import type { GroupId, SessionId } from '$lib/domain/ids';
import { otherVersionsBy, type Ledger } from '$lib/domain/ledger';
import { isReportOn, reportEdits } from '$lib/domain/report';
import { closeCorrection, closeSession, sessionOf, startSession, type Session } from '$lib/domain/session';
import {
	chooseAtmosphere,
	chooseThemes,
	isThemeId,
	longestText,
	summaryOf,
	themeIds,
	writeSummaryText,
	type SummaryTextField
} from '$lib/domain/summary';
import { Autosave, type SelfKeeping } from '$lib/runtime/autosave.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { Picked } from './picked.svelte';

export interface SummaryDeps {
	readonly ledger: () => Ledger;
	readonly append: Runtime['append'];
	readonly now: () => number;
	/** A random id that says nothing. */
	readonly newId: () => string;
	readonly today: () => Day;
	/** Version of the session's guide; 0 when it cannot be read. */
	readonly guideVersion: (session: Session, group: Group) => Promise<number>;
	readonly openWaitingBatch: (groupId: GroupId, day: Day) => Promise<Result<'opened' | 'waiting', ScreenProblem>>;
}

/** What became of the check-in when the session ended. `none`: nobody was asked. */
export type CheckInOutcome = 'opened' | 'waiting' | 'none';

/** What another device wrote in a text at the same time. */
export interface OtherText {
	readonly text: string;
	readonly device: string;
}

/** What a facilitator writes when a session ends, and the ending itself. Everything she touches is kept by itself. */
export class SummaryForm {
	readonly #deps: SummaryDeps;
	readonly #groupId: GroupId;
	readonly #sessionId: SessionId;
	/** The texts that may reach her supervisor. */
	readonly texts: { readonly [Field in SummaryTextField]: Autosave };
	/** Her private note. */
	readonly note: Autosave;
	readonly atmosphere: Picked<number | null>;
	readonly themes: Picked<readonly string[]>;
	readonly face: Picked<number | null>;
	readonly hardMoment: Picked<boolean>;
	#ownTheme = $state.raw('');
	#problem = $state.raw<ScreenProblem | null>(null);
	#outcome = $state.raw<Result<CheckInOutcome, ScreenProblem> | null>(null);
	#isEnding = $state.raw(false);
	#isOver = $state.raw(false);
	#version = $state.raw(0);

	constructor(deps: SummaryDeps, groupId: GroupId, sessionId: SessionId) {
		this.#deps = deps;
		this.#groupId = groupId;
		this.#sessionId = sessionId;
		const text = (field: SummaryTextField) =>
			new Autosave({
				stored: () => this.#summary[field],
				save: (words) => this.#write((session) => writeSummaryText(session, field, words))
			});
		this.texts = {
			wentWell: text('wentWell'),
			wasHard: text('wasHard'),
			agreed: text('agreed'),
			askSupervisor: text('askSupervisor')
		};
		this.note = new Autosave({ stored: () => this.#care.note, save: (words) => this.#writeNote(words) });
		this.atmosphere = new Picked(
			() => this.#summary.atmosphere,
			(weather) => this.#write((session) => chooseAtmosphere(session, weather))
		);
		this.themes = new Picked<readonly string[]>(
			() => this.#summary.themes,
			(themes) => this.#write((session) => chooseThemes(session, themes))
		);
		this.face = new Picked(
			() => this.#care.face,
			(face) => this.#write(({ id }) => ok([writeCare(id, 'face', face)]))
		);
		this.hardMoment = new Picked(
			() => this.#care.hardMoment,
			(isHard) => this.#write(({ id }) => ok([writeCare(id, 'hardMoment', isHard)]))
		);
	}

	get group(): Group | undefined {
		return groupOf(this.#deps.ledger(), this.#groupId);
	}

	get session(): Session | undefined {
		return this.group && sessionOf(this.#deps.ledger(), this.group, this.#sessionId, this.#deps.today());
	}

	/** Whether a report goes to her supervisors when the session ends. */
	get sharesReport(): boolean {
		return isReportOn(this.#deps.ledger(), this.#groupId);
	}

	/** The report that leaves with the ending, word for word; null when none does. */
	get leavingReport(): SessionReport | null {
		const { group, session } = this;
		if (!group || !session || !this.sharesReport) return null;
		return disclose(this.#deps.ledger(), group, this.#asClosed(session), this.#deps.today());
	}

	/** People nobody marked yet; 0 when the session is not there. */
	get unmarked(): number {
		return this.session ? attendanceTotals(this.#deps.ledger(), this.session).unmarked : 0;
	}

	/** What the last four weeks asked of her. */
	get load(): LoadSignal {
		return loadSignal(this.#deps.ledger(), this.#deps.today());
	}

	/** The themes to pick from: ours, then her own. */
	get themeChoices(): readonly string[] {
		return [...themeIds, ...this.themes.value.filter((theme) => !isThemeId(theme))];
	}

	/** Her own theme while she types it. */
	get ownTheme(): string {
		return this.#ownTheme;
	}
	set ownTheme(theme: string) {
		this.#ownTheme = theme;
	}

	/** Why the session could not be ended, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** True while the session is being ended, though it may be closed already. */
	get isEnding(): boolean {
		return this.#isEnding;
	}

	/** True once it was ended here. */
	get isOver(): boolean {
		return this.#isOver;
	}

	/** What became of the check-in once the session ended; null before. */
	get outcome(): Result<CheckInOutcome, ScreenProblem> | null {
		return this.#outcome;
	}

	/** Everything that keeps itself, for `keepOnLeaving`. */
	get fields(): readonly SelfKeeping[] {
		const { atmosphere, themes, face, hardMoment, note } = this;
		return [atmosphere, themes, ...Object.values(this.texts), face, hardMoment, note];
	}

	/** What other devices wrote in a text at the same time, newest first. */
	versionsOf(field: SummaryTextField): readonly OtherText[] {
		const others = otherVersionsBy(this.#deps.ledger(), 'session', this.#sessionId, field);
		return others.flatMap(({ value, device }) => (typeof value === 'string' ? [{ text: value, device }] : []));
	}

	/** Ends the disagreement about a text: this one stays, the others go. */
	async settle(field: SummaryTextField, words: string): Promise<Result<void, ScreenProblem>> {
		await this.texts[field].flush();
		const settled = await this.#write((session) => {
			const edits = writeSummaryText(session, field, words);
			return edits.ok
				? ok(edits.value.map((edit) => (edit.field === field ? { ...edit, settles: true } : edit)))
				: edits;
		});
		this.#problem = settled.ok ? null : settled.error;
		if (settled.ok) this.texts[field].discard();
		return settled;
	}

	/** Takes the theme she typed among the chosen ones. Does nothing for an empty one. */
	async addOwnTheme(): Promise<void> {
		const theme = this.#ownTheme.trim();
		if (theme === '') return;
		await this.themes.pick([...this.themes.value.filter((other) => other !== theme), theme]);
		if (!this.themes.isUnsaved) this.#ownTheme = '';
	}

	/** Writes all that is not written yet. True when nothing is left unsaved. */
	async flush(): Promise<boolean> {
		await this.addOwnTheme();
		await Promise.all(this.fields.map((field) => field.flush()));
		return this.fields.every((field) => !field.isUnsaved);
	}

	/**
	 * Ends the session and opens the group's waiting check-in if it may be opened. A planned session that was held without
	 * the player is begun and ended at once. Nothing ends while words are unsaved.
	 */
	async end(): Promise<void> {
		if (this.#isEnding) return;
		this.#isEnding = true;
		try {
			const ended = (await this.flush()) ? await this.#close() : err(this.#firstProblem());
			this.#problem = ended.ok ? null : ended.error;
			this.#isOver = ended.ok;
			if (ended.ok) await this.openCheckIn();
		} finally {
			this.#isEnding = false;
		}
	}

	/** Ends the correction; a shared report goes out anew. True when it is ended. */
	async endCorrection(): Promise<boolean> {
		if (this.#isEnding) return false;
		this.#isEnding = true;
		try {
			const { session } = this;
			const ended = !(await this.flush())
				? err(this.#firstProblem())
				: session
					? await this.#deps.append([...closeCorrection(session), ...this.#reportOf(session)])
					: err({ type: 'VaultLocked' as const });
			this.#problem = ended.ok ? null : ended.error;
			return ended.ok;
		} finally {
			this.#isEnding = false;
		}
	}

	/** Reads the version of the guide of a session that was held without the player: the report tells it. */
	async readVersion(): Promise<void> {
		const { session, group } = this;
		if (session?.state === 'planned' && group) this.#version = await this.#deps.guideVersion(session, group);
	}

	/** Opens the check-in that waits, again if it failed before. */
	async openCheckIn(): Promise<void> {
		const { session } = this;
		if (!session) return;
		const isWaiting = waitingBatch(this.#deps.ledger(), this.#groupId) !== undefined;
		const opened = await this.#deps.openWaitingBatch(this.#groupId, session.plannedOn);
		if (opened.ok && opened.value === 'opened') {
			// The result of the group belongs to the report of that day.
			const renewed = await this.#deps.append(this.#reportOf(session));
			if (!renewed.ok) {
				this.#outcome = renewed;
				return;
			}
		}
		this.#outcome = opened.ok && opened.value === 'waiting' && !isWaiting ? ok('none') : opened;
	}

	async #close(): Promise<Result<void, ScreenProblem>> {
		const { session, group } = this;
		if (!session || !group) return err({ type: 'VaultLocked' });
		if (session.state === 'planned' && session.plannedOn > this.#deps.today())
			return err({ type: 'SessionNotRunning' });
		await this.readVersion();
		const now = this.#deps.now();
		const started = session.state === 'planned' ? startSession(session, this.#version, now) : ok<readonly Edit[]>([]);
		const closed = closeSession(session.state === 'planned' ? { ...session, state: 'running' } : session, now);
		if (!started.ok) return started;
		if (!closed.ok) return closed;
		return this.#deps.append([...started.value, ...closed.value, ...this.#reportOf(session)]);
	}

	/** The edits that make or renew its report, as it is when it is closed; none while reports are not shared. */
	#reportOf(session: Session): readonly Edit[] {
		const { group } = this;
		const { ledger, today, newId } = this.#deps;
		return group ? reportEdits(ledger(), group, this.#asClosed(session), today(), newId) : [];
	}

	#asClosed(session: Session): Session {
		const guideVersion = session.state === 'planned' ? this.#version : session.guideVersion;
		return { ...session, state: 'closed', guideVersion };
	}

	#firstProblem(): ScreenProblem {
		return this.fields.find((field) => field.problem)?.problem ?? { type: 'StorageFailed' };
	}

	#writeNote(words: string): Promise<Result<void, ScreenProblem>> {
		return this.#write(({ id }) =>
			words.length > longestText ? err({ type: 'TextTooLong', most: longestText }) : ok([writeCare(id, 'note', words)])
		);
	}

	async #write(
		edit: (session: Session) => Result<readonly Edit[], ScreenProblem>
	): Promise<Result<void, ScreenProblem>> {
		const { session } = this;
		// A vault that locked under the screen holds no session.
		if (!session) return err({ type: 'VaultLocked' });
		const edits = edit(session);
		return edits.ok ? this.#deps.append(edits.value) : edits;
	}

	get #summary() {
		return summaryOf(this.#deps.ledger(), this.#sessionId);
	}

	get #care() {
		return careOf(this.#deps.ledger(), this.#sessionId);
	}
}
