/**
 * What proves that a new device saw the invite, and what two people compare to know it is the same device.
 *
 * Who may call it: whoever makes an invite, answers one, or confirms an answer.
 *
 * What must stay true:
 * - The transcript is whole: organisation, invite, role, groups, and both public keys of the new device, each with its
 *   length before it, after the domain string. Whatever is left out of it can be exchanged unnoticed.
 * - The secret goes from screen to camera and never to the server, so the server cannot make a MAC.
 * - Four pictures are 20 bits, which anybody tries out in minutes. So they are made of the transcript and a nonce that is
 *   promised before there are keys and told after the keys are fixed: nobody can choose keys for them. One chance in a
 *   million is left, once for each invite.
 *
 * Threat answered: a server that puts its own device in the place of the invited one (A6).
 */
import { hmacSha256, sameBytes, sha256 } from './digest';

/** Pictures that two people compare. */
export const pictureCheckLength = 4;
/** Pictures they are taken from: the first so many of those that `domain/` knows. */
export const pictureCheckChoices = 32;

/** 32 bytes that only somebody with the invite's secret can make for this transcript. */
export const inviteMac = (secret: Uint8Array, transcript: Uint8Array): Uint8Array => hmacSha256(secret, transcript);

/** Whether `mac` is the one for this secret and transcript. No for any other length; never throws. */
export const isInviteMac = (secret: Uint8Array, transcript: Uint8Array, mac: Uint8Array): boolean =>
	sameBytes(inviteMac(secret, transcript), mac);

/** Four numbers from 0 to 31, the first 20 bits of SHA-256(compared), for both screens to show as pictures. */
export function pictureCheck(compared: Uint8Array): readonly number[] {
	const [first = 0, second = 0, third = 0] = sha256(compared);
	const bits = ((first << 16) | (second << 8) | third) >>> 4;
	return [15, 10, 5, 0].map((shift) => (bits >>> shift) & (pictureCheckChoices - 1));
}
