import * as z from 'zod/mini';
import { dayNumber, type Day } from '$lib/base/clock';
import { loadSignal } from './care';
import { fieldEdits, type Edit } from './change';
import { GroupId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { monthOf } from './period';
import { changeSetting } from './setting';
import { isSupportOn } from './sharing';
import { typedView } from './text';

/**
 * What a facilitator keeps about how she leads, and whether her supervisors see it.
 *
 * [Note: Supervision records]
 * Her ratings and meetings hang on a random id, the record. While its consent is off, or she is in no organisation, all of
 * it stays with her. Turning the consent on sends everything the record holds; so that nothing goes that she wrote for
 * herself alone, she is asked, and may begin a new record instead. Which records are hers is a setting of her own.
 */
export const SupportId = GroupId;
export type SupportId = GroupId;

/** What a facilitator may share of her load, each by itself. */
export const loadParts = ['sessions', 'level'] as const;
export type LoadPart = (typeof loadParts)[number];

const SupportRow = z.looseObject({
	id: SupportId,
	since: z.catch(z._default(z.string(), ''), ''),
	sessions: z.catch(z._default(z.boolean(), false), false),
	level: z.catch(z._default(z.boolean(), false), false)
});

/** One record, as its consent stands. */
export interface Support {
	readonly id: SupportId;
	/** Whether supervisors get what is written in it. */
	readonly isOn: boolean;
	/** The day she agreed last, or empty. */
	readonly since: string;
	/** What of her load goes with it. */
	readonly shares: readonly LoadPart[];
	/** The devices that wrote the consent: hers. */
	readonly devices: readonly string[];
}

/** A record; everything off while nobody agreed to anything. */
export function supportOf(ledger: Ledger, id: SupportId): Support {
	const row = rowOf(ledger, 'support', id);
	const view = viewOf(row);
	const heads = Object.values(row?.cells ?? {}).flatMap((cell) => [
		...cell.heads.map(({ dev }) => dev),
		...Object.keys(cell.past)
	]);
	return {
		id,
		isOn: isSupportOn(ledger, id),
		since: view?.since ?? '',
		// As with every consent, two versions written apart must both say yes.
		shares: loadParts.filter((part) => view?.[part] && row?.cells[part]?.heads.every(({ value }) => value === true)),
		devices: [...new Set(heads)]
	};
}

/** Her records, oldest first; the last one is the one she writes in. Empty before she wrote anything. */
export function ownSupportIds(ledger: Ledger): readonly SupportId[] {
	const heads = rowOf(ledger, 'setting', 'support-id')?.cells['value']?.heads ?? [];
	// Two phones that each began a record keep both.
	const ids = heads.flatMap(({ value }) => idsIn(value));
	const [newest = []] = heads.map(({ value }) => idsIn(value));
	return [...new Set([...ids.filter((id) => !newest.includes(id)), ...newest])];
}

/** The record she writes in, and the edits that make one when there is none. `newId` makes random ids. */
export function supportToWrite(
	ledger: Ledger,
	newId: () => string
): { readonly id: SupportId; readonly edits: readonly Edit[] } {
	const known = ownSupportIds(ledger).at(-1);
	if (known) return { id: known, edits: [] };
	const id = SupportId.parse(newId());
	return { id, edits: [changeSetting('support-id', [id])] };
}

/** Whether anything was written in a record that would leave with her yes. */
export const isWritten = (ledger: Ledger, id: SupportId): boolean =>
	(['rating', 'meeting', 'load'] as const).some((table) =>
		[...rowsOf(ledger, table)].some(({ fields }) => fields['supportId'] === id)
	);

/**
 * The edits by which she shares supervision records from `day` on. `withEarlier`: what she kept for herself goes too;
 * otherwise a new record begins when the one she has holds anything, and the old one stays with her.
 */
export function startSupport(
	ledger: Ledger,
	withEarlier: boolean,
	day: Day,
	newId: () => string
): { readonly id: SupportId; readonly edits: readonly Edit[] } {
	const ids = ownSupportIds(ledger);
	const last = ids.at(-1);
	const mayReuse = last !== undefined && (withEarlier || !isWritten(ledger, last));
	const id = mayReuse ? last : SupportId.parse(newId());
	return {
		id,
		edits: [
			...(mayReuse ? [] : [changeSetting('support-id', [...ids, id])]),
			...fieldEdits('support', id, { on: true, since: day, sessions: false, level: false }).map(settling)
		]
	};
}

/** The edits after which nothing of a record leaves any more. What supervisors have they keep. */
export const stopSupport = (id: SupportId): readonly Edit[] =>
	fieldEdits('support', id, { on: false, sessions: false, level: false }).map(settling);

/** Her load of one month, as far as she shares it. */
export interface Load {
	readonly id: string;
	/** `YYYY-MM`. */
	readonly month: string;
	/** Sessions led in the four weeks before it was written; null where she does not share it. */
	readonly sessions: number | null;
	/** Null where she does not share it. */
	readonly level: 'steady' | 'rest' | null;
}

const LoadRow = z.looseObject({
	id: z.string(),
	supportId: SupportId,
	month: z.string().check(z.regex(/^\d{4}-\d{2}$/)),
	sessions: z.catch(z._default(z.nullable(z.int().check(z.gte(0), z.lte(400))), null), null),
	level: z.catch(z._default(z.nullable(z.enum(['steady', 'rest'])), null), null)
});

/** What she shared of her load, the newest month first. Only what she wrote herself, and nothing that she took back. */
export function loadsOf(ledger: Ledger, support: Support, isSupervisor: (device: string) => boolean): readonly Load[] {
	const isHers = (device: string) => support.devices.includes(device) || !isSupervisor(device);
	const found = new Map<string, Load>();
	for (const row of rowsOf(ledger, 'load')) {
		const load = loadView(row);
		if (!load || load.supportId !== support.id || (load.sessions === null && load.level === null)) continue;
		const wroteIt = Object.values(row.cells).every(({ heads }) => heads.every(({ dev }) => isHers(dev)));
		const known = found.get(load.month);
		if (wroteIt && (!known || known.id < load.id)) found.set(load.month, load);
	}
	return [...found.values()].sort((a, b) => (a.month < b.month ? 1 : -1));
}

/** What she would share of her load now: two plain facts, never how she is nor her notes. */
export function loadNow(ledger: Ledger, today: Day): { readonly sessions: number; readonly level: 'steady' | 'rest' } {
	const { sessionsLed, signal } = loadSignal(ledger, today);
	return { sessions: sessionsLed, level: signal };
}

/** The edits that bring this month's load up to what she shares; none while she shares nothing of it. */
export function writeLoad(ledger: Ledger, id: SupportId, today: Day, newId: () => string): readonly Edit[] {
	const { isOn, shares } = supportOf(ledger, id);
	if (!isOn || shares.length === 0 || !Number.isFinite(dayNumber(today))) return [];
	return monthEdits(ledger, id, today, shares, newId);
}

function monthEdits(
	ledger: Ledger,
	id: SupportId,
	today: Day,
	shares: readonly LoadPart[],
	newId: () => string
): readonly Edit[] {
	const month = monthOf(today);
	const known = [...rowsOf(ledger, 'load')]
		.map(loadView)
		.find((load) => load?.supportId === id && load.month === month);
	const now = loadNow(ledger, today);
	const values = {
		sessions: shares.includes('sessions') ? now.sessions : null,
		level: shares.includes('level') ? now.level : null
	};
	if (known && known.sessions === values.sessions && known.level === values.level) return [];
	return fieldEdits('load', known?.id ?? newId(), { supportId: id, month, ...values });
}

/**
 * The edits that share a part of her load, or stop to. Stopping also empties the part in what was shared so far: what
 * supervisors have seen they have seen, but their screens show it no more.
 */
export function shareLoad(
	ledger: Ledger,
	id: SupportId,
	part: LoadPart,
	isShared: boolean,
	today: Day,
	newId: () => string
): readonly Edit[] {
	const { shares } = supportOf(ledger, id);
	const consent = settling({ table: 'support', row: id, field: part, value: isShared });
	const after = loadParts.filter((each) => (each === part ? isShared : shares.includes(each)));
	if (isShared) return [consent, ...monthEdits(ledger, id, today, after, newId)];
	const emptied = [...rowsOf(ledger, 'load')]
		.map(loadView)
		.filter((load) => load?.supportId === id && load[part] !== null)
		.map((load): Edit => ({ table: 'load', row: load?.id ?? '', field: part, value: null }));
	return [consent, ...emptied];
}

/** A facilitator who shares supervision records, as supervisors find her. */
export interface Supported {
	readonly id: SupportId;
	/** As others see her; empty while that is not known. */
	readonly name: string;
	readonly isOn: boolean;
	readonly since: string;
}

/**
 * The facilitators who share supervision records, or did, by name. By nothing else: there is no order by how somebody was
 * rated anywhere, and what this gives holds no rating. `nameOf` names the owner of a device, or is empty. Her own records
 * are left out.
 */
export function supportedFacilitators(
	ledger: Ledger,
	nameOf: (devices: readonly string[]) => string
): readonly Supported[] {
	const own = new Set<string>(ownSupportIds(ledger));
	return [...rowsOf(ledger, 'support')]
		.flatMap((row): readonly Supported[] => {
			const id = SupportId.safeParse(row.id);
			if (!id.success || own.has(row.id)) return [];
			const { isOn, since, devices } = supportOf(ledger, id.data);
			return [{ id: id.data, name: nameOf(devices), isOn, since }];
		})
		.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

const viewOf = typedView(SupportRow);
const loadView = typedView(LoadRow);

const settling = (edit: Edit): Edit => ({ ...edit, settles: true });

const Ids = z.array(z.unknown());

function idsIn(value: unknown): readonly SupportId[] {
	const list = Ids.safeParse(typeof value === 'string' ? [value] : value);
	return (list.success ? list.data : []).flatMap((each) => {
		const id = SupportId.safeParse(each);
		return id.success ? [id.data] : [];
	});
}
