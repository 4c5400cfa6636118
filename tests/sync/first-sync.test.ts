import { expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { fieldEdits } from '$lib/domain/change';
import { GroupId } from '$lib/domain/ids';
import { epochDraft } from '$lib/sync/epochs';
import { append, createWorld, stateHash, type World, type WorldPhone } from './world';

/*
 * A supervisor's first exchange: 7,000 reports of many groups, shown as they come, stopped in the middle and gone on with.
 */
const random = createRandom();
const groups = 20;
const reportsOfAGroup = 350;

/** Reports as large as real ones. */
const words = 'On a parlé calmement, et tout le monde est resté jusqu’au bout. '.repeat(4);

async function writeReports(mai: WorldPhone): Promise<readonly GroupId[]> {
	const made = Array.from({ length: groups }, () => GroupId.parse(random.uuid()));
	for (const group of made)
		await mai.edit(...fieldEdits('sharing', group, { work: true, report: true, name: 'Mardi', since: '2026-11-22' }));
	await mai.sync();
	for (const groupId of made) {
		for (let at = 0; at < reportsOfAGroup; at += 50) {
			const edits = Array.from({ length: 50 }, (_, turn) => {
				const body = { ...empty, day: '2026-11-22', came: 3 + ((at + turn) % 9), wentWell: words };
				return fieldEdits('report', random.uuid(), { groupId, body });
			});
			await mai.edit(...edits.flat());
		}
		await mai.sync();
	}
	return made;
}

const empty = {
	...{ v: 1, reportedOn: '2026-11-22', held: true, guideId: 'calm', guideVersion: 1, expected: 9, before: null },
	...{ stayed: null, returned: 0, atmosphere: null, themes: [], wasHard: '', agreed: '', askSupervisor: '' },
	wellbeing: null
} as const;

const openReports = (by: WorldPhone, reader: WorldPhone, made: readonly GroupId[]) =>
	append(by, async (directory) => {
		const drafts = await Promise.all(
			made.map((group) =>
				epochDraft(directory, by.session.keys, { group, stream: 'report' }, [by.device, reader.device])
			)
		);
		return drafts.filter((draft) => draft !== null);
	});

/** Notes what is shown while a round runs. */
async function shownWhile(
	phone: WorldPhone,
	round: () => Promise<unknown>
): Promise<readonly { done: number; of: number }[]> {
	const shown: { done: number; of: number }[] = [];
	const look = () => {
		const { progress, state } = phone.engine.view();
		if (progress && state === 'working') shown.push(progress);
	};
	phone.network.tamper = (request, handOn) => {
		look();
		return handOn(request);
	};
	await round();
	phone.network.tamper = null;
	return shown;
}

const reportsOn = (phone: WorldPhone): number => phone.vault.ledger().tables.get('report')?.size ?? 0;

const isRising = (numbers: readonly number[]): boolean =>
	numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0));

/** Stops the round once so many requests were made. */
async function stopAfter(phone: WorldPhone, requests: number): Promise<void> {
	const stop = new AbortController();
	let made = 0;
	phone.network.tamper = (request, handOn) => {
		made += 1;
		if (made > requests) stop.abort();
		return stop.signal.aborted ? Promise.reject(new DOMException('Stopped', 'AbortError')) : handOn(request);
	};
	await phone.engine.sync(stop.signal);
	phone.network.tamper = null;
}

async function start(): Promise<World & { made: readonly GroupId[] }> {
	const world = await createWorld();
	return { ...world, made: await writeReports(world.mai) };
}

test('the first exchange of a desk shows how far it is, can be stopped in the middle, and goes on from there', async () => {
	const { mai, made, admit } = await start();
	const whole = groups * reportsOfAGroup;
	const [steady, stopped] = [await admit(['supervisor']), await admit(['supervisor'])];
	await openReports(mai, steady, made);
	const shown = await shownWhile(steady, steady.sync);
	expect(reportsOn(steady)).toBe(whole);
	expect(new Set(shown.map(({ of }) => of))).toEqual(new Set([100]));
	expect(isRising(shown.map(({ done }) => done))).toBe(true);
	expect(new Set(shown.map(({ done }) => done)).size).toBeGreaterThan(10);

	await openReports(mai, stopped, made);
	await stopAfter(stopped, 9);
	const half = reportsOn(stopped);
	expect(half).toBeGreaterThan(0);
	expect(half).toBeLessThan(whole);
	expect(stopped.engine.view()).toMatchObject({ state: 'offline', progress: null });
	// As after the app was closed meanwhile.
	await stopped.reopen();
	stopped.network.requests.length = 0;
	const rest = await shownWhile(stopped, stopped.sync);
	expect(isRising(rest.map(({ done }) => done))).toBe(true);
	expect(reportsOn(stopped)).toBe(whole);
	// What had come is not fetched again.
	const fetched = stopped.network.requests.filter((request) => request.startsWith('GET streams'));
	expect(fetched.length).toBeLessThan(groups);
	expect(stateHash(stopped.vault.ledger())).toBe(stateHash(steady.vault.ledger()));
	expect([...steady.alarms(), ...stopped.alarms()]).toEqual([]);
}, 180_000);
