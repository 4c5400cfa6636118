import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { paths, readHeads } from '$lib/protocol/v1';
import { databasesUnderTest } from '../databases';
import * as phones from './client';
import { startCircle, startServer } from './start';

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each(databasesUnderTest)('two servers on one $name', ({ createUrl }) => {
	/** An organisation whose two phones each talk to a server of their own. */
	async function start() {
		const url = await createUrl();
		const circle = await startCircle(url);
		const other = await startServer(url);
		circle.awa.send = phones.sendTo(other);
		return { ...circle, other };
	}

	test('serve one organisation: what comes in through one goes out through the other, all of it, in one order', async () => {
		const { mai, awa, work, server, other } = await start();
		const writers = [mai, awa];
		for (let more = 0; more < 4; more++) writers.push(await phones.admit(mai, ['facilitator']));
		await phones.append(mai, phones.epochOf(mai, work, writers));
		writers.forEach((writer, at) => {
			writer.send = phones.sendTo(at % 2 === 0 ? server : other);
		});
		for (const writer of writers) await phones.readWholeLog(writer);
		const reader = await phones.admit(mai, ['facilitator']);
		await phones.append(mai, phones.epochOf(mai, work, [...writers, reader]));
		for (const writer of writers) await phones.readWholeLog(writer);

		const got: string[] = [];
		let writing = true;
		const reading = (async () => {
			for (let turn = 0; writing; turn++) {
				// Now from one server, now from the other: a position means the same on both.
				reader.send = phones.sendTo(turn % 2 === 0 ? server : other);
				got.push(...(await phones.pullAll(reader)).map((envelope) => hexOf(phones.sha256(envelope))));
			}
			got.push(...(await phones.pullAll(reader)).map((envelope) => hexOf(phones.sha256(envelope))));
		})();
		const sent: string[] = [];
		await Promise.all(
			writers.map(async (writer) => {
				for (let round = 0; round < 15; round++) {
					const envelopes = phones.nextEnvelopes(writer, work, 2);
					expect(await phones.push(writer, ...envelopes)).toEqual(['stored', 'stored']);
					sent.push(...envelopes.map((envelope) => hexOf(phones.sha256(envelope))));
				}
			})
		);
		writing = false;
		await reading;
		expect(got).toHaveLength(sent.length);
		expect(new Set(got)).toEqual(new Set(sent));
	});

	test('a revocation taken by one holds on the other at once', async () => {
		const { mai, awa, work } = await start();
		expect(await phones.push(awa, ...phones.nextEnvelopes(awa, work, 1))).toEqual(['stored']);
		const address = `${paths.heads(mai.directory.org)}?device=${awa.device}`;
		const heads = readHeads(await phones.bytesOf(await phones.get(mai, address)));
		const cutOffs = heads.ok ? heads.value : [];
		expect(cutOffs).toHaveLength(1);
		// Written meanwhile: a removal that does not know of it would split those who have it from those who do not.
		expect(await phones.push(awa, ...phones.nextEnvelopes(awa, work, 1))).toEqual(['stored']);
		const early = await phones.append(mai, { kind: 'revocation', device: awa.device, cutOffs });
		expect(await phones.codeOf(early)).toBe('ChainMoved');
		const now = readHeads(await phones.bytesOf(await phones.get(mai, address)));
		const known = now.ok ? now.value : [];
		await phones.append(
			mai,
			{ kind: 'revocation', device: awa.device, cutOffs: known },
			phones.epochOf(mai, work, [mai])
		);
		expect(await phones.push(awa, ...phones.nextEnvelopes(awa, work, 1))).toEqual(['DeviceRevoked']);
	});

	test('a new epoch taken by one makes the other refuse the old one', async () => {
		const { mai, awa, work } = await start();
		await phones.append(mai, phones.epochOf(mai, work, [mai, awa]));
		const old = phones.envelopeOf(awa, work, { epoch: 1 });
		expect(await phones.push(awa, old.bytes)).toEqual(['epoch-outdated']);
		await phones.readWholeLog(awa);
		expect(await phones.push(awa, ...phones.nextEnvelopes(awa, work, 1))).toEqual(['stored']);
	});

	test('administrators on both at once make one line, and every loser hears that it moved', async () => {
		const { mai, other } = await start();
		const bo = await phones.admit(mai, ['admin']);
		bo.send = phones.sendTo(other);
		for (let round = 0; round < 8; round++) {
			const answers = await Promise.all(
				[mai, bo].map((phone) => phones.append(phone, { kind: 'policy', name: randomUUID(), value: round }))
			);
			expect((await Promise.all(answers.map(phones.codeOf))).sort()).toEqual(['200', 'LogMoved']);
			await phones.readWholeLog(mai);
			await phones.readWholeLog(bo);
			expect(hexOf(mai.directory.head.hash)).toBe(hexOf(bo.directory.head.hash));
		}
	});
});
