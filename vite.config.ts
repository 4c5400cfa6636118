import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { defineConfig } from 'vitest/config';
import svelteConfig from './svelte.config.js';

export default defineConfig({
	plugins: [
		sveltekit(),
		SvelteKitPWA({
			strategies: 'injectManifest',
			srcDir: 'src',
			filename: 'service-worker.ts',
			registerType: 'prompt',
			injectRegister: false,
			manifest: false,
			injectManifest: {
				globPatterns: ['client/**/*.{js,css,svg,png,json,webmanifest,opus}'],
				// Every screen is the same empty shell; one copy of it, with its headers, serves them all offline.
				additionalManifestEntries: [{ url: '/', revision: svelteConfig.kit?.version?.name ?? null }],
				maximumFileSizeToCacheInBytes: 3_000_000
			}
		})
	],
	worker: { format: 'es' },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					// Loading every module anew for each of 230 files took longer than the tests. What a test puts in the place of a
					// global is put back after it.
					isolate: false,
					unstubGlobals: true,
					restoreMocks: true,
					// One PostgreSQL for the run; each test makes a database in it.
					globalSetup: ['tests/postgres.ts'],
					include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
					exclude: ['**/*.svelte.test.ts']
				}
			},
			{
				extends: true,
				resolve: { conditions: ['browser'] },
				test: {
					name: 'runes',
					environment: './tests/client-environment.ts',
					include: ['{src,tests}/**/*.svelte.test.ts']
				}
			}
		],
		// One less than there are cores is the rule otherwise: of two, half the machine would wait.
		maxWorkers: '100%',
		// Argon2 and the import-law canaries work for seconds on a busy two-core machine.
		testTimeout: 30_000,
		setupFiles: process.env.DEEP ? ['tests/property-runs.ts'] : []
	}
});
