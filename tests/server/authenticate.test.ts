import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { writeFrame } from '$lib/protocol/frame';
import { largestBody, mostEnvelopesInPull, mostEnvelopesInPush } from '$lib/protocol/limits';
import { rootSigner } from '$lib/protocol/log-entry';
import { paths, writeAppend, writeEnvelopes } from '$lib/protocol/v1';
import type { Config } from '$lib/server/config';
import { databasesUnderTest } from '../databases';
import * as phones from './client';
import { startCircle, startServer } from './start';

const refusal = '{"code":"SignatureRefused"}';

describe.each(databasesUnderTest)('who asks, on $name', ({ createUrl }) => {
	const start = async (changes?: Partial<Config>) => startCircle(await createUrl(), changes);

	test('a signature that covers anything else than this request is refused, in the same words', async () => {
		const { mai, awa } = await start();
		const { org } = mai.directory;
		const log = `${paths.log(org)}?after=-1`;
		const signed = phones.requestOf(mai, 'GET', log);
		const header = (name: string) => signed.headers.get(name) ?? '';
		const input = header('signature-input');
		const with_ = (headers: Record<string, string>, method = 'GET', address = log) =>
			new Request(new URL(address, phones.origin), {
				method,
				headers: { ...Object.fromEntries(signed.headers), ...headers }
			});
		const attempts: readonly Request[] = [
			with_({}, 'GET', `${paths.log(org)}?after=0`),
			with_({}, 'GET', paths.log(org)),
			with_({}, 'GET', `${paths.log(org).toUpperCase()}?after=-1`),
			with_({}, 'GET', `${paths.log(org)}/?after=-1`),
			with_({ 'signature-input': input.replace('"@query" ', '') }),
			with_({ 'signature-input': input.replace('"@method" "@authority"', '"@authority" "@method"') }),
			with_({ 'signature-input': input.replace('sg-v1', 'sg-v2') }),
			with_({ 'signature-input': `${input}, other=()` }),
			with_({ 'signature-input': `${input}, ${input}` }),
			with_({ 'signature-input': input.replace(/expires=(\d+)/, (_, at) => `expires=${Number(at) - 1}`) }),
			with_({ 'signature-input': input.replace(/;nonce="[^"]+"/, `;nonce="${randomBytes(16).toString('base64')}"`) }),
			with_({ 'signature-input': input.replace(/keyid="\w+"/, `keyid="${awa.device.replaceAll('-', '')}"`) }),
			with_({ 'signature-input': input.replace('sg=', 'sg2=') }),
			with_({ signature: `sg=:${randomBytes(64).toString('base64')}:` }),
			with_({ signature: `${header('signature')}, ${header('signature')}` }),
			with_({ signature: '' }),
			with_({ 'content-digest': `sha-256=:${randomBytes(32).toString('base64')}:` }),
			with_({ 'content-digest': `sha-512=:${randomBytes(64).toString('base64')}:` }),
			phones.requestOf(mai, 'GET', log, undefined, { signedAuthority: 'evil.example' }),
			phones.requestOf(mai, 'GET', log, undefined, { signedAuthority: 'localhost' }),
			phones.requestOf(mai, 'GET', log, undefined, { signedMethod: 'POST' }),
			phones.requestOf(mai, 'GET', log, undefined, { signedPath: paths.heads(org) })
		];
		for (const attempt of attempts) {
			const response = await mai.send(attempt);
			if (response.status === 404) continue;
			expect([response.status, await response.text()]).toEqual([401, refusal]);
		}
		expect((await mai.send(signed)).status).toBe(200);
		const unsigned = await mai.send(new Request(new URL(log, phones.origin)));
		expect(await phones.codeOf(unsigned)).toBe('SignatureMissing');
	});

	test('what Host says decides nothing', async () => {
		const { mai } = await start();
		const request = phones.requestOf(mai, 'GET', `${paths.log(mai.directory.org)}?after=-1`);
		request.headers.set('x-forwarded-host', 'evil.example');
		expect((await mai.send(request)).status).toBe(200);
	});

	test('another body than the signed one is refused, and nothing of it is stored', async () => {
		const { mai, work } = await start();
		const [first, second] = [phones.envelopeOf(mai, work).bytes, phones.envelopeOf(mai, work).bytes];
		const address = paths.envelopes(mai.directory.org);
		const request = phones.requestOf(mai, 'POST', address, writeEnvelopes([first]), {
			sentBody: writeEnvelopes([second])
		});
		expect(await (await mai.send(request)).text()).toBe(refusal);
		expect((await phones.pull(mai)).heads).toEqual([]);
	});

	test('an unknown organisation, an unknown device and a wrong signature answer alike', async () => {
		const { mai, awa, server } = await start();
		const elsewhere = phones.createPhone(mai.send);
		elsewhere.directory = { ...mai.directory, org: randomBytes(32) };
		const stranger = phones.createPhone(mai.send);
		stranger.directory = mai.directory;
		const impostor = { ...awa, pair: phones.createPair() };
		const nowhere = { ...mai, directory: elsewhere.directory };
		const answers = await Promise.all(
			[elsewhere, stranger, impostor, nowhere].map(async (phone) => {
				const response = await phones.get(phone, `${paths.changes(phone.directory.org)}?log=-1&after=0`);
				return [response.status, await response.text(), JSON.stringify([...response.headers])].join('\n');
			})
		);
		expect(new Set(answers).size).toBe(1);
		expect(answers[0]).toContain(refusal);
		expect(server.config.origin).toBe(phones.origin);
	});

	test('for the same work: how long a refusal takes does not tell who belongs to whom', async () => {
		const { mai, awa } = await start();
		const stranger = { ...phones.createPhone(mai.send), directory: mai.directory };
		const impostor = { ...awa, pair: phones.createPair() };
		const nowhere = { ...mai, directory: { ...mai.directory, org: randomBytes(32) } };
		const times: number[][] = [[], [], []];
		for (let round = 0; round < 400; round++)
			for (const [at, phone] of [stranger, impostor, nowhere].entries()) {
				const request = phones.requestOf(phone, 'GET', `${paths.changes(phone.directory.org)}?log=-1&after=0`);
				const from = performance.now();
				await phone.send(request);
				times[at]!.push(performance.now() - from);
			}
		const medians = times.map((taken) => taken.sort((a, b) => a - b)[200]!);
		// A check that is left out for some would take a tenth of the time.
		expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.6);
	});

	test('a request works once: for reading in this process, for writing also after a restart and in another process', async () => {
		const url = await createUrl();
		const { mai, work } = await startCircle(url);
		const read = phones.requestOf(mai, 'GET', `${paths.changes(mai.directory.org)}?log=-1&after=0`);
		expect((await mai.send(read.clone())).status).toBe(200);
		expect(await phones.codeOf(await mai.send(read.clone()))).toBe('SignatureRefused');
		const body = writeEnvelopes(phones.nextEnvelopes(mai, work, 1));
		const write = phones.requestOf(mai, 'POST', paths.envelopes(mai.directory.org), body);
		expect((await mai.send(write.clone())).status).toBe(200);
		expect(await phones.codeOf(await mai.send(write.clone()))).toBe('SignatureRefused');
		const another = phones.sendTo(await startServer(url));
		expect(await phones.codeOf(await another(write.clone()))).toBe('SignatureRefused');
	});

	test('a request that is too old, too new or lives too long hears what time it is here', async () => {
		const { mai } = await start();
		const now = mai.now();
		for (const stamp of [
			{ created: now - 200, expires: now - 80 },
			{ created: now + 500, expires: now + 600 },
			{ created: now, expires: now + 121 },
			{ created: now, expires: now }
		]) {
			const address = `${paths.log(mai.directory.org)}?after=-1`;
			const response = await mai.send(phones.requestOf(mai, 'GET', address, undefined, { stamp }));
			const body = (await response.json()) as { code: string; now: number };
			expect([response.status, body.code]).toEqual([401, 'ClockSkewed']);
			expect(Math.abs(body.now - now)).toBeLessThan(10);
		}
	});

	test('a revoked device may read the log, and hears 403 everywhere else', async () => {
		const { mai, awa, work } = await start();
		await phones.append(mai, { kind: 'revocation', device: awa.device, cutOffs: [] }, phones.epochOf(mai, work, [mai]));
		const { org } = mai.directory;
		const empty = randomBytes(10);
		const answers = await Promise.all([
			phones.get(awa, `${paths.changes(org)}?log=-1&after=0`),
			phones.get(awa, paths.letters(org)),
			phones.get(awa, paths.hints(org)),
			phones.get(awa, paths.invites(org)),
			phones.post(awa, paths.log(org), empty),
			phones.post(awa, paths.invites(org), empty),
			phones.post(awa, paths.letters(org), empty),
			phones.post(awa, paths.lettersTaken(org), empty),
			phones.pushRequest(awa, [phones.envelopeOf(awa, work).bytes])
		]);
		for (const answer of answers) {
			expect(answer.headers.get('clear-site-data')).toBe('"cache"');
			expect(await phones.codeOf(answer)).toBe('DeviceRevoked');
		}
		await phones.readWholeLog(awa);
		expect(awa.directory.devices.get(awa.device)?.revoked).not.toBeNull();
	});

	test('a device whose certificate has run out may read the log and nothing else', async () => {
		const { mai } = await start();
		const today = Math.floor(mai.now() / 86_400);
		const guest = await phones.admit(mai, ['facilitator'], { notAfter: today });
		expect((await phones.get(guest, paths.letters(mai.directory.org))).status).toBe(200);
		const url = await createUrl();
		let seconds = mai.now();
		const clock = { now: () => seconds * 1000, today: () => '2026-11-22' };
		const { mai: later } = await startCircle(url, {}, { clock });
		const late = await phones.admit(later, ['facilitator'], { notAfter: today });
		seconds += 2 * 86_400;
		expect(await phones.codeOf(await phones.get(late, paths.letters(later.directory.org)))).toBe('NotAllowed');
		expect((await phones.get(late, `${paths.log(later.directory.org)}?after=-1`)).status).toBe(200);
	});

	test('forms, plain text and bodies that are too large are refused', async () => {
		const { mai } = await start();
		const address = paths.envelopes(mai.directory.org);
		for (const type of [
			'text/plain',
			'application/x-www-form-urlencoded',
			'multipart/form-data',
			'application/json',
			''
		]) {
			const request = phones.requestOf(mai, 'POST', address, randomBytes(10), { headers: { 'content-type': type } });
			expect(await phones.codeOf(await mai.send(request))).toBe('ContentTypeWrong');
		}
		const large = randomBytes(largestBody + 1);
		expect(await phones.codeOf(await phones.post(mai, address, large))).toBe('BodyTooLarge');
		const lying = phones.requestOf(mai, 'POST', address, randomBytes(10), {
			headers: { 'content-length': '99999999' }
		});
		expect(await phones.codeOf(await mai.send(lying))).toBe('BodyTooLarge');
	});

	test('a body without end is not waited for, nor held', async () => {
		const { mai } = await start();
		let sent = 0;
		let cancelled = false;
		const endless = new ReadableStream<Uint8Array>({
			pull: (controller) => {
				sent += 65_536;
				controller.enqueue(new Uint8Array(65_536));
			},
			cancel: () => {
				cancelled = true;
			}
		});
		const signed = phones.requestOf(mai, 'POST', paths.envelopes(mai.directory.org), randomBytes(10));
		const request = new Request(signed.url, {
			method: 'POST',
			headers: signed.headers,
			body: endless,
			...{ duplex: 'half' }
		});
		expect(await phones.codeOf(await mai.send(request))).toBe('BodyTooLarge');
		expect(cancelled).toBe(true);
		expect(sent).toBeLessThan(2 * largestBody);
	});

	test('a stranger cannot make the server read a body at all', async () => {
		const { mai } = await start();
		const stranger = { ...phones.createPhone(mai.send), directory: mai.directory };
		const request = phones.requestOf(stranger, 'POST', paths.envelopes(mai.directory.org), randomBytes(1000));
		expect(await phones.codeOf(await mai.send(request))).toBe('SignatureRefused');
		expect(request.bodyUsed).toBe(false);
	});

	test('answers are kept by nobody, set no cookie and are for no other site', async () => {
		const { mai } = await start();
		const response = await phones.get(mai, `${paths.log(mai.directory.org)}?after=-1`);
		expect(response.headers.get('cache-control')).toBe('no-store');
		expect(response.headers.get('set-cookie')).toBeNull();
		expect(response.headers.get('access-control-allow-origin')).toBeNull();
	});

	test('a device that asks too often waits, and the others do not', async () => {
		const { mai, awa } = await start({ rateLimit: 0.1 });
		const ask = (phone: phones.Phone) => phones.get(phone, paths.letters(mai.directory.org));
		let last = await ask(mai);
		for (let asked = 0; asked < 40 && last.ok; asked++) last = await ask(mai);
		expect(await phones.codeOf(last)).toBe('TooManyRequests');
		expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
		expect((await ask(awa)).status).toBe(200);
	});

	test('as many requests as the first sharing of 10,000 records takes meet no limit', async () => {
		const { mai, awa } = await start({ rateLimit: 1 });
		for (const phone of [mai, awa])
			for (let asked = 0; asked < 10_000 / mostEnvelopesInPush + 10_000 / mostEnvelopesInPull; asked++)
				expect((await phones.get(phone, paths.letters(mai.directory.org))).status).toBe(200);
	});
});

describe.each(databasesUnderTest)('the log on $name', ({ createUrl }) => {
	const start = async () => startCircle(await createUrl());

	test('an organisation is made once; asking again after a lost answer gets the same answer', async () => {
		const server = await startServer(await createUrl());
		const mai = phones.createPhone(phones.sendTo(server));
		const root = await phones.makeOrganisation(mai);
		const page = await phones.get(mai, `${paths.log(mai.directory.org)}?after=-1`);
		expect(page.status).toBe(200);
		const other = phones.createPhone(mai.send);
		other.directory = { ...mai.directory, head: { seq: -1, hash: new Uint8Array(32) } };
		const certificate = phones.certificateOf(other, ['admin']);
		const body = { kind: 'root', rootKey: root.verifyKey, certificate } as const;
		const day = Math.floor(other.now() / 86_400);
		const entries = phones.entriesOf(other.directory, rootSigner, root, day, [body]);
		expect(await phones.codeOf(await phones.post(other, paths.organisations, writeFrame(...entries)))).toBe(
			'OrganisationExists'
		);
		// Somebody else's organisation: the root does not hash to the name.
		const forged = phones.entriesOf(other.directory, rootSigner, phones.createPair(), day, [body]);
		expect(await phones.codeOf(await phones.post(other, paths.organisations, writeFrame(...forged)))).toBe(
			'LogRefused'
		);
	});

	test('a server that is closed makes no organisation', async () => {
		const server = await startServer(await createUrl(), { organisations: 'closed' });
		const mai = phones.createPhone(phones.sendTo(server));
		await expect(phones.makeOrganisation(mai)).rejects.toThrow('OrganisationsClosed');
	});

	test('two administrators at once end in one line: one is taken, the other hears that the log moved', async () => {
		const { mai } = await start();
		const bo = await phones.admit(mai, ['admin']);
		const answers = await Promise.all([
			phones.append(mai, { kind: 'policy', name: 'a', value: 1 }),
			phones.append(bo, { kind: 'policy', name: 'b', value: 2 })
		]);
		expect((await Promise.all(answers.map(phones.codeOf))).sort()).toEqual(['200', 'LogMoved']);
		await phones.readWholeLog(mai);
		await phones.readWholeLog(bo);
		expect(Buffer.from(mai.directory.head.hash)).toEqual(Buffer.from(bo.directory.head.hash));
	});

	test('an append with one bad entry changes nothing', async () => {
		const { mai, awa } = await start();
		const before = mai.directory.head.seq;
		const guest = phones.createPhone(mai.send);
		const good = { kind: 'policy', name: 'a', value: 1 } as const;
		const bad = { kind: 'policy', name: 'check-in-threshold', value: 2 } as const;
		expect(await phones.codeOf(await phones.append(mai, good, bad))).toBe('LogRefused');
		// A facilitator cannot make a supervisor, whoever carries the request.
		const certificate = phones.certificateOf(guest, ['supervisor']);
		expect(await phones.codeOf(await phones.append(awa, { kind: 'certificate', certificate }))).toBe('LogRefused');
		await phones.readWholeLog(mai);
		expect(mai.directory.head.seq).toBe(before);
	});

	test('an append can carry more than a push: a revocation with an epoch for every stream', async () => {
		const { mai, awa } = await start();
		const streams = Array.from({ length: 60 }, () => ({ group: randomUUID(), stream: 'work' as const }));
		const epochs = streams.map((ref) => phones.epochOf(mai, ref, [mai, awa]));
		expect((await phones.append(mai, ...epochs)).status).toBe(200);
		await phones.readWholeLog(awa);
		const next = streams.map((ref) => phones.epochOf(mai, ref, [mai]));
		const revocation = { kind: 'revocation', device: awa.device, cutOffs: [] } as const;
		expect((await phones.append(mai, revocation, ...next)).status).toBe(200);
	});

	test('bytes that are no append are refused', async () => {
		const { mai } = await start();
		const address = paths.log(mai.directory.org);
		expect(await phones.codeOf(await phones.post(mai, address, randomBytes(50)))).toBe('BodyUnreadable');
		const garbage = writeAppend({ after: mai.directory.head.seq, entries: [randomBytes(80)] });
		expect(await phones.codeOf(await phones.post(mai, address, garbage))).toBe('LogRefused');
	});
});
