// @ts-check
// Builds the `cercle` command beside the server: one file, its packages left to node_modules as the server's are.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export default defineConfig({
	configFile: false,
	root: at('.'),
	publicDir: false,
	logLevel: 'warn',
	resolve: { alias: { $lib: at('src/lib') } },
	build: {
		ssr: 'src/lib/server/admin/cercle.ts',
		outDir: 'build',
		emptyOutDir: false,
		target: 'node20',
		minify: false,
		rollupOptions: { output: { entryFileNames: 'cercle.js' } }
	}
});
