import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { assignSecret, isSecretComplete, loadWords, type Secret } from '$lib/crypto/secret';
import { normaliseWord } from '$lib/crypto/words/normalise';
import type { LocaleId } from '$lib/i18n/locales';

/**
 * The unlock secret as screens use it. Brings the cipher with it, so only screens that open or make a vault import it.
 */
export type { Secret };
export { pickCount, wordCount } from '$lib/crypto/secret';

/** The word list is not on the phone and cannot be fetched now. */
export interface WordsUnavailable {
	readonly type: 'WordsUnavailable';
}

/** A fresh secret of a kind; words come from the list of `locale`. */
export async function drawSecret(
	random: Random,
	kind: Secret['kind'],
	locale: LocaleId
): Promise<Result<Secret, WordsUnavailable>> {
	if (kind === 'pictures') return ok(assignSecret(random, kind));
	try {
		return ok(assignSecret(random, kind, await loadWords(locale)));
	} catch {
		return err({ type: 'WordsUnavailable' });
	}
}

/** Whether every picture or word is there. */
export const isComplete = (secret: Secret): boolean => isSecretComplete(secret);

/** Whether two secrets open the same vault: capitals, accents and spaces of words do not count. */
export function isSameSecret(one: Secret, other: Secret): boolean {
	const [a, b] = [marksOf(one), marksOf(other)];
	return one.kind === other.kind && a.length === b.length && a.every((mark, at) => mark === b[at]);
}

const marksOf = (secret: Secret): readonly (string | number)[] =>
	secret.kind === 'pictures' ? secret.picks : secret.words.map(normaliseWord);
