/**
 * Files in the age format (age-encryption.org/v1), which the stock `age` tool opens without this app.
 *
 * Who may call it: `custodian.ts` and `backup-box.ts` only.
 *
 * What must stay true:
 * - The library, 54 kB, is fetched when a file is made or opened, never before.
 * - A file cannot make the phone spend more than it can: the cost it asks for is read before it is paid.
 * - A file says nothing of who made it: whoever trusts what is in it checks a signature or a public key inside.
 *
 * Threats answered: a thief with a copy of a file (A2), a file made to exhaust the phone that opens it (A6).
 */
import { err, ok, type Result } from '$lib/base/result';

/** No key of this file opens with what was given, or its first lines were changed. Which of the two is not knowable. */
export interface AgeRefused {
	readonly type: 'AgeRefused';
}

/** It is not an age file, or was changed, cut or lengthened. */
export interface AgeDamaged {
	readonly type: 'AgeDamaged';
}

/**
 * What a passphrase costs to try, as a power of two: 2^15 is 32 MiB. The library computes it in JavaScript on the thread
 * that draws, about a quarter of a second on a laptop and two on a cheap phone, where 2^18 (256 MiB), the default of the
 * tool, would be killed for its memory. The passphrase makes up for it: it is five assigned words, 50 bits.
 */
const workFactor = 15;
/** The most a file may ask for: what the stock tool writes, so that a file re-made with it still opens on a computer. */
const maxWorkFactor = 18;

/** Bytes under a passphrase. Only tests lower the cost. */
export async function sealWithPassphrase(
	plaintext: Uint8Array,
	passphrase: string,
	cost = workFactor
): Promise<Uint8Array> {
	const { Encrypter } = await import('age-encryption');
	const encrypter = new Encrypter();
	encrypter.setPassphrase(passphrase);
	encrypter.setScryptWorkFactor(cost);
	return encrypter.encrypt(plaintext);
}

/** Bytes to one or more `age1…` recipients. Rejects when one of them is misspelt. */
export async function sealToRecipients(plaintext: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
	const { Encrypter } = await import('age-encryption');
	const encrypter = new Encrypter();
	for (const recipient of recipients) encrypter.addRecipient(recipient);
	return encrypter.encrypt(plaintext);
}

/** What `sealWithPassphrase` or `age -p` sealed. Never rejects, whatever the bytes; only when the library cannot be fetched. */
export async function openWithPassphrase(
	file: Uint8Array,
	passphrase: string
): Promise<Result<Uint8Array, AgeRefused | AgeDamaged>> {
	const asked = askedWorkFactor(file);
	if (asked === undefined || asked > maxWorkFactor) return err({ type: 'AgeDamaged' });
	const { Decrypter } = await import('age-encryption');
	const decrypter = new Decrypter();
	decrypter.addPassphrase(passphrase);
	return resultOf(decrypter.decrypt(file));
}

/** What `sealToRecipients` or `age -r` sealed; a misspelt identity is refused too. Never rejects, whatever the bytes. */
export async function openWithIdentity(
	file: Uint8Array,
	identity: string
): Promise<Result<Uint8Array, AgeRefused | AgeDamaged>> {
	const { Decrypter } = await import('age-encryption');
	const decrypter = new Decrypter();
	try {
		decrypter.addIdentity(identity);
	} catch {
		return err({ type: 'AgeRefused' });
	}
	return resultOf(decrypter.decrypt(file));
}

async function resultOf(decrypting: Promise<Uint8Array>): Promise<Result<Uint8Array, AgeRefused | AgeDamaged>> {
	try {
		return ok(await decrypting);
	} catch (thrown) {
		// The library tells the two apart by its words alone; the tests of both callers fail if it changes them.
		const isRefused = thrown instanceof Error && thrown.message.startsWith('no identity matched');
		return err({ type: isRefused ? 'AgeRefused' : 'AgeDamaged' });
	}
}

/** The cost that the header names, or undefined when this is not a file under a passphrase. */
function askedWorkFactor(file: Uint8Array): number | undefined {
	const beginning = String.fromCharCode(...file.subarray(0, 200));
	const asked = /^age-encryption\.org\/v1\n-> scrypt \S+ ([1-9]\d?)\n/.exec(beginning)?.[1];
	return asked === undefined ? undefined : Number(asked);
}
