import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { answerToBallot } from '$lib/domain/ballot-answers';
import { ballotResultsOf } from '$lib/domain/ballot-result';
import { createFormAnswer } from '$lib/domain/check-in-form';
import { fieldEdits } from '$lib/domain/change';
import { BatchId, GroupId, SessionId } from '$lib/domain/ids';
import { Questionnaire } from '$lib/domain/questionnaire';
import { talliesOf } from '$lib/domain/tally';
import { planRound } from '$lib/domain/round';
import { BallotReader } from '$lib/features/ballots/ballot-reader.svelte';
import { Tickets } from '$lib/features/ballots/tickets.svelte';
import { sealAnswers } from '$lib/runtime/cast';
import { beginSealedRound } from '$lib/runtime/sealed-round';
import { createMemoryRuntime, type MemoryRuntime } from '$lib/runtime/memory-runtime';
import { createServer } from '$lib/server/context';
import { castBallot } from '$lib/sync/cast';
import type { Role } from '$lib/sync/people-view';
import { configOf, sendTo } from '../server/client';
import { valueOf } from './value-of';

const day = '2026-11-22';
const patience = 60_000;
const origin = 'https://cercle.example';

const stops: (() => unknown)[] = [];
afterEach(async () => {
	for (const stop of stops.splice(0).reverse()) await stop();
});

const forms = ['daily-faces', 'monthly-wellbeing'].map((id) =>
	Questionnaire.parse(JSON.parse(readFileSync(`static/check-ins/${id}.json`, 'utf8')))
);
const [faces] = forms;

/** Mai administers and leads a group; Rita reads check-ins. */
async function startHouse() {
	const clock = { now: () => Date.UTC(2026, 10, 22, 10), today: () => day };
	const config = { ...configOf(join(mkdtempSync(join(tmpdir(), 'cercle-')), 'cercle.db')), origin };
	const server = await createServer(config, { clock });
	stops.push(server.stop);
	const send = sendTo(server);
	const fetch = (address: string | URL | Request, options?: RequestInit) => send(new Request(address, options));
	const phone = async (seed: number) => {
		const runtime = await createMemoryRuntime(day, { fetch, seed });
		stops.push(() => runtime.door.lock(true));
		return runtime;
	};
	const [mai, rita] = [await phone(1000), await phone(2000)];
	valueOf(
		await mai.organisation.create({ name: 'Maison', label: 'Mai', roles: ['facilitator'], custodians: 1, locale: 'fr' })
	);
	await mai.sync.syncNow();
	await letIn(mai, rita, ['reader']);
	const groupId = GroupId.parse(mai.random.uuid());
	const fields = { alias: 'Tuesday', locale: 'fr', rhythm: 'weekly', time: '18:00', packId: 'circle', startsOn: day };
	await mai.append(fieldEdits('group', groupId, fields));
	await mai.append(fieldEdits('sharing', groupId, { work: true, report: true, name: 'Tuesday', since: day }));
	const settle = async () => {
		for (let round = 0; round < 3; round++) for (const one of [mai, rita]) await one.sync.syncNow();
	};
	await settle();
	return { mai, rita, groupId, fetch, settle };
}

async function letIn(mai: MemoryRuntime, other: MemoryRuntime, roles: readonly Role[]): Promise<void> {
	const asked = { roles, groups: [], remote: false, own: false, label: 'Rita' };
	const { id, link } = valueOf(await mai.organisation.invite(asked));
	valueOf(await other.organisation.join(link, 'Rita'));
	valueOf(await mai.organisation.lookForAnswers());
	valueOf(await other.organisation.lookForAnswers());
	valueOf(await mai.organisation.confirm(id));
	await other.sync.syncNow();
	await other.sync.syncNow();
}

function ticketsOf(mai: MemoryRuntime, groupId: GroupId): Tickets {
	return new Tickets({ ...mai, groupId: () => groupId, load: async () => forms, origin: () => origin });
}

