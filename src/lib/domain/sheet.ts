/** What stands in one cell; a formula is read as the result it had when it was saved. */
export type CellValue = string | number | boolean | null;

/** One table of a file. */
export interface Sheet {
	readonly name: string;
	/** The row of the file that `rows` begins with, counted from 1. */
	readonly firstRow: number;
	/** Rows without gaps, each as long as its last cell with something in it. */
	readonly rows: readonly (readonly CellValue[])[];
	/** True when there was more than is read: rows or columns past the limit. */
	readonly isCut: boolean;
}

/** A cell as the person sees it in the spreadsheet; empty for nothing. */
export const cellText = (cell: CellValue | undefined): string => {
	if (cell === null || cell === undefined) return '';
	return typeof cell === 'boolean' ? (cell ? 'TRUE' : 'FALSE') : String(cell).trim();
};

/** The most rows and columns of a table that are read; forms hold a hundredth of it. */
export const sheetSize = { rows: 5000, columns: 200 } as const;
