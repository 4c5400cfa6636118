import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeInviteLink } from '$lib/protocol/invite';
import { roles, type Role } from '$lib/protocol/roles';
import { previewInvite } from './enrol';

const link = (held: readonly Role[]) =>
	writeInviteLink({
		origin: 'https://cercle.example',
		org: new Uint8Array(32).fill(0xab),
		invite: '11111111-0000-4000-8000-000000000000',
		secret: new Uint8Array(32).fill(7),
		promise: new Uint8Array(32).fill(8),
		roles: new Set(held)
	});

test('an invite says where it leads and what for, and never its secret', () => {
	fc.assert(
		fc.property(fc.subarray([...roles], { minLength: 1 }), (held) => {
			const preview = previewInvite(` ${link(held)}\n`);
			expect(preview).toEqual({
				ok: true,
				value: {
					organisation: 'abababab',
					origin: 'https://cercle.example',
					roles: roles.filter((role) => held.includes(role))
				}
			});
		})
	);
});

test('any other text is refused, also one letter less or more', () => {
	const refused = { ok: false, error: { type: 'LinkUnreadable' } };
	const text = link(['facilitator']);
	fc.assert(
		fc.property(fc.string(), (other) => {
			expect(previewInvite(other)).toEqual(refused);
			expect(previewInvite(text.slice(0, -1))).toEqual(refused);
			expect(previewInvite(`${text}A`)).toEqual(refused);
		})
	);
});
