/**
 * The key of the organisation for backups: who holds it can open the copies that were sealed to the organisation as well.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - Only an administrator sets it, in the signed log: every phone seals to the same one, and sees when it was exchanged.
 * - The half that opens is given out once and kept nowhere. It opens nothing that was not made for the organisation.
 */
import { err, ok, type Result } from '$lib/base/result';
import { createBackupKeys, isBackupRecipient } from '$lib/crypto/backup-box';
import { createLogDraft } from './log-draft';
import { peopleProblem, type PeopleProblem } from './people-problem';
import type { SyncSession } from './session';

/** A key that was just made: `identity` opens, to be written down now; `recipient` stands in the log. */
export interface BackupKeyMade {
	readonly identity: string;
	readonly recipient: string;
}

/** Makes the key, or another in its place: later copies are sealed to the new one, older ones still open with the old. */
export function setBackupKey(session: SyncSession): Promise<Result<BackupKeyMade, PeopleProblem>> {
	return session.inTurn(async () => {
		const me = session.log.directory().devices.get(session.membership.device);
		if (!me || me.revoked) return err({ type: 'NotMember' });
		if (!me.roles.has('admin')) return err({ type: 'NotAllowed' });
		const made = await createBackupKeys();
		const { recipient } = made;
		let isAllowed = true;
		const appended = await session.append(async (directory) => {
			// An earlier try may have come through although its answer was lost.
			if (directory.backupRecipient === recipient) return [];
			const draft = createLogDraft(directory, session);
			isAllowed = draft.add({ kind: 'backup-key', recipient });
			return draft.bodies;
		});
		if (!appended.ok) return err(peopleProblem(appended.error));
		return isAllowed ? ok(made) : err({ type: 'NotAllowed' });
	});
}

/** Whether there is a key that copies can be sealed to, by the verified log. */
export const hasBackupKey = ({ log }: Pick<SyncSession, 'log'>): boolean =>
	isBackupRecipient(log.directory().backupRecipient);
