/**
 * The phone goes round, unlocked in a stranger's hand, and whoever holds it may be the one a participant fears.
 *
 * How the attack arrives: somebody who holds the phone during a check-in, or takes it away, reads what the tab has in
 * memory and on the disk (threats A1, A2, A8): names and notes of the group, keys that open them, and what the person
 * before answered.
 *
 * The memory is read whole, as a debugger would: a heap snapshot after a garbage collection. What is looked for exists
 * in this file as bytes only, which such a snapshot does not hold.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { getHeapSnapshot, serialize } from 'node:v8';
import { describe, expect, it, vi } from 'vitest';
import { bytesToText } from '$lib/base/bytes';
import { createClock } from '$lib/base/clock';
import { createRandom, type Random } from '$lib/base/random';
import { createInlineKdf } from '$lib/crypto/kdf-inline';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { waitingBatch } from '$lib/domain/batch';
import { createGroup, groupOf } from '$lib/domain/group';
import { GroupId, SessionId } from '$lib/domain/ids';
import { changeSetting } from '$lib/domain/setting';
import { CheckInFlow, confirmTime, settleTime } from '$lib/features/check-in/check-in-flow.svelte';
import { HandOver } from '$lib/features/check-in/hand-over.svelte';
import { loadTranslate } from '$lib/i18n';
import { Door } from '$lib/runtime/door.svelte';
import { createMemoryDirectory } from '$lib/storage/memory-store';
import { createProfiles } from '$lib/storage/profiles';
import { createSoleWriter } from '$lib/storage/writer-lock';

const secret = { kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] } as const;
const pin = '2580';
const french = await loadTranslate('fr');
const groupId = GroupId.parse('00000000-0000-4000-8000-0000000000a1');
const sessionId = SessionId.parse('00000000-0000-4000-8000-0000000000c1');

/** Letters nobody else would write, as bytes. */
const createCanary = (): Buffer => Buffer.from(randomBytes(12).map((byte) => 0x61 + (byte % 26)));

/** True when the bytes are in any string that anything in this process still holds. */
async function isInMemory(canary: Buffer): Promise<boolean> {
	// Weak references hold until the running task has ended.
	await pause(0);
	let before = Buffer.alloc(0);
	let isFound = false;
	for await (const chunk of getHeapSnapshot()) {
		const bytes = Buffer.concat([before, chunk as Buffer]);
		isFound ||= bytes.includes(canary);
		before = Buffer.from(bytes.subarray(-canary.length));
	}
	return isFound;
}

/** A phone with a group in an open vault. `keysDrawn` are the very arrays that the vault's keys are made of. */
async function openPhone(canary: Buffer) {
	const directory = createMemoryDirectory();
	const keysDrawn: Uint8Array[] = [];
	const drawn = createRandom();
	const random: Random = {
		...drawn,
		bytes: (length) => {
			const bytes = drawn.bytes(length);
			if (length === 32) keysDrawn.push(bytes);
			return bytes;
		}
	};
	const kdf = { ...createInlineKdf(), calibrate: () => Promise.resolve(kdfFloor) };
	const clock = createClock();
	const profiles = createProfiles({ directory, kdf, clock, random, writerLock: createSoleWriter() });
	const door = new Door({
		clock,
		load: () => Promise.resolve({ profiles, kdf }),
		announce: () => undefined,
		onclosed: () => undefined
	});
	expect((await door.create(secret)).ok).toBe(true);
	await writeGroup(door, canary);
	const keys = [...keysDrawn];
	const handOver = new HandOver({
		door,
		append: (edits) => door.append(edits),
		random,
		group: () => ({ id: groupId, locale: 'fr' }),
		sessionId: () => sessionId,
		returnTo: () => `/groups/${groupId}/sessions/${sessionId}`
	});
	return { door, directory, handOver, keys, random, clock };
}

async function writeGroup(door: Door, canary: Buffer): Promise<void> {
	const created = createGroup(groupId, {
		alias: bytesToText(canary),
		locale: 'fr',
		rhythm: 'weekly',
		time: '',
		packId: 'first-circle',
		coFacilitators: [],
		startsOn: '2026-11-22'
	});
	expect(created.ok && (await door.append(created.value)).ok).toBe(true);
}

