/**
 * What supervisors, leads and facilitators must not do to each other at the desk, each with an app that was changed for it:
 * real phones in front of the real server (threats A11, A12).
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { ok } from '$lib/base/result';
import { fieldEdits, type Change, type FieldValue } from '$lib/domain/change';
import { GroupId } from '$lib/domain/ids';
import { rowOf, rowsOf } from '$lib/domain/ledger';
import { changeSetting } from '$lib/domain/setting';
import type { StreamOf } from '$lib/domain/sharing';
import { latestEpoch, organisationGroup } from '$lib/protocol/directory';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import { paths, PushAnswer, writeEnvelopes } from '$lib/protocol/v1';
import { epochDraft } from '$lib/sync/epochs';
import { fetchLetters } from '$lib/sync/letters';
import { pendingOn, sealContents } from '$lib/sync/pack';
import type { Contents } from '$lib/sync/payload';
import { createStage } from '$lib/sync/vault-port';
import { alarmsOf, createCircle, found, letIn, settle } from '../sync/circle';
import { valueOf } from '../sync/value-of';
import { addReaders, createWorld, fieldOf, put, shareGroup, workOf, type World, type WorldPhone } from '../sync/world';

const patience = 60_000;

/** Seals anything into a stream, as a changed app would, and sends it. */
async function sendContents(phone: WorldPhone, of: StreamOf, contents: Contents): Promise<void> {
	const { session, device } = phone;
	const stage = createStage(session.shelf);
	const deps = {
		device,
		signingKey: session.deviceKeys.signingKey,
		directory: session.log.directory(),
		keys: session.keys,
		stage,
		ledger: phone.vault.ledger,
		today: session.clock.today(),
		now: session.clock.now(),
		dayNumber: 20_779,
		newId: () => crypto.randomUUID()
	};
	await sealContents(deps, of, contents);
	valueOf(await session.shelf.receive(stage.gathered()));
	const envelopes = writeEnvelopes(pendingOn(session.shelf).map(({ bytes }) => bytes));
	const path = paths.envelopes(session.membership.org);
	const { outcomes } = valueOf(await session.transport.sendJson({ method: 'POST', path, body: envelopes }, PushAnswer));
	// The server takes it from every reader; who may write is for those to say who read it.
	expect(outcomes.filter((outcome) => outcome !== 'known')).toEqual(['stored']);
}

let hlc = 2 ** 51;
const changeBy = (dev: string, table: string, row: string, field: string, value: FieldValue): Change => ({
	...{ v: 1, table, row, field, value },
	...{ ctr: 9, hlc: hlc++, dev, over: [] }
});

const body = {
	...{ v: 1, day: '2026-11-22', held: true, guideId: 'g', guideVersion: 1, came: 5, expected: 6, atmosphere: 3 },
	...{ themes: [], wentWell: '', wasHard: '', agreed: '', askSupervisor: 'A question', wellbeing: null }
};

describe('a concern', () => {
	test(
		'is nothing to a supervisor or an administrator who is no lead, on her phone or at the server',
		async () => {
			const circle = await createCircle();
			const [mai, awa, lea, sok] = await Promise.all(Array.from({ length: 4 }, () => circle.phone()));
			if (!mai || !awa || !lea || !sok) throw new Error('No phones');
			await found(mai);
			await letIn(mai, awa);
			await letIn(mai, lea, { roles: ['lead'], label: 'Lea' });
			await letIn(mai, sok, { roles: ['supervisor'], label: 'Sok' });
			await settle(mai, awa, lea, sok);
			const id = valueOf(await awa.people.sendConcern('Somebody waits outside.'));
			await settle(awa, lea, awa);
			await lea.edit(
				...fieldEdits('concern-act', crypto.randomUUID(), { concernId: id, kind: 'note', text: 'Called.' })
			);
			await settle(lea, mai, sok, awa, lea);
			const ofLead = await lea.changedApp();
			const directory = ofLead.log.directory();
			const leads: StreamRef = { group: organisationGroup(directory.org), stream: 'leads' };
			expect(latestEpoch(directory.streams.get(streamName(leads))!).members).toEqual([lea.vault.device]);

			for (const other of [sok, mai, awa]) {
				for (const table of ['concern', 'concern-act'] as const)
					expect([...rowsOf(other.vault.ledger(), table)]).toEqual([]);
				const session = await other.changedApp();
				expect(session.keys.get(leads, 1)).toBeNull();
				const path = paths.stream(directory.org, leads);
				const asked = await session.transport.send({ method: 'GET', path, query: { after: 0, until: 1_000_000 } });
				expect(asked).toMatchObject({ ok: false, error: { type: 'ServerProblem', code: 'NotAllowed' } });
				expect(valueOf(await fetchLetters(session, async () => ok(undefined)))).toBe(0);
				// Nor lets she herself in: who has no key names no readers, and a stream that is there is not begun anew.
				expect(await epochDraft(directory, session.keys, leads, [other.vault.device])).toBeNull();
				const kept = [...valueOf(await other.vault.shelf()).values()].map((bytes) => Buffer.from(bytes).toString());
				expect(kept.join()).not.toContain('Somebody waits');
			}
			expect(rowOf(lea.vault.ledger(), 'concern', id)?.fields).toMatchObject({ text: 'Somebody waits outside.' });
			expect([mai, awa, lea, sok].flatMap(alarmsOf)).toEqual([]);
		},
		patience
	);
});

