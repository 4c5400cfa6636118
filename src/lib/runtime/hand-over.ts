import { bytesToText, textToBytes, wipe } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import type { BackupDamaged, NotForThisKey, TooLarge } from '$lib/crypto/backup-box';

/** It is not what a notebook shows as its address for sealed files. */
export interface RecipientWrong {
	readonly type: 'RecipientWrong';
}

/** This part of the app could not be fetched. */
interface NotReady {
	readonly type: 'NotReady';
}

/** Whether a text can be the address of a notebook. */
export const isRecipient = (text: string): boolean => /^age1[02-9ac-hj-np-z]{58}$/.test(text.trim().toLowerCase());

/** Seals a text to one notebook. The file opens nowhere else. */
export async function sealForRecipient(
	text: string,
	recipient: string
): Promise<Result<Uint8Array, RecipientWrong | TooLarge | NotReady>> {
	const to = recipient.trim().toLowerCase();
	if (!isRecipient(to)) return err({ type: 'RecipientWrong' });
	const box = await load();
	if (!box) return err({ type: 'NotReady' });
	const plain = textToBytes(text);
	if (plain.length > box.backupLimit) return err({ type: 'TooLarge' });
	try {
		return ok(await box.sealBackup(plain, [to]));
	} catch {
		// Its check digits do not fit: it was mistyped.
		return err({ type: 'RecipientWrong' });
	} finally {
		wipe(plain);
	}
}

/** The text of a file that was sealed to this key. */
export async function openWithKey(
	bytes: Uint8Array,
	identity: string
): Promise<Result<string, BackupDamaged | NotForThisKey | TooLarge | NotReady>> {
	const box = await load();
	if (!box) return err({ type: 'NotReady' });
	const opened = await box.openBackup(bytes, identity);
	if (!opened.ok) return opened;
	const text = bytesToText(opened.value);
	wipe(opened.value);
	return ok(text);
}

const load = () => import('$lib/crypto/backup-box').catch(() => null);