/** Answers as one participant, all questions with one face, in no time at all. */
async function answer(flow: CheckInFlow, face: number): Promise<void> {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	await flow.begin('fr');
	for (let left = flow.count; left > 0; left -= 1) {
		await vi.advanceTimersByTimeAsync(settleTime);
		flow.pick(face);
		await vi.advanceTimersByTimeAsync(confirmTime);
	}
	await vi.advanceTimersByTimeAsync(settleTime);
	expect(flow.stage).toBe('thanks');
	flow.finish();
	await vi.advanceTimersByTimeAsync(settleTime);
	vi.useRealTimers();
}

/** The round as a screen makes it. `dropped` holds what was handed over, but weakly. */
function createFlow({ door, random, clock }: Awaited<ReturnType<typeof openPhone>>) {
	const handover = door.handover;
	if (!handover) throw new Error('The phone is not going round');
	const dropped: WeakRef<object>[] = [];
	const letterbox: typeof handover.letterbox = {
		...handover.letterbox,
		drop: (given) => {
			dropped.push(new WeakRef(given), ...(given.v === 1 ? [new WeakRef(given.faces)] : []));
			return handover.letterbox.drop(given);
		}
	};
	const flow = new CheckInFlow({
		clock,
		random,
		handover: { letterbox, batchId: handover.batchId },
		translateIn: () => Promise.resolve(french)
	});
	return { flow, dropped };
}

describe('a phone that goes round', () => {
	it('has no name of the group and no key in its memory, and gives both back for the PIN', async () => {
		const canary = createCanary();
		const phone = await openPhone(canary);
		expect(phone.keys.some((key) => key.some((byte) => byte !== 0))).toBe(true);
		expect(await isInMemory(canary)).toBe(true);

		await phone.handOver.choosePin(pin, pin);
		expect(phone.door.state).toBe('handover');
		expect(await isInMemory(canary)).toBe(false);
		for (const key of phone.keys) expect(key.every((byte) => byte === 0)).toBe(true);
		expect(phone.door.ledger.current.tables.size).toBe(0);
		expect(await phone.door.append([changeSetting('large-text', true)])).toMatchObject({
			error: { type: 'VaultLocked' }
		});
		expect(await phone.door.openWaitingBatch(groupId, '2026-11-22')).toMatchObject({ error: { type: 'VaultLocked' } });

		expect((await phone.door.reopen(pin)).ok).toBe(true);
		expect(groupOf(phone.door.ledger.current, groupId)?.alias).toBe(bytesToText(canary));
	});

	it('keeps only sealed bytes of an answer, and nothing of it in memory', async () => {
		const phone = await openPhone(createCanary());
		await phone.handOver.passNow();
		const { flow, dropped } = createFlow(phone);
		await answer(flow, 1);
		const atRest = serialize(phone.directory.atRest()).toString('latin1');
		for (const word of ['faces', 'hope', 'four-faces', phone.door.handover?.batchId ?? 'faces'])
			expect(atRest).not.toContain(word);
		expect(flow).toMatchObject({ stage: 'welcome', locale: null, chosen: null, number: 1 });

		expect(dropped).toHaveLength(2);
		await isInMemory(createCanary());
		expect(dropped.map((weak) => weak.deref())).toEqual([undefined, undefined]);
		flow.stop();
	});

	it('goes on round after a wrong secret and a wrong PIN', async () => {
		const phone = await openPhone(createCanary());
		await phone.handOver.choosePin(pin, pin);
		const { flow } = createFlow(phone);
		expect(await phone.door.reopen('0000')).toMatchObject({ error: { type: 'PinWrong' } });
		expect(await phone.door.unlock({ ...secret, picks: [8, 7, 6, 5, 4, 3, 2, 1] })).toMatchObject({
			error: { type: 'SecretWrong' }
		});
		expect(phone.door.state).toBe('handover');
		await answer(flow, 4);
		flow.stop();
	});

	it('opens the batch from five answers on, once she is back', async () => {
		const phone = await openPhone(createCanary());
		await phone.handOver.choosePin(pin, pin);
		const { flow } = createFlow(phone);
		for (const face of [1, 2, 3, 4]) await answer(flow, face);
		expect((await phone.door.reopen(pin)).ok).toBe(true);
		expect(await phone.door.openWaitingBatch(groupId, '2026-11-22')).toEqual({ ok: true, value: 'waiting' });
		flow.stop();

		await phone.handOver.passNow();
		const next = createFlow(phone);
		await answer(next.flow, 4);
		next.flow.stop();
		expect((await phone.door.unlock(secret)).ok).toBe(true);
		expect(await phone.door.openWaitingBatch(groupId, '2026-11-22')).toEqual({ ok: true, value: 'opened' });
		expect(waitingBatch(phone.door.ledger.current, groupId)).toBeUndefined();
	});
});
