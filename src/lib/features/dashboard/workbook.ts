import { writeWorkbook } from '$lib/runtime/write-workbook';
import { figureInWords, figureRows, figuresOnScreen, rowsOnScreen, type Naming, type ShownDesk } from './files';
import type { Words } from './shown-tables';

/** A workbook: the tables as the screen has them, its numbers one by one, and what their names mean. */
export function screenToWorkbook(words: Words, desk: ShownDesk, naming: Naming): Uint8Array {
	const { t } = words;
	const figures = figuresOnScreen(desk);
	const meanings = new Map(figures.map((figure) => [figure.code, figureInWords(words, figure)]));
	return writeWorkbook([
		{ name: t('export:sheet.tables'), rows: rowsOnScreen(words, desk) },
		{ name: t('export:sheet.figures'), rows: figureRows(words, figures, naming) },
		{ name: t('export:sheet.codebook'), rows: [[t('export:column.name'), t('export:column.label')], ...meanings] }
	]);
}
