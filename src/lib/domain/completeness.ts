import { addDays, isDay, type Day } from '$lib/base/clock';
import type { GroupId } from './ids';
import { monthOf, type Month } from './period';
import type { ReportedGroup } from './reported';
import type { Thread } from './review';

/** What was told of one group in one month. Of groups, never of people. */
export interface MonthOfGroup {
	readonly month: Month;
	readonly held: number;
	readonly cancelled: number;
	/** Sessions of which a report came: held and cancelled ones. */
	readonly reported: number;
	/** Of those, the ones that came after the days of the organisation had passed. */
	readonly late: number;
}

/** A group and its months, newest first. */
export interface GroupMonths {
	readonly id: GroupId;
	readonly name: string;
	readonly months: readonly MonthOfGroup[];
}

/** What was told, month by month, since each group was first shared; a month of which nothing came is there too. By name. */
export function completenessOf(
	groups: readonly ReportedGroup[],
	{ reportLateDays }: { readonly reportLateDays: number },
	today: Day
): readonly GroupMonths[] {
	return groups
		.map(({ id, name, reports, since, isShared }) => {
			const bodies = reports.map(({ body }) => body).filter(({ day }) => isDay(day));
			const days = bodies.map(({ day }) => day);
			// A day far off is a slip; the list must still end.
			const first = monthOf([...days, ...(isDay(since) ? [since] : [])].sort()[0] ?? today);
			const last = isShared ? monthOf(today) : monthOf(days.sort().at(-1) ?? today);
			const months = monthsBetween(first, last > monthOf(today) ? monthOf(today) : last).map((month) => {
				const here = bodies.filter(({ day }) => monthOf(day) === month);
				const held = here.filter((body) => body.held).length;
				return {
					month,
					held,
					cancelled: here.length - held,
					reported: here.length,
					late: here.filter((body) => isLate(body, since, reportLateDays)).length
				};
			});
			return { id, name, months };
		})
		.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

/** Whether a report was made after its time. What was held before the group was shared could not come earlier. */
export const isLate = (
	{ day, reportedOn }: { readonly day: string; readonly reportedOn: string },
	since: string,
	reportLateDays: number
): boolean => {
	const from = since > day ? since : day;
	return isDay(reportedOn) && isDay(from) && reportedOn > addDays(from, reportLateDays);
};

/** What one month asked of supervisors and what they gave. */
export interface MonthDigest {
	readonly month: Month;
	readonly held: number;
	readonly cancelled: number;
	/** Reports in which something was asked of a supervisor. */
	readonly asked: number;
	/** Reports that a supervisor answered on the day that was owed, or before. */
	readonly inTime: number;
	readonly afterTime: number;
	/** What is open still, by day. */
	readonly open: readonly Thread[];
}

/** The months that have reports, newest first; each report belongs to the month of its session. */
export function digestOf(
	threads: readonly Thread[],
	days: { readonly reviewDueDays: number; readonly askDueDays: number }
): readonly MonthDigest[] {
	const byMonth = new Map<Month, Thread[]>();
	for (const thread of threads) {
		if (!isDay(thread.report.body.day)) continue;
		const month = monthOf(thread.report.body.day);
		const known = byMonth.get(month);
		if (known) known.push(thread);
		else byMonth.set(month, [thread]);
	}
	return [...byMonth]
		.sort(([a], [b]) => (a < b ? 1 : -1))
		.map(([month, ofMonth]) => {
			const held = ofMonth.filter(({ report }) => report.body.held).length;
			const answers = ofMonth.flatMap((thread) => answerOf(thread, days) ?? []);
			return {
				month,
				held,
				cancelled: ofMonth.length - held,
				asked: ofMonth.filter(({ report }) => report.body.askSupervisor.trim() !== '').length,
				inTime: answers.filter((answer) => answer === 'inTime').length,
				afterTime: answers.filter((answer) => answer === 'afterTime').length,
				open: ofMonth
					.filter(({ isAskOpen }) => isAskOpen)
					.sort((a, b) => (a.report.body.day < b.report.body.day ? -1 : 1))
			};
		});
}

/** Whether the first words of a supervisor came in time; undefined while there are none. */
function answerOf(
	{ messages, report: { body } }: Thread,
	{ reviewDueDays, askDueDays }: { readonly reviewDueDays: number; readonly askDueDays: number }
): 'inTime' | 'afterTime' | undefined {
	const first = messages.find(({ isFromSupervisor, kind }) => isFromSupervisor && kind !== 'done');
	const from = body.reportedOn || body.day;
	if (!first || !isDay(from) || !isDay(first.day)) return undefined;
	const owed = addDays(from, body.askSupervisor.trim() === '' ? reviewDueDays : askDueDays);
	return first.day <= owed ? 'inTime' : 'afterTime';
}

/** Both ends included, newest first; at most ten years. */
function monthsBetween(first: Month, last: Month): readonly Month[] {
	const months: Month[] = [];
	for (let month = last; month >= first && months.length < 120; month = monthOf(addDays(`${month}-01`, -1)))
		months.push(month);
	return months;
}
