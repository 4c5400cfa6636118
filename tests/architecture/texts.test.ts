import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { fr } from '$lib/i18n/fr';
import { texts as asked } from '$lib/i18n/fr/asked';
import { texts as closed } from '$lib/i18n/fr/closed';
import { read, root } from './sources';

/** Drawn or asked for in an open notebook only, though a closed screen imports them. */
const onlyWhenOpen: readonly string[] = ['src/lib/features/concern/ConcernLink.svelte'];
const onlyWhenOpenTexts = /^support:problem\./;

const importPattern = /import\s+(type\s+)?([^;'"]*?)\s*from\s+'([^']+)'/g;
const exportPattern = /export\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)'/g;
const textPattern = /['"`]([a-z-]+):([\w.]*)/g;

const fileOf = (from: string, wanted: string): string | undefined => {
	const base = wanted.startsWith('$lib/') ? `src/lib/${wanted.slice('$lib/'.length)}` : join(dirname(from), wanted);
	if (!wanted.startsWith('$lib/') && !wanted.startsWith('.')) return undefined;
	return [base, `${base}.ts`, `${base}/index.ts`].find(
		(path) => /\.(ts|svelte)$/.test(path) && existsSync(resolve(root, path))
	);
};

/** Files that come with a screen at once: static imports, of a feature's index only what is asked for. */
function filesOf(entries: readonly string[]): ReadonlySet<string> {
	const seen = new Set<string>();
	const visit = (path: string, names: string) => {
		const source = read(path);
		if (/features\/[a-z-]+\/index\.ts$/.test(path)) {
			for (const [, exported = '', from = ''] of source.matchAll(exportPattern)) {
				const isAsked = exported
					.split(',')
					.some((name) => new RegExp(`\\b${name.split(' as ').at(-1)?.trim()}\\b`).test(names));
				const file = isAsked ? fileOf(path, from) : undefined;
				if (file) visit(file, '');
			}
			return;
		}
		if (seen.has(path) || path.startsWith('src/lib/i18n/')) return;
		seen.add(path);
		for (const [, isType, asks = '', from = ''] of source.matchAll(importPattern)) {
			const file = isType ? undefined : fileOf(path, from);
			if (file) visit(file, asks);
		}
	};
	entries.forEach((entry) => visit(relative(root, resolve(root, 'src/routes', entry)), ''));
	return seen;
}

const textsAskedBy = (files: ReadonlySet<string>): readonly string[] =>
	[...files]
		.filter((path) => !onlyWhenOpen.includes(path))
		.flatMap((path) =>
			[...read(path).matchAll(textPattern)].map(([, namespace = '', key = '']) => `${namespace}:${key}`)
		)
		.filter((text) => !onlyWhenOpenTexts.test(text));

// A text of a part that was not fetched would stand on the screen as its key.
test.each([
	{
		screens: 'a closed phone',
		entries: ['+layout', '+page', 'unlock/+page', 'privacy/+page', 'help/+page'].map((name) => `(app)/${name}.svelte`),
		parts: { ...closed }
	},
	{ screens: 'a page that is not there', entries: ['+error.svelte'], parts: { ...closed } },
	{ screens: 'a person’s own phone', entries: ['c/+page.svelte'], parts: { ...closed, ...asked } }
])('$screens draws no text of another part', ({ entries, parts }) => {
	const texts = textsAskedBy(filesOf(entries));
	expect(texts.length).toBeGreaterThan(1);
	const others = Object.keys(fr).filter((namespace) => !(namespace in parts));
	const foreign = texts.filter((text) => others.includes(text.split(':')[0] ?? ''));
	expect(foreign).toEqual([]);
});
