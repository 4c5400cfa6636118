import { compareText } from '$lib/base/order';
import { Band, Direction } from './batch';
import { smallCount } from './disclosure';
import { GroupId } from './ids';
import { rowsOf, type Ledger } from './ledger';
import { isMonth, isWithin, monthOf, monthsOf, quarterOf, type Month, type Period } from './period';
import { sharingOf } from './sharing';

/**
 * Groups, sessions and attendance of an organisation, from reports alone.
 *
 * [Note: Counts that are few]
 * A report says `few` for one or two people. Here that is an interval, and so is everything reckoned with it: sums add the
 * ends, a share divides the least by the most and the most by the least. Nothing is guessed in between; `toldOf` says how
 * an interval is put in words.
 */

/** What lies between two bounds, both included. Equal when it is known. */
export interface Bounds {
	readonly low: number;
	readonly high: number;
}

/** What is reckoned for some groups over some months. */
export interface Figures {
	readonly held: number;
	readonly cancelled: number;
	/** People at a session on average; null while none was held. */
	readonly came: Bounds | null;
	/** The share, 0 to 1, of those who came to one session and also to the next; null while nothing tells. */
	readonly stayed: Bounds | null;
	/** How often somebody came who had been away the time before; a person counts each time. */
	readonly returned: Bounds;
}

/** How a group was doing at the end of a month: a band; `hidden`: too few answered; `none`: no answers so far. */
export type MonthBand = Band | 'hidden' | 'none';

export interface GroupOverview {
	readonly id: GroupId;
	/** As the organisation sees it. */
	readonly name: string;
	readonly figures: Figures;
	/** As many as the overview has months, in their order; null for a month without a session that was held. */
	readonly bands: readonly (MonthBand | null)[];
	/** Of the newest result, against the one before. */
	readonly direction: Direction | null;
}

export interface Overview {
	/** From the first to the last month with a report, within the period; those between without any, too. */
	readonly months: readonly { readonly month: Month; readonly figures: Figures }[];
	readonly total: Figures;
	/** By name, never by a figure. */
	readonly groups: readonly GroupOverview[];
}

/** What is looked at. Null: all of time, all groups. */
export interface Choice {
	readonly period: Period | null;
	readonly groups: readonly GroupId[] | null;
}

/** All reports, added up by month and group: what every choice is answered from. */
export interface Reported {
	readonly groups: readonly {
		readonly id: GroupId;
		readonly name: string;
		readonly months: ReadonlyMap<Month, Sums>;
	}[];
	/** With at least one report, the earliest first. */
	readonly months: readonly Month[];
}

/** Adds up every report once. Groups whose reports are shared are there before the first. */
export function reportedFigures(ledger: Ledger): Reported {
	const byGroup = new Map<GroupId, Map<Month, Sums>>();
	for (const { id } of rowsOf(ledger, 'sharing')) {
		const group = GroupId.safeParse(id);
		if (group.success && sharingOf(ledger, group.data).report) byGroup.set(group.data, new Map());
	}
	const months = new Set<Month>();
	for (const { id, fields } of rowsOf(ledger, 'report')) {
		const told = readReport(fields['body']);
		if (!told) continue;
		const groupId = fields['groupId'] as GroupId; // asked below
		let own = byGroup.get(groupId);
		if (!own) {
			if (!GroupId.safeParse(groupId).success) continue;
			byGroup.set(groupId, (own = new Map()));
		}
		const month = monthOf(told.day);
		let sums = own.get(month);
		if (!sums) {
			if (!isMonth(month)) continue;
			own.set(month, (sums = noSums()));
			months.add(month);
		}
		addReport(sums, told, id);
	}
	const groups = [...byGroup].map(([id, own]) => ({ id, name: sharingOf(ledger, id).name, months: own }));
	return {
		groups: groups.sort((a, b) => a.name.localeCompare(b.name) || compareText(a.id, b.id)),
		months: [...months].sort(compareText)
	};
}

/** What a choice shows. */
export function overviewOf(reported: Reported, { period, groups }: Choice): Overview {
	const wanted = groups && new Set(groups);
	const chosen = reported.groups.filter(({ id }) => wanted === null || wanted.has(id));
	const covered = reported.months.filter((month) => period === null || isWithin(month, period));
	const [first, last] = [covered[0], covered.at(-1)];
	const months = first !== undefined && last !== undefined ? monthsOf({ from: first, to: last }) : [];
	const sumsByMonth = months.map(noSums);
	const overviews = chosen.map((group): GroupOverview => {
		const own = noSums();
		const bands = months.map((month, at): MonthBand | null => {
			const sums = group.months.get(month);
			const all = sumsByMonth[at];
			if (!sums || !all) return null;
			addSums(own, sums);
			addSums(all, sums);
			return sums.held === 0 ? null : (sums.newest?.band ?? 'none');
		});
		const { id, name } = group;
		return { id, name, figures: figuresOf(own), bands, direction: own.newest?.direction ?? null };
	});
	const total = noSums();
	for (const sums of sumsByMonth) addSums(total, sums);
	return {
		months: months.map((month, at) => ({ month, figures: figuresOf(sumsByMonth[at] ?? noSums()) })),
		total: figuresOf(total),
		groups: overviews
	};
}

/** The periods one can choose: quarters and months with a report, the newest first. */
export function periodsOf({ months }: Reported): {
	readonly quarters: readonly Period[];
	readonly months: readonly Month[];
} {
	const newestFirst = months.toReversed();
	const quarters = new Map(newestFirst.map((month) => [quarterOf(month).from, quarterOf(month)]));
	return { quarters: [...quarters.values()], months: newestFirst };
}

