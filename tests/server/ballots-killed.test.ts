import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareBytes, writeBatch, writeCast, type Batch } from '$lib/protocol/ballot';
import { ballotSize } from '$lib/protocol/limits';
import { binaryType, paths } from '$lib/protocol/v1';
import { openDatabase } from '$lib/server/db/open-database';
import { databasesUnderTest } from '../databases';
import { buildChild, startChild, type Child } from './child';
import * as phones from './client';

const kills = process.env.DEEP ? 60 : 6;
let file = '';
beforeAll(async () => {
	file = await buildChild();
}, 60_000);
afterAll(() => {
	// Without a build there is no folder to remove, and the folder of nothing is the checkout.
	if (file) rmSync(dirname(file), { recursive: true, force: true });
});

describe.each(databasesUnderTest)('a server on $name that is killed while ballots come in', ({ createUrl }) => {
	test(`has each ballot once, and each ticket spent that brought one (${kills} kills)`, async () => {
		const url = await createUrl();
		let child: Child = await startChild(file, url);
		const mai = phones.createPhone((request) => phones.sendOver(child.address)(request));
		await phones.makeOrganisation(mai);
		const { org } = mai.directory;
		const ids = Array.from({ length: 100 }, () => new Uint8Array(randomBytes(16)));
		const batch: Batch = {
			...{ org, batch: randomUUID(), maker: mai.device, groups: [randomUUID()], threshold: 5 },
			...{ batchKey: randomBytes(32), questionSet: randomBytes(32), checkInEpoch: 1, logSeq: 0 },
			tickets: ids.map(phones.sha256).sort(compareBytes)
		};
		const body = writeBatch(batch, (message) => phones.signWith(mai.pair, message));
		expect((await phones.post(mai, paths.batches(org), body)).status).toBe(200);

		const left = [...ids];
		const received: Uint8Array[] = [];
		/** Sends one ballot after the other, each until it is answered, as a phone does. */
		const person = async () => {
			for (let ticketId = left.pop(); ticketId; ticketId = left.pop()) {
				const ballot = new Uint8Array(randomBytes(ballotSize));
				for (let isSafe = false; !isSafe;) {
					try {
						const answer = await mai.send(
							new Request(new URL(paths.ballots(org, batch.batch), phones.origin), {
								method: 'POST',
								headers: { 'content-type': binaryType },
								body: writeCast([{ ticketId, ballot }]) as Uint8Array<ArrayBuffer> // a frame has memory of its own
							})
						);
						isSafe = answer.ok;
					} catch {
						await pause(5);
					}
				}
				received.push(ballot);
				await pause(20);
			}
		};
		const people = [person(), person(), person()];
		for (let killed = 0; killed < kills; killed++) {
			await pause(20 + Math.random() * 60);
			await child.kill();
			child = await startChild(file, url);
		}
		await Promise.all(people);
		await child.kill();

		const database = await openDatabase(url);
		const [held, spent] = await database.read(async (tx) => [
			await tx.selectFrom('ballot').select('bytes').execute(),
			await tx.selectFrom('ballot_ticket').select('ticket').where('spent', '=', 1).execute()
		]);
		await database.close();
		expect(spent).toHaveLength(ids.length);
		expect(held.map(({ bytes }) => Buffer.from(bytes).toString('hex')).sort()).toEqual(
			received.map((bytes) => Buffer.from(bytes).toString('hex')).sort()
		);
	}, 120_000);
});
