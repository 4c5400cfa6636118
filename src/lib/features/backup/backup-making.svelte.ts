import type { FieldValue } from '$lib/domain/change';
import type { Ledger } from '$lib/domain/ledger';
import { changeSetting, settingOf } from '$lib/domain/setting';
import type { SelfKeeping } from '$lib/runtime/autosave.svelte';
import { Act } from '$lib/runtime/act.svelte';
import type { Backup, BackupMade } from '$lib/runtime/backup.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface BackupMakingDeps {
	readonly backup: Pick<Backup, 'makeBackup'>;
	readonly ledger: () => Ledger;
	readonly append: Runtime['append'];
	/** Gives a file to the browser. */
	readonly saveFile: (name: string, bytes: Uint8Array) => void;
}

/** The screens of making a backup, in order; the key is shown the first time only. */
export type BackupStep = 'about' | 'key' | 'prove' | 'save';

/** The groups in which a key is written down: its beginning, then four letters each. */
export function keyGroups(identity: string): readonly string[] {
	const [, head = '', rest = identity] = /^(AGE-SECRET-KEY-)(.+)$/.exec(identity) ?? [];
	return [...(head ? [head] : []), ...(rest.match(/.{1,4}/g) ?? [])];
}

/** A key as it was copied from paper: without its spaces, in capitals. */
export const cleanKey = (typed: string): string => typed.replace(/\s+/g, '').toUpperCase();

/** Making one backup: the key once, its proof, then the file. */
export class BackupMaking implements SelfKeeping {
	readonly #deps: BackupMakingDeps;
	readonly act = new Act();
	#made = $state.raw<BackupMade | null>(null);
	#step = $state.raw<BackupStep>('about');
	#differs = $state.raw(false);
	#isSaved = $state.raw(false);
	/** The half of an unproved key that seals. */
	#recipient: FieldValue = null;
	#isForOrganisation = false;

	constructor(deps: BackupMakingDeps) {
		this.#deps = deps;
	}

	get step(): BackupStep {
		return this.#step;
	}

	get made(): BackupMade | null {
		return this.#made;
	}

	/** The key in groups; empty when she has it already. */
	get groups(): readonly string[] {
		return keyGroups(this.#made?.identity ?? '');
	}

	/** True after what she typed was not on the paper. */
	get differs(): boolean {
		return this.#differs;
	}

	/** Whether the file was given to the browser. */
	get isSaved(): boolean {
		return this.#isSaved;
	}

	/** True while leaving would lose a key that nobody has written down. */
	get isUnsaved(): boolean {
		return this.#step === 'key' || this.#step === 'prove';
	}

	async make(alsoForOrganisation: boolean): Promise<void> {
		this.#isForOrganisation = alsoForOrganisation;
		const done = await this.act.run(async () => {
			const made = await this.#deps.backup.makeBackup(alsoForOrganisation);
			if (!made.ok || made.value.identity === null) return made;
			// A lock or a crash before the proof would else leave copies that nobody can open.
			this.#recipient = settingOf(this.#deps.ledger(), 'backup-recipient');
			const unkept = await this.#keep(null);
			return unkept.ok ? made : unkept;
		});
		if (!done) return;
		this.#made = done.value;
		this.#isSaved = false;
		this.#step = done.value.identity === null ? 'save' : 'key';
	}

	/** She has written the key: hides it and asks for its end. */
	written(): void {
		if (this.#step === 'key') this.#step = 'prove';
	}

	/** Shows the key again. */
	look(): void {
		this.#differs = false;
		if (this.#step === 'prove') this.#step = 'key';
	}

	/** Compares with the last group. When it is right the key is kept for the next backups, and the file is next. */
	async prove(typed: string): Promise<void> {
		const last = this.groups.at(-1) ?? '';
		this.#differs = last === '' || cleanKey(typed) !== last;
		if (this.#differs) return;
		if (await this.act.run(() => this.#keep(this.#recipient))) this.#step = 'save';
	}

	/** Her paper is gone: makes it again with a new key. Older files still need the old one. */
	async renewKey(): Promise<void> {
		if (await this.act.run(() => this.#keep(null))) await this.make(this.#isForOrganisation);
	}

	#keep(recipient: FieldValue) {
		return this.#deps.append([changeSetting('backup-recipient', recipient)]);
	}

	/** She types again. */
	typing(): void {
		this.#differs = false;
	}

	save(): void {
		if (!this.#made) return;
		this.#deps.saveFile(this.#made.name, this.#made.bytes);
		this.#isSaved = true;
	}

	/** Only her hand writes it down. */
	flush(): Promise<void> {
		return Promise.resolve();
	}

	get problem(): ScreenProblem | null {
		return this.act.problem;
	}

	/** Forgets the file and the key. */
	discard(): void {
		this.#made = null;
		this.#step = 'about';
	}
}
