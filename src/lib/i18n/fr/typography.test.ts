import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fr } from './index';

/** Every text inside a catalogue or a data file. */
const textsOf = (value: unknown): readonly string[] => {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
};

/** Signs that may end up at the beginning of a line, or that lack their space. */
const slips = [/(?<![\u202f?!.…])[;?!]/u, /(?<!\u00a0):(?=\s|$)/u, /«(?!\u00a0)/u, /(?<!\u00a0)»/u];

const slipped = (texts: readonly string[]) => texts.filter((text) => slips.some((slip) => slip.test(text)));

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const guides = readdirSync('static/guides/fr').map((name) => `static/guides/fr/${name}`);

describe('French texts keep a sign with the word before it', () => {
	test.each(Object.entries(fr))('in the catalogue %s', (_, catalogue) => {
		expect(slipped(textsOf(catalogue))).toEqual([]);
	});

	test.each([...guides, 'static/sample/fr.json', 'static/rubrics/fr.json'])('in %s', (path) => {
		expect(slipped(textsOf(read(path)))).toEqual([]);
	});

	test.each(['Ça va ?', 'Ça va?', 'Note : oui', 'Note: oui', '« oui »', '«oui»'])(
		'and it shows where not: %s',
		(text) => {
			expect(slipped([text])).toEqual([text]);
		}
	);
});
