import { describe, expect, test } from 'vitest';
import { isPin, pinFault } from './setting';

describe('a short code typed twice', () => {
	test('is kept when both are the same four to six digits', () => {
		expect(['1234', '12345', '123456'].map((pin) => pinFault(pin, pin))).toEqual([null, null, null]);
	});

	test('is refused for its digits before it is compared', () => {
		expect(['', '123', '1234567', '12a4', '١٢٣٤'].map((pin) => pinFault(pin, ''))).toEqual(Array(5).fill('digits'));
		expect(isPin('123')).toBe(false);
	});

	test('is refused when the second differs', () => {
		expect(pinFault('1234', '1235')).toBe('differs');
	});
});
