import type { HandleClientError } from '@sveltejs/kit';
import { log } from '$lib/base/log';

/** A bug reached the top. Its message may hold somebody's words, so only the fact is kept. */
export const handleError: HandleClientError = () => {
	log({ code: 'page.failed' });
	return { message: 'page.failed' };
};