describe('at the reports of a group', () => {
	let world: World;
	let mai: WorldPhone;
	let awa: WorldPhone;
	let sok: WorldPhone;
	let ida: WorldPhone;
	let group: GroupId;
	let reports: StreamOf;
	const everybody = () => [mai, awa, sok, ida];
	const settleAll = async () => {
		for (let turn = 0; turn < 3; turn++) for (const phone of everybody()) await phone.sync();
	};
	const alarms = () => everybody().map((phone) => phone.alarms());
	const textOf = (phone: WorldPhone, row: string) => fieldOf(phone, 'reply', row, 'text');

	const reply = (row: string, text: string) => fieldEdits('reply', row, { groupId: group, kind: 'text', text });

	// Mai and Awa lead the group, Sok and Ida supervise.
	beforeEach(async () => {
		world = await createWorld();
		mai = world.mai;
		awa = await world.admit(['facilitator']);
		[sok, ida] = [await world.admit(['supervisor']), await world.admit(['supervisor'])];
		group = await shareGroup(mai, 'Tuesday', { report: true });
		reports = { group, stream: 'report' };
		await mai.sync();
		await addReaders(mai, workOf(group), awa);
		await settleAll();
	}, patience);

	test(
		'both sides answer each other, and what two wrote at once stays beside each other',
		async () => {
			const [one, two, three] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
			await mai.edit(...reply(one, 'From Mai'));
			await sok.edit(...reply(two, 'From Sok'));
			await ida.edit(...reply(three, 'From Ida'));
			await settleAll();
			for (const phone of everybody())
				expect([one, two, three].map((row) => textOf(phone, row))).toEqual(['From Mai', 'From Sok', 'From Ida']);
			expect(alarms()).toEqual([[], [], [], []]);
			expect(sok.engine.view()).toMatchObject({ unsent: 0, stuck: [] });
		},
		patience
	);

	test(
		'a report that a supervisor makes, or a body that she puts in its place, is taken by nobody',
		async () => {
			const [hers, forged] = [crypto.randomUUID(), crypto.randomUUID()];
			await mai.edit(put('report', hers, 'groupId', group), put('report', hers, 'body', body));
			await settleAll();
			await sendContents(sok, reports, {
				changes: [
					changeBy(sok.device, 'report', forged, 'groupId', group),
					changeBy(sok.device, 'report', forged, 'body', { ...body, askSupervisor: 'Nothing' }),
					changeBy(sok.device, 'report', hers, 'body', { ...body, askSupervisor: 'Nothing' }),
					changeBy(sok.device, 'sharing', group, 'name', 'Hers')
				]
			});
			await settleAll();
			for (const phone of [mai, awa, ida]) {
				expect(fieldOf(phone, 'report', forged, 'body')).toBeUndefined();
				expect(fieldOf(phone, 'report', hers, 'body')).toMatchObject({ askSupervisor: 'A question' });
				expect(fieldOf(phone, 'sharing', group, 'name')).toBe('Tuesday');
				expect(phone.alarms()).toEqual(['NotAllowed']);
			}
		},
		patience
	);

	test(
		'nobody writes over an answer, neither the other side nor who gave it',
		async () => {
			const [hers, his] = [crypto.randomUUID(), crypto.randomUUID()];
			await mai.edit(...reply(hers, 'From Mai'));
			await sok.edit(...reply(his, 'From Sok'));
			await settleAll();
			await sendContents(sok, reports, { changes: [changeBy(sok.device, 'reply', hers, 'text', 'Never said')] });
			await sendContents(sok, reports, { changes: [changeBy(sok.device, 'reply', his, 'text', 'Never said')] });
			await sendContents(mai, reports, { changes: [changeBy(mai.device, 'reply', his, 'more', 'Never said')] });
			await sendContents(
				mai,
				{ group, stream: 'work' },
				{
					changes: [changeBy(mai.device, 'reply', his, 'text', 'Never said')]
				}
			);
			await settleAll();
			for (const phone of [awa, ida]) {
				expect([textOf(phone, hers), textOf(phone, his)]).toEqual(['From Mai', 'From Sok']);
				expect(fieldOf(phone, 'reply', his, 'more')).toBeUndefined();
				expect(phone.alarms()).toContain('NotAllowed');
			}
		},
		patience
	);

	test(
		'nobody says in a row that somebody else has answered, and a supervisor repeats no rows at all',
		async () => {
			const [forged, hers] = [crypto.randomUUID(), crypto.randomUUID()];
			const cell = (value: FieldValue, dev: string) => ({
				heads: [{ value, ctr: 1, hlc, dev }],
				past: { [dev]: [hlc] }
			});
			const row = (id: string, dev: string) =>
				['reply', id, { groupId: cell(group, dev), text: cell('All is well', dev) }] as const;
			await sendContents(mai, reports, { rows: [row(forged, sok.device)] });
			await sendContents(sok, reports, { rows: [row(hers, sok.device)] });
			await settleAll();
			for (const phone of [awa, ida]) {
				expect([textOf(phone, forged), textOf(phone, hers)]).toEqual([undefined, undefined]);
				expect(phone.alarms()).toContain('NotAllowed');
			}
		},
		patience
	);

	test(
		'only a supervisor closes, and who leads the group asks for another look',
		async () => {
			const report = crypto.randomUUID();
			await sok.edit(...fieldEdits('review', report, { groupId: group, state: 'closed' }));
			await settleAll();
			await awa.edit(put('review', report, 'state', 'reopened'));
			await settleAll();
			for (const phone of everybody()) expect(fieldOf(phone, 'review', report, 'state')).toBe('reopened');
			expect(alarms()).toEqual([[], [], [], []]);
			await awa.edit(put('review', report, 'state', 'closed'));
			await settleAll();
			for (const phone of [mai, sok, ida]) {
				expect(fieldOf(phone, 'review', report, 'state')).toBe('reopened');
				expect(phone.alarms()).toEqual(['NotAllowed']);
			}
		},
		patience
	);

	test(
		'a supervisor who also leads groups of her own makes no report of this one',
		async () => {
			const both = await world.admit(['facilitator', 'supervisor']);
			for (let turn = 0; turn < 2; turn++) for (const phone of [mai, both]) await phone.sync();
			const [forged, answer] = [crypto.randomUUID(), crypto.randomUUID()];
			await both.edit(...reply(answer, 'From her'));
			await both.sync();
			await sendContents(both, reports, {
				changes: [
					changeBy(both.device, 'report', forged, 'groupId', group),
					changeBy(both.device, 'report', forged, 'body', body)
				]
			});
			await settleAll();
			expect([textOf(ida, answer), fieldOf(ida, 'report', forged, 'body')]).toEqual(['From her', undefined]);
			expect(ida.alarms()).toEqual(['NotAllowed']);
		},
		patience
	);
});

