/**
 * The server, or whoever sits between, does its worst: against real phones, in front of the real server. Every test says
 * how the attack arrives and ends with the honest case, so that none passes because nothing works.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { createDeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { createSigningKeys, sign } from '$lib/crypto/signature';
import { createStreamKey } from '$lib/crypto/stream-key';
import { latestEpoch, type Directory } from '$lib/protocol/directory';
import { readEnvelope, writeEnvelope, writeHeader } from '$lib/protocol/envelope';
import { writeEntry, type LogBody } from '$lib/protocol/log-entry';
import type { GroupId } from '$lib/domain/ids';
import { streamName } from '$lib/protocol/stream';
import { readChanges, readEnvelopes, writeChanges, type ChangesPage } from '$lib/protocol/v1';
import { signEntries } from '$lib/sync/directory-log';
import { epochDraft } from '$lib/sync/epochs';
import {
	addMember,
	addReaders,
	append,
	createWorld,
	fieldOf,
	put,
	revoke,
	shareGroup,
	stateHash,
	workOf,
	type World,
	type WorldPhone
} from '../sync/world';

let world: World;
let mai: WorldPhone;
let awa: WorldPhone;
let group: GroupId;

beforeEach(async () => {
	world = await createWorld();
	mai = world.mai;
	awa = await world.admit(['facilitator']);
	group = await shareGroup(mai, 'Tuesday');
	await mai.sync();
	await addReaders(mai, workOf(group), awa);
	await awa.sync();
});

const isPull = (request: Request) => new URL(request.url).pathname.endsWith('/changes');
const isBackfill = (request: Request) => new URL(request.url).pathname.includes('/streams/');
const isPush = (request: Request) => new URL(request.url).pathname.endsWith('/envelopes');

const binary = (bytes: Uint8Array) =>
	new Response(Buffer.from(bytes), { headers: { 'content-type': 'application/octet-stream' } });
const json = (value: unknown, status = 200) =>
	new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });

/** Rewrites every answer to a fetch of changes; streams of the past are withheld, so that they do not heal it. */
function rewritePulls(phone: WorldPhone, rewrite: (page: ChangesPage) => Partial<ChangesPage>): void {
	phone.network.tamper = async (request, handOn) => {
		if (isBackfill(request)) return json({ code: 'NotReady' }, 503);
		const response = await handOn(request);
		if (!isPull(request) || !response.ok) return response;
		const page = readChanges(new Uint8Array(await response.arrayBuffer()));
		if (!page.ok) throw new Error('Not a page');
		return binary(writeChanges({ ...page.value, ...rewrite(page.value) }));
	};
}

const honest = (...phones: readonly WorldPhone[]) => phones.forEach((phone) => (phone.network.tamper = null));

/** Both sync until both have everything. */
async function meet(): Promise<void> {
	for (const phone of [mai, awa, mai, awa]) await phone.sync();
}

async function expectAgreement(): Promise<void> {
	await meet();
	expect(stateHash(awa.vault.ledger())).toBe(stateHash(mai.vault.ledger()));
}

const directoryOf = (phone: WorldPhone): Directory => phone.session.log.directory();

/** An entry after a phone's head, signed by anybody. */
function forge(phone: WorldPhone, body: LogBody, signer: string, signingKey: Parameters<typeof sign>[0]): Uint8Array {
	const { org, head } = directoryOf(phone);
	return writeEntry({ org, seq: head.seq + 1, prev: head.hash, day: 20_779, signer, body }, (message) =>
		sign(signingKey, message)
	);
}

const withEntries =
	(...entries: readonly Uint8Array[]) =>
	(page: ChangesPage): Partial<ChangesPage> => ({
		log: { headSeq: page.log.headSeq + entries.length, entries: [...page.log.entries, ...entries] }
	});

