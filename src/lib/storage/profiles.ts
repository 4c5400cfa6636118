/**
 * The vaults of one phone, and the one door to all of them.
 *
 * Who may call it: the runtime.
 *
 * What must stay true:
 * - Several people may share a phone. Nothing here or on the disk names anybody: the secret itself finds its vault.
 *   All vaults of a phone share one salt and cost, so one derivation serves them all and the number of vaults does not
 *   show in the time. See [Note: One salt a phone].
 * - A wrong secret and a damaged header answer alike. Wrong tries are delayed (`delays.ts`), and a try is counted before
 *   it is made. A published secret is no try: it neither counts, nor waits, nor forgets what was counted.
 * - A database that has gone although a vault was made here is said (`missing`), never silently replaced.
 * Threats: a thief with the phone (A2), a partner who looks (A1), eviction by the browser.
 *
 * [Note: One salt a phone]
 * With n vaults a thief tests each guess against n headers at once, which costs us log2(n) bits of 48 (pictures) or 50
 * (words). In return nobody has to say who she is before unlocking, and there is no list to read.
 */
import { wipe } from '$lib/base/bytes';
import type { Clock } from '$lib/base/clock';
import { log } from '$lib/base/log';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { createTurns } from '$lib/base/turns';
import type { VaultMasterKey } from '$lib/crypto/envelope';
import { checkKdfParams, type Kdf, type KdfParams } from '$lib/crypto/kdf';
import {
	burnHeader,
	createHeader,
	createVaultKeys,
	openHeader,
	replaceSlot,
	VaultHeader,
	type SecretWrong
} from '$lib/crypto/keyring';
import { openWithPin, type PinLock, type PinSpent, type PinWrong } from '$lib/crypto/pin';
import { secretToBytes, type Secret } from '$lib/crypto/secret';
import { DeviceId } from '$lib/domain/ids';
import { createDelays, type TriesDelayed } from './delays';
import type { SnapshotDamaged } from './projection';
import type { StorageProblem, StoreDirectory } from './store';
import { openVault, type Vault } from './vault';
import type { WriterLock } from './writer-lock';

/** `fresh`: nobody used it. `present`: there is a vault. `missing`: there was one, and the browser has lost it. */
export type ProfilesState = 'fresh' | 'present' | 'missing';

export type UnlockProblem = SecretWrong | TriesDelayed | StorageProblem | SnapshotDamaged;

export interface Profiles {
	readonly state: () => Promise<Result<ProfilesState, StorageProblem>>;
	/** Makes a vault under a secret and opens it. */
	readonly create: (secret: Secret) => Promise<Result<Vault, StorageProblem | SnapshotDamaged>>;
	readonly unlock: (secret: Secret) => Promise<Result<Vault, UnlockProblem>>;
	/** Opens the vault again in a tab that had it open. */
	readonly reopen: (
		vaultId: string,
		lock: PinLock,
		pin: string
	) => Promise<Result<Vault, PinWrong | PinSpent | StorageProblem | SnapshotDamaged>>;
	/** Whether the secret opens this vault, without opening it; delays count like for `unlock`. */
	readonly checkSecret: (vaultId: string, secret: Secret) => Promise<Result<void, UnlockProblem>>;
	/** Wraps the vault's key under `after` when `before` opens it; delays count like for `unlock`. */
	readonly changeSecret: (vaultId: string, before: Secret, after: Secret) => Promise<Result<void, UnlockProblem>>;
	/** Erases one vault for good. */
	readonly erase: (vault: Vault) => Promise<void>;
	/** After the person was told that the vault is gone: lets a new one be made. */
	readonly startAgain: () => Promise<void>;
}

export interface ProfilesDeps {
	readonly directory: StoreDirectory;
	readonly kdf: Kdf;
	readonly clock: Clock;
	readonly random: Random;
	readonly writerLock: WriterLock;
	/** Secrets everybody knows, which open only what is about nobody. */
	readonly published?: readonly Secret[];
	/** Called after this tab wrote to a vault. */
	readonly onwritten?: (vaultId: string) => void;
}

interface FoundVault {
	readonly header: VaultHeader;
	readonly master: VaultMasterKey;
	readonly kek: Uint8Array;
}

