import type { Day } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { openWith, type AskedForm, type Batch } from './batch';
import type { Edit, FieldValue } from './change';
import { longestPacked, type CheckInAnswer, type FormAnswer, type NothingAnswered } from './check-in';
import type { BatchId } from './ids';
import type { Ledger } from './ledger';
import { Questionnaire, type Answer, type Answers, type Question } from './questionnaire';

/** Every question of a questionnaire, in order. */
export const questionsOf = ({ sections }: Pick<Questionnaire, 'sections'>): readonly Question[] =>
	sections.flatMap(({ questions }) => questions);

/** The questionnaire that a waiting batch asks; undefined for the built-in form, and when it does not read. */
export function questionnaireOf({ questionnaire }: Pick<Batch, 'questionnaire'>): Questionnaire | undefined {
	if (typeof questionnaire !== 'object' || questionnaire === null) return undefined;
	if (!read.has(questionnaire)) {
		const parsed = Questionnaire.safeParse(questionnaire);
		read.set(questionnaire, parsed.success ? parsed.data : undefined);
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

/** How many different answers a question has, passing aside: 0 for words to read. */
function answersTo(question: Question): bigint {
	switch (question.kind) {
		case 'faces':
			return BigInt(question.steps);
		case 'scale':
		case 'one':
			return BigInt(question.options.length);
		case 'line':
			return BigInt(placesOf(question).length);
		case 'yes-no':
			return 2n;
		case 'many':
			return (1n << BigInt(question.options.length)) - 1n;
		case 'note':
			return 0n;
	}
}

/** Most places on a line that people are shown. */
const mostPlaces = 101;

/** The numbers that can be chosen on a line, the lowest first. A line of too many places ends early. */
export function placesOf({ from, to, step }: { from: number; to: number; step: number }): readonly number[] {
	const count = Math.min(mostPlaces, Math.max(1, Math.floor((to - from) / step + 1e-9) + 1));
	return Array.from({ length: count }, (_, at) => Number((from + at * step).toFixed(6)));
}

/** The number of an answer among the answers to its question, from 1; 0 for passed, and for what is no answer to it. */
function numberOf(question: Question, answer: Answer | undefined): bigint {
	switch (question.kind) {
		case 'faces':
			return typeof answer === 'number' && Number.isInteger(answer) && answer >= 1 && answer <= question.steps
				? BigInt(answer)
				: 0n;
		case 'scale':
		case 'one':
			return BigInt(question.options.findIndex(({ value }) => value === answer) + 1);
		case 'line':
			return BigInt(placesOf(question).findIndex((place) => place === answer) + 1);
		case 'yes-no':
			return answer === true ? 2n : answer === false ? 1n : 0n;
		case 'many': {
			const chosen = Array.isArray(answer) ? answer : [];
			return question.options.reduce(
				(sum, { value }, at) => (chosen.includes(value) ? sum | (1n << BigInt(at)) : sum),
				0n
			);
		}
		case 'note':
			return 0n;
	}
}

function answerOf(question: Question, number: bigint): Answer {
	if (number === 0n) return null;
	const at = Number(number) - 1;
	switch (question.kind) {
		case 'faces':
			return at + 1;
		case 'scale':
		case 'one':
			return question.options[at]?.value ?? null;
		case 'line':
			return placesOf(question)[at] ?? null;
		case 'yes-no':
			return number === 2n;
		case 'many':
			return question.options.filter((_, bit) => ((number >> BigInt(bit)) & 1n) === 1n).map(({ value }) => value);
		case 'note':
			return null;
	}
}

/** How long the packed answers to these questions are: the same for everybody. */
const packedLength = (questions: readonly Question[]): number =>
	(questions.reduce((product, question) => product * (answersTo(question) + 1n), 1n) - 1n).toString(36).length;

/** Whether the answers of one person fit into the one size that every answer has. */
export const fitsAnAnswer = (questionnaire: Pick<Questionnaire, 'sections'>): boolean =>
	packedLength(questionsOf(questionnaire)) <= longestPacked;

/** Answers as one number in base 36, of one length whatever was answered. What is no answer counts as passed. */
export function packAnswers(questionnaire: Pick<Questionnaire, 'sections'>, answers: Answers): string {
	const questions = questionsOf(questionnaire);
	const packed = questions.reduceRight(
		(sum, question) => sum * (answersTo(question) + 1n) + numberOf(question, own(answers, question.id)),
		0n
	);
	return packed.toString(36).padStart(packedLength(questions), '0');
}

/** The answers, with null for what was passed; null when they are not those of this questionnaire. */
export function unpackAnswers(questionnaire: Pick<Questionnaire, 'sections'>, packed: string): Answers | null {
	const questions = questionsOf(questionnaire);
	if (packed.length !== packedLength(questions) || !/^[0-9a-z]+$/.test(packed)) return null;
	let left = 0n;
	for (const digit of packed) left = left * 36n + BigInt(Number.parseInt(digit, 36));
	const entries = questions.map((question): [string, Answer] => {
		const states = answersTo(question) + 1n;
		const answer = answerOf(question, left % states);
		left /= states;
		return [question.id, answer];
	});
	return left === 0n ? Object.fromEntries(entries) : null;
}

/** The answer to drop into the box, under a random id, or NothingAnswered when every question was passed. */
export function createFormAnswer(
	random: Pick<Random, 'uuid'>,
	batch: BatchId,
	questionnaire: Questionnaire,
	answers: Answers
): Result<FormAnswer, NothingAnswered> {
	if (questionsOf(questionnaire).every((question) => numberOf(question, own(answers, question.id)) === 0n))
		return err({ type: 'NothingAnswered' });
	const { id: form, version: formVersion } = questionnaire;
	return ok({ v: 2, id: random.uuid(), batch, form, formVersion, answers: packAnswers(questionnaire, answers) });
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
		.map((answer) => unpackAnswers(questionnaire, answer.answers))
		.filter((each) => each !== null);

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
	const people = answersIn(batch, questionnaire, answers);
	const session = questionsOf(questionnaire).find(({ id, kind }) => id === sessionQuestion && kind === 'faces');
	const share = sharesOf(questionnaire);
	const scaled = (value: number | null) => (value === null ? null : 1 + 3 * Math.min(1, Math.max(0, value)));
	return openWith(ledger, batch, day, {
		people: people.length,
		wellbeing: share && people.map((each) => scaled(share(each))),
		session: session ? people.map((each) => scaled(faceShare(session, each))) : null
	});
}

/** How well somebody is, from 0 to 1, by her answers; null when the questionnaire cannot say. */
function sharesOf(questionnaire: Questionnaire): ((answers: Answers) => number | null) | null {
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
