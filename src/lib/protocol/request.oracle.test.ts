import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import * as fc from 'fast-check';
import { httpbis } from 'http-message-signatures';
import { expect, test } from 'vitest';
import { createClock } from '$lib/base/clock';
import { requestHeaders, requestSigned, stampRequest, type SignedRequest } from './request';

// A second implementation of RFC 9421 reads what ours writes: if both agree on every request, the profile is the standard
// and not only our own idea of it.

const keys = generateKeyPairSync('ed25519');
const device = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

const request = fc
	.record({
		method: fc.constantFrom('GET', 'POST'),
		host: fc.constantFrom('cercle.example', 'localhost:3000', '192.168.1.20:8080'),
		path: fc.stringMatching(/^\/api\/v1(\/[a-z0-9-]{1,12}){0,3}$/),
		query: fc.constantFrom('', '?after=12', '?log=3&after=4'),
		body: fc.uint8Array({ maxLength: 40 }),
		nonce: fc.uint8Array({ minLength: 16, maxLength: 16 })
	})
	.map(({ method, host, path, query, body, nonce }) => {
		const bodyHash = new Uint8Array(createHash('sha256').update(body).digest());
		const of: SignedRequest = { method, authority: host, path, query: query || '?', bodyHash };
		return { of, nonce, url: `http://${host}${path}${query}` };
	});

const seconds = Math.floor(createClock().now() / 1000);
const headersOf = (of: SignedRequest, nonce: Uint8Array) => {
	const stamp = stampRequest(device, nonce, seconds);
	return { ...requestHeaders(of, stamp, new Uint8Array(sign(null, requestSigned(of, stamp), keys.privateKey))) };
};
const accepts = (method: string, url: string, headers: Record<string, string>) =>
	httpbis.verifyMessage(
		{
			keyLookup: async () => ({
				id: device.replaceAll('-', ''),
				algs: ['ed25519'],
				verify: async (message, signature) => verify(null, message, keys.publicKey, signature)
			})
		},
		{ method, url, headers }
	);

test('another implementation accepts every request we sign', async () => {
	await fc.assert(
		fc.asyncProperty(request, async ({ of, nonce, url }) => {
			expect(await accepts(of.method, url, headersOf(of, nonce))).toBe(true);
		}),
		{ numRuns: 60 }
	);
});

test('and refuses each that was changed on its way', async () => {
	await fc.assert(
		fc.asyncProperty(request, async ({ of, nonce, url }) => {
			const headers = headersOf(of, nonce);
			const isRefused = async (...changed: Parameters<typeof accepts>) =>
				(await accepts(...changed).catch(() => false)) !== true;
			expect(await isRefused(of.method === 'GET' ? 'POST' : 'GET', url, headers)).toBe(true);
			expect(await isRefused(of.method, `${url}x`, headers)).toBe(true);
			expect(await isRefused(of.method, url.replace('http://', 'http://x'), headers)).toBe(true);
			const digest = `sha-256=:${Buffer.alloc(32).toString('base64')}:`;
			expect(await isRefused(of.method, url, { ...headers, 'content-digest': digest })).toBe(true);
		}),
		{ numRuns: 30 }
	);
});
