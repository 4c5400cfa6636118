/**
 * Who asks: checks the signature of a request, in the fixed profile of `protocol/request.ts`, before its body is read.
 *
 * Who may call it: the handlers of requests, first of all.
 *
 * What must stay true:
 * - An organisation that is not here, a device that it does not know and a wrong signature get one answer for the same
 *   work, so that nobody learns who belongs to whom (threat A10).
 * - The signature covers the digest of the body, and the body is read only for a device that is known and compared with
 *   it. So strangers cannot make the server hold anything.
 * - `@authority` is the host people open, from the settings: what a proxy or a sender puts into `Host` decides nothing.
 * - A revoked device may read the log, to find its own revocation, and nothing else.
 * - The root key may sign what a recovery needs, reading the log and appending one certificate, and nothing else: to every
 *   other request its name is that of a device nobody knows.
 */
import { sameBytes } from '$lib/base/bytes';
import type { Clock } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import type { Device, Directory, Verifier } from '$lib/protocol/directory';
import { rootSigner } from '$lib/protocol/log-entry';
import { isFresh, readRequestHeaders, requestSigned, type RequestStamp } from '$lib/protocol/request';
import { nonceName, type TakeNonce } from './nonces';
import type { TakeTurn } from './rate-limits';
import { readBody } from './read-body';
import type { Refusal } from './respond';

export interface AuthenticateDeps {
	/** The directory of an organisation as it is after the request came, or null for one that is not here. */
	readonly lookUp: (org: string) => Promise<Directory | null>;
	readonly verifier: Verifier;
	readonly clock: Clock;
	readonly takeNonce: TakeNonce;
	readonly takeTurn: TakeTurn;
	/** Where phones reach this server. */
	readonly origin: string;
}

/** A request whose sender is known; `Sender` is null for the root key, where that may ask. */
export interface Authenticated<Sender extends Device | null = Device> {
	/** As it stands in addresses and tables. */
	readonly org: string;
	readonly directory: Directory;
	readonly device: Sender;
	/** To be claimed by whatever writes. */
	readonly nonce: string;
	readonly body: Uint8Array;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** What the signature of a request says, before it is known whose it is. */
export interface Claim {
	readonly stamp: RequestStamp;
	readonly bodyHash: Uint8Array;
	readonly signature: Uint8Array;
	readonly signed: Uint8Array;
	readonly now: number;
}

const refused = { type: 'SignatureRefused' } as const;

/** A sound key that nobody holds: the base point of the curve, times no secret we kept. */
const nobodysKey = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');

const dayLength = 86_400_000;

/** What the headers of a request claim. `SignatureMissing`, `SignatureRefused` or `ClockSkewed`. */
export function readClaim(
	request: Request,
	{ origin, clock }: Pick<AuthenticateDeps, 'origin' | 'clock'>
): Result<Claim, Refusal> {
	const { headers, method } = request;
	if (!headers.has('signature') && !headers.has('signature-input')) return err({ type: 'SignatureMissing' });
	const read = readRequestHeaders(headers);
	if (!read.ok) return err(refused);
	const now = clock.now();
	const seconds = Math.floor(now / 1000);
	if (!isFresh(read.value.stamp, seconds)) return err({ type: 'ClockSkewed', now: seconds });
	const { pathname, search } = new URL(request.url);
	const { bodyHash, stamp } = read.value;
	const authority = new URL(origin).host;
	const signed = requestSigned({ method, authority, path: pathname, query: search || '?', bodyHash }, stamp);
	return ok({ ...read.value, signed, now });
}

interface Asked {
	/** Bytes of the body. */
	readonly largest: number;
	/** A device that is revoked, or whose certificate has run out, may ask this too. */
	readonly mayRevoked?: boolean;
}

/**
 * Which device signed a request, and its body. Every refusal is one of `SignatureMissing`, `SignatureRefused`,
 * `ClockSkewed`, `DeviceRevoked`, `NotAllowed`, `TooManyRequests`, or about the body.
 */
export async function authenticate(
	request: Request,
	org: string,
	deps: AuthenticateDeps,
	asked: Asked
): Promise<Result<Authenticated, Refusal>> {
	const sender = await authenticateSender(request, org, deps, asked, false);
	if (!sender.ok) return sender;
	const { device } = sender.value;
	return device ? ok({ ...sender.value, device }) : err(refused);
}

/** `authenticate`, for what the root key may ask too. */
export const authenticateOrRoot = (
	request: Request,
	org: string,
	deps: AuthenticateDeps,
	asked: Asked
): Promise<Result<Authenticated<Device | null>, Refusal>> => authenticateSender(request, org, deps, asked, true);

async function authenticateSender(
	request: Request,
	org: string,
	deps: AuthenticateDeps,
	{ largest, mayRevoked = false }: Asked,
	mayRoot: boolean
): Promise<Result<Authenticated<Device | null>, Refusal>> {
	const claim = readClaim(request, deps);
	if (!claim.ok) return claim;
	const { stamp, now } = claim.value;
	const directory = await deps.lookUp(org);
	const device = directory?.devices.get(stamp.device) ?? null;
	const rootKey = mayRoot && stamp.device === rootSigner ? directory?.rootKey : undefined;
	const key = device?.verifyKey ?? rootKey;
	const isSigned = isClaimSigned(claim.value, key ?? nobodysKey, deps.verifier);
	if (!isSigned || !directory || !key) return err(refused);
	const nonce = nonceName(stamp);
	if (!deps.takeNonce(`${org}.${nonce}`)) return err(refused);
	const turn = await (device ? deps.takeTurn('device', `${org}.${device.device}`) : deps.takeTurn('root', org));
	if (!turn.ok) return turn;
	if (device && !mayRevoked) {
		if (device.revoked) return err({ type: 'DeviceRevoked' });
		if (device.notAfter < Math.floor(now / dayLength)) return err({ type: 'NotAllowed' });
	}
	const body = await readSignedBody(request, claim.value, largest, deps.verifier);
	return body.ok ? ok({ org, directory, device, nonce, body: body.value, now }) : body;
}

/** Whether the holder of a key made a claim. */
export const isClaimSigned = ({ signed, signature }: Claim, key: Uint8Array, verifier: Verifier): boolean =>
	verifier.verifies(key, signed, signature);

/** The body that a claim is about. `SignatureRefused` when it came with another. */
export async function readSignedBody(
	request: Request,
	{ bodyHash }: Claim,
	largest: number,
	{ sha256 }: Verifier
): Promise<Result<Uint8Array, Refusal>> {
	const body = await readBody(request, largest);
	return body.ok && !sameBytes(sha256(body.value), bodyHash) ? err(refused) : body;
}
