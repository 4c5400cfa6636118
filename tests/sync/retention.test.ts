import { expect, test } from 'vitest';
import { openFromStream } from '$lib/crypto/stream-key';
import { fieldEdits } from '$lib/domain/change';
import type { GroupId } from '$lib/domain/ids';
import { removeOldRecords } from '$lib/domain/retention';
import { envelopeAad, readEnvelope } from '$lib/protocol/envelope';
import type { Server } from '$lib/server/context';
import { chainsOf } from '$lib/sync/chain';
import { unpackPayload } from '$lib/sync/payload';
import { createCircle, found, letIn, makeGroup, settle, share, type CirclePhone } from './circle';
import { valueOf } from './value-of';

const [canary, recent] = ['ce qui fut dit alors', 'ce qui fut dit hier'];
const [oldDay, newDay] = ['2024-02-05', '2026-11-16'];

const bodyOf = (day: string, words: string) => ({
	v: 1,
	day,
	reportedOn: day,
	held: true,
	guideId: 'trust',
	guideVersion: 1,
	came: 5,
	expected: 6,
	before: null,
	stayed: null,
	returned: 0,
	atmosphere: 3,
	themes: [],
	wentWell: words,
	wasHard: '',
	agreed: '',
	askSupervisor: '',
	wellbeing: null
});

/** A session as its facilitator leaves it. Answers the ids of the session and of its report. */
async function hold(phone: CirclePhone, group: GroupId, day: string, words: string) {
	const [session, report] = [crypto.randomUUID(), crypto.randomUUID()];
	await phone.edit(
		...fieldEdits('session', session, { groupId: group, plannedOn: day, guideId: 'trust', state: 'closed' }),
		...fieldEdits('session', session, { wentWell: words, notes: { opening: words } }),
		...fieldEdits('mark', `${session}:x`, { groupId: group, sessionId: session, memberId: words, status: 'present' }),
		...fieldEdits('correction', crypto.randomUUID(), { sessionId: session, reason: words, day }),
		...fieldEdits('care', session, { note: words }),
		...fieldEdits('report', report, { groupId: group, sessionId: session, body: bodyOf(day, words) })
	);
	return { session, report };
}

const say = (phone: CirclePhone, group: GroupId, reportId: string, text: string) =>
	phone.edit(
		...fieldEdits('reply', crypto.randomUUID(), {
			groupId: group,
			reportId,
			kind: 'text',
			text,
			ref: null,
			day: newDay
		})
	);

/** Everything a phone holds, with all versions. */
const heldBy = ({ vault }: CirclePhone): string =>
	JSON.stringify([...vault.ledger().tables].map(([, rows]) => [...rows.values()].map(({ cells }) => cells)));

/** What stands in the envelopes of the server that this phone can open, its own shelf included. */
async function openableBy(
	phone: CirclePhone,
	server: Server
): Promise<{ readonly text: string; readonly count: number }> {
	const { keys, shelf } = await phone.changedApp();
	const rows = await server.database.read((tx) => tx.selectFrom('envelope').select('bytes').execute());
	const kept = shelf.names('sent/').flatMap((name) => shelf.get(name)?.slice(4) ?? []);
	let text = '';
	let count = 0;
	for (const bytes of [...rows.map((row) => new Uint8Array(row.bytes)), ...kept]) {
		const envelope = readEnvelope(bytes);
		if (!envelope.ok) continue;
		const { header, headerBytes, box } = envelope.value;
		const key = keys.get(header, header.epoch);
		const opened = key && openFromStream(key, envelopeAad(headerBytes), box);
		const payload = opened?.ok ? await unpackPayload(opened.value) : null;
		if (!payload?.ok) continue;
		count += 1;
		text += JSON.stringify(payload.value);
	}
	return { text, count };
}

