import type { Day } from '$lib/base/clock';
import type { BackupDamaged, NotForThisKey, TooLarge } from '$lib/crypto/backup-box';
import type { WriteProblem } from '$lib/storage/vault';

/** A backup file, just made. */
export interface BackupMade {
	/** A name that says nothing. */
	readonly name: string;
	readonly bytes: Uint8Array;
	/** What opens it, told once: null when she has written it down before. */
	readonly identity: string | null;
}

/** What a backup holds. */
export interface BackupPreview {
	readonly madeOn: Day;
	readonly groups: number;
	readonly people: number;
	readonly sessions: number;
	readonly rows: number;
	/** Whether a device of this vault's own organisation signed it. */
	readonly isSigned: boolean;
}

export type BackupProblem =
	| WriteProblem
	| BackupDamaged
	| NotForThisKey
	| TooLarge
	/** A newer app made it. */
	| { readonly type: 'BackupTooNew' }
	/** An app made it that is too old to be read. */
	| { readonly type: 'BackupTooOld' };
