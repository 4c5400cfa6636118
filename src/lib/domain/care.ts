import * as z from 'zod/mini';
import { addDays, type Day } from '$lib/base/clock';
import type { Edit } from './change';
import { SessionId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { allSessions } from './session';
import { cleanLines, typedView } from './text';

/** How the facilitator herself is after a session. Private: `disclosure.ts` never reads this table. */
export const Care = z.looseObject({
	/** The session's id. */
	id: SessionId,
	/** A face from 1 (struggling) to 4 (well), or null. */
	face: z.catch(z._default(z.nullable(z.int().check(z.gte(1), z.lte(4))), null), null),
	/** True when there was a moment that weighs on her. */
	hardMoment: z.catch(z._default(z.boolean(), false), false),
	note: z.catch(z._default(z.string(), ''), '')
});
export type Care = z.infer<typeof Care>;

/** Her own record for a session; empty while she wrote nothing. */
export function careOf(ledger: Ledger, sessionId: SessionId): Care {
	return viewOf(rowOf(ledger, 'care', sessionId)) ?? Care.parse({ id: sessionId });
}

/** The edit for one field of her own record. */
export function writeCare(
	sessionId: SessionId,
	field: 'face' | 'hardMoment' | 'note',
	value: number | boolean | string | null
): Edit {
	return { table: 'care', row: sessionId, field, value: typeof value === 'string' ? cleanLines(value) : value };
}

/** What the last four weeks asked of her. */
export interface LoadSignal {
	readonly sessionsLed: number;
	readonly hardMoments: number;
	/** `rest` asks her to plan rest and to talk to somebody; `steady` says nothing. */
	readonly signal: 'steady' | 'rest';
}

/** Days the load signal looks back. */
const loadDays = 28;

/**
 * Counts sessions led and hard moments over the 28 days up to `today`. `rest` from two hard moments or nine sessions
 * (more than two a week): our own rule of thumb, a prompt to talk and never a measure of a person.
 */
export function loadSignal(ledger: Ledger, today: Day): LoadSignal {
	const since = addDays(today, -loadDays);
	const led = allSessions(ledger).filter(
		({ state, plannedOn }) => state === 'closed' && plannedOn > since && plannedOn <= today
	);
	const ids = new Set<string>(led.map(({ id }) => id));
	const hardMoments = [...rowsOf(ledger, 'care')].filter((row) => ids.has(row.id) && viewOf(row)?.hardMoment).length;
	return { sessionsLed: led.length, hardMoments, signal: hardMoments >= 2 || led.length >= 9 ? 'rest' : 'steady' };
}

const viewOf = typedView(Care);
