import { attendanceTotals } from './attendance';
import { batchesOf, type BatchResult } from './batch';
import type { Group } from './group';
import type { Ledger } from './ledger';
import { membersOf } from './member';
import type { Session } from './session';
import { summaryOf } from './summary';

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

/** Counts under this are not told: 1 or 2 people in a small group are people, not a number (protocol.md 2.10). */
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
	const mask = maskOf(membersOf(ledger, group.id).map((member) => member.pseudonym));
	return {
		v: 1,
		day: session.plannedOn,
		held: session.state === 'closed',
		guideId: session.guideId,
		guideVersion: session.guideVersion,
		came: tell(came),
		expected: tell(expected),
		atmosphere: summary.atmosphere,
		themes: summary.themes.map(mask),
		wentWell: mask(summary.wentWell),
		wasHard: mask(summary.wasHard),
		agreed: mask(summary.agreed),
		askSupervisor: mask(summary.askSupervisor),
		wellbeing: opened ? { wellbeing: opened.wellbeing, direction: opened.direction } : null
	};
}

/** Replaces every pseudonym of the group that stands as a word of its own, however it is capitalised. */
function maskOf(pseudonyms: readonly string[]): (text: string) => string {
	const words = [...pseudonyms]
		.sort((a, b) => b.length - a.length)
		.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	if (words.length === 0) return (text) => text;
	const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
	return (text) => text.replace(pattern, '•••');
}

/** Zero is told: a session nobody came to is no person's secret. */
const tell = (count: number): number | 'few' => (count > 0 && count < smallCount ? 'few' : count);
