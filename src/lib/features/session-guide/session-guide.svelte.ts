import type { Clock } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { groupOf, type Group } from '$lib/domain/group';
import type { Guide, Locale } from '$lib/domain/guide';
import type { GroupId, SessionId } from '$lib/domain/ids';
import { otherVersionsBy, type Ledger } from '$lib/domain/ledger';
import {
	elapsed,
	goToStep,
	moveStep,
	neighbourStep,
	noteOf,
	progressOf,
	runTimer,
	skipStep,
	writeNote,
	type Progress
} from '$lib/domain/player';
import {
	planSession,
	sessionOf,
	startSession,
	storedSession,
	type Session,
	type SessionProblem
} from '$lib/domain/session';
import { changeSetting, settingOf, type SettingName } from '$lib/domain/setting';
import { Autosave } from '$lib/runtime/autosave.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface SessionGuideDeps {
	readonly clock: Clock;
	/** What the vault holds; read reactively. */
	readonly ledger: () => Ledger;
	readonly append: Runtime['append'];
	readonly guides: Pick<Runtime['guides'], 'load'>;
	/** The meeting on screen; read reactively. */
	readonly ids: () => { readonly groupId: GroupId; readonly sessionId: SessionId };
}

/** All that a screen with a guide shows, once it is there. */
export interface OpenGuide {
	readonly group: Group;
	readonly session: Session;
	readonly guide: Guide;
	readonly progress: Progress;
}

/**
 * A meeting and its guide, for preparing it and for running it. Where the meeting stands lies in the vault alone, so a
 * crash, a lock or a reload changes nothing; only the language it is read in and words being typed are kept here.
 */
export class SessionGuide {
	readonly #deps: SessionGuideDeps;
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a note watches itself; that one was opened changes nothing on screen
	readonly #notes = new Map<string, Autosave>();
	#locale = $state.raw<Locale | null>(null);
	#guide = $state.raw<Guide | null>(null);
	#unread = $state.raw<ScreenProblem | null>(null);
	#problem = $state.raw<ScreenProblem | null>(null);
	#isStarting = false;
	readonly #group: Group | undefined;
	readonly #session: Session | undefined;
	readonly #guideId: string | undefined;
	readonly #open: OpenGuide | null;

