/**
 * Seals to a public key, so that the phone can take an answer while the vault is locked and cannot read it back.
 *
 * Who may call it: `storage/` for the answer box.
 *
 * What must stay true:
 * - Each box has its own ephemeral key, wiped at once: whoever sealed it cannot open it again.
 * - Both public keys go into the derivation, so a box opens for the key it was sealed to and no other.
 * - A small-order public key, which would make the shared secret zero, is refused when sealing and when opening.
 *
 * Threats answered: a phone taken during a check-in (A1, A2), an altered public key or box (A2, A6).
 *
 * Layout: suite (1) ‖ ephemeral X25519 key (32) ‖ the rest of an envelope, see `envelope.ts`.
 */
import { x25519 } from '@noble/curves/ed25519.js';
import { concatBytes, wipe } from '$lib/base/bytes';
import { err, type Result } from '$lib/base/result';
import {
	open,
	seal,
	suite,
	type AnswerPrivateKey,
	type AnswerPublicKey,
	type PadRule,
	type SealBroken,
	type SealContext,
	type SealKey,
	type SuiteUnknown
} from './envelope';
import { asAnswerPublicKey, asSealKey, deriveKey, keyLength } from './keys';

/**
 * A box only the private half opens. Throws when an 'answer' does not fit into its 512 bytes, and when the public key is
 * one of the few that would make every box readable: it can only have been planted.
 */
export function sealTo(
	publicKey: AnswerPublicKey,
	plaintext: Uint8Array,
	context: SealContext,
	padTo: PadRule
): Uint8Array {
	const ephemeral = crypto.getRandomValues(new Uint8Array(keyLength));
	const ephemeralPublic = x25519.getPublicKey(ephemeral);
	const key = boxKey(ephemeral, publicKey, ephemeralPublic, publicKey);
	wipe(ephemeral);
	if (!key) throw new Error('The public key is of small order');
	const envelope = seal(key, plaintext, context, padTo);
	wipe(key);
	return concatBytes(Uint8Array.of(suite), ephemeralPublic, envelope.subarray(1));
}

/** The plaintext of a box sealed to this key for exactly this context. Never throws, whatever the bytes. */
export function openWith(
	privateKey: AnswerPrivateKey,
	box: Uint8Array,
	context: SealContext
): Result<Uint8Array, SealBroken | SuiteUnknown> {
	if (box.length > 0 && box[0] !== suite) return err({ type: 'SuiteUnknown' });
	const ephemeralPublic = box.subarray(1, 1 + keyLength);
	if (ephemeralPublic.length < keyLength) return err({ type: 'SealBroken' });
	const key = boxKey(privateKey, ephemeralPublic, ephemeralPublic, answerPublicOf(privateKey));
	if (!key) return err({ type: 'SealBroken' });
	const plaintext = open(key, concatBytes(Uint8Array.of(suite), box.subarray(1 + keyLength)), context);
	wipe(key);
	return plaintext;
}

/** The public half of a private key. */
export const answerPublicOf = (privateKey: AnswerPrivateKey): AnswerPublicKey =>
	asAnswerPublicKey(x25519.getPublicKey(privateKey));

/** The key of one box, or undefined when X25519 gives all zeros. */
function boxKey(
	ours: Uint8Array,
	theirs: Uint8Array,
	ephemeralPublic: Uint8Array,
	publicKey: Uint8Array
): SealKey | undefined {
	try {
		const shared = x25519.getSharedSecret(ours, theirs);
		const key = asSealKey(deriveKey(shared, 'sealed-box', concatBytes(ephemeralPublic, publicKey)));
		wipe(shared);
		return key;
	} catch {
		return undefined;
	}
}
