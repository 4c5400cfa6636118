import type { BrowserContext, Page } from '@playwright/test';

/** The number of the browser's main process. */
export async function browserProcess(context: BrowserContext): Promise<number> {
	const session = await context.browser()!.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	await session.detach();
	return processInfo.find(({ type }) => type === 'browser')!.id;
}

/** Ends the browser as a dead battery does: nothing is asked, nothing is written any more. */
export async function killBrowser(context: BrowserContext): Promise<void> {
	const closed = new Promise((resolve) => context.once('close', resolve));
	process.kill(await browserProcess(context), 'SIGKILL');
	await closed;
}

/** Ends the tab's own process as the phone does when memory is short. The page is of no use afterwards. */
export async function killTab(page: Page): Promise<void> {
	const crashed = page.waitForEvent('crash');
	const session = await page.context().newCDPSession(page);
	// It never answers: the process that should is gone.
	session.send('Page.crash').catch(() => undefined);
	await crashed;
	await page.close();
}

/** Everything that lies in the page's JavaScript memory, as one text. Strings stand in it as JSON writes them. */
export async function heapOf(page: Page): Promise<string> {
	const session = await page.context().newCDPSession(page);
	const parts: string[] = [];
	session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
	await session.send('HeapProfiler.enable');
	await session.send('HeapProfiler.collectGarbage');
	await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
	await session.detach();
	return parts.join('');
}
