import { describe, expect, it } from 'vitest';
import { createGroup } from '$lib/domain/group';
import { BatchId, GroupId, SessionId } from '$lib/domain/ids';
import { groupOf } from '$lib/domain/group';
import { sessionByHand, startSession } from '$lib/domain/session';
import { changeSetting } from '$lib/domain/setting';
import type { Path } from '$lib/runtime/address';
import { createMemoryRuntime, type MemoryRuntime } from '$lib/runtime/memory-runtime';
import { Unlocking } from './unlocking.svelte';

const right = [1, 2, 3, 4, 5, 6, 7, 8];
const wrong = [8, 7, 6, 5, 4, 3, 2, 1];
const groupId = GroupId.parse('7f6b2c1e-4d60-4f3a-9a0e-1b2c3d4e5f60');
const sessionId = SessionId.parse('0c9d8e7f-6a5b-4c3d-8e1f-0a9b8c7d6e5f');

/** A person in front of a locked vault, with a clock that tests move. */
async function stand({ isFull = true } = {}, prepare?: (runtime: MemoryRuntime) => Promise<void>) {
	const runtime = await createMemoryRuntime('2026-11-22');
	await prepare?.(runtime);
	await runtime.door.lock(isFull);
	return { runtime, ...look(runtime) };
}

function look({ door, clock }: Pick<MemoryRuntime, 'door' | 'clock'>) {
	const opened: Path[] = [];
	let later = 0;
	const unlocking = new Unlocking({
		door,
		clock: { ...clock, now: () => clock.now() + later },
		onopened: (path) => opened.push(path)
	});
	return {
		unlocking,
		opened,
		pass: (milliseconds: number) => {
			later += milliseconds;
			unlocking.tick();
		}
	};
}

async function touch(unlocking: Unlocking, picks: readonly number[]) {
	for (const pick of picks) await unlocking.pick(pick);
}

async function writeRunningSession({ append, door }: MemoryRuntime) {
	const created = createGroup(groupId, {
		alias: 'Lune',
		locale: 'fr',
		rhythm: 'weekly',
		time: '',
		packId: 'first-circle',
		coFacilitators: [],
		startsOn: '2026-11-22'
	});
	if (!created.ok) throw new Error(created.error.type);
	await append(created.value);
	const group = groupOf(door.ledger.current, groupId)!;
	const started = startSession(sessionByHand(sessionId, group, '2026-11-22', 'calm'), 1, 0);
	if (!started.ok) throw new Error(started.error.type);
	await append(started.value);
}

describe('opening with pictures', () => {
	it('tries at the eighth picture, by itself, and leads home', async () => {
		const { unlocking, opened } = await stand();
		await touch(unlocking, right.slice(0, 7));
		expect(opened).toEqual([]);
		await unlocking.pick(8);
		expect(opened).toEqual(['/today']);
		expect(unlocking.picks).toEqual([]);
	});

	it('takes back the last picture only', async () => {
		const { unlocking, opened } = await stand();
		await touch(unlocking, [1, 2, 3, 60]);
		unlocking.erasePick();
		await touch(unlocking, right.slice(3));
		expect(opened).toEqual(['/today']);
	});

	it('begins anew after a wrong try, and says it was wrong', async () => {
		const { unlocking, opened } = await stand();
		await touch(unlocking, wrong);
		expect(unlocking.problem).toEqual({ type: 'SecretWrong' });
		expect(unlocking.picks).toEqual([]);
		expect(opened).toEqual([]);
	});

	it('leads back into a session that is running', async () => {
		const { unlocking, opened } = await stand({}, writeRunningSession);
		await touch(unlocking, right);
		expect(opened).toEqual([`/groups/${groupId}/sessions/${sessionId}/play`]);
	});
});

