import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { builtInForm, type CheckInAnswer, type Face } from './check-in';
import { fieldEdits, type Edit } from './change';
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
	level: z.nullable(z.int())
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

/** The batch that takes answers now, or undefined when the next one must be begun. */
export const waitingBatch = (ledger: Ledger, groupId: GroupId): Batch | undefined =>
	batchesOf(ledger, groupId).find((batch) => batch.result === null);

/** The edits that begin a batch. `id` is random and says nothing about a session. */
export function beginBatch(ledger: Ledger, groupId: GroupId, id: BatchId): readonly Edit[] {
	const ordinal = Math.max(0, ...batchesOf(ledger, groupId).map((batch) => batch.ordinal)) + 1;
	return fieldEdits('batch', id, { groupId, ordinal, threshold: openingThreshold, openedOn: null, result: null });
}

/**
 * Opens a batch if it may be: at least `threshold` answers, and at least `threshold` people who answered two or more of
 * the wellbeing questions. Returns the edits, or null for "not yet": the answers then wait for the next session.
 */
export function openBatch(
	ledger: Ledger,
	batch: Batch,
	answers: readonly CheckInAnswer[],
	day: Day
): readonly Edit[] | null {
	const own = answers.filter((answer) => answer.batch === batch.id);
	if (isOpened(ledger, batch) || own.length < batch.threshold) return null;
	const people = own.map(wellbeingMean).filter((mean) => mean !== null);
	const wellbeing = bandOf(people, batch.threshold);
	if (wellbeing === 'hidden') return null;
	const session = bandOf(
		own.map(({ faces }) => faces.session).filter((face) => face !== null),
		batch.threshold
	);
	// In twelfths, which are whole for two, three or four faces: rounding must not depend on the order of the answers.
	const twelfths = people.reduce((sum, mean) => sum + Math.round(mean * 12), 0);
	const level = Math.min(7, Math.max(3, Math.round(twelfths / people.length / 6)));
	const before = batchesOf(ledger, batch.groupId)
		.filter((other) => other.ordinal < batch.ordinal && other.result !== null)
		.at(-1);
	const result: BatchResult = {
		wellbeing,
		session,
		level,
		direction: directionOf(before?.result?.level ?? null, level)
	};
	return fieldEdits('batch', batch.id, { openedOn: day, result });
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
function wellbeingMean(answer: CheckInAnswer): number | null {
	const given = builtInForm.wellbeingIds.map((id): Face => answer.faces[id]).filter((face) => face !== null);
	return given.length < 2 ? null : given.reduce((sum, face) => sum + face, 0) / given.length;
}

function directionOf(before: number | null, now: number): Direction | null {
	if (before === null) return null;
	return now > before ? 'up' : now < before ? 'down' : 'same';
}

const viewOf = typedView(Batch);
