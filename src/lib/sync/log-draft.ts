/**
 * Entries that belong together in one append, each checked against the directory as the ones before will leave it.
 *
 * Who may call it: invites, revocation and whoever changes readers.
 *
 * What must stay true: a new reader is let in, or an old one out, in the same append as the keys that go with it.
 */
import { dayNumber, type Clock } from '$lib/base/clock';
import { copyDirectory, extendDirectory, latestEpoch, type Directory } from '$lib/protocol/directory';
import type { LogBody } from '$lib/protocol/log-entry';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import { signEntries } from './directory-log';
import { epochDraft, mayMakeStream, type StreamKeys } from './epochs';
import type { SyncSession } from './session';
import { ownVaultVerifier } from './verifier';

export interface LogDraft {
	/** As it will be. */
	readonly directory: Directory;
	readonly bodies: readonly LogBody[];
	/** Adds one entry. False, and nothing changes, when the rules do not allow it. */
	readonly add: (body: LogBody) => boolean;
	/** Adds the next key of a stream for these readers; its first one when it is new. False when this device cannot. */
	readonly addEpoch: (ref: StreamRef, readers: (before: readonly string[]) => Iterable<string>) => Promise<boolean>;
}

/** A draft that follows a directory. */
export function createLogDraft(
	before: Directory,
	session: Pick<SyncSession, 'membership' | 'deviceKeys'> & {
		readonly keys: Pick<StreamKeys, 'get'>;
		readonly clock: Clock;
	}
): LogDraft {
	const { device } = session.membership;
	const directory = copyDirectory(before);
	const bodies: LogBody[] = [];

	const add = (body: LogBody): boolean => {
		const today = dayNumber(session.clock.today());
		const signed = signEntries(directory, [body], device, session.deviceKeys.signingKey, today);
		const [entry] = signed.ok ? signed.value : [];
		if (!entry || !extendDirectory(directory, entry, ownVaultVerifier).ok) return false;
		bodies.push(body);
		return true;
	};

	return {
		directory,
		bodies,
		add,
		addEpoch: async (ref, readers) => {
			const known = directory.streams.get(streamName(ref));
			if (!known && !mayMakeStream(directory, device, ref)) return false;
			const members = known ? latestEpoch(known).members : [device];
			if (!members.includes(device)) return false;
			const body = await epochDraft(directory, session.keys, ref, readers(members));
			return body !== null && add(body);
		}
	};
}
