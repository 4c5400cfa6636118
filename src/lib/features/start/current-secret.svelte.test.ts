import { expect, test } from 'vitest';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Secret } from '$lib/runtime/secret';
import { CurrentSecret } from './current-secret.svelte';
import { Starting } from './starting.svelte';

const words: Secret = { kind: 'words', words: ['ours', 'lampe', 'table', 'pluie', 'citron'] };

test('only the secret that opens the vault now lets another take its place, and then only the new one opens', async () => {
	const { door } = await createMemoryRuntime('2026-11-22');
	await door.lock(true);
	const made = await door.create({ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] });
	expect(made.ok).toBe(true);

	let proved: Secret | null = null;
	const current = new CurrentSecret({ door, onproved: (secret) => (proved = secret) });
	for (const place of [8, 7, 6, 5, 4, 3, 2, 1]) await current.pick(place);
	expect(current.problem).toMatchObject({ type: 'SecretWrong' });
	expect([current.picks, proved]).toEqual([[], null]);
	// Another person's secret, right or wrong, is refused alike; the delay after a wrong try holds here, too.
	current.choose('words');
	words.words.forEach((word, at) => current.type(at, word));
	await current.check();
	expect(current.problem).toMatchObject({ type: 'TriesDelayed' });
	expect(proved).toBeNull();
});

test('a run that begins with the secret ends in giving it to the open vault', async () => {
	const { door, random } = await createMemoryRuntime('2026-11-22');
	await door.lock(true);
	const before: Secret = { kind: 'pictures', picks: [9, 9, 9, 9, 1, 2, 3, 4] };
	await door.create(before);
	let done = 0;
	const changing = new Starting({
		make: (after) => door.changeSecret(before, after),
		first: 'secret',
		random,
		locale: () => 'fr',
		onmade: () => (done += 1)
	});
	await changing.begin();
	expect(changing.steps).toEqual(['secret', 'again', 'making']);
	expect(changing.back()).toBe(false);
	const after = changing.secret;
	await changing.next();
	for (const place of after?.kind === 'pictures' ? after.picks : []) await changing.pick(place);
	expect(done).toBe(1);
	await door.lock(true);
	expect(await door.unlock(before)).toMatchObject({ ok: false });
});
