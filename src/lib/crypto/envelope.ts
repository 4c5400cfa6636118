/**
 * The one owner of the cipher: everything kept on the phone goes through `seal`, and back through `open`.
 *
 * Who may call it: `storage/` for rows, snapshots and the outbox; the other files of this folder for what they wrap.
 *
 * What must stay true:
 * - A box says where it belongs. The purpose and every field of the context are authenticated, so a box that was moved
 *   to another row, another table or another purpose does not open. See [Note: Context is authenticated].
 * - Sizes say little. Plaintext is padded inside, so boxes of one bucket are equally long.
 * - One suite (`0x01`), nothing to negotiate. An unknown suite is refused, never guessed at.
 * - `open` never throws, whatever bytes it is given, and allocates no more than the box is long.
 *
 * Threats answered: a thief who edits the database (A2), a server that swaps, replays or cuts boxes (A6).
 *
 * Layout: suite (1) ‖ nonce (24, random) ‖ XChaCha20-Poly1305(u32 length ‖ plaintext ‖ zeros) with its tag (16).
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { bytesToU32, concatBytes, textToBytes, u32ToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';

/** Seals rows of one kind; made by `vaultKeys` only. */
export type SealKey = Uint8Array & { readonly __key: 'seal' };
/** The root of a vault's keys, 32 random bytes. It is wrapped in the header and otherwise only in memory. */
export type VaultMasterKey = Uint8Array & { readonly __key: 'vault-master' };
/** Answers are sealed to this half, also while the vault is locked. */
export type AnswerPublicKey = Uint8Array & { readonly __key: 'answer-public' };
/** Opens answers; exists only while the vault is unlocked. */
export type AnswerPrivateKey = Uint8Array & { readonly __key: 'answer-private' };

/** Every purpose a box can have. A new kind of row adds its purpose here; none may begin with another. */
export const sealPurposes = ['change', 'answer', 'snapshot', 'outbox', 'setting', 'shelf'] as const;
export type SealPurpose = (typeof sealPurposes)[number];

/** Where a box belongs: its purpose, then for example table, row id and revision. */
export type SealContext = readonly [purpose: SealPurpose, ...fields: string[]];

/** How far the plaintext is padded; see `paddedLength`. */
export type PadRule = 'record' | 'answer' | 'snapshot';

/** The bytes were changed, cut, moved from elsewhere, or sealed with another key. Which of these is not knowable. */
export interface SealBroken {
	readonly type: 'SealBroken';
}

/** The box was written by a newer app; the person should be asked to update. */
export interface SuiteUnknown {
	readonly type: 'SuiteUnknown';
}

/** The first byte of every box, wrapped key and sealed box of this version. */
export const suite = 0x01;
const nonceLength = 24;
const tagLength = 16;
const lengthPrefix = 4;
const answerLength = 512;

/** A sealed box. Throws when an 'answer' does not fit into its 512 bytes, which is a bug of the caller. */
export function seal(key: SealKey, plaintext: Uint8Array, context: SealContext, padTo: PadRule): Uint8Array {
	const padded = new Uint8Array(paddedLength(plaintext.length, padTo));
	padded.set(u32ToBytes(plaintext.length));
	padded.set(plaintext, lengthPrefix);
	const box = concatBytes(Uint8Array.of(suite), encrypt(key, padded, contextToBytes(context[0], context.slice(1))));
	padded.fill(0);
	return box;
}

/** The plaintext of a box sealed with this key for exactly this context. Never throws, whatever the bytes. */
export function open(
	key: SealKey,
	box: Uint8Array,
	context: SealContext
): Result<Uint8Array, SealBroken | SuiteUnknown> {
	if (box.length > 0 && box[0] !== suite) return err({ type: 'SuiteUnknown' });
	const padded = decrypt(key, box.subarray(1), contextToBytes(context[0], context.slice(1)));
	if (!padded || padded.length < lengthPrefix) return err({ type: 'SealBroken' });
	const end = lengthPrefix + bytesToU32(padded);
	if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) return err({ type: 'SealBroken' });
	return ok(padded.slice(lengthPrefix, end));
}

/**
 * Bytes of the padded plaintext that holds `length` bytes. 'record': the next 256 up to 4 KiB, the next 1 KiB up to
 * 64 KiB, then the next 4 KiB. 'answer': always 512, throws beyond. 'snapshot': the next 4 KiB.
 */
export function paddedLength(length: number, padTo: PadRule): number {
	const needed = lengthPrefix + length;
	if (padTo === 'answer') {
		if (needed > answerLength) throw new RangeError('An answer must fit into 508 bytes');
		return answerLength;
	}
	if (padTo === 'snapshot' || needed > 65_536) return roundUp(needed, 4096);
	return roundUp(needed, needed > 4096 ? 1024 : 256);
}

const roundUp = (length: number, step: number) => Math.ceil(length / step) * step;

/**
 * [Note: Context is authenticated]
 * The associated data is `sg/v1/<purpose>` followed by each field with its u32 length, so no two contexts share bytes:
 * ('ab', 'c') differs from ('a', 'bc'). It is checked by the tag and never stored, so whoever opens a box must say
 * where it was found. For use inside this folder.
 */
export function contextToBytes(purpose: string, fields: readonly (string | Uint8Array)[]): Uint8Array {
	const parts = fields.flatMap((field) => {
		const bytes = typeof field === 'string' ? textToBytes(field) : field;
		return [u32ToBytes(bytes.length), bytes];
	});
	return concatBytes(textToBytes(`sg/v1/${purpose}`), ...parts);
}

/** Nonce ‖ ciphertext ‖ tag, with no suite byte and no padding: for keys wrapped inside this folder, else use `seal`. */
export function encrypt(key: Uint8Array, plaintext: Uint8Array, associated: Uint8Array): Uint8Array {
	const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
	return concatBytes(nonce, xchacha20poly1305(key, nonce, associated).encrypt(plaintext));
}

/** The plaintext of what `encrypt` wrote, or undefined when it does not authenticate. Never throws for any `sealed`. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Uint8Array | undefined {
	if (sealed.length < nonceLength + tagLength) return undefined;
	const cipher = xchacha20poly1305(key, sealed.subarray(0, nonceLength), associated);
	try {
		return cipher.decrypt(sealed.subarray(nonceLength));
	} catch {
		return undefined;
	}
}
