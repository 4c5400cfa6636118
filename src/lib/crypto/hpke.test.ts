import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256, type AEAD } from 'hpke';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, textToBytes } from '$lib/base/bytes';
import { asKemPrivateKey, asKemPublicKey, createKemKeys, kemPublicOf, openAsDevice, sealToDevice } from './hpke';

const broken = { ok: false, error: { type: 'SealBroken' } };
const { kemPrivate, kemPublic } = createKemKeys();
const purpose = textToBytes('sg/v1/wrap to one device');
const bytes = (maxLength = 200) => fc.uint8Array({ maxLength });

describe('what was sealed to a device', () => {
	test('comes back whole, 48 bytes longer on the way', async () => {
		await fc.assert(
			fc.asyncProperty(bytes(), bytes(), async (plaintext, at) => {
				const box = await sealToDevice(kemPublic, at, plaintext);
				expect(box.length).toBe(plaintext.length + 48);
				expect(await openAsDevice(kemPrivate, at, box)).toEqual({ ok: true, value: plaintext });
			}),
			{ numRuns: 30 }
		);
	});

	test('does not come back for another purpose or another device', async () => {
		const box = await sealToDevice(kemPublic, purpose, Uint8Array.of(1));
		expect(await openAsDevice(kemPrivate, textToBytes('sg/v1/wrap'), box)).toEqual(broken);
		expect(await openAsDevice(createKemKeys().kemPrivate, purpose, box)).toEqual(broken);
	});

	test('is refused at every shorter length and with a byte more, without a throw', async () => {
		const box = await sealToDevice(kemPublic, purpose, Uint8Array.of(1, 2));
		for (let length = 0; length < box.length; length++)
			expect(await openAsDevice(kemPrivate, purpose, box.slice(0, length))).toEqual(broken);
		expect(await openAsDevice(kemPrivate, purpose, concatBytes(box, Uint8Array.of(0)))).toEqual(broken);
		expect(await openAsDevice(kemPrivate, purpose, concatBytes(Uint8Array.of(0), box))).toEqual(broken);
	});

	test('opens from a view into a larger array, and reads nothing around it', async () => {
		const box = await sealToDevice(kemPublic, purpose, Uint8Array.of(7));
		const around = concatBytes(new Uint8Array(5).fill(9), box, new Uint8Array(5).fill(9));
		const view = around.subarray(5, 5 + box.length);
		expect(await openAsDevice(kemPrivate, purpose, view)).toEqual({ ok: true, value: Uint8Array.of(7) });
	});

	test('never repeats its ephemeral key', async () => {
		const boxes = await Promise.all(Array.from({ length: 200 }, () => sealToDevice(kemPublic, purpose, purpose)));
		expect(new Set(boxes.map((box) => Buffer.from(box.subarray(0, 32)).toString('hex'))).size).toBe(200);
	});
});

/** ChaCha20-Poly1305 of OpenSSL: the second library would ask WebCrypto for it, which Node 20 does not have. */
const opensslAead = (): AEAD => ({
	id: 3,
	type: 'AEAD',
	name: 'ChaCha20Poly1305',
	Nk: 32,
	Nn: 12,
	Nt: 16,
	Seal: (key, nonce, aad, plaintext) => {
		const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
		cipher.setAAD(aad, { plaintextLength: plaintext.length });
		const ciphertext = concatBytes(cipher.update(plaintext), cipher.final());
		return Promise.resolve(concatBytes(ciphertext, cipher.getAuthTag()));
	},
	Open: (key, nonce, aad, sealed) => {
		const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
		decipher.setAAD(aad, { plaintextLength: sealed.length - 16 });
		decipher.setAuthTag(sealed.subarray(-16));
		return Promise.resolve(concatBytes(decipher.update(sealed.subarray(0, -16)), decipher.final()));
	}
});

test('a second library opens what we seal, and we open what it seals', async () => {
	const oracle = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, opensslAead);
	const { publicKey, privateKey } = await oracle.GenerateKeyPair(true);
	const [theirPublic, theirPrivate] = [
		await oracle.SerializePublicKey(publicKey),
		await oracle.SerializePrivateKey(privateKey)
	];
	const plaintext = textToBytes('a stream key');
	const options = { ['info']: purpose };

	const box = await sealToDevice(theirPublic, purpose, plaintext);
	expect(await oracle.Open(privateKey, box.slice(0, 32), box.slice(32), options)).toEqual(plaintext);

	const theirs = await oracle.Seal(publicKey, plaintext, options);
	const sealed = concatBytes(theirs.encapsulatedSecret, theirs.ciphertext);
	expect(await openAsDevice(asKemPrivateKey(theirPrivate), purpose, sealed)).toEqual({ ok: true, value: plaintext });
	expect(kemPublicOf(asKemPrivateKey(theirPrivate))).toEqual(theirPublic);
});

/** RFC 9180, sections 4.1 and 5.1, for whoever knows the shared secret without having a key: the sender chose it to be `shared`. */
function sealKnowing(shared: Uint8Array, encapsulated: Uint8Array, recipient: Uint8Array, plaintext: Uint8Array) {
	const kem = concatBytes(textToBytes('KEM'), Uint8Array.of(0, 0x20));
	const suite = concatBytes(textToBytes('HPKE'), Uint8Array.of(0, 0x20, 0, 1, 0, 3));
	const none = new Uint8Array(0);
	const labeled = (id: Uint8Array, label: string, rest: Uint8Array) =>
		concatBytes(textToBytes('HPKE-v1'), id, textToBytes(label), rest);
	const from = (id: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array) =>
		extract(sha256, labeled(id, label, ikm), salt);
	const to = (id: Uint8Array, key: Uint8Array, label: string, context: Uint8Array, length: number) =>
		expand(sha256, key, concatBytes(Uint8Array.of(0, length), labeled(id, label, context)), length);
	const kemContext = concatBytes(encapsulated, recipient);
	const secret = to(kem, from(kem, none, 'eae_prk', shared), 'shared_secret', kemContext, 32);
	const schedule = concatBytes(
		Uint8Array.of(0),
		from(suite, none, 'psk_id_hash', none),
		from(suite, none, 'info_hash', purpose)
	);
	const base = from(suite, secret, 'secret', none);
	const cipher = chacha20poly1305(to(suite, base, 'key', schedule, 32), to(suite, base, 'base_nonce', schedule, 12));
	return concatBytes(encapsulated, cipher.encrypt(plaintext));
}

test('a box under the secret everybody knows, all zeros, does not open although its tag is right', async () => {
	const { x25519 } = await import('@noble/curves/ed25519.js');
	const ephemeral = createKemKeys();
	const shared = x25519.getSharedSecret(ephemeral.kemPrivate, kemPublic);
	const honest = sealKnowing(shared, ephemeral.kemPublic, kemPublic, purpose);
	expect(await openAsDevice(kemPrivate, purpose, honest)).toEqual({ ok: true, value: purpose });

	const planted = sealKnowing(new Uint8Array(32), new Uint8Array(32), kemPublic, purpose);
	expect(await openAsDevice(kemPrivate, purpose, planted)).toEqual(broken);
});

test('bytes of another length are no key, and no recipient', async () => {
	for (const length of [0, 31, 33]) {
		expect(() => asKemPrivateKey(new Uint8Array(length))).toThrow();
		expect(() => asKemPublicKey(new Uint8Array(length))).toThrow();
		await expect(sealToDevice(new Uint8Array(length).fill(9), purpose, purpose)).rejects.toThrow();
	}
});
