/**
 * Somebody who belongs to the group has changed her app: what she seals is signed, and reaches the others like all else. Real
 * phones in front of the real server; every test ends with the honest case.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { textToBytes, u32ToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import { sha256 } from '$lib/crypto/digest';
import { sign } from '$lib/crypto/signature';
import { sealForStream } from '$lib/crypto/stream-key';
import type { GroupId } from '$lib/domain/ids';
import { latestEpoch } from '$lib/protocol/directory';
import { envelopeAad, envelopeSigned, writeEnvelope, writeHeader } from '$lib/protocol/envelope';
import { paddedSizes } from '$lib/protocol/limits';
import { streamName } from '$lib/protocol/stream';
import { paths, PushAnswer, writeEnvelopes } from '$lib/protocol/v1';
import { chainName, extendChain, readChain, writeChain } from '$lib/sync/chain';
import {
	addMember,
	addReaders,
	createWorld,
	fieldOf,
	put,
	shareGroup,
	stateHash,
	workOf,
	type World,
	type WorldPhone
} from '../sync/world';

const random = createRandom();

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

async function deflated(bytes: Uint8Array): Promise<Uint8Array> {
	const packed = new Blob([Buffer.from(bytes)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
	return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Sends any text as the next envelope of a phone in the group's work, signed with the phone's key or another. */
async function sendText(phone: WorldPhone, text: string, signingKey = phone.keys.signingKey): Promise<void> {
	const { session, device } = phone;
	const ref = workOf(group);
	const directory = session.log.directory();
	const { epoch } = latestEpoch(directory.streams.get(streamName(ref))!);
	const chain = readChain(session.shelf.get(chainName(ref, device)));
	const packed = await deflated(textToBytes(text));
	const padded = new Uint8Array(paddedSizes.find((size) => size >= packed.length + 4)!);
	padded.set(u32ToBytes(packed.length));
	padded.set(packed, 4);
	const { seq: logSeq, hash: logHead } = directory.head;
	const place = { org: directory.org, ...ref, epoch, device, seq: chain.seq + 1, prev: chain.hash, logSeq, logHead };
	const header = writeHeader(place);
	const box = sealForStream(session.keys.get(ref, epoch)!, envelopeAad(header), padded);
	const signature = sign(signingKey, envelopeSigned(sha256, header, box));
	const envelope = writeEnvelope(header, box, signature);
	const path = paths.envelopes(directory.org);
	const body = writeEnvelopes([envelope]);
	const answer = await session.transport.sendJson({ method: 'POST', path, body }, PushAnswer);
	expect(answer).toMatchObject({ ok: true, value: { outcomes: ['stored'] } });
	const next = extendChain(chain, sha256(envelope), logSeq, 20_000);
	await session.shelf.receive({ keep: new Map([[chainName(ref, device), writeChain(next)]]) });
}

const payload = (parts: object) => JSON.stringify({ v: 1, day: '2026-11-22', seen: [], ...parts });

async function expectHonestCase(): Promise<void> {
	await addMember(awa, group, 'Lotus');
	for (const phone of [awa, mai, awa]) await phone.sync();
	expect(stateHash(awa.vault.ledger())).toBe(stateHash(mai.vault.ledger()));
}

describe('an envelope of a member', () => {
	// The server looks at the signature of the request alone.
	test('that she signed with another key is taken by no reader, and what everybody else writes goes on', async () => {
		const binh = await world.admit(['facilitator']);
		await addReaders(mai, workOf(group), binh);
		for (const phone of [binh, awa]) await phone.sync();
		await sendText(awa, payload({ changes: [] }), binh.keys.signingKey);
		const behind = await addMember(awa, group, 'Behind');
		await awa.sync();
		await addMember(binh, group, 'Lotus');
		for (const phone of [binh, mai, binh]) {
			expect(await phone.engine.sync()).toEqual({ ok: true, value: undefined });
			expect(phone.alarms()).toEqual(['GhostDevice']);
			expect(fieldOf(phone, 'member', behind, 'pseudonym')).toBeUndefined();
		}
		await addMember(mai, group, 'Later');
		for (const phone of [mai, binh]) await phone.sync();
		expect(stateHash(binh.vault.ledger())).toBe(stateHash(mai.vault.ledger()));
	});

	test.each([2 ** 32, 2 ** 52])('that claims to have seen number %i of a chain stops nobody', async (seq) => {
		await sendText(awa, payload({ seen: [[mai.device, seq, '0011223344556677']], changes: [] }));
		const binh = random.uuid();
		await sendText(awa, payload({ seen: [[binh, seq, '0011223344556677']], changes: [] }));
		expect(await mai.engine.sync()).toEqual({ ok: true, value: undefined });
		expect(mai.alarms()).toEqual(['NotAllowed']);
		await expectHonestCase();
	});

	test('full of changes that may not be applied yet takes little of the phone, however small it was packed', async () => {
		const change = (row: number) => ({
			...{ v: 1, table: 'member', row: `row-${row}`, field: 'pseudonym', value: 'x'.repeat(200) },
			...{ ctr: 100_000, hlc: row, dev: awa.device, over: [] }
		});
		for (let sent = 0; sent < 4; sent++)
			await sendText(awa, payload({ changes: Array.from({ length: 12_000 }, (_, row) => change(row)) }));
		await mai.sync();
		const { shelf } = mai.session;
		const bytes = shelf.names('aside/').reduce((sum, name) => sum + shelf.get(name)!.length, 0);
		expect(bytes).toBeLessThan(4 * 1024 * 1024);
		await expectHonestCase();
	});
});

test('a fault while one round runs does not end all later ones', async () => {
	await awa.edit(put('group', group, 'name', 'Later'));
	await awa.sync();
	const { directory } = mai.session.log;
	const broken = {
		...mai.session.log,
		directory: () => {
			throw new Error('A fault of ours');
		}
	};
	Object.assign(mai.session.log, { directory: broken.directory });
	expect((await mai.engine.sync()).ok).toBe(false);
	Object.assign(mai.session.log, { directory });
	await mai.sync();
	expect(fieldOf(mai, 'group', group, 'name')).toBe('Later');
});
