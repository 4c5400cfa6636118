/**
 * What a device may do, as the log says. The same table decides on phones and on the server.
 *
 * What must stay true: nobody can give what she does not have, except an administrator (threats A11, A12).
 */
import type { StreamKind } from './stream';

/** Roles and the bit each has in a certificate. A device has at least one; in a small organisation several. */
export const roleBits = { admin: 1, facilitator: 2, supervisor: 4, lead: 8, reader: 16 } as const;
export type Role = keyof typeof roleBits;
export const roles = Object.keys(roleBits) as readonly Role[]; // keys of the literal above

const everyRole = Object.values(roleBits).reduce((all, bit) => all | bit, 0);

/** The byte for a set of roles. */
export const rolesToByte = (held: Iterable<Role>): number => [...held].reduce((byte, role) => byte | roleBits[role], 0);

/** The set of roles of a byte, or null when it is empty or holds an unknown bit. */
export const byteToRoles = (byte: number): ReadonlySet<Role> | null =>
	byte === 0 || (byte & ~everyRole) !== 0 ? null : new Set(roles.filter((role) => byte & roleBits[role]));

type RolesByStream = { readonly [kind in StreamKind]: readonly Role[] | null };

/** Roles of which a device needs one to be a reader of a stream; null: decided by who certified whom. */
export const readerRoles: RolesByStream = {
	work: ['facilitator'],
	report: ['facilitator', 'supervisor'],
	office: ['admin'],
	own: null,
	common: roles,
	leads: ['lead'],
	results: ['reader'],
	support: ['facilitator', 'supervisor']
};

/** Roles of which a device needs one to make a stream, and to have a snapshot stand for what was written in it. */
export const makerRoles: RolesByStream = {
	work: ['facilitator'],
	report: ['facilitator'],
	office: ['admin'],
	own: null,
	common: ['admin', 'supervisor'],
	leads: ['lead'],
	results: ['reader'],
	support: ['facilitator']
};

/** Roles of which a device needs one to write into a stream. What each may write there, `domain/sharing.ts` says. */
export const writerRoles: RolesByStream = {
	...makerRoles,
	report: ['facilitator', 'supervisor'],
	support: ['facilitator', 'supervisor']
};

/** Whether somebody with these roles is among those a table names for a kind of stream. */
export const mayByRole = (table: RolesByStream, held: ReadonlySet<Role>, kind: StreamKind): boolean => {
	const wanted = table[kind];
	return wanted === null || hasOneOf(held, wanted);
};

/** Whether a device with `held` roles may certify one with `given`. */
export const mayCertify = (held: ReadonlySet<Role>, given: ReadonlySet<Role>): boolean =>
	held.has('admin') || [...given].every((role) => held.has(role));

/** Whether it has one of the roles. */
export const hasOneOf = (held: ReadonlySet<Role>, wanted: readonly Role[]): boolean =>
	wanted.some((role) => held.has(role));
