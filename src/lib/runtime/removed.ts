const mark = 'c-removed';

/** Notes that this device was removed and its vault destroyed, empties the caches, then leaves for the neutral page. */
export async function leaveRemoved(
	storage: Storage,
	caches: CacheStorage | undefined,
	leave: () => void
): Promise<void> {
	storage.setItem(mark, '1');
	try {
		for (const name of (await caches?.keys()) ?? []) await caches?.delete(name);
	} catch {
		// They hold nothing of a vault, and the browser may refuse: the vault itself is gone already.
	}
	leave();
}

/** True once after a device was removed in this tab: the way in then says why the notebook is gone, in plain words. */
export function takeRemovedMark(storage: Storage): boolean {
	const isThere = storage.getItem(mark) !== null;
	storage.removeItem(mark);
	return isThere;
}
