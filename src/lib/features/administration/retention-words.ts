import type { OldRecords } from '$lib/domain/retention';
import type { Translate } from '$lib/i18n';

const counted = [
	'sessions',
	'summaries',
	'marks',
	'reports',
	'messages',
	'checkIns',
	'others',
	'people'
] as const satisfies readonly (keyof OldRecords)[];

/** What would go, counted over these groups; what there is none of is left out. */
export const oldInWords = (t: Translate, old: readonly OldRecords[]): readonly string[] =>
	counted.flatMap((name) => {
		const count = old.reduce((sum, of) => sum + of[name], 0);
		return count > 0 ? [t(`administration:retention.${name}`, { count })] : [];
	});
