import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { envelopeAad, envelopeSigned, readEnvelope, writeEnvelope, writeHeader, type EnvelopeHeader } from './envelope';
import { largestEnvelope } from './limits';

const uuid = fc.uuid().map((id) => id.toLowerCase());
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const header: fc.Arbitrary<EnvelopeHeader> = fc.record({
	org: bytes32,
	group: uuid,
	stream: fc.constantFrom('work', 'report', 'office', 'own'),
	epoch: fc.integer({ min: 1, max: 0xffffffff }),
	device: uuid,
	seq: fc.integer({ min: 1, max: 0xffffffff }),
	prev: bytes32,
	logSeq: fc.integer({ min: 0, max: 0xffffffff }),
	logHead: bytes32
});

describe('an envelope', () => {
	test('gives back its header, box and signature', () => {
		fc.assert(
			fc.property(header, fc.uint8Array({ maxLength: 200 }), (written, box) => {
				const read = readEnvelope(writeEnvelope(writeHeader(written), box, new Uint8Array(64).fill(3)));
				if (!read.ok) throw new Error(read.error.type);
				expect(read.value.header).toEqual(written);
				expect([...read.value.box]).toEqual([...box]);
			})
		);
	});

	test('any change of a header changes what is authenticated', () => {
		fc.assert(
			fc.property(header, header, (one, other) => {
				const [a, b] = [writeHeader(one), writeHeader(other)];
				if (a.join() === b.join()) return;
				expect(envelopeAad(a)).not.toEqual(envelopeAad(b));
				expect(envelopeSigned((bytes) => bytes, a, new Uint8Array(9))).not.toEqual(
					envelopeSigned((bytes) => bytes, b, new Uint8Array(9))
				);
			})
		);
	});

	test('whatever bytes come, it answers', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
				expect(typeof readEnvelope(bytes).ok).toBe('boolean');
			})
		);
	});

	test('cut, lengthened, too large, from another suite or at place 0 it is refused', () => {
		const [sample] = fc.sample(header, 1);
		if (!sample) throw new Error('No sample');
		const sealed = writeEnvelope(writeHeader(sample), new Uint8Array(40), new Uint8Array(64));
		for (let length = 0; length < sealed.length; length += 1)
			expect(readEnvelope(sealed.subarray(0, length)).ok).toBe(false);
		expect(readEnvelope(new Uint8Array([...sealed, 0])).ok).toBe(false);
		expect(
			readEnvelope(writeEnvelope(writeHeader(sample), new Uint8Array(largestEnvelope), new Uint8Array(64))).ok
		).toBe(false);
		const otherSuite = writeHeader(sample);
		otherSuite[4] = 2;
		expect(readEnvelope(writeEnvelope(otherSuite, new Uint8Array(40), new Uint8Array(64)))).toEqual({
			ok: false,
			error: { type: 'SuiteUnknown' }
		});
		expect(
			readEnvelope(writeEnvelope(writeHeader({ ...sample, seq: 0 }), new Uint8Array(40), new Uint8Array(64))).ok
		).toBe(false);
	});
});
