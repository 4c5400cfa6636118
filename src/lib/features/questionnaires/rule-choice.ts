import { placesOf } from '$lib/domain/check-in-form';
import { optionsOf, textIn, type Question } from '$lib/domain/questionnaire';
import { ruleToText, type Rule } from '$lib/domain/relevance';
import type { Translate } from '$lib/i18n';

/** How an answer is compared. */
export type How = 'is' | 'is-not' | 'at-most' | 'at-least';

/** A rule as it is chosen from lists: one question, one answer. */
export interface RuleChoice {
	readonly question: string;
	readonly how: How;
	readonly value: string;
}

/** Most places of a line that are offered. */
const mostPlaces = 101;

/** An answer that a rule can name, with its words. */
interface AnswerNamed {
	readonly value: string;
	readonly label: string;
}

/** The answers to a question, in their order. Empty for a text to read. */
export function answersNamed(t: Translate, question: Question, languages: readonly string[]): readonly AnswerNamed[] {
	switch (question.kind) {
		case 'faces':
			return Array.from({ length: question.steps }, (_, at) => ({
				value: String(at + 1),
				label: t('questionnaires:rule.face', { number: at + 1, count: question.steps })
			}));
		case 'line':
			return placesOf(question, mostPlaces).map((place) => ({ value: String(place), label: String(place) }));
		case 'yes-no':
			return [
				{ value: 'yes', label: t('check-in:yes') },
				{ value: 'no', label: t('check-in:no') }
			];
		default:
			return optionsOf(question).map(({ value, label }) => {
				const [language = '', ...others] = languages;
				return { value, label: textIn(label, language, others) || value };
			});
	}
}

/** How answers to a question can be compared: only those of an order have a more and a less. */
export const howsOf = ({ kind }: Question): readonly How[] =>
	kind === 'faces' || kind === 'line' ? ['is', 'at-most', 'at-least', 'is-not'] : ['is', 'is-not'];

/** The rule that was chosen. */
export function ruleOf({ how, value }: Omit<RuleChoice, 'question'>, question: Question): Rule {
	if (question.kind === 'many') {
		const selected = { question: question.id, selected: value };
		return how === 'is-not' ? { not: selected } : selected;
	}
	const is = ({ is: '=', 'is-not': '!=', 'at-most': '<=', 'at-least': '>=' } as const)[how];
	const isNumber = question.kind === 'faces' || question.kind === 'line';
	return { question: question.id, is, value: isNumber ? Number(value) : value };
}

/** How a rule would have been chosen from lists; null for one that needs words of its own. */
export function choiceOf(rule: Rule, questions: readonly Question[], t: Translate): RuleChoice | null {
	const plain = 'not' in rule ? rule.not : rule;
	if (!('question' in plain)) return null;
	const question = questions.find(({ id }) => id === plain.question);
	if (!question) return null;
	const value = String('selected' in plain ? plain.selected : plain.value);
	const found = howsOf(question).find((how) => isSame(ruleOf({ how, value }, question), rule));
	return found && answersNamed(t, question, []).some((answer) => answer.value === value)
		? { question: question.id, how: found, value }
		: null;
}

/** A number counts as the text of it: files write both. */
const isSame = (a: Rule, b: Rule): boolean => textOf(a) === textOf(b);
const textOf = (rule: Rule): string => ruleToText(rule).replace(/['"]/g, '');

/** The rule to begin with: the first answer to the first of these questions; undefined where there is none. */
export function firstRule(questions: readonly Question[], t: Translate): Rule | undefined {
	for (const question of questions) {
		const [answer] = answersNamed(t, question, []);
		if (answer) return ruleOf({ how: 'is', value: answer.value }, question);
	}
	return undefined;
}