describe('waiting after wrong tries', () => {
	it('keeps what was touched, counts the seconds down, and tries nothing before', async () => {
		const { unlocking, opened, pass } = await stand();
		await touch(unlocking, wrong);
		await touch(unlocking, right);
		expect(unlocking.problem).toBeNull();
		expect(unlocking.secondsLeft).toBe(1);
		expect(unlocking.picks).toEqual(right);
		expect(unlocking.canTry).toBe(false);
		await unlocking.tryOpen();
		expect(opened).toEqual([]);
		pass(999);
		expect(unlocking.secondsLeft).toBe(1);
		pass(1);
		expect(unlocking.secondsLeft).toBe(0);
		expect(unlocking.canTry).toBe(true);
	});
});

describe('opening with words', () => {
	it('needs all five, and a wrong one keeps the others to mend', async () => {
		const { unlocking } = await stand();
		unlocking.choose('words');
		['riz', 'lune', 'sel', 'pain'].forEach((word, at) => unlocking.type(at, word));
		expect(unlocking.canTry).toBe(false);
		unlocking.type(4, '  ');
		expect(unlocking.canTry).toBe(false);
		unlocking.type(4, 'thé');
		await unlocking.tryOpen();
		expect(unlocking.problem).toEqual({ type: 'SecretWrong' });
		expect(unlocking.words).toEqual(['riz', 'lune', 'sel', 'pain', 'thé']);
	});

	it('keeps the words while pictures are looked at', async () => {
		const { unlocking } = await stand();
		unlocking.choose('words');
		unlocking.type(0, 'riz');
		unlocking.choose('pictures');
		unlocking.choose('words');
		expect(unlocking.words[0]).toBe('riz');
	});
});

describe('opening with the short code', () => {
	const withPin = async ({ append }: MemoryRuntime) => {
		await append([changeSetting('pin', '2468')]);
	};

	it('is offered first while the tab rests, and opens', async () => {
		const { unlocking, opened } = await stand({ isFull: false }, withPin);
		expect(unlocking.way).toBe('pin');
		for (const digit of '2468') unlocking.typeDigit(digit);
		await unlocking.tryOpen();
		expect(opened).toEqual(['/today']);
	});

	it('is not offered after a full lock', async () => {
		const { unlocking } = await stand({ isFull: true }, withPin);
		expect(unlocking.way).toBe('pictures');
	});

	it('says how many tries are left, then asks for the full code', async () => {
		const { unlocking } = await stand({ isFull: false }, withPin);
		const tryWrong = async () => {
			for (const digit of '1111') unlocking.typeDigit(digit);
			await unlocking.tryOpen();
		};
		await tryWrong();
		expect(unlocking.problem).toEqual({ type: 'PinWrong', triesLeft: 4 });
		expect(unlocking.pin).toBe('');
		for (let left = 4; left > 0; left -= 1) await tryWrong();
		expect(unlocking.problem).toEqual({ type: 'PinSpent' });
		expect(unlocking.way).toBe('pictures');
	});

	it('needs four digits and takes no seventh', async () => {
		const { unlocking } = await stand({ isFull: false }, withPin);
		for (const digit of '246') unlocking.typeDigit(digit);
		expect(unlocking.canTry).toBe(false);
		for (const digit of '81357') unlocking.typeDigit(digit);
		expect(unlocking.pin).toBe('246813');
	});
});

describe('while the phone goes round', () => {
	it('leads back to where the facilitator was, and Back leads to the questions', async () => {
		const runtime = await createMemoryRuntime('2026-11-22');
		await runtime.door.beginHandover({
			batchId: BatchId.parse('3a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'),
			sessionId,
			locale: 'fr',
			returnTo: `/groups/${groupId}/sessions/${sessionId}/play`,
			roundAt: `/groups/${groupId}/sessions/${sessionId}/check-in`
		});
		const { unlocking, opened } = look(runtime);
		expect(unlocking.backTo).toBe(`/groups/${groupId}/sessions/${sessionId}/check-in`);
		await touch(unlocking, right);
		expect(opened).toEqual([`/groups/${groupId}/sessions/${sessionId}/play`]);
	});
});
