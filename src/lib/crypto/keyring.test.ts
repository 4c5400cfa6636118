import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import type { VaultMasterKey } from './envelope';
import { kdfFloor } from './kdf-params';
import { asAnswerPublicKey } from './keys';
import {
	burnHeader,
	createHeader,
	createVaultKeys,
	openHeader,
	replaceSlot,
	slotLength,
	VaultHeader,
	vaultKeys,
	wipeKeys
} from './keyring';
import { openWith, sealTo } from './sealed-box';

const random = createRandom();
const numRuns = Number(process.env.FC_RUNS ?? 300);
const wrong = { ok: false, error: { type: 'SecretWrong' } };

function createVault(kek = random.bytes(32)) {
	const { master } = createVaultKeys(random);
	const header = createHeader({ vaultId: 'vault-1', salt: random.bytes(16), kdfParams: kdfFloor, kek, master });
	return { header, kek, master };
}

test('the right secret gives the master key back, another one says it is wrong', () => {
	const { header, kek, master } = createVault();
	expect(openHeader(header, kek)).toEqual({ ok: true, value: master });
	expect(openHeader(header, random.bytes(32))).toEqual(wrong);
});

test('a header survives being stored, and damaged shapes do not parse', () => {
	const { header, kek } = createVault();
	const stored: unknown = structuredClone(header);
	expect(openHeader(VaultHeader.parse(stored), kek).ok).toBe(true);
	for (const shape of [
		{ ...header, v: 2 },
		{ ...header, salt: new Uint8Array(15) },
		{ ...header, slots: header.slots.slice(1) },
		{ ...header, slots: [...header.slots, new Uint8Array(slotLength)] },
		{ ...header, slots: header.slots.map((slot) => slot.slice(1)) },
		{ ...header, answerPublic: 'x' },
		{ ...header, kdf: { ...kdfFloor, parallelism: 2 } }
	])
		expect(VaultHeader.safeParse(shape).success).toBe(false);
});

test('no field of the header can be changed unnoticed', () => {
	const { header, kek } = createVault();
	const changed: readonly VaultHeader[] = [
		{ ...header, vault: 'vault-2' },
		{ ...header, salt: random.bytes(16) },
		{ ...header, kdf: { ...kdfFloor, passes: 3 } },
		{ ...header, kdf: { ...kdfFloor, memoryKiB: 20_000 } },
		{ ...header, answerPublic: asAnswerPublicKey(random.bytes(32)) }
	];
	for (const altered of changed) expect(openHeader(altered, kek)).toEqual(wrong);
	expect(openHeader(header, kek).ok).toBe(true);
});

test('a flipped bit in the used slot never opens', () => {
	const { header, kek, master } = createVault();
	fc.assert(
		fc.property(fc.nat(slotLength - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
			const [one, two, three, four] = header.slots.map((slot) => {
				const flipped = slot.slice();
				flipped[at] = (slot[at] ?? 0) ^ (1 << bit);
				return flipped;
			});
			const slots = [one, two, three, four] as VaultHeader['slots']; // Four in, four out.
			expect(openHeader({ ...header, slots }, kek)).toEqual(wrong);
		}),
		{ numRuns }
	);
	expect(openHeader(header, kek)).toEqual({ ok: true, value: master });
});

test('a slot moved to another place still opens, one moved to another vault does not', () => {
	const [one, other] = [createVault(), createVault()];
	const [a, b, c, d] = one.header.slots;
	expect(openHeader({ ...one.header, slots: [d, c, b, a] }, one.kek).ok).toBe(true);
	expect(openHeader({ ...other.header, slots: one.header.slots }, one.kek)).toEqual(wrong);
});

test('after a change of secret the new one opens the same vault and the old one nothing', () => {
	const { header, kek, master } = createVault();
	const newKek = random.bytes(32);
	const replaced = replaceSlot(header, kek, newKek);
	if (!replaced.ok) throw new Error('the old secret is right');
	expect(openHeader(replaced.value, newKek)).toEqual({ ok: true, value: master });
	expect(openHeader(replaced.value, kek)).toEqual(wrong);
	expect(replaced.value.slots.filter((slot, at) => slot !== header.slots[at]).length).toBe(1);
	expect(replaceSlot(header, random.bytes(32), newKek)).toEqual(wrong);
});

