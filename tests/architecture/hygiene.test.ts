import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { owners } from '../../architecture.js';
import { projectFiles, read, root } from './sources';

interface Manifest {
	readonly license?: string;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Locked {
	readonly optionalDependencies?: Readonly<Record<string, string>>;
}

// Our own package.json and those npm has installed: their shape is npm's to check.
const manifestAt = (folder: string) => JSON.parse(read(join(folder, 'package.json'))) as Manifest;

const ours = manifestAt('.');
const production = Object.keys(ours.dependencies ?? {});

/** Every package that ends up on a phone, found as Node would find it: beside its user first, then above. */
const installedFor = (names: readonly string[], from = '.', seen = new Map<string, Manifest>()): typeof seen => {
	for (const name of names) {
		const nested = join(from, 'node_modules', name);
		const folder = existsSync(join(root, nested)) ? nested : join('node_modules', name);
		if (seen.has(folder)) continue;
		const manifest = manifestAt(folder);
		seen.set(folder, manifest);
		installedFor(Object.keys(manifest.dependencies ?? {}), folder, seen);
	}
	return seen;
};

describe('what is published', () => {
	test('no file names a folder of the machine it was written on', () => {
		// Spelt in pieces, so that this file does not find itself.
		const machinePath = new RegExp(
			`(?:^|[\\s"'\`(=:])/(?:${['ho' + 'me', 'ro' + 'ot', 'Us' + 'ers', 'wo' + 'rk'].join('|')})/\\w`,
			'm'
		);
		const texts = projectFiles().filter((path) =>
			/\.(ts|js|mjs|svelte|css|html|json|md|ya?ml|webmanifest)$|^\.ci\//.test(path)
		);
		const found = texts.filter((path) => existsSync(join(root, path)) && machinePath.test(read(path)));
		expect(found).toEqual([]);
	});

	test('the search for machine paths would find one', () => {
		expect('see /' + 'home/somebody/x').toMatch(/\/home\/\w/);
	});
});

describe('dependencies', () => {
	const compatible = [
		'MIT',
		'ISC',
		'Apache-2.0',
		'BSD-2-Clause',
		'BSD-3-Clause',
		'0BSD',
		'(MIT OR Apache-2.0)',
		'(MIT OR WTFPL)',
		'(BSD-2-Clause OR MIT OR Apache-2.0)',
		'CC0-1.0'
	];

	test('every package on the phone has a licence that allows it there', () => {
		const refused = [...installedFor(production)]
			.filter(([, { license }]) => !compatible.includes(license ?? 'none'))
			.map(([folder, { license }]) => `${folder}: ${license ?? 'none'}`);
		expect(refused).toEqual([]);
	});

	test('the lockfile names the packages of every platform, or npm ci refuses it', () => {
		const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
		const isLocked = (name: string, folder: string) =>
			`${folder}/node_modules/${name}` in packages || `node_modules/${name}` in packages;
		const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
			Object.keys(optionalDependencies).filter((name) => !isLocked(name, folder))
		);
		expect(missing).toEqual([]);
	});

	test('there are at most fourteen on the phone, and at most eight on the server', () => {
		// Packages that the law gives to the server cannot be imported by anything that runs on a phone.
		const isServerOnly = (name: string) =>
			Object.entries(owners).some(([owned, layer]) => owned === name && layer === 'server');
		expect(production.filter((name) => !isServerOnly(name)).length).toBeLessThanOrEqual(14);
		expect(production.filter(isServerOnly).length).toBeLessThanOrEqual(8);
	});

	test('each one has a line in docs/dependencies.md that says why', () => {
		const explained = existsSync(join(root, 'docs/dependencies.md')) ? read('docs/dependencies.md') : '';
		const named = [...production, ...Object.keys(ours.devDependencies ?? {})];
		expect(named.filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
	});
});

test('TypeScript is as strict as the house says', () => {
	const { config, error } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
	expect(error).toBeUndefined();
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
	expect(options).toMatchObject({
		strict: true,
		noUncheckedIndexedAccess: true,
		exactOptionalPropertyTypes: true,
		verbatimModuleSyntax: true,
		noImplicitOverride: true
	});
});
