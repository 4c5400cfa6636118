import { normaliseWord } from '$lib/crypto/words/normalise';

/** Whether two typed words are the same for a person: capitals, accents and spaces around them do not count. */
export const isSameWord = (one: string, other: string): boolean => normaliseWord(one) === normaliseWord(other);
