import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { concatBytes, textToBytes, u32ToBytes } from '$lib/base/bytes';
import { createSeededRandom } from '$lib/base/random';
import type { Change } from '$lib/domain/change';
import { applyChange, createLedger } from '$lib/domain/ledger';
import type { LedgerRow } from '$lib/domain/ledger-row';
import { keepSound, recordingLimits } from '$lib/domain/recording';
import { paddedSizes } from '$lib/protocol/limits';
import { packPayloads, unpackPayload } from './payload';

const random = createSeededRandom(7);
const head = { day: '2026-11-22', seen: [['d', 3, '0011223344556677'] as [string, number, string]] };
const sizes: readonly number[] = paddedSizes;

const changeOf = (value: unknown): Change => ({
	...{ v: 1, table: 'member', row: random.uuid(), field: 'pseudonym', value },
	...{ ctr: 1, hlc: 1, dev: random.uuid(), over: [] }
});

const sorted = (change: Change) => Object.entries(change).sort(([a], [b]) => (a < b ? -1 : 1));

async function deflated(text: string): Promise<Uint8Array> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** What a padded text would be that holds exactly these packed bytes, and then these. */
async function padded(text: string, size = 512, after: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
	const packed = await deflated(text);
	const whole = new Uint8Array(size);
	whole.set(concatBytes(u32ToBytes(packed.length), packed, after));
	return whole;
}

/** The sizes of the boxes that hold these changes. */
const boxesOf = async (changes: readonly Change[]): Promise<readonly number[]> =>
	(await packPayloads({ changes }, head)).payloads.map((one) => one.padded.length);

const sumOf = (lengths: readonly number[]) => lengths.reduce((sum, length) => sum + length, 0);

/** Reports of one group, each a row of two fields, as people write them: words that come again in another order. */
function reportsOf(count: number): readonly Change[] {
	const [group, dev] = [random.uuid(), random.uuid()];
	const words = (
		'the group spoke about home and work after a long week several people said they had slept badly because of noise ' +
		'in street we practised slow breathing twice then walked outside for ten minutes somebody asked how to find papers ' +
		'from town hall next time bring tea map list phone numbers doctor school children market bus ticket calm worried ' +
		'mother village river rain season money debt letter office wait answer yes no maybe tomorrow morning evening'
	).split(' ');
	const pick = () => words[random.bytes(1)[0]! % words.length]!;
	let hlc = 2 ** 50;
	return Array.from({ length: count }, (_, at) => {
		const note = Array.from({ length: 120 }, pick).join(' ');
		const record = { pseudonym: `${pick()} ${at}`, language: ['fr', 'en', 'vi'][at % 3]!, sessions: at % 23, note };
		const [row, table] = [random.uuid(), 'member'];
		const stamp = () => ({ v: 1 as const, table, row, ctr: 1, hlc: (hlc += 1), dev, over: [] });
		return [
			{ ...stamp(), field: 'groupId', value: group },
			{ ...stamp(), field: 'record', value: record }
		];
	}).flat();
}

