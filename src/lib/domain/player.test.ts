import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGuide, type Guide } from './guide';
import {
	elapsed,
	goToStep,
	moveStep,
	neighbourStep,
	noteOf,
	progressOf,
	runTimer,
	skipStep,
	writeNote
} from './player';
import { closeSession, startSession, unfinishedSessions } from './session';
import { createNotebook } from './test-notebook';

const minute = 60_000;
const hour = 60 * minute;
const year = 365 * 24 * hour;
const noon = Date.UTC(2026, 0, 6, 12);

const parsed = parseGuide(
	JSON.parse(readFileSync(new URL('../../../static/guides/fr/trust.json', import.meta.url), 'utf8'))
);
if (!parsed.ok) throw new Error('The guide does not parse');
const guide: Guide = parsed.value;
const ids = guide.steps.map(({ id }) => id);

function play(led = guide) {
	const notebook = createNotebook();
	const planned = notebook.next(notebook.group());
	notebook.write(startSession(planned, led.version, noon));
	const session = () => notebook.now(planned);
	return { ...notebook, session, progress: () => progressOf(notebook.ledger, session(), led) };
}

describe('the timer', () => {
	test('counts each step its own time, and stands still while paused', () => {
		const { write, session, progress } = play();
		write(runTimer(session(), progress(), true, noon));
		write(goToStep(session(), progress(), ids[1]!, noon + 5 * minute));
		write(runTimer(session(), progress(), false, noon + 8 * minute));
		expect(elapsed(progress(), noon + hour)).toBe(3 * minute);
		write(goToStep(session(), progress(), ids[0]!, noon + hour));
		expect(elapsed(progress(), noon + 2 * hour)).toBe(5 * minute);
		expect(progress().since).toBeNull();
	});

	test('goes on where it was after a crash: nothing is kept but what the vault holds', () => {
		const { write, session, progress } = play();
		write(goToStep(session(), progress(), ids[2]!, noon));
		write(runTimer(session(), progress(), true, noon));
		const resumed = progress();
		expect([resumed.step.id, resumed.at]).toEqual([ids[2], 2]);
		expect(elapsed(resumed, noon + 10 * minute)).toBe(10 * minute);
	});

	test('is never negative and never a year, however the clock jumps', () => {
		const jump = fc.constantFrom(0, minute, hour, -hour, year, -year);
		const act = fc.tuple(fc.constantFrom('run', 'pause', 'go'), fc.nat(ids.length - 1), jump);
		fc.assert(
			fc.property(fc.array(act, { maxLength: 15 }), (acts) => {
				const { write, session, progress } = play();
				let now = noon;
				for (const [what, at, by] of acts) {
					now += by;
					const before = elapsed(progress(), now);
					expect(before).toBeGreaterThanOrEqual(0);
					expect(before).toBeLessThanOrEqual(acts.length * 6 * hour);
					if (what === 'go') write(goToStep(session(), progress(), ids[at]!, now));
					else write(runTimer(session(), progress(), what === 'run', now));
				}
			})
		);
	});

	test('stands still at the moment the session closed', () => {
		const { write, session, progress } = play();
		write(runTimer(session(), progress(), true, noon));
		write(closeSession(session(), noon + 7 * minute));
		expect(elapsed(progress(), noon + 5 * hour)).toBe(7 * minute);
		expect(progress().since).toBeNull();
		expect(runTimer(session(), progress(), true, noon).ok).toBe(false);
		expect(goToStep(session(), progress(), ids[1]!, noon).ok).toBe(false);
	});

	test('counts a step that is called constructor', () => {
		const steps = guide.steps.map((step, at) => (at === 0 ? { ...step, id: 'constructor' } : step));
		const { write, session, progress } = play({ ...guide, steps });
		expect(elapsed(progress(), noon)).toBe(0);
		write(runTimer(session(), progress(), true, noon));
		expect(elapsed(progress(), noon + minute)).toBe(minute);
	});
});

