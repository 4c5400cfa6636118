import { argon2id as nobleArgon2id } from '@noble/hashes/argon2.js';
import { argon2id } from 'hash-wasm';
import { describe, expect, test, vi } from 'vitest';
import { ownScriptUrl } from '$lib/base/trusted-script-url';
import { textToBytes } from '$lib/base/bytes';
import { checkKdfParams, createKdf, kdfCeiling, kdfFloor, KdfParams } from './kdf';
import { createInlineKdf } from './kdf-inline';
import { chooseKdfParams, kdfLadder } from './kdf-params';
import type { KdfQuestion } from './kdf.worker';

const salt = new Uint8Array(16).fill(2);
const weak: readonly KdfParams[] = [
	{ ...kdfFloor, memoryKiB: kdfFloor.memoryKiB - 1 },
	{ ...kdfFloor, passes: 1 },
	{ ...kdfFloor, memoryKiB: 131_073 },
	{ ...kdfFloor, passes: 9 },
	{ ...kdfFloor, passes: 2.5 },
	{ ...kdfFloor, memoryKiB: NaN },
	{ ...kdfFloor, parallelism: 2 as 1 } // What a hostile header would hold; the type forbids it on purpose.
];

describe('Argon2id', () => {
	test('gives the published result (RFC 9106, 5.3) in the second library', () => {
		const tag = nobleArgon2id(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2), {
			t: 3,
			m: 32,
			p: 4,
			dkLen: 32,
			key: new Uint8Array(8).fill(3),
			personalization: new Uint8Array(12).fill(4)
		});
		expect(Buffer.from(tag).toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
	});

	test('is the same in both libraries, with several passes, lanes and a keyed secret', async () => {
		for (const [t, m, p] of [
			[1, 8, 1],
			[2, 64, 1],
			[3, 256, 1],
			[3, 32, 4]
		] as const) {
			const [password, key] = [textToBytes('password'), new Uint8Array(8).fill(3)];
			const ours = await argon2id({
				password,
				salt,
				secret: key,
				iterations: t,
				memorySize: m,
				parallelism: p,
				hashLength: 32,
				outputType: 'binary'
			});
			expect(ours).toEqual(nobleArgon2id(password, salt, { t, m, p, dkLen: 32, key }));
		}
	});

	test('derives at the floor what the second library derives', async () => {
		const ours = await createInlineKdf().derive(textToBytes('secret'), salt, kdfFloor);
		expect(ours).toEqual(nobleArgon2id(textToBytes('secret'), salt, { t: 2, m: 19_456, p: 1, dkLen: 32 }));
	}, 30_000);
});

describe('the bounds', () => {
	test('hold for parameters read from anywhere', () => {
		for (const params of weak) expect(checkKdfParams(params)).toEqual({ ok: false, error: { type: 'KdfTooWeak' } });
		for (const params of [...kdfLadder, kdfFloor, kdfCeiling])
			expect(checkKdfParams(params)).toEqual({ ok: true, value: params });
	});

	test('hold when deriving, in the page and in the worker alike, and the secret is wiped all the same', async () => {
		const startWorker = () => {
			throw new Error('no worker may start for weak parameters');
		};
		for (const kdf of [createInlineKdf(), createKdf(startWorker)])
			for (const params of weak) {
				const secret = textToBytes('secret');
				await expect(kdf.derive(secret, salt, params)).rejects.toMatchObject({ type: 'KdfTooWeak' });
				expect(secret).toEqual(new Uint8Array(6));
			}
	});

	test('leave room for no other shape in a stored header', () => {
		expect(KdfParams.safeParse(kdfFloor).success).toBe(true);
		for (const shape of [{ ...kdfFloor, v: 2 }, { ...kdfFloor, parallelism: 4 }, { ...kdfFloor, passes: '2' }, null])
			expect(KdfParams.safeParse(shape).success).toBe(false);
	});
});

