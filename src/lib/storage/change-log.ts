/**
 * How changes lie in the log: one sealed row holds the changes of one append, so that what was saved together is there
 * together, and bulk work (the sample, an import) is sealed in few large boxes instead of many small ones. Rows that
 * another device folded and that were joined to ours lie there too, in boxes of their own.
 *
 * Who may call it: `vault.ts` and `projection.ts`.
 *
 * What must stay true: a row is bound to its id; a row that does not open or parse is reported and left where it is,
 * never dropped (threats: a moved or edited row, A2; a newer app's row, lost work).
 */
import { bytesToText, textToBytes } from '$lib/base/bytes';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { open, seal, type SealKey } from '$lib/crypto/envelope';
import { Change } from '$lib/domain/change';
import { applyChange, mergeRow, type Ledger } from '$lib/domain/ledger';
import { parseRow, type LedgerRow } from '$lib/domain/ledger-row';
import type { SealedRow } from './store';

/** Most characters of JSON in one row, about 64 KB: keeps one damaged row from taking much with it. */
const longestRow = 65_536;

/** What one box of the log holds. */
export interface Logged {
	readonly changes: readonly Change[];
	readonly rows: readonly LedgerRow[];
}

/** The boxes that hold these changes, in order, under random ids. */
export const sealChanges = (key: SealKey, random: Random, changes: readonly Change[]): readonly SealedRow[] =>
	sealParts(key, random, changes, (part) => `[${part}]`);

/** The boxes that hold these rows of another device, under random ids. */
export const sealRows = (key: SealKey, random: Random, rows: readonly LedgerRow[]): readonly SealedRow[] =>
	sealParts(key, random, rows, (part) => `{"rows":[${part}]}`);

/** Puts what was logged into the ledger. The order of boxes makes no difference. */
export function applyLogged(ledger: Ledger, { changes, rows }: Logged): void {
	for (const change of changes) applyChange(ledger, change);
	for (const row of rows) mergeRow(ledger, ...row);
}

/** The row was changed, moved, sealed with another key, or holds what this app cannot read. */
export interface RowUnreadable {
	readonly type: 'RowUnreadable';
}

/** What a box holds. Never throws. */
export function openChanges(key: SealKey, row: SealedRow): Result<Logged, RowUnreadable> {
	const opened = open(key, row.box, ['change', 'changes', row.id]);
	if (!opened.ok) return err({ type: 'RowUnreadable' });
	try {
		const parsed: unknown = JSON.parse(bytesToText(opened.value));
		if (Array.isArray(parsed)) return ok({ changes: parsed.map((change) => Change.parse(change)), rows: [] });
		return rowsIn(parsed);
	} catch {
		return err({ type: 'RowUnreadable' });
	}
}

function rowsIn(parsed: unknown): Result<Logged, RowUnreadable> {
	if (typeof parsed !== 'object' || parsed === null || !('rows' in parsed) || !Array.isArray(parsed.rows))
		return err({ type: 'RowUnreadable' });
	const rows = parsed.rows.map(parseRow);
	const read = rows.flatMap((row) => (row.ok ? [row.value] : []));
	return read.length === rows.length ? ok({ changes: [], rows: read }) : err({ type: 'RowUnreadable' });
}

function sealParts(
	key: SealKey,
	random: Random,
	parts: readonly unknown[],
	around: (joined: string) => string
): readonly SealedRow[] {
	const rows: SealedRow[] = [];
	let part: string[] = [];
	let length = 0;
	const flush = () => {
		if (part.length === 0) return;
		const id = random.uuid();
		const box = seal(key, textToBytes(around(part.join(','))), ['change', 'changes', id], 'record');
		rows.push({ id, box });
		part = [];
		length = 0;
	};
	for (const each of parts) {
		const json = JSON.stringify(each);
		if (length + json.length > longestRow) flush();
		part.push(json);
		length += json.length + 1;
	}
	flush();
	return rows;
}
