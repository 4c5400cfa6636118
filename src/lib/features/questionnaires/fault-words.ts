import type { Translate } from '$lib/i18n';
import type { DraftFault } from './draft.svelte';

/** A fault in words, with its place: "Part 2, question 3: words or options are missing." */
export function faultText(t: Translate, { type, place, value = '' }: DraftFault): string {
	if (type === 'TooLongForAnswer') return t('questionnaires:tooLongForAnswer');
	const parts = (['section', 'question', 'option', 'score', 'band', 'safety'] as const).flatMap((part) => {
		const number = place[part];
		return number === undefined ? [] : [t(`questionnaires:faults.in.${part}`, { number })];
	});
	const named = value === '' ? (place.field ?? '') : value;
	const words = parts.length === 0 ? t('questionnaires:faults.whole') : parts.join(', ');
	const fault = t(`questionnaires:faults.${type}`, { value: named });
	return t('questionnaires:faults.place', { place: capital(words), fault });
}

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);
