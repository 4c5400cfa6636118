import { wordsIn, type Service } from '$lib/domain/service';
import type { LocaleId } from '$lib/i18n/locales';
import type { Organisation } from '$lib/runtime/organisation.svelte';

/** Whether this phone may write to the directory: alone she keeps her own, in an organisation its supervisors and admins do. */
export const keepsServices = ({ state, roles }: Pick<Organisation, 'state' | 'roles'>): boolean =>
	state === 'member'
		? roles.includes('supervisor') || roles.includes('admin')
		: state === 'alone' || state === 'waiting';

/** In the order of their names in a language. */
export function sortedServices(services: readonly Service[], locale: LocaleId): readonly Service[] {
	const { compare } = new Intl.Collator(locale);
	return services.toSorted(
		(a, b) => compare(wordsIn(a.name, locale), wordsIn(b.name, locale)) || (a.id < b.id ? -1 : 1)
	);
}
