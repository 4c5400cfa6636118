import { expect, test } from 'vitest';
import { momentOf, planOf, planRound, roundsAt, usualPlan } from './round';
import { closeSession, startSession } from './session';
import { createNotebook } from './test-notebook';

test('a group is asked four faces at every session until somebody plans otherwise', () => {
	const { ledger, group, next } = createNotebook();
	const made = group();
	expect(planOf(ledger, made.id)).toEqual(usualPlan);
	expect(roundsAt(ledger, made.id, next(made))).toEqual([{ time: 'every-session', formId: 'four-faces', isDue: true }]);
});

test('what comes rarely is due at its time, before what is asked at every session', () => {
	const { ledger, write, group, next, now } = createNotebook();
	const made = group();
	write(planRound(ledger, made.id, 'monthly', 'monthly-wellbeing'));
	write(planRound(ledger, made.id, 'entry', 'entry'));
	write(planRound(ledger, made.id, 'exit', 'exit'));
	const due = (day?: string) => {
		const session = next(made, day);
		return roundsAt(ledger, made.id, session).flatMap(({ formId, isDue }) => (isDue ? [formId] : []));
	};
	const hold = (day: string) => {
		const session = next(made, day);
		write(startSession(session, 1, 0));
		write(closeSession(now(session), 1));
	};
	expect(due()).toEqual(['entry', 'monthly-wellbeing', 'four-faces']);
	hold('2026-01-06');
	expect(due('2026-01-13')).toEqual(['four-faces']);
	expect(due('2026-02-03')).toEqual(['monthly-wellbeing', 'four-faces']);
	expect(roundsAt(ledger, made.id, next(made, '2026-01-13')).map(({ formId }) => formId)).toContain('exit');
});

test('a plan that does not read is the usual one', () => {
	const { ledger, write, group } = createNotebook();
	const made = group();
	write({ table: 'group', row: made.id, field: 'rounds', value: { monthly: '<b>' } });
	expect(planOf(ledger, made.id)).toEqual(usualPlan);
});

test('a questionnaire is the first or the last by the plan; one that is both is the last once the group has met', () => {
	const { ledger, write, group, next, now } = createNotebook();
	const made = group();
	write(planRound(ledger, made.id, 'entry', 'entry'));
	write(planRound(ledger, made.id, 'exit', 'exit'));
	write(planRound(ledger, made.id, 'monthly', 'monthly-wellbeing'));
	const momentsOf = () =>
		['entry', 'exit', 'monthly-wellbeing', 'four-faces'].map((form) => momentOf(ledger, made.id, form));
	expect(momentsOf()).toEqual(['entry', 'exit', null, null]);
	write(planRound(ledger, made.id, 'exit', 'entry'));
	expect(momentOf(ledger, made.id, 'entry')).toBe('entry');
	const session = next(made);
	write(startSession(session, 1, 0));
	write(closeSession(now(session), 1));
	expect(momentOf(ledger, made.id, 'entry')).toBe('exit');
});
