import { expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import { seal } from '$lib/crypto/envelope';
import { createVaultKeys, vaultKeys } from '$lib/crypto/keyring';
import type { Change } from '$lib/domain/change';
import { GroupId } from '$lib/domain/ids';
import { entriesOf, idsOfStreams, openEntries, sealEntry, type OutboxEntry } from './outbox';

const random = createRandom();
const { outboxKey, recordKey } = vaultKeys(createVaultKeys(random).master);
const group = GroupId.parse(random.uuid());
const change = (value: unknown, hlc = 1): Change => ({
	v: 1,
	table: 'member',
	row: 'r',
	field: 'pseudonym',
	value,
	ctr: 1,
	hlc,
	dev: 'd',
	over: []
});
const entry: OutboxEntry = { v: 1, kind: 'changes', group, stream: 'work', changes: [change('é😀')] };
const whole: OutboxEntry = { v: 1, kind: 'whole', group, stream: 'report' };

test('an entry comes back as it was put in, each under an id of its own', () => {
	const rows = [sealEntry(outboxKey, random, whole), sealEntry(outboxKey, random, entry)];
	const [first, second] = rows.map(({ id }) => id);
	expect(openEntries(outboxKey, rows)).toEqual([
		{ id: first, entry: whole },
		{ id: second, entry }
	]);
	expect(first).not.toBe(second);
});

test('an entry that does not open, or that a newer app put there, never blocks the others', () => {
	const good = sealEntry(outboxKey, random, entry);
	const flipped = { id: random.uuid(), box: good.box };
	const newer = { id: random.uuid() };
	const box = seal(outboxKey, textToBytes('{"v":2,"kind":"concern"}'), ['outbox', 'outbox', newer.id], 'record');
	expect(openEntries(outboxKey, [flipped, { ...newer, box }, good])).toEqual([{ id: good.id, entry }]);
	expect(openEntries(recordKey, [good])).toEqual([]);
});

test('entries come oldest change first, however the store lists them', () => {
	const hlcs = [5, 2, 9, 1];
	const rows = hlcs.map((hlc) => sealEntry(outboxKey, random, { ...entry, changes: [change('x', hlc)] }));
	const times = openEntries(outboxKey, rows).map(
		({ entry: opened }) => opened.kind === 'changes' && opened.changes[0]?.hlc
	);
	expect(times).toEqual([1, 2, 5, 9]);
});

test('what leaves is cut into entries of about 64 KB, and loses nothing', () => {
	const changes = Array.from({ length: 300 }, (_, at) => change('x'.repeat(900), at));
	const huge = change('y'.repeat(100_000), 300);
	const entries = entriesOf([
		{ group, stream: 'work', kind: 'changes', changes: [...changes, huge] },
		{ group, stream: 'report', kind: 'whole' }
	]);
	const parts = entries.flatMap((part) => (part.kind === 'changes' ? [part.changes] : []));
	expect(parts.flat()).toEqual([...changes, huge]);
	expect(parts.at(-1)).toEqual([huge]);
	for (const part of parts.slice(0, -1)) expect(JSON.stringify(part).length).toBeLessThan(66_000);
	expect(entries.at(-1)).toEqual(whole);
});

test('the entries of a stream are found for those who close it', () => {
	const waiting = [entry, whole].map((each, at) => ({ id: `${at}`, entry: each }));
	expect(idsOfStreams(waiting, [{ group, stream: 'report' }])).toEqual(['1']);
	expect(idsOfStreams(waiting, [{ group: GroupId.parse(random.uuid()), stream: 'work' }])).toEqual([]);
});
