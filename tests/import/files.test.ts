import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { bigForms, ownForms } from './own-forms';

/** Forms of others, where they lie beside the checkout. */
const samples = resolve(process.env.FORM_SAMPLES ?? '../shared/samples');
const sampleFiles = ['xlsform', 'fhir']
	.map((name) => join(samples, name))
	.filter((folder) => existsSync(folder))
	.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

const folder = mkdtempSync(join(tmpdir(), 'cercle-forms-'));
const outDir = resolve(`.cache/read-form-${process.pid}`);

/** What a process of its own says about the files it read, one after the other. */
function readAll(paths: readonly string[]) {
	const out = execFileSync(process.execPath, [join(outDir, 'read-form.js'), ...paths], { encoding: 'utf8' });
	return out
		.trim()
		.split('\n')
		.map(
			(line) =>
				// as bench/server/read-form.ts prints it
				JSON.parse(line) as { path: string; milliseconds: number; megabytes: number; isTaken: boolean; told: number }
		);
}

beforeAll(async () => {
	await build({
		configFile: false,
		logLevel: 'error',
		resolve: { alias: { $lib: resolve('src/lib') } },
		build: { ssr: 'bench/server/read-form.ts', outDir, emptyOutDir: true, target: 'node20', minify: false },
		ssr: { external: true }
	});
	for (const [name, { bytes }] of ownForms) writeFileSync(join(folder, name), bytes);
	for (const [name, bytes] of bigForms()) writeFileSync(join(folder, name), bytes);
}, 60_000);
afterAll(() => {
	for (const made of [folder, outDir]) rmSync(made, { recursive: true, force: true });
});

describe('files as organisations publish them', () => {
	it('are read in less than two seconds of work and 256 MB each, ours and those at hand', () => {
		const own = [...ownForms.keys()].map((name) => join(folder, name));
		for (const { path, milliseconds, megabytes, isTaken, told } of readAll([...own, ...sampleFiles])) {
			expect(milliseconds, path).toBeLessThan(2000);
			// Of the whole process, with all files before.
			expect(megabytes, path).toBeLessThan(256);
			if (!isTaken) expect(told, path).toBeGreaterThan(0);
		}
	});

	it.each([...ownForms])('%s is taken, or refused and said', (name, { isTaken }) => {
		const [read] = readAll([join(folder, name)]);
		expect(read?.isTaken).toBe(isTaken);
	});

	it.each(['2000-rows.xlsx', '5-megabytes.json'])('%s too', (name) => {
		const [read] = readAll([join(folder, name)]);
		expect(read?.isTaken).toBe(true);
		expect(read?.milliseconds).toBeLessThan(2000);
		expect(read?.megabytes).toBeLessThan(256);
	});
});
