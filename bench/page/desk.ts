import { Dexie, type EntityTable } from 'dexie';
import { addDays, createClock, dayNumber, type Day } from '$lib/base/clock';
import { createRandom, createSeededRandom } from '$lib/base/random';
import { createKdf } from '$lib/crypto/kdf';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { createHeader, createVaultKeys } from '$lib/crypto/keyring';
import type { Change, Edit, FieldValue } from '$lib/domain/change';
import { fieldEdits } from '$lib/domain/change';
import { disclose, type SessionReport } from '$lib/domain/disclosure';
import { groupsOf } from '$lib/domain/group';
import { BatchId, DeviceId, GroupId } from '$lib/domain/ids';
import { createLedger } from '$lib/domain/ledger';
import { monthOf } from '$lib/domain/period';
import { createPilot } from '$lib/domain/pilot';
import { PilotWords } from '$lib/domain/pilot-words';
import { markThreads, sendMessage } from '$lib/domain/review';
import { sessionsOf } from '$lib/domain/session';
import { blockEdits } from '$lib/domain/suppression';
import { tallyEdits } from '$lib/domain/tally';
import { createProfiles } from '$lib/storage/profiles';
import { createStoreDirectory } from '$lib/storage/tables';
import { openVault, type Vault } from '$lib/storage/vault';
import { createSoleWriter } from '$lib/storage/writer-lock';
import { admit, certify, foundOrganisation, openReports } from './phone';

/**
 * Fills a supervisor's vault at the size of a large organisation, through the storage, the membership and the sync of the
 * app, for the built app to open; and reads desk records against plain Dexie. Called by bench/desk.mjs.
 */
const clock = createClock();
const random = createRandom();

/** A large organisation. */
const size = { groups: 100, weeks: 70, facilitators: 60, answers: 50_000, replies: 3000, marks: 3500 } as const;

/** The pictures that open the vault, by their places. */
const picks = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Stamps what somebody else wrote: no two changes alike. */
function createStamps() {
	let sequence = 0;
	return (by: string, day: Day, edits: readonly Edit[]): readonly Change[] =>
		edits.map(({ table, row, field, value }) => {
			sequence += 1;
			const hlc = dayNumber(day) * 86_400_000 * 1024 + sequence;
			return { v: 1, table, row, field, value, ctr: 1, over: [], hlc, dev: by };
		});
}

const asValue = (body: SessionReport) => ({ ...body }) as unknown as FieldValue; // plain JSON; an interface has no index signature

/** What the reports of a pilot say, and how its answers fell: real sizes, real words. */
async function readPilot() {
	const texts = PilotWords.parse(await (await fetch('/sample/en.json')).json());
	const today = clock.today();
	const pilot = createPilot(createSeededRandom(16), today, 'en', texts);
	const bodies = groupsOf(pilot.ledger).flatMap((group) =>
		sessionsOf(pilot.ledger, group.id)
			.filter(({ state }) => state === 'closed' || state === 'cancelled')
			.map((session) => disclose(pilot.ledger, group, session, session.plannedOn))
	);
	return { bodies, tallies: pilot.tallies, words: texts.office, aliases: texts.groups, today };
}

const nth = <T>(list: readonly T[], at: number): T => list[at % list.length]!;

/** Everything that has come to the desk. */
async function writeDesk(vault: Vault, groups: readonly GroupId[], facilitators: readonly string[]) {
	const { bodies, tallies, words, aliases, today } = await readPilot();
	const stamp = createStamps();
	const changes: Change[] = [];
	const reports: { readonly id: string; readonly groupId: GroupId; readonly day: Day; readonly by: string }[] = [];
	groups.forEach((groupId, at) => {
		const by = nth(facilitators, at);
		const since = addDays(today, -7 * size.weeks - 7);
		const name = `${nth(aliases, at)} ${at + 1}`;
		changes.push(...stamp(by, since, fieldEdits('sharing', groupId, { work: false, report: true, name, since })));
		for (let week = 0; week < size.weeks; week += 1) {
			const day = addDays(today, -7 * (size.weeks - week) - (at % 7));
			const body = { ...nth(bodies, at * 7 + week), day, reportedOn: addDays(day, 1) };
			const id = random.uuid();
			changes.push(...stamp(by, day, fieldEdits('report', id, { groupId, body: asValue(body) })));
			reports.push({ id, groupId, day, by });
		}
	});
	let answers = 0;
	for (let at = 0; answers < size.answers; at += 1) {
		const tally = nth(tallies, at);
		answers += tally.n;
		const day = addDays(today, -7 * size.weeks + ((at * 7) % (7 * size.weeks)));
		const told = { ...tally, batchId: BatchId.parse(random.uuid()), groupId: nth(groups, at), month: monthOf(day) };
		changes.push(...stamp(vault.device, day, tallyEdits(told)));
	}
	const empty = createLedger();
	for (let at = 0; at < size.replies; at += 1) {
		const report = nth(reports, at * 2 + Math.floor(at / reports.length));
		const [by, text] =
			at % 3 === 2 ? [report.by, nth(words.backs, at)] : ([vault.device, nth(words.replies, at)] as const);
		const day = addDays(report.day, 2 + (at % 3));
		const sent = sendMessage(empty, report, { kind: 'text', text, ref: null }, day, random.uuid());
		if (!sent.ok) throw new Error(sent.error.type);
		changes.push(...stamp(by, day, sent.value));
	}
	for (let at = 0; at < size.marks; at += 1) {
		const report = nth(reports, at * 2 + 1);
		const day = addDays(report.day, 6);
		changes.push(...stamp(vault.device, day, markThreads([report], 'closed', day)));
	}
	for (let at = 0; at < changes.length; at += 2000) {
		const written = await vault.receive({ changes: changes.slice(at, at + 2000) });
		if (!written.ok) throw new Error(written.error.type);
	}
	const grouped = await vault.append(blockEdits(vault.ledger(), today, random.uuid));
	if (!grouped.ok) throw new Error(grouped.error.type);
	return { reports: reports.length, answers, changes: changes.length };
}