describe('the log', () => {
	// 11: the server puts a certificate of its own into the page, signed by a root of its own.
	test('does not take a ghost device', async () => {
		const keys = createDeviceKeys();
		const ghost: LogBody = {
			kind: 'certificate',
			certificate: {
				device: crypto.randomUUID(),
				verifyKey: keys.verifyKey,
				kemKey: keys.kemPublic,
				roles: new Set(['facilitator']),
				notAfter: 21_000,
				invite: crypto.randomUUID()
			}
		};
		const root = createSigningKeys();
		rewritePulls(mai, withEntries(forge(mai, ghost, mai.device, root.signingKey)));
		await mai.sync();
		expect(directoryOf(mai).devices.size).toBe(2);
		expect(mai.alarms()).toEqual(['GhostDevice']);
		honest(mai);
		await expectAgreement();
	});

	// 12: the server appends an epoch in which it reads along.
	test('does not take a reader nobody added', async () => {
		const stream = directoryOf(mai).streams.get(streamName(workOf(group)))!;
		const body: LogBody = {
			...{ kind: 'epoch', ...workOf(group), epoch: latestEpoch(stream).epoch + 1, members: [mai.device] },
			...{ commitment: new Uint8Array(32), older: new Uint8Array(72), before: latestEpoch(stream).hash },
			wraps: [new Uint8Array(80)]
		};
		rewritePulls(mai, withEntries(forge(mai, body, awa.device, createSigningKeys().signingKey)));
		await mai.sync();
		expect(latestEpoch(directoryOf(mai).streams.get(streamName(workOf(group)))!).epoch).toBe(latestEpoch(stream).epoch);
		expect(mai.alarms()).toEqual(['GhostDevice']);
		honest(mai);
		await expectAgreement();
	});

	// 13: the server renews a true device's certificate with a key of its own to seal to.
	test('does not exchange a key', async () => {
		const known = directoryOf(mai).devices.get(awa.device)!;
		const body: LogBody = { kind: 'certificate', certificate: { ...known, kemKey: createDeviceKeys().kemPublic } };
		// Even an admin's own signature would not make it right.
		rewritePulls(awa, withEntries(forge(awa, body, mai.device, mai.keys.signingKey)));
		await awa.sync();
		expect(directoryOf(awa).devices.get(awa.device)!.kemKey).toEqual(known.kemKey);
		expect(awa.alarms()).toEqual(['LogRefused']);
		honest(awa);
		await expectAgreement();
	});

	// 15: the server answers from before a revocation.
	test('does not go back', async () => {
		const gone = await world.admit(['facilitator']);
		await revoke(mai, gone.device);
		await awa.sync();
		const { head } = directoryOf(awa);
		rewritePulls(awa, () => ({ log: { headSeq: head.seq - 1, entries: [] } }));
		await awa.sync();
		expect(directoryOf(awa).head).toEqual(head);
		expect(directoryOf(awa).devices.get(gone.device)!.revoked).not.toBeNull();
		expect(awa.alarms()).toEqual(['LogRolledBack']);
		honest(awa);
		await expectAgreement();
	});

	// 15: the server hides the newest entries, and with them the revocation, from one phone.
	test('cannot be held back once an envelope names it', async () => {
		await append(mai, () => [{ kind: 'policy', name: 'one', value: 1 }]);
		await mai.edit(put('group', group, 'name', 'After'));
		await mai.sync();
		const { head } = directoryOf(awa);
		rewritePulls(awa, () => ({ log: { headSeq: head.seq, entries: [] } }));
		await awa.sync();
		expect(awa.alarms()).toEqual(['LogRolledBack']);
		honest(awa);
		await expectAgreement();
		expect(fieldOf(awa, 'group', group, 'name')).toBe('After');
	});

	// 16: an admin and the server together tell Awa another log than Mai; the first envelope of Mai betrays it.
	test('that forked is found by the first envelope that crosses', async () => {
		const other = signEntries(
			directoryOf(mai),
			[{ kind: 'policy', name: 'for Awa only', value: 1 }],
			mai.device,
			mai.keys.signingKey,
			20_779
		);
		await append(mai, () => [{ kind: 'policy', name: 'for Mai', value: 1 }]);
		await mai.edit(put('group', group, 'name', 'Crossing'));
		await mai.sync();
		rewritePulls(awa, (page) => ({
			log: { headSeq: page.log.headSeq, entries: other.ok && page.log.entries.length > 0 ? other.value : [] }
		}));
		await awa.sync();
		expect(awa.alarms()).toContain('LogForked');
		expect(fieldOf(awa, 'group', group, 'name')).toBe('Tuesday');
		// Whoever was told another log cannot find back by herself; the others are untouched.
		const binh = await world.admit(['facilitator']);
		await addReaders(mai, workOf(group), binh);
		await binh.sync();
		expect(stateHash(binh.vault.ledger())).toBe(stateHash(mai.vault.ledger()));
	});

	// 27: the server answers with a whole log of another root.
	test('has one root for ever', async () => {
		const other = await createWorld();
		await other.mai.sync();
		const { shelf } = other.mai.session;
		const entries = [...shelf.names('log/')].sort().map((name) => shelf.get(name)!);
		const before = directoryOf(awa).head;
		rewritePulls(awa, () => ({ log: { headSeq: 99, entries } }));
		await awa.sync();
		expect(directoryOf(awa).head).toEqual(before);
		expect(awa.alarms()).toEqual(['GhostDevice']);
		honest(awa);
		await expectAgreement();
	});
});

