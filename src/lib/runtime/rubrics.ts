import { err, ok, type Result } from '$lib/base/result';
import type { Rubric } from '$lib/domain/rubric';
import type { Locale } from '$lib/domain/guide';

/** The file is not on the phone and cannot be fetched now. */
export interface RubricUnavailable {
	readonly type: 'RubricUnavailable';
}

/** Our own rubric in a language, from the app's own files, which the service worker keeps on the phone. */
export async function loadOwnRubric(
	locale: Locale,
	read: (url: string) => Promise<Response> = (url) => fetch(url)
): Promise<Result<Rubric, RubricUnavailable>> {
	try {
		const response = await read(`/rubrics/${locale}.json`);
		if (!response.ok) return err({ type: 'RubricUnavailable' });
		const { parseRubric } = await import('$lib/domain/rubric');
		const rubric = parseRubric(await response.json());
		return rubric.ok ? ok(rubric.value) : err({ type: 'RubricUnavailable' });
	} catch {
		return err({ type: 'RubricUnavailable' });
	}
}
