import { describe, expect, test } from 'vitest';
import { letterSize } from '$lib/protocol/limits';
import { readLetters } from '$lib/protocol/v1';
import { fetchLetters, leadsOf, queueLetters, sendLetters, writeConcern, type LetterReceived } from '$lib/sync/letters';
import { ok } from '$lib/base/result';
import { createCircle, found, letIn, settle } from './circle';
import { valueOf } from './value-of';

const patience = 60_000;

/** Awa facilitates; Lea is the safeguarding lead. */
async function startWithLead() {
	const circle = await createCircle();
	const [mai, awa, lea] = [await circle.phone(), await circle.phone(), await circle.phone()];
	await found(mai);
	await letIn(mai, awa, { label: 'Awa' });
	await letIn(mai, lea, { roles: ['lead'], label: 'Lea' });
	await settle(mai, awa, lea);
	return { mai, awa, lea };
}

describe('a concern', () => {
	test(
		'reaches the lead and nobody else, and she answers that it was read',
		async () => {
			const { mai, awa, lea } = await startWithLead();
			const session = await awa.changedApp();
			expect(leadsOf(session.log.directory())).toEqual([lea.vault.device]);
			const id = valueOf(await writeConcern(session, 'Somebody waits outside.'));
			valueOf(await sendLetters(session));
			const read: LetterReceived[] = [];
			const atLea = await lea.changedApp();
			valueOf(
				await fetchLetters(atLea, async (letters) => {
					read.push(...letters);
					return ok(undefined);
				})
			);
			expect(read).toMatchObject([
				{ author: awa.vault.device, body: { kind: 'concern', id, text: 'Somebody waits outside.' } }
			]);
			valueOf(await sendLetters(atLea));
			await settle(awa);
			expect([...valueOf(await awa.vault.shelf()).keys()].filter((name) => name.startsWith('receipt/'))).toEqual([
				`receipt/${id}/${lea.vault.device}`
			]);
			expect(valueOf(await fetchLetters(await mai.changedApp(), async () => ok(undefined)))).toBe(0);
		},
		patience
	);

	test(
		'waits sealed while there is no network, always as long as any other letter',
		async () => {
			const { awa, lea } = await startWithLead();
			awa.network.isDown = true;
			const session = await awa.changedApp();
			valueOf(await writeConcern(session, 'Short.'));
			valueOf(await queueLetters(session, [lea.vault.device], { kind: 'receipt', id: 'x' }));
			expect((await sendLetters(session)).ok).toBe(false);
			const waiting = [...valueOf(await awa.vault.shelf())].filter(([name]) => name.startsWith('letter/'));
			const boxes = waiting.flatMap(([, bytes]) => valueOf(readLetters(bytes)).map(({ box }) => box));
			expect(boxes.map(({ length }) => length)).toEqual([letterSize, letterSize]);
			expect(boxes.some((box) => Buffer.from(box).includes('Short.'))).toBe(false);
			awa.network.isDown = false;
			await awa.reopen();
			await settle(awa, lea);
			const kept = [...valueOf(await lea.vault.shelf()).keys()].filter((name) => name.startsWith('concern/'));
			expect(kept).toHaveLength(1);
		},
		patience
	);

	test(
		'that is too long is said so before anything is kept',
		async () => {
			const { awa } = await startWithLead();
			const session = await awa.changedApp();
			expect(await writeConcern(session, 'a'.repeat(letterSize))).toEqual({
				ok: false,
				error: { type: 'LetterTooLong' }
			});
		},
		patience
	);
});
