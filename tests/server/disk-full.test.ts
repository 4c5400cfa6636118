import SqliteFile from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databasesUnderTest } from '../databases';
import * as phones from './client';
import { startCircle } from './start';

const [sqlite] = databasesUnderTest;

describe('a disk that is full', () => {
	test('is told with 507 and without an acknowledgement; when there is space again, everything goes on', async () => {
		const url = await sqlite!.createUrl();
		const { server, mai, awa, work } = await startCircle(url);
		const limit = (pages: number) =>
			server.database.transact((tx) => sql.raw(`pragma max_page_count = ${pages}`).execute(tx));
		const pages = Number(new SqliteFile(url, { readonly: true }).pragma('page_count', { simple: true }));
		await limit(pages + 40);
		const acknowledged: string[] = [];
		let refused: readonly Uint8Array[] = [];
		for (let pushes = 0; pushes < 50 && refused.length === 0; pushes++) {
			const envelopes = phones.nextEnvelopes(mai, work, 3, 8192);
			const response = await phones.pushRequest(mai, envelopes);
			if (response.ok) acknowledged.push(...envelopes.map((one) => Buffer.from(phones.sha256(one)).toString('hex')));
			else {
				expect([response.status, await phones.codeOf(response)]).toEqual([507, 'StorageFull']);
				refused = envelopes;
			}
		}
		expect(refused).toHaveLength(3);
		// Reading goes on, and what was acknowledged is there.
		const idsFor = async (phone: phones.Phone) =>
			(await phones.pullAll(phone)).map((envelope) => Buffer.from(phones.sha256(envelope)).toString('hex'));
		expect(await idsFor(awa)).toEqual(acknowledged);
		await limit(1_000_000);
		expect(await phones.push(mai, ...refused)).toEqual(['stored', 'stored', 'stored']);
		expect(await idsFor(awa)).toHaveLength(3);
		expect(await server.database.integrityComplaints()).toEqual([]);
	});
});
