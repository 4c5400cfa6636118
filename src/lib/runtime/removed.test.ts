import { expect, test } from 'vitest';
import { leaveRemoved, takeRemovedMark } from './removed';

/** A storage of one tab in memory. */
function createStorage(): Storage {
	const kept = new Map<string, string>();
	return {
		get length() {
			return kept.size;
		},
		clear: () => kept.clear(),
		getItem: (name) => kept.get(name) ?? null,
		key: (at) => [...kept.keys()][at] ?? null,
		removeItem: (name) => void kept.delete(name),
		setItem: (name, value) => void kept.set(name, value)
	};
}

test('a removed device leaves with its caches empty, and says why once', async () => {
	const storage = createStorage();
	const names = new Set(['app', 'guides']);
	const caches = {
		keys: () => Promise.resolve([...names]),
		delete: (name: string) => Promise.resolve(names.delete(name))
	} as unknown as CacheStorage; // the two methods that are used
	let hasLeft = false;
	await leaveRemoved(storage, caches, () => {
		hasLeft = true;
	});
	expect([hasLeft, names.size]).toEqual([true, 0]);
	expect([takeRemovedMark(storage), takeRemovedMark(storage)]).toEqual([true, false]);
});

test('a browser that refuses its caches is left all the same', async () => {
	let hasLeft = false;
	const caches = { keys: () => Promise.reject(new Error('No')) } as unknown as CacheStorage; // the method that is used
	await leaveRemoved(createStorage(), caches, () => {
		hasLeft = true;
	});
	expect(hasLeft).toBe(true);
});
