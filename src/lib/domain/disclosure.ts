import { attendanceTotals } from './attendance';
import { batchesOf, type BatchResult } from './batch';
import type { Group } from './group';
import { rowsOf, type Ledger } from './ledger';
import type { Session } from './session';
import { isThemeId, summaryOf } from './summary';

/**
 * The single place that turns a group's work into what a supervisor may see. Counts, themes and the facilitator's own
 * words to her supervisor; never a pseudonym, an id, a mark by person, a step note, or her own care record.
 * She sees exactly this before it is shown or sent.
 */
export interface SessionReport {
	readonly v: 1;
	readonly day: string;
	readonly held: boolean;
	readonly guideId: string;
	readonly guideVersion: number;
	/** People who came, guests included; `few` below the small-count threshold. */
	readonly came: number | 'few';
	/** People in the group that day; `few` below the threshold. */
	readonly expected: number | 'few';
	readonly atmosphere: number | null;
	readonly themes: readonly string[];
	readonly wentWell: string;
	readonly wasHard: string;
	readonly agreed: string;
	readonly askSupervisor: string;
	/** The last opened batch up to that day: a band and a direction, or null. */
	readonly wellbeing: Pick<BatchResult, 'wellbeing' | 'direction'> | null;
}

/** Counts under this are not told: 1 or 2 people in a small group are people, not a number (docs/decisions/0003). */
export const smallCount = 3;

/** The report of one session. Pure; the same vault always gives the same report. */
export function disclose(ledger: Ledger, group: Group, session: Session): SessionReport {
	const totals = attendanceTotals(ledger, session);
	const summary = summaryOf(ledger, session.id);
	const came = totals.present + totals.late + totals.guests;
	const expected = totals.present + totals.late + totals.absent + totals.told + totals.unmarked;
	const opened = batchesOf(ledger, group.id)
		.filter(({ openedOn }) => openedOn !== null && openedOn <= session.plannedOn)
		.at(-1)?.result;
	const mask = nameMask(ledger);
	return {
		v: 1,
		day: session.plannedOn,
		held: session.state === 'closed',
		guideId: session.guideId,
		guideVersion: session.guideVersion,
		came: tell(came),
		expected: tell(expected),
		atmosphere: summary.atmosphere,
		// A theme of the pick list is a code of ours, even when somebody chose that word as her name.
		themes: summary.themes.map((theme) => (isThemeId(theme) ? theme : mask(theme))),
		wentWell: mask(summary.wentWell),
		wasHard: mask(summary.wasHard),
		agreed: mask(summary.agreed),
		askSupervisor: mask(summary.askSupervisor),
		wellbeing: opened ? { wellbeing: opened.wellbeing, direction: opened.direction } : null
	};
}

/** Hides every pseudonym and id that this vault knows in a text; see `maskOf`. Reuse it: making one takes a while. */
export const nameMask = (ledger: Ledger): ((text: string) => string) => maskOf(pseudonymsIn(ledger));

/**
 * Every pseudonym the vault knows: a text about one group may name somebody of another, somebody who left, or a name that
 * lost against a concurrent one. Read from the rows themselves, so that one this app cannot show is masked all the same.
 */
const pseudonymsIn = (ledger: Ledger): readonly string[] =>
	[...rowsOf(ledger, 'member')]
		.flatMap((row) => row.cells['pseudonym']?.heads ?? [])
		.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));

/**
 * Replaces ids, and every pseudonym that stands as a word of its own, however it is capitalised or joined and also without
 * its accents. Where words are not set apart by spaces or carry prefixes (Chinese, Thai, Arabic...), anywhere in a word.
 */
function maskOf(pseudonyms: readonly string[]): (text: string) => string {
	const spellings = new Set(pseudonyms.flatMap((name) => [name.trim(), withoutAccents(name.trim())]));
	// Grouped by the edges they need: forty expressions with edges of their own take a phone a second to compile.
	const namesByEdges = new Map<string, Set<string>>();
	for (const name of [...spellings].sort((a, b) => b.length - a.length))
		for (const words of [[name], name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []]) {
			const [first, last] = [words.at(0)?.match(/^./u)?.[0], words.at(-1)?.match(/.$/u)?.[0]];
			if (first === undefined || last === undefined) continue;
			const before = isWordLetter.test(first) ? `(?<!${wordLetter})` : '';
			const after = isWordLetter.test(last) ? `(?!${wordLetter})` : '';
			const edges = `${before}(?:NAMES)${after}`;
			namesByEdges.set(edges, (namesByEdges.get(edges) ?? new Set()).add(patternOf(words)));
		}
	const names = [...namesByEdges].map(([edges, found]) => edges.replace('NAMES', () => [...found].join('|')));
	const pattern = new RegExp([anyId, ...names].join('|'), 'giu');
	return (text) => text.normalize('NFC').replace(pattern, '•••');
}

/** An expression that finds these words one after the other, whatever stands between them. */
const patternOf = (words: readonly string[]): string =>
	words.map((word) => [...word].map(escaped).join(invisible)).join(between);

const anyId = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Marks that have no width and may lie between two letters of a pasted name; as ranges, which compile fast. */
const invisible = '[\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2060-\\u2064\\uFEFF\\u{E0001}-\\u{E007F}]*';
/** Anything but letters and digits. */
const between = '[^\\p{L}\\p{N}]*';
/** Letters and digits of scripts that set words apart by spaces, without prefixes written on to them. */
const wordLetter = `(?=[\\p{L}\\p{N}])[\\p{N}${['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Ethiopic', 'Devanagari'].map((script) => `\\p{Script=${script}}`).join('')}]`;
const isWordLetter = new RegExp(wordLetter, 'u');

const escaped = (letter: string): string => letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

const withoutAccents = (name: string): string =>
	name
		.normalize('NFD')
		.replace(/\p{Mn}/gu, '')
		.replace(/đ/g, 'd')
		.replace(/Đ/g, 'D')
		.normalize('NFC');

/** Zero is told: a session nobody came to is no person's secret. */
const tell = (count: number): number | 'few' => (count > 0 && count < smallCount ? 'few' : count);
