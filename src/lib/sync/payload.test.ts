import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, textToBytes, u32ToBytes } from '$lib/base/bytes';
import { createSeededRandom } from '$lib/base/random';
import type { Change } from '$lib/domain/change';
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

/** What a padded text would be that holds exactly these packed bytes. */
async function padded(text: string, size = 512): Promise<Uint8Array> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
	const packed = new Uint8Array(await new Response(stream).arrayBuffer());
	const whole = new Uint8Array(size);
	whole.set(concatBytes(u32ToBytes(packed.length), packed));
	return whole;
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
			[...whole, 1]
		])
			expect((await unpackPayload(await padded(textOf(change)))).ok, JSON.stringify(change)).toBe(false);
	});

	test('of one short change has the smallest size', async () => {
		const { payloads } = await packPayloads({ changes: [changeOf('Lan')] }, head);
		expect(payloads.map((one) => one.padded.length)).toEqual([512]);
	});

	test('wastes at most as much again as it holds, once it is large', async () => {
		for (const count of [200, 500, 1000, 3000]) {
			const changes = Array.from({ length: count }, (_, at) => changeOf(`Name ${at}`));
			const whole = (await padded(JSON.stringify({ changes }), 1_000_000)).subarray(0, 4);
			const needed = new DataView(whole.buffer, whole.byteOffset).getUint32(0);
			const { payloads } = await packPayloads({ changes }, head);
			expect(payloads.reduce((sum, one) => sum + one.padded.length, 0)).toBeLessThan(2 * needed);
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
		const bomb = await padded('0'.repeat(9_000_000), 32 * 1024);
		expect(await unpackPayload(bomb)).toEqual(damaged);
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
