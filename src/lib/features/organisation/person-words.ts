import { dayNumber, type Day } from '$lib/base/clock';
import type { Translate } from '$lib/i18n';
import { dayInWords } from '$lib/i18n/day-words';
import { formatDayShort } from '$lib/i18n/format';
import type { LocaleId } from '$lib/i18n/locales';
import type { Person, Role } from '$lib/runtime/organisation.svelte';
import { everyRole } from './invite-form.svelte';

/** Days before the end of an access from which on it is pointed out. */
const soon = 30;

/** The name of a person, whatever we know of it. */
export const nameOf = (t: Translate, { label }: Pick<Person, 'label'>): string =>
	label || t('organisation:people.unnamed');

/** Roles in words, the ones asked for most often first: "Facilitation · Administration". */
export const rolesInWords = (t: Translate, roles: readonly Role[]): string =>
	everyRole
		.filter((role) => roles.includes(role))
		.map((role) => t(`organisation:role.${role}`))
		.join(' · ');

/** When something of it came here last, in words. */
export function heardInWords(t: Translate, locale: LocaleId, person: Pick<Person, 'lastHeard'>, today: Day): string {
	if (person.lastHeard === null) return t('organisation:people.neverHeard');
	return t('organisation:people.heard', { day: dayInWords(t, locale, person.lastHeard, today) });
}

/** That its access ends soon or has ended, in words; undefined while there is time. */
export function expiryInWords(
	t: Translate,
	locale: LocaleId,
	person: Pick<Person, 'expiresOn'>,
	today: Day
): string | undefined {
	if (dayNumber(person.expiresOn) - dayNumber(today) > soon) return undefined;
	return t('organisation:people.expires', { day: formatDayShort(locale, person.expiresOn) });
}
