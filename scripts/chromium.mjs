// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { binary } from './install.mjs';
import { runQuietly } from './run.mjs';

const usualPlaces = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium'
];

// Some systems put a file there that only says "install the snap", so being present is not enough.
const starts = (/** @type {string} */ path) => {
	try {
		execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 });
		return true;
	} catch {
		return false;
	}
};

const playwrightsOwn = async () => {
	try {
		const { chromium } = await import('@playwright/test');
		return chromium.executablePath();
	} catch {
		return undefined;
	}
};

/** The path of a Chromium that starts, or undefined. CHROMIUM_PATH goes before everything else. */
export const findChromium = async () => {
	const candidates = [process.env.CHROMIUM_PATH, ...usualPlaces, await playwrightsOwn()];
	return candidates.find((path) => path && existsSync(path) && starts(path));
};

const installOnDebian = async () => {
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	const update = await runQuietly('apt-get', ['update'], env);
	const install = await runQuietly('apt-get', ['install', '-y', 'chromium', 'fonts-noto-core'], env);
	return install.code === 0 ? '' : `${update.output}${install.output}`;
};

const installForPlaywright = async () => {
	const { code, output } = await runQuietly(binary('playwright'), ['install', 'chromium']);
	return code === 0 ? '' : output;
};

/** Like findChromium, but installs one when there is none. Explains itself on the terminal when it cannot. */
export const findOrInstallChromium = async () => {
	const found = await findChromium();
	if (found) return found;
	const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
	const ways = isDebianRoot ? [installOnDebian, installForPlaywright] : [installForPlaywright];
	for (const install of ways) {
		console.log(
			install === installOnDebian
				? 'Installing Chromium and fonts for the browser tests (apt-get)…'
				: 'Installing Chromium for the browser tests (playwright install)…'
		);
		const complaint = await install();
		const installed = await findChromium();
		if (installed) return installed;
		if (complaint) console.error(complaint);
	}
	console.error(
		'The browser tests need Chromium and none could be found or installed.\n' +
			'Install it yourself, or say where it is: CHROMIUM_PATH=/path/to/chromium npm test'
	);
	return undefined;
};
