import type { Band, Direction } from '$lib/domain/batch';
import { textIn, type Questionnaire } from '$lib/domain/questionnaire';
import type { Translate } from '$lib/i18n';
import type { LocaleId } from '$lib/i18n/locales';

/** How a group is doing, as it is told: a band and a direction, never a number. */
export interface GroupWord {
	readonly band: Band;
	readonly direction: Direction | null;
	/** What it is about; null for how people are. */
	readonly topic: string | null;
	/** How many groups answered together. */
	readonly together: number;
}

/** A band as a word on a screen. */
export const bandInWords = (t: Translate, band: Band | 'hidden'): string =>
	band === 'hidden' ? t('ballots:words.hidden') : t(`history:wellbeing.${band}`);

/** Which way it went, as a word on a screen; a dash for what is not known. */
export const directionInWords = (t: Translate, direction: Direction | null): string =>
	t(`history:wellbeing.${direction ?? 'nothing'}`);

/**
 * What a facilitator can read to the circle. That it may be chance is said each time, whatever was answered: a warning
 * that came only with some answers would tell something of them (docs/decisions/0033).
 */
export const wordsAloud = (t: Translate, { band, direction, topic, together }: GroupWord): readonly string[] => [
	topic === null ? t(`history:words.${band}`) : t(`history:words.about.${band}`, { topic }),
	...(direction ? [t(`history:words.${direction}`)] : []),
	...(together > 1 ? [t('history:words.together', { count: together })] : []),
	t('history:words.chance'),
	t('history:words.thanks')
];

/** What the first score of a questionnaire is about; null where it is how people are, and where that is not known. */
export function topicOf(form: Questionnaire | undefined, locale: LocaleId): string | null {
	const score = form?.scores.find(({ better }) => better !== undefined);
	if (!form || !score || score.id === 'wellbeing') return null;
	return textIn(score.title ?? form.title, locale, form.languages);
}

/** The name of a part of a result: a score of the questionnaire, or the session. */
export function partInWords(t: Translate, form: Questionnaire | undefined, part: string, locale: LocaleId): string {
	const title = form?.scores.find(({ id }) => id === part)?.title;
	if (form && title) return textIn(title, locale, form.languages);
	return part === 'session' ? t('ballots:results.session') : part;
}
