/**
 * Seals to one device of somebody else: HPKE (RFC 9180), Base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * ChaCha20-Poly1305. It carries stream keys to readers; everything else is sealed under those, see `stream-key.ts`.
 *
 * Who may call it: whoever wraps a stream key for a member, and the device that opens it.
 *
 * What must stay true:
 * - The purpose says for whom and for what: organisation, group, stream, epoch, device. It goes into the derivation, so a
 *   box moved to another place does not open.
 * - Base mode says nothing about who sealed. Whoever uses it signs the box or what commits to it.
 * - A public key of small order is refused when sealing and when opening; it would make the secret known to everybody.
 * - The library is fetched when it is first needed, so that the first screen does not wait for it.
 *
 * Threats answered: a server that reads, swaps or moves wrapped keys, or plants a key everybody can open (A6).
 *
 * Layout: ephemeral X25519 key (32) ‖ ciphertext with its tag (16).
 */
import { x25519 } from '@noble/curves/ed25519.js';
import { concatBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import type { SealBroken } from './envelope';
import { checkedKey, keyLength } from './keys';

/** Opens what was sealed to a device. */
export type KemPrivateKey = Uint8Array & { readonly __key: 'kem-private' };
/** Boxes are sealed to this half. */
export type KemPublicKey = Uint8Array & { readonly __key: 'kem-public' };

// The brands exist in types only, so a cast is the only way to put them on; each follows a check of the length.

/** A private key from storage. Throws when the length is not 32. */
export const asKemPrivateKey = (bytes: Uint8Array): KemPrivateKey => checkedKey(bytes) as KemPrivateKey;
/** A public key from storage or from a stranger. Throws when the length is not 32; small order is refused on use. */
export const asKemPublicKey = (bytes: Uint8Array): KemPublicKey => checkedKey(bytes) as KemPublicKey;

/** A fresh pair from the platform's own randomness. */
export function createKemKeys(): { readonly kemPrivate: KemPrivateKey; readonly kemPublic: KemPublicKey } {
	const kemPrivate = asKemPrivateKey(crypto.getRandomValues(new Uint8Array(keyLength)));
	return { kemPrivate, kemPublic: kemPublicOf(kemPrivate) };
}

/** The public half of a private key. */
export const kemPublicOf = (kemPrivate: KemPrivateKey): KemPublicKey => asKemPublicKey(x25519.getPublicKey(kemPrivate));

/**
 * A box only the recipient opens, 48 bytes longer than the plaintext. Rejects when the recipient is not 32 bytes or is of
 * small order: such a key can only have been planted.
 */
export async function sealToDevice(
	recipient: Uint8Array,
	purpose: Uint8Array,
	plaintext: Uint8Array
): Promise<Uint8Array> {
	const suite = await hpkeSuite();
	const recipientPublicKey = await suite.kem.deserializePublicKey(copyOf(recipient));
	const sender = await suite.createSenderContext({ recipientPublicKey, ['info']: copyOf(purpose) });
	return concatBytes(new Uint8Array(sender.enc), new Uint8Array(await sender.seal(copyOf(plaintext))));
}

/**
 * The plaintext of a box sealed to this device for exactly this purpose. Never rejects, whatever the bytes; only when the
 * library itself cannot be fetched.
 */
export async function openAsDevice(
	privateKey: KemPrivateKey,
	purpose: Uint8Array,
	box: Uint8Array
): Promise<Result<Uint8Array, SealBroken>> {
	const suite = await hpkeSuite();
	try {
		const recipientKey = await suite.kem.deserializePrivateKey(copyOf(privateKey));
		const enc = copyOf(box.subarray(0, keyLength));
		const recipient = await suite.createRecipientContext({ recipientKey, enc, ['info']: copyOf(purpose) });
		return ok(new Uint8Array(await recipient.open(copyOf(box.subarray(keyLength)))));
	} catch {
		return err({ type: 'SealBroken' });
	}
}

// The library takes whole buffers: of a view, it would read what lies around it.
const copyOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** The one suite. For this folder: the test of the published values, which authenticate more than we do. */
export function hpkeSuite(): ReturnType<typeof loadSuite> {
	// Once it failed, without a network, it is fetched again when it is needed again.
	suite ??= loadSuite().catch((problem: unknown) => {
		suite = null;
		throw problem;
	});
	return suite;
}

/** Fetched once: in a batch of ballots, asking for it again took as long as opening them. */
let suite: ReturnType<typeof loadSuite> | null = null;

async function loadSuite() {
	const [{ CipherSuite, HkdfSha256 }, { DhkemX25519HkdfSha256 }, { Chacha20Poly1305 }] = await Promise.all([
		import('@hpke/core'),
		import('@hpke/dhkem-x25519'),
		import('@hpke/chacha20poly1305')
	]);
	return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
}
