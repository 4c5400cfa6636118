import type { Questionnaire } from './questionnaire';

/**
 * How much a message matters. `error`: there is no questionnaire at all. `left-out`: something is not in it. `note`: it is in
 * it, otherwise than it was written.
 */
export type ImportLevel = 'error' | 'left-out' | 'note';

/** Everything an import may have to say; the words are in the catalogue `import`, under `message`. */
export type ImportCode =
	// The file
	| 'no-survey'
	| 'no-questions'
	| 'not-whole'
	| 'sheet-unknown'
	| 'sheet-twice'
	| 'sheet-cut'
	// Columns
	| 'column-unknown'
	| 'column-twice'
	| 'column-left-out'
	| 'no-heading'
	| 'no-headings'
	| 'above-headings'
	| 'language-named'
	| 'too-many-languages'
	| 'required-never'
	// Settings
	| 'setting-left-out'
	| 'setting-changed'
	// Rows of the survey
	| 'type-missing'
	| 'type-unknown'
	| 'free-text'
	| 'date-or-time'
	| 'place'
	| 'media'
	| 'barcode'
	| 'metadata'
	| 'outside-file'
	| 'ranking'
	| 'repeat'
	| 'in-repeat'
	| 'calculation'
	| 'number-unbounded'
	| 'number-too-wide'
	| 'range-wrong'
	| 'name-missing'
	| 'name-wrong'
	| 'name-forbidden'
	| 'name-twice'
	| 'label-missing'
	| 'text-too-long'
	| 'too-many-questions'
	| 'list-missing'
	| 'list-too-long'
	| 'choice-filter'
	| 'condition'
	| 'condition-unknown'
	| 'condition-circle'
	| 'in-left-out-group'
	| 'group-empty'
	| 'group-nested'
	| 'group-open'
	| 'group-end-alone'
	| 'constraint'
	| 'cell-left-out'
	| 'cell-broken'
	| 'disabled'
	| 'appearance'
	| 'or-other'
	| 'acknowledge'
	| 'yes-no'
	| 'decimal-step'
	| 'text-with-answer'
	| 'score-found'
	| 'score-by-weights'
	| 'tick-labels'
	// Rows of the choices
	| 'list-unnamed'
	| 'option-wrong'
	| 'option-twice'
	| 'option-label-missing'
	| 'option-weight-wrong'
	| 'list-unused';

/** One thing to tell the person, with the place where she finds it in her file. */
export interface ImportMessage {
	readonly level: ImportLevel;
	readonly what: ImportCode;
	readonly sheet: string;
	/** As the spreadsheet counts, from 1; null for a whole sheet or the whole file. */
	readonly row: number | null;
	/** The heading as it stands in the file. */
	readonly column?: string;
	/** Words of the file that belong into the sentence; never markup. */
	readonly params: Readonly<Record<string, string | number>>;
}

/** What an import gives: a questionnaire as far as it goes, and everything that is not in it. */
export interface Imported {
	readonly questionnaire: Questionnaire | null;
	readonly messages: readonly ImportMessage[];
}

/** Names that reach into the language this is written in. */
const forbidden: ReadonlySet<string> = new Set([
	...Object.getOwnPropertyNames(Object.prototype),
	'prototype',
	'constructor'
]);

/** True for a name that nothing from a file may bear, such as `__proto__`. */
export const isForbiddenName = (name: string): boolean => forbidden.has(name);
