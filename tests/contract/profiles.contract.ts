import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { createInlineKdf } from '$lib/crypto/kdf-inline';
import { slotLength, VaultHeader } from '$lib/crypto/keyring';
import { assignSecret, type Secret } from '$lib/crypto/secret';
import { createProfiles, type Profiles, type ProfilesDeps } from '$lib/storage/profiles';
import type { Vault } from '$lib/storage/vault';
import { createSoleWriter } from '$lib/storage/writer-lock';
import {
	createSetClock,
	pseudonymEdit,
	random,
	rowsShown,
	settle,
	type NewPhone,
	type Phone,
	type SetClock
} from './phone';

const newSecret = (): Secret => assignSecret(random, 'pictures');
const wrong = { ok: false, error: { type: 'SecretWrong' } };
const done = { ok: true, value: undefined };
const year = 365 * 86_400_000;

/** What the door to a phone's vaults promises, wherever they lie. */
export function profilesContract(newPhone: NewPhone): void {
	let phone: Phone;
	let clock: SetClock;
	let derived = 0;
	const open: Vault[] = [];

	/** The app, started anew on the same phone. */
	const start = (deps: Partial<ProfilesDeps> = {}): Profiles => {
		const inline = createInlineKdf();
		const derive: typeof inline.derive = (...asked) => {
			derived += 1;
			return inline.derive(...asked);
		};
		const kdf = { ...inline, derive, calibrate: async () => kdfFloor };
		return createProfiles({ directory: phone.directory, kdf, clock, random, writerLock: createSoleWriter(), ...deps });
	};
	const opened = <T extends { readonly ok: boolean }>(result: T): Vault => {
		if (!result.ok) throw new Error(JSON.stringify(result));
		const { value } = result as unknown as { readonly value: Vault }; // every door here answers with a vault
		open.push(value);
		return value;
	};

	beforeEach(async () => {
		phone = await newPhone();
		clock = createSetClock();
		derived = 0;
	});
	afterEach(async () => {
		for (const vault of open.splice(0)) vault.close();
		await settle();
	});

	test('a phone is fresh, then has a vault, which the secret opens again with all that was in it', async () => {
		const secret = newSecret();
		const profiles = start();
		expect(await profiles.state()).toEqual({ ok: true, value: 'fresh' });
		const vault = opened(await profiles.create(secret));
		await vault.append([pseudonymEdit(random.uuid(), 'Rose')]);
		const shown = rowsShown(vault);
		expect(await profiles.state()).toEqual({ ok: true, value: 'present' });
		vault.close();
		expect(await start().state()).toEqual({ ok: true, value: 'present' });
		expect(rowsShown(opened(await start().unlock(secret)))).toEqual(shown);
	});

	test('several people share a phone: each secret finds its own vault, and one derivation serves them all', async () => {
		const [hers, theirs] = [newSecret(), newSecret()];
		const profiles = start();
		const first = opened(await profiles.create(hers));
		await first.append([pseudonymEdit(random.uuid(), 'Rose')]);
		const second = opened(await profiles.create(theirs));
		expect(second.ledger().tables.size).toBe(0);
		first.close();
		second.close();
		derived = 0;
		expect(opened(await start().unlock(theirs)).id).toBe(second.id);
		expect(opened(await start().unlock(hers)).id).toBe(first.id);
		expect(derived).toBe(2);
		expect(await profiles.unlock(newSecret())).toEqual(wrong);
		expect(derived).toBe(3);

		const headers = await Promise.all(
			[first.id, second.id].map(async (id) => {
				const store = phone.directory.store(id);
				const header = await store.header();
				store.close();
				return VaultHeader.parse(header.ok && header.value);
			})
		);
		expect(headers[0]?.salt).toEqual(headers[1]?.salt);
		expect(headers.flatMap(({ slots }) => slots.map((slot) => slot.length))).toEqual(Array(8).fill(slotLength));
	});

	test('a vault that was lost is said, and made anew only after the person was told', async () => {
		const profiles = start();
		opened(await profiles.create(newSecret())).close();
		await settle();
		const ids = await phone.directory.vaultIds();
		const store = phone.directory.store((ids.ok && ids.value[0]) || '');
		await store.erase();
		expect(await start().state()).toEqual({ ok: true, value: 'missing' });
		await phone.directory.removeVault((ids.ok && ids.value[0]) || '');
		expect(await start().state()).toEqual({ ok: true, value: 'missing' });
		await profiles.startAgain();
		expect(await start().state()).toEqual({ ok: true, value: 'fresh' });
		opened(await profiles.create(newSecret()));
		expect(await profiles.state()).toEqual({ ok: true, value: 'present' });
	});

	test('a phone that dies between the vault and its listing is as it was before', async () => {
		const secret = newSecret();
		const dying = start({ directory: { ...phone.directory, addVault: () => new Promise(() => undefined) } });
		void dying.create(secret);
		await new Promise((resolve) => setTimeout(resolve, 600));
		expect(await start().state()).toEqual({ ok: true, value: 'fresh' });
		expect(await start().unlock(secret)).toEqual(wrong);
		clock.now = () => createSetClock().now() + 2000;
		const vault = opened(await start().create(secret));
		vault.close();
		expect(opened(await start().unlock(secret)).id).toBe(vault.id);
	});

	test('a full phone makes no vault, says so, and makes one when there is room', async () => {
		const profiles = start();
		phone.fill(true);
		expect(await profiles.create(newSecret())).toEqual({ ok: false, error: { type: 'QuotaExceeded' } });
		phone.fill(false);
		expect(await profiles.state()).toEqual({ ok: true, value: 'fresh' });
		opened(await profiles.create(newSecret()));
	});

	// How it arrives: somebody at home tries pictures, and knows how to close the app and set the clock (case 35).
	describe('wrong secrets', () => {
		const tooSoon = (until: number) => ({ ok: false, error: { type: 'TriesDelayed', until } });

		test('wait longer and longer, also when the app is closed between them', async () => {
			const secret = newSecret();
			opened(await start().create(secret)).close();
			let now = clock.now();
			clock.now = () => now;
			for (const seconds of [1, 2, 4]) {
				expect(await start().unlock(newSecret())).toEqual(wrong);
				expect(await start().unlock(secret)).toEqual(tooSoon(now + seconds * 1000));
				now += seconds * 1000 - 1;
				expect(await start().unlock(secret)).toEqual(tooSoon(now + 1));
				now += 1;
			}
			opened(await start().unlock(secret)).close();
			expect(await phone.directory.tries()).toMatchObject({ failures: 0 });
		});

		test('wait when the clock is set back, and not for a year when it was a year wrong', async () => {
			const secret = newSecret();
			opened(await start().create(secret)).close();
			let now = clock.now();
			clock.now = () => now;
			expect(await start().unlock(newSecret())).toEqual(wrong);
			now -= year;
			expect(await start().unlock(secret)).toEqual(tooSoon(now + 1000));
			now += 1000;
			opened(await start().unlock(secret));
		});

		test('keep their count when the clock is set forward', async () => {
			const secret = newSecret();
			opened(await start().create(secret)).close();
			let now = clock.now();
			clock.now = () => now;
			for (const seconds of [1, 2, 4]) {
				expect(await start().unlock(newSecret())).toEqual(wrong);
				expect(await start().unlock(newSecret())).toEqual(tooSoon(now + seconds * 1000));
				now += year;
			}
			opened(await start().unlock(secret));
		});

		test('cannot be tried at the same time, nor on a full phone, nor for free by closing the app', async () => {
			const secret = newSecret();
			const profiles = start();
			opened(await profiles.create(secret)).close();
			derived = 0;
			const tried = await Promise.all([profiles.unlock(newSecret()), profiles.unlock(newSecret())]);
			expect(tried).toEqual([wrong, tooSoon(clock.now() + 1000)]);
			expect(derived).toBe(1);

			const later = clock.now() + 1000;
			clock.now = () => later;
			phone.fill(true);
			expect(await profiles.unlock(newSecret())).toEqual(wrong);
			expect(await profiles.unlock(secret)).toEqual(tooSoon(later + 2000));
			phone.fill(false);

			clock.now = () => later + 2000;
			const inline = createInlineKdf();
			void start({ kdf: { ...inline, derive: () => new Promise(() => undefined) } }).unlock(newSecret());
			await settle();
			expect(await start().unlock(secret)).toMatchObject({ error: { type: 'TriesDelayed' } });
			clock.now = () => later + year;
			opened(await start().unlock(secret));
		});

		test('are neither counted nor forgotten by opening the sample, whose secret everybody knows', async () => {
			const [secret, published] = [newSecret(), newSecret()];
			opened(await start().create(secret)).close();
			expect(await start({ published: [published] }).unlock(published)).toEqual(wrong);
			expect(await phone.directory.tries()).toMatchObject({ failures: 0 });

			opened(await start({ published: [published] }).create(published)).close();
			expect(await start({ published: [published] }).unlock(newSecret())).toEqual(wrong);
			opened(await start({ published: [published] }).unlock(published)).close();
			expect(await phone.directory.tries()).toMatchObject({ failures: 1 });
			expect(await start({ published: [published] }).unlock(secret)).toEqual(tooSoon(clock.now() + 1000));
		});
	});

	test('the PIN opens the tab again, and nothing once the vault is gone', async () => {
		const profiles = start();
		const kdf = createInlineKdf();
		const vault = opened(await profiles.create(newSecret()));
		await vault.append([pseudonymEdit(random.uuid(), 'Rose')]);
		const shown = rowsShown(vault);
		const lock = await vault.wrapWithPin('2468', kdf);
		vault.close();
		expect(await profiles.reopen(vault.id, lock, '1111')).toMatchObject({ error: { type: 'PinWrong', triesLeft: 4 } });
		const again = opened(await profiles.reopen(vault.id, lock, '2468'));
		expect(rowsShown(again)).toEqual(shown);
		await profiles.erase(again);
		expect(await profiles.reopen(vault.id, lock, '2468')).toEqual({ ok: false, error: { type: 'StorageLost' } });
	});

	test('a new secret opens the vault and the old one does not, though every row stays as it was', async () => {
		const [before, after] = [newSecret(), newSecret()];
		const profiles = start();
		const vault = opened(await profiles.create(before));
		await vault.append([pseudonymEdit(random.uuid(), 'Rose')]);
		const shown = rowsShown(vault);
		expect(await profiles.checkSecret(vault.id, before)).toEqual(done);
		expect(await profiles.checkSecret(random.uuid(), before)).toEqual(wrong);
		expect(await profiles.changeSecret(random.uuid(), before, after)).toEqual(wrong);
		expect(await profiles.changeSecret(vault.id, before, after)).toEqual(done);
		vault.close();
		expect(rowsShown(opened(await start().unlock(after)))).toEqual(shown);
		expect(await start().unlock(before)).toEqual(wrong);
		expect(await profiles.changeSecret(vault.id, after, before)).toMatchObject({ error: { type: 'TriesDelayed' } });
	});

	test('erasing one of two leaves nothing of it and all of the other', async () => {
		const [hers, theirs] = [newSecret(), newSecret()];
		const profiles = start();
		const first = opened(await profiles.create(hers));
		const second = opened(await profiles.create(theirs));
		await second.append([pseudonymEdit(random.uuid(), 'Jade')]);
		const shown = rowsShown(second);
		second.close();
		await profiles.erase(first);
		expect(await start().state()).toEqual({ ok: true, value: 'present' });
		expect(rowsShown(opened(await start().unlock(theirs)))).toEqual(shown);
		expect(await start().unlock(hers)).toEqual(wrong);
		await profiles.erase(second);
		expect(await start().state()).toEqual({ ok: true, value: 'fresh' });
		expect(await phone.directory.tries()).toMatchObject({ failures: 0 });
	});

	test('an erasure that is cut short after the slots were overwritten opens nothing either', async () => {
		const secret = newSecret();
		const profiles = start();
		const vault = opened(await profiles.create(secret));
		await vault.append([pseudonymEdit(random.uuid(), 'Rose')]);
		const cut = start({ directory: { ...phone.directory, removeVault: () => new Promise(() => undefined) } });
		void cut.erase(vault);
		await settle();
		vault.close();
		expect(await start().unlock(secret)).toEqual(wrong);
	});
}
