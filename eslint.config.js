import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import importLaw from './scripts/lint/import-law.js';
import noUnreadProps from './scripts/lint/no-unread-props.js';
import noUntranslatedStrings from './scripts/lint/no-untranslated-strings.js';
import svelteConfig from './svelte.config.js';

const noParentImport = {
	selector:
		':matches(ImportDeclaration, ImportExpression, ExportAllDeclaration, ExportNamedDeclaration)[source.value=/^\\.\\.\\u002F/]',
	message: 'Write $lib/… across folders and ./ within one: a path that climbs breaks when a file moves.'
};
const noEnum = {
	selector: 'TSEnumDeclaration',
	message: 'Use a union of literals: it needs no run-time object and zod infers it.'
};
const noDefaultExport = {
	selector: 'ExportDefaultDeclaration',
	message: 'Export by name: a thing then has one name everywhere and can be searched.'
};
const noHiddenInputs = [
	{
		selector: "MemberExpression[object.name='Date'][property.name='now']",
		message: 'Take a Clock: a test must be able to set the time.'
	},
	{ selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take a Clock: this reads the time.' },
	{
		selector: "MemberExpression[object.name='Math'][property.name='random']",
		message: 'Take a Random: Math.random can be guessed and cannot be replayed.'
	},
	{
		selector: "MemberExpression[object.name=/^(globalThis|window|self)$/][property.name='crypto']",
		message: 'Take a Random or call $lib/crypto: keys and randomness are handled in one place.'
	}
];
const noHiddenCrypto = {
	name: 'crypto',
	message: 'Take a Random or call $lib/crypto: keys and randomness are handled in one place.'
};

export default [
	{ ignores: ['.svelte-kit/', 'build/', 'data/', '.cache/', 'test-results/', 'playwright-report/', 'static/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	...ts.configs.recommended,
	...svelte.configs.recommended,
	...importLaw,
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig }
		}
	},
	{
		rules: {
			// Equality that converts hides a missing value.
			eqeqeq: 'error',
			// A control character in a pattern is nearly always a slip of the hand; where it is meant, say why.
			'no-control-regex': 'error',
			// Words that name nothing here: the glossary has the right one.
			'id-denylist': [
				'error',
				...['user', 'patient', 'client', 'case', 'beneficiary', 'info', 'item', 'manager', 'helper', 'util']
			],
			// A name beginning with _ says on purpose that it is unused.
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }
			],
			// A type import must vanish from the bundle, and must be seen to.
			'@typescript-eslint/consistent-type-imports': 'error',
			// `!` claims what noUncheckedIndexedAccess is there to doubt; use assert() from base.
			'@typescript-eslint/no-non-null-assertion': 'error'
		}
	},
	{
		// A test may claim that a row is there: when it is not, the test fails, as it should.
		files: ['**/*.test.ts', 'tests/**/*.ts', 'bench/**/*.ts'],
		rules: { '@typescript-eslint/no-non-null-assertion': 'off' }
	},
	{
		files: ['src/**/*.{ts,svelte}'],
		rules: {
			// The console is readable by whoever holds the phone next; log.ts takes codes only.
			'no-console': 'error'
		}
	},
	{
		files: ['src/**/*.svelte'],
		plugins: {
			cercle: { rules: { 'no-untranslated-strings': noUntranslatedStrings, 'no-unread-props': noUnreadProps } }
		},
		rules: {
			// Markup from data is the way a guide could run code on an unlocked vault.
			'svelte/no-at-html-tags': 'error',
			// Without a key, a row keeps the state of the person who stood there before.
			'svelte/require-each-key': 'error',
			// A button without a type submits the nearest form.
			'svelte/button-has-type': 'error',
			// Pages are prerendered in Node, where window does not exist.
			'svelte/no-top-level-browser-globals': 'error',
			// A prop nobody reads is a promise nobody keeps.
			'cercle/no-unread-props': 'error',
			// Addresses are built by our own function, which knows the ids.
			'svelte/no-navigation-without-resolve': 'off',
			'cercle/no-untranslated-strings': 'error'
		}
	},
	{
		files: ['src/**/*.{ts,svelte}'],
		rules: { 'no-restricted-syntax': ['error', noParentImport, noEnum, ...noHiddenInputs] }
	},
	{
		files: ['src/**/*.ts'],
		rules: { 'no-restricted-syntax': ['error', noParentImport, noEnum, noDefaultExport, ...noHiddenInputs] }
	},
	{
		files: ['src/routes/**/*.ts', 'src/hooks.*.ts', 'src/params/*.ts'],
		rules: { 'no-restricted-syntax': ['error', noParentImport, noEnum, ...noHiddenInputs] }
	},
	{
		files: ['src/lib/{base,crypto}/**/*.ts'],
		rules: { 'no-restricted-syntax': ['error', noParentImport, noEnum, noDefaultExport] }
	},
	{
		files: ['src/**/*.{ts,svelte}'],
		ignores: ['src/lib/{base,crypto}/**', 'src/service-worker.ts'],
		rules: { 'no-restricted-globals': ['error', noHiddenCrypto] }
	},
	{
		files: ['src/service-worker.ts'],
		rules: { 'no-restricted-syntax': ['error', noParentImport, noEnum] }
	},
	// Last, because it replaces no-restricted-syntax where runes are not allowed at all.
	...importLaw.filter((block) => block.rules?.['no-restricted-syntax'])
];
