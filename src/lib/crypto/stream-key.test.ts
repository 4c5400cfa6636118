import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, textToBytes } from '$lib/base/bytes';
import { sameBytes } from './digest';
import {
	asStreamKey,
	commitmentOf,
	createStreamKey,
	openFromStream,
	sealForStream,
	unwrapOlderKey,
	wrapOlderKey
} from './stream-key';

const numRuns = Number(process.env.FC_RUNS ?? 300);
const broken = { ok: false, error: { type: 'SealBroken' } };
const key = createStreamKey();
const header = textToBytes('sg/v1/env-aad and a header');
const bytes = (maxLength = 500) => fc.uint8Array({ maxLength });

describe('an envelope of a stream', () => {
	test('opens with its key and header, whole, 40 bytes longer on the way', () => {
		fc.assert(
			fc.property(bytes(), bytes(), (at, plaintext) => {
				const box = sealForStream(key, at, plaintext);
				expect(box.length).toBe(plaintext.length + 40);
				expect(openFromStream(key, at, box)).toEqual({ ok: true, value: plaintext });
			}),
			{ numRuns }
		);
	});

	test('does not open under another header or another key', () => {
		fc.assert(
			fc.property(bytes(), bytes(), (sealedAt, openedAt) => {
				fc.pre(Buffer.compare(sealedAt, openedAt) !== 0);
				const box = sealForStream(key, sealedAt, header);
				expect(openFromStream(key, openedAt, box)).toEqual(broken);
				expect(openFromStream(createStreamKey(), sealedAt, box)).toEqual(broken);
			}),
			{ numRuns }
		);
	});

	test('is refused at every other length, and as noise, without a throw', () => {
		const box = sealForStream(key, header, header);
		for (let length = 0; length < box.length; length++)
			expect(openFromStream(key, header, box.slice(0, length))).toEqual(broken);
		expect(openFromStream(key, header, concatBytes(box, Uint8Array.of(0)))).toEqual(broken);
		expect(openFromStream(key, header, concatBytes(Uint8Array.of(0), box))).toEqual(broken);
		fc.assert(
			fc.property(bytes(), (noise) => {
				expect(openFromStream(key, header, noise)).toEqual(broken);
			}),
			{ numRuns }
		);
	});

	test('never carries a nonce twice', () => {
		const count = process.env.DEEP ? 200_000 : 10_000;
		const nonces = new Set<string>();
		for (let at = 0; at < count; at++)
			nonces.add(Buffer.from(sealForStream(key, header, header).subarray(0, 24)).toString('base64'));
		expect(nonces.size).toBe(count);
	}, 120_000);
});

describe('the commitment to a key', () => {
	test('is SHA-256 of "commit" and the key', () => {
		const expected = createHash('sha256').update('commit').update(key).digest();
		expect(commitmentOf(key)).toEqual(new Uint8Array(expected));
	});

	test('tells a key that was not the committed one, whichever bit differs', () => {
		const commitment = commitmentOf(key);
		for (let bit = 0; bit < 256; bit++) {
			const other = key.slice();
			other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			expect(sameBytes(commitmentOf(asStreamKey(other)), commitment)).toBe(false);
		}
	});
});

describe('an older key under a newer', () => {
	const [older, newer] = [createStreamKey(), createStreamKey()];
	const wrapped = wrapOlderKey(newer, older, header);

	test('comes back for whoever holds the newer, in its context', () => {
		expect(unwrapOlderKey(newer, wrapped, header)).toEqual({ ok: true, value: older });
		expect(wrapped.length).toBe(72);
	});

	test('does not come back the other way round, nor in another context', () => {
		expect(unwrapOlderKey(older, wrapped, header)).toEqual(broken);
		expect(unwrapOlderKey(newer, wrapped, textToBytes('another epoch'))).toEqual(broken);
	});

	test('is no envelope, and an envelope is no older key', () => {
		expect(openFromStream(newer, header, wrapped)).toEqual(broken);
		expect(unwrapOlderKey(newer, sealForStream(newer, header, older), header)).toEqual(broken);
	});
});

test('bytes of another length are not a key, and no two keys are equal', () => {
	for (const length of [0, 31, 33]) expect(() => asStreamKey(new Uint8Array(length))).toThrow();
	expect(new Set(Array.from({ length: 500 }, () => createStreamKey().join())).size).toBe(500);
});
