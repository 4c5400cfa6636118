import type { Result } from '$lib/base/result';
import type { BackupMade, BackupPreview, BackupProblem } from '$lib/sync/backup';
import type { Belonging } from './belonging';

export type { BackupMade, BackupPreview } from '$lib/sync/backup';

/** Why a backup was not made or not read; `NotReady`: this part of the app could not be fetched. */
export type BackupFault = BackupProblem | { readonly type: 'VaultLocked' } | { readonly type: 'NotReady' };

/** The backup file of the open vault, sealed to its owner. */
export class Backup {
	readonly #belonging: Belonging;

	constructor(belonging: Belonging) {
		this.#belonging = belonging;
	}

	/**
	 * A sealed copy of everything in the vault. `identity` opens it and is told once, when the first is made: she writes it
	 * down apart from the phone. `alsoForOrganisation`: the organisation's own key opens it too.
	 */
	async makeBackup(alsoForOrganisation = false): Promise<Result<BackupMade, BackupFault>> {
		const people = await this.#belonging.people();
		return people.ok ? people.value.makeBackup(alsoForOrganisation) : people;
	}

	/** What a file holds, without taking anything from it. */
	async previewBackup(bytes: Uint8Array, identity: string): Promise<Result<BackupPreview, BackupFault>> {
		const people = await this.#belonging.people();
		return people.ok ? people.value.previewBackup(bytes, identity) : people;
	}

	/** Takes everything of a file into the open vault: all of it or nothing. Doing so twice changes nothing more. */
	async restoreBackup(bytes: Uint8Array, identity: string): Promise<Result<BackupPreview, BackupFault>> {
		const people = await this.#belonging.people();
		return people.ok ? people.value.restoreBackup(bytes, identity) : people;
	}
}
