import type { Day } from '$lib/base/clock';
import type { ConcernContent, RaisedConcern } from '$lib/domain/concern-board';
import type { Translate } from '$lib/i18n';
import { formatDayShort } from '$lib/i18n/format';
import type { LocaleId } from '$lib/i18n/locales';
import type { Person } from '$lib/runtime/organisation.svelte';
import { personName } from '$lib/runtime/person-name';

/** What a concern is about, in one line. */
export function contentTitle(t: Translate, content: ConcernContent): string {
	if (content.kind === 'concern') return t(`concern:category.${content.category}`);
	if (content.kind === 'request') return t('safeguarding:request', { name: content.name });
	return content.kind === 'missing' ? t('safeguarding:missing') : t('safeguarding:unreadable');
}

/** Who told it, and when. */
export function fromWords(
	t: Translate,
	locale: LocaleId,
	people: readonly Person[],
	concern: Pick<RaisedConcern, 'author' | 'day'>
): string {
	const day = formatDayShort(locale, concern.day);
	const author = people.find(({ device }) => device === concern.author);
	if (author?.isMe || author?.isMine) return t('safeguarding:fromMe', { day });
	if (concern.author === '') return t('safeguarding:fromUnknown', { day });
	return t('safeguarding:from', { name: personName(t, people, concern.author), day });
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
