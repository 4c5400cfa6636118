/**
 * Turns an unlock secret into the key that wraps the vault's master key: Argon2id, in a worker.
 *
 * Who may call it: `runtime/` makes one and hands it to `storage/`; tests use `createInlineKdf` instead.
 *
 * What must stay true:
 * - The bounds of `kdf-params.ts` are checked here, before anything leaves for the worker.
 * - The secret the caller passed is zero when `derive` has been called; the worker ends once it has nothing left to do,
 *   which gives back up to 128 MiB and with them the last copy of the secret.
 *
 * Threats answered: guessing from a stolen image (A2); the parameters lowered by whoever could edit the header (A2, A6).
 */
import { wipe } from '$lib/base/bytes';
import { trustedScriptUrl } from '$lib/base/trusted-script-url';
import { assertKdfParams, type Kdf, type KdfParams } from './kdf-params';
import type { KdfQuestion, KdfReply, KdfWarming } from './kdf.worker';
import workerUrl from './kdf.worker?worker&url';

export { KdfParams, checkKdfParams, kdfCeiling, kdfFloor, type Kdf } from './kdf-params';

interface Waiting {
	readonly settle: (reply: KdfReply) => void;
	readonly fail: (reason: Error) => void;
}

/** A `Kdf` with a worker of its own, started when first needed or by `warm()`. */
export function createKdf(startWorker: () => Worker = startKdfWorker): Kdf {
	const waitingById = new Map<number, Waiting>();
	let worker: Worker | undefined;
	let asked = 0;

	function close(): void {
		worker?.terminate();
		worker = undefined;
		for (const waiting of waitingById.values()) waiting.fail(new Error('The key derivation was stopped'));
		waitingById.clear();
	}

	function started(): Worker {
		if (worker) return worker;
		worker = startWorker();
		worker.addEventListener('message', (event: MessageEvent<KdfReply>) => {
			const waiting = waitingById.get(event.data.id);
			waitingById.delete(event.data.id);
			waiting?.settle(event.data);
			if (waitingById.size === 0) close();
		});
		worker.addEventListener('error', close);
		return worker;
	}

	const ask = (question: KdfQuestion, transfer: Transferable[] = []): Promise<KdfReply> =>
		new Promise((settle, fail) => {
			waitingById.set(question.id, { settle, fail });
			started().postMessage(question, transfer);
		});

	async function derive(secret: Uint8Array, salt: Uint8Array, params: KdfParams): Promise<Uint8Array> {
		const copy = secret.slice();
		wipe(secret);
		assertKdfParams(params);
		const reply = await ask({ ask: 'derive', id: asked++, secret: copy, salt, params }, [copy.buffer]);
		if (reply.reply !== 'key') throw new Error('The key could not be derived');
		return reply.key;
	}

	async function calibrate(budgetMs = 700): Promise<KdfParams> {
		const reply = await ask({ ask: 'calibrate', id: asked++, budgetMs });
		if (reply.reply !== 'params') throw new Error('The key derivation could not be measured');
		return reply.params;
	}

	function warm(): void {
		if (worker) return;
		const warming: KdfWarming = { ask: 'warm' };
		started().postMessage(warming);
	}

	return { derive, warm, calibrate, close };
}

const startKdfWorker = () => new Worker(trustedScriptUrl(workerUrl), { type: 'module' });
