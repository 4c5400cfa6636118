import { describe, expect, test } from 'vitest';
import { addDays } from '$lib/base/clock';
import { createRandom } from '$lib/base/random';
import { careOf, loadSignal, writeCare } from './care';
import { SessionId } from './ids';
import { cancelSession, closeSession, planSession, sessionByHand, startSession } from './session';
import { createNotebook } from './test-notebook';

const today = '2026-06-30';

function lead(days: readonly string[], hard = 0) {
	const notebook = createNotebook();
	const group = notebook.group();
	const { write, now } = notebook;
	const sessions = days.map((day, at) => {
		const session = sessionByHand(SessionId.parse(createRandom().uuid()), group, day, 'calm');
		write(planSession(session));
		write(startSession(session, 1, 1));
		write(closeSession(now(session), 2));
		if (at < hard) write(writeCare(session.id, 'hardMoment', true));
		return session;
	});
	return { ...notebook, sessions, load: () => loadSignal(notebook.ledger, today) };
}

describe('the load signal', () => {
	test('looks back 28 days, today included, and never ahead', () => {
		const days = [0, -27, -28, 1].map((by) => addDays(today, by));
		expect(lead(days, 4).load()).toEqual({ sessionsLed: 2, hardMoments: 2, signal: 'rest' });
	});

	test.each([
		[0, 0, 'steady'],
		[8, 1, 'steady'],
		[9, 0, 'rest'],
		[1, 1, 'steady'],
		[2, 2, 'rest']
	] as const)('%i sessions with %i hard moments: %s', (led, hard, signal) => {
		const days = Array.from({ length: led }, (_, at) => addDays(today, -at));
		expect(lead(days, hard).load()).toEqual({ sessionsLed: led, hardMoments: hard, signal });
	});

	test('counts what was led: neither cancelled nor left open', () => {
		const notebook = createNotebook();
		const group = notebook.group({ startsOn: '2026-06-09' });
		notebook.write(cancelSession(notebook.next(group), 'x'));
		notebook.write(startSession(notebook.next(group), 1, 1));
		expect(loadSignal(notebook.ledger, today)).toEqual({ sessionsLed: 0, hardMoments: 0, signal: 'steady' });
	});

	test('forgets a hard moment that was taken back', () => {
		const { write, sessions, load } = lead([today, today], 2);
		write(writeCare(sessions[0]!.id, 'hardMoment', false));
		expect(load().signal).toBe('steady');
	});
});

describe('her own record', () => {
	test('is empty until she writes, and keeps every field by itself', () => {
		const { ledger, write, sessions } = lead([today]);
		const { id } = sessions[0]!;
		expect(careOf(ledger, id)).toEqual({ id, face: null, hardMoment: false, note: '' });
		write(writeCare(id, 'note', 'fatiguée\u0000'));
		write(writeCare(id, 'face', 2));
		expect(careOf(ledger, id)).toEqual({ id, face: 2, hardMoment: false, note: 'fatiguée' });
		write({ table: 'care', row: id, field: 'face', value: 9 });
		expect(careOf(ledger, id)).toMatchObject({ face: null, note: 'fatiguée' });
	});
});
