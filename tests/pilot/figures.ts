import type { Ledger } from '$lib/domain/ledger';

/**
 * The figures of the sample's dashboard, counted from what the facilitators themselves hold: sessions, marks and batches.
 * Shares nothing with the code that makes reports, nor with the code that adds them up.
 */

interface Interval {
	low: number;
	high: number;
}

export interface CountedFigures {
	readonly held: number;
	readonly cancelled: number;
	readonly came: Interval | null;
	readonly stayed: Interval | null;
	readonly returned: Interval;
}

export interface CountedGroup {
	readonly name: string;
	readonly figures: CountedFigures;
	/** By month; null where nothing was held. */
	readonly bands: readonly (string | null)[];
	readonly direction: string | null;
}

export interface Counted {
	readonly total: CountedFigures;
	readonly months: readonly { readonly month: string; readonly figures: CountedFigures }[];
	readonly groups: readonly CountedGroup[];
}

/** What is told of one session. */
interface Told {
	readonly group: string;
	readonly month: string;
	readonly held: boolean;
	readonly came: number;
	readonly before: number | null;
	readonly stayed: number;
	readonly returned: number;
	readonly band: string;
	readonly direction: string | null;
}

type Fields = { readonly [field: string]: unknown };

/** Counts a pilot. */
export function countedFigures(ledger: Ledger): Counted {
	const rows = (table: string): readonly (Fields & { readonly id: string })[] =>
		[...(ledger.tables.get(table)?.values() ?? [])].map(({ id, fields }) => ({ ...fields, id }));
	const marks = rows('mark');
	const batches = rows('batch').filter(({ result }) => result);
	const told = rows('group').flatMap((group) => {
		const sessions = rows('session')
			.filter(({ groupId, state }) => groupId === group.id && (state === 'closed' || state === 'cancelled'))
			.sort((a, b) => String(a['plannedOn']).localeCompare(String(b['plannedOn'])));
		const ever = new Set<unknown>();
		let last: { readonly people: ReadonlySet<unknown>; readonly guests: number } | null = null;
		return sessions.map((session): Told => {
			const day = String(session['plannedOn']);
			const named = { group: group.id, month: day.slice(0, 7) };
			if (session['state'] === 'cancelled')
				return { ...named, held: false, came: 0, before: null, stayed: 0, returned: 0, band: 'none', direction: null };
			const people = new Set(
				marks
					.filter(({ sessionId, status }) => sessionId === session.id && ['present', 'late'].includes(String(status)))
					.map(({ memberId }) => memberId)
			);
			const guests = Number(session['guests'] ?? 0);
			const previous = last;
			const stayed = previous ? [...people].filter((person) => previous.people.has(person)).length : 0;
			const returned = previous
				? [...people].filter((person) => !previous.people.has(person) && ever.has(person)).length
				: 0;
			const opened = batches
				.filter(({ groupId, openedOn }) => groupId === group.id && String(openedOn) <= day)
				.sort((a, b) => Number(a['ordinal']) - Number(b['ordinal']))
				.at(-1)?.['result'] as { readonly wellbeing: string; readonly direction: string | null } | undefined;
			for (const person of people) ever.add(person);
			last = { people, guests };
			return {
				...named,
				held: true,
				came: people.size + guests,
				before: previous ? previous.people.size + previous.guests : null,
				stayed,
				returned,
				band: opened?.wellbeing ?? 'none',
				direction: opened?.direction ?? null
			};
		});
	});
	const months = monthsFrom(told.map(({ month }) => month));
	return {
		total: figuresOf(told),
		months: months.map((month) => ({ month, figures: figuresOf(told.filter((one) => one.month === month)) })),
		groups: rows('group')
			.map((group) => {
				const own = told.filter((one) => one.group === group.id);
				const held = own.filter((one) => one.held);
				return {
					name: String(group['alias']),
					figures: figuresOf(own),
					bands: months.map((month) => held.filter((one) => one.month === month).at(-1)?.band ?? null),
					direction: held.filter(({ band }) => band !== 'none').at(-1)?.direction ?? null
				};
			})
			.sort((a, b) => a.name.localeCompare(b.name))
	};
}

function figuresOf(told: readonly Told[]): CountedFigures {
	const held = told.filter((one) => one.held);
	const after = held.filter(({ before }) => before !== null);
	const came = sum(held.map((one) => one.came));
	const [stayed, before] = [sum(after.map((one) => one.stayed)), sum(after.map((one) => one.before ?? 0))];
	return {
		held: held.length,
		cancelled: told.length - held.length,
		came: held.length === 0 ? null : { low: came.low / held.length, high: came.high / held.length },
		stayed:
			before.low === 0
				? null
				: { low: Math.min(1, stayed.low / before.high), high: Math.min(1, stayed.high / before.low) },
		returned: sum(held.map((one) => one.returned))
	};
}

/** One or two people are told as "few". */
const sum = (counts: readonly number[]): Interval => ({
	low: counts.reduce((all, count) => all + (count === 2 ? 1 : count), 0),
	high: counts.reduce((all, count) => all + (count === 1 ? 2 : count), 0)
});

/** Every month from the first to the last. */
function monthsFrom(known: readonly string[]): readonly string[] {
	const sorted = [...known].sort();
	const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
	const months: string[] = [];
	for (let month = first; month !== '' && month <= last; month = following(month)) months.push(month);
	return months;
}

function following(month: string): string {
	const [year = 0, number = 0] = month.split('-').map(Number);
	return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
