import { compareText } from '$lib/base/order';
import * as z from 'zod/mini';
import { Band, Direction } from './batch';
import { fieldEdits, type Edit } from './change';
import { BatchId, GroupId } from './ids';
import { rowsOf, type Ledger, type Row } from './ledger';
import { isMonth } from './period';
import { typedView } from './text';

/** A band, or `hidden`: too few answered that part. */
const Word = z.union([Band, z.literal('hidden')]);

const told = {
	batchId: BatchId,
	/** The month in which the batch was opened. */
	month: z.string().check(z.refine(isMonth)),
	/** What was asked, as `id/version`. */
	questionnaire: z.string().check(z.minLength(1), z.maxLength(100)),
	/** How the group is doing. */
	band: Word,
	/** Against the batch before; null for the first, or when either is hidden. */
	direction: z.nullable(Direction),
	/** The same for parts of the questionnaire, by their id. */
	parts: z.record(z.string().check(z.maxLength(100)), Word),
	/** Which way the parts went, each against its own good end. */
	turns: z.optional(z.record(z.string().check(z.maxLength(100)), Direction))
};

/**
 * What a check-in reader tells the facilitators of the groups about a batch of ballots that she opened: words, no count and
 * no answer.
 */
export const ToldResult = z.strictObject({ ...told, groups: z.array(GroupId).check(z.minLength(1), z.maxLength(16)) });
export type ToldResult = z.infer<typeof ToldResult>;

/** How one batch of ballots came out, as the facilitators of one of its groups have it. */
export const BallotResult = z.looseObject({
	id: z.string(),
	groupId: GroupId,
	/** How many groups answered together: more than one is not how this group is doing. */
	together: z._default(z.int().check(z.gte(1)), 1),
	...told
});
export type BallotResult = z.infer<typeof BallotResult>;

/** The edits by which a facilitator's phone writes down what she was told about one of her groups. */
export const ballotResultEdits = ({ groups, turns, ...result }: ToldResult, groupId: GroupId): readonly Edit[] =>
	fieldEdits('ballot-result', ballotResultId(result.batchId, groupId), {
		...result,
		...(turns ? { turns } : {}),
		groupId,
		together: new Set(groups).size
	});

/** The row of a batch and one of its groups. */
export const ballotResultId = (batch: BatchId, groupId: GroupId): string => `${batch}.${groupId}`;

/** The results of a group in the order of months. One of which two versions stand beside each other is none. */
export const ballotResultsOf = (ledger: Ledger, groupId: GroupId): readonly BallotResult[] =>
	[...rowsOf(ledger, 'ballot-result')]
		.filter(isOneVersion)
		.map(viewOf)
		.filter((result) => result !== undefined)
		.filter((result) => result.groupId === groupId)
		.sort((a, b) => (a.month === b.month ? compareText(a.id, b.id) : compareText(a.month, b.month)));

/** Two phones that were told the same write the same. */
const isOneVersion = ({ cells }: Row): boolean =>
	Object.values(cells).every(({ heads }) => new Set(heads.map(({ value }) => JSON.stringify(value))).size === 1);

const viewOf = typedView(BallotResult);