describe('calibration', () => {
	const at = (msPerUnit: number) => vi.fn(async (params: KdfParams) => params.memoryKiB * params.passes * msPerUnit);

	test('takes the strongest parameters within the budget', async () => {
		const speed = 163 / (65_536 * 3);
		expect(await chooseKdfParams(at(speed), 700)).toEqual({ v: 1, memoryKiB: 131_072, passes: 6, parallelism: 1 });
		expect(await chooseKdfParams(at(speed * 5), 700)).toEqual({ v: 1, memoryKiB: 49_152, passes: 3, parallelism: 1 });
	});

	test('never goes under the floor, however slow the phone', async () => {
		expect(await chooseKdfParams(at(1), 700)).toEqual(kdfFloor);
		expect(await chooseKdfParams(async () => Infinity, 700)).toEqual(kdfFloor);
	});

	test('steps down when the phone cannot give the memory', async () => {
		const measure = async (params: KdfParams) => (params.memoryKiB > 65_536 ? Infinity : 10);
		expect(await chooseKdfParams(measure, 700)).toEqual({ v: 1, memoryKiB: 65_536, passes: 3, parallelism: 1 });
	});

	test('climbs with memory and passes, from the floor to the ceiling', () => {
		expect(kdfLadder[0]).toEqual(kdfFloor);
		expect(kdfLadder.at(-1)).toEqual(kdfCeiling);
		const work = kdfLadder.map((rung) => rung.memoryKiB * rung.passes);
		expect(work).toEqual([...work].sort((one, other) => one - other));
	});
});

/** A worker that records what it is asked and answers when told to. */
function createSilentWorker() {
	const target = new EventTarget();
	const asked: KdfQuestion[] = [];
	const terminate = vi.fn();
	const worker = Object.assign(target, { postMessage: (question: KdfQuestion) => asked.push(question), terminate });
	const reply = (message: unknown) => target.dispatchEvent(new MessageEvent('message', { data: message }));
	// Only the members used by createKdf are there.
	return { worker: worker as unknown as Worker, asked, terminate, reply, target };
}

describe('the worker', () => {
	test('gets a copy, while the secret of the caller is wiped at once', async () => {
		const { worker, asked, reply, terminate } = createSilentWorker();
		const kdf = createKdf(() => worker);
		const secret = textToBytes('secret');
		const derived = kdf.derive(secret, salt, kdfFloor);
		expect(secret).toEqual(new Uint8Array(6));
		expect(asked).toMatchObject([{ ask: 'derive', secret: textToBytes('secret') }]);
		reply({ reply: 'key', id: asked[0]?.id, key: new Uint8Array(32).fill(5) });
		expect(await derived).toEqual(new Uint8Array(32).fill(5));
		expect(terminate).toHaveBeenCalledOnce();
	});

	test('starts again after it ended, and a broken one rejects what waits', async () => {
		const workers = [createSilentWorker(), createSilentWorker()];
		let next = 0;
		const kdf = createKdf(() => (workers[next++] ?? createSilentWorker()).worker);
		const first = kdf.derive(textToBytes('a'), salt, kdfFloor);
		workers[0]?.target.dispatchEvent(new Event('error'));
		await expect(first).rejects.toThrow();
		const second = kdf.calibrate();
		workers[1]?.reply({ reply: 'params', id: workers[1].asked[0]?.id, params: kdfFloor });
		expect(await second).toEqual(kdfFloor);
		expect(next).toBe(2);
	});
});

test('only scripts of this build and origin can become workers', () => {
	const page = 'https://app.example/unlock';
	vi.stubEnv('DEV', false);
	for (const url of ['/_app/immutable/workers/kdf.worker-Bx1_2.js', '/service-worker.js', './service-worker.js'])
		expect(ownScriptUrl(url, page)).toMatch(/^https:\/\/app\.example\//);
	for (const url of [
		'https://evil.example/_app/immutable/workers/kdf.js',
		'//evil.example/service-worker.js',
		'blob:https://app.example/1',
		'data:text/javascript,1',
		'/_app/immutable/workers/../../../uploads/x.js',
		'/_app/immutable/workers/kdf.js?next=1',
		'/api/v1/envelopes'
	])
		expect(() => ownScriptUrl(url, page)).toThrow(TypeError);
	vi.unstubAllEnvs();
});
