import { isThemeId } from '$lib/domain/summary';
import type { Translate } from '$lib/i18n';

/** The words of a theme: ours in the language of the screen, her own as she wrote them. */
export const themeText = (t: Translate, theme: string): string =>
	isThemeId(theme) ? t(`summary:theme.${theme}`) : theme;
