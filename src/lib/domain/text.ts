import type * as z from 'zod/mini';
import type { Row } from './ledger';

/** One line of text as we keep it: NFC, no control or direction-override characters, single spaces, trimmed. */
export const cleanLine = (text: string): string =>
	text.normalize('NFC').replace(UNSEEN, '').replace(/\s+/gu, ' ').trim();

/** Several lines as we keep them: like `cleanLine`, but line breaks stay and nothing is trimmed while it is typed. */
export const cleanLines = (text: string): string =>
	text.normalize('NFC').replace(/\r\n?/g, '\n').replace(UNSEEN_BUT_BREAKS, '');

/**
 * True for what looks like a phone number (seven digits or more, in any script, with the usual separators) or an e-mail
 * address. Nothing in Cercle may lead to a person, so names that look like this are refused.
 */
export function isLikelyContact(text: string): boolean {
	const plain = text.normalize('NFKC');
	if (/\S\s*(?:@|＠|\(at\)|\[at\])\s*\S+\s*\.\s*\S/iu.test(plain)) return true;
	const digits = plain.match(/\p{Nd}/gu)?.length ?? 0;
	if (digits < 7) return false;
	return /\p{Nd}(?:[\s().+\-/·]*\p{Nd}){6,}/u.test(plain);
}

/** True for two or more capitalised words, which reads like a first and a last name. Only a warning: it may be wrong. */
export const isLikelyFullName = (text: string): boolean =>
	cleanLine(text)
		.split(' ')
		.filter((word) => /^\p{Lu}\p{L}+/u.test(word)).length >= 2;

/** C0 and C1 controls, zero-width marks that hide text, and the marks that turn reading direction around. */
const UNSEEN = /[\p{Cc}\u200B\u2028\u2029\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;
const UNSEEN_BUT_BREAKS =
	/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B\u2028\u2029\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu; // eslint-disable-line no-control-regex -- control characters are what it removes

/**
 * Reads rows as the schema says, once per row object: rows are replaced when they change, so identity is the cache key.
 * Returns undefined for a row that does not fit (half written by a newer app, say): it is kept, only not shown.
 */
export function typedView<S extends z.ZodMiniType>(schema: S): (row: Row) => z.infer<S> | undefined {
	const seen = new WeakMap<Row, z.infer<S> | undefined>();
	return (row) => {
		if (seen.has(row)) return seen.get(row);
		const parsed = schema.safeParse({ ...row.fields, id: row.id });
		const view = parsed.success ? parsed.data : undefined;
		seen.set(row, view);
		return view;
	};
}
