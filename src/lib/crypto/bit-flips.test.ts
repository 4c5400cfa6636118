/**
 * One bit of everything that is signed or sealed for somebody else is changed, and none is accepted: ten thousand changes in
 * `npm test`, a hundred times as many where they are cheap in `npm run test:deep`.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createSeededRandom, randomBelow } from '$lib/base/random';
import { concatBytes, textToBytes } from '$lib/base/bytes';
import { createBackupKeys, openBackup, sealBackup } from './backup-box';
import { custodianFiles, recoverRoot } from './custodian';
import { createKemKeys, openAsDevice, sealToDevice } from './hpke';
import { inviteMac, isInviteMac } from './invite-code';
import { createSigningKeys, sign, verifies } from './signature';
import { createStreamKey, openFromStream, sealForStream, unwrapOlderKey, wrapOlderKey } from './stream-key';

const times = process.env.DEEP ? 100 : 1;
const slowTimes = process.env.DEEP ? 10 : 1;
const timeout = 20 * 60_000;
const random = createSeededRandom(20_261_122);
const plaintext = random.bytes(300);
const header = textToBytes('sg/v1/env-aad and a header of an envelope');

/** The same bytes with one bit changed: each bit in turn, then any. */
function flipped(bytes: Uint8Array, run: number): Uint8Array {
	const bit = run < bytes.length * 8 ? run : randomBelow(random, bytes.length * 8);
	const changed = bytes.slice();
	changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
	return changed;
}

/** How many of `runs` changes were accepted. */
async function accepted(
	runs: number,
	bytes: Uint8Array,
	isAccepted: (changed: Uint8Array) => boolean | Promise<boolean>
) {
	expect(await isAccepted(bytes)).toBe(true);
	let count = 0;
	for (let run = 0; run < runs; run++) if (await isAccepted(flipped(bytes, run))) count++;
	return count;
}

describe('no bit can be changed unnoticed', () => {
	test(
		'in an envelope and its header',
		async () => {
			const key = createStreamKey();
			const whole = concatBytes(header, sealForStream(key, header, plaintext));
			const opens = (changed: Uint8Array) =>
				openFromStream(key, changed.subarray(0, header.length), changed.subarray(header.length)).ok;
			expect(await accepted(4000 * times, whole, opens)).toBe(0);
		},
		timeout
	);

	test(
		'in an older key under a newer, and its context',
		async () => {
			const [newer, older] = [createStreamKey(), createStreamKey()];
			const whole = concatBytes(header, wrapOlderKey(newer, older, header));
			const opens = (changed: Uint8Array) =>
				unwrapOlderKey(newer, changed.subarray(header.length), changed.subarray(0, header.length)).ok;
			expect(await accepted(1500 * times, whole, opens)).toBe(0);
		},
		timeout
	);

	test(
		'in a MAC and its transcript',
		async () => {
			const secret = random.bytes(32);
			const whole = concatBytes(inviteMac(secret, plaintext), plaintext);
			const opens = (changed: Uint8Array) => isInviteMac(secret, changed.subarray(32), changed.subarray(0, 32));
			expect(await accepted(1500 * times, whole, opens)).toBe(0);
		},
		timeout
	);

	test(
		'in a signature, its key and its message',
		async () => {
			const { signingKey, verifyKey } = createSigningKeys();
			const whole = concatBytes(verifyKey, sign(signingKey, header), header);
			const opens = (changed: Uint8Array) =>
				verifies(changed.subarray(0, 32), changed.subarray(96), changed.subarray(32, 96));
			expect(await accepted(1500 * slowTimes, whole, opens)).toBe(0);
		},
		timeout
	);

	test(
		'in a key wrapped for a device, and its purpose',
		async () => {
			const { kemPrivate, kemPublic } = createKemKeys();
			const whole = concatBytes(header, await sealToDevice(kemPublic, header, random.bytes(32)));
			const opens = async (changed: Uint8Array) =>
				(await openAsDevice(kemPrivate, changed.subarray(0, header.length), changed.subarray(header.length))).ok;
			const topBit = header.length * 8 + 32 * 8 - 1;
			const runs = 1000 * slowTimes;
			expect(await accepted(runs, whole, opens)).toBe(0);
			expect(topBit).toBeLessThan(runs); // X25519 ignores the top bit of a public key; the derivation does not.
		},
		timeout
	);

	test(
		'in a backup',
		async () => {
			const { identity, recipient } = await createBackupKeys();
			const file = await sealBackup(plaintext, [recipient]);
			const opens = async (changed: Uint8Array) => (await openBackup(changed, identity)).ok;
			expect(await accepted(500 * slowTimes, file, opens)).toBe(0);
		},
		timeout
	);
});

describe('the file of a custodian', () => {
	const { signingKey } = createSigningKeys();
	let file = new Uint8Array(0);
	beforeAll(async () => {
		file = new Uint8Array((await custodianFiles(signingKey, ['x']))[0] ?? []);
	});

	test(
		'opens after no change that does not cost a guess: its first lines and its end',
		async () => {
			// Each guess costs a quarter of a second on purpose, so few of them are made.
			const places = [0, 24, 30, file.length - 1, file.length - 40, ...random.bytes(process.env.DEEP ? 200 : 5)];
			for (const place of places) {
				const changed = flipped(file, (place % file.length) * 8);
				expect((await recoverRoot([{ bytes: changed, passphrase: 'x' }])).ok).toBe(false);
			}
		},
		timeout
	);
});
