import type { BrowserContext, Page } from '@playwright/test';

/** What a browser complained about while a test ran. */
export interface Watch {
	/** Errors on the console or in a script, and what the content policy or Trusted Types refused. */
	readonly faults: readonly string[];
	/** Every address that was shown. */
	readonly addresses: readonly string[];
	/** From now on, a request that finds nobody is a fault. */
	readonly expectNoNetwork: () => void;
	/** Addresses that something else than the stored app answered, and that the stored app does not hold either. */
	readonly unstored: (page: Page) => Promise<readonly string[]>;
}

/** Watches every page of a context. Call it before the first page is opened. */
export async function watch(context: BrowserContext): Promise<Watch> {
	const faults: string[] = [];
	const addresses: string[] = [];
	const elsewhere = new Set<string>();
	let isCut = false;
	await context.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
			console.error(`refused by policy: ${violatedDirective} ${blockedURI} ${sample}`)
		);
	});
	context.on('console', (message) => {
		if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
	});
	context.on('weberror', (error) => faults.push(`script: ${error.error().message}`));
	context.on('response', (response) => {
		const isLocal = /^(data|blob):/.test(response.url());
		if (isCut && !isLocal && !response.fromServiceWorker()) elsewhere.add(response.url());
	});
	context.on('requestfailed', (request) => {
		if (isCut) faults.push(`not stored: ${request.url()} ${request.failure()?.errorText ?? ''}`);
	});
	const follow = (page: Page) =>
		page.on('framenavigated', (frame) => {
			if (frame === page.mainFrame()) addresses.push(frame.url());
		});
	context.pages().forEach(follow);
	context.on('page', follow);
	return {
		faults,
		addresses,
		expectNoNetwork: () => (isCut = true),
		// A browser takes what it drew a moment ago from its memory; that counts only if the stored app has it too.
		unstored: (page) =>
			page.evaluate(
				async (asked) => {
					const found = await Promise.all(asked.map((address) => caches.match(address, { ignoreSearch: true })));
					return asked.filter((_, at) => found[at] === undefined);
				},
				[...elsewhere]
			)
	};
}
