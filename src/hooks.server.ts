/**
 * The server: starts what keeps sealed envelopes, gives everybody the same shell with the same headers, and counts.
 *
 * What must stay true: it sets no cookie; every answer carries the headers below; what is logged about a request is its
 * route, status and duration. The content security policy itself comes from `svelte.config.js`. The service worker keeps
 * the shell with its headers, so they also hold offline. Threats: injected text (A5), whoever reads the network (A4).
 */
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit';
import { building } from '$app/environment';
import { getServer, startServer } from '$lib/server/context';

const headers = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'Permissions-Policy':
		'accelerometer=(), browsing-topics=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), hid=(), ' +
		'magnetometer=(), microphone=(self), midi=(), payment=(), serial=(), usb=(), screen-wake-lock=(self)',
	'Strict-Transport-Security': 'max-age=31536000'
};

/** Opens the database before the first request. A build has none. */
export const init: ServerInit = async () => {
	if (!building) await startServer(process.env);
};

/** What a phone asks for to answer with a ticket, and where ballots go. */
const ballotRoutes: ReadonlySet<string> = new Set([
	'/c',
	'/api/v1/organisations/[org]/ballots/[batch]',
	'/api/v1/organisations/[org]/ballots/[batch]/questions'
]);

/** Adds the headers to whatever the router answers, and counts it. */
export const handle: Handle = async ({ event, resolve }) => {
	const start = performance.now();
	const response = await resolve(event);
	for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
	// The shell is the same for everybody; the service worker decides when a newer one is taken.
	if (response.headers.get('content-type')?.startsWith('text/html')) {
		// The page of a ticket is kept nowhere, on the phone of somebody who answers.
		response.headers.set('Cache-Control', event.route.id === '/c' ? 'no-store' : 'no-cache');
	}
	if (!building) {
		const { log, metrics } = getServer();
		const milliseconds = performance.now() - start;
		// A route as the source spells it; what stood in its place stays out.
		const route = event.route.id ?? 'none';
		// When somebody answers is told nowhere: in a log every line has its moment, and a count that goes up has one too.
		if (!ballotRoutes.has(route)) {
			metrics.request(route, response.status, milliseconds);
			log('info', { code: 'request.done', route, status: response.status, milliseconds });
		}
	}
	return response;
};

/** Whatever went wrong, the answer and the log hold a code and no message: a message can quote what somebody sent. */
export const handleError: HandleServerError = ({ event, status }) => {
	if (!building && status >= 500) {
		getServer().log('error', { code: 'request.failed', status, ...(event.route.id ? { route: event.route.id } : {}) });
	}
	return { message: 'Error' };
};
