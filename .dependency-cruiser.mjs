import { fileURLToPath } from 'node:url';
import { layers, owners } from './architecture.js';

const dir = (layer) => `^src/lib/${layer}/`;
const error = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

export default {
	forbidden: [
		...Object.entries(layers).map(([layer, allowed]) =>
			error(
				`${layer}-imports-only-its-lower-layers`,
				{ path: dir(layer) },
				{ path: '^src/', pathNot: [layer, ...allowed].map(dir) }
			)
		),
		...Object.entries(owners).map(([pkg, layer]) =>
			error(
				`${pkg.replace(/\W/g, '')}-only-in-${layer}`,
				{ path: '^src/', pathNot: dir(layer) },
				{ path: `node_modules/${pkg}` }
			)
		),
		error(
			'server-reaches-no-plaintext',
			{ path: '^src/(lib/server|routes/api)/' },
			{ path: '^src/lib/(domain|storage|sync|runtime|features)/', reachable: true },
			'Transitive: a relay that cannot import the domain cannot read it.'
		),
		error(
			'features-are-islands',
			{ path: '^src/lib/features/([^/]+)/' },
			{ path: '^src/lib/features/', pathNot: '^src/lib/features/$1/' },
			'Routes compose features; features do not know each other.'
		),
		error(
			'app-routes-only-compose',
			{ path: '^src/routes/\\(' },
			{ path: '^src/lib/(crypto|protocol|storage|sync|server)/' }
		),
		error(
			'api-routes-only-adapt',
			{ path: '^src/routes/api/' },
			{ path: '^src/lib/', pathNot: '^src/lib/(server|protocol|base)/' }
		),
		error(
			'operations-routes-only-adapt',
			{ path: '^src/routes/(healthz|readyz|metrics|version)/' },
			{ path: '^src/lib/', pathNot: '^src/lib/(server|base)/' }
		),
		error('no-cycles', {}, { circular: true }),
		error(
			'own-imports-resolve',
			{ path: '^src/' },
			{ couldNotResolve: true, path: '^(\\$lib|\\.)', pathNot: '\\$types' },
			'An import that leads nowhere breaks no other rule, so a broken resolver would look like a lawful tree.'
		)
	],
	options: {
		tsPreCompilationDeps: true,
		// Not tsconfig.json: SvelteKit writes its paths without a baseUrl, and then they are read against the wrong
		// folder, nothing resolves, and everything passes.
		tsConfig: { fileName: fileURLToPath(new URL('scripts/lint/cruise.tsconfig.json', import.meta.url)) },
		doNotFollow: { path: 'node_modules' },
		enhancedResolveOptions: { extensions: ['.ts', '.svelte.ts', '.svelte', '.js'] }
	}
};
