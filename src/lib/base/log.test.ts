import { expect, test } from 'vitest';
import { log, recentLog } from './log';

test('the log keeps the last fifty entries and hands out a copy', () => {
	for (let count = 1; count <= 60; count += 1) log({ code: 'vault.compacted', count });
	const kept = recentLog();
	expect(kept).toHaveLength(50);
	expect(kept.at(0)).toEqual({ code: 'vault.compacted', count: 11 });
	log({ code: 'page.failed' });
	expect(kept.at(-1)).toEqual({ code: 'vault.compacted', count: 60 });
});
