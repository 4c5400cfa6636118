import { formatList } from '$lib/i18n/format';
import type { Translate } from '$lib/i18n';
import type { LocaleId } from '$lib/i18n/locales';
import type { Person, Reader } from '$lib/runtime/organisation.svelte';

/** How a reader is called on screen: herself, her other phone, or the name she chose. */
export function readerName(t: Translate, reader: Reader, people: readonly Person[]): string {
	if (reader.isMe) return t('sharing:me');
	if (people.some(({ device, isMine }) => isMine && device === reader.device)) return t('sharing:myOther');
	return reader.label || t('sharing:unnamed');
}

/** Her roles in one line. */
export const rolesText = (t: Translate, locale: LocaleId, { roles }: Pick<Reader, 'roles'>): string =>
	formatList(
		locale,
		roles.map((role) => t(`organisation:role.${role}`))
	);
