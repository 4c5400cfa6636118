import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Change, type Edit } from './change';
import { nameMask } from './disclosure';
import { longestName, type Group } from './group';
import { GroupId } from './ids';
import { rowOf, type Ledger, type Row } from './ledger';
import type { LedgerRow } from './ledger-row';
import { everyReport, isAgreed, isReportBody } from './report';
import { settingOf } from './setting';
import { cleanLine, isLikelyContact, typedView } from './text';

/**
 * What leaves the phone, and to whom. The single place that decides it: the vault puts into its outbox what `leaving`
 * names, a new reader gets what `wholeOf` gives, and nothing else.
 *
 * [Note: Streams]
 * `work`: the facilitators of a group, all of its rows. `report`: its supervisors, `report` and `sharing` with the fields
 * named below and no other. `office`: the admins, labels of people. `own`: her own devices, everything that no other
 * facilitator gets. A group that is not shared is in nobody's stream but her own.
 */
export type Stream = 'work' | 'report' | 'office' | 'own';

/** One stream. `group` is a group of people for `work` and `report`, else a random id of the stream's own. */
export interface StreamOf {
	readonly group: GroupId;
	readonly stream: Stream;
}

/** How a group is shared; everything off while nobody was asked. */
export const Sharing = z.looseObject({
	id: GroupId,
	/** Whether the facilitators of the group have all of its work. */
	work: z.catch(z._default(z.boolean(), false), false),
	/** Whether its supervisors have the reports of its sessions. */
	report: z.catch(z._default(z.boolean(), false), false),
	/** The group's name as the organisation sees it. */
	name: z.catch(z._default(z.string(), ''), ''),
	/** The day it was shared last, or empty. */
	since: z.catch(z._default(z.string(), ''), '')
});
export type Sharing = z.infer<typeof Sharing>;

/** How a group is shared. A consent counts as given only while all versions written apart say so. */
export function sharingOf(ledger: Ledger, groupId: GroupId): Sharing {
	const sharing = viewOf(rowOf(ledger, 'sharing', groupId)) ?? Sharing.parse({ id: groupId });
	return { ...sharing, work: isAgreed(ledger, groupId, 'work'), report: isAgreed(ledger, groupId, 'report') };
}

/** What the form of sharing holds; the name as typed. */
export interface SharingDraft {
	readonly work: boolean;
	readonly report: boolean;
	readonly name: string;
	/** Whether reports of the sessions closed so far are made too; they are unless this says no. */
	readonly earlier?: boolean;
}

export type SharingProblem =
	| { readonly type: 'NameMissing' }
	| { readonly type: 'NameTooLong'; readonly most: number }
	| { readonly type: 'NameLooksLikeContact' }
	/** It holds the pseudonym of somebody. */
	| { readonly type: 'NameOfSomebody' };

/**
 * The edits that share a group from `day` on: with them leave all rows of the streams that are on, and the reports of the
 * sessions closed so far (`previewOf` shows them), unless the draft leaves them out: then only reports that were made before
 * leave. What the draft has off is turned off. `newId` makes random ids.
 */
export function shareGroup(
	ledger: Ledger,
	group: Group,
	draft: SharingDraft,
	day: Day,
	newId: () => string
): Result<readonly Edit[], SharingProblem> {
	const name = cleanLine(draft.name);
	if (name === '') return err({ type: 'NameMissing' });
	if ([...name].length > longestName) return err({ type: 'NameTooLong', most: longestName });
	if (isLikelyContact(name)) return err({ type: 'NameLooksLikeContact' });
	if (nameMask(ledger)(name) !== name) return err({ type: 'NameOfSomebody' });
	const { work, report, earlier = true } = draft;
	return ok([
		...fieldEdits('sharing', group.id, { work, report, name, since: day }).map(settling),
		...(report && earlier ? everyReport(ledger, group, day, newId) : [])
	]);
}

/** The edits after which nothing of the group leaves any more. What others have they keep. */
export const stopSharing = (groupId: GroupId): readonly Edit[] =>
	fieldEdits('sharing', groupId, { work: false, report: false }).map(settling);

const settling = (edit: Edit): Edit => ({ ...edit, settles: true });

const viewOf = typedView(Sharing);

/** The group a row belongs to; null for what belongs to a person (care, settings, labels), and for what was withdrawn. */
export function groupOfRow(ledger: Ledger, table: string, row: string): GroupId | null {
	if (table === 'group' || table === 'sharing') return asGroupId(row);
	const link = linkOf[table];
	const value = link && ledger.tables.get(table)?.get(row)?.fields[link];
	return link === 'sessionId' && typeof value === 'string' ? groupOfRow(ledger, 'session', value) : asGroupId(value);
}