describe('what an organisation shares', () => {
	test(
		'is written by administrators and supervisors, read by all, and taken from nobody else',
		async () => {
			const { mai, admit } = await createWorld();
			const [awa, ida] = [await admit(['facilitator']), await admit(['supervisor'])];
			const all = [mai, awa, ida];
			const settleAll = async () => {
				for (let turn = 0; turn < 3; turn++) for (const phone of all) await phone.sync();
			};
			await settleAll();
			const common: StreamOf = {
				group: GroupId.parse(organisationGroup(mai.session.membership.org)),
				stream: 'common'
			};
			for (const phone of [mai, ida]) await phone.edit(changeSetting('common-group', common.group));
			const [one, two, forged] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
			await mai.edit(put('service', one, 'name', 'Legal aid'));
			await ida.edit(put('service', two, 'name', 'Shelter'));
			await settleAll();
			for (const phone of all)
				expect([one, two].map((row) => fieldOf(phone, 'service', row, 'name'))).toEqual(['Legal aid', 'Shelter']);
			expect(all.flatMap((phone) => phone.alarms())).toEqual([]);
			await sendContents(awa, common, { changes: [changeBy(awa.device, 'service', forged, 'name', 'Come to me')] });
			await settleAll();
			for (const phone of [mai, ida]) {
				expect(fieldOf(phone, 'service', forged, 'name')).toBeUndefined();
				expect(phone.alarms()).toEqual(['NotAllowed']);
			}
		},
		patience
	);

	test(
		'about a facilitator goes to her supervisors while she says so, and her yes is hers alone',
		async () => {
			const { mai, admit } = await createWorld();
			const [awa, ida] = [await admit(['facilitator']), await admit(['supervisor'])];
			const all = [mai, awa, ida];
			const settleAll = async () => {
				for (let turn = 0; turn < 3; turn++) for (const phone of all) await phone.sync();
			};
			const support = GroupId.parse(crypto.randomUUID());
			const [before, later, joint] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
			await awa.edit(...fieldEdits('rating', before, { supportId: support, level: 2 }));
			await awa.edit(...fieldEdits('support', support, { on: true, since: '2026-11-22' }));
			await settleAll();
			await ida.edit(...fieldEdits('rating', joint, { supportId: support, level: 3 }));
			await settleAll();
			expect(fieldOf(ida, 'rating', before, 'level')).toBe(2);
			expect(fieldOf(awa, 'rating', joint, 'level')).toBe(3);
			expect([...rowsOf(mai.vault.ledger(), 'rating')]).toEqual([]);
			await awa.edit(put('support', support, 'on', false));
			await awa.edit(...fieldEdits('rating', later, { supportId: support, level: 1 }));
			await settleAll();
			expect(fieldOf(ida, 'support', support, 'on')).toBe(false);
			expect(fieldOf(ida, 'rating', later, 'level')).toBeUndefined();
			expect(all.flatMap((phone) => phone.alarms())).toEqual([]);
			await sendContents(
				ida,
				{ group: support, stream: 'support' },
				{
					changes: [changeBy(ida.device, 'support', support, 'on', true)]
				}
			);
			await settleAll();
			expect(fieldOf(awa, 'support', support, 'on')).toBe(false);
			expect(awa.alarms()).toEqual(['NotAllowed']);
		},
		patience
	);

	test(
		'about a facilitator is said by each side for itself, whatever a changed app repeats',
		async () => {
			const { mai, admit } = await createWorld();
			const [awa, ida, both] = [
				await admit(['facilitator']),
				await admit(['supervisor']),
				await admit(['facilitator', 'supervisor'])
			];
			const all = [mai, awa, ida, both];
			const settleAll = async () => {
				for (let turn = 0; turn < 3; turn++) for (const phone of all) await phone.sync();
			};
			const support = GroupId.parse(crypto.randomUUID());
			await awa.edit(...fieldEdits('support', support, { on: true, since: '2026-11-22' }));
			await settleAll();
			const cell = (value: FieldValue, dev: string) => ({
				heads: [{ value, ctr: 1, hlc, dev }],
				past: { [dev]: [hlc] }
			});
			const row = (id: string, dev: string) =>
				['rating', id, { supportId: cell(support, dev), level: cell(1, dev) }] as const;
			const [ofAwa, ofIda, own] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
			const stream = { group: support, stream: 'support' } as const;
			await sendContents(both, stream, { rows: [row(ofAwa, awa.device)] });
			await sendContents(awa, stream, { rows: [row(ofIda, ida.device), row(own, awa.device)] });
			await settleAll();
			expect(fieldOf(ida, 'rating', ofAwa, 'level')).toBeUndefined();
			for (const phone of [ida, both]) {
				expect(fieldOf(phone, 'rating', ofIda, 'level')).toBeUndefined();
				expect(fieldOf(phone, 'rating', own, 'level')).toBe(1);
				expect(phone.alarms()).toContain('NotAllowed');
			}
		},
		patience
	);
});
