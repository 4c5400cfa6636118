import { randomBelow, type Random } from '$lib/base/random';
import type { CustodianFile } from '$lib/runtime/organisation.svelte';
import { isSameWord } from '$lib/runtime/word';

export interface PapersDeps {
	readonly files: readonly CustodianFile[];
	readonly random: Random;
}

/** The custodians' files and papers, one after the other: shown once, and proved by two of the words. */
export class Papers {
	readonly #files: readonly CustodianFile[];
	readonly #random: Random;
	#at = $state.raw(0);
	#isSaved = $state.raw(false);
	#isProving = $state.raw(false);
	#asked = $state.raw<readonly number[]>([]);
	#typed = $state.raw<readonly string[]>(['', '']);
	#differs = $state.raw(false);

	constructor({ files, random }: PapersDeps) {
		this.#files = files;
		this.#random = random;
	}

	/** From 0. */
	get at(): number {
		return this.#at;
	}

	get count(): number {
		return this.#files.length;
	}

	/** The one to be kept now, or null when all are done. */
	get file(): CustodianFile | null {
		return this.#files[this.#at] ?? null;
	}

	/** Whether the file was given to the browser to save; it does not say more. */
	get isSaved(): boolean {
		return this.#isSaved;
	}

	/** True while the words are hidden and two of them are asked. */
	get isProving(): boolean {
		return this.#isProving;
	}

	/** The places of the words that are asked, from 0, in order. */
	get asked(): readonly number[] {
		return this.#asked;
	}

	get typed(): readonly string[] {
		return this.#typed;
	}

	/** True after what was typed was not on the paper, until typing begins again. */
	get differs(): boolean {
		return this.#differs;
	}

	get isTyped(): boolean {
		return this.#typed.every((word) => word.trim() !== '');
	}

	saved(): void {
		this.#isSaved = true;
	}

	/** She has written the words: hides them and asks for two. */
	written(): void {
		if (!this.#isSaved || !this.file) return;
		const count = this.file.words.length;
		const first = randomBelow(this.#random, count);
		const second = (first + 1 + randomBelow(this.#random, count - 1)) % count;
		this.#asked = [first, second].sort((one, other) => one - other);
		this.#typed = ['', ''];
		this.#differs = false;
		this.#isProving = true;
	}

	/** Shows the words again. */
	look(): void {
		this.#isProving = false;
		this.#differs = false;
	}

	type(at: number, word: string): void {
		this.#differs = false;
		this.#typed = this.#typed.map((known, place) => (place === at ? word : known));
	}

	/** Compares what was typed. On to the next paper when it is right; true when that was the last. */
	check(): boolean {
		const words = this.file?.words ?? [];
		this.#differs = !this.#asked.every((place, at) => isSameWord(words[place] ?? '', this.#typed[at] ?? ''));
		if (this.#differs || !this.file) return false;
		// What a custodian keeps is not kept here as well.
		this.file.bytes.fill(0);
		this.#at += 1;
		this.#isSaved = false;
		this.#isProving = false;
		this.#typed = ['', ''];
		return this.file === null;
	}
}
