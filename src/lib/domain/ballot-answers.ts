import * as z from 'zod/mini';
import { base64ToBytes } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import { bytesToAnswers } from './answers';
import { bandOf, directionOf, type Band, type Direction } from './batch';
import type { FormAnswer } from './check-in';
import { saidIn } from './check-in-form';
import type { BatchId, GroupId } from './ids';
import type { Ledger } from './ledger';
import { levelsOf, Moment, OwnCode, Tag, type CodedAnswer } from './picture-code';
import type { Questionnaire } from './questionnaire';
import { countBatch, firstLevel, talliesOf, type Tally, type ToldTally } from './tally';

/**
 * What is sealed of somebody's answers: packed, as long whatever was answered. Whoever leaves a picture code has it and its
 * moment in there too; outside, a ballot is as long with it as without.
 */
export const answerToBallot = (
	{ answers }: FormAnswer,
	own?: OwnCode
): { readonly a: string; readonly c?: string; readonly m?: Moment } =>
	own ? { a: answers, c: own.code, m: own.moment } : { a: answers };

/** What a reader has of it: the tag in place of the code. */
const BallotAnswers = z.strictObject({
	a: z.string().check(z.regex(/^[A-Za-z0-9_-]+$/)),
	t: z.optional(Tag),
	m: z.optional(Moment)
});

/** The code in an opened ballot, and the ballot without it. What is no code is left out. */
export function takeCode(ballot: Readonly<Record<string, unknown>>): {
	readonly own: OwnCode | null;
	readonly rest: Readonly<Record<string, unknown>>;
} {
	const { c, m, t: _, ...rest } = ballot;
	const read = OwnCode.safeParse({ code: c, moment: m });
	return { own: read.success ? read.data : null, rest };
}

/** The ballot with its tag, as `readBallots` reads it. */
export const withTag = (
	rest: Readonly<Record<string, unknown>>,
	{ moment }: OwnCode,
	tag: number
): Readonly<Record<string, unknown>> => ({ ...rest, t: tag, m: moment });

/** A batch of ballots as its reader has it. */
export interface BallotBatch {
	readonly batch: BatchId;
	/** Never empty. */
	readonly groups: readonly GroupId[];
	readonly threshold: number;
}

/** How a batch of ballots came out: words to be told, and counts for the readers alone. */
export interface BallotsRead {
	readonly questionnaire: string;
	readonly band: Band | 'hidden';
	readonly direction: Direction | null;
	/** The session's own band, where it was asked, and those of the other scores. */
	readonly parts: Readonly<Record<string, Band | 'hidden'>>;
	/** Which way the other scores went. */
	readonly turns: Readonly<Record<string, Direction>>;
	/** How many ballots answered this questionnaire. */
	readonly people: number;
	/** Null when they are too few to be counted. Of several groups together it is told under the first. */
	readonly tally: ToldTally | null;
	/** Of those who left a picture code, what is kept of it. */
	readonly coded: readonly CodedAnswer[];
}

/** Reads opened ballots; those that do not answer this questionnaire are left out. */
export function readBallots(
	ledger: Ledger,
	{ batch, groups, threshold }: BallotBatch,
	questionnaire: Questionnaire,
	ballots: readonly unknown[],
	day: Day
): BallotsRead {
	const packed = ballots.flatMap((ballot) => {
		const read = BallotAnswers.safeParse(ballot);
		const bytes = read.success ? base64ToBytes(read.data.a) : null;
		const answers = bytes && bytesToAnswers(questionnaire, bytes);
		return read.success && answers?.ok ? [{ text: read.data.a, answers: answers.value, own: read.data }] : [];
	});
	const said = saidIn(
		questionnaire,
		packed.map(({ answers }) => answers)
	);
	const wordOf = (means: readonly (number | null)[] | null) =>
		bandOf(
			(means ?? []).filter((mean) => mean !== null),
			threshold
		);
	const [groupId] = groups;
	const counted =
		groupId && packed.length >= threshold
			? countBatch(
					{ id: batch, groupId, form: questionnaire.id, formVersion: questionnaire.version, questionnaire },
					packed.map(({ text }) => answerOf(batch, questionnaire, text)),
					day
				)
			: null;
	const tally = counted && groups.length > 1 ? { ...counted, groups: [...groups] } : counted;
	const before = tally && earlierOf(ledger, tally);
	const turnOf = (word: Band | 'hidden', score: string) =>
		word === 'hidden' ? null : directionOf(levelIn(before, score), levelIn(tally, score));
	const band = wordOf(said.wellbeing);
	const parts = Object.entries(said.parts ?? {}).map(([id, means]) => {
		const word = wordOf(means);
		return { id, word, turn: turnOf(word, id) };
	});
	return {
		questionnaire: nameOf(questionnaire),
		band,
		direction: turnOf(band, firstLevel),
		parts: {
			...(said.session ? { session: wordOf(said.session) } : {}),
			...Object.fromEntries(parts.map(({ id, word }) => [id, word]))
		},
		turns: Object.fromEntries(parts.flatMap(({ id, turn }) => (turn === null ? [] : [[id, turn]]))),
		people: packed.length,
		tally,
		coded: packed.flatMap(({ answers, own: { t: tag, m: moment } }) =>
			tag === undefined || moment === undefined ? [] : [{ tag, moment, levels: levelsOf(questionnaire, answers) }]
		)
	};
}

/** The name under which a questionnaire goes with tickets, results and tallies. */
export const nameOf = ({ id, version }: Pick<Questionnaire, 'id' | 'version'>): string => `${id}/${version}`;

const answerOf = (batch: BatchId, { id, version }: Questionnaire, answers: string): FormAnswer => ({
	v: 2,
	id: batch,
	batch,
	form: id,
	formVersion: version,
	answers
});

/** The last tally before of the same questions and the same groups: those of others say nothing of a change. */
const earlierOf = (ledger: Ledger, now: ToldTally): Tally | undefined =>
	talliesOf(ledger)
		.filter((tally) => tally.questionnaire === now.questionnaire && groupsIn(tally) === groupsIn(now))
		.filter((tally) => tally.batchId !== now.batchId && tally.month <= now.month)
		.at(-1);

const groupsIn = ({ groupId, groups = [groupId] }: ToldTally): string => [...groups].sort().join(' ');

const levelIn = (tally: ToldTally | null | undefined, score: string): number | null => {
	const { levels = {} } = tally ?? {};
	return Object.hasOwn(levels, score) ? (levels[score] ?? null) : null;
};
