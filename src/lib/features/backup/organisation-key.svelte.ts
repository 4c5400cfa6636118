import { Act } from '$lib/runtime/act.svelte';
import type { SelfKeeping } from '$lib/runtime/autosave.svelte';
import type { BackupKeyMade, Organisation } from '$lib/runtime/organisation.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { cleanKey, keyGroups } from './backup-making.svelte';

/** The screens of making the organisation's key, in order. */
export type OrganisationKeyStep = 'about' | 'key' | 'prove' | 'done';

/** Making the organisation's key for copies: shown once, and its end asked back from paper. */
export class OrganisationKey implements SelfKeeping {
	readonly #organisation: Pick<Organisation, 'setBackupKey'>;
	readonly act = new Act();
	#made = $state.raw<BackupKeyMade | null>(null);
	#step = $state.raw<OrganisationKeyStep>('about');
	#differs = $state.raw(false);

	constructor(organisation: Pick<Organisation, 'setBackupKey'>) {
		this.#organisation = organisation;
	}

	get step(): OrganisationKeyStep {
		return this.#step;
	}

	/** The key in groups, while it is shown or asked for. */
	get groups(): readonly string[] {
		return keyGroups(this.#made?.identity ?? '');
	}

	/** True after what she typed was not on the paper. */
	get differs(): boolean {
		return this.#differs;
	}

	/** True while leaving would lose a key that nobody has written down. */
	get isUnsaved(): boolean {
		return this.#step === 'key' || this.#step === 'prove';
	}

	async make(): Promise<void> {
		const done = await this.act.run(() => this.#organisation.setBackupKey());
		if (!done) return;
		this.#made = done.value;
		this.#step = 'key';
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

	/** Compares with the last group. When it is right the key is forgotten here. */
	prove(typed: string): void {
		const last = this.groups.at(-1) ?? '';
		this.#differs = last === '' || cleanKey(typed) !== last;
		if (this.#differs) return;
		this.#made = null;
		this.#step = 'done';
	}

	/** She types again. */
	typing(): void {
		this.#differs = false;
	}

	/** Only her hand writes it down. */
	flush(): Promise<void> {
		return Promise.resolve();
	}

	get problem(): ScreenProblem | null {
		return this.act.problem;
	}

	/** Forgets the key. */
	discard(): void {
		this.#made = null;
		this.#step = 'about';
	}
}
