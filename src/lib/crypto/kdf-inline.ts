/**
 * Argon2id where it is called, blocking that thread for up to a second.
 *
 * Who may call it: the worker of `kdf.ts`, tests, and the vault that lives in memory. Never a page: it would freeze.
 *
 * What must stay true: it refuses what `kdf.ts` refuses and wipes what `kdf.ts` wipes, so tests of one hold for the other.
 *
 * Threat answered: guessing the unlock secret on rented machines from a stolen phone's image (A2).
 */
import { argon2id } from 'hash-wasm';
import { wipe } from '$lib/base/bytes';
import { assertKdfParams, chooseKdfParams, type Kdf, type KdfParams } from './kdf-params';
import { keyLength } from './keys';

/** A `Kdf` without a worker. Nothing to warm or close. */
export function createInlineKdf(): Kdf {
	return { derive, warm: () => {}, calibrate, close: () => {} };
}

async function derive(secret: Uint8Array, salt: Uint8Array, params: KdfParams): Promise<Uint8Array> {
	const password = secret.slice();
	wipe(secret);
	try {
		assertKdfParams(params);
		return await argon2id({
			password,
			salt,
			iterations: params.passes,
			memorySize: params.memoryKiB,
			parallelism: params.parallelism,
			hashLength: keyLength,
			outputType: 'binary'
		});
	} finally {
		wipe(password);
	}
}

const calibrate = (budgetMs = 700): Promise<KdfParams> => chooseKdfParams(measure, budgetMs);

async function measure(params: KdfParams): Promise<number> {
	const start = performance.now();
	try {
		await derive(new Uint8Array(keyLength), new Uint8Array(16), params);
	} catch {
		// A phone that cannot give this much memory must not be asked for it at every unlock.
		return Infinity;
	}
	return performance.now() - start;
}
