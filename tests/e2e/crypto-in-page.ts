/**
 * Runs inside a browser page, bundled by `crypto.spec.ts`: the engine on a phone is not the one the unit tests run in, and
 * compression, randomness and WebCrypto are its own.
 */
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '$lib/base/bytes';
import { createBackupKeys, openBackup, sealBackup } from '$lib/crypto/backup-box';
import { custodianFiles, recoverRoot } from '$lib/crypto/custodian';
import { createDeviceKeys, deviceKeysToBytes, parseDeviceKeys } from '$lib/crypto/device-keys';
import { hmacSha256, sameBytes } from '$lib/crypto/digest';
import { hpkeSuite, openAsDevice, sealToDevice } from '$lib/crypto/hpke';
import { asSigningKey, createSigningKeys, sign, verifies, verifyKeyOf } from '$lib/crypto/signature';
import { asStreamKey, createStreamKey, openFromStream, sealForStream } from '$lib/crypto/stream-key';
import published from '../vectors/published.v1.json';

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const bufferOf = (hex: string) => bytes(hex).buffer;
const broken: string[] = [];
let checks = 0;

const check = (name: string, isTrue: boolean) => {
	checks++;
	if (!isTrue) broken.push(name);
};
const hexOrNothing = (compute: () => Uint8Array) => {
	try {
		return bytesToHex(compute());
	} catch {
		return '0'.repeat(64);
	}
};

function checkPublished(): void {
	for (const vector of published.ed25519) {
		const [key, message, signature] = [bytes(vector.publicKey), bytes(vector.message), bytes(vector.signature)];
		check(vector.name, verifies(key, message, signature) === vector.isValid);
		if (!('secretKey' in vector) || vector.secretKey === undefined) continue;
		const signingKey = asSigningKey(bytes(vector.secretKey));
		check(vector.name, sameBytes(sign(signingKey, message), signature) && sameBytes(verifyKeyOf(signingKey), key));
	}
	for (const small of [...published.smallOrder.ed25519, ...published.smallOrder.ed25519NotCanonical])
		for (const r of published.smallOrder.ed25519)
			for (let message = 0; message < 8; message++)
				check(small, !verifies(bytes(small), Uint8Array.of(message), concatBytes(bytes(r), new Uint8Array(32))));
	for (const { name, privateKey, publicKey, shared } of published.x25519)
		check(name, hexOrNothing(() => x25519.getSharedSecret(bytes(privateKey), bytes(publicKey))) === shared);
	for (const { name, key, nonce, associated, plaintext, sealed } of published.xchacha20poly1305) {
		const opened = openFromStream(asStreamKey(bytes(key)), bytes(associated), bytes(nonce + sealed));
		check(name, opened.ok && bytesToHex(opened.value) === plaintext);
	}
	for (const { name, secret, salt, context, output } of published.hkdfSha256)
		check(name, bytesToHex(hkdf(sha256, bytes(secret), bytes(salt), bytes(context), output.length / 2)) === output);
	for (const { name, key, message, tag, isValid } of published.hmacSha256)
		check(name, sameBytes(hmacSha256(bytes(key), bytes(message)), bytes(tag)) === isValid);
}

async function checkHpke(): Promise<void> {
	const { name, recipientPrivate, encapsulated, context, sealed, associated, plaintext } = published.hpke;
	const suite = await hpkeSuite();
	const recipient = await suite.createRecipientContext({
		recipientKey: await suite.kem.deserializePrivateKey(bufferOf(recipientPrivate)),
		enc: bufferOf(encapsulated),
		['info']: bufferOf(context)
	});
	const opened = await recipient.open(bufferOf(sealed), bufferOf(associated));
	check(name, bytesToHex(new Uint8Array(opened)) === plaintext);
	for (const small of published.smallOrder.x25519) {
		const refused = await sealToDevice(bytes(small), sealing, sealing).catch(() => undefined);
		check(`small recipient ${small}`, refused === undefined);
	}
}

const sealing = Uint8Array.from({ length: 100 }, (_, at) => at);

/** The same bytes with one bit changed, a different one for each `run`. */
function flipped(whole: Uint8Array, run: number): Uint8Array {
	const changed = whole.slice();
	const bit = (run * 37) % (whole.length * 8);
	changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
	return changed;
}

async function checkOwnBoxes(): Promise<void> {
	const keys = createDeviceKeys();
	const parsed = parseDeviceKeys(deviceKeysToBytes(keys));
	check('device keys come back', parsed.ok && sameBytes(parsed.value.kemPublic, keys.kemPublic));

	const streamKey = createStreamKey();
	const box = sealForStream(streamKey, sealing, sealing);
	const signature = sign(keys.signingKey, sealing);
	const wrap = await sealToDevice(keys.kemPublic, sealing, streamKey);
	const backupKeys = await createBackupKeys();
	const backup = await sealBackup(sealing, [backupKeys.recipient]);
	const unwrapped = await openAsDevice(keys.kemPrivate, sealing, wrap);
	const restored = await openBackup(backup, backupKeys.identity);
	check('an envelope opens', openFromStream(streamKey, sealing, box).ok);
	check('a signature verifies', verifies(keys.verifyKey, sealing, signature));
	check('a wrapped key opens', unwrapped.ok && sameBytes(unwrapped.value, streamKey));
	check('a backup opens', restored.ok && sameBytes(restored.value, sealing));
	for (let run = 0; run < 200; run++) {
		check(`bit ${run} of an envelope`, !openFromStream(streamKey, sealing, flipped(box, run)).ok);
		check(`bit ${run} of a signature`, !verifies(keys.verifyKey, sealing, flipped(signature, run)));
		check(`bit ${run} of a wrap`, !(await openAsDevice(keys.kemPrivate, sealing, flipped(wrap, run))).ok);
		check(`bit ${run} of a backup`, !(await openBackup(flipped(backup, run), backupKeys.identity)).ok);
	}
}

async function checkCustodians(): Promise<void> {
	const { signingKey } = createSigningKeys();
	const passphrases = ['a', 'b', 'c'];
	const files = await custodianFiles(signingKey, passphrases);
	const brought = files.map((file, at) => ({ bytes: file, passphrase: passphrases[at] ?? '' })).slice(1);
	const recovered = await recoverRoot(brought);
	check('two of three files give the root key', recovered.ok && sameBytes(recovered.value, signingKey));
}

/** How many checks were made, and the names of those that failed. */
async function checkAll(): Promise<{ readonly checks: number; readonly broken: readonly string[] }> {
	checkPublished();
	await checkHpke();
	await checkOwnBoxes();
	await checkCustodians();
	return { checks, broken };
}

Object.assign(globalThis, { checkAll });
