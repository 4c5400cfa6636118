import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToText } from '$lib/base/bytes';
import { requestLife } from './limits';
import {
	isFresh,
	readRequestHeaders,
	requestHeaders,
	requestSigned,
	stampRequest,
	type SignedRequest
} from './request';

const request: SignedRequest = {
	method: 'POST',
	authority: 'cercle.example',
	path: '/api/v1/organisations/00/envelopes',
	query: '?',
	bodyHash: new Uint8Array(32).fill(9)
};
const device = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const stamp = stampRequest(device, new Uint8Array(16).fill(5), 1_700_000_000);
const headersOf = (of: SignedRequest = request) =>
	new Headers({ ...requestHeaders(of, stamp, new Uint8Array(64).fill(1)) });

describe('a signed request', () => {
	test('says in its headers what it was stamped with', () => {
		const read = readRequestHeaders(headersOf());
		if (!read.ok) throw new Error(read.error.type);
		expect(read.value.stamp).toEqual(stamp);
		expect([...read.value.bodyHash]).toEqual([...request.bodyHash]);
		expect(read.value.signature).toHaveLength(64);
	});

	test('is signed over the lines that RFC 9421 section 2.5 asks for', () => {
		expect(bytesToText(requestSigned(request, stamp)).split('\n')).toEqual([
			'"@method": POST',
			'"@authority": cercle.example',
			'"@path": /api/v1/organisations/00/envelopes',
			'"@query": ?',
			`"content-digest": sha-256=:${btoa(String.fromCharCode(...request.bodyHash))}:`,
			`"@signature-params": ("@method" "@authority" "@path" "@query" "content-digest");created=1700000000;expires=1700000120;` +
				`nonce="${btoa(String.fromCharCode(...stamp.nonce))}";keyid="3f2504e04f8941d39a0c0305e82c3301";tag="sg-v1"`
		]);
	});

	test('any other part of the request gives other bytes to sign', () => {
		const before = requestSigned(request, stamp).join();
		const others: Partial<SignedRequest>[] = [
			{ method: 'GET' },
			{ authority: 'cercle.example:8080' },
			{ path: '/api/v1/organisations/01/envelopes' },
			{ query: '?after=1' },
			{ bodyHash: new Uint8Array(32) }
		];
		for (const other of others) expect(requestSigned({ ...request, ...other }, stamp).join()).not.toBe(before);
		expect(requestSigned(request, { ...stamp, expires: stamp.expires + 1 }).join()).not.toBe(before);
	});

	test('that covers less, names another tag or hides a second signature is refused', () => {
		const input = headersOf().get('signature-input') ?? '';
		const forms = [
			input.replace(' "content-digest"', ''),
			input.replace('"@query" ', ''),
			input.replace('tag="sg-v1"', 'tag="sg-v2"'),
			input.replace(';tag="sg-v1"', ''),
			`${input}, ${input.replace('sg=', 'sh=')}`,
			input.replace('created=', 'alg="rsa";created='),
			input.replace(/keyid="[^"]*"/, 'keyid="../../x"'),
			''
		];
		for (const form of forms) {
			const headers = headersOf();
			headers.set('signature-input', form);
			expect(readRequestHeaders(headers), form).toEqual({ ok: false, error: { type: 'SignatureUnreadable' } });
		}
		for (const name of ['signature', 'content-digest']) {
			const headers = headersOf();
			headers.delete(name);
			expect(readRequestHeaders(headers).ok).toBe(false);
		}
	});

	test('whatever stands in the headers, reading answers', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
				const texts: Record<string, string> = { 'signature-input': a, signature: b, 'content-digest': c };
				expect(readRequestHeaders({ get: (name) => texts[name] ?? null }).ok).toBe(false);
			})
		);
	});

	test('counts for two minutes and no longer', () => {
		expect(isFresh(stamp, 1_700_000_000)).toBe(true);
		expect(isFresh(stamp, 1_700_000_000 + requestLife - 1)).toBe(true);
		expect(isFresh(stamp, 1_700_000_000 + requestLife)).toBe(false);
		expect(isFresh(stamp, 1_700_000_000 - requestLife - 1), 'from the future').toBe(false);
		expect(isFresh({ ...stamp, expires: stamp.created + requestLife + 1 }, 1_700_000_000)).toBe(false);
		expect(isFresh({ ...stamp, expires: stamp.created }, 1_699_999_990)).toBe(false);
	});
});
