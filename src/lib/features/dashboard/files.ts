import { textToBytes } from '$lib/base/bytes';
import { figuresOf, writeMeasureReports, type Figure } from '$lib/domain/result-export';
import type { Dashboard } from './dashboard.svelte';
import { optionsInWords, questionInWords, type Words } from './shown-tables';

/** The numbers of the screen, as it asked for them: no other query is made for a file. */
export const figuresOnScreen = (desk: Dashboard): readonly Figure[] =>
	figuresOf({
		overview: desk.readsReports ? desk.overview : null,
		answers: desk.answers,
		period: desk.period
	});

/** What a figure is, in words. */
export function figureInWords(words: Words, { of }: Figure, desk: Dashboard): string {
	const { t } = words;
	if (!('questionnaire' in of)) return t(`export:figure.${of.kind}`);
	const { questionnaire } = of;
	if (of.kind === 'answers') return t('export:figure.answers', { questionnaire });
	const table = desk.answers
		.filter(({ whole }) => whole.questionnaire === questionnaire)
		.flatMap(({ whole }) => whole.questions)
		.find(({ question }) => question === of.question);
	const option = (table && optionsInWords(words, table)[of.option]) ?? String(of.option + 1);
	return t('export:figure.option', { question: questionInWords(words, of.question), option, questionnaire });
}

/** The numbers as FHIR measure reports. */
export const screenToMeasureReports = (desk: Dashboard): Uint8Array =>
	textToBytes(writeMeasureReports(figuresOnScreen(desk)));
