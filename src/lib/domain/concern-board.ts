import * as z from 'zod/mini';
import { addDays, isDay, type Day } from '$lib/base/clock';
import { compareText } from '$lib/base/order';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { parseConcern, type Concern } from './concern';
import { rowsOf, type Head, type Ledger, type Row } from './ledger';
import { parseRequest, type RequestLetter } from './request';
import { longestText, type TextTooLong } from './summary';
import { cleanLines } from './text';

/**
 * What safeguarding leads hold: the concerns that came, and what was done about each. Acts are only ever added; what a
 * concern stands at follows from all of them together.
 *
 * [Note: A concern stays open]
 * Two leads may write apart. A closing names the acts it has seen and puts an end to; an act it has not seen keeps the
 * concern open. So a closing on one phone never hides what another lead was just doing.
 */

/** A lead opened it; read it; wrote something; is acting; has closed it; has opened it again. */
export const ConcernActKind = z.enum(['opened', 'seen', 'note', 'acting', 'closed', 'reopened']);
export type ConcernActKind = z.infer<typeof ConcernActKind>;

export interface ConcernAct {
	readonly id: string;
	readonly kind: ConcernActKind;
	readonly day: Day;
	readonly text: string;
	/** Of the acts before, those it puts an end to. */
	readonly over: readonly string[];
	/** The device it was written on. */
	readonly device: string;
	/** True when it was written over later: it does not say what it said first. */
	readonly isAltered: boolean;
}

/** What came: a concern, a participant's request, or a text of which we only know the words. */
export type ConcernContent =
	| Concern
	| RequestLetter
	| { readonly kind: 'unreadable'; readonly text: string }
	/** Acts are known, and the concern itself has not come here. */
	| { readonly kind: 'missing' };

export type ConcernState = 'new' | 'seen' | 'acting' | 'closed';

/** A concern as a lead sees it. */
export interface RaisedConcern {
	readonly id: string;
	/** Device of the author; empty while it has not come here. */
	readonly author: string;
	/** The day it was written, and not later than the day it came. */
	readonly day: Day;
	readonly content: ConcernContent;
	/** Other texts that came under the same id; empty but for a fault or an ill will. */
	readonly others: readonly ConcernContent[];
	readonly state: ConcernState;
	/** The last day on which something should happen; null once it is closed. */
	readonly dueOn: Day | null;
	readonly isOverdue: boolean;
	/** The oldest first. */
	readonly acts: readonly ConcernAct[];
}

/** How long the organisation gives itself; of its policies. */
export interface ConcernTimes {
	/** For what is urgent. Whole days of it count: less than 24 is the same day. */
	readonly urgentHours: number;
	/** For everything else, and for the next word on what is being acted on. */
	readonly concernDays: number;
}

/** The edits for a concern whose letter was opened and its author verified. The same letter twice changes nothing. */
export const receiveConcern = (
	id: string,
	letter: { readonly author: string; readonly day: Day; readonly text: string },
	receivedOn: Day
): readonly Edit[] => fieldEdits('concern', id, { ...letter, receivedOn });

/** Every concern that came here, what asks for somebody first: overdue, then urgent, then the oldest; closed ones last. */
export function raisedConcerns(ledger: Ledger, times: ConcernTimes, today: Day): readonly RaisedConcern[] {
	const actsById = actsByConcern(ledger);
	const received = [...rowsOf(ledger, 'concern')].map((row) => {
		const [content = missing, ...others] = contentsOf(row);
		const author = first(row, 'author')?.value;
		const days = [...valuesOf(row, 'day'), ...valuesOf(row, 'receivedOn')].filter(isDay).sort();
		const letter = { author: typeof author === 'string' ? author : '', day: days[0] ?? longAgo, content, others };
		return raised(row.id, letter, actsById.get(row.id) ?? [], times, today);
	});
	const known = new Set(received.map(({ id }) => id));
	const orphans = [...actsById].flatMap(([id, acts]) => {
		const day = acts.map((act) => act.day).sort()[0] ?? longAgo;
		return known.has(id) ? [] : [raised(id, { author: '', day, content: missing, others: [] }, acts, times, today)];
	});
	return [...received, ...orphans].sort(compareRaised);
}

