import { expect, test } from 'vitest';
import { createSoleWriter, createWriterLock } from './writer-lock';

/** The browser's locks as far as they are used here: one holder a name, the others in line, waiting ends by abort. */
function createLocks(): LockManager {
	const lines = new Map<string, Promise<unknown>>();
	const held = new Set<string>();
	const request = (name: string, { signal, ifAvailable }: LockOptions, hold: LockGrantedCallback<unknown>) => {
		if (ifAvailable && held.has(name)) return Promise.resolve().then(() => hold(null));
		if (ifAvailable) held.add(name);
		const before = lines.get(name) ?? Promise.resolve();
		const turn = before.then(async () => {
			if (signal?.aborted) throw new DOMException('Aborted', 'AbortError');
			held.add(name);
			await hold({ name, mode: 'exclusive' });
			held.delete(name);
		});
		lines.set(
			name,
			turn.catch(() => undefined)
		);
		return turn;
	};
	return { request } as unknown as LockManager; // the other method is not used
}

const rest = () => new Promise((resolve) => setTimeout(resolve));

test('one tab writes; the next in line does when it lets go, and one that gave up never does', async () => {
	const lock = createWriterLock(createLocks());
	const held: string[] = [];
	const told: string[] = [];
	const release = ['first', 'second', 'third'].map((tab) =>
		lock.acquire('v', (is) => {
			told.push(`${tab} ${is}`);
			if (is) held.push(tab);
		})
	);
	const [first, second, third] = release;
	await rest();
	expect(held).toEqual(['first']);
	expect(told.sort()).toEqual(['first true', 'second false', 'third false']);
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
