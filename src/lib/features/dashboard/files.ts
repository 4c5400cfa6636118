import { textToBytes } from '$lib/base/bytes';
import { writeMeasureReports, writeQuestionnaireResponses } from '$lib/domain/fhir-results';
import { figuresOf, type Figure } from '$lib/domain/result-export';
import { rowsToCsv } from '$lib/domain/write-csv';
import { listSeparator } from '$lib/i18n/format';
import type { Dashboard } from './dashboard.svelte';
import { formInWords, optionsInWords, questionInWords, tablesOnScreen, type Shown, type Words } from './shown-tables';

/** What figures are called in a table: by words for people, or by names that programs know again. */
export type Naming = 'labels' | 'names';

/** What the screen shows, and what was chosen. */
export type ShownDesk = Pick<Dashboard, keyof Shown | 'period'>;

/** The numbers of the screen, as it asked for them: no other query is made for a file. */
export const figuresOnScreen = (desk: ShownDesk): readonly Figure[] =>
	figuresOf({
		overview: desk.readsReports ? desk.overview : null,
		answers: desk.answers,
		period: desk.period
	});

/** What a figure is, in words. */
export function figureInWords(words: Words, { of }: Figure): string {
	const { t } = words;
	if (!('questionnaire' in of)) return t(`export:figure.${of.kind}`);
	const questionnaire = formInWords(words, of.questionnaire);
	if (of.kind === 'answers') return t('export:figure.answers', { questionnaire });
	const question = questionInWords(words, of.questionnaire, of.question);
	const option = optionsInWords(words, of.questionnaire, of.question, of.options)[of.option] ?? '';
	return t('export:figure.option', { question, option, questionnaire });
}

/** The tables as the screen has them, each under its caption, with an empty row between two. */
export const rowsOnScreen = (words: Words, desk: Shown): readonly (readonly string[])[] =>
	tablesOnScreen(words, desk).flatMap(({ caption, columns, rows }, at) => [
		...(at === 0 ? [] : [[]]),
		[caption],
		columns,
		...rows.map(({ head, cells }) => [head, ...cells])
	]);

/** One row for each figure, under its heads. */
export function figureRows(
	words: Words,
	figures: readonly Figure[],
	naming: Naming
): readonly (readonly (string | number)[])[] {
	const { t } = words;
	const first = naming === 'names' ? t('export:column.name') : t('export:column.label');
	return [
		[first, t('export:column.from'), t('export:column.to'), t('export:column.value')],
		...figures.map((figure) => {
			const { code, period, value } = figure;
			return [naming === 'names' ? code : figureInWords(words, figure), period.from, period.to, value];
		})
	];
}

/** A file for a spreadsheet: the tables as the screen has them, or its figures by the names that programs know. */
export function screenToCsv(words: Words, desk: ShownDesk, naming: Naming): Uint8Array {
	const rows = naming === 'labels' ? rowsOnScreen(words, desk) : figureRows(words, figuresOnScreen(desk), naming);
	return textToBytes(
		rowsToCsv(
			rows.map((cells) => cells.map(String)),
			listSeparator(words.locale)
		)
	);
}

/** The numbers as FHIR measure reports. */
export const screenToMeasureReports = (desk: ShownDesk): Uint8Array =>
	textToBytes(writeMeasureReports(figuresOnScreen(desk)));

/** The answers as FHIR questionnaire responses of everybody together; null when the screen shows none. */
export function screenToResponses(desk: ShownDesk): Uint8Array | null {
	const written = writeQuestionnaireResponses(figuresOnScreen(desk));
	return written === null ? null : textToBytes(written);
}

/** Figures that are named together. */
export interface FigureGroup {
	/** Unlike every other's. */
	readonly key: string;
	/** Of a code of which there may be one for each period, the first. */
	readonly figures: readonly Figure[];
}

/** Sessions, then the totals of each questionnaire and each of its questions. */
export function groupsByQuestion(figures: readonly Figure[]): readonly FigureGroup[] {
	const groups = new Map<string, Map<string, Figure>>();
	for (const figure of figures) {
		const { of, code } = figure;
		const key = of.kind === 'option' ? `${of.questionnaire} ${of.question}` : of.kind === 'answers' ? code : '';
		const group = groups.get(key) ?? new Map<string, Figure>();
		if (!group.has(code)) group.set(code, figure);
		groups.set(key, group);
	}
	const placeOf = ({ of }: Figure) => (of.kind === 'option' ? of.option : 0);
	return [...groups].map(([key, own]) => ({
		key,
		// An option that the first bundle hides is first told by a later one.
		figures: [...own.values()].sort((a, b) => placeOf(a) - placeOf(b))
	}));
}
