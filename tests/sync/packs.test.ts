import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keepGuide, offeredGuides, readGuideFile, setPackState, publishedGuide } from '$lib/domain/pack';
import { createCircle, found, letIn, settle } from './circle';
import { valueOf } from './value-of';

test('a guide that an administrator publishes reaches a facilitator, and a facilitator publishes none for others', async () => {
	const circle = await createCircle();
	const [mai, awa] = [await circle.phone(), await circle.phone()];
	await found(mai);
	await letIn(mai, awa);
	const file = readFileSync('static/guides/vi/trust.json', 'utf8').replace('"trust"', '"own-circle"');
	const guide = valueOf(readGuideFile(file));
	const row = crypto.randomUUID();
	await mai.edit(...valueOf(keepGuide(mai.vault.ledger(), guide, 'published', '2026-11-22', row)));
	await settle(mai, awa);
	const offeredTo = (phone: typeof awa) => offeredGuides(phone.vault.ledger(), 'vi').map(({ id }) => id);
	expect(offeredTo(awa)).toEqual(['own-circle@1']);

	await awa.edit(...setPackState(row, 'retired'));
	await settle(awa, mai);
	expect(offeredTo(mai)).toEqual(['own-circle@1']);

	await mai.edit(...setPackState(row, 'retired').map((edit) => ({ ...edit, settles: true })));
	await settle(mai, awa);
	expect(offeredTo(mai)).toEqual([]);
	expect(publishedGuide(awa.vault.ledger(), 'own-circle@1', 'vi')?.title).toBe(guide.title);
}, 60_000);
