import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import type { Guide, GuideStep } from './guide';
import type { SessionId } from './ids';
import { rowOf, type Ledger } from './ledger';
import { mayWrite, writtenDown, type Session, type SessionClosed } from './session';
import { cleanLines, typedView } from './text';

/**
 * Where a running session stands. Kept in the vault, so a crash, a lock or a reload resumes exactly there. A field that
 * does not read counts as never written: it must not take the others with it in the middle of a meeting.
 */
const Progress = z.looseObject({
	/** Step ids in this session's own order; empty means the guide's order. */
	stepOrder: z.catch(z._default(z.readonly(z.array(z.string())), []), []),
	skipped: z.catch(z._default(z.readonly(z.array(z.string())), []), []),
	/** The step on screen; empty before the first. */
	step: z.catch(z._default(z.string(), ''), ''),
	/** Instant since which the timer of that step runs; null while it is paused. */
	since: z.catch(z._default(z.nullable(z.number()), null), null),
	/** Milliseconds spent on each step before `since`. */
	spent: z.catch(z._default(z.record(z.string(), z.number().check(z.gte(0))), {}), {})
});

export interface Progress {
	/** The steps in this session's order, skipped ones included. */
	readonly steps: readonly GuideStep[];
	readonly skipped: ReadonlySet<string>;
	/** The step on screen: the first that is not skipped when none was chosen yet. */
	readonly step: GuideStep;
	/** Position of `step` among `steps`, from 0. */
	readonly at: number;
	readonly since: number | null;
	readonly spent: { readonly [stepId: string]: number };
}

/** Longest stretch the timer counts at once, in milliseconds: a clock that jumps by a year must not count as a year. */
const longestStretch = 6 * 3_600_000;

/**
 * The place a session is at. A step that a newer guide dropped is passed over; one it added comes last. Once the session
 * is closed the timer stands still at the moment it closed.
 */
export function progressOf(ledger: Ledger, session: Session, guide: Guide): Progress {
	const kept = viewOf(rowOf(ledger, 'session', session.id)) ?? Progress.parse({});
	const byId = new Map(guide.steps.map((step) => [step.id, step]));
	const ordered = [...new Set(kept.stepOrder)].flatMap((id) => byId.get(id) ?? []);
	const steps = [...ordered, ...guide.steps.filter((step) => !ordered.includes(step))];
	const skipped = new Set(kept.skipped);
	const step = byId.get(kept.step) ?? steps.find(({ id }) => !skipped.has(id)) ?? steps[0];
	if (!step) throw new Error('A guide without steps cannot pass parseGuide');
	const progress: Progress = { steps, skipped, step, at: steps.indexOf(step), since: kept.since, spent: kept.spent };
	if (session.state !== 'closed' || kept.since === null) return progress;
	return { ...progress, since: null, spent: spentUpTo(progress, session.closedAt ?? kept.since) };
}

/** Milliseconds spent on the current step, running stretch included. Never negative, whatever the clock did. */
export function elapsed(progress: Progress, now: number): number {
	const { spent, step, since } = progress;
	// A step may be called `constructor`.
	return (Object.hasOwn(spent, step.id) ? (spent[step.id] ?? 0) : 0) + stretch(since, now);
}

/**
 * The edits that go to a step: time so far is kept with the step it was spent on, and the timer runs on if it ran. None
 * for a step that this guide does not have.
 */
export function goToStep(
	session: Session,
	progress: Progress,
	stepId: string,
	now: number
): Result<readonly Edit[], SessionClosed> {
	if (session.state !== 'running') return err({ type: 'SessionClosed' });
	if (!progress.steps.some((step) => step.id === stepId)) return ok([]);
	return ok(
		fieldEdits('session', session.id, {
			spent: spentUpTo(progress, now),
			step: stepId,
			since: progress.since === null ? null : now
		})
	);
}

/** The edits that start or pause the timer of the step on screen. */
export function runTimer(
	session: Session,
	progress: Progress,
	run: boolean,
	now: number
): Result<readonly Edit[], SessionClosed> {
	if (session.state !== 'running') return err({ type: 'SessionClosed' });
	return ok(
		fieldEdits('session', session.id, {
			spent: spentUpTo(progress, now),
			step: progress.step.id,
			since: run ? now : null
		})
	);
}

/** The edits that skip a step for this session, or take it back in. */
export function skipStep(
	session: Session,
	progress: Progress,
	stepId: string,
	skip: boolean
): Result<readonly Edit[], SessionClosed> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	const skipped = [...progress.skipped].filter((id) => id !== stepId);
	return ok([
		...writtenDown(session),
		...fieldEdits('session', session.id, { skipped: skip ? [...skipped, stepId] : skipped })
	]);
}

/** The edits that move a step one place up (-1) or down (+1) in this session; nothing at either end. */
export function moveStep(
	session: Session,
	progress: Progress,
	stepId: string,
	by: -1 | 1
): Result<readonly Edit[], SessionClosed> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	const order = progress.steps.map((step) => step.id);
	const from = order.indexOf(stepId);
	const to = from + by;
	if (from < 0 || to < 0 || to >= order.length) return ok([]);
	order.splice(to, 0, ...order.splice(from, 1));
	return ok([...writtenDown(session), ...fieldEdits('session', session.id, { stepOrder: order })]);
}

/** The next step that is not skipped after the one on screen (or before it, with -1); undefined at the end. */
export function neighbourStep(progress: Progress, by: -1 | 1): GuideStep | undefined {
	for (let at = progress.at + by; at >= 0 && at < progress.steps.length; at += by) {
		const step = progress.steps[at];
		if (step && !progress.skipped.has(step.id)) return step;
	}
	return undefined;
}

/** The facilitator's note on a step; empty when she wrote none. */
export function noteOf(ledger: Ledger, sessionId: SessionId, stepId: string): string {
	const note = rowOf(ledger, 'session', sessionId)?.fields[`note.${stepId}`];
	return typeof note === 'string' ? note : '';
}

/** The edits for a note on a step. Text as typed, without control characters. */
export function writeNote(session: Session, stepId: string, text: string): Result<readonly Edit[], SessionClosed> {
	if (!mayWrite(session)) return err({ type: 'SessionClosed' });
	return ok([...writtenDown(session), ...fieldEdits('session', session.id, { [`note.${stepId}`]: cleanLines(text) })]);
}

const viewOf = typedView(Progress);

const spentUpTo = (progress: Progress, now: number): Progress['spent'] => ({
	...progress.spent,
	[progress.step.id]: elapsed(progress, now)
});

const stretch = (since: number | null, now: number): number =>
	since === null ? 0 : Math.min(longestStretch, Math.max(0, now - since));
