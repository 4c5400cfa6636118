/**
 * The organisation's root key on its way out of the browser: one file for a small organisation, or three files for three
 * custodians, of whom any two bring it back.
 *
 * Who may call it: the screens that make an organisation and that recover one.
 *
 * What must stay true:
 * - Each file is an age file under the passphrase of its own custodian; the stock `age` tool opens it. The cost of a guess is
 *   explained in `age-file.ts`: it is set for a cheap phone, so the passphrase must be assigned, not chosen.
 * - One of three files, even opened, says nothing about the key: it holds one share of a Shamir secret, two of three.
 * - Shares are not authenticated by themselves, so the recovered key is checked against the public key in every file.
 * - The root key is the caller's to wipe, at once, after the files are saved; every copy made here is wiped here.
 *
 * Threats answered: a custodian or a thief with one file (A2), the first admin's phone taken later (A1, A2).
 *
 * Layout inside age: "cercle root 1\n" ‖ number (1) ‖ of how many (1) ‖ organisation's public key (32) ‖ the seed (32), or a
 * share of it (33).
 */
import { assert } from '$lib/base/assert';
import { concatBytes, textToBytes, wipe } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { openWithPassphrase, sealWithPassphrase } from './age-file';
import { sameBytes } from './digest';
import { keyLength } from './keys';
import { asSigningKey, asVerifyKey, verifyKeyOf, type SigningKey, type VerifyKey } from './signature';

/** A file somebody brought, with what they typed for it. */
export interface CustodianFile {
	readonly bytes: Uint8Array;
	readonly passphrase: string;
}

/** The passphrase of the file at this place is another one. */
export interface PassphraseWrong {
	readonly type: 'PassphraseWrong';
	readonly at: number;
}

/** The file at this place is not one of ours, or was changed. */
export interface FileDamaged {
	readonly type: 'FileDamaged';
	readonly at: number;
}

/** Another file is needed; the same one twice counts once. */
export interface TooFewFiles {
	readonly type: 'TooFewFiles';
}

/** The files are of different organisations, or were not made together. */
export interface FilesDisagree {
	readonly type: 'FilesDisagree';
}

interface Opened {
	readonly number: number;
	readonly count: number;
	readonly root: VerifyKey;
	readonly share: Uint8Array;
}

const custodians = 3;
const threshold = 2;
const shareLength = keyLength + 1;
const mark = textToBytes('cercle root 1\n');
const largestFile = 4096;

/**
 * One file holding the whole root key for one passphrase, or three holding a share each for three, in their order. Throws
 * for any other number and for an empty passphrase. Takes seconds on a phone and stops the screen meanwhile.
 */
export async function custodianFiles(
	rootSeed: SigningKey,
	passphrases: readonly string[]
): Promise<readonly Uint8Array[]> {
	assert(passphrases.length === 1 || passphrases.length === custodians, 'one custodian, or three');
	assert(
		passphrases.every((passphrase) => spelling(passphrase) !== ''),
		'every file has a passphrase'
	);
	const root = verifyKeyOf(rootSeed);
	const shares = passphrases.length === 1 ? [rootSeed.slice()] : await splitSeed(rootSeed);
	const files: Uint8Array[] = [];
	for (const [at, passphrase] of passphrases.entries()) {
		const share = shares[at];
		assert(share, 'there is a share for each passphrase');
		const plaintext = concatBytes(mark, Uint8Array.of(at + 1, passphrases.length), root, share);
		files.push(await sealWithPassphrase(plaintext, spelling(passphrase)));
		wipe(plaintext);
	}
	wipe(...shares);
	return files;
}

/** The root key, checked against the public key in the files. Never rejects, whatever the bytes. */
export async function recoverRoot(
	files: readonly CustodianFile[]
): Promise<Result<SigningKey, PassphraseWrong | FileDamaged | TooFewFiles | FilesDisagree>> {
	const opened: Opened[] = [];
	try {
		for (const [at, file] of files.entries()) {
			const result = await openFile(file, at);
			if (!result.ok) return result;
			opened.push(result.value);
		}
		return await joinShares(opened);
	} finally {
		wipe(...opened.map(({ share }) => share));
	}
}

async function openFile(
	{ bytes, passphrase }: CustodianFile,
	at: number
): Promise<Result<Opened, PassphraseWrong | FileDamaged>> {
	if (bytes.length > largestFile) return err({ type: 'FileDamaged', at });
	const plaintext = await openWithPassphrase(bytes, spelling(passphrase));
	if (!plaintext.ok)
		return err({ type: plaintext.error.type === 'AgeRefused' ? 'PassphraseWrong' : 'FileDamaged', at });
	const opened = parseFile(plaintext.value);
	wipe(plaintext.value);
	return opened ? ok(opened) : err({ type: 'FileDamaged', at });
}

function parseFile(plaintext: Uint8Array): Opened | undefined {
	const from = mark.length + 2;
	const [number = 0, count = 0] = plaintext.subarray(mark.length, from);
	const length = count === 1 ? keyLength : shareLength;
	if (!sameBytes(plaintext.subarray(0, mark.length), mark)) return undefined;
	if ((count !== 1 && count !== custodians) || number < 1 || number > count) return undefined;
	if (plaintext.length !== from + keyLength + length) return undefined;
	const root = asVerifyKey(plaintext.slice(from, from + keyLength));
	return { number, count, root, share: plaintext.slice(from + keyLength) };
}

async function joinShares(files: readonly Opened[]): Promise<Result<SigningKey, TooFewFiles | FilesDisagree>> {
	const [first] = files;
	if (!first) return err({ type: 'TooFewFiles' });
	const { root, count } = first;
	if (!files.every((file) => file.count === count && sameBytes(file.root, root))) return err({ type: 'FilesDisagree' });
	const sharesByNumber = new Map(files.map(({ number, share }) => [number, share]));
	if (count > 1 && sharesByNumber.size < threshold) return err({ type: 'TooFewFiles' });
	const seed = count === 1 ? first.share.slice() : await joinSeed([...sharesByNumber.values()]);
	if (!seed || seed.length !== keyLength) return err({ type: 'FilesDisagree' });
	const signingKey = asSigningKey(seed);
	if (sameBytes(verifyKeyOf(signingKey), root)) return ok(signingKey);
	wipe(signingKey);
	return err({ type: 'FilesDisagree' });
}

async function splitSeed(seed: SigningKey): Promise<readonly Uint8Array[]> {
	const { split } = await import('shamir-secret-sharing');
	return split(seed, custodians, threshold);
}

async function joinSeed(shares: Uint8Array[]): Promise<Uint8Array | undefined> {
	const { combine } = await import('shamir-secret-sharing');
	try {
		return await combine(shares);
	} catch {
		return undefined;
	}
}

// One spelling: what was typed on another keyboard, or pasted with a space, is still the same passphrase.
const spelling = (passphrase: string) => passphrase.normalize('NFC').trim();