	constructor(deps: SessionGuideDeps) {
		this.#deps = deps;
		this.#group = $derived(groupOf(deps.ledger(), deps.ids().groupId));
		this.#session = $derived(
			this.#group && sessionOf(deps.ledger(), this.#group, deps.ids().sessionId, deps.clock.today())
		);
		this.#guideId = $derived(this.#session?.guideId);
		this.#open = $derived.by(() => {
			const [group, session, guide] = [this.#group, this.#session, this.#guide];
			if (!group || !session || guide?.id !== session.guideId) return null;
			return { group, session, guide, progress: progressOf(deps.ledger(), session, guide) };
		});
	}

	/** Undefined when the vault holds no such meeting. */
	get session(): Session | undefined {
		return this.#session;
	}

	/** Null until the guide is read. */
	get open(): OpenGuide | null {
		return this.#open;
	}

	/** The language the guide is read in: the group's, unless she chose another for now. */
	get locale(): Locale {
		return this.#locale ?? this.#group?.locale ?? 'fr';
	}

	/** Why the guide cannot be read, or null. */
	get unread(): ScreenProblem | null {
		return this.#unread;
	}

	/** Why the last change was not kept, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** True for a meeting that is to be started on another day than it was planned for. */
	get isOtherDay(): boolean {
		return this.#session?.state === 'planned' && this.#session.plannedOn !== this.#deps.clock.today();
	}

	/** Minutes of the steps that are not skipped. */
	get minutes(): number {
		const progress = this.#open?.progress;
		if (!progress) return 0;
		return progress.steps.reduce((sum, { id, minutes }) => sum + (progress.skipped.has(id) ? 0 : minutes), 0);
	}

	/** Milliseconds spent on the step on screen, now. */
	elapsed(): number {
		return this.#open ? elapsed(this.#open.progress, this.#deps.clock.now()) : 0;
	}

	/** Reads the guide; also after a failure. The one on screen stays until the other is there. */
	async read(): Promise<void> {
		const [guideId, locale] = [this.#guideId, this.locale];
		if (guideId === undefined) return;
		const guide = await this.#deps.guides.load(guideId, locale);
		if (guideId !== this.#guideId || locale !== this.locale) return;
		this.#unread = guide.ok ? null : guide.error;
		if (guide.ok) this.#guide = guide.value;
	}

	/** Reads the guide in another language, for now. */
	readIn(locale: Locale): void {
		this.#locale = locale;
	}

	/** Begins a planned meeting today, with the time of its first step running. Once; does nothing when it runs already. */
	async begin(): Promise<Result<void, ScreenProblem>> {
		const open = this.#open;
		if (!open || open.session.state !== 'planned' || this.#isStarting) return ok(undefined);
		this.#isStarting = true;
		const { clock } = this.#deps;
		const session: Session = { ...open.session, plannedOn: clock.today() };
		const started = startSession(session, open.guide.version, clock.now());
		const running = runTimer({ ...session, state: 'running' }, open.progress, true, clock.now());
		const written = await this.#write(
			started.ok && running.ok ? ok([...started.value, ...running.value]) : started.ok ? running : started
		);
		this.#isStarting = false;
		return written;
	}

	/** Shows a step. Time spent so far stays with the step it was spent on. */
	goTo(stepId: string): Promise<Result<void, ScreenProblem>> {
		return this.#change(({ session, progress }) => goToStep(session, progress, stepId, this.#deps.clock.now()));
	}

	/** Shows the next step (1) or the one before (-1), passing over skipped ones. Stays at either end. */
	async turn(by: -1 | 1): Promise<Result<void, ScreenProblem>> {
		const step = this.#open && neighbourStep(this.#open.progress, by);
		return step ? this.goTo(step.id) : ok(undefined);
	}

	/** Starts or pauses the time of the step on screen. */
	runTimer(run: boolean): Promise<Result<void, ScreenProblem>> {
		return this.#change(({ session, progress }) => runTimer(session, progress, run, this.#deps.clock.now()));
	}

	/** Leaves a step out of this meeting, or takes it back in. */
	skip(stepId: string, skip: boolean): Promise<Result<void, ScreenProblem>> {
		return this.#change(({ session, progress }) => skipStep(session, progress, stepId, skip));
	}

	/** Moves a step one place up or down in this meeting. */
	move(stepId: string, by: -1 | 1): Promise<Result<void, ScreenProblem>> {
		return this.#change(({ session, progress }) => moveStep(session, progress, stepId, by));
	}

	/** Turns one of her own settings on or off. */
	turnSetting(name: SettingName, isOn: boolean): Promise<Result<void, ScreenProblem>> {
		return this.#write(ok([changeSetting(name, isOn)]));
	}

	isSettingOn(name: SettingName): boolean {
		return settingOf(this.#deps.ledger(), name) === true;
	}

	/** Her note on a step. The same one every time, so that words which could not be saved outlive a change of step. */
	noteFor(stepId: string): Autosave {
		const note =
			this.#notes.get(stepId) ??
			new Autosave({
				stored: () => noteOf(this.#deps.ledger(), this.#deps.ids().sessionId, stepId),
				save: (text) => this.#saveNote(stepId, text)
			});
		this.#notes.set(stepId, note);
		return note;
	}

	/** What other devices wrote about a step at the same time, newest first. */
	otherNotes(stepId: string): readonly { readonly text: string; readonly device: string }[] {
		const others = otherVersionsBy(this.#deps.ledger(), 'session', this.#deps.ids().sessionId, `note.${stepId}`);
		return others.flatMap(({ value, device }) => (typeof value === 'string' ? [{ text: value, device }] : []));
	}

	/** Ends the disagreement about a note: these words stay, the others go. */
	async settleNote(stepId: string, text: string): Promise<void> {
		const note = this.noteFor(stepId);
		await note.flush();
		const settled = await this.#saveNote(stepId, text, true);
		if (settled.ok) note.discard();
	}

	/** Every note opened so far. */
	notes(): readonly Autosave[] {
		return [...this.#notes.values()];
	}

	/** Saves what is still being typed. True when every word is in the vault. */
	async flushNotes(): Promise<boolean> {
		await Promise.all(this.notes().map((note) => note.flush()));
		return this.notes().every((note) => !note.isUnsaved);
	}

	/** A note says by itself what went wrong, so it does not touch `problem`. */
	async #saveNote(stepId: string, text: string, settles = false): Promise<Result<void, ScreenProblem>> {
		if (!this.#session) return err({ type: 'VaultLocked' });
		const edits = writeNote(this.#session, stepId, text);
		return edits.ok
			? this.#deps.append(settles ? edits.value.map((edit) => ({ ...edit, settles })) : edits.value)
			: edits;
	}

	async #change(
		change: (open: OpenGuide) => Result<readonly Edit[], SessionProblem>
	): Promise<Result<void, ScreenProblem>> {
		const open = this.#open;
		if (!open) return err({ type: 'VaultLocked' });
		const edits = change(open);
		if (!edits.ok) return this.#write(edits);
		// A meeting that only the rhythm gives is written down first: its steps would else belong to nothing.
		const isStored = storedSession(this.#deps.ledger(), open.session.id) !== undefined;
		return this.#write(ok(isStored ? edits.value : [...planSession(open.session), ...edits.value]));
	}

	async #write(edits: Result<readonly Edit[], SessionProblem>): Promise<Result<void, ScreenProblem>> {
		const written = edits.ok ? await this.#deps.append(edits.value) : edits;
		this.#problem = written.ok ? null : written.error;
		return written;
	}
}