async function answer(fetch: Parameters<typeof castBallot>[0], address: string, batch: string, face: number) {
	const [place, ticket] = address.split('#');
	expect(place).toBe(`${origin}/c`);
	const random = { uuid: () => '00000000-0000-4000-8000-000000000000' };
	const said = { body: face, mind: face, others: face, hope: face };
	const made = valueOf(createFormAnswer(random, BatchId.parse(batch), faces!, said));
	return castBallot(fetch, origin, valueOf(await sealAnswers(ticket!, answerToBallot(made))));
}

describe('tickets', () => {
	test(
		'are drawn, answered elsewhere, opened once by the reader, and come back as words and counts',
		async () => {
			const { mai, rita, groupId, fetch, settle } = await startHouse();
			const tickets = ticketsOf(mai, groupId);
			await tickets.start();
			expect([tickets.isPossible, tickets.mayHandOut]).toEqual([true, false]);
			expect(tickets.forms[0]).toBe(faces);
			expect(tickets.groups.map(({ id }) => id)).toEqual([groupId]);
			await tickets.make(faces!, [groupId], tickets.usualCount([groupId]));
			expect(tickets.problem).toBeNull();
			const [made] = tickets.batches;
			expect(made).toMatchObject({ left: 5, announced: 'done', state: 'waiting', missing: 5 });
			tickets.show('draw', made!.batch);
			const drawn: string[] = [];
			for (let person = 0; person < 5; person++) {
				await tickets.draw(1);
				drawn.push(...tickets.drawn);
				tickets.hide();
			}
			expect(new Set(drawn).size).toBe(5);
			await tickets.draw(1);
			expect(tickets.problem).toEqual({ type: 'TicketsGone' });
			for (const [at, address] of drawn.slice(1).entries()) await answer(fetch, address, made!.batch, at === 0 ? 1 : 4);
			await tickets.refresh();
			// In steps: how many exactly is for the reader.
			expect(tickets.batches).toMatchObject([{ state: 'waiting', missing: 3 }]);

			const reader = new BallotReader({ ...rita, load: async () => forms });
			await reader.look();
			expect(reader.batches).toMatchObject([{ missing: 1, questionnaire: { id: 'daily-faces' } }]);
			await reader.open(reader.batches![0]!);
			expect([reader.problem, reader.opened]).toEqual([{ type: 'BallotsMissing' }, null]);
			await answer(fetch, drawn[0]!, made!.batch, 4);
			await answer(fetch, drawn[0]!, made!.batch, 1);
			await reader.look();
			await reader.open(reader.batches![0]!);
			expect(reader.opened).toMatchObject({ dropped: 0, read: { band: 'well', direction: null, people: 5 } });
			await reader.publish();
			expect([reader.isPublished, reader.opened, reader.batches]).toEqual([true, null, []]);
			await settle();
			expect(ballotResultsOf(mai.door.ledger.current, groupId)).toMatchObject([{ band: 'well' }]);
			expect(talliesOf(rita.door.ledger.current)).toMatchObject([{ n: 5, counts: { body: [1, 0, 0, 4] } }]);
			expect(tickets.batches).toEqual([]);
		},
		patience
	);

	test(
		'are for own phones only where the organisation allows it, and say why they cannot be made',
		async () => {
			const { mai, groupId } = await startHouse();
			const tickets = ticketsOf(mai, groupId);
			await tickets.start();
			valueOf(await mai.organisation.setPolicy('own-phone', 1));
			expect(tickets.mayHandOut).toBe(true);
			expect(await mai.organisation.setPolicy('own-phone', 2)).toMatchObject({ ok: false });
			await tickets.make(faces!, [groupId], 3);
			expect(tickets.problem).toEqual({ type: 'ThresholdTooLow' });
			await tickets.make(faces!, [GroupId.parse(mai.random.uuid())], 8);
			expect(tickets.problem).toEqual({ type: 'GroupNotShared' });
		},
		patience
	);
});

