/**
 * How changes lie in the log: one sealed row holds the changes of one append, so that what was saved together is there
 * together, and bulk work (the sample, an import) is sealed in few large boxes instead of many small ones.
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
import type { SealedRow } from './store';

/** Most characters of JSON in one row, about 64 KB: keeps one damaged row from taking much with it. */
const longestRow = 65_536;

/** The rows that hold these changes, in order, under random ids. */
export function sealChanges(key: SealKey, random: Random, changes: readonly Change[]): readonly SealedRow[] {
	const rows: SealedRow[] = [];
	let part: string[] = [];
	let length = 0;
	const flush = () => {
		if (part.length === 0) return;
		const id = random.uuid();
		rows.push({ id, box: seal(key, textToBytes(`[${part.join(',')}]`), ['change', 'changes', id], 'record') });
		part = [];
		length = 0;
	};
	for (const change of changes) {
		const json = JSON.stringify(change);
		if (length + json.length > longestRow) flush();
		part.push(json);
		length += json.length + 1;
	}
	flush();
	return rows;
}

/** The row was changed, moved, sealed with another key, or holds what this app cannot read. */
export interface RowUnreadable {
	readonly type: 'RowUnreadable';
}

/** The changes of a row. Never throws. */
export function openChanges(key: SealKey, row: SealedRow): Result<readonly Change[], RowUnreadable> {
	const opened = open(key, row.box, ['change', 'changes', row.id]);
	if (!opened.ok) return err({ type: 'RowUnreadable' });
	try {
		const parsed: unknown = JSON.parse(bytesToText(opened.value));
		if (!Array.isArray(parsed)) return err({ type: 'RowUnreadable' });
		return ok(parsed.map((change) => Change.parse(change)));
	} catch {
		return err({ type: 'RowUnreadable' });
	}
}