describe('a payload', () => {
	test('gives back what went in, in its order, whatever the number and length', async () => {
		const text = fc.string({ maxLength: 200 });
		await fc.assert(
			fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 300 }), async (values) => {
				const changes = values.map(changeOf);
				const packed = await packPayloads({ changes }, head);
				const found: Change[] = [];
				for (const one of packed.payloads) {
					expect(sizes).toContain(one.padded.length);
					const payload = await unpackPayload(one.padded);
					if (!payload.ok) throw new Error(payload.error.type);
					expect(payload.value.seen).toEqual(head.seen);
					expect(payload.value.changes).toHaveLength(one.count);
					found.push(...(payload.value.changes ?? []));
				}
				expect(found).toEqual(changes);
				expect(packed.tooLarge).toEqual([]);
			}),
			{ numRuns: 60 }
		);
	});

	test('gives back every change to the letter, also fields of a newer app', async () => {
		const id = fc.constantFrom('a', 'b', '');
		const ref = fc.tuple(id, fc.nat());
		const change: fc.Arbitrary<Change> = fc.record(
			{
				v: fc.constant(1 as const),
				table: fc.constantFrom('member', 'mark'),
				row: id,
				field: fc.constantFrom('x', '__proto__', 'v'),
				value: fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value))),
				ctr: fc.constantFrom(1, 2, 0xffffffff),
				hlc: fc.nat({ max: 2 ** 52 }),
				dev: id,
				over: fc.array(ref, { maxLength: 2 }),
				keeps: fc.array(ref, { maxLength: 2 }),
				newer: fc.boolean()
			},
			{ requiredKeys: ['v', 'table', 'row', 'field', 'value', 'ctr', 'hlc', 'dev', 'over'] }
		);
		await fc.assert(
			fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), async (changes) => {
				const found: Change[] = [];
				for (const { padded: text } of (await packPayloads({ changes }, head)).payloads) {
					const payload = await unpackPayload(text);
					if (!payload.ok) throw new Error(payload.error.type);
					found.push(...(payload.value.changes ?? []));
				}
				expect(JSON.stringify(found.map(sorted))).toBe(JSON.stringify(changes.map(sorted)));
			})
		);
	});

	test('gives back ids wherever they stand, and what looks like the marks around them', async () => {
		const ids = Array.from({ length: 4 }, () => random.uuid());
		const odd = ['', '\u0001', '\u00010\u0001', '\\u0001', ids[0]!.toUpperCase(), `${ids[0]}${ids[1]}`, `a${ids[2]}-0`];
		const text = fc.oneof(fc.constantFrom(...ids, ...odd), fc.uuid(), fc.string());
		const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.dictionary(text, text, { maxKeys: 3 }));
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(text, value), { minLength: 1, maxLength: 30 }), async (pairs) => {
				const changes = pairs.map(([row, one]) => ({
					...changeOf(JSON.parse(JSON.stringify(one))),
					row,
					dev: ids[3]!
				}));
				const rows = pairs.map(([id], at) => ['member', id, { x: { heads: [], past: {}, [id]: at } }] as const);
				for (const contents of [{ changes }, { rows }]) {
					const found: unknown[] = [];
					for (const one of (await packPayloads(contents, head)).payloads) {
						const payload = await unpackPayload(one.padded);
						if (!payload.ok) throw new Error(payload.error.type);
						found.push(...(payload.value.changes ?? payload.value.rows ?? []));
					}
					expect(found).toEqual(JSON.parse(JSON.stringify('rows' in contents ? rows : changes)));
				}
			})
		);
	});

	test('that names ids which are not there, or has some that it does not name, is damaged', async () => {
		const textOf = (...ids: readonly string[]) => `{"v":1,"day":"","seen":[],"rows":${JSON.stringify(ids)}}`;
		const raw = (text: string) => text.replaceAll('\\u0001', '\u0001');
		const [first, second] = [random.bytes(16), random.bytes(16)];
		const isRead = async (text: string, ...after: readonly Uint8Array[]) =>
			(await unpackPayload(await padded(raw(text), 512, concatBytes(...after)))).ok;
		expect(await isRead(textOf('\u0001\u0001', '\u00010\u0001', '\u0001\u0001'), first, second)).toBe(true);
		expect(await isRead(textOf('\u0001\u0001'), first, second)).toBe(false);
		for (const ids of [['\u00010\u0001', '\u0001\u0001'], ['\u0001'], ['\u0001\u0001', '\u0001']])
			expect(await isRead(textOf(...ids), first), JSON.stringify(ids)).toBe(false);
		for (const place of ['1', '-1', '0.0', 'x', '1e0', 'length', ' '])
			expect(await isRead(textOf('\u0001\u0001', `\u0001${place}\u0001`), first), place).toBe(false);
		const text = textOf(...Array.from({ length: 40 }, () => '\u0001\u0001'));
		expect(await isRead(text, new Uint8Array(512 - 4 - (await deflated(raw(text))).length))).toBe(false);
	});

	test('of changes that leave out what nothing before them said is damaged', async () => {
		const whole = ['member', 'r', 'x', 1, 5, 1, [], { dev: 'd' }];
		const textOf = (...changes: readonly unknown[]) => JSON.stringify({ v: 1, day: '', seen: [], changes });
		expect((await unpackPayload(await padded(textOf(whole, [0, 0, 'y', 2, 1])))).ok).toBe(true);
		for (const change of [
			[0],
			'x',
			null,
			{},
			['member', 'r', 'x', 1, -9],
			['member', 'r', 'x', 1, 'soon'],
			['member', 'r', 'x', 1, '5', 1, [], { dev: 'd' }],
			['member', 'r', 'x', 1, null, 1, [], { dev: 'd' }],
			[...whole, 1]
		])
			expect((await unpackPayload(await padded(textOf(change)))).ok, JSON.stringify(change)).toBe(false);
	});

	test('of one short change has the smallest size', async () => {
		const { payloads } = await packPayloads({ changes: [changeOf('Lan')] }, head);
		expect(payloads.map((one) => one.padded.length)).toEqual([512]);
	});

	test('never takes more than the one box that would hold it all as plain text, and several boxes only to take less', async () => {
		const value = fc.oneof(fc.string({ maxLength: 300 }), fc.lorem({ maxCount: 40 }), fc.uuid(), fc.constant(null));
		await fc.assert(
			fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 300 }), async (values) => {
				const changes = values.map(changeOf);
				const plain = (await deflated(JSON.stringify({ v: 1, ...head, changes }))).length + 4;
				const single = sizes.find((size) => size >= plain) ?? Infinity;
				const boxes = await boxesOf(changes);
				if (boxes.length === 1) expect(boxes[0]).toBeLessThanOrEqual(single);
				else expect(sumOf(boxes)).toBeLessThan(single);
			}),
			{ numRuns: 60 }
		);
	});

	test('of forty reports of 0.8 KB, as a group writes them in a season, takes 10 KB', async () => {
		const changes = reportsOf(40);
		expect(JSON.stringify(changes).length).toBeGreaterThan(40 * 800);
		expect(await boxesOf(changes)).toEqual([8192, 2048]);
	});

	test('wastes at most a fifth, once it is large', async () => {
		for (const count of [200, 500, 1000, 3000]) {
			const changes = reportsOf(count);
			const needed = (await deflated(JSON.stringify({ changes }))).length;
			expect(sumOf(await boxesOf(changes)), String(count)).toBeLessThan(1.2 * needed);
		}
	});

	test('tries few times how much goes into a box, even of many changes', async () => {
		const Stream = globalThis.CompressionStream;
		let tried = 0;
		const count = vi.spyOn(globalThis, 'CompressionStream').mockImplementation(function (format) {
			tried += 1;
			return new Stream(format);
		});
		const boxes = await boxesOf(reportsOf(5000));
		count.mockRestore();
		expect(boxes.length).toBeGreaterThan(8);
		expect(tried).toBeLessThanOrEqual(4 * boxes.length);
	});

	test('takes the largest recording there may be, however badly it packs, as a change and as a row', async () => {
		const ledger = createLedger();
		const edits = keepSound(ledger, `${'a1'.repeat(32)}.webm`, random.bytes(recordingLimits.bytes));
		const changes = edits.map((edit, at): Change => ({
			...edit,
			v: 1,
			ctr: 1,
			hlc: at + 1,
			dev: random.uuid(),
			over: []
		}));
		for (const change of changes) applyChange(ledger, change);
		const rows = [...(ledger.tables.get('recording')?.values() ?? [])].map(({ id, cells }): LedgerRow => [
			'recording',
			id,
			cells
		]);
		for (const contents of [{ changes }, { rows }]) {
			const { payloads, tooLarge } = await packPayloads(contents, head);
			expect([tooLarge, payloads.length]).toEqual([[], 1]);
		}
	});

	test('sets apart a change that fits nowhere, and packs the others', async () => {
		const noise = Buffer.from(random.bytes(200_000)).toString('base64');
		const changes = [changeOf('first'), changeOf(noise), changeOf('last')];
		const { payloads, tooLarge } = await packPayloads({ changes }, head);
		expect(tooLarge).toEqual([1]);
		expect(payloads.reduce((sum, { count }) => sum + count, 0)).toBe(2);
	});

	test('that is damaged or a bomb is a fault, never a crash', async () => {
		const damaged = { ok: false, error: { type: 'PayloadDamaged' } };
		const names = Array.from({ length: 300_000 }, () => '"\u00010\u0001"');
		const ids = `{"v":1,"day":"","seen":[],"rows":["\u0001\u0001",${names.join(',')}]}`;
		for (const bomb of ['0'.repeat(9_000_000), ids, '\u0001'.repeat(8_000_001)])
			expect(await unpackPayload(await padded(bomb, 32 * 1024))).toEqual(damaged);
		for (const text of ['', 'null', '[]', '{}', '{"v":1}', '{"v":"1","day":"","seen":[]}', '{"__proto__":{"v":1}}'])
			expect(await unpackPayload(await padded(text))).toEqual(damaged);
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
				expect((await unpackPayload(bytes)).ok).toBe(false);
			}),
			{ numRuns: 200 }
		);
	});

	test('of a newer app is known as such', async () => {
		expect(await unpackPayload(await padded('{"v":2,"other":true}'))).toEqual({
			ok: false,
			error: { type: 'PayloadNewer' }
		});
	});

	test('with something after its end is refused', async () => {
		const bytes = await padded(JSON.stringify({ v: 1, day: '', seen: [], changes: [] }));
		expect((await unpackPayload(bytes)).ok).toBe(true);
		bytes[bytes.length - 1] = 1;
		expect((await unpackPayload(bytes)).ok).toBe(false);
		expect((await unpackPayload(textToBytes('abc'))).ok).toBe(false);
	});
});
