import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { Papers } from './papers.svelte';

const words = ['một', 'étoile', 'rivière', 'bốn', 'pain'];

const setUp = (count = 3, seed = 1) => {
	const files = Array.from({ length: count }, (_, at) => ({ name: `${at}.age`, bytes: new Uint8Array([1, 2]), words }));
	return { files, papers: new Papers({ files, random: createSeededRandom(seed) }) };
};

/** Types what the paper says, or something else. */
function prove(papers: Papers, wordAt = (place: number) => words[place] ?? ''): boolean {
	papers.saved();
	papers.written();
	papers.asked.forEach((place, at) => papers.type(at, wordAt(place)));
	return papers.check();
}

describe('the papers of the custodians', () => {
	test('each has to be saved before its words are asked', () => {
		const { papers } = setUp();
		papers.written();
		expect(papers.isProving).toBe(false);
		papers.saved();
		papers.written();
		expect(papers.isProving).toBe(true);
	});

	test('two different words are asked, in order, and every word comes up some time', () => {
		const seen = new Set<number>();
		for (let seed = 1; seed <= 60; seed++) {
			const { papers } = setUp(1, seed);
			papers.saved();
			papers.written();
			const [first = -1, second = -1] = papers.asked;
			expect(first).toBeLessThan(second);
			papers.asked.forEach((place) => seen.add(place));
		}
		expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
	});

	test('one after the other, and only the last ends it', () => {
		const { papers } = setUp(3);
		expect([prove(papers), prove(papers), prove(papers)]).toEqual([false, false, true]);
		expect(papers.file).toBeNull();
	});

	test('capitals, accents and spaces do not count, another word does', () => {
		const { papers } = setUp(2);
		expect(prove(papers, () => 'autre')).toBe(false);
		expect(papers.differs).toBe(true);
		expect(papers.at).toBe(0);
		prove(papers, (place) => ` ${['MOT', 'Etoile', 'RIVIERE', 'bon', 'Pain '][place]?.replace('MOT', 'mot')} `);
		expect(papers.at).toBe(1);
	});

	test('a file is gone from memory once its paper is proved', () => {
		const { papers, files } = setUp(1);
		prove(papers);
		expect(files[0]?.bytes).toEqual(new Uint8Array([0, 0]));
	});

	test('looking again asks anew, and nothing typed before counts', () => {
		const { papers } = setUp(1);
		papers.saved();
		papers.written();
		papers.type(0, 'x');
		papers.look();
		expect(papers.isProving).toBe(false);
		papers.written();
		expect(papers.typed).toEqual(['', '']);
	});
});
