import { err, type Result } from '$lib/base/result';
import { Act } from '$lib/runtime/act.svelte';
import type { Backup, BackupPreview } from '$lib/runtime/backup.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { cleanKey } from './backup-making.svelte';

export interface RestoringDeps {
	readonly backup: Pick<Backup, 'previewBackup' | 'restoreBackup'>;
}

/** The part of a chosen file that is read. */
export interface ChosenFile {
	readonly name: string;
	/** In bytes: what is too large is not even read. */
	readonly size: number;
	readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** A copy has 64 MB at most (`crypto/backup-box.ts`) and a frame; anything larger is another file and not read. */
const largestFile = 65 * 1024 * 1024;

/** What is missing before a backup can be looked into. */
export type RestoreFault = 'fileMissing' | 'keyMissing' | 'unreadable';

/** Taking a backup back: the file, the key, a look at what it holds, and then all of it. */
export class Restoring {
	readonly #deps: RestoringDeps;
	readonly act = new Act();
	#file = $state.raw<ChosenFile | null>(null);
	#key = $state.raw('');
	#fault = $state.raw<RestoreFault | null>(null);
	#found = $state.raw<{ readonly bytes: Uint8Array; readonly preview: BackupPreview } | null>(null);
	#taken = $state.raw<BackupPreview | null>(null);
	#isTaking = $state.raw(false);

	constructor(deps: RestoringDeps) {
		this.#deps = deps;
	}

	get file(): ChosenFile | null {
		return this.#file;
	}

	get key(): string {
		return this.#key;
	}
	set key(typed: string) {
		this.#key = typed;
		this.#fault = null;
	}

	get fault(): RestoreFault | null {
		return this.#fault;
	}

	/** What the file holds, once it was opened; nothing was taken yet. */
	get preview(): BackupPreview | null {
		return this.#found?.preview ?? null;
	}

	/** What was taken, once all of it is in the vault. */
	get taken(): BackupPreview | null {
		return this.#taken;
	}

	/** True while the vault fills: that must not be left. */
	get isTaking(): boolean {
		return this.#isTaking;
	}

	choose(file: ChosenFile): void {
		this.#file = file;
		this.#fault = null;
	}

	/** Opens the file and says what it holds. */
	async look(): Promise<void> {
		this.#fault = !this.#file ? 'fileMissing' : cleanKey(this.#key) === '' ? 'keyMissing' : null;
		if (this.#fault || !this.#file) return;
		const file = this.#file;
		const seen = await this.act.run(() => this.#open(file));
		if (seen) this.#found = seen.value;
	}

	/** Back to the choice of file and key, which stay. */
	again(): void {
		this.#found = null;
	}

	/** Takes all of it, or nothing. */
	async take(): Promise<void> {
		const found = this.#found;
		if (!found) return;
		this.#isTaking = true;
		try {
			const done = await this.act.run(() => this.#deps.backup.restoreBackup(found.bytes, cleanKey(this.#key)));
			if (!done) return;
			this.#taken = done.value;
			this.#key = '';
			this.#found = null;
		} finally {
			this.#isTaking = false;
		}
	}

	async #open(
		file: ChosenFile
	): Promise<Result<{ readonly bytes: Uint8Array; readonly preview: BackupPreview }, ScreenProblem>> {
		if (file.size > largestFile) return err({ type: 'TooLarge' });
		const bytes = await file.arrayBuffer().then(
			(buffer) => new Uint8Array(buffer),
			() => null
		);
		// Moved, or on a card that was taken out.
		if (!bytes) {
			this.#fault = 'unreadable';
			return err({ type: 'BackupDamaged' });
		}
		const preview = await this.#deps.backup.previewBackup(bytes, cleanKey(this.#key));
		return preview.ok ? { ok: true, value: { bytes, preview: preview.value } } : preview;
	}
}
