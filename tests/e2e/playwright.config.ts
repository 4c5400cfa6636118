import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from '../../scripts/chromium.mjs';
import { quietBrowser } from './browser';

const port = process.env.E2E_PORT ?? '4173';
const baseURL = `http://localhost:${port}`;
const executablePath = await findChromium();

export default defineConfig({
	testDir: '.',
	testMatch: '*.spec.ts',
	outputDir: '../../test-results',
	fullyParallel: true,
	workers: 2,
	// A machine under load can tap before a screen has come; what passes only on a second try is named in the output.
	retries: process.env.CI ? 2 : 0,
	// Wide, because they only end what hangs: a promise about time stands in the test that makes it.
	timeout: 120_000,
	expect: { timeout: 15_000 },
	forbidOnly: Boolean(process.env.CI),
	...(process.env.DEEP ? { grep: /@deep/ } : { grepInvert: /@deep/ }),
	reporter: [['list'], ['json', { outputFile: '../../.cache/playwright.json' }]],
	use: { baseURL, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
	projects: [
		{
			name: 'phone',
			use: {
				viewport: { width: 360, height: 740 },
				deviceScaleFactor: 1,
				hasTouch: true,
				isMobile: true,
				launchOptions: { args: quietBrowser, ...(executablePath ? { executablePath } : {}) }
			}
		}
	],
	webServer: {
		command: 'node scripts/serve.mjs',
		cwd: '../..',
		url: baseURL,
		env: { PORT: port, ORIGIN: baseURL, DATABASE_URL: join(mkdtempSync(join(tmpdir(), 'cercle-e2e-')), 'cercle.db') },
		reuseExistingServer: !process.env.CI
	}
});
