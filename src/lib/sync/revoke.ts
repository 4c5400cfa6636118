/**
 * Takes devices out of the organisation, and changes who reads a stream.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - A removal, and the new keys of every stream this device can rotate, stand in one append: nothing lies between in which
 *   the removed device still gets keys (threats A2, A12: a stolen phone, somebody who left).
 * - How far the removed device counts is never less than what this phone has seen of it: a server that names less is
 *   told as an alarm and not believed (threat A6: work hidden by a removal).
 * - A device destroys its vault on a removal it has verified in its own pinned log, never on the server's word.
 */
import { sameBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import type { GroupId } from '$lib/domain/ids';
import { sharingOf } from '$lib/domain/sharing';
import { canOpen, latestEpoch, type Directory } from '$lib/protocol/directory';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import { paths, readHeads, type ChainHead } from '$lib/protocol/v1';
import type { AlarmSeen } from './alarms';
import { chainsOf } from './chain';
import { readersDue } from './epochs';
import { createLogDraft } from './log-draft';
import { peopleProblem, type PeopleProblem } from './people-problem';
import type { SyncSession } from './session';

type Answer<T> = Promise<Result<T, PeopleProblem>>;

/** Takes a device out. Succeeds, too, when somebody else did so first. */
export function revokeDevice(session: SyncSession, device: string): Answer<void> {
	return session.inTurn(async () => {
		const allowed = mayRevoke(session.log.directory(), session.membership.device, device);
		if (!allowed.ok) return allowed;
		let fault: PeopleProblem | null = null;
		const appended = await session.append(async (directory) => {
			const known = directory.devices.get(device);
			if (!known || known.revoked) return [];
			// Asked anew for every try: the device may have written between two of them.
			const ends = await cutOffsFor(session, device);
			fault = ends.ok ? null : ends.error;
			if (!ends.ok) return [];
			const draft = createLogDraft(directory, session);
			const cutOffs = ends.value.filter((end) => directory.streams.has(streamName(end)));
			if (!draft.add({ kind: 'revocation', device, cutOffs })) return [];
			// Who leaves holds no place in the log any more to sign new keys with; another reader's device does it.
			if (device === session.membership.device) return draft.bodies;
			for (const stream of directory.streams.values())
				if (latestEpoch(stream).members.includes(device))
					await draft.addEpoch(stream, (before) => before.filter((member) => member !== device));
			return draft.bodies;
		});
		if (fault) return err(fault);
		if (!appended.ok) return err(peopleProblem(appended.error));
		const isOut = session.log.directory().devices.get(device)?.revoked;
		return isOut ? ok(undefined) : err({ type: 'NotAllowed' });
	});
}

function mayRevoke(directory: Directory, me: string, device: string): Result<void, PeopleProblem> {
	const [mine, theirs] = [directory.devices.get(me), directory.devices.get(device)];
	if (!theirs || theirs.revoked) return err({ type: 'DeviceUnknown' });
	if (!mine || mine.revoked) return err({ type: 'NotMember' });
	if (!mine.roles.has('admin') && theirs.issuer !== me && device !== me) return err({ type: 'NotAllowed' });
	const admins = [...directory.devices.values()].filter(({ roles, revoked }) => roles.has('admin') && !revoked);
	return theirs.roles.has('admin') && admins.length === 1 ? err({ type: 'LastAdmin' }) : ok(undefined);
}

/** The ends of a device's chains: the server's, but never less than we have seen, which raises an alarm. */
async function cutOffsFor(session: SyncSession, device: string): Answer<readonly ChainHead[]> {
	const { org } = session.membership;
	const answer = await session.transport.send({ method: 'GET', path: paths.heads(org), query: { device } });
	if (!answer.ok) return err(peopleProblem(answer.error));
	const told = readHeads(answer.value);
	if (!told.ok) return err({ type: 'ServerFailed' });
	const heads = told.value.filter((head) => head.device === device && head.seq > 0);
	const endsByStream = new Map<string, ChainHead>(heads.map((head) => [streamName(head), head]));
	const alarms: AlarmSeen[] = [];
	for (const { group, stream } of session.log.directory().streams.values()) {
		const ref: StreamRef = { group, stream };
		const seen = chainsOf(session.shelf, ref).get(device);
		if (!seen || seen.seq === 0) continue;
		const end = endsByStream.get(streamName(ref));
		if (end && (end.seq > seen.seq || (end.seq === seen.seq && sameBytes(end.hash, seen.hash)))) continue;
		alarms.push({ type: end?.seq === seen.seq ? 'ChainForked' : 'ServerForgot', device });
		endsByStream.set(streamName(ref), { ...ref, device, seq: seen.seq, hash: seen.hash });
	}
	const raised = await session.raise(alarms);
	return raised.ok ? ok([...endsByStream.values()]) : raised;
}

/** Whether the pinned log, verified on this phone, says that this device was removed. */
export const isRemoved = ({ log, membership }: Pick<SyncSession, 'log' | 'membership'>): boolean =>
	Boolean(log.directory().devices.get(membership.device)?.revoked);

const groupStreams = (group: string) =>
	[
		{ group, stream: 'work' },
		{ group, stream: 'report' }
	] as const;

/** Lets another facilitator open the whole group; makes its streams when it was shared a moment ago. */
export function addReader(session: SyncSession, group: string, device: string): Answer<void> {
	return session.inTurn(async () => {
		const shared = sharingOf(session.vault.ledger(), group as GroupId); // rows of its table are groups
		const wanted = (directory: Directory) =>
			groupStreams(group).filter((ref) => directory.streams.has(streamName(ref)) || shared[ref.stream]);
		const appended = await session.append(async (directory) => {
			const draft = createLogDraft(directory, session);
			for (const ref of wanted(directory)) {
				if (canOpen(directory, device, ref)) continue;
				const due = readersDue(draft.directory, session.membership.device, ref);
				await draft.addEpoch(ref, (before) => [...before, ...due, device]);
			}
			return draft.bodies;
		});
		if (!appended.ok) return err(peopleProblem(appended.error));
		const directory = session.log.directory();
		const there = wanted(directory);
		const isOpen = there.length > 0 && there.every((ref) => canOpen(directory, device, ref));
		return isOpen ? ok(undefined) : err({ type: 'NotAllowed' });
	});
}

/** From now on a device opens nothing more of a group. Supervisors keep its reports: their role gives them those. */
export function removeReader(session: SyncSession, group: string, device: string): Answer<void> {
	return session.inTurn(async () => {
		const { device: me } = session.membership;
		const without = (directory: Directory, ref: StreamRef): boolean => {
			const stream = directory.streams.get(streamName(ref));
			if (!stream || !latestEpoch(stream).members.includes(device)) return false;
			const isByRole = ref.stream === 'report' && directory.devices.get(device)?.roles.has('supervisor');
			return !isByRole && readersDue(directory, me, ref).size > 1;
		};
		const appended = await session.append(async (directory) => {
			const draft = createLogDraft(directory, session);
			for (const ref of groupStreams(group))
				if (without(directory, ref))
					await draft.addEpoch(ref, (before) => before.filter((member) => member !== device));
			return draft.bodies;
		});
		if (!appended.ok) return err(peopleProblem(appended.error));
		const directory = session.log.directory();
		return groupStreams(group).some((ref) => without(directory, ref)) ? err({ type: 'NotAllowed' }) : ok(undefined);
	});
}
