import { describe, expect, test } from 'vitest';
import { otherVersions } from '$lib/domain/ledger';
import { stopSharing } from '$lib/domain/sharing';
import { latestEpoch } from '$lib/protocol/directory';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import {
	addMember,
	addReaders,
	append,
	createWorld,
	fieldOf,
	put,
	revoke,
	shareGroup,
	stateHash,
	workOf
} from './world';

/** Mai and Awa lead a group together. */
async function startTogether() {
	const world = await createWorld();
	const { mai } = world;
	const awa = await world.admit(['facilitator']);
	const group = await shareGroup(mai, 'Tuesday');
	await mai.sync();
	await addReaders(mai, workOf(group), awa);
	await awa.sync();
	return { ...world, awa, group };
}

describe('two facilitators of one group', () => {
	test('have the same after each has synced, also what was written before the second came', async () => {
		const { mai, awa, group } = await startTogether();
		const row = await addMember(mai, group, 'Lan');
		await mai.sync();
		await awa.sync();
		expect(fieldOf(awa, 'group', group, 'name')).toBe('Tuesday');
		expect(fieldOf(awa, 'member', row, 'pseudonym')).toBe('Lan');
		expect(mai.alarms()).toEqual([]);
		expect(awa.alarms()).toEqual([]);
	});

	test('both keep what they wrote apart about one thing, and agree on which counts', async () => {
		const { mai, awa, group } = await startTogether();
		await mai.edit(put('group', group, 'name', 'Tuesday evening'));
		await awa.edit(put('group', group, 'name', 'Tuesdays'));
		await mai.sync();
		await awa.sync();
		await mai.sync();
		expect(fieldOf(mai, 'group', group, 'name')).toBe(fieldOf(awa, 'group', group, 'name'));
		expect(otherVersions(mai.vault.ledger(), 'group', group, 'name')).toHaveLength(1);
	});

	test('need two requests for a small sync, and one when there is nothing to send', async () => {
		const { mai, group } = await startTogether();
		await mai.edit(put('group', group, 'name', 'Another'));
		mai.network.requests.length = 0;
		await mai.sync();
		expect(mai.network.requests).toEqual(['GET changes', 'POST envelopes']);
		mai.network.requests.length = 0;
		await mai.sync();
		expect(mai.network.requests).toEqual(['GET changes']);
	});

	test('see what waits while offline, and lose none of it', async () => {
		const { mai, awa, group } = await startTogether();
		mai.network.isDown = true;
		await mai.edit(put('group', group, 'name', 'Offline'));
		await mai.sync();
		expect(mai.engine.view()).toMatchObject({ state: 'offline', unsent: 1 });
		await mai.reopen();
		mai.network.isDown = false;
		await mai.sync();
		expect(mai.engine.view()).toMatchObject({ state: 'synced', unsent: 0 });
		await awa.sync();
		expect(fieldOf(awa, 'group', group, 'name')).toBe('Offline');
	});

	test('send nothing of a group that is not shared', async () => {
		const { mai } = await startTogether();
		await mai.edit(put('group', crypto.randomUUID(), 'name', 'Mine alone'));
		mai.network.requests.length = 0;
		await mai.sync();
		expect(mai.network.requests).toEqual(['GET changes']);
	});

	test('put five hundred changes into one request', async () => {
		const { mai, awa, group } = await startTogether();
		for (let at = 0; at < 260; at++) await addMember(mai, group, `Name ${at}`);
		mai.network.requests.length = 0;
		await mai.sync();
		expect(mai.network.requests.filter((request) => request === 'POST envelopes').length).toBeLessThanOrEqual(2);
		await awa.sync();
		expect(stateHash(awa.vault.ledger())).toBe(stateHash(mai.vault.ledger()));
	});
});

