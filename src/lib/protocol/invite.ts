/**
 * Invites: how a new device comes in without anybody having to believe the server.
 *
 * Who may call it: `sync/` on both phones; the server stores records and enrolments as they are.
 *
 * What must stay true:
 * - The secret goes from screen to camera and never to the server. From it come a MAC over the new device's keys, which
 *   the inviter checks, and apart from that a proof that the server can compare by hash, so that strangers cannot use an
 *   invite up (threats A6, A10).
 * - Everything both sides must agree on is in the transcript: organisation, invite, keys. The four pictures come from it and
 *   from a nonce of the inviter. The link promises the nonce by its hash; it is told only when nobody can choose keys any
 *   more, so keys cannot be tried until their pictures agree (threats A6 and A10 in one).
 *
 * The link: origin, then `#` and base64url of a frame: suite (1) · organisation (32) · invite (16) · secret (32) ·
 * promise (32) · roles (1). All of it stands behind the `#`, which no browser sends anywhere.
 */
import { base64ToBytes, bytesToBase64Url, bytesToUuid, u32ToBytes, uuidToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { byteOf, readFields, signedBytes, writeFrame, type FrameDamaged } from './frame';
import { suite } from './limits';
import { byteToRoles, rolesToByte, type Role } from './roles';

/** What the QR code holds. */
export interface InviteLink {
	/** Where the server is: scheme, host and port. */
	readonly origin: string;
	readonly org: Uint8Array;
	readonly invite: string;
	/** 32 random bytes. */
	readonly secret: Uint8Array;
	/** SHA-256 of the nonce that the inviter tells once an enrolment has arrived. */
	readonly promise: Uint8Array;
	readonly roles: ReadonlySet<Role>;
}

/** What the inviter posts, signed by the request that carries it. */
export interface InviteRecord {
	readonly invite: string;
	/** SHA-256 of the proof that `inviteAuth` gives; the server compares it with what the new device shows. */
	readonly authHash: Uint8Array;
	/** Seconds since 1970. */
	readonly expires: number;
}

/** What the new device sends. */
export interface Enrolment {
	readonly device: string;
	readonly verifyKey: Uint8Array;
	readonly kemKey: Uint8Array;
	/** HMAC of the transcript under the invite's secret. */
	readonly mac: Uint8Array;
	/** The proof the server compares. */
	readonly auth: Uint8Array;
}

/** The text is not an invite of ours. */
export interface LinkUnreadable {
	readonly type: 'LinkUnreadable';
}

/** The path that an invite's link opens; everything secret stands behind its `#`. */
export const joinPath = '/join';

/** The link as text, for the QR code and for pasting. */
export const writeInviteLink = (link: InviteLink): string =>
	`${link.origin}${joinPath}#${bytesToBase64Url(
		writeFrame(
			byteOf(suite),
			link.org,
			uuidToBytes(link.invite),
			link.secret,
			link.promise,
			byteOf(rolesToByte(link.roles))
		)
	)}`;

/** The invite in a scanned or pasted text. Spaces around it are forgiven. Never throws. */
export function readInviteLink(text: string): Result<InviteLink, LinkUnreadable> {
	const parts = /^(https?:\/\/[a-z0-9.:[\]-]+)\/join#([A-Za-z0-9_-]{20,400})$/i.exec(text.trim());
	const bytes = base64ToBytes(parts?.[2] ?? '!');
	if (!parts?.[1] || !bytes) return err({ type: 'LinkUnreadable' });
	const fields = readFields(bytes);
	const suiteByte = fields.takeByte();
	const org = fields.take(32);
	const invite = bytesToUuid(fields.take(16));
	const secret = fields.take(32);
	const promise = fields.take(32);
	const held = byteToRoles(fields.takeByte());
	if (!fields.isWhole() || suiteByte !== suite || !held) return err({ type: 'LinkUnreadable' });
	return ok({ origin: parts[1].toLowerCase(), org, invite, secret, promise, roles: held });
}

/** What both sides must have seen alike. */
export const enrolmentTranscript = (
	link: Pick<InviteLink, 'org' | 'invite' | 'roles'>,
	enrolment: Pick<Enrolment, 'device' | 'verifyKey' | 'kemKey'>
): Uint8Array =>
	signedBytes(
		'enrolment-mac',
		link.org,
		uuidToBytes(link.invite),
		byteOf(rolesToByte(link.roles)),
		uuidToBytes(enrolment.device),
		enrolment.verifyKey,
		enrolment.kemKey
	);

/** Bytes of the nonce that a link promises. */
export const revealLength = 32;

/** What the four pictures are made of: hashed, its first 20 bits. */
export const comparedBytes = (transcript: Uint8Array, nonce: Uint8Array): Uint8Array =>
	signedBytes('picture-check', transcript, nonce);

/** What the proof for the server is a MAC of. */
export const inviteAuthMessage = (org: Uint8Array, invite: string): Uint8Array =>
	signedBytes('invite-auth', org, uuidToBytes(invite));

export const writeInviteRecord = (record: InviteRecord): Uint8Array =>
	writeFrame(uuidToBytes(record.invite), record.authHash, u32ToBytes(record.expires));

/** The record in a request's body. Never throws. */
export function readInviteRecord(bytes: Uint8Array): Result<InviteRecord, FrameDamaged> {
	const fields = readFields(bytes);
	const record = { invite: bytesToUuid(fields.take(16)), authHash: fields.take(32), expires: fields.takeU32() };
	return fields.isWhole() ? ok(record) : err({ type: 'FrameDamaged' });
}

export const writeEnrolment = (enrolment: Enrolment): Uint8Array =>
	writeFrame(uuidToBytes(enrolment.device), enrolment.verifyKey, enrolment.kemKey, enrolment.mac, enrolment.auth);

/** The enrolment in a request's body. Never throws. */
export function readEnrolment(bytes: Uint8Array): Result<Enrolment, FrameDamaged> {
	const fields = readFields(bytes);
	const enrolment = {
		device: bytesToUuid(fields.take(16)),
		verifyKey: fields.take(32),
		kemKey: fields.take(32),
		mac: fields.take(32),
		auth: fields.take(32)
	};
	return fields.isWhole() ? ok(enrolment) : err({ type: 'FrameDamaged' });
}
