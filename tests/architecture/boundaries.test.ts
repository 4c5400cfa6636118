import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// A law that is not enforced looks exactly like one that is: with no import resolver, ESLint passes every
// import without a word. So each violation is planted in a small tree of its own, and must be complained about.

type Tool = 'eslint' | 'cruiser';

interface Canary {
	readonly breaks: string;
	readonly files: Readonly<Record<string, string>>;
	/** Both, wherever both can see it: one law, held twice. */
	readonly caughtBy: readonly Tool[];
}

const lawful: Readonly<Record<string, string>> = {
	'src/lib/base/result.ts': 'export const ok = 1;',
	'src/lib/domain/attendance.ts': `
		import { ok } from '$lib/base/result';
		export interface Mark { readonly status: string }
		export const createMark = (): Mark => ({ status: String(ok) });`,
	'src/lib/crypto/envelope.ts': `import { ok } from '$lib/base/result'; export const seal = () => ok;`,
	'src/lib/storage/vault.ts': `
		import Dexie from 'dexie';
		import { seal } from '$lib/crypto/envelope';
		export const append = () => [seal(), Dexie];`,
	'src/lib/protocol/frame.ts': `import { ok } from '$lib/base/result'; export const frame = ok;`,
	'src/lib/server/mailbox.ts': `import { frame } from '$lib/protocol/frame'; export const post = () => frame;`,
	'src/lib/ui/Notice.svelte': '<p></p>',
	'src/lib/runtime/create-runtime.ts': `import { append } from '$lib/storage/vault'; export const vault = append;`,
	'src/lib/features/attendance/attendance-sheet.svelte.ts': `
		import { vault } from '$lib/runtime/create-runtime';
		export class AttendanceSheet { readonly marks = vault; }`,
	'src/lib/features/attendance/AttendanceSheet.svelte': `
		<script lang="ts">
			import Notice from '$lib/ui/Notice.svelte';
			import { createMark } from '$lib/domain/attendance';
			import { AttendanceSheet } from './attendance-sheet.svelte';
			void createMark;
			void AttendanceSheet;
		</script>
		<Notice />`,
	'src/lib/features/attendance/index.ts': `export { default as AttendanceSheet } from './AttendanceSheet.svelte';`,
	'src/lib/features/check-in/CheckInFlow.svelte': '<p></p>',
	'src/routes/(app)/today/+page.svelte': `
		<script lang="ts">
			import { AttendanceSheet } from '$lib/features/attendance';
		</script>
		<AttendanceSheet />`,
	'src/routes/api/v1/envelopes/+server.ts': `import { post } from '$lib/server/mailbox'; export const POST = post;`
};

const script = (code: string) => `<script lang="ts">${code}</script>`;

const canaries: readonly Canary[] = [
	{
		breaks: 'domain reaches up to storage',
		files: { 'src/lib/domain/c1.ts': `import { append } from '$lib/storage/vault'; export const a = append;` },
		caughtBy: ['eslint', 'cruiser']
	},
	{
		breaks: 'storage names a type of a feature',
		files: {
			'src/lib/storage/c2.ts': `
				import type { AttendanceSheet } from '$lib/features/attendance/attendance-sheet.svelte';
				export type A = AttendanceSheet;`
		},
		caughtBy: ['eslint', 'cruiser']
	},
	{
		breaks: 'one feature imports another',
		files: {
			'src/lib/features/attendance/C3.svelte': `${script(
				`import CheckInFlow from '$lib/features/check-in/CheckInFlow.svelte';`
			)}<CheckInFlow />`
		},
		caughtBy: ['eslint', 'cruiser']
	},
	{
		breaks: 'a feature calls the ciphers',
		files: {
			'src/lib/features/attendance/C4.svelte': script(`import { seal } from '$lib/crypto/envelope'; void seal;`)
		},
		caughtBy: ['eslint', 'cruiser']
	},
	{
		// The compiler erases a type import before dependency-cruiser can see it.
		breaks: 'a plain component knows the domain by a type',
		files: {
			'src/lib/ui/C5.svelte': `${script(`
				import type { Mark } from '$lib/domain/attendance';
				interface Props { readonly mark: Mark }
				let { mark }: Props = $props();`)}{mark.status}`
		},
		caughtBy: ['eslint']
	},
	{
		breaks: 'the protocol imports the domain',
		files: {
			'src/lib/protocol/c6.ts': `import { createMark } from '$lib/domain/attendance'; export const w = createMark;`
		},
		caughtBy: ['eslint', 'cruiser']
	},
	{
		// Each import is lawful by itself; only the whole path gives the server the domain.
		breaks: 'the server reaches the domain through the protocol',
		files: { 'src/lib/server/c6.ts': `import { w } from '$lib/protocol/c6'; export const y = w;` },
		caughtBy: ['cruiser']
	},
	{
		breaks: 'dexie is named outside storage',
		files: { 'src/lib/sync/c7.ts': `import Dexie from 'dexie'; export const d = Dexie;` },
		caughtBy: ['cruiser']
	},
	{
		breaks: 'runes below the runtime',
		files: { 'src/lib/domain/c8.svelte.ts': 'export const n = 1;' },
		caughtBy: ['eslint']
	},
	{
		breaks: 'a screen opens the vault itself',
		files: {
			'src/routes/(app)/c9/+page.svelte': script(`import { append } from '$lib/storage/vault'; void append;`)
		},
		caughtBy: ['eslint', 'cruiser']
	},
	{
		breaks: 'an address of the server imports the domain',
		files: {
			'src/routes/api/v1/c10/+server.ts': `
				import { createMark } from '$lib/domain/attendance';
				export const GET = createMark;`
		},
		caughtBy: ['eslint', 'cruiser']
	},
	{
		breaks: 'two files import each other',
		files: {
			'src/lib/sync/c11a.ts': `import { b } from './c11b'; export const a = () => b;`,
			'src/lib/sync/c11b.ts': `import { a } from './c11a'; export const b = () => a;`
		},
		caughtBy: ['cruiser']
	},
	{
		breaks: 'a dynamic import reaches up',
		files: {
			'src/lib/domain/c12.ts': `export const lazy = () => import('$lib/features/check-in/CheckInFlow.svelte');`
		},
		caughtBy: ['eslint', 'cruiser']
	}
];