/** One of them, or undefined. */
export const raisedConcern = (ledger: Ledger, id: string, times: ConcernTimes, today: Day): RaisedConcern | undefined =>
	raisedConcerns(ledger, times, today).find((concern) => concern.id === id);

/** How soon somebody should act on what came; a request can wait for the usual days, what we cannot read cannot wait. */
export function seriousnessOf(content: ConcernContent): 'urgent' | 'soon' | 'wait' {
	if (content.kind === 'concern') return content.seriousness;
	return content.kind === 'request' ? 'soon' : 'urgent';
}

/** The edits that say this device opened the concern on that day; none when they were written already. */
export function openConcern(concern: RaisedConcern, device: string, day: Day, newId: () => string): readonly Edit[] {
	const isKnown = concern.acts.some((act) => act.kind === 'opened' && act.device === device && act.day === day);
	return isKnown ? [] : actEdits(concern, 'opened', '', day, newId);
}

/** What a lead can add. */
export type WrittenAct = 'note' | 'acting' | 'closed' | 'reopened';

/** The edits of an act. Everything but `acting` needs words: what was learnt, what was done in the end, why it goes on. */
export function actOnConcern(
	concern: RaisedConcern,
	kind: WrittenAct,
	text: string,
	day: Day,
	newId: () => string
): Result<readonly Edit[], { readonly type: 'ReasonMissing' } | TextTooLong> {
	const words = cleanLines(text).trim();
	if (words === '' && kind !== 'acting') return err({ type: 'ReasonMissing' });
	if (words.length > longestText) return err({ type: 'TextTooLong', most: longestText });
	return ok(actEdits(concern, kind, words, day, newId));
}

function actEdits(
	{ id, acts }: RaisedConcern,
	kind: ConcernActKind,
	text: string,
	day: Day,
	newId: () => string
): readonly Edit[] {
	const ended = kind === 'closed' ? standing(acts, isGoingOn) : kind === 'reopened' ? standing(acts, isClosing) : [];
	return fieldEdits('concern-act', newId(), { concernId: id, kind, day, text, over: ended.map((act) => act.id) });
}

function raised(
	id: string,
	letter: Pick<RaisedConcern, 'author' | 'day' | 'content' | 'others'>,
	acts: readonly ConcernAct[],
	times: ConcernTimes,
	today: Day
): RaisedConcern {
	const state = stateOf(acts);
	const dueOn = dueDay(state, letter, acts, times);
	return { id, ...letter, acts, state, dueOn, isOverdue: dueOn !== null && dueOn < today };
}

/** See [Note: A concern stays open]. */
function stateOf(acts: readonly ConcernAct[]): ConcernState {
	if (standing(acts, isGoingOn).length > 0) return 'acting';
	if (standing(acts, isClosing).length > 0) return 'closed';
	return acts.length > 0 ? 'seen' : 'new';
}

const isGoingOn = ({ kind }: ConcernAct): boolean => kind === 'acting' || kind === 'reopened';
/** A closing without words closes nothing. */
const isClosing = ({ kind, text }: ConcernAct): boolean => kind === 'closed' && text.trim() !== '';

/** The acts of a sort that no later one has put an end to. */
function standing(acts: readonly ConcernAct[], isWanted: (act: ConcernAct) => boolean): readonly ConcernAct[] {
	const ended = new Set(
		acts
			.filter((act) => isClosing(act) || act.kind === 'reopened')
			.flatMap(({ id, over }) => over.filter((o) => o !== id))
	);
	return acts.filter((act) => isWanted(act) && !ended.has(act.id));
}

