import * as z from 'zod/mini';
import type { Edit } from './change';
import { builtInForm } from './check-in';
import type { GroupId } from './ids';
import { rowOf, type Ledger } from './ledger';
import { monthOf } from './period';
import type { Moment } from './picture-code';
import { sessionsOf, type Session } from './session';

/** When a questionnaire is asked: at every session, at the first of a month, of the group, or when she says it is the last. */
export const RoundTime = z.enum(['every-session', 'monthly', 'entry', 'exit']);
export type RoundTime = z.infer<typeof RoundTime>;

/** The times of a plan, in the order a screen shows them. */
export const roundTimes: readonly RoundTime[] = ['every-session', 'monthly', 'entry', 'exit'];

/** Which questionnaire a group is asked at each time; null for none. */
export type RoundPlan = { readonly [time in RoundTime]: string | null };

/** Four faces at every session. */
export const usualPlan: RoundPlan = {
	'every-session': builtInForm.id,
	monthly: null,
	entry: null,
	exit: null
};

const FormId = z.nullable(z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/)));
const Stored = z.object({ 'every-session': FormId, monthly: FormId, entry: FormId, exit: FormId });

/** The plan of a group; the usual one while nobody changed it. */
export function planOf(ledger: Ledger, groupId: GroupId): RoundPlan {
	const stored = Stored.safeParse(rowOf(ledger, 'group', groupId)?.fields['rounds']);
	return stored.success ? stored.data : usualPlan;
}

/** The edit that asks a questionnaire at a time, or none with null. */
export const planRound = (ledger: Ledger, groupId: GroupId, time: RoundTime, formId: string | null): Edit => ({
	table: 'group',
	row: groupId,
	field: 'rounds',
	value: { ...planOf(ledger, groupId), [time]: formId }
});

/** What may be asked at a session, the most fitting first, and what of it is due there by the plan. */
export interface RoundChoice {
	readonly time: RoundTime;
	readonly formId: string;
	readonly isDue: boolean;
}

/**
 * What may be asked at a session by the plan of its group: first what comes rarely and is due, then what is asked every
 * time, then the rest. The last meeting is known to the facilitator only, so `exit` is never due by itself.
 */
export function roundsAt(
	ledger: Ledger,
	groupId: GroupId,
	session: Pick<Session, 'id' | 'plannedOn'>
): readonly RoundChoice[] {
	const plan = planOf(ledger, groupId);
	const earlier = sessionsOf(ledger, groupId).filter(
		({ id, state, plannedOn }) => id !== session.id && state === 'closed' && plannedOn <= session.plannedOn
	);
	const isDue: { readonly [time in RoundTime]: boolean } = {
		entry: earlier.length === 0,
		monthly: !earlier.some(({ plannedOn }) => monthOf(plannedOn) === monthOf(session.plannedOn)),
		'every-session': true,
		exit: false
	};
	const order: readonly RoundTime[] = ['entry', 'monthly', 'every-session', 'exit'];
	const choices = order.flatMap((time): readonly RoundChoice[] => {
		const formId = plan[time];
		return formId === null ? [] : [{ time, formId, isDue: isDue[time] }];
	});
	const sorted = [...choices.filter((choice) => choice.isDue), ...choices.filter((choice) => !choice.isDue)];
	return sorted.filter(({ formId }, at) => sorted.findIndex((other) => other.formId === formId) === at);
}

/**
 * Whether a questionnaire is the first or the last that people of a group are asked, by its plan; null for neither. One that
 * is asked at both is the first while the group has held no session, and the last from then on.
 */
export function momentOf(ledger: Ledger, groupId: GroupId, formId: string): Moment | null {
	const { entry, exit } = planOf(ledger, groupId);
	if (entry !== formId) return exit === formId ? 'exit' : null;
	const hasMet = sessionsOf(ledger, groupId).some(({ state }) => state === 'closed');
	return exit === formId && hasMet ? 'exit' : 'entry';
}
