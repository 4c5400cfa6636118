/**
 * Hashing and signatures with Node's own cryptography: the server needs nothing of what the phones use.
 *
 * Who may call it: everything in `server/` that checks what came in.
 *
 * What must stay true:
 * - Whatever this accepts, the phones accept too: RFC 8032 in its strict reading, where a key of small order, a second
 *   spelling of a point, and S + L are refused. OpenSSL alone takes some of those keys, and under them every message
 *   has a valid signature (threats A6, A10). The other way round the two may differ, for a signer who made her own
 *   key crooked; the server then refuses what nobody else would have got to see.
 * - It answers no for any bytes whatever and never throws.
 */
import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { bytesToHex, concatBytes } from '$lib/base/bytes';
import type { Verifier } from '$lib/protocol/directory';

/** 2^255 - 19, and the order of the group that signatures are made in. */
const prime = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${bytesToHex(Uint8Array.from(bytes).reverse()) || '0'}`);

/** The height of a point: its encoding without the sign bit. */
const heightOf = (point: Uint8Array): bigint => littleEndian(point) & (2n ** 255n - 1n);

/** Points that vanish when multiplied by eight, by their height, as RFC 7748 and its errata list them. */
const smallHeights: ReadonlySet<bigint> = new Set([
	0n,
	1n,
	prime - 1n,
	littleEndian(Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex')),
	littleEndian(Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex'))
]);

/** What a key in PKIX form begins with (RFC 8410). */
const pkixPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const rememberedKeys = 2000;

/** Fails for a key that no honest device has. */
function readKey(verifyKey: Uint8Array): KeyObject | null {
	if (verifyKey.length !== 32) return null;
	const height = heightOf(verifyKey);
	if (height >= prime || smallHeights.has(height)) return null;
	try {
		const pkix = concatBytes(pkixPrefix, verifyKey);
		return createPublicKey({ key: Buffer.from(pkix), format: 'der', type: 'spki' });
	} catch {
		return null;
	}
}

const toLittleEndian = (number: bigint): Uint8Array =>
	Uint8Array.from(Buffer.from(number.toString(16).padStart(64, '0'), 'hex')).reverse();
const primeBytes = toLittleEndian(prime);
const orderBytes = toLittleEndian(order);

/** Whether the 32 bytes from `from` on, little end first and the top bit left out when `withoutSign`, are below a limit. */
function isBelow(bytes: Uint8Array, from: number, limit: Uint8Array, withoutSign: boolean): boolean {
	for (let at = 31; at >= 0; at--) {
		const byte = (bytes[from + at] ?? 0) & (at === 31 && withoutSign ? 0x7f : 0xff);
		const most = limit[at] ?? 0;
		if (byte !== most) return byte < most;
	}
	return false;
}

/** Only scalars below the order, and only points in their one spelling. Looked at for each request, so without BigInt. */
const isCanonical = (signature: Uint8Array): boolean =>
	signature.length === 64 && isBelow(signature, 0, primeBytes, true) && isBelow(signature, 32, orderBytes, false);

/**
 * Verifies with OpenSSL. Keeps the keys it has parsed, since a device asks often. It verifies where it is called: one
 * signature of a request takes less than handing it to another thread and waiting for the answer costs a small machine.
 */
export function createVerifier(): Verifier {
	const keysByBytes = new Map<string, KeyObject | null>();
	const keyOf = (verifyKey: Uint8Array): KeyObject | null => {
		const name = bytesToHex(verifyKey);
		const known = keysByBytes.get(name);
		if (known !== undefined) return known;
		if (keysByBytes.size >= rememberedKeys) keysByBytes.clear();
		const key = readKey(verifyKey);
		keysByBytes.set(name, key);
		return key;
	};
	return {
		sha256: (bytes) => hash('sha256', bytes, 'buffer'),
		verifies: (verifyKey, message, signature) => {
			const key = keyOf(verifyKey);
			return key !== null && isCanonical(signature) && verify(null, message, key, signature);
		}
	};
}
