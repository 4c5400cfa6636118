import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';
import type { Edit } from './change';
import type { SessionId } from './ids';
import { rowOf, type Ledger } from './ledger';
import { mayWrite, writtenDown, type Session, type SessionClosed } from './session';
import { cleanLine, cleanLines, typedView } from './text';

/** Themes to pick from; a facilitator adds her own beside them. Texts are in the `summary` catalogue. */
export const themeIds = [
	'safety',
	'trust',
	'calm',
	'strengths',
	'habits',
	'speaking-up',
	'family',
	'sleep',
	'work',
	'health',
	'rights',
	'future'
] as const;
export type ThemeId = (typeof themeIds)[number];

/**
 * What a facilitator writes when a session ends. Every field may stay empty, and one that does not read counts as empty:
 * it must not hide the others.
 */
export const Summary = z.looseObject({
	/** Weather of the session from 1 (storm) to 5 (sun), or null. */
	atmosphere: z.catch(z._default(z.nullable(z.int().check(z.gte(1), z.lte(5))), null), null),
	/** Theme ids, and her own themes as written. */
	themes: z.catch(z._default(z.readonly(z.array(z.string())), []), []),
	wentWell: z.catch(z._default(z.string(), ''), ''),
	wasHard: z.catch(z._default(z.string(), ''), ''),
	agreed: z.catch(z._default(z.string(), ''), ''),
	askSupervisor: z.catch(z._default(z.string(), ''), '')
});
export type Summary = z.infer<typeof Summary>;

export type SummaryField = 'atmosphere' | 'themes' | SummaryTextField;
export type SummaryTextField = 'wentWell' | 'wasHard' | 'agreed' | 'askSupervisor';

/** Longest text of one field, in characters. More is refused at the field, and stays on screen. */
export const longestText = 4000;

/** The summary of a session; empty fields while nothing was written. */
export function summaryOf(ledger: Ledger, sessionId: SessionId): Summary {
	return viewOf(rowOf(ledger, 'session', sessionId)) ?? Summary.parse({});
}

export interface TextTooLong {
	readonly type: 'TextTooLong';
	/** Characters allowed. */
	readonly most: number;
}

/** The edits for one text of the summary. */
export function writeSummaryText(
	session: Session,
	field: SummaryTextField,
	text: string
): Result<readonly Edit[], SessionClosed | TextTooLong> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	if (text.length > longestText) return err({ type: 'TextTooLong', most: longestText });
	return ok(edits(session, field, cleanLines(text)));
}

/** The edits for the atmosphere, from 1 to 5; null takes it back. */
export function chooseAtmosphere(session: Session, weather: number | null): Result<readonly Edit[], SessionClosed> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	return ok(edits(session, 'atmosphere', weather === null ? null : Math.min(5, Math.max(1, Math.round(weather)))));
}

/** The edits for the themes: at most 12, each one line of at most 60 characters, none twice. */
export function chooseThemes(session: Session, themes: readonly string[]): Result<readonly Edit[], SessionClosed> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	const lines = themes.map((theme) => cleanLine([...cleanLine(theme)].slice(0, 60).join('')));
	const kept = [...new Set(lines)].filter((theme) => theme !== '').slice(0, 12);
	return ok(edits(session, 'themes', kept));
}

/** True for a theme of the pick list, false for one of her own. */
export const isThemeId = (theme: string): theme is ThemeId => (themeIds as readonly string[]).includes(theme); // widened only to ask

const edits = (session: Session, field: SummaryField, value: Edit['value']): readonly Edit[] => [
	...writtenDown(session),
	{ table: 'session', row: session.id, field, value }
];

const viewOf = typedView(Summary);
