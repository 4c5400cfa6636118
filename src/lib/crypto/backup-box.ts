/**
 * The backup file: compressed, then sealed to recipients, so that `age -d -i key.txt backup.age | gunzip` reads it without
 * this app, should the app no longer exist.
 *
 * Who may call it: whoever makes or restores a backup.
 *
 * What must stay true:
 * - Recipients are X25519 only: the tool of every current system opens them.
 * - No passphrase: a file that leaves the phone is guessed at for years.
 * - A small file cannot unfold into more than 64 MiB of memory.
 * - What comes out was sealed by anybody who knows the recipient: the manifest inside is signed, and checked by the caller.
 *
 * Threats answered: whoever holds the file, such as a cloud drive (A2, A6), and a file made to exhaust the phone (A6).
 *
 * Layout: age v1 ( gzip ( what was given ) ).
 */
import { assert } from '$lib/base/assert';
import { concatBytes, wipe } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { openWithIdentity, sealToRecipients } from './age-file';

/** The file was changed, cut, or is something else. */
export interface BackupDamaged {
	readonly type: 'BackupDamaged';
}

/** It is a backup for somebody else, or the key was mistyped. */
export interface NotForThisKey {
	readonly type: 'NotForThisKey';
}

/** It holds, or claims to hold, more than a phone can restore. */
export interface TooLarge {
	readonly type: 'TooLarge';
}

/** Most bytes of a backup, before compression. */
export const backupLimit = 64 * 1024 * 1024;

/** A fresh pair: `AGE-SECRET-KEY-1…`, to be kept apart from the phone, and the `age1…` that backups are sealed to. */
export async function createBackupKeys(): Promise<{ readonly identity: string; readonly recipient: string }> {
	const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
	const identity = await generateX25519Identity();
	return { identity, recipient: await identityToRecipient(identity) };
}

/** Whether a text can be a recipient of backups. Its check digits are verified when sealing. */
export const isBackupRecipient = (text: string): boolean => /^age1[02-9ac-hj-np-z]{58}$/.test(text);

/** A backup file that each recipient opens alone. Rejects without a recipient, for a misspelt one, and above `backupLimit`. */
export async function sealBackup(plaintext: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
	assert(recipients.length > 0 && recipients.every(isBackupRecipient), 'a backup has X25519 recipients');
	assert(plaintext.length <= backupLimit, 'a backup that could not be restored is not made');
	const compressed = await readAll(through(plaintext, new CompressionStream('gzip')), Number.POSITIVE_INFINITY);
	assert(compressed, 'compression has no limit');
	const file = await sealToRecipients(compressed, recipients);
	wipe(compressed);
	return file;
}

/** What was sealed. Never rejects, whatever the bytes. */
export async function openBackup(
	file: Uint8Array,
	identity: string
): Promise<Result<Uint8Array, BackupDamaged | NotForThisKey | TooLarge>> {
	// Random bytes grow a little when compressed and sealed, by less than this.
	if (file.length > backupLimit + backupLimit / 256) return err({ type: 'TooLarge' });
	const opened = await openWithIdentity(file, identity.trim());
	if (!opened.ok) return err({ type: opened.error.type === 'AgeRefused' ? 'NotForThisKey' : 'BackupDamaged' });
	try {
		const plaintext = await readAll(through(opened.value, new DecompressionStream('gzip')), backupLimit);
		return plaintext ? ok(plaintext) : err({ type: 'TooLarge' });
	} catch {
		return err({ type: 'BackupDamaged' });
	}
}

const through = (bytes: Uint8Array, step: CompressionStream | DecompressionStream): ReadableStream<Uint8Array> =>
	new Blob([new Uint8Array(bytes)]).stream().pipeThrough(step);

/** Everything a stream gives, or undefined as soon as it is more than `limit` bytes. Rejects when the stream fails. */
async function readAll(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array | undefined> {
	const reader = stream.getReader();
	const parts: Uint8Array[] = [];
	let length = 0;
	for (let next = await reader.read(); !next.done; next = await reader.read()) {
		length += next.value.length;
		if (length > limit) {
			await reader.cancel();
			return undefined;
		}
		parts.push(next.value);
	}
	return concatBytes(...parts);
}
