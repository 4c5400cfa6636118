import { dayOf } from '$lib/base/clock';
import type { DeviceId } from '$lib/domain/ids';
import { rowOf, type Ledger } from '$lib/domain/ledger';
import { policiesOf } from '$lib/domain/policy';
import { canOpen, isReader, latestEpoch, type Device, type Directory } from '$lib/protocol/directory';
import { rootSigner } from '$lib/protocol/log-entry';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import { alarmName, alarmsOn } from './alarms';
import { hasBackupKey } from './backup-key';
import { dayShown } from './day-shown';
import type { SyncEngine } from './engine';
import { invitationsOf } from './invite';
import type { Alarm, PeopleView, Person, Reader } from './people-view';
import type { SyncSession } from './session';
import type { Shelf } from './vault-port';

/** How a device is called in this vault; empty while nobody said. */
export function labelOf(ledger: Ledger, device: string): string {
	const label = rowOf(ledger, 'person', device)?.fields['label'];
	return typeof label === 'string' ? label : '';
}

/** What screens see of a member. */
export function viewOfMember(session: SyncSession, engine: SyncEngine, name: string): PeopleView {
	const { membership, log, shelf, vault } = session;
	const directory = log.directory();
	const ledger = vault.ledger();
	const me = directory.devices.get(membership.device);
	return {
		state: me?.revoked ? 'removed' : 'member',
		name,
		roles: [...(me?.roles ?? membership.roles)],
		people: [...directory.devices.values()]
			.sort((a, b) => a.since - b.since)
			.map((device) => personOf(directory, ledger, membership.device, device, engine.lastHeard(device.device))),
		invitations: invitationsOf(session),
		pictures: null,
		hasBackupKey: hasBackupKey(session),
		policies: policiesOf(directory.policies),
		alarms: alarmsShown(shelf, ledger),
		missing: engine
			.missing()
			.map(({ device, count, since }) => ({ label: labelOf(ledger, device), count, since: dayOf(since) }))
	};
}

/** The alarms on a shelf, with the labels of whom they are about. */
export const alarmsShown = (shelf: Pick<Shelf, 'get' | 'names'>, ledger: Ledger): readonly Alarm[] =>
	alarmsOn(shelf).map((alarm) => ({
		id: alarmName(alarm),
		type: alarm.type,
		label: alarm.device === '' ? '' : labelOf(ledger, alarm.device),
		day: alarm.day,
		count: alarm.count
	}));

function personOf(
	directory: Directory,
	ledger: Ledger,
	me: string,
	{ device, roles, sinceDay, issuer, revoked, notAfter }: Device,
	heard: number | null
): Person {
	return {
		device: device as DeviceId, // 16 bytes of the log always read as a UUID
		label: labelOf(ledger, device),
		roles: [...roles],
		sinceDay: dayShown(sinceDay),
		invitedBy: labelOf(ledger, issuer),
		isMe: device === me,
		isMine: device !== me && isOwnOf(directory, me, device),
		lastHeard: heard === null ? null : dayShown(heard),
		revokedOn: revoked ? dayShown(revoked.day) : null,
		expiresOn: dayShown(notAfter)
	};
}

/** Whether two devices are of one person: they read one stream between her own devices. */
const isOwnOf = (directory: Directory, me: string, device: string): boolean =>
	[...directory.streams.values()].some(
		(stream) => stream.stream === 'own' && canOpen(directory, me, stream) && canOpen(directory, device, stream)
	);

/** Who can open a stream now, this device first. */
export function readersOf(
	{ log, membership, vault }: Pick<SyncSession, 'log' | 'membership' | 'vault'>,
	ref: StreamRef
): readonly Reader[] {
	const directory = log.directory();
	const stream = directory.streams.get(streamName(ref));
	if (!stream) return [];
	const me = membership.device;
	return latestEpoch(stream)
		.members.filter((member) => isReader(directory, member, ref.stream))
		.map((member) => ({
			device: member as DeviceId, // 16 bytes of the log always read as a UUID
			label: labelOf(vault.ledger(), member),
			roles: [...(directory.devices.get(member)?.roles ?? [])],
			isMe: member === me
		}))
		.sort((a, b) => Number(b.isMe) - Number(a.isMe));
}

/** Colleagues up to here all know each other's names; each name to each of more would be too many letters. */
const mostColleagues = 100;

/**
 * The devices that should know how this one's owner is called: administrators, who reads or let in the same, and those she
 * could share a group with, who could not choose among people without names; of an administrator whom the root key brought
 * back, all, because all are told that it was used.
 */
export function acquaintances(directory: Directory, me: string): readonly string[] {
	const mine = directory.devices.get(me);
	const near = new Set<string>(mine ? [mine.issuer] : []);
	const colleagues = mine
		? [...directory.devices.values()].filter((device) => device.revoked === null && isColleague(mine, device))
		: [];
	if (colleagues.length <= mostColleagues) for (const { device } of colleagues) near.add(device);
	const isBroughtBack = mine?.issuer === rootSigner && mine.since > 0;
	for (const { device, issuer, roles } of directory.devices.values())
		if (roles.has('admin') || issuer === me || isBroughtBack) near.add(device);
	for (const stream of directory.streams.values())
		// Everybody reads what is common; that alone makes nobody an acquaintance.
		if (stream.stream !== 'common' && canOpen(directory, me, stream))
			for (const member of latestEpoch(stream).members) near.add(member);
	near.delete(me);
	return [...near].filter((device) => directory.devices.get(device)?.revoked === null);
}

/** Whether one of two may share a group with the other: both lead groups, or one leads and the other reads reports. */
const isColleague = (one: Device, other: Device): boolean =>
	(leads(one) && (leads(other) || supervises(other))) || (supervises(one) && leads(other));

const leads = ({ roles }: Device): boolean => roles.has('facilitator');
const supervises = ({ roles }: Device): boolean => roles.has('supervisor') || roles.has('lead');