describe('a stream', () => {
	test('that was much written to is folded, and who comes later starts from the fold', async () => {
		const world = await startTogether();
		const { mai, awa, group } = world;
		for (let at = 0; at < 130; at++) await addMember(mai, group, `Name ${at}`);
		await mai.sync();
		await mai.sync();
		const pruned = mai.session.log.directory().streams.get(streamName(workOf(group)))!.pruned;
		expect(pruned.get(mai.device)?.seq).toBeGreaterThan(0);
		const binh = await world.admit(['facilitator']);
		await addReaders(mai, workOf(group), binh);
		await addMember(mai, group, 'After');
		await mai.sync();
		await binh.sync();
		await awa.sync();
		expect(stateHash(binh.vault.ledger())).toBe(stateHash(mai.vault.ledger()));
		expect(stateHash(awa.vault.ledger())).toBe(stateHash(mai.vault.ledger()));
		expect(binh.alarms()).toEqual([]);
		expect(binh.engine.missing()).toEqual([]);
	});

	test('gets a new key after ninety days and after a reader was removed', async () => {
		const { mai, awa, group, clock } = await startTogether();
		const epoch = () => latestEpoch(mai.session.log.directory().streams.get(streamName(workOf(group)))!);
		const before = epoch().epoch;
		clock.at += 91 * 86_400_000;
		await mai.sync();
		expect(epoch().epoch).toBe(before + 1);
		await revoke(mai, awa.device);
		await mai.sync();
		expect(epoch().epoch).toBe(before + 2);
		expect(epoch().members).toEqual([mai.device]);
	});

	test('is read by supervisors only as reports', async () => {
		const world = await startTogether();
		const { mai } = world;
		const sup = await world.admit(['supervisor']);
		await mai.sync();
		const group = await shareGroup(mai, 'Reported', { report: true });
		await addMember(mai, group, 'Lan');
		const report = crypto.randomUUID();
		const body = {
			...{ v: 1, day: '2026-11-22', held: true, guideId: 'g', guideVersion: 1, came: 5, expected: 6, atmosphere: 3 },
			...{ themes: [], wentWell: '', wasHard: '', agreed: '', askSupervisor: 'A question', wellbeing: null }
		};
		await mai.edit(put('report', report, 'groupId', group), put('report', report, 'body', body));
		await mai.sync();
		await sup.sync();
		expect(fieldOf(sup, 'report', report, 'body')).toMatchObject({ askSupervisor: 'A question' });
		expect(fieldOf(sup, 'sharing', group, 'name')).toBe('Reported');
		expect([...sup.vault.ledger().tables.keys()].sort()).toEqual(['report', 'sharing']);
		expect(sup.alarms()).toEqual([]);
	});
});

test('a stream she became a reader of while she wrote to the log herself comes with its past', async () => {
	const { mai, admit } = await createWorld();
	const awa = await admit(['facilitator']);
	const group = await shareGroup(mai, 'Tuesday');
	await mai.sync();
	const row = await addMember(mai, group, 'Lotus');
	await mai.sync();
	await awa.sync();
	await addReaders(mai, workOf(group), awa);
	// The log has moved, so what lets her in comes to her while she appends, and not with the next fetch.
	const own: StreamRef = { group: crypto.randomUUID(), stream: 'own' };
	await addReaders(awa, own, awa);
	await awa.sync();
	expect(fieldOf(awa, 'member', row, 'pseudonym')).toBe('Lotus');
});

test('after she stopped sharing, nothing goes that was sealed and had not gone', async () => {
	const { mai, awa, group } = await startTogether();
	mai.network.tamper = async (request, handOn) => {
		if (request.method === 'POST') throw new TypeError('The line broke');
		return handOn(request);
	};
	const row = await addMember(mai, group, 'Lotus');
	await mai.sync();
	expect(mai.session.shelf.names('sent/').length).toBeGreaterThan(0);
	await mai.edit(...stopSharing(group));
	mai.network.tamper = null;
	await mai.sync();
	await awa.sync();
	expect(fieldOf(awa, 'member', row, 'pseudonym')).toBeUndefined();
	// That it is over is told, and what she shares anew goes again.
	expect(fieldOf(awa, 'sharing', group, 'work')).toBe(false);
	expect([mai.engine.view().unsent, mai.alarms(), awa.alarms()]).toEqual([0, [], []]);
	await mai.edit(put('sharing', group, 'work', true));
	await mai.sync();
	await awa.sync();
	expect(fieldOf(awa, 'member', row, 'pseudonym')).toBe('Lotus');
});

