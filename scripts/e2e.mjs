// @ts-check
// `npm run e2e`: the browser tests alone, with everything they need, also on a fresh clone. Arguments go to Playwright.
import { build } from './build.mjs';
import { findOrInstallChromium } from './chromium.mjs';
import { binary, ensureInstalled, requireNode } from './install.mjs';
import { findOrInstallPostgres } from './postgres.mjs';
import { runLoudly } from './run.mjs';

requireNode();
await ensureInstalled();
const chromium = await findOrInstallChromium();
await findOrInstallPostgres();
const { code } = await build();
if (code !== 0 || !chromium) process.exit(1);
process.env.CHROMIUM_PATH = chromium;
const args = ['test', '--config', 'tests/e2e/playwright.config.ts', ...process.argv.slice(2)];
process.exitCode = await runLoudly(binary('playwright'), args);
