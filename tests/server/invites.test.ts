import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { base64ToBytes } from '$lib/base/bytes';
import { readEnrolment, writeEnrolment, writeInviteRecord } from '$lib/protocol/invite';
import { letterSize } from '$lib/protocol/limits';
import { binaryType, InvitesAnswer, paths, readChanges, readLetters, writeIds, writeLetters } from '$lib/protocol/v1';
import type { Config } from '$lib/server/config';
import type { ServerParts } from '$lib/server/context';
import { databasesUnderTest } from '../databases';
import * as phones from './client';
import { startCircle } from './start';

describe.each(databasesUnderTest)('invites on $name', ({ createUrl }) => {
	async function start(changes: Partial<Config> = {}, parts: ServerParts = {}) {
		const circle = await startCircle(await createUrl(), changes, parts);
		const { org } = circle.mai.directory;
		const invite = randomUUID();
		const auth = randomBytes(32);
		const record = { invite, authHash: phones.sha256(auth), expires: circle.mai.now() + 900 };
		const enrolmentOf = (proof: Uint8Array = auth) =>
			writeEnrolment({
				device: randomUUID(),
				verifyKey: randomBytes(32),
				kemKey: randomBytes(32),
				mac: randomBytes(32),
				auth: proof
			});
		const enrol = async (body: Uint8Array, id = invite, at = org) =>
			phones.codeOf(
				await circle.mai.send(
					new Request(new URL(paths.enrolment(at, id), phones.origin), {
						method: 'POST',
						headers: { 'content-type': binaryType },
						body: body as Uint8Array<ArrayBuffer> // memory of its own
					})
				)
			);
		const post = async (changes: Partial<typeof record> = {}, phone = circle.mai) =>
			phones.codeOf(await phones.post(phone, paths.invites(org), writeInviteRecord({ ...record, ...changes })));
		const states = async (phone = circle.mai) => {
			const answer = await (await phones.get(phone, paths.invites(org))).json();
			return InvitesAnswer.parse(answer).invites;
		};
		const reveal = async (nonce: Uint8Array, id = invite, phone = circle.mai) =>
			phones.codeOf(await phones.post(phone, paths.reveal(org, id), nonce));
		const revealed = (id = invite, at = org) =>
			circle.mai.send(new Request(new URL(paths.reveal(at, id), phones.origin)));
		return { ...circle, org, invite, auth, enrolmentOf, enrol, post, states, reveal, revealed };
	}

	test('the first enrolment with the right proof reaches the inviter whole, and nobody else', async () => {
		const { awa, post, enrol, enrolmentOf, states, invite } = await start();
		expect(await post()).toBe('200');
		const body = enrolmentOf();
		expect(await enrol(body)).toBe('200');
		const [state] = await states();
		expect(state).toMatchObject({ invite, refused: 0 });
		expect(state!.enrolments).toHaveLength(1);
		expect(readEnrolment(base64ToBytes(state!.enrolments[0]!)!)).toEqual(readEnrolment(body));
		expect(await states(awa)).toEqual([]);
	});

	test('a second phone is refused and the inviter sees that somebody tried; the first may ask again', async () => {
		const { post, enrol, enrolmentOf, states } = await start();
		await post();
		const first = enrolmentOf();
		expect(await enrol(first)).toBe('200');
		expect(await enrol(enrolmentOf())).toBe('InviteUsed');
		expect(await enrol(first)).toBe('200');
		expect(await states()).toMatchObject([{ refused: 1 }]);
		expect((await states())[0]!.enrolments).toHaveLength(1);
	});

	test('of phones that come at the same moment exactly one gets in', async () => {
		const { post, enrol, enrolmentOf, states } = await start();
		await post();
		const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(enrolmentOf())));
		expect(answers.sort()).toEqual(['200', ...Array.from({ length: 7 }, () => 'InviteUsed')]);
		expect(await states()).toMatchObject([{ refused: 7 }]);
	});

	test('a wrong proof does not use the invite up, is counted, and answers like an unknown invite', async () => {
		const { post, enrol, enrolmentOf, states } = await start();
		await post();
		expect(await enrol(enrolmentOf(randomBytes(32)))).toBe('InviteUnknown');
		expect(await enrol(enrolmentOf(), randomUUID())).toBe('InviteUnknown');
		expect(await enrol(enrolmentOf(), undefined, randomBytes(32))).toBe('InviteUnknown');
		expect(await enrol(enrolmentOf())).toBe('200');
		expect(await enrol(enrolmentOf(randomBytes(32)))).toBe('InviteUnknown');
		expect(await states()).toMatchObject([{ refused: 2 }]);
	});

	test('an invite ends at its hour, and with the device that made it', async () => {
		let milliseconds = Date.now();
		const clock = { now: () => milliseconds, today: () => '2026-11-22' };
		const { mai, awa, post, enrol, enrolmentOf } = await start({}, { clock });
		expect(await post()).toBe('200');
		const hers = randomUUID();
		expect(await post({ invite: hers }, awa)).toBe('200');
		await phones.append(mai, { kind: 'revocation', device: awa.device, cutOffs: [] });
		expect(await enrol(enrolmentOf(), hers)).toBe('InviteUnknown');
		milliseconds += 901_000;
		expect(await enrol(enrolmentOf())).toBe('InviteExpired');
	});

	test('an invite that would live for days, or is over already, is not taken; its id is taken once', async () => {
		const { mai, awa, post } = await start();
		expect(await post({ expires: mai.now() + 2 * 86_400 })).toBe('NotAllowed');
		expect(await post({ expires: mai.now() - 1 })).toBe('NotAllowed');
		const expires = mai.now() + 600;
		expect(await post({ expires })).toBe('200');
		expect(await post({ expires })).toBe('200');
		expect(await post({ expires }, awa)).toBe('InviteUsed');
	});

	test('the inviter reveals one nonce, after the first enrolment and not before, to whoever asks', async () => {
		const { awa, post, enrol, enrolmentOf, reveal, revealed } = await start();
		const nonce = new Uint8Array(randomBytes(32));
		expect(await reveal(nonce)).toBe('InviteUnknown');
		await post();
		expect(await reveal(nonce)).toBe('NotAllowed');
		expect(await phones.codeOf(await revealed())).toBe('InviteUnknown');
		await enrol(enrolmentOf());
		expect(await phones.codeOf(await revealed())).toBe('InviteUnknown');
		expect(await reveal(nonce, undefined, awa)).toBe('InviteUnknown');
		expect(await reveal(randomBytes(31))).toBe('BodyUnreadable');
		expect(await reveal(nonce)).toBe('200');
		expect(await reveal(nonce)).toBe('200');
		expect(await reveal(randomBytes(32))).toBe('InviteUsed');
		expect(await phones.bytesOf(await revealed())).toEqual(nonce);
	});

	test('what was not revealed answers like an invite or an organisation that is not here', async () => {
		const { post, enrol, enrolmentOf, revealed, invite } = await start();
		await post();
		await enrol(enrolmentOf());
		const answers = await Promise.all([revealed(), revealed(randomUUID()), revealed(invite, randomBytes(32))]);
		expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
		const bodies = await Promise.all(answers.map((answer) => answer.text()));
		expect(new Set(bodies)).toEqual(new Set(['{"code":"InviteUnknown"}']));
	});

	test('an address that asks again and again is told to wait', async () => {
		const { revealed } = await start({ rateLimit: 0.05 });
		for (let asked = 0; asked < 60; asked++) expect(await phones.codeOf(await revealed())).toBe('InviteUnknown');
		expect(await phones.codeOf(await revealed())).toBe('TooManyRequests');
	});

	test('nobody tries more than five times an hour', async () => {
		const { post, enrol, enrolmentOf } = await start({ rateLimit: 1 });
		await post();
		for (let tries = 0; tries < 5; tries++) expect(await enrol(enrolmentOf(randomBytes(32)))).toBe('InviteUnknown');
		expect(await enrol(enrolmentOf())).toBe('TooManyRequests');
	});

	test('nobody who makes up invites goes round that limit, nor makes the server remember them all', async () => {
		const { enrol, enrolmentOf } = await start({ rateLimit: 0.05 });
		const codes: string[] = [];
		for (let tries = 0; tries < 40; tries++) codes.push(await enrol(enrolmentOf(), randomUUID()));
		expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'InviteUnknown'));
		expect(codes.at(-1)).toBe('TooManyRequests');
	});
});

