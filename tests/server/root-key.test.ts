import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { rootSigner, type LogBody } from '$lib/protocol/log-entry';
import { paths, writeAppend } from '$lib/protocol/v1';
import type { Config } from '$lib/server/config';
import { databasesUnderTest } from '../databases';
import * as phones from './client';
import { startServer } from './start';

describe.each(databasesUnderTest)('the root key on $name', ({ createUrl }) => {
	/** An organisation whose only administrator is lost, and the root key as a phone of no name. */
	const start = async (changes: Partial<Config> = {}) => {
		const server = await startServer(await createUrl(), changes);
		const mai = phones.createPhone(phones.sendTo(server));
		const pair = await phones.makeOrganisation(mai);
		const work = await phones.makeStream(mai, [mai]);
		const root: phones.Phone = { ...mai, device: rootSigner, pair, chains: new Map() };
		const newcomer = phones.createPhone(mai.send);
		newcomer.directory = mai.directory;
		return { mai, work, root, newcomer };
	};
	type Start = Awaited<ReturnType<typeof start>>;

	const certificate = (
		{ newcomer }: Start,
		roles: Parameters<typeof phones.certificateOf>[1] = ['admin']
	): LogBody => ({
		kind: 'certificate',
		certificate: phones.certificateOf(newcomer, roles, { invite: rootSigner })
	});

	const seqOnServer = async ({ mai }: Start) => {
		await phones.readWholeLog(mai);
		return mai.directory.head.seq;
	};

	test('reads the log, lets one administrator in, and she is a member like any other', async () => {
		const circle = await start();
		const { root, newcomer, mai } = circle;
		await phones.readWholeLog(root);
		expect((await phones.append(root, certificate(circle))).status).toBe(200);
		expect((await phones.get(newcomer, paths.letters(mai.directory.org))).status).toBe(200);
		const revoked = await phones.append(newcomer, { kind: 'revocation', device: mai.device, cutOffs: [] });
		expect(revoked.status).toBe(200);
		expect((await phones.admit(newcomer, ['facilitator'])).device).toBeTruthy();
	});

	test('makes nobody anything but an administrator, and nothing that the log refuses', async () => {
		const circle = await start();
		const before = await seqOnServer(circle);
		const facilitator = await phones.append(circle.root, certificate(circle, ['facilitator']));
		expect(await phones.codeOf(facilitator)).toBe('LogRefused');
		const known = { ...circle, newcomer: { ...circle.mai, pair: phones.createPair() } };
		expect(await phones.codeOf(await phones.append(circle.root, certificate(known)))).toBe('LogRefused');
		expect(await seqOnServer(circle)).toBe(before);
	});

	test('carries nothing else into the log: no second entry, no other kind, no entry of somebody else', async () => {
		const circle = await start();
		const { root, mai, work, newcomer } = circle;
		const before = await seqOnServer(circle);
		const policy = { kind: 'policy', name: 'a', value: 1 } as const;
		const revocation = { kind: 'revocation', device: mai.device, cutOffs: [] } as const;
		const tried: readonly (readonly LogBody[])[] = [
			[certificate(circle), policy],
			[certificate(circle), certificate({ ...circle, newcomer: phones.createPhone(mai.send) })],
			[policy],
			[revocation],
			[phones.epochOf(root, work, [mai])]
		];
		for (const bodies of tried) expect(await phones.codeOf(await phones.append(root, ...bodies))).toBe('NotAllowed');
		const day = Math.floor(mai.now() / 86_400);
		const hers = phones.entriesOf(mai.directory, mai.device, mai.pair, day, [
			{ kind: 'certificate', certificate: phones.certificateOf(newcomer, ['facilitator']) }
		]);
		const carried = writeAppend({ after: mai.directory.head.seq, entries: hers });
		expect(await phones.codeOf(await phones.post(root, paths.log(mai.directory.org), carried))).toBe('NotAllowed');
		expect(await seqOnServer(circle)).toBe(before);
	});

	test('can do nothing else: every other request is refused as that of a stranger', async () => {
		const circle = await start();
		const { root, work, mai } = circle;
		const { org } = mai.directory;
		const body = randomBytes(10);
		const stranger = { ...phones.createPhone(mai.send), directory: mai.directory };
		const answers = [
			await phones.get(root, `${paths.changes(org)}?log=-1&after=0`),
			await phones.get(root, `${paths.stream(org, work)}?after=0`),
			await phones.get(root, `${paths.heads(org)}?device=${mai.device}`),
			await phones.get(root, paths.invites(org)),
			await phones.get(root, paths.letters(org)),
			await phones.get(root, paths.hints(org)),
			await phones.post(root, paths.invites(org), body),
			await phones.post(root, paths.letters(org), body),
			await phones.post(root, paths.lettersTaken(org), body),
			await phones.pushRequest(root, [phones.envelopeOf(root, work).bytes]),
			await phones.get(stranger, paths.letters(org))
		];
		const texts = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`));
		expect(new Set(texts)).toEqual(new Set(['401 {"code":"SignatureRefused"}']));
	});

	test('is one key: another under its name is refused as a stranger, here and where nobody is', async () => {
		const circle = await start();
		const { root, mai } = circle;
		const wrong = { ...root, pair: phones.createPair() };
		// The administrator's own key does not sign in the name of the root key either.
		const hers = { ...root, pair: mai.pair };
		const nowhere = { ...root, directory: { ...mai.directory, org: randomBytes(32) } };
		for (const phone of [wrong, hers, nowhere]) {
			const read = await phones.get(phone, `${paths.log(phone.directory.org)}?after=-1`);
			expect(await phones.codeOf(read)).toBe('SignatureRefused');
			expect(await phones.codeOf(await phones.append(phone, certificate(circle)))).toBe('SignatureRefused');
		}
	});

	test('signs a request that works once, and few of them', async () => {
		const circle = await start({ rateLimit: 0.1 });
		const { root, mai } = circle;
		const body = writeAppend({
			after: root.directory.head.seq,
			entries: phones.entriesOf(root.directory, rootSigner, root.pair, Math.floor(root.now() / 86_400), [
				certificate(circle)
			])
		});
		const request = phones.requestOf(root, 'POST', paths.log(mai.directory.org), body);
		expect((await mai.send(request.clone())).status).toBe(200);
		expect(await phones.codeOf(await mai.send(request.clone()))).toBe('SignatureRefused');
		const ask = () => phones.get(root, `${paths.log(mai.directory.org)}?after=-1`);
		let last = await ask();
		for (let asked = 0; asked < 20 && last.ok; asked++) last = await ask();
		expect(await phones.codeOf(last)).toBe('TooManyRequests');
		expect((await phones.get(mai, paths.letters(mai.directory.org))).status).toBe(200);
	});
});
