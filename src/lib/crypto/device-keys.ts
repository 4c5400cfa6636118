/**
 * The two key pairs of one device: one signs what it writes, the other receives the keys of the groups it may read.
 *
 * Who may call it: whoever enrols a device, and `storage/` to keep its keys sealed in the vault.
 *
 * What must stay true:
 * - The pairs are drawn apart. Neither is derived from the other, from the vault's key, or from the unlock secret, so a
 *   device can be replaced without re-sealing anything.
 * - The bytes are secret. They exist only inside a box of the vault and are wiped after use.
 * - Reading them back never guesses: another version, length or key is said, not repaired.
 *
 * Threats answered: a thief who edits the database (A2), confusion of keys between signing and sealing (A6).
 *
 * Layout: version (1) ‖ signing seed (32) ‖ X25519 private key (32).
 */
import { concatBytes, wipe } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { asKemPrivateKey, createKemKeys, kemPublicOf, type KemPrivateKey, type KemPublicKey } from './hpke';
import { keyLength } from './keys';
import { asSigningKey, createSigningKeys, verifyKeyOf, type SigningKey, type VerifyKey } from './signature';

export interface DeviceKeys {
	readonly signingKey: SigningKey;
	readonly verifyKey: VerifyKey;
	readonly kemPrivate: KemPrivateKey;
	readonly kemPublic: KemPublicKey;
}

/** The stored keys are not what this version writes. */
export interface KeysDamaged {
	readonly type: 'KeysDamaged';
}

const version = 1;

/** Fresh keys for a new device. */
export const createDeviceKeys = (): DeviceKeys => ({ ...createSigningKeys(), ...createKemKeys() });

/** 65 secret bytes, to be sealed at once and wiped. */
export const deviceKeysToBytes = ({ signingKey, kemPrivate }: DeviceKeys): Uint8Array =>
	concatBytes(Uint8Array.of(version), signingKey, kemPrivate);

/** The keys in copies of their own, so that the bytes can be wiped; 'KeysDamaged' for another version or length. */
export function parseDeviceKeys(bytes: Uint8Array): Result<DeviceKeys, KeysDamaged> {
	if (bytes.length !== 1 + 2 * keyLength || bytes[0] !== version) return err({ type: 'KeysDamaged' });
	const signingKey = asSigningKey(bytes.slice(1, 1 + keyLength));
	const kemPrivate = asKemPrivateKey(bytes.slice(1 + keyLength));
	return ok({ signingKey, verifyKey: verifyKeyOf(signingKey), kemPrivate, kemPublic: kemPublicOf(kemPrivate) });
}

/** Overwrites the two secret halves with zeros, when the vault locks. */
export const wipeDeviceKeys = (keys: DeviceKeys): void => wipe(keys.signingKey, keys.kemPrivate);
