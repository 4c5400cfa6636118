import type { Day } from '$lib/base/clock';
import { attendanceGrid } from '$lib/domain/attendance';
import { batchesOf, openingThreshold, type Band, type BatchResult, type Direction } from '$lib/domain/batch';
import type { GroupId } from '$lib/domain/ids';
import type { Ledger } from '$lib/domain/ledger';

/** How many people came to one session that was held. */
export interface CamePoint {
	readonly day: Day;
	readonly came: number;
}

/** People who came, guests included, session by session, oldest first. */
export function cameBySession(ledger: Ledger, groupId: GroupId): readonly CamePoint[] {
	const { sessions, came } = attendanceGrid(ledger, groupId);
	return sessions.map((session, at) => ({ day: session.plannedOn, came: came[at] ?? 0 }));
}

/**
 * One column of the wellbeing strip. It knows a batch, never a session or a count of answers: nothing here can be laid
 * over the attendance to find whose answers they are.
 */
export interface WellbeingColumn {
	readonly key: string;
	/** The day the batch opened; null while it waits. For `none`, the day nobody was asked. */
	readonly day: Day | null;
	/** `hidden`: it waits for more answers. `none`: nobody was asked. */
	readonly wellbeing: Band | 'hidden' | 'none';
	readonly session: Band | 'hidden' | 'none';
	readonly direction: Direction | null;
	/** Of the other scores of the questionnaire, by their id. */
	readonly parts: Readonly<Record<string, Pick<WellbeingPart, 'band' | 'direction'>>>;
}

type WellbeingPart = BatchResult['parts'][string];

/** The batches of one questionnaire: two of them are never drawn in one line. */
export interface WellbeingStrip {
	readonly form: string;
	/** The version that was asked last. */
	readonly version: number;
	/** Oldest first; at least one. */
	readonly columns: readonly WellbeingColumn[];
}

/** The strips of a group, the one that was asked last first. None when nobody was ever asked. */
export function wellbeingStrips(ledger: Ledger, groupId: GroupId): readonly WellbeingStrip[] {
	const batches = batchesOf(ledger, groupId);
	const forms = [...new Set([...batches].reverse().map(({ form }) => form))];
	return forms.map((form) => ({
		form,
		version: batches.findLast((batch) => batch.form === form)?.formVersion ?? 1,
		// Nobody being asked belongs to no questionnaire: it is said only where there is one.
		columns: wellbeingColumns(ledger, groupId, forms.length > 1 ? form : null)
	}));
}

/**
 * The batches of one questionnaire, or of the only one, oldest first. Sessions held since the last opening stand at the
 * end as `none`, but only where there is one questionnaire and no batch waits: otherwise their answers may be in it.
 */
function wellbeingColumns(ledger: Ledger, groupId: GroupId, only: string | null): readonly WellbeingColumn[] {
	const columns = batchesOf(ledger, groupId)
		.filter(({ form }) => only === null || form === only)
		.map(({ id, openedOn, result }): WellbeingColumn => ({
			key: id,
			day: openedOn,
			wellbeing: result?.wellbeing ?? 'hidden',
			session: result?.session ?? 'hidden',
			direction: result?.direction ?? null,
			parts: Object.fromEntries(
				Object.entries(result?.parts ?? {}).map(([part, { band, direction }]) => [part, { band, direction }])
			)
		}));
	if (only !== null) return columns;
	const lastOpening = columns.at(-1)?.day;
	if (lastOpening === null || lastOpening === undefined || columns.some((column) => column.day === null))
		return columns;
	const unasked = cameBySession(ledger, groupId)
		.filter(({ day }) => day > lastOpening)
		.map(({ day }, at): WellbeingColumn => ({
			key: `${day} ${at}`,
			day,
			wellbeing: 'none',
			session: 'none',
			direction: null,
			parts: {}
		}));
	return [...columns, ...unasked];
}

/** What can be said to the circle of the last batch that opened, and what was asked, as `id/version`: null when none did, or when it has no band. */
export function latestWords(
	ledger: Ledger,
	groupId: GroupId
): { readonly band: Band; readonly direction: Direction | null; readonly day: Day; readonly form: string } | null {
	const latest = batchesOf(ledger, groupId)
		.filter((batch) => batch.result !== null)
		.at(-1);
	if (!latest?.result || latest.result.wellbeing === 'hidden' || latest.openedOn === null) return null;
	const { form, formVersion } = latest;
	const { wellbeing: band, direction } = latest.result;
	return { band, direction, day: latest.openedOn, form: `${form}/${formVersion}` };
}

/** The threshold the newest batch keeps; the least one while there is none. */
export const thresholdNow = (ledger: Ledger, groupId: GroupId): number =>
	batchesOf(ledger, groupId).at(-1)?.threshold ?? openingThreshold;

/** Round numbers for the side of the chart, from 0 to at least `most`: at most five. */
export function ticksUpTo(most: number): readonly number[] {
	const step = Math.max(2, Math.ceil(most / 4 / 2) * 2);
	const count = Math.max(2, Math.ceil(most / step));
	return Array.from({ length: count + 1 }, (_, at) => at * step);
}