/** Makes the organisation on the server and the desk in this browser. Answers what lies in it. */
async function prepareDesk() {
	const founder = await foundOrganisation(location.origin);
	await founder.sync();
	const facilitators = await certify(founder, size.facilitators);
	const profiles = createProfiles({
		directory: createStoreDirectory(localStorage),
		kdf: createKdf(),
		clock,
		random,
		writerLock: createSoleWriter()
	});
	const made = await profiles.create({ kind: 'pictures', picks: [...picks] });
	if (!made.ok) throw new Error(made.error.type);
	const vault = made.value;
	const desk = await admit(founder, ['supervisor', 'reader'], vault);
	const groups = Array.from({ length: size.groups }, () => GroupId.parse(random.uuid()));
	await openReports(founder, desk.device, groups);
	await desk.sync();
	const written = await writeDesk(vault, groups, facilitators);
	const compacted = await vault.compact();
	if (!compacted.ok) throw new Error(compacted.error.type);
	founder.close();
	desk.close();
	return { ...written, picks };
}

type PlainTables = Dexie & { readonly records: EntityTable<{ readonly id: string }, 'id'> };

function openPlain(name: string): PlainTables {
	const tables = new Dexie(name, { chromeTransactionDurability: 'strict' });
	tables.version(1).stores({ records: 'id' });
	return tables as PlainTables; // Dexie adds the property for the store named above
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

/** 7,000 reports and 3,000 replies: from the snapshot of a vault, and plain from Dexie. */
async function measureFold() {
	const { bodies, words, today } = await readPilot();
	const groups = Array.from({ length: size.groups }, () => GroupId.parse(random.uuid()));
	const reports = Array.from({ length: 7000 }, (_, at) => ({
		id: random.uuid(),
		groupId: nth(groups, at),
		body: { ...nth(bodies, at), day: addDays(today, -(at % 490)) }
	}));
	const replies = Array.from({ length: 3000 }, (_, at) => ({
		id: random.uuid(),
		groupId: nth(reports, at).groupId,
		reportId: nth(reports, at).id,
		kind: 'text',
		text: nth(words.replies, at),
		ref: null,
		day: today
	}));
	const name = random.uuid();
	const plain = openPlain(name);
	await plain.records.bulkPut([...reports, ...replies]);
	plain.close();
	const again = openPlain(name);
	await again.open();
	const theirs = await timed(() => again.records.toArray());
	again.close();

	const directory = createStoreDirectory(localStorage);
	const { master } = createVaultKeys(random);
	const vaultId = random.uuid();
	const founding = directory.store(vaultId);
	const sealed = { vaultId, salt: random.bytes(16), kdfParams: kdfFloor, kek: random.bytes(32), master };
	await founding.write({ header: createHeader(sealed) });
	founding.close();
	const open = async () => {
		const deps = { store: directory.store(vaultId), clock, random, writerLock: createSoleWriter() };
		// openVault takes the key over and wipes it.
		const opened = await openVault(deps, vaultId, DeviceId.parse(vaultId), master.slice() as typeof master);
		if (!opened.ok) throw new Error(opened.error.type);
		return opened.value;
	};
	const vault = await open();
	const stamp = createStamps();
	const facilitators = Array.from({ length: size.facilitators }, () => random.uuid());
	const changes = [
		...reports.flatMap(({ id, groupId, body }, at) =>
			stamp(nth(facilitators, at), today, fieldEdits('report', id, { groupId, body: asValue(body) }))
		),
		...replies.flatMap(({ id, ...fields }, at) => stamp(nth(facilitators, at), today, fieldEdits('reply', id, fields)))
	];
	await vault.receive({ changes });
	await vault.compact();
	vault.close();
	let rows = 0;
	const ours = await timed(async () => {
		const opened = await open();
		const { tables } = opened.ledger();
		rows = (tables.get('report')?.size ?? 0) + (tables.get('reply')?.size ?? 0);
		opened.close();
	});
	if (rows !== 10_000) throw new Error(`Expected 10000 rows, found ${rows}`);
	await Promise.all([Dexie.delete(name), Dexie.delete(`c-${vaultId}`)]);
	return { ours, theirs };
}

Object.assign(globalThis, { bench: { prepareDesk, measureFold } });
