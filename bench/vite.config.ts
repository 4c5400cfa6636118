import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

// The page that measures imports the app's own storage and cipher, built the way the app is.
export default defineConfig({
	root: path('./page'),
	resolve: { alias: { $lib: path('../src/lib') } },
	worker: { format: 'es' },
	// The app only starts workers from its own build folders, so this build uses the same ones.
	build: {
		assetsDir: '_app/immutable/assets',
		outDir: path('../.cache/bench'),
		emptyOutDir: true,
		target: 'es2022',
		rolldownOptions: { input: ['index', 'sync', 'desk', 'check-ins'].map((name) => path(`./page/${name}.html`)) }
	}
});
