import { createHash, randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, hexToBytes } from '$lib/base/bytes';
import { createVerifier } from '$lib/server/verifier';

const numRuns = Number(process.env.FC_RUNS ?? 200);
const { sha256, verifies } = createVerifier();
const { Point } = ed25519;
const order = Point.Fn.ORDER;

/** What phones answer (crypto/signature.ts). */
function onPhones(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	try {
		return ed25519.verify(signature, message, key, { zip215: false });
	} catch {
		return false;
	}
}

/** Asserts that server and phone say the same, and says it. */
function both(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	const here = verifies(key, message, signature);
	expect(onPhones(key, message, signature)).toBe(here);
	return here;
}

const secret = randomBytes(32);
const key = ed25519.getPublicKey(secret);
const message = randomBytes(40);
const signature = ed25519.sign(message, secret);

const littleEndian = (number: bigint) => Uint8Array.from(hexToBytes(number.toString(16).padStart(64, '0'))!).reverse();
const toNumber = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(Uint8Array.from(bytes).reverse()).toString('hex')}`);

describe('server and phone give one verdict', () => {
	test('for what was signed, and for any bit of it changed', () => {
		expect(both(key, message, signature)).toBe(true);
		fc.assert(
			fc.property(fc.nat(96 * 8 - 1), (bit) => {
				const altered = concatBytes(key, signature);
				altered[bit >> 3]! ^= 1 << (bit & 7);
				expect(both(altered.subarray(0, 32), message, altered.subarray(32))).toBe(false);
			}),
			{ numRuns }
		);
	});

	test('for random bytes and other lengths: no, without a throw', () => {
		const bytes = fc.uint8Array({ maxLength: 100 });
		fc.assert(
			fc.property(bytes, bytes, bytes, (someKey, someMessage, someSignature) => {
				expect(both(someKey, someMessage, someSignature)).toBe(false);
				expect(both(key, someMessage, someSignature)).toBe(false);
			}),
			{ numRuns }
		);
	});

	test('for keys of small order, in every spelling: no, whatever the signature', () => {
		const eighth = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
		const small = Array.from({ length: 8 }, (_, times) =>
			times === 0 ? Point.ZERO : eighth.multiplyUnsafe(BigInt(times))
		);
		const prime = 2n ** 255n - 19n;
		const otherSpellings = [prime, prime + 1n].flatMap((height) =>
			[0n, 1n].map((sign) => littleEndian(height + sign * 2n ** 255n))
		);
		const withSign = [1n, prime - 1n].map((height) => littleEndian(height + 2n ** 255n));
		for (const smallKey of [...small.map((point) => point.toBytes()), ...otherSpellings, ...withSign])
			for (const r of small) {
				// With S = 0 the equation is R + hA = 0, which points of small order meet one time in eight.
				for (let tries = 0; tries < 4; tries++)
					expect(both(smallKey, randomBytes(8), concatBytes(r.toBytes(), new Uint8Array(32)))).toBe(false);
			}
	});

	test('for S + L, and for every S that is not below L: no', () => {
		const s = toNumber(signature.subarray(32));
		for (const other of [s + order, order, order + 1n, 2n ** 256n - 1n])
			expect(both(key, message, concatBytes(signature.subarray(0, 32), littleEndian(other)))).toBe(false);
	});

	test('for points with a second spelling: no', () => {
		const prime = 2n ** 255n - 19n;
		for (let small = 0n; small < 19n; small++) {
			const point = littleEndian(prime + small);
			expect(both(point, message, signature)).toBe(false);
			expect(both(key, message, concatBytes(point, signature.subarray(32)))).toBe(false);
		}
	});

	test('except for a key its owner made crooked: then what the server takes, phones take too', () => {
		const eighth = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
		let taken = 0;
		for (let times = 1; times < 8; times++) {
			const [scalar, nonce] = [toNumber(randomBytes(32)) % order, toNumber(randomBytes(32)) % order];
			const crooked = Point.BASE.multiply(scalar)
				.add(eighth.multiplyUnsafe(BigInt(times)))
				.toBytes();
			const r = Point.BASE.multiply(nonce).toBytes();
			for (let tries = 0; tries < 20; tries++) {
				const said = randomBytes(8);
				const challenge = toNumber(createHash('sha512').update(r).update(crooked).update(said).digest()) % order;
				const made = concatBytes(r, littleEndian((nonce + challenge * scalar) % order));
				expect(onPhones(crooked, said, made)).toBe(true);
				if (verifies(crooked, said, made)) taken++;
			}
		}
		expect(taken).toBeGreaterThan(0);
		expect(taken).toBeLessThan(140);
	});
});

test('hashes are SHA-256', () => {
	expect(Buffer.from(sha256(new Uint8Array(0))).toString('hex')).toBe(
		'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
	);
});
