/** Values that others published: they show that this folder computes what the standards say, not only what it computed before. */
import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '$lib/base/bytes';
import { hmacSha256, sameBytes } from './digest';
import { decrypt } from './envelope';
import { asKemPrivateKey, createKemKeys, hpkeSuite, kemPublicOf, openAsDevice, sealToDevice } from './hpke';
import { asSigningKey, sign, verifies, verifyKeyOf } from './signature';
import { asStreamKey, openFromStream } from './stream-key';

type Named<Fields extends string> = { readonly name: string } & Readonly<Record<Fields, string>>;
interface Published {
	readonly ed25519: readonly (Named<'publicKey' | 'message' | 'signature'> & {
		readonly secretKey?: string;
		readonly isValid: boolean;
	})[];
	readonly x25519: readonly Named<'privateKey' | 'publicKey' | 'shared'>[];
	readonly smallOrder: Readonly<Record<'x25519' | 'ed25519' | 'ed25519NotCanonical', readonly string[]>>;
	readonly xchacha20poly1305: readonly Named<'key' | 'nonce' | 'associated' | 'plaintext' | 'sealed'>[];
	readonly hkdfSha256: readonly Named<'secret' | 'salt' | 'context' | 'output'>[];
	readonly hmacSha256: readonly (Named<'key' | 'message' | 'tag'> & { readonly isValid: boolean })[];
	readonly hpke: Named<
		| 'context'
		| 'ephemeralSecret'
		| 'recipientPrivate'
		| 'recipientPublic'
		| 'encapsulated'
		| 'associated'
		| 'plaintext'
		| 'sealed'
	>;
}

// Our own file, whose shape the tests below would not survive if it were another.
const published = JSON.parse(
	readFileSync(new URL('../../../tests/vectors/published.v1.json', import.meta.url), 'utf8')
) as Published;
const hexToBytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const zeros = '0'.repeat(64);

/** What OpenSSL says of the same signature; it throws for keys it cannot read, which is a no as well. */
function nodeVerifies(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	try {
		const x = Buffer.from(publicKey).toString('base64url');
		return verify(null, message, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature);
	} catch {
		return false;
	}
}

/** What OpenSSL computes, or undefined when it refuses because the result would be all zeros. */
function nodeShared(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
	const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
	const okp = { kty: 'OKP', crv: 'X25519' };
	const ours = { ...okp, d: base64(privateKey), x: base64(x25519.getPublicKey(privateKey)) };
	try {
		return new Uint8Array(
			diffieHellman({
				privateKey: createPrivateKey({ key: ours, format: 'jwk' }),
				publicKey: createPublicKey({ key: { ...okp, x: base64(publicKey) }, format: 'jwk' })
			})
		);
	} catch {
		return undefined;
	}
}

describe('Ed25519', () => {
	test.each(published.ed25519)('$name', ({ publicKey, message, signature, secretKey, isValid }) => {
		const [key, text, signed] = [hexToBytes(publicKey), hexToBytes(message), hexToBytes(signature)];
		expect(verifies(key, text, signed)).toBe(isValid);
		expect(nodeVerifies(key, text, signed)).toBe(isValid);
		if (secretKey === undefined) return;
		const signingKey = asSigningKey(hexToBytes(secretKey));
		expect(verifyKeyOf(signingKey)).toEqual(key);
		expect(sign(signingKey, text)).toEqual(signed);
	});

	const { ed25519: small, ed25519NotCanonical: misspelt } = published.smallOrder;

	test.each([...small, ...misspelt])('no signature verifies under the small or misspelt key %s', (publicKey) => {
		const key = hexToBytes(publicKey);
		const one = hexToBytes(`01${'0'.repeat(62)}`);
		// With R = A or the neutral point and S = 0, looser rules accept one signature for one message in at most eight.
		for (const r of [key, one, ...small.map(hexToBytes)])
			for (let message = 0; message < 16; message++)
				expect(verifies(key, Uint8Array.of(message), concatBytes(r, new Uint8Array(32)))).toBe(false);
	});

	test('the looser rule would have accepted some of these, so the test above can fail', () => {
		const key = hexToBytes(small[0] ?? '');
		const signature = concatBytes(key, new Uint8Array(32));
		expect(ed25519.verify(signature, Uint8Array.of(1), key, { zip215: true })).toBe(true);
	});
});