describe.each(databasesUnderTest)('letters on $name', ({ createUrl }) => {
	async function start(changes: Partial<Config> = {}) {
		const circle = await startCircle(await createUrl(), changes);
		const { org } = circle.mai.directory;
		const letterTo = (recipient: phones.Phone | string) => ({
			letter: randomUUID(),
			recipient: typeof recipient === 'string' ? recipient : recipient.device,
			box: new Uint8Array(randomBytes(letterSize))
		});
		type Letter = ReturnType<typeof letterTo>;
		const send = async (phone: phones.Phone, ...letters: readonly Letter[]) =>
			phones.codeOf(await phones.post(phone, paths.letters(org), writeLetters(letters)));
		const waiting = async (phone: phones.Phone) => {
			const read = readLetters(await phones.bytesOf(await phones.get(phone, paths.letters(org))));
			return read.ok ? read.value : [];
		};
		const take = async (phone: phones.Phone, ...letters: readonly Letter[]) =>
			phones.codeOf(await phones.post(phone, paths.lettersTaken(org), writeIds(letters.map(({ letter }) => letter))));
		return { ...circle, org, letterTo, send, waiting, take };
	}

	test('a letter reaches its recipient, untouched, until she says that it is safe', async () => {
		const { mai, awa, org, letterTo, send, waiting, take } = await start();
		const letter = letterTo(mai);
		expect(await send(awa, letter)).toBe('200');
		expect(await send(awa, letter)).toBe('200');
		expect(await waiting(awa)).toEqual([]);
		const got = await waiting(mai);
		expect(got.map((one) => ({ ...one, box: new Uint8Array(one.box) }))).toEqual([letter]);
		const changes = readChanges(await phones.bytesOf(await phones.get(mai, `${paths.changes(org)}?log=-1&after=0`)));
		expect(changes).toMatchObject({ value: { letters: 1 } });
		await take(awa, letter);
		expect(await waiting(mai)).toHaveLength(1);
		expect(await take(mai, letter)).toBe('200');
		expect(await waiting(mai)).toEqual([]);
	});

	test('of letters to somebody who is not here, none is stored', async () => {
		const { mai, awa, letterTo, send, waiting } = await start();
		expect(await send(awa, letterTo(mai), letterTo(randomUUID()))).toBe('NotFound');
		expect(await waiting(mai)).toEqual([]);
		await phones.append(mai, { kind: 'revocation', device: awa.device, cutOffs: [] });
		expect(await send(mai, letterTo(awa))).toBe('NotFound');
	});

	test('letters count towards what an organisation may hold, and no longer when they are gone', async () => {
		const { mai, awa, letterTo, send, take } = await start({ quota: { envelopes: 100, bytes: 12_000 } });
		const letter = letterTo(mai);
		expect(await send(awa, letter)).toBe('200');
		expect(await send(awa, letterTo(mai), letterTo(mai))).toBe('StorageFull');
		await take(mai, letter);
		expect(await send(awa, letterTo(mai), letterTo(mai))).toBe('200');
	});

	test('a letter of another size is no letter', async () => {
		const { mai, awa, org } = await start();
		const short = { letter: randomUUID(), recipient: mai.device, box: randomBytes(letterSize - 1) };
		expect(await phones.codeOf(await phones.post(awa, paths.letters(org), writeLetters([short])))).toBe(
			'BodyUnreadable'
		);
	});
});
