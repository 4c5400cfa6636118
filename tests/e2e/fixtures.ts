import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test as base, type BrowserContext } from '@playwright/test';

export { expect } from '@playwright/test';

type PersistentOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

/** A browser whose profile lies on disk, so that a test can close it, search the folder and open it again. */
export interface Profile {
	readonly context: BrowserContext;
	/** The profile's folder. Complete only after `context.close()`. */
	readonly folder: string;
}

interface Fixtures {
	/**
	 * Opens a phone with a profile on disk: a new one, or the one in `folder` again. The project's settings hold,
	 * `options` go before them. Whatever is still open when the test ends is closed, and the folders are removed.
	 */
	readonly persistentContext: (options?: PersistentOptions & { readonly folder?: string }) => Promise<Profile>;
}

/** Gathers every address a context asks that is not the app's own server. */
function watchStrangers(context: BrowserContext): readonly string[] {
	const strangers: string[] = [];
	context.on('request', (request) => {
		const { hostname, href } = new URL(request.url());
		if (hostname !== 'localhost' && hostname !== '') strangers.push(href);
	});
	return strangers;
}

export const test = base.extend<Fixtures>({
	context: async ({ context }, use) => {
		const strangers = watchStrangers(context);
		await use(context);
		expect(strangers, 'nobody but the app is ever asked').toEqual([]);
	},
	persistentContext: async ({ baseURL, locale, viewport, deviceScaleFactor, hasTouch, isMobile }, use, testRun) => {
		const phone: PersistentOptions = {
			...testRun.project.use.launchOptions,
			viewport,
			...(baseURL === undefined ? {} : { baseURL }),
			...(locale === undefined ? {} : { locale }),
			...(deviceScaleFactor === undefined ? {} : { deviceScaleFactor }),
			...(hasTouch === undefined ? {} : { hasTouch }),
			...(isMobile === undefined ? {} : { isMobile })
		};
		const opened: Profile[] = [];
		const strangers: (readonly string[])[] = [];
		await use(async ({ folder: given, ...options } = {}) => {
			const folder = given ?? (await mkdtemp(join(tmpdir(), 'cercle-profile-')));
			const context = await chromium.launchPersistentContext(folder, { ...phone, ...options });
			const profile: Profile = { context, folder };
			opened.push(profile);
			strangers.push(watchStrangers(context));
			return profile;
		});
		for (const { context } of opened) await context.close();
		for (const { folder } of opened) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
		expect(strangers.flat(), 'nobody but the app is ever asked').toEqual([]);
	}
});