describe('a round on one phone', () => {
	test(
		'is sealed to the reader, kept when the vault is open again, and sent',
		async () => {
			const { mai, rita, groupId, settle } = await startHouse();
			const asked = { groupId, questionnaire: faces!, people: 6 };
			const round = await beginSealedRound(mai.ballots, asked);
			expect(mai.ballots.mine()).toMatchObject([{ batch: round!.batchId, left: 114 }]);
			await mai.door.beginHandover({
				...{ batchId: round!.batchId, sessionId: SessionId.parse(mai.random.uuid()), locale: 'fr' },
				...{ returnTo: '/today', roundAt: '/today', drop: round!.drop }
			});
			const { letterbox } = mai.door.handover!;
			for (let face = 1; face <= 6; face++) {
				const said = { body: 4, mind: 4, others: face > 4 ? 4 : face };
				const made = createFormAnswer(mai.random, round!.batchId, faces!, said);
				expect(await letterbox.drop(valueOf(made))).toEqual({ ok: true, value: undefined });
			}
			const late = valueOf(createFormAnswer(mai.random, round!.batchId, faces!, { body: 1 }));
			expect(await letterbox.drop(late)).toMatchObject({ error: { type: 'StorageFailed' } });
			valueOf(await mai.door.unlock({ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] }));
			await settle();
			expect(mai.ballots.mine()).toMatchObject([{ state: 'ready', missing: 0 }]);
			const reader = new BallotReader({ ...rita, load: async () => forms });
			await reader.look();
			await reader.open(reader.batches![0]!);
			expect(reader.opened).toMatchObject({ dropped: 0, read: { band: 'well', people: 6 } });
		},
		patience
	);

	test(
		'brings picture codes to the reader as tags, where the organisation allows them, and asks for none otherwise',
		async () => {
			const { mai, rita, groupId, settle } = await startHouse();
			const tickets = ticketsOf(mai, groupId);
			valueOf(await mai.append([planRound(mai.door.ledger.current, groupId, 'entry', faces!.id)]));
			expect(tickets.momentOf(faces!)).toBeNull();
			valueOf(await mai.organisation.setPolicy('picture-code', 1));
			await settle();
			expect([tickets.momentOf(faces!), tickets.momentOf(forms[1]!)]).toEqual(['entry', null]);
			const round = await beginSealedRound(mai.ballots, { groupId, questionnaire: faces!, people: 6 });
			const asked = {
				batchId: round!.batchId,
				sessionId: SessionId.parse(mai.random.uuid()),
				locale: 'fr',
				returnTo: '/today',
				roundAt: '/today',
				moment: 'entry'
			} as const;
			await mai.door.beginHandover({ ...asked, drop: round!.drop });
			const { letterbox, moment } = mai.door.handover!;
			expect(moment).toBe('entry');
			for (const code of ['abcd', 'abca', 'bbbb', null, null, null]) {
				const made = createFormAnswer(mai.random, round!.batchId, faces!, { body: 3, mind: 3 });
				valueOf(await letterbox.drop(valueOf(made), code === null ? undefined : { moment: 'entry', code }));
			}
			valueOf(await mai.door.unlock({ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] }));
			await settle();
			const reader = new BallotReader({ ...rita, load: async () => forms });
			await reader.look();
			await reader.open(reader.batches![0]!);
			expect(reader.opened?.read.people).toBe(6);
			expect(reader.opened?.read.coded.map(({ levels }) => Object.values(levels))).toEqual([[67], [67], [67]]);
			// Answers that stay on this phone are asked for none.
			await mai.door.beginHandover(asked);
			expect(mai.door.handover?.moment).toBeUndefined();
		},
		patience
	);

	test(
		'stays with this phone where nobody could open it',
		async () => {
			const alone = await createMemoryRuntime(day);
			const groupId = GroupId.parse(alone.random.uuid());
			expect(await beginSealedRound(alone.ballots, { groupId, questionnaire: faces!, people: 6 })).toBeNull();
		},
		patience
	);
});
