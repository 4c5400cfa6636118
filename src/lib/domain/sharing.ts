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
import { isSaidOnce } from './said-once';
import { settingOf, type SettingName } from './setting';
import { cleanLine, isLikelyContact, typedView } from './text';

/**
 * What leaves the phone, and to whom. The single place that decides it: the vault puts into its outbox what `leaving`
 * names, a new reader gets what `wholeOf` gives, and nothing else.
 *
 * [Note: Streams]
 * `work`: the facilitators of a group, all of its rows. `report`: its supervisors, `report` and `sharing` with the fields
 * named below and no other, and what both sides say to each other about them (`threadTables`). `support`: what one
 * facilitator shares with her supervisors about herself, while her consent row says so. `own`: her own devices, everything
 * that no other facilitator gets. A group that is not shared is in nobody's stream but her own.
 *
 * An organisation has one each of these: `office` for admins, labels of people; `common` for everybody, what admins and
 * supervisors publish; `leads` for safeguarding leads, concerns; `results` for who reads check-ins, their counts.
 */
export type Stream = 'work' | 'report' | 'office' | 'own' | 'common' | 'leads' | 'results' | 'support';

/**
 * One stream. `group` is a group of people for `work` and `report`, the id of the consent for `support`, else an id of the
 * stream's own.
 */
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

/**
 * The group a row belongs to, or for what a facilitator shares about herself the id of her consent; null for what belongs to
 * a person (care, settings, labels) or an organisation, and for what was withdrawn.
 */
export function groupOfRow(ledger: Ledger, table: string, row: string): GroupId | null {
	if (isNamedByGroup(table)) return asGroupId(row);
	const link = linkOf[table];
	const value = link && ledger.tables.get(table)?.get(row)?.fields[link];
	return link === 'sessionId' && typeof value === 'string' ? groupOfRow(ledger, 'session', value) : asGroupId(value);
}

const isNamedByGroup = (table: string): boolean => table === 'group' || table === 'sharing' || table === 'support';

type Link = 'groupId' | 'sessionId' | 'supportId';

/** The field by which a row says which group it belongs to, itself or through its session. */
const linkOf: { readonly [table: string]: Link | undefined } = Object.assign(Object.create(null), {
	member: 'groupId',
	session: 'groupId',
	mark: 'groupId',
	batch: 'groupId',
	report: 'groupId',
	request: 'groupId',
	revision: 'groupId',
	reply: 'groupId',
	review: 'groupId',
	referral: 'groupId',
	'ballot-result': 'groupId',
	correction: 'sessionId',
	rating: 'supportId',
	meeting: 'supportId',
	load: 'supportId'
});

/** What is said about reports by both sides. It goes with the reports, and never with the work. */
const threadTables: ReadonlySet<string> = new Set(['reply', 'review']);

/** Tables of the streams that an organisation has one each of. They go nowhere else, not even to her own other devices. */
const organisationStreamOf: ReadonlyMap<string, OrganisationStream> = new Map([
	['person', 'office'],
	['service', 'common'],
	['pack', 'common'],
	['recording', 'common'],
	['concern', 'leads'],
	['concern-act', 'leads'],
	['tally', 'results'],
	['block', 'results'],
	['code-lot', 'results'],
	['code-block', 'results']
]);

type OrganisationStream = 'office' | 'common' | 'leads' | 'results';

const isSupport = (table: string): boolean => table === 'support' || linkOf[table] === 'supportId';

/** What supervisors get of each table; `true`: all of it, because it is written for them. */
const toldFields: { readonly [table: string]: readonly string[] | true | undefined } = Object.assign(
	Object.create(null),
	{
		report: ['groupId', 'body'],
		sharing: ['work', 'report', 'name', 'since'],
		revision: true,
		reply: true,
		review: true,
		// Which place it was says more about somebody than supervisors need.
		referral: ['groupId', 'kind', 'outcome', 'month']
	}
);

const isTold = (table: string, field: string): boolean => {
	const told = toldFields[table];
	return told === true || (told?.includes(field) ?? false);
};

/** The settings that hold the ids of the organisation's streams, each set while this phone may write there. */
export const organisationSettings = new Map([
	['office-group', 'office'],
	['common-group', 'common'],
	['leads-group', 'leads'],
	['results-group', 'results']
] as const) satisfies ReadonlyMap<SettingName, OrganisationStream>;

