import type { Translate } from '$lib/i18n';
import type { Person } from './organisation.svelte';

/** Whose text stands beside the one in a field: hers, on whichever phone she wrote it, or that of somebody whose name may be known. */
export function authorWords(
	t: Translate,
	people: readonly Pick<Person, 'device' | 'label' | 'isMe' | 'isMine'>[],
	device: string
): string {
	const author = people.find((person) => person.device === device);
	if (author?.isMe || author?.isMine) return t('sharing:other.byMe');
	return author?.label ? t('sharing:other.by', { label: author.label }) : t('sharing:other.byDevice');
}
