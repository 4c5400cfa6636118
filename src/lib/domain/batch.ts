import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { builtInForm, type CheckInAnswer, type Face, type FacesAnswer } from './check-in';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { BatchId, GroupId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { typedView } from './text';

/** Answers needed before a batch may open (docs/decisions/0005). Never lower; an organisation may raise it. */
export const openingThreshold = 5;

/** Three words for how a group is doing; always these three, whether everybody said the same or not. */
export const Band = z.enum(['well', 'mixed', 'struggling']);
export type Band = z.infer<typeof Band>;

export const Direction = z.enum(['up', 'same', 'down']);
export type Direction = z.infer<typeof Direction>;

/** What a batch says once it opened. `hidden`: too few answered that part. The answers themselves are gone by then. */
export const BatchResult = z.object({
	wellbeing: z.union([Band, z.literal('hidden')]),
	session: z.union([Band, z.literal('hidden')]),
	/** Against the batch before; null for the first, or when either is hidden. */
	direction: z.nullable(Direction),
	/**
	 * Mean of the wellbeing faces in whole half-points, kept only to give the next batch its direction. From 3 to 7: a mean
	 * at either end would say that everybody chose the same face.
	 */
	level: z.nullable(z.int()),
	/** The same of the other scores of the questionnaire, by their id; each against its own good end. */
	parts: z._default(
		z.record(
			z.string().check(z.maxLength(100)),
			z.object({
				band: z.union([Band, z.literal('hidden')]),
				direction: z.nullable(Direction),
				level: z.nullable(z.int())
			})
		),
		{}
	)
});
export type BatchResult = z.infer<typeof BatchResult>;

/** Check-ins of one group that are opened together, once. Knows no session: one may not be joined to the other. */
export const Batch = z.looseObject({
	id: BatchId,
	groupId: GroupId,
	/** Order within the group, from 1. */
	ordinal: z.int(),
	/** Threshold, locked when the batch began. */
	threshold: z.int().check(z.gte(openingThreshold)),
	/** The questionnaire that is asked, and its version: a batch keeps both from its beginning. */
	form: z._default(z.string(), builtInForm.id),
	formVersion: z._default(z.int(), builtInForm.version),
	/** The whole of it while the batch waits (`check-in-form.ts` reads it); null for the built-in one, and once it opened. */
	questionnaire: z._default(z.unknown(), null),
	/** Day of the session after which it opened; null while it is open for answers. */
	openedOn: z._default(z.nullable(z.string()), null),
	result: z._default(z.nullable(BatchResult), null)
});
export type Batch = z.infer<typeof Batch>;

/** The batches of a group, oldest first. */
export const batchesOf = (ledger: Ledger, groupId: GroupId): readonly Batch[] =>
	[...rowsOf(ledger, 'batch')]
		.map(viewOf)
		.filter((batch) => batch !== undefined)
		.filter((batch) => batch.groupId === groupId)
		.sort((a, b) => a.ordinal - b.ordinal || a.id.localeCompare(b.id));

/** The batches that take answers now, one for each questionnaire that is under way, the oldest first. */
export const waitingBatches = (ledger: Ledger, groupId: GroupId): readonly Batch[] =>
	batchesOf(ledger, groupId).filter((batch) => batch.result === null);

/**
 * The batch that takes answers now, of one questionnaire or of any; undefined when the next one must be begun. It may ask
 * an earlier version: it keeps the one it began with.
 */
export const waitingBatch = (ledger: Ledger, groupId: GroupId, form?: string): Batch | undefined =>
	waitingBatches(ledger, groupId).find((batch) => form === undefined || batch.form === form);

/** What a batch asks when it is not the built-in form: the questionnaire as it is now, as plain JSON. */
export interface AskedForm {
	readonly id: string;
	readonly version: number;
	readonly questionnaire: FieldValue;
}

/** The edits that begin a batch. `id` is random and says nothing about a session. */
export function beginBatch(
	ledger: Ledger,
	groupId: GroupId,
	id: BatchId,
	{ threshold = openingThreshold, form }: { readonly threshold?: number; readonly form?: AskedForm | undefined } = {}
): readonly Edit[] {
	const ordinal = Math.max(0, ...batchesOf(ledger, groupId).map((batch) => batch.ordinal)) + 1;
	const asked = form ? { form: form.id, formVersion: form.version, questionnaire: form.questionnaire } : {};
	const fields = { groupId, ordinal, threshold: Math.max(openingThreshold, threshold), ...asked };
	return fieldEdits('batch', id, { ...fields, openedOn: null, result: null });
}

/**
 * Opens a batch of the built-in form if it may be: at least `threshold` answers, and at least `threshold` people who
 * answered two or more of the wellbeing questions. Returns the edits, or null for "not yet": the answers then wait for the
 * next session.
 */
export function openBatch(
	ledger: Ledger,
	batch: Batch,
	answers: readonly CheckInAnswer[],
	day: Day
): readonly Edit[] | null {
	if (batch.form !== builtInForm.id) return null;
	const own = answers.filter((answer): answer is FacesAnswer => answer.v === 1 && answer.batch === batch.id);
	return openWith(ledger, batch, day, {
		people: own.length,
		wellbeing: own.map(wellbeingMean),
		session: own.map(({ faces }) => faces.session)
	});
}

/** What people said, one entry each, as means from 1 (struggling) to 4 (doing well); null for those who did not say. */
export interface Said {
	/** How many answered at all. */
	readonly people: number;
	/** Null when the questionnaire asks nothing of the kind. */
	readonly wellbeing: readonly (number | null)[] | null;
	readonly session: readonly (number | null)[] | null;
	/** Of the other scores of the questionnaire, by their id. */
	readonly parts?: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Opens a batch from what people said; null for "not yet". A batch opens once. */
export function openWith(ledger: Ledger, batch: Batch, day: Day, said: Said): readonly Edit[] | null {
	if (isOpened(ledger, batch) || said.people < batch.threshold) return null;
	const before = batchesOf(ledger, batch.groupId)
		.filter((other) => other.form === batch.form && other.formVersion === batch.formVersion)
		.filter((other) => other.ordinal < batch.ordinal && other.result !== null)
		.at(-1)?.result;
	const wellbeing = wordOf(said.wellbeing, batch.threshold, before?.level);
	if (wellbeing.band === 'hidden' && said.wellbeing) return null;
	const parts = Object.entries(said.parts ?? {}).map(
		([id, means]) => [id, wordOf(means, batch.threshold, ownOf(before?.parts ?? {}, id)?.level)] as const
	);
	const result = {
		wellbeing: wellbeing.band,
		session: wordOf(said.session, batch.threshold, null).band,
		level: wellbeing.level,
		direction: wellbeing.direction,
		parts: Object.fromEntries(parts)
	} satisfies BatchResult;
	const forgotten = batch.questionnaire === null ? {} : { questionnaire: null };
	return fieldEdits('batch', batch.id, { openedOn: day, result, ...forgotten });
}

/** The band of what people said, its level, and which way that went. */
function wordOf(means: readonly (number | null)[] | null, threshold: number, before: number | null | undefined) {
	const people = (means ?? []).filter((mean) => mean !== null);
	const band = bandOf(people, threshold);
	const level = band === 'hidden' ? null : levelOf(people);
	return { band, level, direction: directionOf(before ?? null, level) };
}

const ownOf = <T>(record: Readonly<Record<string, T>>, id: string): T | undefined =>
	Object.hasOwn(record, id) ? record[id] : undefined;

/**
 * The mean of means from 1 to 4 in half-points, from 3 to 7. Counted in twelfths, which are whole for two, three or four faces:
 * rounding must not depend on the order of the answers. NaN for nobody.
 */
export function levelOf(people: readonly number[]): number {
	const twelfths = people.reduce((sum, mean) => sum + Math.round(mean * 12), 0);
	return Math.min(7, Math.max(3, Math.round(twelfths / people.length / 6)));
}

/**
 * The band of a list of means from 1 to 4: `well` when at least 60 % are on the upper side, `struggling` when at least
 * 60 % are on the lower, else `mixed`. Everybody alike reads like 60 % because "all the same" would tell each answer.
 */
export function bandOf(means: readonly number[], threshold: number): Band | 'hidden' {
	if (means.length < threshold) return 'hidden';
	const share = (matches: (mean: number) => boolean) => means.filter(matches).length / means.length;
	if (share((mean) => mean > 2.5) >= 0.6) return 'well';
	if (share((mean) => mean < 2.5) >= 0.6) return 'struggling';
	return 'mixed';
}

/** Asks the ledger as well: the batch in hand may have been read before it opened. */
function isOpened(ledger: Ledger, batch: Batch): boolean {
	const row = rowOf(ledger, 'batch', batch.id);
	return batch.result !== null || (row !== undefined && (row.fields['result'] ?? null) !== null);
}

/** The mean of the wellbeing faces somebody gave, or null when she gave fewer than two. */
function wellbeingMean(answer: FacesAnswer): number | null {
	const given = builtInForm.wellbeingIds.map((id): Face => answer.faces[id]).filter((face) => face !== null);
	return given.length < 2 ? null : given.reduce((sum, face) => sum + face, 0) / given.length;
}

/** Which way a level went; null when either is not known. */
export function directionOf(before: number | null, now: number | null): Direction | null {
	if (before === null || now === null) return null;
	return now > before ? 'up' : now < before ? 'down' : 'same';
}

const viewOf = typedView(Batch);
