import type { HandleClientError } from '@sveltejs/kit';
import { log } from '$lib/base/log';
import { fetchAhead } from '$lib/i18n';
import { preferredLocale } from '$lib/i18n/locales';
import { arrive, ticketPath } from '$lib/runtime/destination';
import { firstLocale } from '$lib/runtime/language.svelte';

// Before the router looks at the address: an invitation must not stay in it.
arrive(location, history);

// No screen stands without words, so they are on their way while the rest of the app is still being read. Who answers with a
// ticket does so on a phone in which nothing is looked up.
if (location.pathname === ticketPath) fetchAhead(preferredLocale(navigator.languages), ['closed', 'asked']);
else fetchAhead(firstLocale(localStorage, navigator.languages), ['closed']);

/** A bug reached the top. Its message may hold somebody's words, so only the fact is kept. */
export const handleError: HandleClientError = () => {
	log({ code: 'page.failed' });
	return { message: 'page.failed' };
};
