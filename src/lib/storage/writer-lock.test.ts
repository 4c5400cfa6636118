import { expect, test } from 'vitest';
import { createSoleWriter, createWriterLock } from './writer-lock';

/** The browser's locks as far as they are used here: one holder a name, the others in line, waiting ends by abort. */
function createLocks(): LockManager {
	const lines = new Map<string, Promise<unknown>>();
	const request = (name: string, { signal }: LockOptions, hold: () => Promise<void>) => {
		const before = lines.get(name) ?? Promise.resolve();
		const turn = before.then(() => {
			if (signal?.aborted) throw new DOMException('Aborted', 'AbortError');
			return hold();
		});
		lines.set(
			name,
			turn.catch(() => undefined)
		);
		return turn;
	};
	return { request } as unknown as LockManager; // the two other methods are not used
}

const rest = () => new Promise((resolve) => setTimeout(resolve));

test('one tab writes; the next in line does when it lets go, and one that gave up never does', async () => {
	const lock = createWriterLock(createLocks());
	const held: string[] = [];
	const release = ['first', 'second', 'third'].map((tab) => lock.acquire('v', (is) => is && held.push(tab)));
	const [first, second, third] = release;
	await rest();
	expect(held).toEqual(['first']);
	second?.();
	first?.();
	first?.();
	await rest();
	expect(held).toEqual(['first', 'third']);
	third?.();
});

test('each vault has a lock of its own', async () => {
	const lock = createWriterLock(createLocks());
	const held: string[] = [];
	for (const vaultId of ['a', 'b']) lock.acquire(vaultId, () => held.push(vaultId));
	await rest();
	expect(held).toEqual(['a', 'b']);
});

test('the sole writer holds at once', () => {
	let holds = false;
	createSoleWriter().acquire('v', (held) => {
		holds = held;
	})();
	expect(holds).toBe(true);
});
