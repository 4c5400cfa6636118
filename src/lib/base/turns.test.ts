import { expect, test } from 'vitest';
import { createTurns } from './turns';

const later = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

test('work begins only after what was asked before has ended', async () => {
	const inTurn = createTurns();
	const seen: string[] = [];
	await Promise.all(
		['a', 'b', 'c'].map((name) =>
			inTurn(async () => {
				seen.push(`${name} begins`);
				await later();
				seen.push(`${name} ends`);
			})
		)
	);
	expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('work that throws tells whoever asked, and the next still runs', async () => {
	const inTurn = createTurns();
	const failing = inTurn(() => Promise.reject(new Error('no')));
	const next = inTurn(() => Promise.resolve('done'));
	await expect(failing).rejects.toThrow('no');
	expect(await next).toBe('done');
});
