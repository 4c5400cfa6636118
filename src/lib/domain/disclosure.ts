import type { Day } from '$lib/base/clock';
import { attendanceTotals, whoCame } from './attendance';
import { batchesOf, type BatchResult } from './batch';
import type { Group } from './group';
import { rowsOf, type Ledger } from './ledger';
import { sessionsOf, type Session } from './session';
import { isThemeId, summaryOf } from './summary';

/**
 * The single place that turns a group's work into what a supervisor may see. Counts, themes and the facilitator's own
 * words to her supervisor; never a pseudonym, an id, a mark by person, a step note, or her own care record.
 * She sees exactly this before it is shown or sent.
 */
export interface SessionReport {
	readonly v: 1;
	readonly day: string;
	/** The day it was first made; empty in one that an earlier app made. */
	readonly reportedOn: string;
	/** False for a session that was cancelled: then nobody is counted, and nothing that was written before is told. */
	readonly held: boolean;
	readonly guideId: string;
	readonly guideVersion: number;
	/** People who came, guests included; `few` below the small-count threshold. */
	readonly came: number | 'few';
	/** People in the group that day; `few` below the threshold. */
	readonly expected: number | 'few';
	/** How many came to the session held before this one, as its own report tells it; null for the first. */
	readonly before: number | 'few' | null;
	/** How many of those came now; guests cannot be known again. Null for the first. */
	readonly stayed: number | 'few' | null;
	/** How many came now and not the time before, but some time earlier. */
	readonly returned: number | 'few';
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

/**
 * The report of one session, as it is when it is made on `today`. Pure; the same vault always gives the same report, and
 * one made again keeps the day it was first made.
 */
export function disclose(ledger: Ledger, group: Group, session: Session, today: Day): SessionReport {
	const { plannedOn: day, guideId, guideVersion } = session;
	const named = { v: 1, day, reportedOn: firstMade(ledger, session) ?? today, guideId, guideVersion } as const;
	if (session.state === 'cancelled') return { ...named, ...nothing };
	const totals = attendanceTotals(ledger, session);
	const summary = summaryOf(ledger, session.id);
	const expected = totals.present + totals.late + totals.absent + totals.told + totals.unmarked;
	const opened = batchesOf(ledger, group.id)
		.filter(({ openedOn }) => openedOn !== null && openedOn <= session.plannedOn)
		.at(-1)?.result;
	const mask = nameMask(ledger);
	return {
		...named,
		held: session.state === 'closed',
		came: tell(totals.present + totals.late + totals.guests),
		expected: tell(expected),
		...coming(ledger, group, session),
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

/** What the report of a session that did not take place says. Not why: the reason is the group's. */
const nothing = {
	held: false,
	came: 0,
	expected: 0,
	before: null,
	stayed: null,
	returned: 0,
	atmosphere: null,
	themes: [],
	wentWell: '',
	wasHard: '',
	agreed: '',
	askSupervisor: '',
	wellbeing: null
} as const;

/** The day the report of a session was first made, or undefined while there is none. */
function firstMade(ledger: Ledger, session: Session): Day | undefined {
	const days = [...rowsOf(ledger, 'report')]
		.filter(({ fields }) => fields['sessionId'] === session.id && fields['groupId'] === session.groupId)
		.map(({ fields }) => (fields['body'] as { readonly reportedOn?: unknown } | null | undefined)?.reportedOn ?? '') // what is no string is passed over next
		.filter((day) => typeof day === 'string');
	return days.sort()[0];
}

/** Who came again, against the sessions held before. */
function coming(ledger: Ledger, group: Group, session: Session): Pick<SessionReport, 'before' | 'stayed' | 'returned'> {
	const held = sessionsOf(ledger, group.id).filter(({ state }) => state === 'closed');
	const earlier = held.filter(({ id, plannedOn, time }) => id !== session.id && isBefore({ plannedOn, time }, session));
	const previous = earlier.at(-1);
	if (!previous) return { before: null, stayed: null, returned: 0 };
	const came = whoCame(ledger, group.id);
	const now = came.get(session.id) ?? new Set();
	const then = came.get(previous.id) ?? new Set();
	const ever = new Set(earlier.flatMap(({ id }) => [...(came.get(id) ?? [])]));
	const stayed = [...now].filter((member) => then.has(member)).length;
	const returned = [...now].filter((member) => !then.has(member) && ever.has(member)).length;
	return { before: tell(then.size + previous.guests), stayed: tell(stayed), returned: tell(returned) };
}

const isBefore = (a: Pick<Session, 'plannedOn' | 'time'>, b: Pick<Session, 'plannedOn' | 'time'>): boolean =>
	a.plannedOn < b.plannedOn || (a.plannedOn === b.plannedOn && a.time < b.time);

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