/** The field by which a row says which group it belongs to, itself or through its session. */
const linkOf: { readonly [table: string]: 'groupId' | 'sessionId' | undefined } = Object.assign(Object.create(null), {
	member: 'groupId',
	session: 'groupId',
	mark: 'groupId',
	batch: 'groupId',
	report: 'groupId',
	request: 'groupId',
	correction: 'sessionId'
});

/** What supervisors get of each table. */
const toldFields: { readonly [table: string]: readonly string[] | undefined } = Object.assign(Object.create(null), {
	report: ['groupId', 'body'],
	sharing: ['work', 'report', 'name', 'since']
});

/** Settings of this one phone: each has its own. */
const settingsOfThePhone: readonly string[] = ['pin', 'persist-asked', 'own-group', 'office-group'];

/** The streams that a change goes out to, as the ledger is; none while its group is not shared. */
export const streamsOf = (ledger: Ledger, change: Change): readonly StreamOf[] =>
	streamsOfRow(ledger, change.table, change.row, groupOfRow(ledger, change.table, change.row)).filter((of) =>
		mayHold(of, change)
	);

/** What a write sends out: some changes, or everything a stream holds (read when it is packed). */
export type Leaving =
	| (StreamOf & { readonly kind: 'changes'; readonly changes: readonly Change[] })
	| (StreamOf & { readonly kind: 'whole' });

/**
 * What leaves with these changes, of which the ledger holds none yet. A row that they move into a group goes to that group,
 * and one that they take out of a group to the group it was in. A stream they open gets everything.
 */
export function leaving(ledger: Ledger, changes: readonly Change[]): readonly Leaving[] {
	const groups = groupsAfter(ledger, changes);
	const found = new Map<string, { readonly of: StreamOf; readonly changes: Change[] }>();
	for (const change of changes) {
		const { table, row } = change;
		const before = groupOfRow(ledger, table, row);
		const after = groups(table, row);
		const streams = [
			...(before ? streamsOfRow(ledger, table, row, before) : []),
			...(after !== before || !before ? streamsOfRow(ledger, table, row, after) : [])
		];
		for (const of of streams.filter((stream) => mayHold(stream, change))) {
			const sent = found.get(keyOf(of)) ?? { of, changes: [] };
			if (sent.changes.at(-1) !== change) sent.changes.push(change);
			found.set(keyOf(of), sent);
		}
	}
	const opened = openedBy(ledger, changes);
	const isOpened = new Set(opened.map(keyOf));
	return [
		...[...found].flatMap(([key, sent]) =>
			isOpened.has(key) ? [] : [{ ...sent.of, kind: 'changes' as const, changes: sent.changes }]
		),
		...opened.map((of) => ({ ...of, kind: 'whole' as const }))
	];
}

/**
 * Whether a change may still go to a stream it was meant for: of a group that is no longer shared there goes only that it
 * is not.
 */
export const mayStillGo = (ledger: Ledger, { group, stream }: StreamOf, { table }: Pick<Change, 'table'>): boolean =>
	!isConsent(stream) || table === 'sharing' || isAgreed(ledger, group, stream);

/** The streams that these changes close: what still waits to go there must not go any more. */
export const closing = (ledger: Ledger, changes: readonly Change[]): readonly StreamOf[] =>
	changes.flatMap(({ table, row, field, value }) => {
		const group = table === 'sharing' ? asGroupId(row) : null;
		const isClosed = group && isConsent(field) && value !== true && isAgreed(ledger, group, field);
		return isClosed ? [{ group, stream: field }] : [];
	});

/**
 * Every row that a new reader of a stream must get, of each only what the stream may hold. Empty for a stream that is not
 * on, whatever waits in an outbox.
 */
export function wholeOf(ledger: Ledger, group: GroupId, stream: Stream): readonly LedgerRow[] {
	const whole: LedgerRow[] = [];
	for (const [table, rows] of ledger.tables)
		for (const row of rows.values()) {
			const { id } = row;
			const streams = streamsOfRow(ledger, table, id, groupOfRow(ledger, table, id));
			if (!streams.some((of) => of.group === group && of.stream === stream)) continue;
			const held = Object.entries(row.cells).filter(([field, { heads }]) =>
				heads.every(({ value }) => mayHold({ stream }, { table, field, value }))
			);
			if (held.length > 0) whole.push([table, id, ownRecord(held)]);
		}
	return whole;
}

/** One cell of a change or of a row that came in. */
export interface Arriving {
	readonly table: string;
	readonly row: string;
	readonly field: string;
	readonly value: unknown;
}

/**
 * Whether a change that came through a stream may be applied: a reader of one group must not write into another, into
 * settings, or into a consent she was not asked about. Somebody who leads the group takes nothing from its report stream:
 * that is where her own reports go.
 */
