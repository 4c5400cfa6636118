import { cleanLine } from '$lib/domain/text';
import { Act } from '$lib/runtime/act.svelte';
import { isLabel } from '$lib/runtime/label';
import type { InvitePreview, Organisation } from '$lib/runtime/organisation.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';

/**
 * Where a person who joins stands. `find`: there is no invitation yet. `meaning`: what it would change. `waiting`: sent, the
 * pictures are compared. `ended`: it was not confirmed. `in`: she came in just now. `already`: she was in before.
 */
export type JoiningStep = 'loading' | 'find' | 'meaning' | 'waiting' | 'ended' | 'in' | 'already';

export interface JoiningDeps {
	readonly organisation: Pick<Organisation, 'state' | 'readInvite' | 'join' | 'cancelJoin'>;
	/** Where this app was loaded from: it talks to no other server. */
	readonly origin: string;
}

/** Joining an organisation: the invitation, what it means, and waiting for the other phone. */
export class Joining {
	readonly #deps: JoiningDeps;
	readonly act = new Act();
	#text = '';
	#preview = $state.raw<InvitePreview | null>(null);
	#unreadable = $state.raw<ScreenProblem | null>(null);
	#hasWaited = $state.raw(false);
	#isChecked = $state.raw(false);
	label = $state('');

	constructor(deps: JoiningDeps) {
		this.#deps = deps;
	}

	get step(): JoiningStep {
		switch (this.#deps.organisation.state) {
			case 'loading':
			case 'removed':
				return 'loading';
			case 'waiting':
				return 'waiting';
			case 'member':
				return this.#hasWaited ? 'in' : 'already';
			case 'alone':
				if (this.#hasWaited) return 'ended';
				return this.#preview ? 'meaning' : 'find';
		}
	}

	/** What the invitation offers, once one was read. */
	get preview(): InvitePreview | null {
		return this.#preview;
	}

	/** Why the last text was no invitation. */
	get unreadable(): ScreenProblem | null {
		return this.#unreadable;
	}

	/** True when the invitation belongs to another server, which this app does not talk to. */
	get isElsewhere(): boolean {
		return this.#preview !== null && this.#preview.origin !== this.#deps.origin;
	}

	/** True once she wanted to go on: what is missing is said from then on. */
	get isChecked(): boolean {
		return this.#isChecked;
	}

	/** Reads a scanned or pasted text; sends nothing. True when it is an invitation. */
	async read(text: string): Promise<boolean> {
		const read = await this.#deps.organisation.readInvite(text);
		this.#unreadable = read.ok ? null : read.error;
		if (!read.ok) return false;
		this.#text = text;
		this.#preview = read.value;
		return true;
	}

	/** Back to looking for an invitation. */
	drop(): void {
		this.#text = '';
		this.#preview = null;
		this.#unreadable = null;
		this.#hasWaited = false;
	}

	/** She agrees: from here on the other phone can see that somebody came. */
	async join(): Promise<void> {
		this.#isChecked = true;
		if (!this.#preview || this.isElsewhere || !isLabel(this.label)) return;
		const joined = await this.act.run(() => this.#deps.organisation.join(this.#text, cleanLine(this.label)));
		if (joined) this.sawWaiting();
	}

	/** The enrolment is out, from this screen or from before the app was opened again. */
	sawWaiting(): void {
		this.#hasWaited = true;
		this.#text = '';
	}

	/** Gives up waiting. */
	async cancel(): Promise<void> {
		if (await this.act.run(() => this.#deps.organisation.cancelJoin())) this.drop();
	}
}
