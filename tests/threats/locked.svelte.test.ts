/**
 * Whoever takes the phone from her hand, and whoever gets it for a check-in, must find that nothing goes in or out any more:
 * sync ends with the vault, not some time after it.
 */
import { describe, expect, test } from 'vitest';
import { changeSetting } from '$lib/domain/setting';
import { BatchId, SessionId } from '$lib/domain/ids';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import { valueOf } from '../sync/value-of';

const day = '2026-11-22';

async function startOpen() {
	const { door, random } = await createMemoryRuntime(day);
	valueOf(await door.append([changeSetting('pin', '2580')]));
	const isOpen: boolean[] = [];
	door.watchVault((vault) => isOpen.push(vault !== null));
	expect(isOpen).toEqual([true]);
	return { door, random, isOpen };
}

describe('what sends and fetches hears in the same moment that the vault', () => {
	test('is locked, with a short code or without', async () => {
		for (const full of [false, true]) {
			const { door, isOpen } = await startOpen();
			const locking = door.lock(full);
			expect(isOpen.at(-1)).toBe(false);
			await locking;
			expect(isOpen.at(-1)).toBe(false);
		}
	});

	test('is about to be erased', async () => {
		const { door, isOpen } = await startOpen();
		const erasing = door.erase();
		expect(isOpen.at(-1)).toBe(false);
		await erasing;
	});

	test('goes round for a check-in, before anybody has it in her hand', async () => {
		const { door, random, isOpen } = await startOpen();
		await door.beginHandover({
			batchId: BatchId.parse(random.uuid()),
			sessionId: SessionId.parse(random.uuid()),
			locale: 'fr',
			returnTo: '/today',
			roundAt: '/today'
		});
		expect([door.state, isOpen.at(-1)]).toEqual(['handover', false]);
	});
});
