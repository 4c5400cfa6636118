import type { Door } from '$lib/runtime/door.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { isComplete, pickCount, wordCount, type Secret } from '$lib/runtime/secret';

export interface CurrentSecretDeps {
	readonly door: Pick<Door, 'checkSecret'>;
	/** Called with the secret once the vault agreed. */
	readonly onproved: (secret: Secret) => void;
}

/** Asks for the secret that opens the vault now, before another takes its place. */
export class CurrentSecret {
	readonly #deps: CurrentSecretDeps;
	#kind = $state.raw<Secret['kind']>('pictures');
	#picks = $state.raw<readonly number[]>([]);
	#words = $state.raw<readonly string[]>(Array.from({ length: wordCount }, () => ''));
	#isWorking = $state.raw(false);
	#problem = $state.raw<ScreenProblem | null>(null);

	constructor(deps: CurrentSecretDeps) {
		this.#deps = deps;
	}

	get kind(): Secret['kind'] {
		return this.#kind;
	}

	get picks(): readonly number[] {
		return this.#picks;
	}

	get words(): readonly string[] {
		return this.#words;
	}

	get isWorking(): boolean {
		return this.#isWorking;
	}

	/** Why it was refused, until typing begins again. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	get isTyped(): boolean {
		return isComplete(this.#typed());
	}

	choose(kind: Secret['kind']): void {
		this.#kind = kind;
		this.#problem = null;
	}

	/** Adds a picture; the last one checks. */
	async pick(place: number): Promise<void> {
		if (this.#isWorking || this.#picks.length >= pickCount) return;
		this.#problem = null;
		this.#picks = [...this.#picks, place];
		if (this.isTyped) await this.check();
	}

	erasePick(): void {
		this.#picks = this.#picks.slice(0, -1);
	}

	type(at: number, word: string): void {
		this.#problem = null;
		this.#words = this.#words.map((known, place) => (place === at ? word : known));
	}

	/** Asks the vault. Pictures are cleared when they were wrong: dots cannot be mended one by one. */
	async check(): Promise<void> {
		if (this.#isWorking || !this.isTyped) return;
		const secret = this.#typed();
		this.#isWorking = true;
		const checked = await this.#deps.door.checkSecret(secret);
		this.#isWorking = false;
		this.#picks = [];
		if (!checked.ok) {
			this.#problem = checked.error;
			return;
		}
		this.#words = this.#words.map(() => '');
		this.#deps.onproved(secret);
	}

	#typed(): Secret {
		return this.#kind === 'words' ? { kind: 'words', words: this.#words } : { kind: 'pictures', picks: this.#picks };
	}
}
