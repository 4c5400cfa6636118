/**
 * What a person must be told because it can only be explained by a fault or by ill will, kept until she dismisses it.
 *
 * Who may call it: this folder raises; the runtime shows and dismisses.
 *
 * What must stay true: an alarm holds no word of anybody; the same one again only counts up.
 */
import * as z from 'zod/mini';
import { bytesToText, textToBytes } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import type { LogProblem } from '$lib/protocol/directory';

export const AlarmType = z.enum([
	/** Two logs were told: another entry stands at a place we know. */
	'LogForked',
	/** The server's log is shorter than the one we hold. */
	'LogRolledBack',
	/** An entry is missing, or breaks a rule. */
	'LogRefused',
	/** Somebody who may not tried to add a device or a reader. */
	'GhostDevice',
	/** The key we were given is not the one the log commits to; `device` gave it. */
	'CommitmentWrong',
	/** `device` told two stories in one stream. */
	'ChainForked',
	/** The server has lost what it confirmed. */
	'ServerForgot',
	/** Somebody else writes as this device. */
	'DeviceCloned',
	/** We had taken in something that `device` wrote after it was removed. */
	'PastCutOff',
	/** `device` sent what it may not write. */
	'NotAllowed',
	/** A newer app wrote what this one cannot read. */
	'AppOutdated',
	/** Somebody tried to use an invite twice, or with a wrong proof. */
	'InviteTried',
	/** The server gave other bytes for the pictures than the invite promised. */
	'PicturesUntrue',
	/** The custodians' key let `device` in, or gave it other roles. */
	'RootKeyUsed'
]);
export type AlarmType = z.infer<typeof AlarmType>;

export const Alarm = z.object({
	type: AlarmType,
	/** Whom it is about, or empty. */
	device: z.string(),
	/** The day it was seen last. */
	day: z.string(),
	count: z.int()
});
export type Alarm = z.infer<typeof Alarm>;

/** What happened, before it is counted. */
export type AlarmSeen = Pick<Alarm, 'type' | 'device'>;

/** Name on the shelf. */
export const alarmName = ({ type, device }: AlarmSeen): string => `alarm/${type}/${device}`;

/** The alarms on a shelf; what does not read is left out. */
export function alarmsOn(shelf: {
	readonly get: (name: string) => Uint8Array | undefined;
	readonly names: (prefix: string) => readonly string[];
}): readonly Alarm[] {
	return shelf.names('alarm/').flatMap((name) => {
		const alarm = readAlarm(shelf.get(name));
		return alarm ? [alarm] : [];
	});
}

/** What to keep after these were seen; each is counted once a round, however often it came in it. */
export function alarmsToKeep(
	get: (name: string) => Uint8Array | undefined,
	seen: readonly AlarmSeen[],
	day: Day
): ReadonlyMap<string, Uint8Array> {
	const byName = new Map(seen.map((alarm) => [alarmName(alarm), alarm]));
	return new Map(
		[...byName].map(([name, { type, device }]) => {
			const count = (readAlarm(get(name))?.count ?? 0) + 1;
			return [name, textToBytes(JSON.stringify({ type, device, day, count } satisfies Alarm))];
		})
	);
}

/** The alarm that a refused log entry is. */
export function alarmOfLog(problem: LogProblem): AlarmSeen {
	switch (problem.type) {
		case 'LogForked':
			return { type: 'LogForked', device: '' };
		case 'SuiteUnknown':
			return { type: 'AppOutdated', device: '' };
		case 'LogRefused': {
			const isGhost = ['organisation', 'signer', 'signature', 'role', 'invite'].includes(problem.why);
			return { type: isGhost ? 'GhostDevice' : 'LogRefused', device: '' };
		}
		case 'LogGap':
		case 'FrameDamaged':
			return { type: 'LogRefused', device: '' };
	}
}

function readAlarm(bytes: Uint8Array | undefined): Alarm | null {
	if (!bytes) return null;
	try {
		const alarm = Alarm.safeParse(JSON.parse(bytesToText(bytes)));
		return alarm.success ? alarm.data : null;
	} catch {
		return null;
	}
}
