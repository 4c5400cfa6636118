import { expect, test } from 'vitest';
import { startDirectory } from '$lib/protocol/directory';
import { createLookUp } from '$lib/server/directory-log';

type Looked = ReturnType<typeof startDirectory> | null;

/** A look-up over a database that answers when told to. */
function createPaused() {
	const asked: { readonly org: string; readonly answer: (directory: Looked) => void; readonly fail: () => void }[] = [];
	const lookUp = createLookUp(
		{ read: (work) => work({} as never) }, // the directories below ask it nothing
		{
			latest: (_tx, org) =>
				new Promise((resolve, reject) =>
					asked.push({ org, answer: resolve, fail: () => reject(new Error('The database is away')) })
				)
		}
	);
	return { asked, lookUp };
}

const turnOfTheLoop = () => new Promise<void>((resolve) => setImmediate(resolve));
const someDirectory = startDirectory(new Uint8Array(32));

test('requests that come at once share one look, each organisation its own', async () => {
	const { asked, lookUp } = createPaused();
	const answers = [lookUp('a'), lookUp('b'), lookUp('a')];
	await turnOfTheLoop();
	expect(asked.map(({ org }) => org)).toEqual(['a', 'b']);
	asked[0]!.answer(someDirectory);
	asked[1]!.answer(null);
	expect(await Promise.all(answers)).toEqual([someDirectory, null, someDirectory]);
});

test('a request that comes after the look began gets a later one', async () => {
	const { asked, lookUp } = createPaused();
	const first = lookUp('a');
	await turnOfTheLoop();
	const second = lookUp('a');
	await turnOfTheLoop();
	expect(asked).toHaveLength(2);
	asked[0]!.answer(null);
	asked[1]!.answer(someDirectory);
	expect([await first, await second]).toEqual([null, someDirectory]);
});

test('a look that fails is asked again by who comes next', async () => {
	const { asked, lookUp } = createPaused();
	const failing = [lookUp('a'), lookUp('a')];
	await turnOfTheLoop();
	asked[0]!.fail();
	for (const { status } of await Promise.allSettled(failing)) expect(status).toBe('rejected');
	const next = lookUp('a');
	await turnOfTheLoop();
	asked[1]!.answer(someDirectory);
	expect(await next).toBe(someDirectory);
});
