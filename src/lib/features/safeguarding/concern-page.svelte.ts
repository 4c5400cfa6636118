import { ok } from '$lib/base/result';
import {
	actOnConcern,
	openConcern,
	raisedConcern,
	type RaisedConcern,
	type WrittenAct
} from '$lib/domain/concern-board';
import { Act } from '$lib/runtime/act.svelte';
import type { SelfKeeping } from '$lib/runtime/autosave.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { Organisation } from '$lib/runtime/organisation.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { isLead } from './concern-board.svelte';

export interface ConcernPageDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly organisation: Pick<Organisation, 'state' | 'roles' | 'policies' | 'people'>;
}

/** One concern before a lead, and what she is about to write on it. */
export class ConcernPage implements SelfKeeping {
	readonly #deps: ConcernPageDeps;
	readonly #id: string;
	readonly act = new Act();
	readonly opens = new Act();
	#kind = $state.raw<WrittenAct | undefined>();
	#words = $state.raw('');
	readonly #concern = $derived.by(() => this.#read());

	constructor(deps: ConcernPageDeps, id: string) {
		this.#deps = deps;
		this.#id = id;
	}

	/** Undefined where it has not come, and for everybody who is no lead. */
	get concern(): RaisedConcern | undefined {
		return this.#concern;
	}

	/** What can be written now: a closed one must be opened again first. */
	get kinds(): readonly WrittenAct[] {
		const isClosed = this.concern?.state === 'closed';
		return isClosed ? ['note', 'reopened'] : ['note', 'acting', 'closed'];
	}

	get kind(): WrittenAct | undefined {
		return this.#kind !== undefined && this.kinds.includes(this.#kind) ? this.#kind : undefined;
	}

	get words(): string {
		return this.#words;
	}

	get isUnsaved(): boolean {
		return this.#words.trim() !== '';
	}

	get problem(): ScreenProblem | null {
		return this.act.problem;
	}

	choose(kind: WrittenAct): void {
		this.#kind = kind;
	}

	type(words: string): void {
		this.#words = words;
	}

	/** An act cannot be changed afterwards, so it is written only when she says so. */
	flush(): Promise<void> {
		return Promise.resolve();
	}

	discard(): void {
		this.#words = '';
	}

	/** Notes that this device opened it, once a day. Everybody who reads it is in the list, she too. */
	async open(): Promise<void> {
		const { concern } = this;
		const { organisation, clock, random, append } = this.#deps;
		const me = organisation.people.find(({ isMe }) => isMe)?.device;
		if (!concern || me === undefined) return;
		const edits = openConcern(concern, me, clock.today(), () => random.uuid());
		if (edits.length > 0) await this.opens.run(() => append(edits));
	}

	/** Writes the act. The words stay on the screen unless it lies on the disk. */
	async write(): Promise<boolean> {
		const { concern, kind } = this;
		if (!concern || kind === undefined) return false;
		const { clock, random, append } = this.#deps;
		const done = await this.act.run(async () => {
			const edits = actOnConcern(concern, kind, this.#words, clock.today(), () => random.uuid());
			if (!edits.ok) return edits;
			const written = await append(edits.value);
			return written.ok ? ok(true) : written;
		});
		if (!done) return false;
		this.#words = '';
		this.#kind = undefined;
		return true;
	}

	#read(): RaisedConcern | undefined {
		const { organisation, door, clock } = this.#deps;
		if (!isLead(organisation)) return undefined;
		return raisedConcern(door.ledger.current, this.#id, organisation.policies, clock.today());
	}
}
