import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDeviceKeys } from '$lib/crypto/device-keys';
import { membershipShelf, membershipToShelf, readMembership, type Membership } from './membership';

const membership: Membership = {
	state: 'waiting',
	origin: 'https://cercle.example:8443',
	org: new Uint8Array(32).fill(9),
	device: '11111111-2222-4333-8444-555555555555',
	invite: '99999999-2222-4333-8444-555555555555',
	roles: new Set(['admin', 'facilitator']),
	label: 'Phương',
	name: 'Maison'
};

describe('a membership', () => {
	test('comes back from the shelf with its keys', () => {
		const keys = createDeviceKeys();
		const kept = membershipToShelf(membership, keys);
		expect(readMembership((name) => kept.get(name))).toEqual({ ok: true, value: { membership, keys } });
	});

	test('is none on an empty shelf', () => {
		expect(readMembership(() => undefined)).toEqual({ ok: true, value: null });
	});

	test('that is damaged is said, not guessed', () => {
		const kept = membershipToShelf(membership, createDeviceKeys());
		const bytes = kept.get(membershipShelf.membership)!;
		fc.assert(
			fc.property(fc.nat(bytes.length - 1), (end) => {
				const read = readMembership((name) =>
					name === membershipShelf.membership ? bytes.subarray(0, end) : kept.get(name)
				);
				expect(read.ok).toBe(false);
			})
		);
	});
});