export function mayArrive(ledger: Ledger, { group, stream }: StreamOf, arriving: Arriving): boolean {
	const { table, row, field, value } = arriving;
	if (stream === 'office') return table === 'person';
	if (stream === 'own') return isOwn(table, row);
	if (stream === 'report' && (rowOf(ledger, 'group', group) || !toldFields[table]?.includes(field))) return false;
	if (table === 'group' || table === 'sharing') return row === group;
	const link = linkOf[table];
	if (!link) return false;
	const known = groupOfRow(ledger, table, row);
	if (known !== null && known !== group) return false;
	if (field !== link || value === null) return true;
	if (link === 'groupId') return value === group;
	const through = typeof value === 'string' ? groupOfRow(ledger, 'session', value) : null;
	return through === null || through === group;
}

/** `mayArrive` for every version of a row. */
export const mayArriveRow = (ledger: Ledger, of: StreamOf, [table, row, cells]: LedgerRow): boolean =>
	Object.entries(cells).every(([field, { heads }]) =>
		heads.every(({ value }) => mayArrive(ledger, of, { table, row, field, value }))
	);

/** The streams of a row that belongs to this group. */
function streamsOfRow(ledger: Ledger, table: string, row: string, group: GroupId | null): readonly StreamOf[] {
	if (table === 'person') {
		const office = asGroupId(settingOf(ledger, 'office-group'));
		return office ? [{ group: office, stream: 'office' }] : [];
	}
	const streams: StreamOf[] = [];
	if (group && isAgreed(ledger, group, 'work')) streams.push({ group, stream: 'work' });
	else {
		const own = asGroupId(settingOf(ledger, 'own-group'));
		if (own && isOwn(table, row)) streams.push({ group: own, stream: 'own' });
	}
	if (group && toldFields[table] && isAgreed(ledger, group, 'report')) streams.push({ group, stream: 'report' });
	return streams;
}

/** Whether a stream of the row may hold this of it. Supervisors get the told fields, and a body only as `disclose` makes it. */
const mayHold = ({ stream }: Pick<StreamOf, 'stream'>, { table, field, value }: Omit<Arriving, 'row'>): boolean =>
	stream !== 'report' ||
	((toldFields[table]?.includes(field) ?? false) && (table !== 'report' || field !== 'body' || isReportBody(value)));

const isOwn = (table: string, row: string): boolean =>
	table !== 'person' && !(table === 'setting' && settingsOfThePhone.includes(row));

/** The group of a row once the changes are there. */
function groupsAfter(ledger: Ledger, changes: readonly Change[]): (table: string, row: string) => GroupId | null {
	const links = new Map<string, unknown>();
	for (const { table, row, field, value } of changes) if (linkOf[table] === field) links.set(`${table}/${row}`, value);
	const after = (table: string, row: string): GroupId | null => {
		const link = links.get(`${table}/${row}`);
		if (link === undefined) {
			const session = table === 'correction' ? rowOf(ledger, 'correction', row)?.fields['sessionId'] : undefined;
			return typeof session === 'string' ? after('session', session) : groupOfRow(ledger, table, row);
		}
		return table === 'correction' && typeof link === 'string' ? after('session', link) : asGroupId(link);
	};
	return after;
}

/** The streams that are on after these changes and were not before. */
function openedBy(ledger: Ledger, changes: readonly Change[]): readonly StreamOf[] {
	return changes.flatMap(({ table, row, field, value }): readonly StreamOf[] => {
		if (table === 'sharing' && isConsent(field)) {
			const group = asGroupId(row);
			return group && value === true && !isAgreed(ledger, group, field) ? [{ group, stream: field }] : [];
		}
		const stream = table === 'setting' ? streamOfSetting.get(row) : undefined;
		const group = stream ? asGroupId(value) : null;
		return stream && group && rowOf(ledger, 'setting', row)?.fields['value'] !== group ? [{ group, stream }] : [];
	});
}

const streamOfSetting: ReadonlyMap<string, Stream> = new Map([
	['own-group', 'own'],
	['office-group', 'office']
]);

const isConsent = (field: string): field is 'work' | 'report' => field === 'work' || field === 'report';

const keyOf = ({ group, stream }: StreamOf): string => `${group}/${stream}`;

function asGroupId(value: unknown): GroupId | null {
	const id = GroupId.safeParse(value);
	return id.success ? id.data : null;
}

/** A record without a prototype: a field called `__proto__` is just a field. */
function ownRecord(cells: readonly (readonly [string, Row['cells'][string]])[]): Row['cells'] {
	const record: Record<string, Row['cells'][string]> = Object.create(null);
	for (const [field, cell] of cells) record[field] = cell;
	return record;
}
