import { expect, test } from 'vitest';
import { startDirectory, type Device, type Directory } from '$lib/protocol/directory';
import { rootSigner } from '$lib/protocol/log-entry';
import type { Role } from '$lib/protocol/roles';
import { certificateLife, renewals } from './certificates';

const today = 20_000;
const id = (digit: number): string => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;

const device = (digit: number, roles: readonly Role[], notAfter: number, isRevoked = false): Device => ({
	device: id(digit),
	verifyKey: new Uint8Array(32).fill(digit),
	kemKey: new Uint8Array(32).fill(digit),
	roles: new Set(roles),
	notAfter,
	invite: rootSigner,
	issuer: rootSigner,
	since: 0,
	sinceDay: today - 300,
	revoked: isRevoked ? { seq: 1, day: today, by: id(1), cutOffs: new Map() } : null
});

const directoryOf = (...devices: readonly Device[]): Directory => ({
	...startDirectory(new Uint8Array(32)),
	devices: new Map(devices.map((one) => [one.device, one]))
});

test('an administrator renews what ends within sixty days, her own too, with the same keys and roles', () => {
	const directory = directoryOf(
		device(1, ['admin'], today + 59),
		device(2, ['facilitator'], today - 5),
		device(3, ['facilitator'], today + 60),
		device(4, ['facilitator'], today + 1, true)
	);
	const renewed = renewals(directory, id(1), today).map((body) =>
		body.kind === 'certificate' ? body.certificate : null
	);
	expect(renewed.map((certificate) => certificate?.device)).toEqual([id(1), id(2)]);
	expect(renewed[1]).toMatchObject({ notAfter: today + certificateLife, kemKey: new Uint8Array(32).fill(2) });
	expect([...(renewed[1]?.roles ?? [])]).toEqual(['facilitator']);
});

test('nobody else renews anything', () => {
	const directory = directoryOf(device(1, ['admin'], today + 1, true), device(2, ['facilitator', 'lead'], today + 1));
	for (const digit of [1, 2, 9]) expect(renewals(directory, id(digit), today)).toEqual([]);
});
