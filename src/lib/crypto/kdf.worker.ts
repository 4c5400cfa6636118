/**
 * The worker behind `kdf.ts`: derives keys away from the page, so that the unlock screen keeps moving.
 *
 * Who may call it: `kdf.ts` only, with the messages typed here.
 *
 * What must stay true: it holds a secret no longer than one derivation, and answers every question exactly once.
 *
 * Threat answered: as `kdf-inline.ts`; and the page ends this worker afterwards, which frees memory that held the secret.
 */
import { createInlineKdf } from './kdf-inline';
import { kdfFloor, type KdfParams } from './kdf-params';

/** What the page asks. */
export type KdfQuestion =
	| {
			readonly ask: 'derive';
			readonly id: number;
			readonly secret: Uint8Array;
			readonly salt: Uint8Array;
			readonly params: KdfParams;
	  }
	| { readonly ask: 'calibrate'; readonly id: number; readonly budgetMs: number };

/** Asks for nothing back: the code is compiled by running it once. */
export interface KdfWarming {
	readonly ask: 'warm';
}

/** What the worker answers; 'failed' carries no reason, since the page has already checked the parameters. */
export type KdfReply =
	| { readonly reply: 'key'; readonly id: number; readonly key: Uint8Array }
	| { readonly reply: 'params'; readonly id: number; readonly params: KdfParams }
	| { readonly reply: 'failed'; readonly id: number };

const kdf = createInlineKdf();

async function answer(question: KdfQuestion): Promise<KdfReply> {
	const { id } = question;
	try {
		if (question.ask === 'calibrate') return { reply: 'params', id, params: await kdf.calibrate(question.budgetMs) };
		return { reply: 'key', id, key: await kdf.derive(question.secret, question.salt, question.params) };
	} catch {
		return { reply: 'failed', id };
	}
}

addEventListener('message', ({ data: question }: MessageEvent<KdfQuestion | KdfWarming>) => {
	if (question.ask === 'warm') return void kdf.derive(new Uint8Array(16), new Uint8Array(16), kdfFloor);
	void answer(question).then((reply) =>
		postMessage(reply, { transfer: reply.reply === 'key' ? [reply.key.buffer] : [] })
	);
});
