import { createCipheriv, createDecipheriv } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToText, concatBytes, textToBytes } from '$lib/base/bytes';
import {
	contextToBytes,
	decrypt,
	encrypt,
	open,
	paddedLength,
	seal,
	sealPurposes,
	type PadRule,
	type SealContext
} from './envelope';
import { asSealKey } from './keys';

const numRuns = Number(process.env.FC_RUNS ?? 300);
const key = asSealKey(Uint8Array.from({ length: 32 }, (_, at) => at));
const place: SealContext = ['change', 'changes', 'row-1', '1'];
const broken = { ok: false, error: { type: 'SealBroken' } };

const bytes = (maxLength = 2000) => fc.uint8Array({ maxLength });
const context = fc
	.tuple(fc.constantFrom(...sealPurposes), fc.array(fc.string({ maxLength: 20 }), { maxLength: 4 }))
	.map(([purpose, fields]): SealContext => [purpose, ...fields]);
const hexToBytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe('what was sealed', () => {
	test('comes back whole, for any bytes and any context', () => {
		fc.assert(
			fc.property(bytes(70_000), context, fc.constantFrom<PadRule>('record', 'snapshot'), (plaintext, at, padTo) => {
				expect(open(key, seal(key, plaintext, at, padTo), at)).toEqual({ ok: true, value: plaintext });
			}),
			{ numRuns: Math.ceil(numRuns / 3) }
		);
	});

	test('does not come back after any bit was flipped', () => {
		fc.assert(
			fc.property(bytes(300), fc.nat(), fc.integer({ min: 0, max: 7 }), (plaintext, at, bit) => {
				const box = seal(key, plaintext, place, 'record');
				const flipped = box.slice();
				flipped[at % box.length] = (box[at % box.length] ?? 0) ^ (1 << bit);
				expect(open(key, flipped, place).ok).toBe(false);
			}),
			{ numRuns }
		);
	});

	test('does not come back in another context', () => {
		fc.assert(
			fc.property(context, context, (sealedAt, openedAt) => {
				fc.pre(JSON.stringify(sealedAt) !== JSON.stringify(openedAt));
				expect(open(key, seal(key, textToBytes('x'), sealedAt, 'record'), openedAt)).toEqual(broken);
			}),
			{ numRuns }
		);
	});

	test('does not come back for any other purpose', () => {
		for (const sealedFor of sealPurposes)
			for (const openedFor of sealPurposes) {
				const opened = open(key, seal(key, textToBytes('x'), [sealedFor, 'a'], 'record'), [openedFor, 'a']);
				expect(opened.ok).toBe(sealedFor === openedFor);
			}
	});

	test('does not come back with another key', () => {
		const other = asSealKey(key.map((byte) => byte ^ 1));
		expect(open(other, seal(key, textToBytes('x'), place, 'record'), place)).toEqual(broken);
	});

	test('is refused when one byte is missing or added at either end', () => {
		const box = seal(key, textToBytes('a note'), place, 'record');
		const extra = Uint8Array.of(1);
		for (const altered of [box.slice(0, -1), box.slice(1), concatBytes(box, extra), concatBytes(extra, box)])
			expect(open(key, altered, place).ok).toBe(false);
		for (let length = 0; length < box.length; length++) expect(open(key, box.slice(0, length), place)).toEqual(broken);
		expect(open(key, box, place).ok).toBe(true);
	});

	test('is refused under a suite that is not known, by its own name', () => {
		const box = seal(key, textToBytes('x'), place, 'record');
		for (const unknown of [0, 2, 255]) {
			box[0] = unknown;
			expect(open(key, box, place)).toEqual({ ok: false, error: { type: 'SuiteUnknown' } });
		}
	});

	test('never carries the same nonce twice', () => {
		const nonces = Array.from({ length: 2000 }, () =>
			Buffer.from(seal(key, new Uint8Array(0), place, 'record').subarray(1, 25)).toString('hex')
		);
		expect(new Set(nonces).size).toBe(nonces.length);
	});
});

test('random bytes never open and never throw', () => {
	fc.assert(
		fc.property(bytes(), (noise) => {
			expect(open(key, noise, place).ok).toBe(false);
			expect(open(key, concatBytes(Uint8Array.of(1), noise), place)).toEqual(broken);
		}),
		{ numRuns }
	);
});

test('a length prefix that lies, in a box sealed with the right key, gives a typed error', () => {
	for (const padded of [
		Uint8Array.of(255, 255, 255, 255, 1, 2),
		Uint8Array.of(0, 0, 0, 3, 1, 2),
		Uint8Array.of(0, 0, 0, 1, 7, 7),
		Uint8Array.of(0, 0)
	]) {
		const box = concatBytes(Uint8Array.of(1), encrypt(key, padded, contextToBytes('change', place.slice(1))));
		expect(open(key, box, place)).toEqual(broken);
	}
});

