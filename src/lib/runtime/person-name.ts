import type { Translate } from '$lib/i18n';
import type { Person } from './organisation.svelte';

/** How somebody of the organisation is called on screen: herself, on whichever phone, or the name she chose. */
export function personName(
	t: Translate,
	people: readonly Pick<Person, 'device' | 'label' | 'isMe' | 'isMine'>[],
	device: string
): string {
	const person = people.find((each) => each.device === device);
	if (person?.isMe) return t('sharing:me');
	if (person?.isMine) return t('sharing:myOther');
	return person?.label || t('sharing:unnamed');
}
