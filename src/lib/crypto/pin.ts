/**
 * The soft lock: a short PIN that re-opens a vault for a quarter of an hour, while the tab still lives.
 *
 * Who may call it: `runtime/`, which keeps the `PinLock` in memory and drops it when the tab is hidden for long.
 *
 * What must stay true:
 * - A `PinLock` is never stored, sent or cloned: the 10 000 PINs of four digits fall at once to whoever holds its bytes.
 * - A try is counted before it is checked, so guesses made at the same time cannot share one.
 * - After five wrong tries, fifteen minutes, or a clock that went backwards, the wrapped key is gone.
 *
 * Threat answered: somebody picks the phone up from the table during a session (A1). Not a stolen phone (A2).
 */
import { assert } from '$lib/base/assert';
import { concatBytes, textToBytes, u32ToBytes, wipe } from '$lib/base/bytes';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { contextToBytes, decrypt, encrypt, type VaultMasterKey } from './envelope';
import { kdfFloor, type Kdf } from './kdf-params';
import { asVaultMasterKey } from './keys';

/** Tries before the PIN no longer serves. */
export const pinTries = 5;
/** Milliseconds a PIN serves, from when it was locked. */
export const pinLifetime = 15 * 60_000;

/** The master key under a PIN. Changes as it is used; for memory only. */
export interface PinLock {
	readonly salt: Uint8Array;
	readonly wrapped: Uint8Array;
	lockedAt: number;
	triesLeft: number;
	latestNow: number;
}

export interface PinWrong {
	readonly type: 'PinWrong';
	readonly triesLeft: number;
}

/** The PIN serves no more; the full secret is needed. */
export interface PinSpent {
	readonly type: 'PinSpent';
}

/** Whether a text is four to six digits. */
export const isPin = (text: string): boolean => /^\d{4,6}$/.test(text);

/** Wraps a copy of the master key; the caller wipes its own. `now` in milliseconds. Throws when `pin` is not four to six digits. */
export async function lockWithPin(
	master: VaultMasterKey,
	pin: string,
	kdf: Kdf,
	random: Random,
	now: number
): Promise<PinLock> {
	assert(isPin(pin), 'a PIN has four to six digits');
	const salt = random.bytes(16);
	const copy = master.slice();
	const kek = await kdf.derive(pinToBytes(pin), salt, kdfFloor);
	const wrapped = encrypt(kek, copy, associated);
	wipe(kek, copy);
	return { salt, wrapped, lockedAt: now, triesLeft: pinTries, latestNow: now };
}

/** Starts the fifteen minutes anew; called at the moment an open vault locks. Does nothing for a spent PIN. */
export function armPin(lock: PinLock, now: number): void {
	lock.lockedAt = now;
	lock.latestNow = now;
}

/** The master key; a right PIN gives all tries back but no more time. 'PinSpent' from the fifth wrong try on. */
export async function openWithPin(
	lock: PinLock,
	pin: string,
	kdf: Kdf,
	now: number
): Promise<Result<VaultMasterKey, PinWrong | PinSpent>> {
	const isOver = now < lock.latestNow || now - lock.lockedAt > pinLifetime;
	if (isOver) spendPin(lock);
	if (lock.triesLeft <= 0) return err({ type: 'PinSpent' });
	lock.latestNow = now;
	lock.triesLeft -= 1;
	const wrapped = lock.wrapped.slice();
	const kek = await kdf.derive(pinToBytes(pin), lock.salt, kdfFloor);
	const master = decrypt(kek, wrapped, associated);
	wipe(kek);
	const isSpentMeanwhile = lock.wrapped.every((byte) => byte === 0);
	if (master && !isSpentMeanwhile) {
		lock.triesLeft = pinTries;
		return ok(asVaultMasterKey(master));
	}
	if (lock.triesLeft > 0 && !isSpentMeanwhile) return err({ type: 'PinWrong', triesLeft: lock.triesLeft });
	spendPin(lock);
	return err({ type: 'PinSpent' });
}

/** Overwrites the wrapped key, so that no PIN opens it any more. */
export function spendPin(lock: PinLock): void {
	lock.triesLeft = 0;
	wipe(lock.wrapped);
}

const associated = contextToBytes('pin-lock', []);
const pinDomain = textToBytes('sg/v1/pin');

function pinToBytes(pin: string): Uint8Array {
	const digits = textToBytes(pin);
	return concatBytes(pinDomain, u32ToBytes(digits.length), digits);
}
