import { err, ok, type Result } from '$lib/base/result';
import {
	placesOnLine,
	questionsOf,
	type Answer,
	type Answers,
	type Option,
	type Question,
	type Questionnaire
} from './questionnaire';
import { isHolding } from './relevance';

/**
 * The questions to ask, notes among them, when this has been answered so far. An answer to a question that is not asked
 * counts as none, so one hidden question can hide others.
 */
export const visibleQuestions = (questionnaire: Questionnaire, answers: Answers): readonly Question[] =>
	lookAt(questionnaire, answers).visible;

/** What was really answered: only questions that are asked, only answers they have; several in the options' order. */
export function givenAnswers(questionnaire: Questionnaire, answers: Answers): Answers {
	const { visible, answerTo } = lookAt(questionnaire, answers);
	return Object.fromEntries(
		visible.map(({ id }) => [id, answerTo(id)] as const).filter(([, answer]) => answer !== null)
	);
}

function lookAt(questionnaire: Questionnaire, answers: Answers) {
	const rulesById = new Map(
		questionnaire.sections.flatMap((section) =>
			section.questions.map((question) => [question.id, { question, rules: [section.relevant, question.relevant] }])
		)
	);
	const isVisibleById = new Map<string, boolean>();
	const isVisible = (id: string): boolean => {
		const known = isVisibleById.get(id);
		if (known !== undefined) return known;
		// While it is being asked about: a rule that leads back to itself hides, and never runs for ever.
		isVisibleById.set(id, false);
		const is = rulesById.get(id)?.rules.every((rule) => !rule || isHolding(rule, answerTo)) ?? false;
		isVisibleById.set(id, is);
		return is;
	};
	const answerTo = (id: string): Answer => {
		const question = rulesById.get(id)?.question;
		if (!question || !Object.hasOwn(answers, id) || !isVisible(id)) return null;
		return answerAt(question, digitOf(question, answers[id] ?? null));
	};
	return { visible: questionsOf(questionnaire).filter(({ id }) => isVisible(id)), answerTo };
}

/** Room for answers within a ballot, in bytes. */
export const answerRoom = 200;

export type AnswersProblem =
	/** This questionnaire has too many questions or options for a ballot. */
	| { readonly type: 'AnswersTooLong'; readonly bytes: number; readonly most: number }
	/** These bytes are no answers to this questionnaire. */
	| { readonly type: 'NotAnswers' };

/** How many bytes answers to this questionnaire take: always as many, whatever was answered. */
export function answerBytes(questionnaire: Questionnaire): number {
	const highest = radixOf(questionsOf(questionnaire)) - 1n;
	return highest === 0n ? 0 : Math.ceil(highest.toString(16).length / 2);
}

/**
 * Answers for a ballot: one number, in which every question is a digit that says which of its answers was given, or 0.
 * What is not asked, not known or passed is not in it. AnswersTooLong when the questionnaire does not fit a ballot.
 */
export function answersToBytes(
	questionnaire: Questionnaire,
	answers: Answers
): Result<Uint8Array<ArrayBuffer>, Extract<AnswersProblem, { type: 'AnswersTooLong' }>> {
	const length = answerBytes(questionnaire);
	if (length > answerRoom) return err({ type: 'AnswersTooLong', bytes: length, most: answerRoom });
	const { answerTo } = lookAt(questionnaire, answers);
	let number = 0n;
	for (const question of questionsOf(questionnaire))
		number = number * choicesOf(question) + digitOf(question, answerTo(question.id));
	const bytes = new Uint8Array(length);
	for (let at = length - 1; at >= 0; at--) {
		bytes[at] = Number(number & 0xffn);
		number >>= 8n;
	}
	return ok(bytes);
}

/** The answers again, by question; passed ones are not in it. NotAnswers for bytes that `answersToBytes` never makes. */
export function bytesToAnswers(questionnaire: Questionnaire, bytes: Uint8Array): Result<Answers, AnswersProblem> {
	if (bytes.length !== answerBytes(questionnaire) || bytes.length > answerRoom) return err({ type: 'NotAnswers' });
	let number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
	const answers: [string, Answer][] = [];
	for (const question of [...questionsOf(questionnaire)].reverse()) {
		const choices = choicesOf(question);
		const answer = answerAt(question, number % choices);
		number /= choices;
		if (answer !== null) answers.push([question.id, answer]);
	}
	const read = Object.fromEntries(answers.reverse());
	// A question that was not asked has no answer: bytes that give it one were made by something else.
	const asGiven = Object.keys(givenAnswers(questionnaire, read)).length === answers.length;
	return number === 0n && asGiven ? ok(read) : err({ type: 'NotAnswers' });
}

/** How many different answers a question can have, passing it among them. */
function choicesOf(question: Question): bigint {
	switch (question.kind) {
		case 'note':
			return 1n;
		case 'faces':
			return BigInt(question.steps + 1);
		case 'line':
			return BigInt(placesOnLine(question) + 1);
		case 'yes-no':
			return 3n;
		case 'scale':
		case 'one':
			return BigInt(question.options.length + 1);
		case 'many':
			return 1n << BigInt(question.options.length);
	}
}

const radixOf = (questions: readonly Question[]): bigint =>
	questions.reduce((product, question) => product * choicesOf(question), 1n);

/** Which of its answers this is, from 1; 0 for passed and for what is no answer to it. */
function digitOf(question: Question, answer: Answer): bigint {
	switch (question.kind) {
		case 'note':
			return 0n;
		case 'faces':
			return digitAt(typeof answer === 'number' ? answer - 1 : -1, question.steps);
		case 'line': {
			const place = typeof answer === 'number' ? (answer - question.from) / question.step : -1;
			return digitAt(Number(place.toPrecision(12)), placesOnLine(question));
		}
		case 'yes-no':
			return typeof answer === 'boolean' ? (answer ? 1n : 2n) : 0n;
		case 'scale':
		case 'one':
			return BigInt(question.options.findIndex(({ value }) => value === answer) + 1);
		case 'many':
			return typeof answer === 'object' && answer !== null ? bitsOf(question.options, answer) : 0n;
	}
}

const digitAt = (place: number, places: number): bigint =>
	Number.isInteger(place) && place >= 0 && place < places ? BigInt(place + 1) : 0n;

/** A bit for each option; none at all when something is chosen twice, or is no option. */
function bitsOf(options: readonly Option[], chosen: readonly string[]): bigint {
	const bits = options.map(({ value }, at) => (chosen.includes(value) ? 1n << BigInt(at) : 0n));
	return bits.filter((bit) => bit !== 0n).length === chosen.length ? bits.reduce((sum, bit) => sum | bit, 0n) : 0n;
}

function answerAt(question: Question, digit: bigint): Answer {
	if (digit === 0n) return null;
	const place = Number(digit) - 1;
	switch (question.kind) {
		case 'note':
			return null;
		case 'faces':
			return place + 1;
		case 'line':
			return Number((question.from + place * question.step).toPrecision(12));
		case 'yes-no':
			return place === 0;
		case 'scale':
		case 'one':
			return question.options[place]?.value ?? null;
		case 'many':
			return question.options.filter((_, at) => ((digit >> BigInt(at)) & 1n) === 1n).map(({ value }) => value);
	}
}
