/**
 * How a device proves who asks: HTTP message signatures (RFC 9421) in one fixed profile.
 *
 * Who may call it: `sync/transport.ts` signs; `server/authenticate.ts` checks. The signature itself is made and verified
 * by them; here is only what is signed and how it stands in the headers.
 *
 * What must stay true:
 * - Always the same five components, in the same order, and the same parameters. Anything else is refused, so nobody can
 *   cover less than the whole request (RFC 9421 section 7.2.1 names that as the first mistake).
 * - A signature lives 120 seconds and its nonce is taken once (threats A4, A6: a replayed request).
 *
 * Source: RFC 9421 sections 2.2, 2.3, 2.5; RFC 9530 for Content-Digest.
 */
import { base64ToBytes, bytesToBase64, bytesToUuid, textToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { requestLife } from './limits';

const tag = 'sg-v1';
const components = '("@method" "@authority" "@path" "@query" "content-digest")';

/** What of a request is signed. */
export interface SignedRequest {
	/** Upper case. */
	readonly method: string;
	/** Host and, unless it is the scheme's own, port; lower case. */
	readonly authority: string;
	readonly path: string;
	/** With its question mark; `?` when there is none. */
	readonly query: string;
	/** SHA-256 of the body, also of an empty one. */
	readonly bodyHash: Uint8Array;
}

/** When and by whom. Times are whole seconds since 1970. */
export interface RequestStamp {
	readonly created: number;
	readonly expires: number;
	/** 16 random bytes. */
	readonly nonce: Uint8Array;
	readonly device: string;
}

export interface RequestHeaders {
	readonly 'content-digest': string;
	readonly 'signature-input': string;
	readonly signature: string;
}

/** The headers are missing, or in another form than ours. */
export interface SignatureUnreadable {
	readonly type: 'SignatureUnreadable';
}

/** A stamp from now, good for `requestLife` seconds. */
export const stampRequest = (device: string, nonce: Uint8Array, seconds: number): RequestStamp => ({
	created: seconds,
	expires: seconds + requestLife,
	nonce,
	device
});

/** Standard base64 of the device's 16 bytes would hold letters that need escaping; its hexadecimal does not. */
const keyIdOf = (device: string): string => device.replaceAll('-', '');

const paramsOf = ({ created, expires, nonce, device }: RequestStamp): string =>
	`${components};created=${created};expires=${expires};nonce="${bytesToBase64(nonce)}";keyid="${keyIdOf(device)}";tag="${tag}"`;

const digestOf = (bodyHash: Uint8Array): string => `sha-256=:${bytesToBase64(bodyHash)}:`;

/** The bytes that are signed: RFC 9421's signature base. */
export const requestSigned = (request: SignedRequest, stamp: RequestStamp): Uint8Array =>
	textToBytes(
		[
			`"@method": ${request.method}`,
			`"@authority": ${request.authority}`,
			`"@path": ${request.path}`,
			`"@query": ${request.query}`,
			`"content-digest": ${digestOf(request.bodyHash)}`,
			`"@signature-params": ${paramsOf(stamp)}`
		].join('\n')
	);

/** The headers that carry a signature. */
export const requestHeaders = (request: SignedRequest, stamp: RequestStamp, signature: Uint8Array): RequestHeaders => ({
	'content-digest': digestOf(request.bodyHash),
	'signature-input': `sg=${paramsOf(stamp)}`,
	signature: `sg=:${bytesToBase64(signature)}:`
});

const inputPattern = new RegExp(
	`^sg=${components.replace(/[()]/g, '\\$&')};created=(\\d{1,12});expires=(\\d{1,12});nonce="([A-Za-z0-9+/]{22}==)";keyid="([0-9a-f]{32})";tag="${tag}"$`
);

/** What the headers say: the stamp, the digest of the body and the signature. Checks their form only. Never throws. */
export function readRequestHeaders(headers: {
	readonly get: (name: string) => string | null;
}): Result<{ stamp: RequestStamp; bodyHash: Uint8Array; signature: Uint8Array }, SignatureUnreadable> {
	const input = inputPattern.exec(headers.get('signature-input') ?? '');
	const signature = /^sg=:([A-Za-z0-9+/]{86}==):$/.exec(headers.get('signature') ?? '')?.[1];
	const digest = /^sha-256=:([A-Za-z0-9+/]{43}=):$/.exec(headers.get('content-digest') ?? '')?.[1];
	const [, created, expires, nonceText = '', keyId = ''] = input ?? [];
	const nonce = base64ToBytes(nonceText);
	const signatureBytes = base64ToBytes(signature ?? '');
	const bodyHash = base64ToBytes(digest ?? '');
	if (!input || nonce?.length !== 16 || signatureBytes?.length !== 64 || bodyHash?.length !== 32)
		return err({ type: 'SignatureUnreadable' });
	const device = keyIdToDevice(keyId);
	const stamp = { created: Number(created), expires: Number(expires), nonce, device };
	return ok({ stamp, bodyHash, signature: signatureBytes });
}

const keyIdToDevice = (keyId: string): string =>
	bytesToUuid(Uint8Array.from(keyId.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));

/** Whether a stamp counts at this second: not from the future by more than its own life, not expired, not too long-lived. */
export const isFresh = ({ created, expires }: RequestStamp, seconds: number): boolean =>
	created <= seconds + requestLife && expires > seconds && expires > created && expires - created <= requestLife;
