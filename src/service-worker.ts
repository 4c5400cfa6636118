/// <reference lib="webworker" />
/**
 * Keeps the whole app on the phone, so that it starts without a network from the second time on.
 *
 * What must stay true: a new version waits until the page asks for it (never in the middle of a session); a version is
 * stored whole or not at all; nothing a person wrote ever passes through a cache; no other host is ever asked.
 */
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';

declare const self: ServiceWorkerGlobalScope;

/** The shell that draws every screen. */
const shell = '/';

self.addEventListener('fetch', (event) => {
	if (event.request.mode !== 'navigate' || new URL(event.request.url).pathname.startsWith('/api/')) return;
	// Every address is drawn by the same shell; the stored one is taken first, so a screen never waits for the network.
	event.respondWith(matchPrecache(shell).then((stored) => stored ?? fetch(event.request)));
	event.stopImmediatePropagation();
});

self.addEventListener('message', (event) => {
	const message: unknown = event.data;
	const isTakeOver =
		typeof message === 'object' && message !== null && 'type' in message && message.type === 'take-over';
	if (isTakeOver) void self.skipWaiting();
});

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
