import type { Day } from '$lib/base/clock';
import type { ConcernContent, RaisedConcern } from '$lib/domain/concern-board';
import type { Translate } from '$lib/i18n';
import { formatDayShort } from '$lib/i18n/format';
import type { LocaleId } from '$lib/i18n/locales';

/** What a concern is about, in one line. */
export function contentTitle(t: Translate, content: ConcernContent): string {
	if (content.kind === 'concern') return t(`concern:category.${content.category}`);
	if (content.kind === 'request') return t('safeguarding:request', { name: content.name });
	return content.kind === 'missing' ? t('safeguarding:missing') : t('safeguarding:unreadable');
}

/** By when somebody should see to it; undefined once it is closed. */
export function dueWords(
	t: Translate,
	locale: LocaleId,
	{ dueOn, isOverdue }: Pick<RaisedConcern, 'dueOn' | 'isOverdue'>,
	today: Day
): string | undefined {
	if (dueOn === null) return undefined;
	const day = formatDayShort(locale, dueOn);
	if (isOverdue) return t('safeguarding:overdue', { day });
	return dueOn === today ? t('safeguarding:dueToday') : t('safeguarding:due', { day });
}
