/**
 * What a vault keeps of the organisation it joined: where its server is, who the organisation is, and the device's keys.
 *
 * Who may call it: whoever joins or leaves, and `session.ts`.
 *
 * What must stay true: the organisation's id comes from the invite or from having made it, never from a server (threat
 * A6: a new root). It is the hash of the root key, so it pins every entry of the log.
 */
import { bytesToUuid, textToBytes, uuidToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { deviceKeysToBytes, parseDeviceKeys, type DeviceKeys } from '$lib/crypto/device-keys';
import { byteOf, readFields, writeFrame } from '$lib/protocol/frame';
import { byteToRoles, rolesToByte, type Role } from '$lib/protocol/roles';

/** `waiting`: enrolled and not confirmed. `member`: the log has the device. `removed`: it was revoked. */
export type MembershipState = 'waiting' | 'member' | 'removed';

export interface Membership {
	readonly state: MembershipState;
	/** Scheme, host and port of the server. */
	readonly origin: string;
	/** 32 bytes: the hash of the root key. */
	readonly org: Uint8Array;
	readonly device: string;
	/** The invite it came by, or zeros for who made the organisation. */
	readonly invite: string;
	/** What the invite promised; what counts is the log. */
	readonly roles: ReadonlySet<Role>;
	/** Names as typed on this phone; the organisation's own names come with the office stream. */
	readonly label: string;
	readonly name: string;
}

/** What lies on the shelf does not read as a membership. */
export interface MembershipDamaged {
	readonly type: 'MembershipDamaged';
}

/** Names on the shelf. */
export const membershipShelf = { membership: 'membership', keys: 'device-keys' } as const;

const states: readonly MembershipState[] = ['waiting', 'member', 'removed'];

/** What to keep for a device that enrols; together, so that keys are never without their organisation. */
export const membershipToShelf = (membership: Membership, keys: DeviceKeys): ReadonlyMap<string, Uint8Array> =>
	new Map([
		[membershipShelf.membership, writeMembership(membership)],
		[membershipShelf.keys, deviceKeysToBytes(keys)]
	]);

/** The bytes of a membership, without keys. */
export const writeMembership = (membership: Membership): Uint8Array =>
	writeFrame(
		byteOf(1),
		byteOf(states.indexOf(membership.state)),
		textToBytes(membership.origin),
		membership.org,
		uuidToBytes(membership.device),
		uuidToBytes(membership.invite),
		byteOf(rolesToByte(membership.roles)),
		textToBytes(membership.label),
		textToBytes(membership.name)
	);

/** The membership and keys on a shelf, or null when the vault belongs to nobody but its owner. */
export function readMembership(
	get: (name: string) => Uint8Array | undefined
): Result<{ readonly membership: Membership; readonly keys: DeviceKeys } | null, MembershipDamaged> {
	const bytes = get(membershipShelf.membership);
	const keyBytes = get(membershipShelf.keys);
	if (!bytes || !keyBytes) return ok(null);
	const fields = readFields(bytes);
	const version = fields.takeByte();
	const state = states[fields.takeByte()];
	const origin = fields.takeText(2048);
	const org = fields.take(32);
	const device = bytesToUuid(fields.take(16));
	const invite = bytesToUuid(fields.take(16));
	const roles = byteToRoles(fields.takeByte());
	const label = fields.takeText(4096);
	const name = fields.takeText(4096);
	const keys = parseDeviceKeys(keyBytes);
	if (!fields.isWhole() || version !== 1 || !state || !roles || !keys.ok) return err({ type: 'MembershipDamaged' });
	return ok({ membership: { state, origin, org, device, invite, roles, label, name }, keys: keys.value });
}