test('what is removed is gone from every phone and from the server, and what is newer is there for whoever comes later', async () => {
	const circle = await createCircle();
	const [mai, awa, sam] = [await circle.phone(), await circle.phone(), await circle.phone()];
	await found(mai);
	const group = await makeGroup(mai, 'Tuesday');
	await share(mai, group, { work: true, report: true });
	await mai.people.syncNow();
	await letIn(mai, awa, { groups: [group] });
	await letIn(mai, sam, { roles: ['supervisor'], groups: [group], label: 'Sam' });
	const before = await hold(mai, group, oldDay, canary);
	const after = await hold(mai, group, newDay, recent);
	await settle(mai, awa, sam);
	for (const phone of [awa, sam, mai]) {
		await say(phone, group, before.report, canary);
		await say(phone, group, after.report, recent);
	}
	await awa.edit(...fieldEdits('session', before.session, { wasHard: canary }));
	await settle(mai, awa, sam);
	for (const phone of [mai, awa, sam]) {
		expect(heldBy(phone)).toContain(canary);
		expect((await openableBy(phone, circle.server)).text).toContain(canary);
	}

	const edits = removeOldRecords(mai.vault.ledger(), [group], '2024-11-23');
	valueOf(await mai.people.removeRecords([group], edits));
	expect(heldBy(mai)).not.toContain(canary);
	await settle(mai, awa, sam);
	for (const phone of [mai, awa, sam]) {
		expect(heldBy(phone)).not.toContain(canary);
		expect(heldBy(phone)).toContain(recent);
		const { text, count } = await openableBy(phone, circle.server);
		expect(text).not.toContain(canary);
		expect(count).toBeGreaterThan(1);
		expect(phone.people.view().alarms).toEqual([]);
		expect(phone.people.view().missing).toEqual([]);
	}

	const late = await circle.phone();
	await letIn(mai, late, { roles: ['supervisor'], groups: [group], label: 'Late' });
	await settle(mai, late);
	expect(heldBy(late)).not.toContain(canary);
	expect(heldBy(late).split(recent).length - 1).toBe(heldBy(sam).split(recent).length - 1);
	expect(late.people.view().alarms).toEqual([]);
}, 120_000);

test('a phone that slept meanwhile loses it, too, and what was asked for offline is done later', async () => {
	const circle = await createCircle();
	const [mai, awa] = [await circle.phone(), await circle.phone()];
	await found(mai);
	const group = await makeGroup(mai, 'Tuesday');
	await share(mai, group, { work: true, report: true });
	await mai.people.syncNow();
	await letIn(mai, awa, { groups: [group] });
	await hold(mai, group, oldDay, canary);
	await settle(mai, awa);
	awa.network.isDown = true;
	mai.network.isDown = true;
	valueOf(await mai.people.removeRecords([group], removeOldRecords(mai.vault.ledger(), [group], '2024-11-23')));
	await mai.people.syncNow();
	expect(heldBy(mai)).not.toContain(canary);
	expect((await openableBy(awa, circle.server)).text).toContain(canary);
	await mai.reopen();
	mai.network.isDown = false;
	await settle(mai);
	expect((await openableBy(awa, circle.server)).text).not.toContain(canary);
	expect(heldBy(awa)).toContain(canary);
	awa.network.isDown = false;
	await settle(awa, mai);
	expect(heldBy(awa)).not.toContain(canary);
	expect([mai, awa].flatMap((phone) => phone.people.view().alarms)).toEqual([]);
}, 120_000);

test('who only answers has the server forget her own words, and nobody else’s', async () => {
	const circle = await createCircle();
	const [mai, sam] = [await circle.phone(), await circle.phone()];
	await found(mai);
	const group = await makeGroup(mai, 'Tuesday');
	await share(mai, group, { work: true, report: true });
	await mai.people.syncNow();
	await letIn(mai, sam, { roles: ['supervisor'], groups: [group], label: 'Sam' });
	const { report } = await hold(mai, group, newDay, recent);
	await settle(mai, sam);
	await say(sam, group, report, recent);
	await say(sam, group, report, recent);
	await settle(sam, mai);
	const session = await sam.changedApp();
	const chains = chainsOf(session.shelf, { group, stream: 'report' });
	const tryToCut = async (device: string) => {
		const end = chains.get(device);
		const snapshot = chains.get(sam.vault.device);
		if (!end || !snapshot) throw new Error('Both have written');
		const { seq, hash } = end;
		const ends = [{ device, seq, hash }];
		return session.append(() => [{ kind: 'prune', group, stream: 'report', snapshot: snapshot.hash, ends }]);
	};
	expect(await tryToCut(mai.vault.device)).toMatchObject({ ok: false, error: { type: 'LogRefused', why: 'role' } });
	expect(await tryToCut(sam.vault.device)).toMatchObject({ ok: true });
}, 60_000);
