import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { defineConfig } from 'vitest/config';

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
				globPatterns: ['client/**/*.{js,css,svg,png,json,webmanifest,ico,woff2,opus,mp3}', 'prerendered/**/*.html'],
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
					include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
					exclude: ['src/**/*.svelte.test.ts']
				}
			},
			{
				extends: true,
				resolve: { conditions: ['browser'] },
				test: { name: 'runes', environment: './tests/client-environment.ts', include: ['src/**/*.svelte.test.ts'] }
			}
		],
		// Argon2 and the import-law canaries work for seconds on a busy two-core machine.
		testTimeout: 30_000,
		setupFiles: process.env.DEEP ? ['tests/property-runs.ts'] : []
	}
});
