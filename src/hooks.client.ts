import type { HandleClientError } from '@sveltejs/kit';
import { log } from '$lib/base/log';
import { fetchAhead } from '$lib/i18n';
import { firstLocale } from '$lib/runtime/language.svelte';

// No screen stands without words, so they are on their way while the rest of the app is still being read.
fetchAhead(firstLocale(localStorage, navigator.languages));

/** A bug reached the top. Its message may hold somebody's words, so only the fact is kept. */
export const handleError: HandleClientError = () => {
	log({ code: 'page.failed' });
	return { message: 'page.failed' };
};
