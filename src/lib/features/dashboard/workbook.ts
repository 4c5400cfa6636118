import { writeWorkbook } from '$lib/runtime/write-workbook';
import type { Dashboard } from './dashboard.svelte';
import { figureInWords, figuresOnScreen } from './files';
import { tablesOnScreen, type Words } from './shown-tables';

/** A workbook: the tables as the screen has them, its numbers under their names, and what these names mean. */
export function screenToWorkbook(words: Words, desk: Dashboard): Uint8Array {
	const { t } = words;
	const figures = figuresOnScreen(desk);
	const tables = tablesOnScreen(words, desk).flatMap(({ caption, columns, rows }) => [
		[caption],
		[...columns],
		...rows.map(({ head, cells }) => [head, ...cells]),
		[]
	]);
	const meanings = new Map(figures.map((figure) => [figure.code, figureInWords(words, figure, desk)]));
	return writeWorkbook([
		{ name: t('export:sheet.tables'), rows: tables },
		{
			name: t('export:sheet.figures'),
			rows: [
				[t('export:column.name'), t('export:column.from'), t('export:column.to'), t('export:column.value')],
				...figures.map(({ code, period, value }) => [code, period.from, period.to, value])
			]
		},
		{
			name: t('export:sheet.codebook'),
			rows: [[t('export:column.name'), t('export:column.label')], ...meanings]
		}
	]);
}
