/**
 * What the log says of who sent something: whether she leads the group, and whether she supervises.
 *
 * Who may call it: `pull.ts`.
 *
 * What must stay true: in a small organisation one person supervises some groups and leads others. A role alone must not
 * let her write the reports of a group that somebody else leads (threat A11).
 */
import type { Sender } from '$lib/domain/sharing';
import type { Directory } from '$lib/protocol/directory';
import { streamName, type StreamRef } from '$lib/protocol/stream';

/** What a device is in a stream. */
export function senderOf(directory: Directory, device: string, ref: StreamRef): Sender {
	const held = directory.devices.get(device)?.roles;
	const supervises = held?.has('supervisor') ?? false;
	if (!held?.has('facilitator')) return { leads: false, supervises };
	// Who only facilitates is let into a report by somebody who leads the group, and in no other way.
	if (ref.stream !== 'support' && !supervises) return { leads: true, supervises };
	const maker = directory.streams.get(streamName(ref))?.epochs[0]?.signer ?? '';
	const isOfWork = ref.stream === 'report' && isEverIn(directory, { group: ref.group, stream: 'work' }, device);
	return { leads: device === maker || isOfWork || areOfOnePerson(directory, device, maker), supervises };
}

const isEverIn = (directory: Directory, ref: StreamRef, device: string): boolean =>
	directory.streams.get(streamName(ref))?.epochs.some(({ members }) => members.includes(device)) ?? false;

const areOfOnePerson = (directory: Directory, one: string, other: string): boolean =>
	[...directory.streams.values()].some(
		(stream) =>
			stream.stream === 'own' && stream.epochs.some(({ members }) => members.includes(one) && members.includes(other))
	);
