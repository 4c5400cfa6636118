import type { Random } from '$lib/base/random';
import type { LocaleId } from '$lib/i18n/locales';
import type { Result } from '$lib/base/result';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import {
	drawSecret,
	isComplete,
	isSameSecret,
	pickCount,
	wordCount,
	type Secret,
	type WordsUnavailable
} from '$lib/runtime/secret';

/** The screens of a first run, in order. */
export const startSteps = ['language', 'limits', 'secret', 'again', 'making'] as const;
export type StartStep = (typeof startSteps)[number];

export interface StartingDeps {
	/** Puts the proven secret to use: makes a vault under it, or gives it to the open one. */
	readonly make: (secret: Secret) => Promise<Result<void, ScreenProblem>>;
	/** Where it begins: a first run at the language, a change of secret at the secret. */
	readonly first?: 'language' | 'secret';
	readonly random: Random;
	/** The language of the screens, which is that of the words. */
	readonly locale: () => LocaleId;
	readonly onmade: () => void;
}

/** A first run: which screen, the assigned secret, and the proof that it was kept. */
export class Starting {
	readonly #deps: StartingDeps;
	#step = $state.raw<StartStep>('language');
	#kind = $state.raw<Secret['kind']>('pictures');
	// One for each kind and language, so that looking at another never loses the first.
	#secrets = $state.raw<Readonly<Record<string, Secret>>>({});
	#picks = $state.raw<readonly number[]>([]);
	#words = $state.raw<readonly string[]>(noWords);
	#differs = $state.raw(false);
	#problem = $state.raw<WordsUnavailable | ScreenProblem | null>(null);

	constructor(deps: StartingDeps) {
		this.#deps = deps;
		this.#step = deps.first ?? 'language';
	}

	/** The screens of this run, in order. */
	get steps(): readonly StartStep[] {
		return startSteps.slice(startSteps.indexOf(this.#deps.first ?? 'language'));
	}

	get step(): StartStep {
		return this.#step;
	}

	get kind(): Secret['kind'] {
		return this.#kind;
	}

	/** The assigned secret, or null while its words are fetched. */
	get secret(): Secret | null {
		return this.#secrets[this.#key()] ?? null;
	}

	get picks(): readonly number[] {
		return this.#picks;
	}

	get words(): readonly string[] {
		return this.#words;
	}

	/** True after what was typed was not the assigned secret, until typing begins again. */
	get differs(): boolean {
		return this.#differs;
	}

	get problem(): WordsUnavailable | ScreenProblem | null {
		return this.#problem;
	}

	get isTyped(): boolean {
		return isComplete(this.#typed());
	}

	/** One screen on; on the last but one what was typed decides. */
	async next(): Promise<void> {
		switch (this.#step) {
			case 'language':
				this.#step = 'limits';
				return;
			case 'limits':
				this.#step = 'secret';
				return this.#assign();
			case 'secret':
				if (this.secret) this.#step = 'again';
				return;
			case 'again':
				return this.#check();
			case 'making':
				return;
		}
	}

	/** One screen back. Nothing is lost. Returns false on the first screen, from where it leads out. */
	back(): boolean {
		const before = this.steps[this.steps.indexOf(this.#step) - 1];
		this.#differs = false;
		this.#problem = null;
		if (before !== undefined) this.#step = before;
		return before !== undefined;
	}

	/** Draws the secret where the run begins with it. */
	async begin(): Promise<void> {
		if (this.#step === 'secret') await this.#assign();
	}

	/** Pictures or words. */
	async choose(kind: Secret['kind']): Promise<void> {
		this.#kind = kind;
		await this.#assign();
	}

	/** Another secret in place of this one; what was typed belongs to the old one and goes. */
	async renew(): Promise<void> {
		const drawn = await drawSecret(this.#deps.random, this.#kind, this.#deps.locale());
		this.#problem = drawn.ok ? null : drawn.error;
		if (!drawn.ok) return;
		this.#secrets = { ...this.#secrets, [this.#key()]: drawn.value };
		this.#clearTyped();
	}

	/** Adds a picture; the last one checks. */
	async pick(place: number): Promise<void> {
		if (this.#picks.length >= pickCount) return;
		this.#differs = false;
		this.#picks = [...this.#picks, place];
		if (this.#picks.length === pickCount) await this.#check();
	}

	erasePick(): void {
		this.#picks = this.#picks.slice(0, -1);
	}

	type(at: number, word: string): void {
		this.#differs = false;
		this.#words = this.#words.map((known, place) => (place === at ? word : known));
	}

	/** Puts the proven secret to use; again after a failure. */
	async make(): Promise<void> {
		const { secret } = this;
		if (!secret) return;
		this.#problem = null;
		const made = await this.#deps.make(secret);
		if (!made.ok) {
			this.#problem = made.error;
			return;
		}
		this.#secrets = {};
		this.#clearTyped();
		this.#deps.onmade();
	}

	async #assign(): Promise<void> {
		this.#problem = null;
		if (!this.secret) await this.renew();
	}

	async #check(): Promise<void> {
		const { secret } = this;
		if (!secret || !this.isTyped) return;
		if (isSameSecret(secret, this.#typed())) {
			this.#step = 'making';
			return this.make();
		}
		this.#differs = true;
		// Dots cannot be mended one by one; a word can.
		this.#picks = [];
	}

	#typed(): Secret {
		return this.#kind === 'words' ? { kind: 'words', words: this.#words } : { kind: 'pictures', picks: this.#picks };
	}

	#clearTyped(): void {
		this.#picks = [];
		this.#words = noWords;
		this.#differs = false;
	}

	#key(): string {
		return this.#kind === 'pictures' ? 'pictures' : `words/${this.#deps.locale()}`;
	}
}

const noWords: readonly string[] = Array.from({ length: wordCount }, () => '');
