import type { Day } from '$lib/base/clock';
import { isDay } from '$lib/base/clock';
import { batchesOf } from './batch';
import { fieldEdits, type Edit, type TableName } from './change';
import { groupsOf, type Group } from './group';
import { allKept, isHead, rowWith, type HeldRow } from './held-row';
import type { GroupId } from './ids';
import { rowsOf, type Ledger } from './ledger';
import { membersOf } from './member';
import { monthOf } from './period';
import { sessionsOf } from './session';
import { summaryOf } from './summary';

/**
 * What is taken away once it is old, and how.
 *
 * [Note: How something is removed]
 * A row is cut from its group (`groupId: null`), for everybody who has it: that change travels. What a cut row still says
 * is of no use to anybody, so every vault empties it by itself the next time it folds (`emptied`): of the row only the cut
 * stays, and what hung on it (what was said about a report, her own notes on a session) goes whole. That the server forgets
 * too is up to `sync/snapshot.ts`.
 */
export interface OldRecords {
	readonly group: Group;
	readonly sessions: number;
	/** Of these sessions, those with something written about them. */
	readonly summaries: number;
	readonly marks: number;
	readonly reports: number;
	/** Messages about these reports. */
	readonly messages: number;
	readonly checkIns: number;
	/** Requests to be talked to that were answered, and counted referrals. */
	readonly others: number;
	/** People who left the group before that day. */
	readonly people: number;
}

/** The first day that is kept: `months` before today, never before the calendar begins. */
export function firstKeptDay(today: Day, months: number): Day {
	const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
	const at = year * 12 + (month - 1) - months;
	const [keptYear, keptMonth] = [Math.floor(at / 12), (at % 12) + 1];
	const lastOfMonth = new Date(Date.UTC(keptYear, keptMonth, 0)).getUTCDate();
	const text = [
		String(keptYear).padStart(4, '0'),
		String(keptMonth).padStart(2, '0'),
		String(Math.min(day, lastOfMonth)).padStart(2, '0')
	].join('-');
	return isDay(text) ? text : '1900-01-01';
}

/** What of each group lies before a day, in counts; groups of which nothing does are left out. Running sessions never do. */
export function oldRecords(ledger: Ledger, before: Day): readonly OldRecords[] {
	return groupsOf(ledger).flatMap((group) => {
		const old = oldRowsOf(ledger, group.id, before);
		if (old.length === 0) return [];
		const count = (...tables: readonly TableName[]) => old.filter(([table]) => tables.includes(table)).length;
		const reports = new Set(old.flatMap(([table, row]) => (table === 'report' ? [row] : [])));
		const messages = [...rowsOf(ledger, 'reply')].filter(({ fields }) => reports.has(String(fields['reportId'])));
		const written = sessionsOf(ledger, group.id).filter(({ id, plannedOn }) => {
			const { wentWell, wasHard, agreed, askSupervisor } = summaryOf(ledger, id);
			return plannedOn < before && [wentWell, wasHard, agreed, askSupervisor].some((text) => text !== '');
		});
		return [
			{
				group,
				sessions: count('session'),
				summaries: written.length,
				marks: count('mark'),
				reports: reports.size,
				messages: messages.length,
				checkIns: count('batch'),
				others: count('request', 'referral'),
				people: count('member')
			}
		];
	});
}

/** The edits that cut everything of these groups that lies before a day; none when nothing does. */
export const removeOldRecords = (ledger: Ledger, groups: readonly GroupId[], before: Day): readonly Edit[] =>
	groups
		.flatMap((group) => oldRowsOf(ledger, group, before))
		.flatMap(([table, row]) => fieldEdits(table, row, { [linkOf(table)]: null }))
		// Whatever another phone wrote meanwhile about whose it is: it goes.
		.map((edit) => ({ ...edit, settles: true }));

type OldRow = readonly [table: TableName, row: string];

