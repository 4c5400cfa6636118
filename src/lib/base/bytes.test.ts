import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex, bytesToText, bytesToU32, concatBytes, textToBytes, u32ToBytes, wipe } from './bytes';

test('every text comes back as it went in, byte order mark included', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (text) => {
			expect(bytesToText(textToBytes(text))).toBe(text);
		})
	);
	expect(bytesToText(textToBytes('\uFEFFx'))).toBe('\uFEFFx');
});

test('bytes that are not text are refused, never guessed at', () => {
	expect(() => bytesToText(Uint8Array.of(0xc3))).toThrow(TypeError);
	expect(() => bytesToText(Uint8Array.of(0xff, 0xfe))).toThrow(TypeError);
});

test('a length prefix reads back at any offset, and one that does not fit is refused', () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.uint8Array({ maxLength: 9 }), (value, before) => {
			expect(bytesToU32(concatBytes(before, u32ToBytes(value)), before.length)).toBe(value);
		})
	);
	for (const value of [-1, 0x100000000, 1.5, NaN]) expect(() => u32ToBytes(value)).toThrow(RangeError);
	expect(() => bytesToU32(new Uint8Array(3))).toThrow(RangeError);
});

test('a prefix is read within its own part of a shared buffer', () => {
	const shared = Uint8Array.of(9, 9, 0, 0, 1, 0, 9);
	expect(bytesToU32(shared.subarray(2, 6))).toBe(256);
	expect(() => bytesToU32(shared.subarray(3, 6))).toThrow(RangeError);
});

test('parts are joined in order and left as they were', () => {
	const first = Uint8Array.of(1, 2);
	expect(concatBytes(first, new Uint8Array(0), Uint8Array.of(3))).toEqual(Uint8Array.of(1, 2, 3));
	expect(first).toEqual(Uint8Array.of(1, 2));
	expect(concatBytes()).toEqual(new Uint8Array(0));
});

test('hexadecimal keeps leading zeros', () => {
	expect(bytesToHex(Uint8Array.of(0, 10, 255))).toBe('000aff');
});

test('what is wiped is zero, in the array itself', () => {
	const secret = Uint8Array.of(1, 2, 3);
	const other = Uint8Array.of(4);
	wipe(secret, other);
	expect([...secret, ...other]).toEqual([0, 0, 0, 0]);
});
