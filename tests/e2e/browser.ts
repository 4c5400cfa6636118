/** A browser that starts anywhere and talks to nobody but the app: a stray request would hide a real one. */
export const quietBrowser = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];