function dueDay(
	state: ConcernState,
	{ content, day }: Pick<RaisedConcern, 'content' | 'day'>,
	acts: readonly ConcernAct[],
	{ urgentHours, concernDays }: ConcernTimes
): Day | null {
	if (state === 'closed') return null;
	if (state !== 'acting')
		return addDays(day, seriousnessOf(content) === 'urgent' ? Math.floor(urgentHours / 24) : concernDays);
	const spoken = acts.filter(({ kind }) => kind !== 'opened' && kind !== 'seen').map((act) => act.day);
	return addDays(spoken.sort().at(-1) ?? day, concernDays);
}

const order = { urgent: 0, soon: 1, wait: 2 } as const;

function compareRaised(a: RaisedConcern, b: RaisedConcern): number {
	const isClosed = a.state === 'closed';
	if (isClosed !== (b.state === 'closed')) return isClosed ? 1 : -1;
	if (isClosed) return compareText(b.day, a.day) || compareText(a.id, b.id);
	if (a.isOverdue !== b.isOverdue) return a.isOverdue ? -1 : 1;
	return (
		order[seriousnessOf(a.content)] - order[seriousnessOf(b.content)] ||
		compareText(a.day, b.day) ||
		compareText(a.id, b.id)
	);
}

const ActFields = z.object({
	concernId: z.string(),
	kind: ConcernActKind,
	day: z.string().check(z.refine(isDay)),
	text: z.catch(z._default(z.string(), ''), ''),
	over: z.catch(z._default(z.readonly(z.array(z.string())), []), [])
});

/** The acts on each concern, the oldest first. Only rows that came whole. */
function actsByConcern(ledger: Ledger): ReadonlyMap<string, readonly ConcernAct[]> {
	const found = new Map<string, { readonly act: ConcernAct; readonly at: number }[]>();
	for (const row of rowsOf(ledger, 'concern-act')) {
		const fields = ActFields.safeParse(
			Object.fromEntries(Object.keys(row.cells).map((field) => [field, first(row, field)?.value]))
		);
		const head = first(row, 'kind');
		if (!fields.success || !head) continue;
		const { concernId, ...rest } = fields.data;
		const act = { id: row.id, ...rest, text: cleanLines(rest.text), device: head.dev, isAltered: isAltered(row) };
		const known = found.get(concernId);
		if (known) known.push({ act, at: head.hlc });
		else found.set(concernId, [{ act, at: head.hlc }]);
	}
	return new Map(
		[...found].map(([id, acts]) => [
			id,
			acts.sort((a, b) => a.at - b.at || compareText(a.act.id, b.act.id)).map(({ act }) => act)
		])
	);
}

/** Every text that came under an id, none twice, the one that came first before the others. */
function contentsOf(row: Row): readonly ConcernContent[] {
	const texts = new Set(valuesOf(row, 'text'));
	return [...texts].map((text) => {
		const concern = parseConcern(text);
		if (concern.ok) return concern.value;
		const request = parseRequest(text);
		return request.ok ? request.value : { kind: 'unreadable', text: cleanLines(text) };
	});
}

/** Written once: what was written first counts, whatever somebody wrote over it. */
const versions = (row: Row, field: string): readonly Head[] =>
	[...(row.cells[field]?.heads ?? [])].sort((a, b) => a.ctr - b.ctr || a.hlc - b.hlc || compareText(a.dev, b.dev));
const first = (row: Row, field: string): Head | undefined => versions(row, field)[0];
const valuesOf = (row: Row, field: string): readonly string[] =>
	versions(row, field).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));

const isAltered = ({ cells }: Row): boolean =>
	Object.values(cells).some(({ heads }) => heads.length > 1 || heads.some(({ ctr }) => ctr > 1));

const missing: ConcernContent = { kind: 'missing' };
/** For a day that cannot be read: it has waited longest, then. */
const longAgo: Day = '1970-01-01';