/** How an interval is put in words; numbers in steps of `step`. `between` has whole steps around it. */
export type Told =
	| { readonly kind: 'exactly'; readonly value: number }
	| { readonly kind: 'about'; readonly value: number }
	| { readonly kind: 'between'; readonly low: number; readonly high: number };

/** `exactly` what is known, rounded once, to `fine`; `about` when both ends round to one step; else between two. */
export function toldOf({ low, high }: Bounds, step: number, fine: number): Told {
	if (low === high) return { kind: 'exactly', value: rounded(low, fine) };
	if (rounded(low, step) === rounded(high, step)) return { kind: 'about', value: rounded(low, step) };
	return {
		kind: 'between',
		low: inSteps(Math.floor(low / step + dust), step),
		high: inSteps(Math.ceil(high / step - dust), step)
	};
}

const rounded = (value: number, step: number): number => inSteps(Math.round(value / step), step);

/** What reckoning with decimals leaves behind. */
const dust = 1e-9;

const inSteps = (steps: number, step: number): number => Number((steps * step).toPrecision(12));

/** The sums of some reports; counts have a low and a high end. Grows while it is filled. */
export interface Sums {
	held: number;
	cancelled: number;
	came: Ends;
	/** Over sessions that tell both. */
	before: Ends;
	stayed: Ends;
	returned: Ends;
	newest: Newest | null;
}

interface Ends {
	low: number;
	high: number;
}

/** The result that the latest report of a held session tells of. */
interface Newest {
	readonly day: string;
	readonly id: string;
	readonly band: Band | 'hidden';
	readonly direction: Direction | null;
}

const noEnds = (): Ends => ({ low: 0, high: 0 });

const noSums = (): Sums => ({
	held: 0,
	cancelled: 0,
	came: noEnds(),
	before: noEnds(),
	stayed: noEnds(),
	returned: noEnds(),
	newest: null
});

type Count = number | 'few';

/** What is read of a report here. */
interface ToldReport {
	readonly day: string;
	readonly held: boolean;
	readonly came: Count;
	readonly before: Count | null;
	readonly stayed: Count | null;
	readonly returned: Count;
	readonly wellbeing: { readonly wellbeing: Band | 'hidden'; readonly direction: Direction | null } | null;
}

/**
 * The fields of a report's body that count here, or null for what is no report. By hand: thousands of them are read while
 * somebody waits for the first picture. One made by an earlier app lacks the newer fields.
 */
function readReport(body: unknown): ToldReport | null {
	if (typeof body !== 'object' || body === null) return null;
	const { day, held, came, before, stayed, returned, wellbeing } = body as { readonly [field: string]: unknown };
	if (typeof day !== 'string' || typeof held !== 'boolean' || !isCount(came)) return null;
	return {
		day,
		held,
		came,
		before: isCount(before) ? before : null,
		stayed: isCount(stayed) ? stayed : null,
		returned: isCount(returned) ? returned : 0,
		wellbeing: readWellbeing(wellbeing)
	};
}

function readWellbeing(value: unknown): ToldReport['wellbeing'] {
	if (typeof value !== 'object' || value === null) return null;
	const { wellbeing, direction } = value as { readonly [field: string]: unknown };
	const band = wellbeing === 'hidden' ? wellbeing : bandsByName.get(wellbeing);
	return band ? { wellbeing: band, direction: directionsByName.get(direction) ?? null } : null;
}

const bandsByName = new Map<unknown, Band>(Band.options.map((band) => [band, band]));
const directionsByName = new Map<unknown, Direction>(Direction.options.map((direction) => [direction, direction]));

const isCount = (value: unknown): value is Count =>
	value === 'few' || (typeof value === 'number' && Number.isInteger(value) && value >= 0);

function addReport(sums: Sums, told: ToldReport, id: string): void {
	if (!told.held) {
		sums.cancelled += 1;
		return;
	}
	sums.held += 1;
	addCount(sums.came, told.came);
	addCount(sums.returned, told.returned);
	if (told.before !== null && told.stayed !== null) {
		addCount(sums.before, told.before);
		addCount(sums.stayed, told.stayed);
	}
	if (told.wellbeing) {
		const { wellbeing: band, direction } = told.wellbeing;
		keepNewest(sums, { day: told.day, id, band, direction });
	}
}

function addCount(into: Ends, count: Count): void {
	into.low += count === 'few' ? 1 : count;
	into.high += count === 'few' ? smallCount - 1 : count;
}

function keepNewest(into: Sums, found: Newest): void {
	const { newest } = into;
	if (!newest || newest.day < found.day || (newest.day === found.day && newest.id < found.id)) into.newest = found;
}

function addSums(into: Sums, sums: Sums): void {
	into.held += sums.held;
	into.cancelled += sums.cancelled;
	addEnds(into.came, sums.came);
	addEnds(into.before, sums.before);
	addEnds(into.stayed, sums.stayed);
	addEnds(into.returned, sums.returned);
	if (sums.newest) keepNewest(into, sums.newest);
}

function addEnds(into: Ends, ends: Bounds): void {
	into.low += ends.low;
	into.high += ends.high;
}

const figuresOf = ({ held, cancelled, came, before, stayed, returned }: Sums): Figures => ({
	held,
	cancelled,
	came: held === 0 ? null : { low: came.low / held, high: came.high / held },
	stayed: shareOf(stayed, before),
	returned: { ...returned }
});

/** Nobody can stay who was not there: a share ends at 1, and there is none of nobody. */
const shareOf = (part: Ends, whole: Ends): Bounds | null =>
	whole.low === 0 ? null : { low: Math.min(1, part.low / whole.high), high: Math.min(1, part.high / whole.low) };
