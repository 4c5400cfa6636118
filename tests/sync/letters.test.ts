import { describe, expect, test } from 'vitest';
import { letterSize } from '$lib/protocol/limits';
import { readLetters } from '$lib/protocol/v1';
import { fetchLetters, leadsOf, queueLetters, sendLetters, writeConcern, type LetterReceived } from '$lib/sync/letters';
import { ok } from '$lib/base/result';
import { letterRoom, roomLeft } from '$lib/domain/concern';
import { rowOf, rowsOf } from '$lib/domain/ledger';
import { alarmsOf, createCircle, found, letIn, settle } from './circle';
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
	return { mai, awa, lea, circle };
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
			valueOf(await queueLetters(session, [lea.vault.device], { kind: 'receipt', id: crypto.randomUUID() }));
			expect((await sendLetters(session)).ok).toBe(false);
			const waiting = [...valueOf(await awa.vault.shelf())].filter(([name]) => name.startsWith('letter/'));
			const boxes = waiting.flatMap(([, bytes]) => valueOf(readLetters(bytes)).map(({ box }) => box));
			expect(boxes.map(({ length }) => length)).toEqual([letterSize, letterSize]);
			expect(boxes.some((box) => Buffer.from(box).includes('Short.'))).toBe(false);
			awa.network.isDown = false;
			await awa.reopen();
			await settle(awa, lea);
			const concerns = [...rowsOf(lea.vault.ledger(), 'concern')];
			expect(concerns.map(({ fields }) => [fields['author'], fields['text']])).toEqual([[awa.vault.device, 'Short.']]);
		},
		patience
	);

	test(
		'is told and answered through the app, and read by a lead who came later as well',
		async () => {
			const { mai, awa, lea, circle } = await startWithLead();
			awa.network.isDown = true;
			const id = valueOf(await awa.people.sendConcern('Somebody waits outside.'));
			awa.network.isDown = false;
			await settle(awa, lea, awa);
			expect(awa.people.receiptsOf(id)).toEqual([{ device: lea.vault.device, day: '2026-11-22' }]);
			const noor = await circle.phone();
			await letIn(mai, noor, { roles: ['lead'], label: 'Noor' });
			await settle(lea, noor, lea, noor);
			for (const lead of [lea, noor])
				expect(rowOf(lead.vault.ledger(), 'concern', id)?.fields).toMatchObject({
					author: awa.vault.device,
					text: 'Somebody waits outside.'
				});
			for (const other of [mai, awa]) expect([...rowsOf(other.vault.ledger(), 'concern')]).toEqual([]);
			expect([lea, noor].flatMap(alarmsOf)).toEqual([]);
		},
		patience
	);

	test(
		'that two leads wrote down each for herself is one, and nobody is alarmed',
		async () => {
			const { mai, awa, lea, circle } = await startWithLead();
			const noor = await circle.phone();
			await letIn(mai, noor, { roles: ['lead'], label: 'Noor' });
			await settle(mai, lea, noor, awa);
			const id = valueOf(await awa.people.sendConcern('Somebody waits outside.'));
			await awa.people.syncNow();
			circle.clock.at += 86_400_000;
			await lea.people.syncNow();
			circle.clock.at += 86_400_000;
			await settle(noor, lea, noor, lea);
			for (const lead of [lea, noor]) {
				expect([...rowsOf(lead.vault.ledger(), 'concern')].map((row) => row.id)).toEqual([id]);
				expect(alarmsOf(lead)).toEqual([]);
			}
			expect(awa.people.receiptsOf(id)).toEqual([]);
			await settle(awa);
			expect(awa.people.receiptsOf(id)).toHaveLength(2);
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
			const most = 'ễ"\n'.repeat(Math.floor(letterRoom / 7) - 1);
			expect(roomLeft(most)).toBeGreaterThanOrEqual(0);
			expect((await writeConcern(session, most)).ok).toBe(true);
		},
		patience
	);
});
