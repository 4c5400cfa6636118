import { questionsOf, textIn, type Questionnaire, type Score } from '$lib/domain/questionnaire';
import type { AnswerSum, AnswerTable } from '$lib/domain/suppression';
import { goodShare, scoreShare, sideOf, turnOf, type Interval } from '$lib/domain/uncertainty';
import { formatNumber } from '$lib/i18n/format';
import { bundleInWords, hasGoodEnd, type Words } from './shown-tables';

/** What the answers to one question say beyond chance; empty where that is not known. */
export function questionSure(words: Words, sum: AnswerSum, at: number): readonly string[] {
	const question = sum.whole.questions[at];
	if (!question || !hasGoodEnd(words, sum.whole.questionnaire, question.question)) return [];
	return sureWords(words, sum, ({ questions }) => {
		const table = questions[at];
		return table ? goodShare(table) : null;
	});
}

/** A score in words. */
export interface ScoreSure {
	readonly id: string;
	readonly title: string;
	readonly lines: readonly string[];
}

/**
 * The same of the scores of a questionnaire, each against its own good end. Left out are those that are one question, and
 * those with a question that is never counted.
 */
export function scoresSure(words: Words, sum: AnswerSum): readonly ScoreSure[] {
	const form = words.forms?.get(sum.whole.questionnaire);
	if (!form) return [];
	return form.scores
		.filter(({ parts, better }) => parts.length > 1 && better !== undefined)
		.filter(({ parts }) =>
			parts.every((part) => sum.whole.questions.some(({ question }) => question === part.question))
		)
		.map((score) => {
			const lines = sureWords(words, sum, (table) => scoreShare(form, score, table));
			return {
				id: score.id,
				title: titleOf(words, form, score),
				lines: lines.length > 0 ? lines : [words.t('dashboard:answers.sure.hidden')]
			};
		});
}

const titleOf = ({ locale }: Words, form: Questionnaire, { title, parts }: Score): string => {
	const [first] = questionsOf(form).filter(({ id }) => id === parts[0]?.question);
	return textIn(title ?? first?.text ?? form.title, locale, form.languages);
};

/** Of the newest bundle, against the one before: a sum over all of time would say nothing of today. */
function sureWords(
	words: Words,
	{ parts }: AnswerSum,
	shareIn: (table: AnswerTable) => Interval | null
): readonly string[] {
	const { t, locale } = words;
	const [newest, earlier] = [...parts].reverse();
	const now = newest && shareIn(newest);
	if (!now) return [];
	const before = earlier && shareIn(earlier);
	const side = t(`dashboard:answers.sure.${sideOf(now)}`, { answers: formatNumber(locale, newest.n) });
	return [
		`${bundleInWords(words, newest)} · ${side}`,
		...(before ? [t(`dashboard:answers.turn.${turnOf(before, now)}`)] : [])
	];
}
