/**
 * Letters: something sealed to one device, kept until that device says that it is safe.
 *
 * Who may call it: the handlers of requests.
 *
 * What must stay true: every letter has one size, so what it is about does not show; who sent it is not kept; only its
 * recipient gets it and only she makes it go.
 */
import { err, ok, type Result } from '$lib/base/result';
import type { Directory } from '$lib/protocol/directory';
import type { Letter } from '$lib/protocol/v1';
import type { ReadTransaction, WriteTransaction } from './db/open-database';
import type { Refusal } from './respond';

/** Letters in one answer, and letters that wait for one device at most. */
const mostInAnswer = 256;
const mostWaiting = 2000;

/**
 * Stores letters; one whose id is there already stays as it is. `NotFound` when a recipient is no device in good
 * standing, `StorageFull` when the organisation's quota or a recipient's box is full. Nothing is stored in these two.
 */
export async function storeLetters(
	tx: WriteTransaction,
	org: string,
	letters: readonly Letter[],
	directory: Directory,
	quotaBytes: number,
	day: string
): Promise<Result<null, Refusal>> {
	for (const { recipient } of letters) {
		const device = directory.devices.get(recipient);
		if (!device || device.revoked) return err({ type: 'NotFound' });
	}
	const held = await tx.selectFrom('organisation').select('bytes').where('org', '=', org).executeTakeFirst();
	const size = letters.reduce((sum, { box }) => sum + box.length, 0);
	if (!held || held.bytes + size > quotaBytes) return err({ type: 'StorageFull' });
	for (const recipient of new Set(letters.map((letter) => letter.recipient))) {
		const more = letters.filter((letter) => letter.recipient === recipient).length;
		if ((await countLetters(tx, org, recipient)) + more > mostWaiting) return err({ type: 'StorageFull' });
	}
	const inserted = await tx
		.insertInto('letter')
		.values(letters.map(({ letter, recipient, box }) => ({ org, recipient, letter, bytes: box, day })))
		.onConflict((conflict) => conflict.columns(['org', 'recipient', 'letter']).doNothing())
		.returning('letter')
		.execute();
	const [first] = letters;
	await tx
		.updateTable('organisation')
		.set((row) => ({
			bytes: row('bytes', '+', inserted.length * (first?.box.length ?? 0)),
			// Not a place of an envelope: it tells other processes that there is something new.
			position: row('position', '+', 1)
		}))
		.where('org', '=', org)
		.execute();
	return ok(null);
}

/** The letters that wait for a device, some at a time. */
export async function readLettersOf(tx: ReadTransaction, org: string, device: string): Promise<readonly Letter[]> {
	const rows = await tx
		.selectFrom('letter')
		.select(['letter', 'bytes'])
		.where('org', '=', org)
		.where('recipient', '=', device)
		.orderBy('letter')
		.limit(mostInAnswer)
		.execute();
	return rows.map(({ letter, bytes }) => ({ letter, recipient: device, box: bytes }));
}

/** How many letters wait for a device. */
export async function countLetters(tx: ReadTransaction, org: string, device: string): Promise<number> {
	const row = await tx
		.selectFrom('letter')
		.select((count) => count.fn.countAll<number>().as('waiting'))
		.where('org', '=', org)
		.where('recipient', '=', device)
		.executeTakeFirst();
	return Number(row?.waiting ?? 0);
}

/** Deletes letters that their recipient has; ids of others do nothing. */
export async function takeLetters(
	tx: WriteTransaction,
	org: string,
	device: string,
	letters: readonly string[]
): Promise<void> {
	if (letters.length === 0) return;
	const gone = await tx
		.deleteFrom('letter')
		.where('org', '=', org)
		.where('recipient', '=', device)
		.where('letter', 'in', letters)
		.returning((row) => row.fn<number>('octet_length', ['bytes']).as('size'))
		.execute();
	const size = gone.reduce((sum, letter) => sum + letter.size, 0);
	await tx
		.updateTable('organisation')
		.set((row) => ({ bytes: row('bytes', '-', size) }))
		.where('org', '=', org)
		.execute();
}