describe('padding', () => {
	const overhead = 1 + 24 + 16;

	test('makes boxes of one bucket equally long', () => {
		for (const [rule, lengths, padded] of [
			['record', [0, 1, 252], 256],
			['record', [253, 508], 512],
			['record', [4000, 4092], 4096],
			['record', [4093, 5116], 5120],
			['record', [65_532], 65_536],
			['record', [65_533, 69_628], 69_632],
			['answer', [0, 100, 508], 512],
			['snapshot', [0, 4092], 4096],
			['snapshot', [4093, 8188], 8192]
		] as const)
			for (const length of lengths) {
				expect(paddedLength(length, rule)).toBe(padded);
				expect(seal(key, new Uint8Array(length), place, rule).length).toBe(padded + overhead);
			}
	});

	test('always holds the plaintext and never more than one step too many', () => {
		fc.assert(
			fc.property(fc.nat(200_000), fc.constantFrom<PadRule>('record', 'snapshot'), (length, rule) => {
				const padded = paddedLength(length, rule);
				expect(padded).toBeGreaterThanOrEqual(length + 4);
				expect(padded - length - 4).toBeLessThan(4096);
				expect(paddedLength(length + 1, rule)).toBeGreaterThanOrEqual(padded);
			}),
			{ numRuns }
		);
	});

	test('refuses an answer that would need more room than the others', () => {
		expect(() => seal(key, new Uint8Array(509), place, 'answer')).toThrow(RangeError);
	});
});

test('no purpose begins with another, so no two contexts share their bytes', () => {
	for (const one of sealPurposes)
		for (const other of sealPurposes) expect(one !== other && other.startsWith(one)).toBe(false);
	expect(contextToBytes('change', ['ab', 'c'])).not.toEqual(contextToBytes('change', ['a', 'bc']));
	expect(contextToBytes('change', [''])).not.toEqual(contextToBytes('change', []));
});

test('the published XChaCha20-Poly1305 example opens (draft-irtf-cfrg-xchacha-03, A.3.1)', () => {
	const sealed = hexToBytes(
		'404142434445464748494a4b4c4d4e4f5051525354555657' +
			'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb' +
			'731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452' +
			'2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9' +
			'21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49'
	);
	const published = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at);
	const opened = decrypt(published, sealed, hexToBytes('50515253c0c1c2c3c4c5c6c7'));
	expect(bytesToText(opened ?? new Uint8Array(0))).toBe(
		"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
	);
});

/** XChaCha20-Poly1305 from node's ChaCha20: HChaCha20 is a ChaCha20 block without the final addition of its input. */
function nodeKeyAndNonce(xkey: Uint8Array, nonce: Uint8Array): { subkey: Buffer; iv: Buffer } {
	const block = createCipheriv('chacha20', xkey, nonce.subarray(0, 16)).update(Buffer.alloc(64));
	const input = Buffer.concat([Buffer.from('expand 32-byte k'), xkey, nonce.subarray(0, 16)]);
	const words = [0, 4, 8, 12, 48, 52, 56, 60];
	const subkey = Buffer.alloc(32);
	words.forEach((from, at) =>
		subkey.writeUInt32LE((block.readUInt32LE(from) - input.readUInt32LE(from)) >>> 0, at * 4)
	);
	return { subkey, iv: Buffer.concat([Buffer.alloc(4), nonce.subarray(16, 24)]) };
}

test("node's own ChaCha20-Poly1305 reads what we seal, and we read what it seals", () => {
	fc.assert(
		fc.property(bytes(600), context, (plaintext, at) => {
			const box = seal(key, plaintext, at, 'record');
			const { subkey, iv } = nodeKeyAndNonce(key, box.subarray(1, 25));
			const associated = contextToBytes(at[0], at.slice(1));
			const plaintextLength = box.length - 1 - 24 - 16;

			const decipher = createDecipheriv('chacha20-poly1305', subkey, iv, { authTagLength: 16 });
			decipher.setAAD(associated, { plaintextLength });
			decipher.setAuthTag(box.subarray(-16));
			const padded = Buffer.concat([decipher.update(box.subarray(25, -16)), decipher.final()]);
			expect(new Uint8Array(padded.subarray(4, 4 + padded.readUInt32BE(0)))).toEqual(plaintext);

			const cipher = createCipheriv('chacha20-poly1305', subkey, iv, { authTagLength: 16 });
			cipher.setAAD(associated, { plaintextLength });
			const ciphertext = Buffer.concat([cipher.update(padded), cipher.final()]);
			const theirs = concatBytes(box.subarray(0, 25), ciphertext, cipher.getAuthTag());
			expect(open(key, theirs, at)).toEqual({ ok: true, value: plaintext });
		}),
		{ numRuns: Math.ceil(numRuns / 3) }
	);
});
