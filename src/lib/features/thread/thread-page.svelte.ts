import { ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { groupOf } from '$lib/domain/group';
import type { GroupId } from '$lib/domain/ids';
import { rowOf } from '$lib/domain/ledger';
import { isReportOn } from '$lib/domain/report';
import {
	isSendable,
	markThreads,
	sendMessage,
	threadOf,
	type MessageDraft,
	type ReplyKind,
	type ReviewMark,
	type Thread
} from '$lib/domain/review';
import { Autosave } from '$lib/runtime/autosave.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { Organisation } from '$lib/runtime/organisation.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { supervisorsOf } from '$lib/runtime/supervisors';

export interface ThreadDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly organisation: Pick<Organisation, 'people' | 'policies' | 'readersOf'>;
}

/** One thread and the message being written. What is typed keeps itself in her own notebook until it is sent. */
export class ThreadPage {
	readonly #deps: ThreadDeps;
	readonly #reportId: string;
	/** The words of the message. */
	readonly text: Autosave;
	#kind = $state.raw<ReplyKind>('text');
	#ref = $state.raw<string | null>(null);
	#problem = $state.raw<ScreenProblem | null>(null);
	#isSending = $state.raw(false);

	constructor(deps: ThreadDeps, reportId: string) {
		this.#deps = deps;
		this.#reportId = reportId;
		this.text = new Autosave({
			stored: () => {
				const kept = rowOf(this.#ledger, 'setting', this.#draftRow)?.fields['value'];
				return typeof kept === 'string' ? kept : '';
			},
			save: (words) => deps.append([this.#draftEdit(words)])
		});
	}

	/** Undefined while there is no such report. */
	get thread(): Thread | undefined {
		const { organisation } = this.#deps;
		return threadOf(this.#ledger, this.#reportId, organisation.policies, supervisorsOf(organisation));
	}

	/** Whether she leads the group of the report: then she writes as facilitator. */
	get leads(): boolean {
		const { thread } = this;
		return thread !== undefined && groupOf(this.#ledger, thread.report.groupId) !== undefined;
	}

	/** Whether she may answer as supervisor: she has the role and does not lead the group. */
	get supervises(): boolean {
		const { thread } = this;
		const me = this.#deps.organisation.people.find(({ isMe }) => isMe);
		return (
			thread !== undefined && me !== undefined && !this.leads && this.#isSupervisor(me.device, thread.report.groupId)
		);
	}

	/** Whether what is written here still goes to the others. */
	get isShared(): boolean {
		const { thread } = this;
		return thread !== undefined && isReportOn(this.#ledger, thread.report.groupId);
	}

	get kind(): ReplyKind {
		return this.#kind;
	}
	set kind(kind: ReplyKind) {
		this.#kind = kind;
		this.#ref = null;
	}

	/** The step or service that goes with it. */
	get ref(): string | null {
		return this.#ref;
	}
	set ref(ref: string | null) {
		this.#ref = ref;
	}

	get canSend(): boolean {
		return isSendable(this.#draft);
	}

	get isSending(): boolean {
		return this.#isSending;
	}

	/** Why the last try failed, or null. The words stay. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** Sends what is written, then begins a new message. True when it lies on the disk. */
	send(): Promise<boolean> {
		return this.#send(this.#draft, true);
	}

	/** Says that for her this is done. */
	markDone(): Promise<boolean> {
		return this.#send({ kind: 'done', text: '', ref: null }, false);
	}

	/** Sets by hand where the thread stands; for supervisors. */
	async mark(state: ReviewMark): Promise<boolean> {
		const { thread } = this;
		if (!thread) return false;
		return this.#write(ok(markThreads([thread.report], state, this.#deps.clock.today())));
	}

	async #send(draft: MessageDraft, isTyped: boolean): Promise<boolean> {
		const { thread } = this;
		if (!thread || this.#isSending || !isSendable(draft)) return false;
		this.#isSending = true;
		try {
			const { clock, random } = this.#deps;
			const edits = sendMessage(this.#ledger, thread.report, draft, clock.today(), random.uuid());
			// The draft goes in the same write: sent words are not offered again.
			const sent = await this.#write(edits.ok && isTyped ? ok([...edits.value, this.#draftEdit('')]) : edits);
			if (sent && isTyped) {
				this.text.discard();
				this.kind = 'text';
			}
			return sent;
		} finally {
			this.#isSending = false;
		}
	}

	async #write(edits: Result<readonly Edit[], ScreenProblem>): Promise<boolean> {
		const written = edits.ok ? await this.#deps.append(edits.value) : edits;
		this.#problem = written.ok ? null : written.error;
		return written.ok;
	}

	#draftEdit(words: string): Edit {
		return { table: 'setting', row: this.#draftRow, field: 'value', value: words };
	}

	#isSupervisor(device: string, groupId: GroupId): boolean {
		return supervisorsOf(this.#deps.organisation)(device, groupId);
	}

	get #draft(): MessageDraft {
		return { kind: this.#kind, text: this.text.text, ref: this.#ref };
	}

	get #draftRow(): string {
		return `draft-${this.#reportId}`;
	}

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}
