import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFiles, read } from './sources';

// A page that names a file nobody finds is worse than no page, and so is a comment that cites such a page. What stands
// between backticks in these pages must be there: paths in all of them, and names of code in the decisions.

const files = projectFiles();
const pages = files.filter((path) => /^(?:docs\/.+|README|CONTRIBUTING|src\/.+README)\.md$/.test(path));

/** A page may leave out `src/` and `src/lib/`, which every reader knows. */
const homes = ['', 'src/', 'src/lib/'];
const firstFolders = new Set(
	homes.flatMap((home) =>
		files
			.filter((path) => path.startsWith(home) && path.slice(home.length).includes('/'))
			.map((path) => path.slice(home.length).split('/')[0])
	)
);
const baseNames = new Set(files.map((path) => basename(path)));

const quotesIn = (text: string): readonly string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, quote = '']) => quote);

const isPath = (quote: string): boolean =>
	/^[\w.@+()[\]*<>/-]+$/.test(quote) &&
	(quote.includes('/')
		? firstFolders.has(quote.split('/')[0])
		: /^(?!\.svelte).*\w\.(?:ts|m?js|json|svelte|md|css)$/.test(quote));

/** `*` and `<name>` stand for anything within a folder; a folder counts when something lies in it. */
const isThere = (quote: string): boolean => {
	if (!quote.includes('/') && baseNames.has(quote)) return true;
	const spelt = quote
		.replace(/\/$/, '')
		.replace(/[.+()[\]]/g, '\\$&')
		.replace(/\*|<\w+>/g, '[^/]+');
	const pattern = new RegExp(`^(?:${homes.join('|')})${spelt}(?:/|$)`);
	return files.some((path) => pattern.test(path));
};

describe('the pages of the project', () => {
	test('are told from other words in backticks', () => {
		expect(['src/hooks.ts', 'domain/guide.ts', 'tests/e2e', 'store.contract.ts', 'i18n/fr/*.ts'].every(isPath)).toBe(
			true
		);
		expect(['npm start', '@noble/hashes', 'zod/mini', '/s/', 'https://', '.svelte.ts', 'utils/'].some(isPath)).toBe(
			false
		);
		expect(['src/hooks.ts', 'storage/', 'i18n/*/problems.ts', 'routes/(app)/+layout.svelte'].every(isThere)).toBe(true);
		expect(['src/hook.ts', 'storage/vault', 'domain/nothing.ts', 'i18n/*/nothing.ts'].some(isThere)).toBe(false);
	});

	test.each(pages)('%s names only files that are there', (page) => {
		expect(quotesIn(read(page)).filter((quote) => isPath(quote) && !isThere(quote))).toEqual([]);
	});
});

describe('the decisions', () => {
	const code = files
		.filter((path) => /\.(?:ts|m?js|svelte|html|webmanifest)$/.test(path) || path === 'package.json')
		.map(read)
		.join('\n');
	const decisions = pages.filter((path) => path.startsWith('docs/decisions/')).toSorted();

	test.each(decisions)('%s names only code that is there', (page) => {
		const names = quotesIn(read(page))
			.filter((quote) => /^[\w$.]+(?:\([\w, ]*\))?$/.test(quote) && !isPath(quote))
			.map((quote) => quote.replace(/\(.*$/, '').split('.').at(-1) ?? '');
		expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
	});

	test('are numbered from 0001 without a gap', () => {
		const numbers = decisions.map((path) => Number.parseInt(basename(path), 10));
		expect(numbers).toEqual(numbers.map((_, at) => at + 1));
	});

	test('begin with their own number', () => {
		const strangers = decisions.filter((path) => !read(path).startsWith(`# ${basename(path).slice(0, 4)}. `));
		expect(strangers).toEqual([]);
	});
});

describe('comments in the code', () => {
	const commented = files
		.filter((path) => /^(?:src|tests|scripts|bench)\/.+\.(?:ts|m?js|svelte)$/.test(path))
		.map((path) => ({ path, text: read(path) }));
	const citations = (pattern: RegExp) =>
		commented.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([, cited = '']) => ({ path, cited })));

	test('cite only decisions that are there', () => {
		const known = new Set(files.flatMap((path) => /^docs\/decisions\/(\d{4})-/.exec(path)?.[1] ?? []));
		const cited = citations(/docs\/decisions\/(\d{4})/g);
		expect(cited.length).toBeGreaterThan(0);
		expect(cited.filter((citation) => !known.has(citation.cited))).toEqual([]);
	});

	test('cite only threats that the threat model has', () => {
		const model = read('docs/threat-model.md');
		const cited = citations(/[(\s](A\d{1,2})(?=[,):])/g);
		expect(cited.length).toBeGreaterThan(0);
		expect(cited.filter((citation) => !new RegExp(`\\b${citation.cited}\\b`).test(model))).toEqual([]);
	});

	test('cite only pages that are there', () => {
		const cited = citations(/(?:^|\s)(?:\*|\/\/|\/\*\*).*?\b([\w/-]+\.md)\b/gm);
		expect(cited.filter((citation) => !baseNames.has(basename(citation.cited)))).toEqual([]);
	});
});