describe('the order of steps', () => {
	test('can be changed for this session, loses no step and ends at the ends', () => {
		const move = fc.tuple(fc.nat(ids.length - 1), fc.constantFrom(-1 as const, 1 as const));
		fc.assert(
			fc.property(fc.array(move), (moves) => {
				const { write, session, progress } = play();
				const expected = [...ids];
				for (const [at, by] of moves) {
					write(moveStep(session(), progress(), ids[at]!, by));
					const from = expected.indexOf(ids[at]!);
					if (from + by >= 0 && from + by < expected.length) expected.splice(from + by, 0, ...expected.splice(from, 1));
				}
				expect(progress().steps.map(({ id }) => id)).toEqual(expected);
			})
		);
	});

	test('holds every step once, whatever the vault holds', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...ids, 'gone', '__proto__')), fc.jsonValue(), (stepOrder, spent) => {
				const { write, session, progress } = play();
				const row = session().id;
				write({ table: 'session', row, field: 'stepOrder', value: stepOrder });
				write({ table: 'session', row, field: 'spent', value: spent as never }); // any JSON: what a newer app may have put there
				expect(
					progress()
						.steps.map(({ id }) => id)
						.sort()
				).toEqual([...ids].sort());
				expect(elapsed(progress(), noon)).toBeGreaterThanOrEqual(0);
			})
		);
	});

	test('is not lost because another field does not read', () => {
		const { write, session, progress } = play();
		write(moveStep(session(), progress(), ids[0]!, 1));
		write({ table: 'session', row: session().id, field: 'since', value: 'soon' });
		expect(progress().steps[1]?.id).toBe(ids[0]);
		expect(progress().since).toBeNull();
	});
});

describe('skipping', () => {
	test('passes over a step in both directions until it is taken back in', () => {
		const { write, session, progress } = play();
		write(skipStep(session(), progress(), ids[1]!, true));
		write(skipStep(session(), progress(), ids[1]!, true));
		expect([...progress().skipped]).toEqual([ids[1]]);
		expect(neighbourStep(progress(), 1)?.id).toBe(ids[2]);
		write(goToStep(session(), progress(), ids[2]!, noon));
		expect(neighbourStep(progress(), -1)?.id).toBe(ids[0]);
		write(skipStep(session(), progress(), ids[1]!, false));
		expect(neighbourStep(progress(), -1)?.id).toBe(ids[1]);
	});

	test('the first step starts the session at the second; there is nothing beyond the last', () => {
		const { write, session, progress } = play();
		write(skipStep(session(), progress(), ids[0]!, true));
		expect(progress().step.id).toBe(ids[1]);
		write(goToStep(session(), progress(), ids.at(-1)!, noon));
		expect(neighbourStep(progress(), 1)).toBeUndefined();
	});

	test('going to a step the guide does not have changes nothing', () => {
		const { session, progress } = play();
		expect(goToStep(session(), progress(), 'gone', noon)).toEqual({ ok: true, value: [] });
	});
});

describe('a note', () => {
	test('stays with its step, cleaned of what cannot be seen', () => {
		const { write, session, ledger } = play();
		write(writeNote(session(), ids[0]!, 'calme\u0000\n<b>\u202E'));
		expect(noteOf(ledger, session().id, ids[0]!)).toBe('calme\n<b>');
		expect(noteOf(ledger, session().id, ids[1]!)).toBe('');
	});

	test('written before the session is kept with it, and is refused once it is closed', () => {
		const notebook = createNotebook();
		const planned = notebook.next(notebook.group());
		notebook.write(writeNote(planned, ids[0]!, 'prévoir des chaises'));
		expect(unfinishedSessions(notebook.ledger, '2026-03-01')).toHaveLength(1);
		notebook.write(startSession(notebook.now(planned), 1, noon));
		notebook.write(closeSession(notebook.now(planned), noon));
		expect(writeNote(notebook.now(planned), ids[0]!, 'x')).toEqual({ ok: false, error: { type: 'SessionClosed' } });
		expect(noteOf(notebook.ledger, planned.id, ids[0]!)).toBe('prévoir des chaises');
	});
});
