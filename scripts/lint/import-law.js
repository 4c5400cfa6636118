import { existsSync } from 'node:fs';
import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { layers, runeFree } from '../../architecture.js';

// With no import resolver the boundaries rule passes everything, silently. The resolver reads its
// paths from the file SvelteKit generates, so a missing file has to be an error and not a green run.
if (!existsSync('.svelte-kit/tsconfig.json')) {
	throw new Error('The import law needs .svelte-kit/tsconfig.json: run `npx svelte-kit sync` first.');
}

const layerNames = Object.keys(layers).filter((layer) => layer !== 'features');

/** The import law for ESLint, usable alone (`npm run arch`) and as part of eslint.config.js. */
export default [
	{ files: ['**/*.ts'], languageOptions: { parser: ts.parser } },
	...svelte.configs.base,
	{ files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
	{
		files: ['src/**/*.{ts,svelte}'],
		plugins: { boundaries },
		settings: {
			'import/resolver': {
				typescript: { project: './tsconfig.json', extensions: ['.ts', '.svelte.ts', '.svelte', '.js'] }
			},
			'boundaries/include': ['src/**/*'],
			'boundaries/elements': [
				...layerNames.map((type) => ({ type, pattern: `src/lib/${type}/**/*`, mode: 'full' })),
				{ type: 'features', pattern: 'src/lib/features/*/**/*', mode: 'full', capture: ['feature'] },
				{ type: 'api', pattern: 'src/routes/api/**/*', mode: 'full' },
				{ type: 'operations', pattern: 'src/routes/{healthz,readyz,metrics,version}/**/*', mode: 'full' },
				{ type: 'route', pattern: 'src/routes/**/*', mode: 'full' }
			]
		},
		rules: {
			'boundaries/dependencies': [
				'error',
				{
					default: 'disallow',
					rules: [
						...Object.entries(layers).map(([type, allowed]) => ({
							from: { type },
							allow: { to: { type: type === 'features' ? allowed : [type, ...allowed] } }
						})),
						{
							from: { type: 'features' },
							allow: { to: { type: 'features', captured: { feature: '{{ from.captured.feature }}' } } }
						},
						{
							from: { type: 'route' },
							allow: { to: { type: ['route', 'features', 'runtime', 'ui', 'i18n', 'domain', 'base'] } }
						},
						{ from: { type: 'api' }, allow: { to: { type: ['api', 'server', 'protocol', 'base'] } } },
						{ from: { type: 'operations' }, allow: { to: { type: ['server', 'base'] } } }
					]
				}
			]
		}
	},
	{
		files: [`src/lib/{${runeFree.join(',')}}/**/*.svelte.ts`],
		rules: {
			'no-restricted-syntax': ['error', { selector: 'Program', message: 'Runes live in runtime/, features/ and ui/.' }]
		}
	}
];
