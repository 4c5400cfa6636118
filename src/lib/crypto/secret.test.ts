import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToHex } from '$lib/base/bytes';
import { createRandom, createSeededRandom } from '$lib/base/random';
import { assignSecret, isSecretComplete, loadWords, secretToBytes, type Secret } from './secret';

const random = createRandom();
const numRuns = Number(process.env.FC_RUNS ?? 300);
const locales = ['fr', 'en', 'vi'] as const;
const pictures = fc
	.array(fc.nat(63), { minLength: 8, maxLength: 8 })
	.map((picks): Secret => ({ kind: 'pictures', picks }));

test('every picture is equally likely at every place', () => {
	const draws = 6400;
	const counts = Array.from({ length: 8 }, () => new Array<number>(64).fill(0));
	for (let draw = 0; draw < draws; draw++) {
		const secret = assignSecret(random, 'pictures');
		if (secret.kind === 'pictures')
			secret.picks.forEach((pick, place) => {
				const atPlace = counts[place] ?? [];
				atPlace[pick] = (atPlace[pick] ?? 0) + 1;
			});
	}
	const expected = draws / 64;
	for (const atPlace of counts) {
		const chiSquare = atPlace.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
		expect(chiSquare).toBeLessThan(130); // 63 degrees of freedom, six deviations above the mean
	}
});

test('every word of a list can be drawn, about equally often', async () => {
	const words = await loadWords('fr');
	const counts = new Map<string, number>();
	for (let draw = 0; draw < 8000; draw++) {
		const secret = assignSecret(random, 'words', words);
		if (secret.kind === 'words') for (const word of secret.words) counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const expected = 40_000 / 1024;
	const chiSquare = words.reduce((sum, word) => sum + ((counts.get(word) ?? 0) - expected) ** 2 / expected, 0);
	expect(counts.size).toBe(1024);
	expect(chiSquare).toBeLessThan(1300); // 1023 degrees of freedom, six deviations above the mean
});

test('a list of another length is refused, because its secrets would be easier to guess', () => {
	expect(() => assignSecret(random, 'words', ['one', 'two'])).toThrow();
	expect(() => assignSecret(random, 'words')).toThrow();
});

test.each(locales)(
	'words of %s make a complete secret that can be typed without capitals, marks or care',
	async (locale) => {
		const words = await loadWords(locale);
		expect(words.length).toBe(1024);
		for (let draw = 0; draw < 50; draw++) {
			const secret = assignSecret(random, 'words', words);
			expect(isSecretComplete(secret)).toBe(true);
			if (secret.kind !== 'words') continue;
			const typed = secret.words.map((word) => ` ${word.normalize('NFD').toUpperCase()} `);
			expect(secretToBytes({ kind: 'words', words: typed })).toEqual(secretToBytes(secret));
		}
	}
);

describe('the bytes of a secret', () => {
	test('differ whenever one picture or the order differs', () => {
		fc.assert(
			fc.property(pictures, pictures, (one, other) => {
				const isSame = JSON.stringify(one) === JSON.stringify(other);
				expect(bytesToHex(secretToBytes(one)) === bytesToHex(secretToBytes(other))).toBe(isSame);
			}),
			{ numRuns }
		);
		const [forth, back] = [
			[1, 2, 3, 4, 5, 6, 7, 8],
			[8, 7, 6, 5, 4, 3, 2, 1]
		] as const;
		expect(secretToBytes({ kind: 'pictures', picks: forth })).not.toEqual(
			secretToBytes({ kind: 'pictures', picks: back })
		);
	});

	test('differ when the same letters are cut into other words', () => {
		const [one, other] = [
			['ab', 'c', 'd', 'e', 'f'],
			['a', 'bc', 'd', 'e', 'f']
		];
		expect(secretToBytes({ kind: 'words', words: one })).not.toEqual(secretToBytes({ kind: 'words', words: other }));
	});

	test('are the frozen ones', () => {
		// Our own file; a wrong shape fails the comparison.
		const { secrets } = JSON.parse(
			readFileSync(new URL('../../../tests/vectors/envelope.v1.json', import.meta.url), 'utf8')
		) as { secrets: readonly { secret: Secret; bytes: string }[] };
		expect(secrets.length).toBe(2);
		for (const { secret, bytes } of secrets) expect(bytesToHex(secretToBytes(secret))).toBe(bytes);
	});
});

test('a secret with something missing or impossible is not complete and never used', () => {
	const partial: readonly Secret[] = [
		{ kind: 'pictures', picks: [] },
		{ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7] },
		{ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 64] },
		{ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, -1] },
		{ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 0.5] },
		{ kind: 'words', words: ['a', 'b', 'c', 'd'] },
		{ kind: 'words', words: ['a', 'b', 'c', 'd', ' '] }
	];
	for (const secret of partial) {
		expect(isSecretComplete(secret)).toBe(false);
		expect(() => secretToBytes(secret)).toThrow();
	}
});

test('the same source of randomness gives the same secret, so the set-up screen can be tested', () => {
	expect(assignSecret(createSeededRandom(1), 'pictures')).toEqual(assignSecret(createSeededRandom(1), 'pictures'));
});