const root = resolve(import.meta.dirname, '../..');
const configuration = [
	'package.json',
	'tsconfig.json',
	'architecture.js',
	'.dependency-cruiser.mjs',
	'scripts/lint/import-law.js',
	'scripts/lint/cruise.tsconfig.json'
];

/** What SvelteKit would generate, as far as resolving `$lib` goes. */
const generatedConfig = JSON.stringify({
	compilerOptions: { paths: { $lib: ['../src/lib'], '$lib/*': ['../src/lib/*'] } },
	include: ['../src/**/*.ts', '../src/**/*.svelte']
});

const plant = async (tree: string, files: Readonly<Record<string, string>>) => {
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(tree, path)), { recursive: true });
		await writeFile(join(tree, path), text);
	}
};

/** The standard output, whatever the exit code: these tools exit with 1 when they have something to say. */
const outputOf = (tree: string, tool: string, args: readonly string[]) =>
	new Promise<string>((settle, fail) => {
		execFile(join(root, 'node_modules/.bin', tool), args, { cwd: tree, maxBuffer: 1e8 }, (_, stdout, stderr) =>
			stdout.trim() ? settle(stdout) : fail(new Error(`${tool} said nothing readable: ${stderr}`))
		);
	});

interface LintedFile {
	readonly filePath: string;
	readonly messages: readonly { readonly ruleId: string | null; readonly severity: number; readonly message: string }[];
}
interface Cruise {
	readonly summary: {
		readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
	};
}

const complaints: Record<Tool, Map<string, string[]>> = { eslint: new Map(), cruiser: new Map() };
const note = (tool: Tool, path: string, text: string) =>
	complaints[tool].set(path, [...(complaints[tool].get(path) ?? []), text]);
let tree: string;

beforeAll(async () => {
	tree = await mkdtemp(join(tmpdir(), 'cercle-law-'));
	for (const path of configuration) await cp(join(root, path), join(tree, path));
	await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
	await plant(tree, { '.svelte-kit/tsconfig.json': generatedConfig, ...lawful });
	for (const { files } of canaries) await plant(tree, files);

	const [linted, cruised] = await Promise.all([
		outputOf(tree, 'eslint', [
			'--config',
			'scripts/lint/import-law.js',
			'--no-inline-config',
			'--format',
			'json',
			'src'
		]),
		outputOf(tree, 'depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src'])
	]);
	for (const { filePath, messages } of JSON.parse(linted) as LintedFile[]) {
		for (const { ruleId, message } of messages) note('eslint', relative(tree, filePath), `${ruleId}: ${message}`);
	}
	for (const { from, rule } of (JSON.parse(cruised) as Cruise).summary.violations) note('cruiser', from, rule.name);
}, 120_000);

afterAll(async () => {
	await rm(tree, { recursive: true, force: true });
});

describe('the import law complains when', () => {
	test.each(canaries)('$breaks', ({ files, caughtBy }) => {
		for (const tool of caughtBy) {
			const heard = Object.keys(files).flatMap((path) => complaints[tool].get(path) ?? []);
			expect(heard, `${tool} about ${Object.keys(files).join(', ')}`).not.toEqual([]);
			// A file that cannot be read, or an import that leads nowhere, is a broken test and not a broken law.
			expect(heard.join()).not.toMatch(/null:|own-imports-resolve/);
		}
	});
});

test('the import law has nothing to say about a lawful tree', () => {
	const heard = Object.keys(lawful).flatMap((path) =>
		[...(complaints.eslint.get(path) ?? []), ...(complaints.cruiser.get(path) ?? [])].map((text) => `${path} ${text}`)
	);
	expect(heard).toEqual([]);
});
