import * as z from 'zod/mini';
import { base64ToBytes } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import { bytesToAnswers } from './answers';
import { bandOf, directionOf, levelOf, type Band, type Direction } from './batch';
import type { FormAnswer } from './check-in';
import { saidIn } from './check-in-form';
import type { BatchId, GroupId } from './ids';
import type { Ledger } from './ledger';
import { questionsOf, type Answers, type Questionnaire } from './questionnaire';
import { answersTo, countBatch, talliesOf, type Tally, type ToldTally } from './tally';

/** What a ballot holds: packed answers and nothing else, as long whatever was answered. */
const BallotAnswers = z.strictObject({ a: z.string().check(z.regex(/^[A-Za-z0-9_-]+$/)) });
type BallotAnswers = z.infer<typeof BallotAnswers>;

/** What is sealed of somebody's answers. */
export const answerToBallot = ({ answers }: FormAnswer): BallotAnswers => ({ a: answers });

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
	/** The session's own band, where it was asked. */
	readonly parts: Readonly<Record<string, Band | 'hidden'>>;
	/** How many ballots answered this questionnaire. */
	readonly people: number;
	/** Null when they are too few to be counted. Of several groups together it is told under the first. */
	readonly tally: ToldTally | null;
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
		return read.success && answers?.ok ? [{ text: read.data.a, answers: answers.value }] : [];
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
	const tally =
		groupId && packed.length >= threshold
			? countBatch(
					{ id: batch, groupId, form: questionnaire.id, formVersion: questionnaire.version, questionnaire },
					packed.map(({ text }) => answerOf(batch, questionnaire, text)),
					day
				)
			: null;
	const band = wordOf(said.wellbeing);
	const before = tally && earlierOf(ledger, tally);
	return {
		questionnaire: nameOf(questionnaire),
		band,
		direction:
			band === 'hidden' || !tally || !before
				? null
				: directionOf(talliedLevel(questionnaire, before), talliedLevel(questionnaire, tally)),
		parts: said.session ? { session: wordOf(said.session) } : {},
		people: packed.length,
		tally
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

const earlierOf = (ledger: Ledger, { groupId, questionnaire, month, batchId }: ToldTally): Tally | undefined =>
	talliesOf(ledger)
		.filter((tally) => tally.groupId === groupId && tally.questionnaire === questionnaire && tally.batchId !== batchId)
		.filter((tally) => tally.month <= month)
		.at(-1);

/**
 * How well people were, from counts alone: people are put together from them, one after the other. Of a score that adds up,
 * the mean is the same however the answers are put together.
 */
function talliedLevel(questionnaire: Questionnaire, { counts, n }: ToldTally): number | null {
	const answered = questionsOf(questionnaire).map((question) => {
		const own = Object.hasOwn(counts, question.id) ? (counts[question.id] ?? []) : [];
		return {
			id: question.id,
			answers: answersTo(question).flatMap((answer, at) => Array.from({ length: own[at] ?? 0 }, () => answer))
		};
	});
	const people = Array.from({ length: n }, (_, person): Answers =>
		Object.fromEntries(answered.map(({ id, answers }) => [id, answers[person] ?? null]))
	);
	const means = (saidIn(questionnaire, people).wellbeing ?? []).filter((mean) => mean !== null);
	return means.length === 0 ? null : levelOf(means);
}
