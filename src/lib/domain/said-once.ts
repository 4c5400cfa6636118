import type { Change, FieldValue } from './change';
import type { Ledger } from './ledger';
import type { LedgerRow } from './ledger-row';

/**
 * What people said to each other or wrote down about a concern, and how answers were counted: it stands as it was written
 * first. Nobody changes it afterwards, its author neither; whoever wants to take something back says so in another row.
 */
const tables: ReadonlySet<string> = new Set([
	'reply',
	'revision',
	'concern',
	'concern-act',
	'rating',
	'tally',
	'block',
	'code-lot',
	'code-block',
	'ballot-result'
]);

/** Whether rows of a table are written once. */
export const isSaidOnce = (table: string): boolean => tables.has(table);

/**
 * What a version that came in is to a row that is written once. `new`: nobody has written the field, and nobody else the row.
 * `known`: it says what is there. `rewritten`: it says something else, or stands beside the words of another author.
 */
export type Saying = 'new' | 'known' | 'rewritten';

/** Judges what comes in, against what the ledger holds and what was judged before and is not there yet. */
export interface SayingJudge {
	/** Of one change; `new` for every other table. */
	readonly judge: (change: Pick<Change, 'table' | 'row' | 'field' | 'value' | 'dev'>) => Saying;
	/** Of a row as somebody repeats it: it may add what was said and not change any of it. */
	readonly judgeRow: (row: LedgerRow) => Saying;
}

interface Version {
	readonly field: string;
	readonly value: unknown;
	readonly dev: string;
}

/** Begins to judge. One for everything that comes in at once, in its order. */
export function createSayingJudge(ledger: Ledger): SayingJudge {
	const pending = new Map<string, Version[]>();

	const versionsOf = (table: string, row: string): readonly Version[] => [
		...Object.entries(ledger.tables.get(table)?.get(row)?.cells ?? {}).flatMap(([field, { heads }]) =>
			heads.map(({ value, dev }): Version => ({ field, value, dev }))
		),
		...(pending.get(`${table}/${row}`) ?? [])
	];

	const judgeVersion = (there: readonly Version[], { field, value, dev }: Version): Saying => {
		const here = there.filter((version) => version.field === field);
		// Two leads who write down one letter write the same, except for when it came to each.
		const isSaid = field === 'receivedOn' || here.every((version) => isSame(version.value, value));
		if (here.length > 0) return isSaid ? 'known' : 'rewritten';
		return there.every((version) => version.dev === dev) ? 'new' : 'rewritten';
	};

	const note = (table: string, row: string, versions: readonly Version[]): void => {
		const name = `${table}/${row}`;
		pending.set(name, [...(pending.get(name) ?? []), ...versions]);
	};

	return {
		judge: ({ table, row, field, value, dev }) => {
			if (!isSaidOnce(table)) return 'new';
			const version = { field, value, dev };
			const saying = judgeVersion(versionsOf(table, row), version);
			if (saying === 'new') note(table, row, [version]);
			return saying;
		},
		judgeRow: ([table, row, cells]) => {
			if (!isSaidOnce(table)) return 'new';
			const there = versionsOf(table, row);
			const versions = Object.entries(cells).flatMap(([field, { heads }]) =>
				heads.map(({ value, dev }): Version => ({ field, value, dev }))
			);
			const isTwofold = Object.values(cells).some(({ heads }) => heads.length > 1);
			const sayings = versions.map((version) => judgeVersion(there, version));
			if (isTwofold || sayings.includes('rewritten')) return 'rewritten';
			const fresh = versions.filter((_, at) => sayings[at] === 'new');
			if (fresh.length === 0) return 'known';
			note(table, row, fresh);
			return 'new';
		}
	};
}

const isSame = (one: unknown, other: unknown): boolean => one === other || textOf(one) === textOf(other);

const textOf = (value: unknown): string => JSON.stringify(value as FieldValue) ?? ''; // both came through JSON