function oldRowsOf(ledger: Ledger, group: GroupId, before: Day): readonly OldRow[] {
	const sessions = new Set<string>(
		sessionsOf(ledger, group)
			.filter(({ state, plannedOn }) => state !== 'running' && plannedOn < before)
			.map(({ id }) => id)
	);
	const isOfOldSession = (value: unknown) => typeof value === 'string' && sessions.has(value);
	const isBefore = (value: unknown) => typeof value === 'string' && value !== '' && value < before;
	const of = (table: TableName, isOld: (fields: HeldRow['fields']) => boolean): readonly OldRow[] =>
		[...rowsOf(ledger, table)].flatMap(({ id, fields }): readonly OldRow[] =>
			(table === 'correction' || fields['groupId'] === group) && isOld(fields) ? [[table, id]] : []
		);
	const batches = new Set<string>(
		batchesOf(ledger, group).flatMap(({ id, openedOn }) => (isBefore(openedOn) ? [id] : []))
	);
	const left = membersOf(ledger, group).filter(
		({ stays }) => stays.length > 0 && stays.every(({ to }) => to !== null && to < before)
	);
	return [
		...[...sessions].map((id): OldRow => ['session', id]),
		...of('mark', ({ sessionId }) => isOfOldSession(sessionId)),
		...of('correction', ({ sessionId }) => isOfOldSession(sessionId)),
		...of('report', ({ sessionId, body }) => isOfOldSession(sessionId) || isBefore(dayOfBody(body))),
		...[...batches].map((id): OldRow => ['batch', id]),
		...of('request', ({ done }) => isBefore(done)),
		...of('referral', ({ month }) => typeof month === 'string' && month < monthOf(before)),
		...left.map(({ id }): OldRow => ['member', id])
	];
}

const dayOfBody = (body: unknown): unknown =>
	typeof body === 'object' && body !== null && 'day' in body ? body.day : undefined;

/** The field that cuts a row of this table from its group. */
const linkOf = (table: string): 'groupId' | 'sessionId' => (table === 'correction' ? 'sessionId' : 'groupId');

/** Tables whose rows are emptied once they are cut. */
const cutTables = ['member', 'session', 'mark', 'batch', 'report', 'request', 'referral', 'correction'] as const;

/** What a vault holds of a row from now on; null: nothing. */
export interface EmptiedRow {
	readonly table: string;
	readonly id: string;
	readonly row: HeldRow | null;
}

/** Rows that were cut from their group and still say something, as they shall be; and what hung on them. */
export function emptiedRows(ledger: Ledger): readonly EmptiedRow[] {
	const emptied: EmptiedRow[] = [];
	for (const table of cutTables)
		for (const [id, row] of ledger.tables.get(table) ?? []) {
			const isOrphan = table === 'correction' && isCut(ledger, 'session', row.fields['sessionId']);
			if (!isOrphan && !isCut(ledger, table, id)) continue;
			const all = allKept(row);
			const link = linkOf(table);
			const left = all.filter(([field]) => field === link);
			if (left.length < all.length) emptied.push({ table, id, row: rowWith(id, undefined, left) });
		}
	for (const [id, row] of ledger.tables.get('care') ?? [])
		if (isCut(ledger, 'session', row.id)) emptied.push({ table: 'care', id, row: null });
	for (const table of ['revision', 'reply', 'review'] as const)
		for (const [id, row] of ledger.tables.get(table) ?? [])
			if (isCut(ledger, 'report', table === 'review' ? id : row.fields['reportId']))
				emptied.push({ table, id, row: null });
	return emptied;
}

/** Puts these rows in place. */
export function empty(ledger: Ledger, rows: readonly EmptiedRow[]): void {
	for (const { table, id, row } of rows) {
		if (row) ledger.tables.get(table)?.set(id, row);
		else ledger.tables.get(table)?.delete(id);
	}
	ledger.revision += 1;
}

/** The ledger as it is with these rows in place, and the ledger itself untouched. */
export function withEmptied(ledger: Ledger, rows: readonly EmptiedRow[]): Ledger {
	if (rows.length === 0) return ledger;
	const copy: Ledger = { ...ledger, tables: new Map([...ledger.tables].map(([name, of]) => [name, new Map(of)])) };
	empty(copy, rows);
	return copy;
}

/** Whether every version of a row says that it belongs to no group any more. */
function isCut(ledger: Ledger, table: TableName, id: unknown): boolean {
	const row = typeof id === 'string' ? ledger.tables.get(table)?.get(id) : undefined;
	// Asked of every row, so the winner is looked at first.
	if (!row || row.fields[linkOf(table)] !== null) return false;
	const cut = allKept(row).find(([field]) => field === linkOf(table))?.[1];
	return cut !== undefined && (isHead(cut) || cut.heads.every(({ value }) => value === null));
}