describe('a key', () => {
	// 8 and A12: a reader with ill will seals another key to Mai than the one the log commits to.
	test('that is not the one the log commits to is refused, and says who gave it', async () => {
		await append(awa, async (directory) => {
			const draft = (await epochDraft(directory, awa.session.keys, workOf(group), [mai.device, awa.device]))!;
			return [{ ...draft, commitment: sha256(createStreamKey()) }];
		});
		await mai.sync();
		expect(mai.alarms()).toEqual(['CommitmentWrong']);
		expect(mai.session.keys.get(workOf(group), 3)).toBeNull();
		// Her work waits and is not lost; the rest goes on.
		const elsewhere = await shareGroup(mai, 'Another');
		await mai.sync();
		expect(mai.session.keys.get(workOf(elsewhere), 1)).not.toBeNull();
	});
});

describe('envelopes', () => {
	// 17: one envelope in the middle never comes.
	test('that are missing stop one chain only, and are told after ten minutes', async () => {
		const rows: string[] = [];
		for (const name of ['One', 'Two', 'Three']) {
			rows.push(await addMember(mai, group, name));
			await mai.sync();
		}
		await addMember(awa, group, 'Hers');
		rewritePulls(awa, ({ envelopes }) => ({ envelopes: envelopes.filter((_, at) => at !== 1) }));
		await awa.sync();
		expect(rows.map((row) => fieldOf(awa, 'member', row, 'pseudonym'))).toEqual(['One', undefined, undefined]);
		expect(awa.engine.missing()).toEqual([]);
		world.clock.at += 11 * 60_000;
		await awa.sync();
		expect(awa.engine.missing()).toMatchObject([{ device: mai.device, count: 1 }]);
		await mai.sync();
		honest(awa);
		world.clock.at += 11 * 60_000;
		await expectAgreement();
		expect(awa.engine.missing()).toEqual([]);
	});

	// 18: the last envelopes of Awa are kept from Binh; Mai, who has them, proves that they are there.
	test('at the end of a chain cannot be hidden from one who hears of them', async () => {
		const binh = await world.admit(['facilitator']);
		await addReaders(mai, workOf(group), binh);
		await binh.sync();
		const row = await addMember(awa, group, 'Hidden');
		await awa.sync();
		await mai.sync();
		await addMember(mai, group, 'Shown');
		await mai.sync();
		rewritePulls(binh, ({ envelopes }) => ({
			envelopes: envelopes.filter((bytes) => {
				const read = readEnvelope(bytes);
				return read.ok && read.value.header.device !== awa.device;
			})
		}));
		await binh.sync();
		world.clock.at += 11 * 60_000;
		await binh.sync();
		expect(binh.engine.missing()).toMatchObject([{ device: awa.device, count: 1 }]);
		honest(binh);
		world.clock.at += 11 * 60_000;
		await binh.sync();
		expect(fieldOf(binh, 'member', row, 'pseudonym')).toBe('Hidden');
		expect(binh.engine.missing()).toEqual([]);
	});

	// 19: the server gives yesterday's page again and again.
	test('that come again change nothing', async () => {
		await addMember(mai, group, 'Lan');
		await mai.sync();
		const recorded: Uint8Array[] = [];
		rewritePulls(awa, ({ envelopes }) => {
			recorded.push(...envelopes);
			return {};
		});
		await awa.sync();
		const before = stateHash(awa.vault.ledger());
		rewritePulls(awa, ({ envelopes }) => ({ envelopes: [...recorded, ...envelopes, ...recorded] }));
		await awa.sync();
		expect(recorded.length).toBeGreaterThan(0);
		expect(stateHash(awa.vault.ledger())).toBe(before);
		expect(awa.alarms()).toEqual([]);
		honest(awa);
		await expectAgreement();
	});

	// 20: all of a page comes backwards and ten times.
	test('out of order and many times give the same', async () => {
		for (const name of ['One', 'Two', 'Three', 'Four']) {
			await addMember(mai, group, name);
			await mai.sync();
		}
		rewritePulls(awa, ({ envelopes }) => ({
			envelopes: Array.from({ length: 10 }, () => [...envelopes].reverse()).flat()
		}));
		await awa.sync();
		expect(stateHash(awa.vault.ledger())).toBe(stateHash(mai.vault.ledger()));
		expect(awa.alarms()).toEqual([]);
		honest(awa);
		await expectAgreement();
	});

	// 21: the entry with the key comes a day after what was sealed with it.
	test('whose key is not there yet wait for it', async () => {
		const { head } = directoryOf(awa);
		world.clock.at += 91 * 86_400_000;
		await mai.sync();
		const row = await addMember(mai, group, 'Early');
		await mai.sync();
		rewritePulls(awa, () => ({ log: { headSeq: head.seq, entries: [] } }));
		await awa.sync();
		expect(fieldOf(awa, 'member', row, 'pseudonym')).toBeUndefined();
		await awa.reopen();
		honest(awa);
		await awa.sync();
		expect(fieldOf(awa, 'member', row, 'pseudonym')).toBe('Early');
		await expectAgreement();
	});

	// Forged envelopes that say they come after a log nobody has could take the place in which honest ones wait.
	test('that name a log which is not there do not pile up', async () => {
		let sample: Uint8Array | undefined;
		mai.network.tamper = async (request, handOn) => {
			if (isPush(request)) {
				const sent = readEnvelopes(new Uint8Array(await request.clone().arrayBuffer()));
				sample = sent.ok ? sent.value[0] : undefined;
			}
			return handOn(request);
		};
		await mai.edit(put('group', group, 'name', 'Honest'));
		await mai.sync();
		const read = readEnvelope(sample!);
		if (!read.ok) throw new Error('Not an envelope');
		const { header, box, signature } = read.value;
		const forged = Array.from({ length: 400 }, (_, at) => {
			const device = at % 2 === 0 ? mai.device : crypto.randomUUID();
			return writeEnvelope(writeHeader({ ...header, device, seq: 1000 + at, logSeq: 0xfffffff0 }), box, signature);
		});
		rewritePulls(awa, (page) => ({ envelopes: [...forged, ...page.envelopes] }));
		await awa.sync();
		const { shelf } = awa.session;
		expect(shelf.names('parked/').length + shelf.names('stranger/').length).toBeLessThanOrEqual(50);
		expect(fieldOf(awa, 'group', group, 'name')).toBe('Honest');
		honest(mai, awa);
		await expectAgreement();
	});

	// 23: envelopes of another organisation, and a flipped bit.
	test('of somebody else, or changed on the way, are dropped', async () => {
		const other = await createWorld();
		const strange: Uint8Array[] = [];
		other.mai.network.tamper = async (request, handOn) => {
			if (isPush(request)) {
				const read = readEnvelopes(new Uint8Array(await request.clone().arrayBuffer()));
				if (read.ok) strange.push(...read.value.map((bytes) => bytes.slice()));
			}
			return handOn(request);
		};
		await shareGroup(other.mai, 'Elsewhere');
		await other.mai.sync();
		const row = await addMember(mai, group, 'Lan');
		await mai.sync();
		rewritePulls(awa, ({ envelopes }) => ({
			envelopes: [
				...strange,
				...envelopes.map((bytes) => {
					const changed = bytes.slice();
					changed[bytes.length - 100]! ^= 1;
					return changed;
				})
			]
		}));
		await awa.sync();
		expect(strange.length).toBeGreaterThan(0);
		expect(fieldOf(awa, 'member', row, 'pseudonym')).toBeUndefined();
		expect(awa.alarms()).toEqual(['GhostDevice']);
		honest(awa);
		// Nothing says that something is missing until Mai writes again.
		await addMember(mai, group, 'Next');
		world.clock.at += 11 * 60_000;
		await expectAgreement();
	});

	// 26: the server takes what a removed phone sealed under the old key, and gives it out.
	test('of a removed device end at the cut-off', async () => {
		const binh = await world.admit(['facilitator']);
		await addReaders(mai, workOf(group), binh);
		await binh.sync();
		const late: Uint8Array[] = [];
		binh.network.tamper = async (request, handOn) => {
			if (!isPush(request)) return handOn(request);
			const read = readEnvelopes(new Uint8Array(await request.clone().arrayBuffer()));
			if (read.ok) late.push(...read.value.map((bytes) => bytes.slice()));
			throw new TypeError('fetch failed');
		};
		await binh.edit(put('group', group, 'name', 'From a stolen phone'));
		await binh.sync();
		await revoke(mai, binh.device);
		rewritePulls(awa, ({ envelopes }) => ({ envelopes: [...envelopes, ...late] }));
		await awa.sync();
		expect(late).toHaveLength(1);
		expect(fieldOf(awa, 'group', group, 'name')).toBe('Tuesday');
		honest(awa);
		await mai.sync();
		await expectAgreement();
	});
});

