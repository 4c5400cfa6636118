/**
 * The vault header: the one thing stored in clear, from which the unlock secret gives back every key.
 *
 * Who may call it: `storage/` when it makes, opens, re-keys or erases a vault.
 *
 * What must stay true:
 * - Always four slots of equal size, of which the unused are random bytes: nobody can tell how many secrets there are.
 * - Opening tries all four, every time, so the time says nothing about which one fitted.
 * - Everything else in the header is authenticated by each slot, so no field can be changed unnoticed: a swapped
 *   `answerPublic` or a lowered cost makes the right secret fail.
 * - The master key is random, never derived from the secret, so a change of secret re-seals nothing.
 *
 * Threats answered: a stolen phone with an edited database (A2), questions about a second secret (A1, A3), panic erase.
 *
 * Keys: secret → Argon2id → KEK → slot → master key → HKDF → record, snapshot, outbox and shelf keys, and the answer key pair.
 */
import * as z from 'zod/mini';
import { wipe } from '$lib/base/bytes';
import { createRandom, randomBelow, type Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import {
	contextToBytes,
	decrypt,
	encrypt,
	type AnswerPrivateKey,
	type AnswerPublicKey,
	type SealKey,
	type VaultMasterKey
} from './envelope';
import { KdfParams } from './kdf-params';
import { asAnswerPrivateKey, asSealKey, asVaultMasterKey, deriveKey, keyLength } from './keys';
import { answerPublicOf } from './sealed-box';

/** Bytes of a slot: nonce 24, wrapped key 32, tag 16. */
export const slotLength = 72;
/** Slots of a header. */
export const slotCount = 4;

const isBytes = (length: number) => (value: unknown) => value instanceof Uint8Array && value.length === length;
const slot = z.custom<Uint8Array>(isBytes(slotLength));

/** What is stored in clear for a vault. Loose fields of a newer app are kept out: they would not be authenticated. */
export const VaultHeader = z.object({
	v: z.literal(1),
	/** Random id of the vault, so that a slot of one vault does not open in another. */
	vault: z.string(),
	kdf: KdfParams,
	salt: z.custom<Uint8Array>(isBytes(16)),
	slots: z.tuple([slot, slot, slot, slot]),
	/** Answers are sealed to it, also while the vault is locked. */
	answerPublic: z.custom<AnswerPublicKey>(isBytes(keyLength))
});
export type VaultHeader = Readonly<z.infer<typeof VaultHeader>>;

/** No slot opens with this key: another secret, or a header somebody changed. Which of the two is not knowable. */
export interface SecretWrong {
	readonly type: 'SecretWrong';
}

/** Every key of an unlocked vault. Held in memory only. */
export interface VaultKeys {
	readonly recordKey: SealKey;
	readonly snapshotKey: SealKey;
	readonly outboxKey: SealKey;
	readonly shelfKey: SealKey;
	/** Turns the names on the shelf into row ids, so that no name lies there in clear. */
	readonly shelfNameKey: SealKey;
	readonly answerPrivate: AnswerPrivateKey;
	readonly answerPublic: AnswerPublicKey;
}

interface NewHeader {
	readonly vaultId: string;
	readonly salt: Uint8Array;
	readonly kdfParams: KdfParams;
	/** 32 bytes of `Kdf.derive` over the unlock secret. */
	readonly kek: Uint8Array;
	readonly master: VaultMasterKey;
}

/** A fresh master key for a new vault. */
export const createVaultKeys = (random: Random): { readonly master: VaultMasterKey } => ({
	master: asVaultMasterKey(random.bytes(keyLength))
});

/** The header of a new vault with one used slot, at a random place among four. */
export function createHeader({ vaultId, salt, kdfParams, kek, master }: NewHeader): VaultHeader {
	const answerPrivate = answerPrivateOf(master);
	const answerPublic = answerPublicOf(answerPrivate);
	wipe(answerPrivate);
	const empty: VaultHeader = { v: 1, vault: vaultId, kdf: kdfParams, salt, slots: emptySlots(), answerPublic };
	return withSlot(empty, randomBelow(createRandom(), slotCount), kek, master);
}

/** The master key, or 'SecretWrong' when no slot opens. Does the same work whichever slot fits, and when none does. */
export function openHeader(header: VaultHeader, kek: Uint8Array): Result<VaultMasterKey, SecretWrong> {
	const [opened] = openSlots(header, kek);
	return opened ? ok(opened.master) : err({ type: 'SecretWrong' });
}

/** The header after a change of secret: the slot that opened with the old key opens with the new one, and only that. */
export function replaceSlot(
	header: VaultHeader,
	oldKek: Uint8Array,
	newKek: Uint8Array
): Result<VaultHeader, SecretWrong> {
	const [opened] = openSlots(header, oldKek);
	if (!opened) return err({ type: 'SecretWrong' });
	const replaced = withSlot(header, opened.at, newKek, opened.master);
	wipe(opened.master);
	return ok(replaced);
}

/** The header with all four slots overwritten by random bytes: once stored, no secret opens the vault ever again. */
export const burnHeader = (header: VaultHeader): VaultHeader => ({ ...header, slots: emptySlots() });

/** The keys of an unlocked vault; always the same for the same master key. */
export function vaultKeys(master: VaultMasterKey): VaultKeys {
	const answerPrivate = answerPrivateOf(master);
	return {
		recordKey: asSealKey(deriveKey(master, 'record-key')),
		snapshotKey: asSealKey(deriveKey(master, 'snapshot-key')),
		outboxKey: asSealKey(deriveKey(master, 'outbox-key')),
		shelfKey: asSealKey(deriveKey(master, 'shelf-key')),
		shelfNameKey: asSealKey(deriveKey(master, 'shelf-name-key')),
		answerPrivate,
		answerPublic: answerPublicOf(answerPrivate)
	};
}

/** Overwrites the secret keys with zeros, when the vault locks. The public key is not secret and stays. */
export const wipeKeys = (keys: VaultKeys, master?: VaultMasterKey): void => {
	wipe(keys.recordKey, keys.snapshotKey, keys.outboxKey, keys.shelfKey, keys.shelfNameKey, keys.answerPrivate);
	if (master) wipe(master);
};

const answerPrivateOf = (master: VaultMasterKey) => asAnswerPrivateKey(deriveKey(master, 'answer-key'));

function openSlots(header: VaultHeader, kek: Uint8Array): readonly { at: number; master: VaultMasterKey }[] {
	const associated = headerToBytes(header);
	return header.slots
		.map((wrapped) => decrypt(kek, wrapped, associated))
		.flatMap((key, at) => (key?.length === keyLength ? [{ at, master: asVaultMasterKey(key) }] : []));
}

function withSlot(header: VaultHeader, at: number, kek: Uint8Array, master: VaultMasterKey): VaultHeader {
	const slots: VaultHeader['slots'] = [...header.slots];
	slots[at] = encrypt(kek, master, headerToBytes(header));
	return { ...header, slots };
}

const emptySlot = () => createRandom().bytes(slotLength);
const emptySlots = (): VaultHeader['slots'] => [emptySlot(), emptySlot(), emptySlot(), emptySlot()];

/** Every field but the slots, each with its length, for the slots to authenticate. */
const headerToBytes = ({ v, vault, kdf, salt, answerPublic }: VaultHeader): Uint8Array =>
	contextToBytes('vault-slot', [
		String(v),
		vault,
		String(kdf.v),
		String(kdf.memoryKiB),
		String(kdf.passes),
		String(kdf.parallelism),
		salt,
		answerPublic
	]);