describe('X25519', () => {
	test.each(published.x25519)('$name', ({ privateKey, publicKey, shared }) => {
		const [ours, theirs] = [hexToBytes(privateKey), hexToBytes(publicKey)];
		if (shared === zeros) {
			expect(() => x25519.getSharedSecret(ours, theirs)).toThrow();
			expect(nodeShared(ours, theirs)).toBeUndefined();
		} else {
			expect(x25519.getSharedSecret(ours, theirs)).toEqual(hexToBytes(shared));
			expect(nodeShared(ours, theirs)).toEqual(hexToBytes(shared));
		}
	});

	test.each(published.smallOrder.x25519)('the small key %s is refused as recipient and as sender', async (hex) => {
		const small = hexToBytes(hex);
		const { kemPrivate } = createKemKeys();
		expect(nodeShared(kemPrivate, small)).toBeUndefined();
		await expect(sealToDevice(small, new Uint8Array(0), Uint8Array.of(1))).rejects.toThrow();
		// Sealed with the secret that everybody knows, zero: it must not open even though its tag would fit.
		expect(await openAsDevice(kemPrivate, new Uint8Array(0), concatBytes(small, new Uint8Array(48)))).toEqual({
			ok: false,
			error: { type: 'SealBroken' }
		});
	});
});

describe('XChaCha20-Poly1305', () => {
	test.each(published.xchacha20poly1305)('$name', ({ key, nonce, associated, plaintext, sealed }) => {
		const box = concatBytes(hexToBytes(nonce), hexToBytes(sealed));
		expect(decrypt(hexToBytes(key), box, hexToBytes(associated))).toEqual(hexToBytes(plaintext));
		expect(openFromStream(asStreamKey(hexToBytes(key)), hexToBytes(associated), box)).toEqual({
			ok: true,
			value: hexToBytes(plaintext)
		});
	});
});

describe('HKDF-SHA256', () => {
	test.each(published.hkdfSha256)('$name', ({ secret, salt, context, output }) => {
		const parts = [hexToBytes(secret), hexToBytes(salt), hexToBytes(context), output.length / 2] as const;
		expect(hkdf(nobleSha256, ...parts)).toEqual(hexToBytes(output));
		expect(new Uint8Array(hkdfSync('sha256', ...parts))).toEqual(hexToBytes(output));
	});
});

describe('HMAC-SHA256', () => {
	test.each(published.hmacSha256)('$name', ({ key, message, tag, isValid }) => {
		expect(sameBytes(hmacSha256(hexToBytes(key), hexToBytes(message)), hexToBytes(tag))).toBe(isValid);
	});
});

describe('HPKE', () => {
	const vector = published.hpke;
	const bufferOf = (hex: string) => hexToBytes(hex).buffer;

	test(`${vector.name}: opens`, async () => {
		const suite = await hpkeSuite();
		const recipient = await suite.createRecipientContext({
			recipientKey: await suite.kem.deserializePrivateKey(bufferOf(vector.recipientPrivate)),
			enc: bufferOf(vector.encapsulated),
			['info']: bufferOf(vector.context)
		});
		const opened = await recipient.open(bufferOf(vector.sealed), bufferOf(vector.associated));
		expect(Buffer.from(opened).toString('hex')).toBe(vector.plaintext);
	});

	test(`${vector.name}: seals to the same bytes`, async () => {
		const suite = await hpkeSuite();
		const sender = await suite.createSenderContext({
			recipientPublicKey: await suite.kem.deserializePublicKey(bufferOf(vector.recipientPublic)),
			['info']: bufferOf(vector.context),
			ekm: bufferOf(vector.ephemeralSecret)
		});
		const sealed = await sender.seal(bufferOf(vector.plaintext), bufferOf(vector.associated));
		expect(Buffer.from(sender.enc).toString('hex')).toBe(vector.encapsulated);
		expect(Buffer.from(sealed).toString('hex')).toBe(vector.sealed);
	});

	test('the public half is the published one', () => {
		expect(kemPublicOf(asKemPrivateKey(hexToBytes(vector.recipientPrivate)))).toEqual(
			hexToBytes(vector.recipientPublic)
		);
	});
});
