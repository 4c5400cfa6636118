import { dayOfNumber, type Day } from '$lib/base/clock';
import { rowsOf, type Ledger } from './ledger';
import { guidesOf } from './pack';

/**
 * What was done in an organisation: who, when (the day), and what kind of thing. Never what somebody wrote: nothing here is
 * read from a group, a session, a report or a concern. What leads did with a concern stands on the concern's own page.
 */
export const auditKinds = [
	'founded',
	'joined',
	'roles',
	'renewed',
	'recovered',
	'removed',
	'left',
	'opened',
	'closed',
	'key',
	'policy',
	'pruned',
	'backup-key',
	'pack'
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** The log's own streams by what they carry, for the words on screen. */
export type AuditPlace = 'work' | 'report' | 'office' | 'own' | 'common' | 'leads' | 'results' | 'support';

/** One thing that was done. */
export interface AuditEntry {
	/** Unlike every other's. */
	readonly id: string;
	readonly day: Day;
	readonly kind: AuditKind;
	/** The device that signed it; empty for the papers of the organisation. */
	readonly by: string;
	/** Devices it was done to. */
	readonly about: readonly string[];
	/** The group whose records it is about, where it is about a group. */
	readonly group: string | null;
	readonly place: AuditPlace | null;
	readonly roles: readonly string[];
	/** Name and value of a policy; name and version of a guide. */
	readonly name: string;
	readonly value: number;
}

/** An entry with nothing but what every entry has. */
export const plainEntry: Omit<AuditEntry, 'id' | 'day' | 'kind' | 'by'> = {
	about: [],
	group: null,
	place: null,
	roles: [],
	name: '',
	value: 0
};

/** What was done to guides, from the rows themselves: who set the state that each has now, and when. */
export const packEntries = (ledger: Ledger): readonly AuditEntry[] => {
	const guides = new Map(guidesOf(ledger).map((published) => [published.id, published]));
	return [...rowsOf(ledger, 'pack')].flatMap((row): readonly AuditEntry[] => {
		const published = guides.get(row.id);
		const head = row.cells['state']?.heads[0];
		if (!published || !head) return [];
		const day = dayOfNumber(Math.floor(head.hlc / 1024 / 86_400_000));
		const { title, version } = published.guide;
		return [
			{
				...plainEntry,
				id: `pack/${row.id}`,
				day,
				kind: 'pack',
				by: head.dev,
				name: title,
				value: version,
				roles: [published.state]
			}
		];
	});
};

/** What the screen shows of all entries; an empty filter shows everything. */
export interface AuditFilter {
	readonly kind: AuditKind | '';
	/** Who did it, or to whom it was done. */
	readonly device: string;
}

/** The entries a filter lets through, the newest first. */
export const filterAudit = (entries: readonly AuditEntry[], { kind, device }: AuditFilter): readonly AuditEntry[] =>
	entries
		.filter((entry) => kind === '' || entry.kind === kind)
		.filter((entry) => device === '' || entry.by === device || entry.about.includes(device))
		.map((entry, at) => ({ entry, at }))
		// The order of the log decides within a day.
		.sort((a, b) => (a.entry.day < b.entry.day ? 1 : a.entry.day > b.entry.day ? -1 : b.at - a.at))
		.map(({ entry }) => entry);

/** Who set a policy last and when, by the policy's name. */
export const lastSet = (entries: readonly AuditEntry[]): ReadonlyMap<string, AuditEntry> =>
	new Map(entries.filter(({ kind }) => kind === 'policy').map((entry) => [entry.name, entry]));
