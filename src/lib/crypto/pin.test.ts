import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { createInlineKdf } from './kdf-inline';
import type { Kdf } from './kdf-params';
import { createVaultKeys } from './keyring';
import { armPin, isPin, lockWithPin, openWithPin, pinLifetime, pinTries } from './pin';

const random = createRandom();
const spent = { ok: false, error: { type: 'PinSpent' } };
const now = 1_000_000;

/** Fast and unsafe: the last bytes of the secret. What Argon2id itself does is tested in kdf.test.ts. */
const quickKdf: Kdf = {
	...createInlineKdf(),
	derive: async (secret) => {
		const key = new Uint8Array(32);
		key.set(secret);
		secret.fill(0);
		return key;
	}
};

async function lock(pin = '4821') {
	const { master } = createVaultKeys(random);
	return { master, pinLock: await lockWithPin(master, pin, quickKdf, random, now) };
}

describe('a PIN', () => {
	test('gives the master key back under real Argon2id, and a wrong one does not', async () => {
		const kdf = createInlineKdf();
		const { master } = createVaultKeys(random);
		const pinLock = await lockWithPin(master, '482190', kdf, random, now);
		expect(await openWithPin(pinLock, '482191', kdf, now)).toEqual({
			ok: false,
			error: { type: 'PinWrong', triesLeft: 4 }
		});
		expect(await openWithPin(pinLock, '482190', kdf, now)).toEqual({ ok: true, value: master });
	}, 30_000);

	test('serves five tries, then its bytes are zero and the right PIN is of no use', async () => {
		const { pinLock } = await lock();
		for (let left = pinTries - 1; left > 0; left--)
			expect(await openWithPin(pinLock, '0000', quickKdf, now)).toEqual({
				ok: false,
				error: { type: 'PinWrong', triesLeft: left }
			});
		expect(await openWithPin(pinLock, '0000', quickKdf, now)).toEqual(spent);
		expect(pinLock.wrapped.every((byte) => byte === 0)).toBe(true);
		expect(await openWithPin(pinLock, '4821', quickKdf, now)).toEqual(spent);
	});

	test('gives all tries back once it was right', async () => {
		const { pinLock, master } = await lock();
		for (let round = 0; round < 3; round++) {
			await openWithPin(pinLock, '0000', quickKdf, now);
			await openWithPin(pinLock, '0001', quickKdf, now);
			expect(await openWithPin(pinLock, '4821', quickKdf, now)).toEqual({ ok: true, value: master });
		}
	});

	test('counts guesses made at the same time one by one', async () => {
		const { pinLock } = await lock();
		const guesses = Array.from({ length: 40 }, (_, guess) =>
			openWithPin(pinLock, guess === 39 ? '4821' : String(1000 + guess), quickKdf, now)
		);
		expect((await Promise.all(guesses)).some((opened) => opened.ok)).toBe(false);
		expect(await openWithPin(pinLock, '4821', quickKdf, now)).toEqual(spent);
	});

	test('serves a quarter of an hour and no longer, also when the clock is turned back', async () => {
		const atTheEnd = await lock();
		expect((await openWithPin(atTheEnd.pinLock, '4821', quickKdf, now + pinLifetime)).ok).toBe(true);
		const late = await lock();
		expect(await openWithPin(late.pinLock, '4821', quickKdf, now + pinLifetime + 1)).toEqual(spent);
		expect(late.pinLock.wrapped.every((byte) => byte === 0)).toBe(true);
		const turnedBack = await lock();
		expect(await openWithPin(turnedBack.pinLock, '4821', quickKdf, now - 1)).toEqual(spent);
	});

	test('has its quarter of an hour from the moment the vault locked', async () => {
		const { pinLock } = await lock();
		armPin(pinLock, now + 10 * pinLifetime);
		expect((await openWithPin(pinLock, '4821', quickKdf, now + 11 * pinLifetime)).ok).toBe(true);
	});

	test('is four to six digits', async () => {
		expect(['1234', '12345', '123456'].every(isPin)).toBe(true);
		expect(['', '123', '1234567', '12a4', ' 1234', '1234\n', '١٢٣٤'].some(isPin)).toBe(false);
		await expect(lockWithPin(createVaultKeys(random).master, '12', quickKdf, random, now)).rejects.toThrow();
	});
});
