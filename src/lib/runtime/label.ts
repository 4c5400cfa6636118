import { cleanLine, isLikelyContact, isLikelyFullName } from '$lib/domain/text';
import type { Translate } from '$lib/i18n';

/** Why a name that others will see cannot be taken, in words; undefined when it can. */
export function labelProblem(t: Translate, label: string): string | undefined {
	if (cleanLine(label) === '') return t('organisation:new.labelMissing');
	return isLikelyContact(label) ? t('organisation:new.labelContact') : undefined;
}

/** Whether a name may be taken as it is typed. */
export const isLabel = (label: string): boolean => cleanLine(label) !== '' && !isLikelyContact(label);

/** What to think of before others see a name; undefined when there is nothing. It may be taken all the same. */
export const labelAdvice = (t: Translate, label: string): string | undefined =>
	isLikelyFullName(label) ? t('organisation:new.labelFull') : undefined;
