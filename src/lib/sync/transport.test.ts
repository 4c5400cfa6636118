import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { createDeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { verifies } from '$lib/crypto/signature';
import { readRequestHeaders, requestSigned } from '$lib/protocol/request';
import { Done } from '$lib/protocol/v1';
import { createTransport, type Fetch } from './transport';

const keys = createDeviceKeys();
const device = '11111111-2222-4333-8444-555555555555';
const now = Date.UTC(2026, 10, 22);

interface Asked {
	readonly address: string;
	readonly options: RequestInit;
}

/** A transport whose requests are answered by the test. */
function speak(answer: (asked: Asked, count: number) => Response | Promise<Response>) {
	const asked: Asked[] = [];
	const silences: (() => void)[] = [];
	const fetch: Fetch = async (address, options) => {
		asked.push({ address, options });
		return answer({ address, options }, asked.length);
	};
	const transport = createTransport({
		...{ origin: 'https://cercle.example', device, signingKey: keys.signingKey, fetch, random: createRandom() },
		clock: { now: () => now, today: () => '2026-11-22' },
		timer: (_, call) => {
			silences.push(call);
			return () => silences.splice(silences.indexOf(call), 1);
		}
	});
	return { transport, asked, silences };
}

const binary = (bytes: Uint8Array) =>
	new Response(Buffer.from(bytes), { headers: { 'content-type': 'application/octet-stream' } });
const json = (value: unknown, status = 200) =>
	new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json; charset=utf-8' } });

describe('a request', () => {
	test('is signed whole, follows no redirect and takes no cookie along', async () => {
		const { transport, asked } = speak(() => binary(Uint8Array.of(1)));
		const body = Uint8Array.of(1, 2, 3);
		await transport.send({ method: 'POST', path: '/api/v1/x', query: { after: -1, log: 2 }, body });
		const { address, options } = asked[0]!;
		expect(address).toBe('https://cercle.example/api/v1/x?after=-1&log=2');
		expect(options).toMatchObject({ redirect: 'error', credentials: 'omit', cache: 'no-store' });
		const read = readRequestHeaders(new Headers(options.headers));
		if (!read.ok) throw new Error(read.error.type);
		const request = { method: 'POST', authority: 'cercle.example', path: '/api/v1/x', query: '?after=-1&log=2' };
		const signed = requestSigned({ ...request, bodyHash: sha256(body) }, read.value.stamp);
		expect(read.value.stamp.device).toBe(device);
		expect(verifies(keys.verifyKey, signed, read.value.signature)).toBe(true);
	});

	test('that proves itself carries no signature', async () => {
		const { transport, asked } = speak(() => json({ done: true }));
		await transport.sendJson({ method: 'POST', path: '/api/v1/x', signed: false }, Done);
		expect(new Headers(asked[0]!.options.headers).has('signature')).toBe(false);
	});

	test('is asked once more with the time of the server, and the time is kept only if that was right', async () => {
		const skewed = json({ code: 'ClockSkewed', now: now / 1000 + 7200 }, 401);
		const right = speak((_, count) => (count === 1 ? skewed : binary(new Uint8Array(0))));
		expect((await right.transport.send({ method: 'GET', path: '/x' })).ok).toBe(true);
		await right.transport.send({ method: 'GET', path: '/x' });
		const created = right.asked.map(({ options }) => {
			const read = readRequestHeaders(new Headers(options.headers));
			return read.ok ? read.value.stamp.created - now / 1000 : null;
		});
		expect(created).toEqual([0, 7200, 7200]);
		const lying = speak(() => json({ code: 'ClockSkewed', now: 9_000_000_000 }, 401));
		const over = await lying.transport.send({ method: 'GET', path: '/x' });
		expect(over).toEqual({ ok: false, error: { type: 'ServerProblem', code: 'ClockSkewed' } });
		expect(lying.asked).toHaveLength(2);
		await lying.transport.send({ method: 'GET', path: '/x' });
		const third = readRequestHeaders(new Headers(lying.asked[2]!.options.headers));
		expect(third.ok && third.value.stamp.created).toBe(now / 1000);
	});
});

describe('an answer', () => {
	test('that does not come is being offline, also after a long silence', async () => {
		const failing = speak(() => Promise.reject(new TypeError('fetch failed')));
		expect(await failing.transport.send({ method: 'GET', path: '/x' })).toEqual({
			ok: false,
			error: { type: 'Offline' }
		});
		const silent = speak(
			({ options }) =>
				new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(new Error('aborted'))))
		);
		const waiting = silent.transport.send({ method: 'GET', path: '/x' });
		silent.silences[0]!();
		expect(await waiting).toEqual({ ok: false, error: { type: 'Offline' } });
	});

	test('that nobody waits for any more is cancelled', async () => {
		const controller = new AbortController();
		const { transport } = speak(
			({ options }) =>
				new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(new Error('aborted'))))
		);
		const waiting = transport.send({ method: 'GET', path: '/x', signal: controller.signal });
		controller.abort();
		expect(await waiting).toEqual({ ok: false, error: { type: 'Cancelled' } });
	});

	test('of another shape than asked for is refused', async () => {
		const { transport } = speak(() => json({ done: 'yes' }));
		const over = await transport.sendJson({ method: 'POST', path: '/x' }, Done);
		expect(over).toEqual({ ok: false, error: { type: 'AnswerRefused' } });
	});

	test('with an unknown code is no answer of ours', async () => {
		const { transport } = speak(() => json({ code: 'TrustMe' }, 403));
		expect(await transport.send({ method: 'GET', path: '/x' })).toEqual({
			ok: false,
			error: { type: 'AnswerRefused' }
		});
	});

	test('without end is given up after four megabytes', async () => {
		let sent = 0;
		const endless = new ReadableStream<Uint8Array>({
			pull: (controller) => {
				sent += 65_536;
				controller.enqueue(new Uint8Array(65_536));
			}
		});
		const { transport } = speak(
			() => new Response(endless, { headers: { 'content-type': 'application/octet-stream' } })
		);
		expect(await transport.send({ method: 'GET', path: '/x' })).toEqual({
			ok: false,
			error: { type: 'AnswerRefused' }
		});
		expect(sent).toBeLessThan(5 * 1024 * 1024);
	});
});
