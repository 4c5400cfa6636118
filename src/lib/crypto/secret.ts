/**
 * The unlock secret: eight pictures of sixty-four (48 bits) or five words of a list of 1024 (50 bits), in order.
 *
 * Who may call it: the unlock and set-up screens through `runtime/`, and `storage/` to open a vault.
 *
 * What must stay true:
 * - It is assigned, never chosen: every secret is equally likely, which is what the cost of guessing rests on.
 * - Order counts, and pictures and words can never give the same bytes.
 * - A word typed with other capitals or spaces gives the same bytes; see `words/normalise.ts`.
 *
 * Threats answered: guessing by somebody who knows the person (A1) or owns the phone and a GPU (A2).
 */
import { assert } from '$lib/base/assert';
import { randomBelow, type Random } from '$lib/base/random';
import { contextToBytes } from './envelope';
import { normaliseWord } from './words/normalise';

/** Pictures are numbers here; `domain/` knows what they show. */
export type Secret =
	| { readonly kind: 'pictures'; readonly picks: readonly number[] }
	| { readonly kind: 'words'; readonly words: readonly string[] };

/** Pictures of a secret. */
export const pickCount = 8;
/** Pictures there are. */
export const pictureCount = 64;
/** Words of a secret. */
export const wordCount = 5;
/** Words of a list. */
export const wordListLength = 1024;

/** Languages that have a list of words. */
export type WordsLocale = 'fr' | 'en' | 'vi';

/** A secret drawn uniformly. `words` is the list of the person's language and matters for words only. Throws on another length. */
export function assignSecret(random: Random, kind: Secret['kind'], words: readonly string[] = []): Secret {
	if (kind === 'pictures')
		return { kind, picks: Array.from({ length: pickCount }, () => randomBelow(random, pictureCount)) };
	assert(words.length === wordListLength, 'a word list has 1024 words');
	// The index is below the length, so the fallback is for the compiler only.
	return { kind, words: Array.from({ length: wordCount }, () => words[randomBelow(random, words.length)] ?? '') };
}

/** Whether every picture or word is there, so that trying makes sense. */
export function isSecretComplete(secret: Secret): boolean {
	if (secret.kind === 'words')
		return secret.words.length === wordCount && secret.words.every((word) => normaliseWord(word) !== '');
	const isPick = (pick: number) => Number.isInteger(pick) && pick >= 0 && pick < pictureCount;
	return secret.picks.length === pickCount && secret.picks.every(isPick);
}

/** The one spelling of a secret in bytes, for `Kdf.derive`, which wipes it. Throws on an incomplete secret. */
export function secretToBytes(secret: Secret): Uint8Array {
	assert(isSecretComplete(secret), 'an unlock secret is complete before it is used');
	const fields =
		secret.kind === 'words' ? secret.words.map(normaliseWord) : secret.picks.map((pick) => Uint8Array.of(pick));
	return contextToBytes('unlock-secret', [secret.kind, ...fields]);
}

/** The 1024 words of a language, loaded when asked for. Rejects when the list cannot be fetched. */
export async function loadWords(locale: WordsLocale): Promise<readonly string[]> {
	const spaced = await loadSpaced(locale);
	return spaced.trim().split(/\s+/u);
}

async function loadSpaced(locale: WordsLocale): Promise<string> {
	switch (locale) {
		case 'fr':
			return (await import('./words/fr')).wordsFr;
		case 'en':
			return (await import('./words/en')).wordsEn;
		case 'vi':
			return (await import('./words/vi')).wordsVi;
	}
}
