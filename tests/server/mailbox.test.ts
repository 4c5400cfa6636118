import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { mostEnvelopesInPull } from '$lib/protocol/limits';
import { streamName } from '$lib/protocol/stream';
import { paths, readHeads, readStreamPage } from '$lib/protocol/v1';
import type { Config } from '$lib/server/config';
import { databasesUnderTest } from '../databases';
import * as phones from './client';
import { startCircle } from './start';

describe.each(databasesUnderTest)('the mailbox on $name', ({ createUrl }) => {
	const twoFacilitators = async (changes?: Partial<Config>) => startCircle(await createUrl(), changes);

	test('what one pushes the other pulls, untouched, in order and once; her own she does not get back', async () => {
		const { mai, awa, work } = await twoFacilitators();
		const sent = phones.nextEnvelopes(mai, work, 3);
		expect(await phones.push(mai, ...sent)).toEqual(['stored', 'stored', 'stored']);
		const got = await phones.pullAll(awa);
		expect(got.map(Buffer.from)).toEqual(sent.map(Buffer.from));
		expect(await phones.pullAll(awa)).toEqual([]);
		const own = await phones.pull(mai);
		expect(own.envelopes).toEqual([]);
		expect(own.heads).toMatchObject([{ ...work, device: mai.device, seq: 3 }]);
		expect(Buffer.from(own.heads[0]!.hash)).toEqual(Buffer.from(phones.sha256(sent[2]!)));
	});

	test('pushing again changes nothing and says so, also after a new epoch', async () => {
		const { mai, awa, work } = await twoFacilitators();
		const sent = phones.nextEnvelopes(mai, work, 2);
		await phones.push(mai, ...sent);
		expect(await phones.push(mai, ...sent)).toEqual(['known', 'known']);
		await phones.append(mai, phones.epochOf(mai, work, [mai, awa]));
		expect(await phones.push(mai, ...sent, ...phones.nextEnvelopes(mai, work, 1))).toEqual([
			'known',
			'known',
			'stored'
		]);
		expect(await phones.pullAll(awa)).toHaveLength(3);
	});

	test('an envelope that is not the next of its own chain is refused, and the others go on', async () => {
		const { mai, awa, work } = await twoFacilitators();
		const other = await phones.makeStream(mai, [mai, awa]);
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 2));
		const gap = phones.envelopeOf(mai, work, { seq: 4 }).bytes;
		const fork = phones.envelopeOf(mai, work, { seq: 2 }).bytes;
		const wrongPrev = phones.envelopeOf(mai, work, { prev: randomBytes(32) }).bytes;
		const fine = phones.nextEnvelopes(mai, other, 1);
		expect(await phones.push(mai, gap, fork, wrongPrev, ...fine)).toEqual([
			'chain-gap',
			'chain-forked',
			'chain-forked',
			'stored'
		]);
		expect(await phones.pullAll(awa)).toHaveLength(3);
	});

	test('only a reader writes, for itself and under the newest epoch', async () => {
		const { mai, awa, work } = await twoFacilitators();
		const alone = await phones.makeStream(mai, [mai]);
		await phones.readWholeLog(awa);
		await phones.append(mai, phones.epochOf(mai, work, [mai, awa]));
		const unknown = { group: randomUUID(), stream: 'work' } as const;
		const outcomes = await phones.push(
			awa,
			phones.envelopeOf(awa, alone).bytes,
			phones.envelopeOf(awa, unknown).bytes,
			phones.envelopeOf(awa, work, { epoch: 1 }).bytes,
			phones.envelopeOf(awa, work, { epoch: 3 }).bytes,
			phones.envelopeOf(awa, work, { epoch: 2, device: mai.device }).bytes,
			phones.envelopeOf(awa, work, { epoch: 2, org: randomBytes(32) }).bytes,
			randomBytes(600),
			phones.envelopeOf(awa, work, { epoch: 2 }).bytes
		);
		expect(outcomes).toEqual([
			...['not-reader', 'not-reader', 'epoch-outdated', 'refused', 'refused', 'refused', 'refused', 'stored']
		]);
	});

	test('a device gets what it can open now, and the past of a stream when it becomes a reader', async () => {
		const { mai, awa, work } = await twoFacilitators();
		const chi = await phones.admit(mai, ['facilitator']);
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 2));
		await phones.push(awa, ...phones.nextEnvelopes(awa, work, 1));
		expect(await phones.pullAll(chi)).toEqual([]);
		const past = `${paths.stream(mai.directory.org, work)}?after=0&until=${chi.position}`;
		expect(await phones.codeOf(await phones.get(chi, past))).toBe('NotAllowed');
		await phones.append(mai, phones.epochOf(mai, work, [mai, awa, chi]));
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 1));
		const page = readStreamPage(await phones.bytesOf(await phones.get(chi, past)));
		expect(page).toMatchObject({ ok: true, value: { more: false } });
		expect(page.ok && page.value.envelopes.length).toBe(3);
		expect(await phones.pullAll(chi)).toHaveLength(1);
		await phones.append(mai, phones.epochOf(mai, work, [mai, awa]));
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 1));
		expect(await phones.pullAll(chi)).toEqual([]);
	});

	test('a long past comes in pages that end, each within its limits', async () => {
		const { mai, awa, work } = await twoFacilitators();
		for (let sent = 0; sent < 12; sent++) await phones.push(mai, ...phones.nextEnvelopes(mai, work, 100));
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 7, 130_000));
		for (let sent = 0; sent < 3; sent++) await phones.push(mai, ...phones.nextEnvelopes(mai, work, 7, 130_000));
		const pages: number[] = [];
		for (;;) {
			const page = await phones.pull(awa);
			pages.push(page.envelopes.length);
			expect(page.envelopes.length).toBeLessThanOrEqual(mostEnvelopesInPull);
			if (!page.more) break;
		}
		expect(pages.reduce((sum, count) => sum + count, 0)).toBe(1228);
		expect(pages.length).toBeLessThanOrEqual(5);
	});

	test('who has read further than there is, because an older database was put back, goes on from its end', async () => {
		const { mai, awa, work } = await twoFacilitators();
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 2));
		awa.position = 1000;
		expect(await phones.pull(awa)).toMatchObject({ position: 2, more: false, envelopes: [] });
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 1));
		expect(await phones.pullAll(awa)).toHaveLength(1);
	});

	test('the quota holds for the whole push, and says so before anything is stored', async () => {
		const { mai, awa, work } = await twoFacilitators({ quota: { envelopes: 5, bytes: 1_000_000 } });
		expect(await phones.push(mai, ...phones.nextEnvelopes(mai, work, 4))).toHaveLength(4);
		const more = phones.nextEnvelopes(mai, work, 2);
		expect(await phones.push(mai, ...more)).toEqual(['StorageFull']);
		expect(await phones.push(mai, more[0]!)).toEqual(['stored']);
		expect(await phones.pullAll(awa)).toHaveLength(5);
	});

	test('many phones pushing at once lose nothing, and a reader who pulls meanwhile misses nothing', async () => {
		const { mai, work } = await twoFacilitators();
		const writers = [mai];
		for (let more = 0; more < 5; more++) writers.push(await phones.admit(mai, ['facilitator']));
		await phones.append(mai, phones.epochOf(mai, work, writers));
		const reader = writers[5]!;
		for (const writer of writers) await phones.readWholeLog(writer);
		const read: Uint8Array[] = [];
		let writing = true;
		const reading = (async () => {
			while (writing) read.push(...(await phones.pullAll(reader)));
			read.push(...(await phones.pullAll(reader)));
		})();
		const sent: string[] = [];
		await Promise.all(
			writers.slice(0, 5).map(async (writer) => {
				for (let round = 0; round < 20; round++) {
					const [envelope] = phones.nextEnvelopes(writer, work, 1);
					expect(await phones.push(writer, envelope!)).toEqual(['stored']);
					sent.push(Buffer.from(phones.sha256(envelope!)).toString('hex'));
				}
			})
		);
		writing = false;
		await reading;
		const ids = read.map((envelope) => Buffer.from(phones.sha256(envelope)).toString('hex'));
		expect(ids).toHaveLength(100);
		expect([...ids].sort()).toEqual([...sent].sort());
	});

	test('a snapshot lets the server delete what it stands for, and nothing else', async () => {
		const { server, mai, awa, work } = await twoFacilitators();
		const herPast = phones.nextEnvelopes(awa, work, 3);
		await phones.push(awa, ...herPast);
		const past = phones.nextEnvelopes(mai, work, 4);
		await phones.push(mai, ...past);
		const [snapshot] = phones.nextEnvelopes(mai, work, 1);
		const prune = (changes: object = {}) =>
			({
				kind: 'prune',
				...work,
				snapshot: phones.sha256(snapshot!),
				ends: [
					{ device: mai.device, seq: 4, hash: phones.sha256(past[3]!) },
					{ device: awa.device, seq: 2, hash: phones.sha256(herPast[1]!) }
				],
				...changes
			}) as const;
		// The snapshot is not there yet.
		expect(await phones.codeOf(await phones.append(mai, prune()))).toBe('LogRefused');
		await phones.push(mai, snapshot!);
		const wrongEnd = [{ device: awa.device, seq: 3, hash: randomBytes(32) }];
		expect(await phones.codeOf(await phones.append(mai, prune({ ends: wrongEnd })))).toBe('LogRefused');
		expect((await phones.append(mai, prune())).status).toBe(200);
		const left = await phones.pullAll(await admitReader(mai, awa, work));
		expect(left).toEqual([]);
		const rows = await server.database.read((tx) => tx.selectFrom('envelope').select(['device', 'seq']).execute());
		expect(rows.map(({ device, seq }) => `${device === mai.device ? 'mai' : 'awa'} ${seq}`).sort()).toEqual([
			'awa 3',
			'mai 5'
		]);
		const held = await server.database.read((tx) =>
			tx.selectFrom('organisation').select(['envelopes']).executeTakeFirstOrThrow()
		);
		expect(held.envelopes).toBe(2);
		// What was pruned is known, and the chains go on.
		expect(await phones.push(awa, herPast[0]!, ...phones.nextEnvelopes(awa, work, 1))).toEqual(['known', 'stored']);
		expect(await phones.push(mai, past[0]!, ...phones.nextEnvelopes(mai, work, 1))).toEqual(['known', 'stored']);
	});

	async function admitReader(mai: phones.Phone, awa: phones.Phone, work: Parameters<typeof phones.epochOf>[1]) {
		const chi = await phones.admit(mai, ['facilitator']);
		await phones.pullAll(chi);
		await phones.append(mai, phones.epochOf(mai, work, [mai, awa, chi]));
		await phones.readWholeLog(awa);
		return chi;
	}

	test('the ends of a chain are for who may revoke it and for who reads it', async () => {
		const { mai, awa, work } = await twoFacilitators();
		const chi = await phones.admit(mai, ['facilitator']);
		await phones.push(awa, ...phones.nextEnvelopes(awa, work, 2));
		const headsFor = async (phone: phones.Phone) => {
			const heads = readHeads(
				await phones.bytesOf(await phones.get(phone, `${paths.heads(mai.directory.org)}?device=${awa.device}`))
			);
			return heads.ok ? heads.value.map((head) => `${streamName(head)}@${head.seq}`) : 'unreadable';
		};
		expect(await headsFor(mai)).toEqual([`${streamName(work)}@2`]);
		expect(await headsFor(awa)).toEqual([`${streamName(work)}@2`]);
		expect(await headsFor(chi)).toEqual([]);
	});
});
