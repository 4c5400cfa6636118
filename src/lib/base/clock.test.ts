import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { addDays, createClock, dayNumber, dayOf, dayOfNumber, isDay } from './clock';

const anyDayNumber = fc.integer({ min: -200_000, max: 1_000_000 });

describe('days', () => {
	test('count from 1970 and read back', () => {
		expect(dayNumber('1970-01-01')).toBe(0);
		expect(dayNumber('2026-11-22')).toBe(20_779);
		fc.assert(fc.property(anyDayNumber, (days) => dayNumber(dayOfNumber(days)) === days));
	});

	test('sort as text the way they follow each other', () => {
		fc.assert(fc.property(anyDayNumber, anyDayNumber, (a, b) => dayOfNumber(a) < dayOfNumber(b) === a < b));
	});

	test('added and taken away again give the same day', () => {
		fc.assert(
			fc.property(anyDayNumber, fc.integer({ min: -5000, max: 5000 }), (days, count) => {
				const day = dayOfNumber(days);
				expect(addDays(addDays(day, count), -count)).toBe(day);
			})
		);
	});

	test('pass over leap days and over the nights the clocks change', () => {
		expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
		expect(addDays('2027-02-28', 1)).toBe('2027-03-01');
		expect(addDays('2026-03-28', 7)).toBe('2026-04-04');
		expect(addDays('2026-10-24', 7)).toBe('2026-10-31');
		expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
	});

	test.each(['', '2026-02-30', '2026-13-01', '2026-1-5', '05/01/2026', '2026-01-01T10:00', 'x', '２０２６-01-01'])(
		'%j is no day',
		(text) => {
			expect(dayNumber(text)).toBeNaN();
			expect(isDay(text)).toBe(false);
			expect(() => addDays(text, 1)).toThrow(RangeError);
		}
	);
});

test.each(['0001-01-01', '1899-12-31', '2200-01-01', '9999-12-31'])(
	'%s is a slip of the finger, not a day to plan on',
	(day) => {
		expect(isDay(day)).toBe(false);
	}
);

describe('the day of an instant', () => {
	const zone = process.env.TZ;
	afterEach(() => {
		if (zone === undefined) delete process.env.TZ;
		else process.env.TZ = zone;
	});

	test.each([
		['Asia/Ho_Chi_Minh', '2026-01-01'],
		['Africa/Abidjan', '2025-12-31'],
		['America/Montreal', '2025-12-31']
	])('is the one on the calendar in %s', (place, day) => {
		process.env.TZ = place;
		expect(dayOf(Date.UTC(2025, 11, 31, 18, 30))).toBe(day);
	});

	test('is one the clock gives too', () => {
		const clock = createClock();
		expect(isDay(clock.today())).toBe(true);
		expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
	});
});