/** The door to the vaults of this phone. */
export function createProfiles(deps: ProfilesDeps): Profiles {
	const { directory, kdf, clock, random, writerLock, published = [], onwritten } = deps;

	const headers = async (): Promise<Result<readonly VaultHeader[], StorageProblem>> => {
		const ids = await directory.vaultIds();
		if (!ids.ok) return ids;
		const found: VaultHeader[] = [];
		for (const id of ids.value) {
			const store = directory.store(id);
			const stored = await store.header();
			store.close();
			if (!stored.ok) return stored;
			const header = VaultHeader.safeParse(stored.value);
			if (header.success && header.data.vault === id && checkKdfParams(header.data.kdf).ok) found.push(header.data);
		}
		return ok(found);
	};

	const open = (vaultId: string, master: VaultMasterKey) =>
		openVault(
			{
				store: directory.store(vaultId),
				clock,
				random,
				writerLock,
				onwritten: () => onwritten?.(vaultId)
			},
			vaultId,
			// One vault is on one device: its id serves as the device's until it joins others.
			DeviceId.parse(vaultId),
			master
		);

	/** The header a secret opens, with its keys; one derivation for each salt and cost in use, normally one. */
	const findVault = async (known: readonly VaultHeader[], secret: Secret): Promise<FoundVault | null> => {
		let found: FoundVault | null = null;
		for (const sameCost of groupByCost(known)) {
			const [first] = sameCost;
			if (!first) continue;
			const kek = await kdf.derive(secretToBytes(secret), first.salt, first.kdf);
			for (const header of sameCost) {
				const master = openHeader(header, kek);
				if (master.ok && !found) found = { header, master: master.value, kek: kek.slice() };
			}
			wipe(kek);
		}
		return found;
	};

	const delays = createDelays(directory, clock);

	/** Finds the vault of a secret; one try after the other, so that two at once cannot share a delay. */
	const tryOnce = async (secret: Secret): Promise<Result<FoundVault, UnlockProblem>> => {
		const failures = await delays.failuresSoFar();
		if (!failures.ok) return failures;
		const known = await headers();
		if (!known.ok) return known;
		// Counted first: closing the app during the derivation gives no try for free.
		await delays.fail(failures.value + 1);
		const found = await findVault(known.value, secret);
		if (found) {
			await delays.reset();
			log({ code: 'unlock.opened' });
			return ok(found);
		}
		// Again, because the derivation took some of the delay.
		await delays.fail(failures.value + 1);
		log({ code: 'unlock.refused', count: failures.value + 1 });
		return err({ type: 'SecretWrong' });
	};

	const findPublished = async (secret: Secret): Promise<Result<FoundVault, UnlockProblem>> => {
		const known = await headers();
		if (!known.ok) return known;
		const found = await findVault(known.value, secret);
		return found ? ok(found) : err({ type: 'SecretWrong' });
	};

	const inTurn = createTurns();
	const tryInTurn = (secret: Secret) =>
		inTurn(() => (published.some((known) => isSame(secret, known)) ? findPublished(secret) : tryOnce(secret)));

	return {
		state: async () => {
			const ids = await directory.vaultIds();
			if (!ids.ok) return ids;
			const known = await headers();
			if (!known.ok) return known;
			if (known.value.length > 0) return ok('present');
			return ok(directory.wasUsed() || ids.value.length > 0 ? 'missing' : 'fresh');
		},
		create: async (secret) => {
			const known = await headers();
			if (!known.ok) return known;
			const [first] = known.value;
			const params: KdfParams = first?.kdf ?? (await kdf.calibrate());
			const salt = first?.salt ?? random.bytes(16);
			const vaultId = random.uuid();
			const kek = await kdf.derive(secretToBytes(secret), salt, params);
			const { master } = createVaultKeys(random);
			const header = createHeader({ vaultId, salt, kdfParams: params, kek, master });
			wipe(kek);
			// The header lies in its place before the directory names it: a crash between leaves nothing half made.
			const store = directory.store(vaultId);
			const written = await store.write({ header });
			const listed = written.ok ? await directory.addVault(vaultId) : written;
			if (!listed.ok) {
				wipe(master);
				await store.erase();
				return listed;
			}
			store.close();
			directory.setUsed(true);
			return open(vaultId, master);
		},
		unlock: async (secret) => {
			const found = await tryInTurn(secret);
			if (!found.ok) return found;
			wipe(found.value.kek);
			return open(found.value.header.vault, found.value.master);
		},
		reopen: async (vaultId, lock, pin) => {
			const master = await openWithPin(lock, pin, kdf, clock.now());
			if (!master.ok) return master;
			return open(vaultId, master.value);
		},
		checkSecret: async (vaultId, secret) => {
			const found = await tryInTurn(secret);
			if (!found.ok) return found;
			const { header, kek, master } = found.value;
			wipe(kek, master);
			return header.vault === vaultId ? ok(undefined) : err({ type: 'SecretWrong' });
		},
		changeSecret: async (vaultId, before, after) => {
			const found = await tryInTurn(before);
			if (!found.ok) return found;
			const { header, kek, master } = found.value;
			wipe(master);
			if (header.vault !== vaultId) {
				wipe(kek);
				return err({ type: 'SecretWrong' });
			}
			const next = await kdf.derive(secretToBytes(after), header.salt, header.kdf);
			const replaced = replaceSlot(header, kek, next);
			wipe(kek, next);
			if (!replaced.ok) return replaced;
			const store = directory.store(vaultId);
			const written = await store.write({ header: replaced.value });
			store.close();
			return written;
		},
		erase: async (vault) => {
			const store = directory.store(vault.id);
			const stored = await store.header();
			const header = VaultHeader.safeParse(stored.ok ? stored.value : undefined);
			// Random slots first: even if deleting fails or the disk keeps old pages of rows, no secret opens them.
			if (header.success) await store.write({ header: burnHeader(header.data) });
			store.close();
			// Then its name: whatever stops the rest, nobody is asked for a secret that opens nothing any more.
			await directory.removeVault(vault.id);
			const left = await directory.vaultIds();
			if (left.ok && left.value.length === 0) {
				directory.setUsed(false);
				await delays.reset();
			}
			await vault.erase();
		},
		startAgain: async () => {
			const ids = await directory.vaultIds();
			if (ids.ok) for (const id of ids.value) await directory.removeVault(id);
			directory.setUsed(false);
		}
	};
}

const isSame = (one: Secret, other: Secret): boolean => secretToBytes(one).join('.') === secretToBytes(other).join('.');

function groupByCost(headers: readonly VaultHeader[]): readonly (readonly VaultHeader[])[] {
	const groups = new Map<string, VaultHeader[]>();
	for (const header of headers) {
		const key = `${header.salt.join('.')}/${header.kdf.memoryKiB}/${header.kdf.passes}`;
		groups.set(key, [...(groups.get(key) ?? []), header]);
	}
	return [...groups.values()];
}
