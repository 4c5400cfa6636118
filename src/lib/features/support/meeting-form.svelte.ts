import { addDays } from '$lib/base/clock';
import { err, ok } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { otherVersions } from '$lib/domain/ledger';
import { writeMeeting, type Meeting, type MeetingDraft } from '$lib/domain/meeting';
import type { SupportId } from '$lib/domain/support';
import { Act } from '$lib/runtime/act.svelte';
import type { SelfKeeping } from '$lib/runtime/autosave.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import type { SupportDeps } from './support-deps';

/** A meeting that is planned, logged or changed; closed most of the time. */
export class MeetingForm implements SelfKeeping {
	readonly #deps: SupportDeps;
	/** The record, made if need be. */
	readonly #ready: () => Promise<SupportId | undefined>;
	readonly act = new Act();
	#id = $state.raw<string | null>(null);
	#draft = $state.raw<MeetingDraft | null>(null);
	#isUnsaved = $state.raw(false);
	#isTwofold = $state.raw(false);
	#nextDay = $state.raw('');

	constructor(deps: SupportDeps, ready: () => Promise<SupportId | undefined>) {
		this.#deps = deps;
		this.#ready = ready;
	}

	/** What is being written; null while the form is closed. */
	get draft(): MeetingDraft | null {
		return this.#draft;
	}

	/** When the next one will be, if that was said already; or empty. */
	get nextDay(): string {
		return this.#nextDay;
	}

	/** Whether its notes hold two versions that were written apart. */
	get isTwofold(): boolean {
		return this.#isTwofold;
	}

	get isUnsaved(): boolean {
		return this.#isUnsaved;
	}

	get problem(): ScreenProblem | null {
		return this.act.problem;
	}

	/** Opens it for a new meeting: planned in a week, or held today. */
	plan(state: 'planned' | 'done'): void {
		const today = this.#deps.clock.today();
		this.#open(null, { kind: 'individual', day: state === 'done' ? today : addDays(today, 7), state, notes: '' });
	}

	/** Opens it for a meeting that is there, with every version of its notes. `state` sets where it stands. */
	change(meeting: Meeting, state: Meeting['state'] = meeting.state): void {
		const others = otherVersions(this.#ledger, 'meeting', meeting.id, 'notes').filter(
			(other) => typeof other === 'string' && other !== ''
		);
		const { kind, day, notes } = meeting;
		this.#open(meeting.id, { kind, day, state, notes: [notes, ...others].join('\n\n') });
		this.#isTwofold = others.length > 0;
		this.#isUnsaved = state !== meeting.state;
	}

	type(part: Partial<MeetingDraft>): void {
		if (!this.#draft) return;
		this.#draft = { ...this.#draft, ...part };
		this.#isUnsaved = true;
	}

	typeNextDay(day: string): void {
		this.#nextDay = day;
		this.#isUnsaved = true;
	}

	/** True when it lies on the disk; the words stay otherwise. */
	async save(): Promise<boolean> {
		const { append, random } = this.#deps;
		const saved = await this.act.run(async () => {
			const supportId = await this.#ready();
			if (!supportId || !this.#draft) return err({ type: 'StorageFailed' } as const);
			const edits = writeMeeting(this.#ledger, this.#id ?? random.uuid(), supportId, this.#draft);
			if (!edits.ok) return edits;
			const next = this.#nextEdits(supportId);
			return next.ok ? append([...edits.value.map(this.#settled), ...next.value]) : next;
		});
		if (saved) this.discard();
		return saved !== null;
	}

	/** A meeting that will not be. */
	async cancel(meeting: Meeting): Promise<boolean> {
		const edit: Edit = { table: 'meeting', row: meeting.id, field: 'state', value: 'cancelled' };
		return (await this.act.run(() => this.#deps.append([edit]))) !== null;
	}

	async flush(): Promise<void> {
		if (this.#isUnsaved && this.#draft) await this.save();
	}

	/** Closes it without writing. */
	discard(): void {
		this.#draft = null;
		this.#id = null;
		this.#isUnsaved = false;
		this.#isTwofold = false;
		this.#nextDay = '';
	}

	#open(id: string | null, draft: MeetingDraft): void {
		this.#id = id;
		this.#draft = draft;
		this.#isUnsaved = false;
		this.#isTwofold = false;
		this.#nextDay = '';
	}

	#nextEdits(supportId: SupportId): ReturnType<typeof writeMeeting> {
		if (!this.#draft || this.#draft.state !== 'done' || this.#nextDay === '') return ok([]);
		const next = { kind: this.#draft.kind, day: this.#nextDay, state: 'planned', notes: '' } as const;
		return writeMeeting(this.#ledger, this.#deps.random.uuid(), supportId, next);
	}

	/** Every version of the notes was on the screen. */
	readonly #settled = (edit: Edit): Edit => (edit.field === 'notes' ? { ...edit, settles: true } : edit);

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}
