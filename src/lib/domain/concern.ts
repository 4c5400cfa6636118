import * as z from 'zod/mini';
import { textToBytes } from '$lib/base/bytes';
import { isDay, type Day } from '$lib/base/clock';
import { compareText } from '$lib/base/order';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { rowsOf, type Ledger } from './ledger';
import { cleanLines, typedView } from './text';

/** What a concern is about; the words for each are in the catalogue `concern`. */
export const ConcernCategory = z.enum([
	'distress-there',
	'distress-after',
	'talk-of-dying',
	'self-harm',
	'attempt',
	'violence',
	'pressure',
	'breach',
	'conduct',
	'medical',
	'left',
	'other'
]);
export type ConcernCategory = z.infer<typeof ConcernCategory>;

/** How soon somebody should act, as the author judges. */
export const Seriousness = z.enum(['urgent', 'soon', 'wait']);
export type Seriousness = z.infer<typeof Seriousness>;

/** Whether it has to do with the group. */
export const Related = z.enum(['yes', 'unsure', 'no']);
export type Related = z.infer<typeof Related>;

/** When it happened, from the day of writing. */
export const Happened = z.enum(['today', 'yesterday', 'week', 'earlier']);
export type Happened = z.infer<typeof Happened>;

/** What was done so far. */
export const ConcernDone = z.enum(['stayed', 'safe-place', 'emergency', 'care', 'trusted', 'next-contact', 'other']);
export type ConcernDone = z.infer<typeof ConcernDone>;

/** Who was told so far. */
export const ConcernTold = z.enum(['colleague', 'organisation', 'emergency', 'care', 'close-person', 'other']);
export type ConcernTold = z.infer<typeof ConcernTold>;

const Whether = z.catch(z.nullable(z.boolean()), null);

/**
 * What a concern says. Nothing of the group: no id, no name, no session. Whether she writes of whom it is, is hers to
 * decide. Codes this app does not know are read as `other`, and an unknown seriousness as urgent: it must not wait for an
 * update.
 */
export const Concern = z.object({
	v: z.literal(1),
	kind: z.literal('concern'),
	category: z.catch(ConcernCategory, 'other'),
	seriousness: z.catch(Seriousness, 'urgent'),
	happened: z.catch(z.nullable(Happened), null),
	related: z.catch(Related, 'unsure'),
	/** Whether the person it is about knows that it is told; null for not said. */
	isKnown: Whether,
	done: z.catch(z.readonly(z.array(z.catch(ConcernDone, 'other'))), []),
	told: z.catch(z.readonly(z.array(z.catch(ConcernTold, 'other'))), []),
	/** In her own words; may be empty. */
	words: z.catch(z.string(), '')
});
export type Concern = z.infer<typeof Concern>;

/** A text that is not a concern as this app knows them. It is shown as it is, never dropped. */
export interface ConcernUnreadable {
	readonly type: 'ConcernUnreadable';
}

/** What the form holds. */
export interface ConcernDraft extends Omit<Concern, 'v' | 'kind' | 'category' | 'seriousness'> {
	readonly category: ConcernCategory | null;
	readonly seriousness: Seriousness | null;
}

/** A form nobody has touched. */
export const emptyConcern: ConcernDraft = {
	category: null,
	seriousness: null,
	happened: null,
	related: 'unsure',
	isKnown: null,
	done: [],
	told: [],
	words: ''
};

/** The concern a form makes, or null while what happened or how serious it is has not been said. */
export function concernOf(draft: ConcernDraft): Concern | null {
	const { category, seriousness, words } = draft;
	if (category === null || seriousness === null) return null;
	return { v: 1, kind: 'concern', ...draft, category, seriousness, words: cleanLines(words).trim() };
}

/** The text that travels, at most `letterRoom` once it is in its letter: see `roomLeft`. */
export const concernToText = (concern: Concern): string => JSON.stringify(concern);

/** Reads what `concernToText` wrote, here or on a phone with another version. */
export function parseConcern(text: string): Result<Concern, ConcernUnreadable> {
	const concern = Concern.safeParse(jsonOf(text));
	if (!concern.success) return err({ type: 'ConcernUnreadable' });
	const { done, told, words } = concern.data;
	return ok({ ...concern.data, done: onceEach(done), told: onceEach(told), words: cleanLines(words) });
}

/** Bytes that a text may take inside a letter. All letters are equally long, so there is an end to every text. */
export const letterRoom = 3800;

/** Bytes of a letter that a text leaves free; negative when it does not fit. */
export const roomLeft = (text: string): number => letterRoom - textToBytes(JSON.stringify(text)).length;

/**
 * About how many letters of this writing fit into so many bytes, or are too many for bytes below zero: Vietnamese takes
 * more of them than French.
 */
export function lettersIn(bytes: number, words: string): number {
	const letters = [...words].length;
	return Math.floor(letters === 0 ? bytes : (bytes * letters) / textToBytes(words).length);
}

/** The author's own copy of what she told; nobody but her own phones has it. */
export interface ToldConcern {
	/** Names the concern in receipts. */
	readonly id: string;
	readonly day: Day;
	/** Null when this app cannot read it; `text` is there all the same. */
	readonly concern: Concern | null;
	readonly text: string;
}

/** The edits that keep a copy of what was told on `day` under the id it was sent by. */
export const keepTold = (id: string, text: string, day: Day): readonly Edit[] => fieldEdits('told', id, { day, text });

/** The edit after which the copy is shown no more. What was sent stays with those who have it. */
export const dropTold = (id: string): Edit => ({ table: 'told', row: id, field: 'text', value: null, settles: true });

/** The copies she kept, the newest first. */
export const toldConcerns = (ledger: Ledger): readonly ToldConcern[] =>
	[...rowsOf(ledger, 'told')]
		.map(viewOf)
		.filter((told) => told !== undefined)
		.map(({ id, day, text }) => {
			const concern = parseConcern(text);
			return { id, day, text, concern: concern.ok ? concern.value : null };
		})
		.sort((a, b) => compareText(b.day, a.day) || compareText(a.id, b.id));

const viewOf = typedView(z.looseObject({ id: z.string(), day: z.string().check(z.refine(isDay)), text: z.string() }));

/** What the JSON of a text holds; null for a text that is none. */
export function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

const onceEach = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
