import type { GroupId } from '$lib/domain/ids';
import { formatList } from '$lib/i18n/format';
import type { Runtime } from '$lib/runtime/create-runtime';

/** Where a report lies and to whom it goes, in one sentence: before it leaves (`where`) or after (`sent`). */
export function goesTo({ language, organisation }: Runtime, groupId: GroupId, when: 'where' | 'sent'): string {
	const { t, locale } = language;
	const labels = organisation
		.readersOf(groupId, 'report')
		.filter(({ isMe, label }) => !isMe && label !== '')
		.map(({ label }) => label);
	const names = formatList(locale, [...new Set(labels)]);
	if (names !== '') return t(`sharing:leaves.${when}`, { names });
	return when === 'where' ? t('sharing:leaves.whereNobody') : t('sharing:leaves.sentNobody');
}