test('a second secret in another slot stays when the first is changed', () => {
	const { header, kek, master } = createVault();
	const second = random.bytes(32);
	const duplicate = replaceSlot(header, kek, second);
	if (!duplicate.ok) throw new Error('the old secret is right');
	const used = header.slots.findIndex((slot, at) => slot !== duplicate.value.slots[at]);
	const [a, b, c, d] = header.slots;
	const slots: VaultHeader['slots'] = [a, b, c, d];
	slots[(used + 1) % 4] = duplicate.value.slots[used] ?? new Uint8Array(slotLength);
	const both = { ...header, slots };
	const third = random.bytes(32);
	const replaced = replaceSlot(both, kek, third);
	if (!replaced.ok) throw new Error('the old secret is right');
	expect(openHeader(replaced.value, second)).toEqual({ ok: true, value: master });
	expect(openHeader(replaced.value, third)).toEqual({ ok: true, value: master });
});

test('after an erase no secret opens, and the header looks as before', () => {
	const { header, kek } = createVault();
	const burnt = burnHeader(header);
	expect(openHeader(burnt, kek)).toEqual(wrong);
	expect(VaultHeader.safeParse(burnt).success).toBe(true);
	expect(burnt.slots.some((slot) => header.slots.includes(slot))).toBe(false);
});

test('a used slot cannot be told from an unused one', () => {
	const headers = Array.from({ length: 1500 }, () => createVault());
	const usedAt = headers.map(({ header, kek }) =>
		header.slots.findIndex((slot) => {
			const filler = new Uint8Array(slotLength);
			return openHeader({ ...header, slots: [slot, filler, filler, filler] }, kek).ok;
		})
	);
	expect(headers.every(({ header }) => header.slots.every((slot) => slot.length === slotLength))).toBe(true);

	const places = [0, 1, 2, 3].map((place) => usedAt.filter((at) => at === place).length);
	expect(chiSquare(places)).toBeLessThan(27); // 3 degrees of freedom: passed by chance all but six times in a million

	for (const isUsed of [true, false]) {
		const counts = new Array<number>(256).fill(0);
		headers.forEach(({ header }, which) =>
			header.slots.forEach((slot, at) => {
				if ((at === usedAt[which]) === isUsed) slot.forEach((byte) => (counts[byte] = (counts[byte] ?? 0) + 1));
			})
		);
		expect(chiSquare(counts)).toBeLessThan(370); // 255 degrees of freedom, five deviations above the mean
	}
});

function chiSquare(counts: readonly number[]): number {
	const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
	return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test('the keys of a vault are always the same, all different, and open what they should', () => {
	const { master, header } = createVault();
	const keys = vaultKeys(master);
	expect(vaultKeys(master)).toEqual(keys);
	const all = [
		master,
		keys.recordKey,
		keys.snapshotKey,
		keys.outboxKey,
		keys.shelfKey,
		keys.shelfNameKey,
		keys.answerPrivate,
		keys.answerPublic
	];
	expect(new Set(all.map((key) => key.join())).size).toBe(all.length);
	expect(header.answerPublic).toEqual(keys.answerPublic);
	const box = sealTo(header.answerPublic, textToBytes('answer'), ['answer', 'id'], 'answer');
	expect(openWith(keys.answerPrivate, box, ['answer', 'id'])).toEqual({ ok: true, value: textToBytes('answer') });
});

test('locking leaves nothing but zeros in the keys', () => {
	const master = createVault().master.slice() as VaultMasterKey; // A copy keeps the brand it had.
	const keys = vaultKeys(master);
	wipeKeys(keys, master);
	for (const key of [
		master,
		keys.recordKey,
		keys.snapshotKey,
		keys.outboxKey,
		keys.shelfKey,
		keys.shelfNameKey,
		keys.answerPrivate
	])
		expect(key).toEqual(new Uint8Array(32));
});