test('what was set apart does not go after she stopped sharing, though she tries it again', async () => {
	const { mai, awa, group } = await startTogether();
	mai.network.tamper = async (request, handOn) =>
		new URL(request.url).pathname.endsWith('/envelopes') ? Response.json({ outcomes: ['refused'] }) : handOn(request);
	const row = await addMember(mai, group, 'Lotus');
	await mai.sync();
	mai.network.tamper = null;
	const [stuck] = mai.engine.view().stuck;
	await mai.edit(...stopSharing(group));
	await mai.engine.retry(stuck!.id);
	await mai.sync();
	await awa.sync();
	expect(fieldOf(awa, 'member', row, 'pseudonym')).toBeUndefined();
	expect(mai.engine.view()).toMatchObject({ unsent: 0, stuck: [] });
});

describe('a removed device', () => {
	test('hears it from the log, and what it writes afterwards reaches nobody', async () => {
		const { mai, awa, group } = await startTogether();
		await awa.sync();
		await revoke(mai, awa.device);
		await mai.sync();
		await awa.edit(put('group', group, 'name', 'Hers'));
		await awa.sync();
		expect(awa.isRemoved).toBe(true);
		await mai.sync();
		expect(fieldOf(mai, 'group', group, 'name')).toBe('Tuesday');
	});

	test('leaves nothing lost: who was offline meanwhile seals again under the new key', async () => {
		const world = await startTogether();
		const { mai, awa, group } = world;
		const binh = await world.admit(['facilitator']);
		await addReaders(mai, workOf(group), binh);
		await binh.sync();
		// Sealed, then not delivered: the answer to the fetch came, the push did not go out.
		await binh.edit(put('group', group, 'name', 'Written offline'));
		binh.network.tamper = (request, handOn) =>
			request.method === 'POST' ? Promise.reject(new TypeError('fetch failed')) : handOn(request);
		await binh.sync();
		await revoke(mai, awa.device);
		await mai.sync();
		binh.network.tamper = null;
		await binh.sync();
		expect(binh.engine.view()).toMatchObject({ state: 'synced', unsent: 0, stuck: [] });
		await mai.sync();
		expect(fieldOf(mai, 'group', group, 'name')).toBe('Written offline');
		expect(mai.alarms()).toEqual([]);
	});
});

test('what comes up while a round runs that has passed it by is fetched and sent at once, not a minute later', async () => {
	const { mai, awa, group } = await startTogether();
	awa.engine.start();
	const before = await addMember(mai, group, 'Lan');
	await expect.poll(() => awa.network.requests).toContain('GET hints');
	// Awa's round has its answer, but the answer is slow on its way.
	let arrive = () => undefined as void;
	const isSlow = new Promise<void>((settle) => {
		awa.network.tamper = async (request, handOn) => {
			const answer = await handOn(request);
			if (!request.url.includes('/changes')) return answer;
			awa.network.tamper = null;
			settle();
			await new Promise<void>((go) => (arrive = go));
			return answer;
		};
	});
	await mai.sync();
	await isSlow;
	await mai.edit(put('group', group, 'name', 'Said meanwhile'));
	await awa.edit(put('member', before, 'pseudonym', 'Mai Lan'));
	await mai.sync();
	arrive();
	await expect.poll(() => fieldOf(awa, 'group', group, 'name'), { timeout: 8000 }).toBe('Said meanwhile');
	await expect.poll(() => awa.engine.view().unsent, { timeout: 8000 }).toBe(0);
}, 20_000);

describe('two administrators who act at once', () => {
	test('end in one log', async () => {
		const world = await startTogether();
		const { mai } = world;
		const ida = await world.admit(['admin', 'facilitator']);
		await Promise.all([
			append(mai, () => [{ kind: 'policy', name: 'one', value: 1 }]),
			append(ida, () => [{ kind: 'policy', name: 'two', value: 2 }])
		]);
		await mai.sync();
		await ida.sync();
		expect(mai.session.log.directory().head).toEqual(ida.session.log.directory().head);
		expect([...mai.session.log.directory().policies.keys()].sort()).toEqual(['one', 'two']);
	});
});
