import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatBytes, textToBytes } from '$lib/base/bytes';
import { open, seal, type SealContext } from './envelope';
import { asAnswerPrivateKey, asAnswerPublicKey, asSealKey } from './keys';
import { answerPublicOf, openWith, sealTo } from './sealed-box';

const numRuns = Math.ceil(Number(process.env.FC_RUNS ?? 300) / 5);
const privateKey = asAnswerPrivateKey(Uint8Array.from({ length: 32 }, (_, at) => at + 1));
const publicKey = answerPublicOf(privateKey);
const place: SealContext = ['answer', 'answers', 'id-1'];
const broken = { ok: false, error: { type: 'SealBroken' } };
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

test('an answer sealed to the public half opens with the private half only', () => {
	const box = sealTo(publicKey, textToBytes('answer'), place, 'answer');
	expect(openWith(privateKey, box, place)).toEqual({ ok: true, value: textToBytes('answer') });
	const other = asAnswerPrivateKey(new Uint8Array(32).fill(9));
	expect(openWith(other, box, place)).toEqual(broken);
});

test('every answer takes the same room: 1 + 32 + 24 + 512 + 16 bytes', () => {
	for (const length of [0, 1, 508]) expect(sealTo(publicKey, new Uint8Array(length), place, 'answer').length).toBe(585);
	expect(() => sealTo(publicKey, new Uint8Array(509), place, 'answer')).toThrow(RangeError);
});

test('a flipped bit, another context, a shorter or longer box never opens', () => {
	const box = sealTo(publicKey, textToBytes('answer'), place, 'answer');
	fc.assert(
		fc.property(fc.nat(box.length - 1), fc.integer({ min: 0, max: 7 }), fc.string(), (at, bit, id) => {
			const flipped = box.slice();
			flipped[at] = (box[at] ?? 0) ^ (1 << bit);
			// The top bit of the X25519 key is masked on purpose (RFC 7748), but it is bound by the derivation.
			expect(openWith(privateKey, flipped, place).ok).toBe(false);
			expect(openWith(privateKey, box.slice(0, at), place)).toEqual(broken);
			expect(openWith(privateKey, concatBytes(box, Uint8Array.of(bit)), place)).toEqual(broken);
			if (id !== 'id-1') expect(openWith(privateKey, box, ['answer', 'answers', id])).toEqual(broken);
			expect(openWith(privateKey, box, ['change', 'answers', 'id-1'])).toEqual(broken);
		}),
		{ numRuns }
	);
	expect(openWith(privateKey, box, place).ok).toBe(true);
});

test('random bytes never open and never throw', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 700 }), (noise) => {
			expect(openWith(privateKey, noise, place).ok).toBe(false);
			expect(openWith(privateKey, concatBytes(Uint8Array.of(1), noise), place)).toEqual(broken);
		}),
		{ numRuns }
	);
});

test('a small-order key is refused on both sides', () => {
	for (const point of [
		'0000000000000000000000000000000000000000000000000000000000000000',
		'0100000000000000000000000000000000000000000000000000000000000000',
		'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
		'5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
		'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
		'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
		'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'
	]) {
		expect(() => sealTo(asAnswerPublicKey(hex(point)), textToBytes('x'), place, 'answer')).toThrow('small order');
		const box = concatBytes(Uint8Array.of(1), hex(point), new Uint8Array(552));
		expect(openWith(privateKey, box, place)).toEqual(broken);
	}
});

test('the private key alone does not open an envelope, nor a seal key a sealed box', () => {
	const box = sealTo(publicKey, textToBytes('x'), place, 'answer');
	expect(open(asSealKey(privateKey), box, place)).toEqual(broken);
	expect(openWith(privateKey, seal(asSealKey(privateKey), textToBytes('x'), place, 'answer'), place)).toEqual(broken);
});

test('X25519 gives the published result (RFC 7748, 5.2, first vector)', () => {
	const scalar = hex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
	const point = hex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
	expect(x25519.getSharedSecret(scalar, point)).toEqual(
		hex('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552')
	);
});

test("node's own X25519 and HKDF open what we seal", () => {
	const box = sealTo(publicKey, textToBytes('answer'), place, 'answer');
	const ephemeral = box.subarray(1, 33);
	const shared = diffieHellman({
		privateKey: createPrivateKey({
			key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), privateKey]),
			format: 'der',
			type: 'pkcs8'
		}),
		publicKey: createPublicKey({
			key: Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), ephemeral]),
			format: 'der',
			type: 'spki'
		})
	});
	const key = hkdfSync('sha256', shared, concatBytes(ephemeral, publicKey), 'sg/v1/sealed-box', 32);
	const envelope = concatBytes(Uint8Array.of(1), box.subarray(33));
	expect(open(asSealKey(new Uint8Array(key)), envelope, place)).toEqual({ ok: true, value: textToBytes('answer') });
});
