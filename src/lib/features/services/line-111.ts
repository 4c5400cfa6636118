import { blankService, type ServiceDraft, type Words } from '$lib/domain/service';
import { locales, type LocaleId } from '$lib/i18n/locales';
import type { Translate } from '$lib/i18n';

/**
 * What an entry for the line 111 of Viet Nam begins with: the facts that the page of help tells, in every language. Not
 * marked as checked: that is for whoever adds it. Rejects when the texts cannot be had.
 */
export async function line111(
	translateIn: (locale: LocaleId) => Promise<Translate>,
	own: LocaleId
): Promise<Partial<ServiceDraft>> {
	const translators = await Promise.all(locales.map(async ({ id }) => ({ id, t: await translateIn(id) })));
	const words = (text: (t: Translate) => string): Words =>
		Object.fromEntries(
			translators.flatMap(({ id, t }) => [
				[id, text(t)] as const,
				// The field for every language stands first in the form, and must not look forgotten.
				...(id === own ? [['any', text(t)] as const] : [])
			])
		);
	return {
		name: words((t) => t('services:line111')),
		text: words((t) => t('cover:help.vietnam')),
		kinds: ['hotline', 'children'],
		languages: ['vi'],
		hours: { ...blankService.hours, always: true },
		isFree: true,
		phones: [{ number: '111', note: '' }],
		area: 'Việt Nam'
	};
}
