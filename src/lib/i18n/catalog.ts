import type { fr } from './fr';

/** Endings that i18next picks by count; languages differ in which they need. */
type PluralEnding = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

type WithoutEnding<Key extends string> = Key extends `${infer Stem}_${PluralEnding}` ? Stem : Key;

type Plain<Entries> = {
	[Key in keyof Entries as Key extends `${string}_${PluralEnding}` ? never : Key]: Translated<Entries[Key]>;
};

type Plural<Entries> = {
	[Key in keyof Entries as Key extends `${string}_${PluralEnding}` ? `${WithoutEnding<Key>}_other` : never]: string;
} & {
	[
		Key in keyof Entries as Key extends `${string}_${PluralEnding}` ? `${WithoutEnding<Key>}_${PluralEnding}` : never
	]?: string;
};

type Translated<Entry> = Entry extends string ? string : Plain<Entry> & Plural<Entry>;

/**
 * What every language must hold: the keys of French, except that plural endings are each language's own (`_other` is
 * always needed). A missing or misspelt key does not compile.
 */
export type Catalog = { [Namespace in keyof typeof fr]: Translated<(typeof fr)[Namespace]> };
