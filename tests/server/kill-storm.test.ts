import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '$lib/server/db/open-database';
import { databasesUnderTest } from '../databases';
import { buildChild, startChild, type Child } from './child';
import * as phones from './client';

const kills = process.env.DEEP ? 200 : 20;
let file = '';
beforeAll(async () => {
	file = await buildChild();
}, 60_000);
afterAll(() => {
	// Without a build there is no folder to remove, and the folder of nothing is the checkout.
	if (file) rmSync(dirname(file), { recursive: true, force: true });
});

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each(databasesUnderTest)('a server on $name that is killed in a storm of pushes', ({ createUrl }) => {
	test(
		`keeps every envelope it has acknowledged, and none by half (${kills} kills)`,
		async () => {
			const url = await createUrl();
			let child: Child = await startChild(file, url);
			const send: phones.Send = (request) => phones.sendOver(child.address)(request);
			const mai = phones.createPhone(send);
			await phones.makeOrganisation(mai);
			const writers = [mai];
			for (let more = 0; more < 3; more++) writers.push(await phones.admit(mai, ['facilitator']));
			const work = await phones.makeStream(mai, writers);
			for (const writer of writers) await phones.readWholeLog(writer);

			const acknowledged = new Set<string>();
			const outcomes = new Set<string>();
			let storming = true;
			/** Pushes again and again what was not answered, as a phone does, and goes on when it was. */
			const storm = async (writer: phones.Phone) => {
				while (storming) {
					const envelopes = phones.nextEnvelopes(writer, work, 1 + Math.floor(Math.random() * 5));
					for (let isSafe = false; !isSafe && storming;) {
						try {
							const answers = await phones.push(writer, ...envelopes);
							answers.forEach((answer) => outcomes.add(answer));
							isSafe = answers.every((answer) => answer === 'stored' || answer === 'known');
							if (isSafe) envelopes.forEach((envelope) => acknowledged.add(hexOf(phones.sha256(envelope))));
						} catch {
							await pause(5);
						}
					}
				}
			};
			const storms = writers.map(storm);
			for (let killed = 0; killed < kills; killed++) {
				await pause(20 + Math.random() * 120);
				await child.kill();
				child = await startChild(file, url);
			}
			await pause(200);
			storming = false;
			await Promise.all(storms);
			await child.kill();

			const database = await openDatabase(url);
			const { rows, held } = await database.read(async (tx) => ({
				rows: await tx.selectFrom('envelope').selectAll().orderBy('position').execute(),
				held: await tx.selectFrom('organisation').selectAll().executeTakeFirstOrThrow()
			}));
			expect(await database.integrityComplaints()).toEqual([]);
			await database.close();
			const kept = new Set(rows.map(({ bytes }) => hexOf(phones.sha256(bytes))));
			expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
			expect(acknowledged.size).toBeGreaterThan(kills);
			// Nothing else was answered, no place is taken twice, and the counters say what is there.
			expect([...outcomes].filter((outcome) => !['stored', 'known'].includes(outcome))).toEqual([]);
			expect(new Set(rows.map(({ position }) => position)).size).toBe(rows.length);
			expect(held.envelopes).toBe(rows.length);
			for (const writer of writers) {
				const chain = rows.filter(({ device }) => device === writer.device).map(({ seq }) => seq);
				expect(chain).toEqual(chain.map((_, at) => at + 1));
			}
		},
		process.env.DEEP ? 600_000 : 120_000
	);
});
