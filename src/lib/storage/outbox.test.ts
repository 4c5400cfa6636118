import { expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import { seal } from '$lib/crypto/envelope';
import { createVaultKeys, vaultKeys } from '$lib/crypto/keyring';
import { openEntries, sealEntry, type OutboxEntry } from './outbox';

const random = createRandom();
const { outboxKey, recordKey } = vaultKeys(createVaultKeys(random).master);
const entry: OutboxEntry = {
	v: 1,
	kind: 'report',
	report: {
		v: 1,
		day: '2026-11-22',
		held: true,
		guideId: 'trust',
		guideVersion: 1,
		came: 'few',
		expected: 8,
		atmosphere: 2,
		themes: [],
		wentWell: 'é😀',
		wasHard: '',
		agreed: '',
		askSupervisor: '',
		wellbeing: null
	}
};

test('an entry comes back as it was put in, each under an id of its own', () => {
	const rows = [sealEntry(outboxKey, random, entry), sealEntry(outboxKey, random, entry)];
	expect(openEntries(outboxKey, rows)).toEqual(rows.map(({ id }) => ({ id, entry })));
	expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
});

test('an entry that does not open, or that a newer app put there, never blocks the others', () => {
	const good = sealEntry(outboxKey, random, entry);
	const flipped = { id: random.uuid(), box: good.box };
	const newer = { id: random.uuid() };
	const box = seal(outboxKey, textToBytes('{"v":2,"kind":"concern"}'), ['outbox', 'outbox', newer.id], 'record');
	expect(openEntries(outboxKey, [flipped, { ...newer, box }, good])).toEqual([{ id: good.id, entry }]);
	expect(openEntries(recordKey, [good])).toEqual([]);
});
