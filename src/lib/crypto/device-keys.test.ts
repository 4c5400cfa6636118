import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDeviceKeys, deviceKeysToBytes, parseDeviceKeys, wipeDeviceKeys } from './device-keys';
import { openAsDevice, sealToDevice } from './hpke';
import { sign, verifies } from './signature';

const damaged = { ok: false, error: { type: 'KeysDamaged' } };

test('the keys of a device come back from their bytes and still fit each other', async () => {
	const keys = createDeviceKeys();
	const parsed = parseDeviceKeys(deviceKeysToBytes(keys));
	expect(parsed).toEqual({ ok: true, value: keys });
	if (!parsed.ok) return;
	const message = Uint8Array.of(1);
	expect(verifies(keys.verifyKey, message, sign(parsed.value.signingKey, message))).toBe(true);
	const box = await sealToDevice(keys.kemPublic, message, message);
	expect(await openAsDevice(parsed.value.kemPrivate, message, box)).toEqual({ ok: true, value: message });
});

test('the stored bytes can be wiped while the keys live on', () => {
	const bytes = deviceKeysToBytes(createDeviceKeys());
	const parsed = parseDeviceKeys(bytes);
	bytes.fill(0);
	expect(parsed.ok && parsed.value.signingKey.some((byte) => byte !== 0)).toBe(true);
	expect(parsed.ok && parsed.value.kemPrivate.some((byte) => byte !== 0)).toBe(true);
});

test('another version or length is said, not guessed at', () => {
	const bytes = deviceKeysToBytes(createDeviceKeys());
	for (const version of [0, 2, 255])
		expect(parseDeviceKeys(Uint8Array.of(version, ...bytes.slice(1)))).toEqual(damaged);
	for (let length = 0; length < bytes.length; length++)
		expect(parseDeviceKeys(bytes.slice(0, length))).toEqual(damaged);
	expect(parseDeviceKeys(Uint8Array.of(...bytes, 0))).toEqual(damaged);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
			expect(parseDeviceKeys(noise)).toEqual(damaged);
		})
	);
});

test('the two pairs have nothing in common, and no two devices have either', () => {
	const seen = new Set<string>();
	for (let device = 0; device < 100; device++) {
		const { signingKey, kemPrivate } = createDeviceKeys();
		for (const key of [signingKey, kemPrivate]) seen.add(Buffer.from(key).toString('hex'));
	}
	expect(seen.size).toBe(200);
});

test('wiping leaves no secret half', () => {
	const keys = createDeviceKeys();
	wipeDeviceKeys(keys);
	expect([...keys.signingKey, ...keys.kemPrivate].every((byte) => byte === 0)).toBe(true);
});
