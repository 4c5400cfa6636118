import { expect, test } from 'vitest';
import { filesBelow, read } from './sources';

// A subtle thing is told once, under a title, and cited elsewhere by that title. Prose cannot keep such a
// promise: a title gets reworded and the citations stay.

interface Notes {
	readonly told: readonly string[];
	readonly cited: readonly string[];
}

/** A title may be broken over two comment lines; it is the words that count. */
const parseNotes = (text: string): Notes => {
	const joined = text.replace(/\s*\n\s*(?:\/\/|\*(?!\/)|<!--)?\s*/g, ' ');
	const cited = [...joined.matchAll(/See \[Note: ([^\]]+)\]/gi)].map(([, title = '']) => title);
	const told = [...joined.matchAll(/(?<!See )\[Note: ([^\]]+)\]/gi)].map(([, title = '']) => title);
	return { told, cited };
};

const notes = filesBelow('src')
	.filter((path) => /\.(ts|svelte|css|md)$/.test(path))
	.map((path) => parseNotes(read(path)));
const told = notes.flatMap((note) => note.told);

test('a note is told apart from its citation', () => {
	expect(parseNotes('// [Note: One door]\n// See [Note: Two\n// doors].')).toEqual({
		told: ['One door'],
		cited: ['Two doors']
	});
});

test('every cited note is told somewhere', () => {
	const missing = notes.flatMap((note) => note.cited).filter((title) => !told.includes(title));
	expect(missing).toEqual([]);
});

test('no note is told twice', () => {
	const doubled = told.filter((title, index) => told.indexOf(title) !== index);
	expect(doubled).toEqual([]);
});
