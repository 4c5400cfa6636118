import { dayNumber } from '$lib/base/clock';
import type { Result } from '$lib/base/result';
import type { Directory } from '$lib/protocol/directory';
import type { LogBody, LogEntry } from '$lib/protocol/log-entry';
import type { AppendProblem } from './directory-log';
import type { SyncSession } from './session';

/** Days a certificate is good for when it is made or renewed. */
export const certificateLife = 365;
/** Days before its end from which an administrator's device renews it. */
const renewedBefore = 60;

/** Certificates that end soon, made longer. For an administrator's device; empty on any other. */
export function renewals(directory: Directory, device: string, today: number): readonly LogBody[] {
	const me = directory.devices.get(device);
	if (!me || me.revoked || !me.roles.has('admin')) return [];
	return [...directory.devices.values()]
		.filter(({ revoked, notAfter }) => !revoked && notAfter - today < renewedBefore)
		.map(({ device: renewed, verifyKey, kemKey, roles, invite }) => ({
			kind: 'certificate',
			certificate: { device: renewed, verifyKey, kemKey, roles, invite, notAfter: today + certificateLife }
		}));
}

/** Renews what ends soon. Call within a turn. */
export const renewCertificates = (session: SyncSession): Promise<Result<readonly LogEntry[], AppendProblem>> =>
	session.append((directory) =>
		renewals(directory, session.membership.device, dayNumber(session.clock.today())).slice(0, 64)
	);
