import PouchDB from 'pouchdb/dist/pouchdb.js';
import * as Y from 'yjs';
import { bytesToText, textToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import type { Change, Edit } from '$lib/domain/change';
import { applyChange, createLedger } from '$lib/domain/ledger';
import { ledgerToTexts, restoreText } from '$lib/storage/projection';
import { admit, foundOrganisation, shareGroups, type BenchPhone } from './phone';
import { createRecords, recordsOfAGroup, type SampleRecord } from './sample';

/**
 * Measures our sync against the peers' in one page, each with its own server. Times are milliseconds. Called by
 * bench/sync.mjs.
 *
 * A record is a row of two fields, its group and all the rest, as reports are; to PouchDB it is a document.
 */
const random = createRandom();
const writtenAtOnce = 500;

async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

const editsOf = ({ id, group, fields }: SampleRecord): readonly Edit[] => [
	{ table: 'member', row: id, field: 'groupId', value: group },
	{ table: 'member', row: id, field: 'record', value: fields }
];

interface OurPair {
	readonly mai: BenchPhone;
	readonly awa: BenchPhone;
	readonly groups: readonly string[];
}
let pair: OurPair | undefined;

/** Two phones in one organisation with enough shared groups, and records that only the first one has. Not measured. */
async function prepareOurs(origin: string, count: number): Promise<void> {
	const mai = await foundOrganisation(origin);
	await mai.sync();
	const awa = await admit(mai);
	const groups = await shareGroups(mai, awa, Math.ceil(count / recordsOfAGroup));
	const records = createRecords(count, groups);
	for (let at = 0; at < count; at += writtenAtOnce) {
		const written = await mai.vault.append(records.slice(at, at + writtenAtOnce).flatMap(editsOf));
		if (!written.ok) throw new Error(written.error.type);
	}
	pair = { mai, awa, groups };
}

async function measured(phone: BenchPhone) {
	const before = phone.requests();
	const ms = await timed(phone.sync);
	return { ms, requests: phone.requests() - before };
}

const pushOurs = () => measured(pair!.mai);

async function pullOurs(count: number) {
	const pulled = await measured(pair!.awa);
	const rows = [...(pair!.awa.vault.ledger().tables.get('member')?.values() ?? [])];
	const whole = rows.filter(({ fields }) => 'record' in fields && 'groupId' in fields).length;
	if (whole !== count) throw new Error(`Expected ${count} records, found ${whole}`);
	return pulled;
}

/** One more record goes from one phone to the other. */
async function smallOurs() {
	const { mai, awa, groups } = pair!;
	await mai.vault.append(createRecords(1, groups).flatMap(editsOf));
	const pushed = await measured(mai);
	const pulled = await measured(awa);
	return { push: pushed.requests, pull: pulled.requests };
}

async function closeOurs(): Promise<void> {
	await pair?.mai.vault.erase();
	await pair?.awa.vault.erase();
	pair = undefined;
}

interface Pouch {
	readonly local: PouchDB;
	readonly remote: (count: () => void) => PouchDB;
}
let pouch: Pouch | undefined;

async function preparePouch(origin: string, count: number): Promise<void> {
	const name = random.uuid();
	const local = new PouchDB(`pouch-${name}`);
	const groups = Array.from({ length: Math.ceil(count / recordsOfAGroup) }, () => random.uuid());
	const records = createRecords(count, groups).map(({ id, group, fields }) => ({ _id: id, group, ...fields }));
	for (let at = 0; at < count; at += writtenAtOnce) await local.bulkDocs(records.slice(at, at + writtenAtOnce));
	const address = `${origin}/b${name}`;
	const remote = (called: () => void) =>
		new PouchDB(address, {
			skip_setup: true,
			fetch: (...asked: Parameters<typeof fetch>) => {
				called();
				return PouchDB.fetch(...asked);
			}
		});
	await PouchDB.fetch(address, { method: 'PUT' });
	pouch = { local, remote };
}

async function replicate(from: PouchDB, to: PouchDB, count: number, requests: () => number) {
	let written = 0;
	const ms = await timed(async () => {
		written = (await PouchDB.replicate(from, to)).docs_written;
	});
	if (written !== count) throw new Error(`Expected ${count} documents, ${written} were written`);
	return { ms, requests: requests() };
}

function pushPouch(count: number) {
	let requests = 0;
	return replicate(
		pouch!.local,
		pouch!.remote(() => (requests += 1)),
		count,
		() => requests
	);
}

async function pullPouch(count: number) {
	let requests = 0;
	const fresh = new PouchDB(`pouch-${random.uuid()}`);
	const pulled = await replicate(
		pouch!.remote(() => (requests += 1)),
		fresh,
		count,
		() => requests
	);
	await fresh.destroy();
	return pulled;
}

async function closePouch(): Promise<void> {
	await pouch?.local.destroy();
	pouch = undefined;
}

/**
 * Loads records from what lies on the disk, then merges one later change of each from another device; both sides from the
 * bytes, field by field, with six fields a record. Ours reads the texts of a snapshot as unlocking does; neither side is
 * sealed here.
 */
function measureMerge(count: number) {
	const records = createRecords(count, [random.uuid()]);
	const [ours, other] = [random.uuid(), random.uuid()];
	const changeOf = (dev: string, hlc: number, row: string, field: string, value: unknown, over: Change['over']) =>
		({ v: 1, table: 'member', row, field, value, ctr: over.length + 1, hlc, dev, over }) as const satisfies Change;
	const made = createLedger();
	let hlc = 2 ** 50;
	const firstAt = new Map<string, number>();
	for (const { id, fields } of records)
		for (const [field, value] of Object.entries(fields)) {
			hlc += 1;
			if (field === 'state') firstAt.set(id, hlc);
			applyChange(made, changeOf(ours, hlc, id, field, value, []));
		}
	const arriving = records.map(({ id }, at) =>
		JSON.stringify(changeOf(other, hlc + 1 + at, id, 'state', 'merged', [[ours, firstAt.get(id)!]]))
	);
	const snapshot = ledgerToTexts(made).map(textToBytes);
	const batch = textToBytes(`[${arriving.join(',')}]`);

	const docs = records.map(({ fields }) => {
		const doc = new Y.Doc();
		const map = doc.getMap('record');
		doc.transact(() => Object.entries(fields).forEach(([field, value]) => map.set(field, value)));
		const state = Y.encodeStateAsUpdate(doc);
		const peer = new Y.Doc();
		Y.applyUpdate(peer, state);
		const before = Y.encodeStateVector(peer);
		peer.getMap('record').set('state', 'merged');
		const update = Y.encodeStateAsUpdate(peer, before);
		doc.destroy();
		peer.destroy();
		return { state, update };
	});

	const oursAt = performance.now();
	const ledger = createLedger();
	const isRead = snapshot.every((part) => restoreText(ledger, bytesToText(part)).ok);
	for (const change of JSON.parse(bytesToText(batch)) as Change[]) applyChange(ledger, change);
	const oursTook = performance.now() - oursAt;
	const merged = [...ledger.tables.get('member')!.values()].filter(({ fields }) => fields['state'] === 'merged');
	if (!isRead || merged.length !== count) throw new Error(`Merged ${merged.length} of ${count}`);

	const theirsAt = performance.now();
	const loaded = docs.map(({ state, update }) => {
		const doc = new Y.Doc();
		Y.applyUpdate(doc, state);
		Y.applyUpdate(doc, update);
		return doc;
	});
	const theirsTook = performance.now() - theirsAt;
	if (loaded.some((doc) => doc.getMap('record').get('state') !== 'merged')) throw new Error('Not merged');
	return { ours: oursTook, theirs: theirsTook };
}

Object.assign(globalThis, {
	bench: {
		...{ prepareOurs, pushOurs, pullOurs, smallOurs, closeOurs },
		...{ preparePouch, pushPouch, pullPouch, closePouch, measureMerge }
	}
});
