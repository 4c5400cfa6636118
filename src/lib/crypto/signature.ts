/**
 * Ed25519 signatures: who wrote a log entry, an envelope, a request.
 *
 * Who may call it: `device-keys.ts` and `custodian.ts` for keys; whoever writes or reads signed bytes. What is signed
 * begins with its own domain string, `sg/v1/<purpose>`, so that no signature serves in two places.
 *
 * What must stay true:
 * - Strict verification (RFC 8032, `zip215: false`): a public key of small order, a point or a scalar with a second
 *   spelling, and a signature with S + L are refused. Under the looser rule some keys accept every message.
 * - `verifies` answers no for any bytes whatever and never throws: it reads what strangers send.
 * - Every phone verifies with this one, so that no two readers ever disagree about one signature. Another verifier, such as
 *   the server's, may refuse more than this and never accept more; see the test for where OpenSSL does.
 *
 * Threat answered: a server that writes in somebody's name or makes a second spelling of what was signed (A6).
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { checkedKey, keyLength } from './keys';

/** The secret half: a seed of 32 random bytes. */
export type SigningKey = Uint8Array & { readonly __key: 'signing' };
/** The public half, 32 bytes. */
export type VerifyKey = Uint8Array & { readonly __key: 'verify' };

/** Bytes of a signature. */
export const signatureLength = 64;

// The brands exist in types only, so a cast is the only way to put them on; each follows a check of the length.

/** A signing key from storage. Throws when the length is not 32. */
export const asSigningKey = (bytes: Uint8Array): SigningKey => checkedKey(bytes) as SigningKey;
/** A public key from storage or from a stranger. Throws when the length is not 32; whether it is a point, `verifies` finds out. */
export const asVerifyKey = (bytes: Uint8Array): VerifyKey => checkedKey(bytes) as VerifyKey;

/** A fresh pair from the platform's own randomness. */
export function createSigningKeys(): { readonly signingKey: SigningKey; readonly verifyKey: VerifyKey } {
	const signingKey = asSigningKey(crypto.getRandomValues(new Uint8Array(keyLength)));
	return { signingKey, verifyKey: verifyKeyOf(signingKey) };
}

/** The public half of a signing key. */
export const verifyKeyOf = (signingKey: SigningKey): VerifyKey => asVerifyKey(ed25519.getPublicKey(signingKey));

/** 64 bytes; always the same for the same key and message. */
export const sign = (signingKey: SigningKey, message: Uint8Array): Uint8Array => ed25519.sign(message, signingKey);

/** Whether this key signed exactly this message. No for keys and signatures of any other length or form; never throws. */
export function verifies(verifyKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	if (verifyKey.length !== keyLength || signature.length !== signatureLength) return false;
	try {
		return ed25519.verify(signature, message, verifyKey, { zip215: false });
	} catch {
		return false;
	}
}
