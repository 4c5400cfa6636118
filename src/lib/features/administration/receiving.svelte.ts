import { err, ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { isTaken, parseHandOver, takeHandOver, type HandOver } from '$lib/domain/hand-over';
import type { Ledger } from '$lib/domain/ledger';
import { Act } from '$lib/runtime/act.svelte';
import { openWithKey } from '$lib/runtime/hand-over';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface ReceivingDeps {
	readonly ledger: () => Ledger;
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, ScreenProblem>>;
}

/** The part of a chosen file that is read. */
export interface ReceivedFile {
	readonly name: string;
	/** In bytes: what is too large is not even read. */
	readonly size: number;
	readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** What is handed over has 64 MB at most (`crypto/backup-box.ts`) and a frame; anything larger is another file and not read. */
const largestFile = 65 * 1024 * 1024;

/** Why the file was not opened: something is missing, it holds no group, or a newer app made it. */
export type ReceivingFault = 'missing' | 'damaged' | 'tooNew' | 'taken';

/** A group on its way in: the file, the key, a look at what it holds, and then all of it. */
export class Receiving {
	readonly #deps: ReceivingDeps;
	readonly act = new Act();
	#file = $state.raw<ReceivedFile | null>(null);
	#fault = $state.raw<ReceivingFault | null>(null);
	#found = $state.raw<HandOver | null>(null);
	#taken = $state.raw<HandOver | null>(null);
	key = $state('');

	constructor(deps: ReceivingDeps) {
		this.#deps = deps;
	}

	get file(): ReceivedFile | null {
		return this.#file;
	}

	get fault(): ReceivingFault | null {
		return this.#fault;
	}

	/** What the file holds; nothing of it is in the notebook yet. */
	get found(): HandOver | null {
		return this.#found;
	}

	/** What was taken, once all of it is in the notebook. */
	get taken(): HandOver | null {
		return this.#taken;
	}

	choose(file: ReceivedFile): void {
		this.#file = file;
		this.#fault = null;
	}

	/** Opens the file and says what it holds. */
	async look(): Promise<void> {
		const file = this.#file;
		this.#fault = !file || this.key.trim() === '' ? 'missing' : null;
		if (this.#fault || !file) return;
		const opened = await this.act.run(() => this.#open(file));
		if (!opened) return;
		const read = parseHandOver(opened.value);
		if (!read.ok) this.#fault = read.error.type === 'HandOverTooNew' ? 'tooNew' : 'damaged';
		else if (isTaken(this.#deps.ledger(), read.value)) this.#fault = 'taken';
		else this.#found = read.value;
	}

	/** Back to the choice of file and key, which stay. */
	again(): void {
		this.#found = null;
	}

	/** Takes all of it, or nothing. */
	async take(): Promise<void> {
		const found = this.#found;
		if (!found || !(await this.act.run(() => this.#deps.append(takeHandOver(found))))) return;
		this.#taken = found;
		this.#found = null;
		this.key = '';
	}

	async #open(file: ReceivedFile): Promise<Result<string, ScreenProblem>> {
		if (file.size > largestFile) return err({ type: 'TooLarge' });
		const bytes = await file.arrayBuffer().then(
			(buffer) => new Uint8Array(buffer),
			() => null
		);
		if (!bytes) return err({ type: 'BackupDamaged' });
		// As it is pasted from a message, or typed in lower case.
		const opened = await openWithKey(bytes, this.key.replace(/\s/g, '').toUpperCase());
		return opened.ok ? ok(opened.value) : opened;
	}
}
