/**
 * A signed request is answered once.
 *
 * Who may call it: `authenticate.ts` for every request; whatever writes, inside its transaction.
 *
 * What must stay true: the same signature does not work twice while it is fresh (threats A4, A10). In memory that holds
 * for one process until it stops, which is enough for reading: all a replay could get is what somebody on the wire has
 * seen, still sealed. A request that writes also leaves its nonce in the database, in the transaction of the write, so
 * that it holds after a restart and across processes and costs no commit of its own.
 */
import { bytesToBase64Url } from '$lib/base/bytes';
import type { Clock } from '$lib/base/clock';
import type { RequestStamp } from '$lib/protocol/request';
import type { WriteTransaction } from './db/open-database';

/** Seconds for which a nonce is remembered: five times as long as a request can be fresh. */
const nonceLife = 600;

/** Names the nonce of one device. */
export const nonceName = ({ device, nonce }: RequestStamp): string => `${device}.${bytesToBase64Url(nonce)}`;

/** Takes a name and returns true, or false when it was taken before. */
export type TakeNonce = (name: string) => boolean;

/** Names that this process has seen, each for `nonceLife`. */
export function createNonces(clock: Clock): TakeNonce {
	// Two halves, so that forgetting costs nothing: each is dropped whole when all in it are old.
	let [newer, older] = [new Set<string>(), new Set<string>()];
	let turned = clock.now();
	return (name) => {
		const now = clock.now();
		if (Math.abs(now - turned) >= nonceLife * 1000) {
			[newer, older] = [new Set(), newer];
			turned = now;
		}
		if (newer.has(name) || older.has(name)) return false;
		newer.add(name);
		return true;
	};
}

/** Takes a name for good, with the write that it belongs to; false when any process took it before. */
export async function claimNonce(tx: WriteTransaction, org: string, nonce: string, now: number): Promise<boolean> {
	const claimed = await tx
		.insertInto('nonce')
		.values({ org, nonce, expires_at: Math.floor(now / 1000) + nonceLife })
		.onConflict((conflict) => conflict.columns(['org', 'nonce']).doNothing())
		.executeTakeFirst();
	return Boolean(claimed.numInsertedOrUpdatedRows);
}
