import { assert } from '$lib/base/assert';
import { base64ToBytes, bytesToBase64Url } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { answerBytes, answerRoom, answersToBytes, bytesToAnswers, givenAnswers } from './answers';
import { openWith, type AskedForm, type Batch, type Said } from './batch';
import type { Edit, FieldValue } from './change';
import type { CheckInAnswer, FormAnswer, NothingAnswered } from './check-in';
import type { BatchId } from './ids';
import type { Ledger } from './ledger';
import {
	isSafetyScore,
	placesOnLine,
	questionsOf,
	type Answer,
	type Answers,
	type Question,
	type Questionnaire
} from './questionnaire';
import { parseQuestionnaire } from './questionnaire-check';
import { scoreRange, scoresOf } from './scoring';

/** The questionnaire that a waiting batch asks; undefined for the built-in form, and when it does not read. */
export function questionnaireOf({ questionnaire }: Pick<Batch, 'questionnaire'>): Questionnaire | undefined {
	if (typeof questionnaire !== 'object' || questionnaire === null) return undefined;
	if (!read.has(questionnaire)) {
		// It came from another device, so it is checked as a file is.
		const parsed = parseQuestionnaire(questionnaire);
		read.set(questionnaire, parsed.ok ? parsed.value : undefined);
	}
	return read.get(questionnaire);
}
const read = new WeakMap<object, Questionnaire | undefined>();

/** What a batch begins with. */
export const askedForm = (questionnaire: Questionnaire): AskedForm => ({
	id: questionnaire.id,
	version: questionnaire.version,
	questionnaire: JSON.parse(JSON.stringify(questionnaire)) as FieldValue // made of JSON, so it is a value
});

/** The numbers on a line, the lowest first, up to so many. */
export function placesOf(line: Extract<Question, { kind: 'line' }>, most: number): readonly number[] {
	const count = Math.min(most, placesOnLine(line));
	return Array.from({ length: count }, (_, at) => Number((line.from + at * line.step).toPrecision(12)));
}

/** Whether the answers of one person fit into the one size that every answer has. */
export const fitsAnAnswer = (questionnaire: Questionnaire): boolean => answerBytes(questionnaire) <= answerRoom;

/**
 * The answer to drop into the box, under a random id, or NothingAnswered when every question was passed. Throws for a
 * questionnaire that does not fit (`fitsAnAnswer`).
 */
export function createFormAnswer(
	random: Pick<Random, 'uuid'>,
	batch: BatchId,
	questionnaire: Questionnaire,
	answers: Answers
): Result<FormAnswer, NothingAnswered> {
	if (Object.keys(givenAnswers(questionnaire, answers)).length === 0) return err({ type: 'NothingAnswered' });
	const packed = answersToBytes(questionnaire, answers);
	assert(packed.ok, 'only a questionnaire whose answers fit is asked');
	const { id: form, version: formVersion } = questionnaire;
	return ok({ v: 2, id: random.uuid(), batch, form, formVersion, answers: bytesToBase64Url(packed.value) });
}

/** The answers of a batch, one entry a person; those to another version, or that do not read, are left out. */
export const answersIn = (
	batch: Pick<Batch, 'id' | 'form' | 'formVersion'>,
	questionnaire: Questionnaire,
	answers: readonly CheckInAnswer[]
): readonly Answers[] =>
	answers
		.filter((answer): answer is FormAnswer => answer.v === 2 && answer.batch === batch.id)
		.filter(({ form, formVersion }) => form === batch.form && formVersion === batch.formVersion)
		.flatMap((answer) => {
			const bytes = base64ToBytes(answer.answers);
			const read = bytes && bytesToAnswers(questionnaire, bytes);
			return read?.ok ? [read.value] : [];
		});

/**
 * Most scores besides the first of which a group hears. Each word tells a little about the same few answers, and an
 * imported questionnaire may have fifty scores.
 */
const mostParts = 6;

/** The id of a question about the session itself: it has a band of its own. */
const sessionQuestion = 'session';

/**
 * Opens a batch of a questionnaire as the built-in form is opened: the same threshold, the same bands. How people are is
 * their first score whose good end is known, as a share of its range; without one it is the mean of the faces.
 */
export function openFormBatch(
	ledger: Ledger,
	batch: Batch,
	answers: readonly CheckInAnswer[],
	day: Day
): readonly Edit[] | null {
	const questionnaire = questionnaireOf(batch);
	if (!questionnaire) return null;
	return openWith(ledger, batch, day, saidIn(questionnaire, answersIn(batch, questionnaire, answers)));
}

/** What people said by their answers, one entry each: what a batch is opened from. */
export function saidIn(questionnaire: Questionnaire, people: readonly Answers[]): Said {
	const session = questionsOf(questionnaire).find(({ id, kind }) => id === sessionQuestion && kind === 'faces');
	const share = sharesOf(questionnaire);
	const scaled = (value: number | null) => (value === null ? null : 1 + 3 * Math.min(1, Math.max(0, value)));
	const parts = partsOf(questionnaire).map(
		({ id, share: of }) => [id, people.map((each) => scaled(of(each)))] as const
	);
	return {
		people: people.length,
		wellbeing: share && people.map((each) => scaled(share(each))),
		session: session ? people.map((each) => scaled(faceShare(session, each))) : null,
		...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {})
	};
}

interface Share {
	readonly id: string;
	/** From 0 to 1, the good end; null without a value. */
	readonly share: (answers: Answers) => number | null;
}

/** The scores whose good end is known, as shares of their range. */
const scoreShares = (questionnaire: Questionnaire): readonly Share[] =>
	questionnaire.scores.flatMap((score): readonly Share[] => {
		const isTold = score.better !== undefined && !isSafetyScore(questionnaire, score);
		const range = isTold ? scoreRange(questionnaire, score) : null;
		if (!range || range.to <= range.from) return [];
		const share = (answers: Answers) => {
			const value = scoresOf(questionnaire, answers).find(({ scoreId }) => scoreId === score.id)?.value ?? null;
			if (value === null) return null;
			const along = (value - range.from) / (range.to - range.from);
			return score.better === 'higher' ? along : 1 - along;
		};
		return [{ id: score.id, share }];
	});

/** The scores that stand beside the first one. */
const partsOf = (questionnaire: Questionnaire): readonly Share[] => scoreShares(questionnaire).slice(1, 1 + mostParts);

/** How well somebody is, from 0 to 1, by her answers; null when the questionnaire cannot say. */
function sharesOf(questionnaire: Questionnaire): ((answers: Answers) => number | null) | null {
	const [first] = scoreShares(questionnaire);
	if (first) return first.share;
	const faces = questionsOf(questionnaire).filter(({ id, kind }) => kind === 'faces' && id !== sessionQuestion);
	if (faces.length === 0) return null;
	const least = Math.min(2, faces.length);
	return (answers) => {
		const given = faces.map((face) => faceShare(face, answers)).filter((each) => each !== null);
		return given.length < least ? null : given.reduce((sum, each) => sum + each, 0) / given.length;
	};
}

function faceShare(question: Question, answers: Answers): number | null {
	const face = own(answers, question.id);
	return question.kind === 'faces' && typeof face === 'number' ? (face - 1) / (question.steps - 1) : null;
}

const own = (answers: Answers, id: string): Answer | undefined =>
	Object.hasOwn(answers, id) ? answers[id] : undefined;