const settingOfStream: ReadonlyMap<OrganisationStream, SettingName> = new Map(
	[...organisationSettings].map(([name, stream]) => [stream, name])
);

/** Settings of this one phone: each has its own. */
const settingsOfThePhone: ReadonlySet<string> = new Set([
	...['pin', 'persist-asked', 'own-group'],
	...organisationSettings.keys()
]);

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
export const mayStillGo = (ledger: Ledger, of: StreamOf, { table }: Pick<Change, 'table'>): boolean =>
	table === consentTable(of.stream) || isOn(ledger, of);

/** The streams that these changes close: what still waits to go there must not go any more. */
export const closing = (ledger: Ledger, changes: readonly Change[]): readonly StreamOf[] =>
	changes.flatMap((change) => {
		const of = consentedBy(change);
		return of && change.value !== true && isOn(ledger, of) ? [of] : [];
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

/** What the verified log says of who sent something, as far as it decides what she may write. */
export interface Sender {
	/** Whether she leads the group of the stream, or the stream is about her. */
	readonly leads: boolean;
	/** Whether she supervises. */
	readonly supervises: boolean;
}

/**
 * Whether a change that came through a stream may be applied: a reader of one group must not write into another, into
 * settings, or into a consent she was not asked about; a supervisor answers reports and makes none. Somebody who leads the
 * group takes from its report stream what was answered there, and nothing else: that is where her own reports go.
 */
export function mayArrive(ledger: Ledger, of: StreamOf, arriving: Arriving, from: Sender): boolean {
	const { group, stream } = of;
	const { table, row, field, value } = arriving;
	if (stream === 'own') return isOwn(table, row);
	if (isOfOrganisation(stream)) return organisationStreamOf.get(table) === stream;
	if (stream === 'support' ? !mayWriteSupport(table, from) : isSupport(table)) return false;
	if (stream === 'work' && threadTables.has(table)) return false;
	if (stream === 'report' && !(isTold(table, field) && mayWriteReports(arriving, from))) return false;
	if (isHerOwnReport(ledger, of, table)) return false;
	if (isNamedByGroup(table)) return row === group;
	const link = linkOf[table];
	if (!link) return false;
	const known = groupOfRow(ledger, table, row);
	if (known !== null && known !== group) return false;
	if (field !== link || (value === null && !isSaidOnce(table) && !threadTables.has(table))) return true;
	if (link !== 'sessionId') return value === group;
	const through = typeof value === 'string' ? groupOfRow(ledger, 'session', value) : null;
	return through === null || through === group;
}

/**
 * What everybody who leads a group reads in its report stream only because it was written there for others: it reaches her
 * through the work, and she passes it over.
 */
export const isHerOwnReport = (ledger: Ledger, { group, stream }: StreamOf, table: string): boolean =>
	stream === 'report' && !threadTables.has(table) && rowOf(ledger, 'group', group) !== undefined;

/** Supervisors answer; who leads the group reports, answers, and may ask for a report to be looked at again. */
const mayWriteReports = ({ table, field, value }: Arriving, { leads, supervises }: Sender): boolean => {
	if (table === 'reply') return leads || supervises;
	if (table === 'review') return supervises || (leads && (field !== 'state' || value === 'reopened'));
	return leads;
};

/** The consent is hers alone to give. */
const mayWriteSupport = (table: string, { leads, supervises }: Sender): boolean =>
	isSupport(table) && (leads || (supervises && table !== 'support'));

/** `mayArrive` for every version of a row. */
export const mayArriveRow = (ledger: Ledger, of: StreamOf, [table, row, cells]: LedgerRow, from: Sender): boolean =>
	Object.entries(cells).every(([field, { heads }]) =>
		heads.every(({ value }) => mayArrive(ledger, of, { table, row, field, value }, from))
	);

/**
 * Whether a device may repeat a row as it stands: what was said about a report comes from whoever said it and from nobody
 * else, and of a supervision record each side repeats its own, or one could put words into the mouth of the other.
 * `leads` asks whether a device is the facilitator's that the record is about.
 */
export function isHersToRepeat(
	{ stream }: Pick<StreamOf, 'stream'>,
	[table, , cells]: LedgerRow,
	by: string,
	leads: (device: string) => boolean
): boolean {
	const areAll = (isHers: (device: string) => boolean) =>
		Object.values(cells).every(({ heads }) => heads.every(({ dev }) => dev === by || isHers(dev)));
	if (stream === 'support') return areAll((device) => leads(by) && leads(device));
	return stream !== 'report' || !threadTables.has(table) || areAll(() => false);
}

const isOfOrganisation = (stream: Stream): stream is OrganisationStream =>
	settingOfStream.has(stream as OrganisationStream); // only asked whether it is one

/** The streams of a row that belongs to this group. */
function streamsOfRow(ledger: Ledger, table: string, row: string, group: GroupId | null): readonly StreamOf[] {
	const home = organisationStreamOf.get(table);
	if (home) {
		const id = asGroupId(settingOf(ledger, settingOfStream.get(home) ?? 'office-group'));
		return id ? [{ group: id, stream: home }] : [];
	}
	const ownId = asGroupId(settingOf(ledger, 'own-group'));
	const own: readonly StreamOf[] = ownId && isOwn(table, row) ? [{ group: ownId, stream: 'own' }] : [];
	if (!group) return own;
	const shared = (stream: Stream): readonly StreamOf[] => (isOn(ledger, { group, stream }) ? [{ group, stream }] : []);
	if (isSupport(table)) return isOn(ledger, { group, stream: 'support' }) ? shared('support') : own;
	const work = shared('work');
	const report = toldFields[table] ? shared('report') : [];
	// A supervisor has no work stream of the group to write into: what she answers goes to its reports alone.
	if (toldFields[table] === true && !rowOf(ledger, 'group', group)) return report;
	if (work.length === 0) return [...own, ...report];
	return threadTables.has(table) ? report : [...work, ...report];
}

/** Whether a stream of the row may hold this of it. Supervisors get the told fields, and a body only as `disclose` makes it. */
const mayHold = ({ stream }: Pick<StreamOf, 'stream'>, { table, field, value }: Omit<Arriving, 'row'>): boolean =>
	stream !== 'report' ||
	(isTold(table, field) && (!['report', 'revision'].includes(table) || field !== 'body' || isReportBody(value)));

const isOwn = (table: string, row: string): boolean =>
	!organisationStreamOf.has(table) && !(table === 'setting' && settingsOfThePhone.has(row));

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
	return changes.flatMap((change): readonly StreamOf[] => {
		const { table, row, value } = change;
		const of = consentedBy(change);
		if (of) return value === true && !isOn(ledger, of) ? [of] : [];
		const stream = table === 'setting' ? streamOfSetting.get(row) : undefined;
		const group = stream ? asGroupId(value) : null;
		return stream && group && rowOf(ledger, 'setting', row)?.fields['value'] !== group ? [{ group, stream }] : [];
	});
}

const streamOfSetting: ReadonlyMap<string, Stream> = new Map<string, Stream>([
	...organisationSettings,
	['own-group', 'own']
]);

/** The table in which somebody agrees to a stream; undefined for a stream that needs no consent. */
const consentTable = (stream: Stream): 'sharing' | 'support' | undefined =>
	isShared(stream) ? 'sharing' : stream === 'support' ? 'support' : undefined;

/** The stream that a change gives or takes a consent to, or null. */
function consentedBy({ table, row, field }: Pick<Change, 'table' | 'row' | 'field'>): StreamOf | null {
	const group = asGroupId(row);
	if (!group) return null;
	if (table === 'support' && field === 'on') return { group, stream: 'support' };
	return table === 'sharing' && isShared(field) ? { group, stream: field } : null;
}

/** Whether a stream is agreed to by every version of its consent, or needs none. */
function isOn(ledger: Ledger, { group, stream }: StreamOf): boolean {
	if (isShared(stream)) return isAgreed(ledger, group, stream);
	return stream !== 'support' || isSupportOn(ledger, group);
}

/** Whether a facilitator shares her supervision records: false as soon as one of two versions written apart says no. */
export function isSupportOn(ledger: Ledger, supportId: string): boolean {
	const heads = rowOf(ledger, 'support', supportId)?.cells['on']?.heads ?? [];
	return heads.length > 0 && heads.every(({ value }) => value === true);
}

const isShared = (field: string): field is 'work' | 'report' => field === 'work' || field === 'report';

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
