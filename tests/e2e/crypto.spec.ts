import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, test } from './fixtures';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The checks of `crypto-in-page.ts` and everything they import, as one script. */
async function bundleChecks(): Promise<string> {
	const built = await build({
		configFile: false,
		logLevel: 'error',
		resolve: { alias: { $lib: pathOf('../../src/lib') } },
		build: {
			write: false,
			minify: false,
			lib: { entry: pathOf('crypto-in-page.ts'), formats: ['es'] },
			rollupOptions: { output: { codeSplitting: false } }
		}
	});
	const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
	const [chunk, ...others] = outputs.filter((output) => output.type === 'chunk');
	if (!chunk || others.length > 0) throw new Error('The checks are one script');
	return chunk.code;
}

test('the browser agrees with the published values, and accepts nothing that was changed', async ({ page }) => {
	// An empty page of the app's origin: WebCrypto is there only where the origin is trustworthy.
	await page.route('**/empty', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
	await page.goto('/empty');
	await page.addScriptTag({ type: 'module', content: await bundleChecks() });
	const { checks, broken } = await page.evaluate(() => {
		const { checkAll } = globalThis as unknown as {
			// Put there by the script above.
			checkAll: () => Promise<{ checks: number; broken: readonly string[] }>;
		};
		return checkAll();
	});
	expect(broken).toEqual([]);
	expect(checks).toBeGreaterThan(1500);
});
