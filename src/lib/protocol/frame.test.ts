import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameBytes, textToBytes, u32ToBytes } from '$lib/base/bytes';
import {
	byteOf,
	numberToBytes,
	readFields,
	readFrame,
	signedBytes,
	signedPurposes,
	writeFrame,
	type SignedPurpose
} from './frame';

const fields = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });

describe('a frame', () => {
	test('gives back what was put in', () => {
		fc.assert(
			fc.property(fields, (parts) => {
				const read = readFrame(writeFrame(...parts));
				expect(read.ok && read.value.map((field) => [...field])).toEqual(parts.map((field) => [...field]));
			})
		);
	});

	test('different fields never give the same bytes', () => {
		fc.assert(
			fc.property(fields, fields, (a, b) => {
				const same = a.length === b.length && a.every((field, at) => sameBytes(field, b[at] ?? new Uint8Array(0)));
				expect(sameBytes(writeFrame(...a), writeFrame(...b))).toBe(same);
			})
		);
	});

	test('any bytes are read whole or refused, without a throw and without taking memory', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				const read = readFrame(bytes);
				if (read.ok) expect(sameBytes(writeFrame(...read.value), bytes)).toBe(true);
				else expect(read.error.type).toBe('FrameDamaged');
			})
		);
		expect(readFrame(u32ToBytes(0xffffffff)).ok).toBe(false);
		expect(readFrame(writeFrame(...Array.from({ length: 5 }, () => new Uint8Array(0))), 4).ok).toBe(false);
	});

	test('cut or lengthened by a byte, it is refused', () => {
		const bytes = writeFrame(textToBytes('one'), textToBytes('two'));
		for (let length = 1; length < bytes.length; length += 1)
			if (length !== 7) expect(readFrame(bytes.subarray(0, length)).ok, `${length} bytes`).toBe(false);
		expect(readFrame(new Uint8Array([...bytes, 0])).ok).toBe(false);
	});
});

describe('reading field by field', () => {
	test('is whole only when every field is there, as long as it must be, and none is left', () => {
		const bytes = writeFrame(byteOf(7), u32ToBytes(9), numberToBytes(2 ** 40), textToBytes('é'), writeFrame(byteOf(1)));
		const reader = readFields(bytes);
		expect([reader.takeByte(), reader.takeU32(), reader.takeNumber(), reader.takeText(2)]).toEqual([
			7,
			9,
			2 ** 40,
			'é'
		]);
		expect(reader.isWhole()).toBe(false);
		expect(reader.takeList()).toHaveLength(1);
		expect(reader.isWhole()).toBe(true);

		const short = readFields(bytes);
		short.takeU32();
		expect(short.isWhole()).toBe(false);
	});

	test('numbers beyond 2^53 and text that is not UTF-8 or too long are refused', () => {
		const large = readFields(writeFrame(new Uint8Array(8).fill(255)));
		large.takeNumber();
		expect(large.isWhole()).toBe(false);
		for (const text of [Uint8Array.of(0xff), textToBytes('abc')]) {
			const reader = readFields(writeFrame(text));
			reader.takeText(2);
			expect(reader.isWhole()).toBe(false);
		}
	});
});

describe('purposes', () => {
	test('none begins with another, so what was signed for one verifies for no other', () => {
		for (const one of signedPurposes)
			for (const other of signedPurposes) if (one !== other) expect(other.startsWith(one)).toBe(false);
		const distinct = new Set(signedPurposes.map((purpose: SignedPurpose) => signedBytes(purpose, byteOf(1)).join()));
		expect(distinct.size).toBe(signedPurposes.length);
	});
});
