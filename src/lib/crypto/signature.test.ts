import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '$lib/base/bytes';
import { asSigningKey, asVerifyKey, createSigningKeys, sign, verifies, verifyKeyOf } from './signature';

const numRuns = Number(process.env.FC_RUNS ?? 200);
const bytes = (maxLength = 300) => fc.uint8Array({ maxLength });
const { signingKey, verifyKey } = createSigningKeys();

function nodeVerifies(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	try {
		const x = Buffer.from(publicKey).toString('base64url');
		return verify(null, message, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature);
	} catch {
		return false;
	}
}

describe('a signature', () => {
	test('verifies for its message and key, here and in node, and for nothing else', () => {
		const other = createSigningKeys().verifyKey;
		fc.assert(
			fc.property(bytes(), bytes(), (message, another) => {
				const signature = sign(signingKey, message);
				expect(signature.length).toBe(64);
				expect(verifies(verifyKey, message, signature)).toBe(true);
				expect(nodeVerifies(verifyKey, message, signature)).toBe(true);
				expect(verifies(other, message, signature)).toBe(false);
				if (Buffer.compare(message, another) !== 0) expect(verifies(verifyKey, another, signature)).toBe(false);
			}),
			{ numRuns: Math.ceil(numRuns / 4) }
		);
	});

	test('is the same each time, so nothing can leak through its randomness', () => {
		expect(sign(signingKey, Uint8Array.of(1))).toEqual(sign(signingKey, Uint8Array.of(1)));
	});

	test('of any other length, or under a key of any other length, is refused without a throw', () => {
		const signature = sign(signingKey, Uint8Array.of(1));
		const extra = Uint8Array.of(0);
		for (const altered of [
			signature.slice(1),
			signature.slice(0, -1),
			concatBytes(signature, extra),
			new Uint8Array(0)
		])
			expect(verifies(verifyKey, Uint8Array.of(1), altered)).toBe(false);
		for (const altered of [verifyKey.slice(1), concatBytes(verifyKey, extra), new Uint8Array(0)])
			expect(verifies(altered, Uint8Array.of(1), signature)).toBe(false);
	});

	test('made of random bytes never verifies and never throws', () => {
		const random = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
		fc.assert(
			fc.property(random(32), bytes(), random(64), (key, message, signature) => {
				expect(verifies(key, message, signature)).toBe(false);
				expect(verifies(verifyKey, message, signature)).toBe(false);
			}),
			{ numRuns }
		);
	});
});

describe('where our verdict and the one of OpenSSL part', () => {
	const { Point } = ed25519;
	const order = Point.Fn.ORDER;
	const eighth = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
	const torsion = (times: number) => (times === 0 ? Point.ZERO : eighth.multiplyUnsafe(BigInt(times)));
	const littleEndian = (number: Uint8Array) => BigInt(`0x${Buffer.from(number).reverse().toString('hex')}`) % order;
	const scalar = () => littleEndian(randomBytes(40)) || 1n;

	/** A signature whose maker added points of small order to the key and to R. Only who holds the key can make it. */
	function crookedSignature(keyTorsion: number, nonceTorsion: number) {
		const [secret, nonce] = [scalar(), scalar()];
		const key = Point.BASE.multiply(secret).add(torsion(keyTorsion)).toBytes();
		const r = Point.BASE.multiply(nonce).add(torsion(nonceTorsion)).toBytes();
		const message = new Uint8Array(randomBytes(8));
		const s = (nonce + littleEndian(sha512(concatBytes(r, key, message))) * secret) % order;
		const sBytes = new Uint8Array(Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse());
		return { key, message, signature: concatBytes(r, sBytes) };
	}

	test('both accept what an honest signer made', () => {
		const { key, message, signature } = crookedSignature(0, 0);
		expect(verifies(key, message, signature)).toBe(true);
		expect(nodeVerifies(key, message, signature)).toBe(true);
	});

	test('ours accepts what a signer made crooked and OpenSSL refuses, so no reader may verify with the other', () => {
		let parted = 0;
		for (let keyTorsion = 0; keyTorsion < 8; keyTorsion++)
			for (let nonceTorsion = 0; nonceTorsion < 8; nonceTorsion++) {
				const { key, message, signature } = crookedSignature(keyTorsion, nonceTorsion);
				const [ours, theirs] = [verifies(key, message, signature), nodeVerifies(key, message, signature)];
				expect(ours).toBe(true);
				if (!theirs) parted++;
			}
		expect(parted).toBeGreaterThan(0);
	});

	test('whatever a third party changes, both refuse', () => {
		const message = Uint8Array.of(1, 2, 3);
		const signature = sign(signingKey, message);
		fc.assert(
			fc.property(fc.nat(96 * 8 - 1), (bit) => {
				const altered = concatBytes(verifyKey, signature);
				altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
				const [key, changed] = [altered.subarray(0, 32), altered.subarray(32)];
				expect(verifies(key, message, changed)).toBe(false);
				expect(nodeVerifies(key, message, changed)).toBe(false);
			}),
			{ numRuns }
		);
	});
});

test('keys of another length are not keys, and each pair is new', () => {
	for (const length of [0, 31, 33]) {
		expect(() => asSigningKey(new Uint8Array(length))).toThrow();
		expect(() => asVerifyKey(new Uint8Array(length))).toThrow();
	}
	expect(createSigningKeys().signingKey).not.toEqual(createSigningKeys().signingKey);
	expect(verifyKeyOf(signingKey)).toEqual(verifyKey);
});
