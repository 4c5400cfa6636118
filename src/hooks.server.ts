/**
 * The server: gives everybody the same shell with the same headers.
 *
 * What must stay true: it holds nothing, logs nothing and sets no cookie; every answer carries the headers below. The
 * content security policy itself comes from `svelte.config.js`. The service worker keeps the shell with its headers, so
 * they also hold offline. Threats: injected text (A5), whoever reads the network (A4).
 */
import type { Handle } from '@sveltejs/kit';

const headers = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'Permissions-Policy':
		'accelerometer=(), browsing-topics=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), hid=(), ' +
		'magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), screen-wake-lock=(self)',
	'Strict-Transport-Security': 'max-age=31536000'
};

/** Adds the headers to whatever the router answers. */
export const handle: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
	// The shell is the same for everybody; the service worker decides when a newer one is taken.
	if (response.headers.get('content-type')?.startsWith('text/html')) response.headers.set('Cache-Control', 'no-cache');
	return response;
};
