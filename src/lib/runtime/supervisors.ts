import type { IsSupervisor } from '$lib/domain/review';
import type { Translate } from '$lib/i18n';
import type { Organisation, Person } from './organisation.svelte';

/**
 * Tells who speaks as supervisor about a group: whoever has the role and does not lead that group herself. Roles come from
 * the verified log; make it anew when they change.
 */
export function supervisorsOf(organisation: Pick<Organisation, 'people' | 'readersOf'>): IsSupervisor {
	const supervisors = new Set<string>(
		organisation.people.filter(({ roles }) => roles.includes('supervisor')).map(({ device }) => device)
	);
	const leadersByGroup = new Map<string, ReadonlySet<string>>();
	return (device, groupId) => {
		if (!supervisors.has(device)) return false;
		const leaders =
			leadersByGroup.get(groupId) ??
			new Set<string>(organisation.readersOf(groupId, 'work').map((reader) => reader.device));
		leadersByGroup.set(groupId, leaders);
		return !leaders.has(device);
	};
}

/** Who wrote something, for the others to read: "you", the name others know, or that the name is not known. */
export function nameOfDevice(
	t: Translate,
	people: readonly Pick<Person, 'device' | 'label' | 'isMe' | 'isMine'>[],
	device: string
): string {
	const person = people.find((each) => each.device === device);
	if (person?.isMe || person?.isMine) return t('review:me');
	return person?.label || t('review:somebody');
}
