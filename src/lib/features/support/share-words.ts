import type { Translate } from '$lib/i18n';
import { formatList } from '$lib/i18n/format';
import type { LocaleId } from '$lib/i18n/locales';
import type { Reader } from '$lib/runtime/organisation.svelte';

/** The names of those who see it, in one line. */
export const readersWords = (t: Translate, locale: LocaleId, readers: readonly Pick<Reader, 'label'>[]): string =>
	formatList(
		locale,
		readers.map(({ label }) => label || t('sharing:unnamed'))
	);