describe('answers', () => {
	const strangeAnswers: readonly (readonly [string, () => Response])[] = [
		['a page', () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } })],
		['a page that calls itself an answer', () => binary(new TextEncoder().encode('<html></html>'))],
		['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/' } })],
		[
			'an answer without end',
			() => new Response(endless(), { headers: { 'content-type': 'application/octet-stream' } })
		],
		['a length that is not there', () => binary(Uint8Array.of(255, 255, 255, 255, 0))],
		['an error with a story', () => new Response('x'.repeat(100_000), { status: 500 })]
	];
	const endless = () =>
		new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(256 * 1024)) });

	// 23: something else than an answer comes.
	test.each(strangeAnswers)('that are %s are refused', async (_, answer) => {
		await addMember(mai, group, 'Lan');
		const before = stateHash(mai.vault.ledger());
		mai.network.tamper = () => Promise.resolve(answer());
		const over = await mai.engine.sync();
		expect(over).toEqual({ ok: false, error: { type: 'AnswerRefused' } });
		expect(stateHash(mai.vault.ledger())).toBe(before);
		honest(mai);
		await expectAgreement();
	});

	// 24: the server says "stored" and throws it away.
	test('that lie about storing are found out, and what was lost is sent again', async () => {
		const row = await addMember(mai, group, 'Lan');
		mai.network.tamper = async (request, handOn) => {
			if (!isPush(request)) return handOn(request);
			const read = readEnvelopes(new Uint8Array(await request.arrayBuffer()));
			return json({ outcomes: read.ok ? read.value.map(() => 'stored') : [] });
		};
		await mai.sync();
		expect(mai.engine.view().state).toBe('synced');
		honest(mai);
		await mai.sync();
		expect(mai.alarms()).toEqual(['ServerForgot']);
		await expectAgreement();
		expect(fieldOf(awa, 'member', row, 'pseudonym')).toBe('Lan');
	});

	// 25: the server says that it is ten years later, or earlier.
	test.each([10, -10])('that are %i years off do not move our own time', async (years) => {
		let refusals = 0;
		mai.network.tamper = () => {
			refusals++;
			return Promise.resolve(json({ code: 'ClockSkewed', now: world.clock.at / 1000 + years * 31_557_600 }, 401));
		};
		await mai.edit(put('group', group, 'name', 'Now'));
		const before = mai.vault.ledger().lastHlc;
		await mai.sync();
		expect(refusals).toBe(2);
		expect(mai.vault.ledger().lastHlc).toBe(before);
		honest(mai);
		await expectAgreement();
	});

	// 25, honest: a phone whose clock is two hours wrong syncs all the same.
	test('tell a phone with a wrong clock what to put on its requests', async () => {
		mai.offset = 2 * 3_600_000;
		await mai.edit(put('group', group, 'name', 'Late'));
		await mai.sync();
		expect(mai.engine.view().state).toBe('synced');
		await expectAgreement();
	});

	// 22 and 27: the server says that this device was removed; the log does not.
	test('do not remove a device', async () => {
		mai.network.tamper = (request, handOn) =>
			isPull(request) ? Promise.resolve(json({ code: 'DeviceRevoked' }, 403)) : handOn(request);
		await mai.sync();
		expect(mai.isRemoved).toBe(false);
		honest(mai);
		await expectAgreement();
	});

	// A2: the vault was copied to a second phone, and both write.
	test('that name another end of our chain stop this phone from sending', async () => {
		await addMember(mai, group, 'Lan');
		await mai.sync();
		rewritePulls(mai, ({ heads }) => ({ heads: heads.map((head) => ({ ...head, hash: new Uint8Array(32) })) }));
		await mai.sync();
		expect(mai.alarms()).toEqual(['DeviceCloned']);
		honest(mai);
		await addMember(mai, group, 'More');
		await mai.sync();
		expect(mai.engine.view()).toMatchObject({ state: 'failed', unsent: 2 });
		// The other phone goes on.
		const row = await addMember(awa, group, 'Hers');
		await awa.sync();
		expect(awa.engine.view().state).toBe('synced');
		expect(fieldOf(awa, 'member', row, 'pseudonym')).toBe('Hers');
	});

	// One envelope is refused for ever: the rest must not wait for it.
	test('that refuse one envelope hold up nothing else', async () => {
		const [first, second] = [await shareGroup(mai, 'One'), await shareGroup(mai, 'Two')];
		await mai.sync();
		const rowOne = await addMember(mai, first, 'Stuck');
		const rowTwo = await addMember(mai, second, 'Goes');
		let left = 1;
		mai.network.tamper = async (request, handOn) => {
			if (!isPush(request) || left-- < 1) return handOn(request);
			const read = readEnvelopes(new Uint8Array(await request.arrayBuffer()));
			return json({ outcomes: read.ok ? read.value.map((_, at) => (at === 0 ? 'refused' : 'epoch-outdated')) : [] });
		};
		await mai.sync();
		expect(mai.engine.view().stuck).toMatchObject([{ why: 'refused' }]);
		const [stuck] = mai.engine.view().stuck;
		await mai.engine.retry(stuck!.id);
		await mai.sync();
		expect(mai.engine.view()).toMatchObject({ state: 'synced', unsent: 0, stuck: [] });
		for (const of of [first, second]) await addReaders(mai, workOf(of), awa);
		await expectAgreement();
		expect(fieldOf(awa, 'member', rowOne, 'pseudonym')).toBe('Stuck');
		expect(fieldOf(awa, 'member', rowTwo, 'pseudonym')).toBe('Goes');
	});
});
