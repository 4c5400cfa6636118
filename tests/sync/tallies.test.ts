import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { batchesOf, beginBatch } from '$lib/domain/batch';
import { createCheckIn } from '$lib/domain/check-in';
import { BatchId, type GroupId } from '$lib/domain/ids';
import { rowsOf } from '$lib/domain/ledger';
import { stopSharing } from '$lib/domain/sharing';
import { talliesOf } from '$lib/domain/tally';
import { queueLetters, sendLetters } from '$lib/sync/letters';
import { alarmsOf, createCircle, found, letIn, makeGroup, settle, share, type CirclePhone } from './circle';
import { valueOf } from './value-of';

const patience = 60_000;
const random = createRandom();

/** Awa facilitates, Rita reads check-ins, Sun supervises. */
async function start({ withReader = true } = {}) {
	const circle = await createCircle();
	const [mai, awa, rita, sun] = [
		await circle.phone(),
		await circle.phone(),
		await circle.phone(),
		await circle.phone()
	];
	await found(mai);
	await letIn(mai, awa, { label: 'Awa' });
	if (withReader) await letIn(mai, rita, { roles: ['reader'], label: 'Rita' });
	await letIn(mai, sun, { roles: ['supervisor'], label: 'Sun' });
	const all = withReader ? [mai, awa, rita, sun] : [mai, awa, sun];
	await settle(...all);
	const group = await makeGroup(awa, 'Tuesday');
	return { mai, awa, rita, sun, all, group };
}

/** Six people answer and the batch opens. */
async function open(phone: CirclePhone, group: GroupId): Promise<BatchId> {
	const batch = BatchId.parse(random.uuid());
	await phone.edit(...beginBatch(phone.vault.ledger(), group, batch));
	for (const face of [1, 2, 3, 3, 4, 4] as const)
		valueOf(
			await phone.vault.drop(
				valueOf(createCheckIn(random, batch, { body: face, mind: face, others: null, hope: 4, session: face }))
			)
		);
	expect(valueOf(await phone.vault.openWaitingBatch(group, '2026-11-22'))).toBe('opened');
	return batch;
}

describe('the counts of an opened batch', () => {
	test(
		'come to who reads check-ins and to nobody else, and the phone that opened it keeps none',
		async () => {
			const { mai, awa, rita, sun, all, group } = await start();
			await share(awa, group, { work: false, report: true });
			await settle(...all);
			const batch = await open(awa, group);
			expect(valueOf(await awa.vault.tallies())).toHaveLength(1);
			await settle(...all);
			await settle(...all);
			expect(talliesOf(rita.vault.ledger())).toMatchObject([
				{
					batchId: batch,
					groupId: group,
					month: '2026-11',
					n: 6,
					counts: { body: [1, 1, 2, 2], others: [0, 0, 0, 0], hope: [0, 0, 0, 6] }
				}
			]);
			for (const phone of [mai, awa, sun]) expect([...rowsOf(phone.vault.ledger(), 'tally')]).toEqual([]);
			expect(valueOf(await awa.vault.tallies())).toEqual([]);
			expect(batchesOf(awa.vault.ledger(), group)[0]?.result).not.toBe(null);
		},
		patience
	);

	test(
		'wait for the network, and go nowhere once the group is shared no more',
		async () => {
			const { awa, rita, all, group } = await start();
			await share(awa, group, { work: false, report: true });
			await settle(...all);
			awa.network.isDown = true;
			await open(awa, group);
			await awa.edit(...stopSharing(group));
			expect(valueOf(await awa.vault.tallies())).toEqual([]);
			awa.network.isDown = false;
			await settle(...all);
			expect(talliesOf(rita.vault.ledger())).toEqual([]);
		},
		patience
	);

	test(
		'are not kept of a group whose reports are not shared, nor for a reader who may come one day',
		async () => {
			const { awa, all, group } = await start({ withReader: false });
			await open(awa, group);
			expect(valueOf(await awa.vault.tallies())).toEqual([]);
			await share(awa, group, { work: false, report: true });
			await settle(...all);
			await open(awa, group);
			await settle(...all);
			expect(valueOf(await awa.vault.tallies())).toEqual([]);
		},
		patience
	);

	test(
		'are taken only from who leads the group, and once',
		async () => {
			const { mai, awa, rita, all, group } = await start();
			await share(awa, group, { work: false, report: true });
			await settle(...all);
			const batch = await open(awa, group);
			await settle(...all);
			const before = talliesOf(rita.vault.ledger());
			const [told] = before;
			if (!told) throw new Error('nothing was told');
			const { id: _, ...tally } = told;
			const other = { ...tally, batchId: BatchId.parse(random.uuid()) };
			const byMai = await mai.changedApp();
			valueOf(await queueLetters(byMai, [rita.vault.device], { kind: 'tally', tally: other }));
			valueOf(await sendLetters(byMai));
			const byAwa = await awa.changedApp();
			valueOf(await queueLetters(byAwa, [rita.vault.device], { kind: 'tally', tally: { ...tally, n: 7 } }));
			valueOf(await sendLetters(byAwa));
			await settle(...all);
			expect(talliesOf(rita.vault.ledger())).toEqual(before);
			expect(before[0]?.batchId).toBe(batch);
			expect(alarmsOf(rita)).toEqual(['NotAllowed', 'NotAllowed']);
		},
		patience
	);
});
