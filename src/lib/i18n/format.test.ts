import { expect, test } from 'vitest';
import { formatMonthTiny } from './format';
import { locales } from './locales';

test.each(locales.map(({ id }) => id))('a month fits a narrow table head (%s)', (locale) => {
	expect(formatMonthTiny(locale, '2026-11')).toBe('11/26');
});
