import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	type Concern,
	ConcernCategory,
	ConcernDone,
	concernOf,
	concernToText,
	ConcernTold,
	dropTold,
	emptyConcern,
	Happened,
	keepTold,
	letterRoom,
	lettersIn,
	parseConcern,
	Related,
	roomLeft,
	Seriousness,
	toldConcerns
} from './concern';
import { createNotebook } from './test-notebook';
import { cleanLines } from './text';

const anyConcern = fc
	.record({
		category: fc.constantFrom(...ConcernCategory.options),
		seriousness: fc.constantFrom(...Seriousness.options),
		happened: fc.option(fc.constantFrom(...Happened.options)),
		related: fc.constantFrom(...Related.options),
		isKnown: fc.option(fc.boolean()),
		done: fc.subarray([...ConcernDone.options]),
		told: fc.subarray([...ConcernTold.options]),
		words: fc.string({ unit: 'grapheme', maxLength: 300 })
	})
	.map((draft): Concern => concernOf(draft)!);

const concern = concernOf({ ...emptyConcern, category: 'attempt', seriousness: 'urgent', words: 'Hoa' })!;

describe('a concern', () => {
	test('is read as it was written', () => {
		fc.assert(
			fc.property(anyConcern, (written) => {
				expect(parseConcern(concernToText(written))).toEqual({ ok: true, value: written });
			})
		);
	});

	test('is none while nobody said what happened, or how serious it is', () => {
		expect(concernOf({ ...emptyConcern, category: 'left' })).toBeNull();
		expect(concernOf({ ...emptyConcern, seriousness: 'wait' })).toBeNull();
	});

	test('keeps her words and the pseudonyms in them', () => {
		expect(
			concernOf({ ...emptyConcern, category: 'other', seriousness: 'soon', words: ' Hoa Mai\n\nn’est pas venue ' })
		).toMatchObject({ words: 'Hoa Mai\n\nn’est pas venue' });
	});

	test('of another version is urgent where this one does not understand it', () => {
		const text = JSON.stringify({
			...concern,
			category: 'new-sort',
			seriousness: 'at-once',
			done: ['prayed', 'sang'],
			extra: 1
		});
		expect(parseConcern(text)).toMatchObject({
			ok: true,
			value: { category: 'other', seriousness: 'urgent', done: ['other'], words: 'Hoa' }
		});
	});

	test('is not read out of any text whatever, and nothing breaks on one', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
				expect(parseConcern(text)).toEqual({ ok: false, error: { type: 'ConcernUnreadable' } });
			})
		);
	});

	test('cannot turn the reading direction round or hide text', () => {
		const read = parseConcern(JSON.stringify({ ...concern, words: 'not\u202Edanger\u200B' }));
		expect(read).toMatchObject({ value: { words: 'notdanger' } });
	});
});

describe('the room in a letter', () => {
	test('shrinks by what the words take there, whatever they are', () => {
		fc.assert(
			fc.property(anyConcern, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (written, more) => {
				fc.pre(cleanLines(more).trim() !== '');
				const text = concernToText(written);
				expect(roomLeft(text)).toBe(letterRoom - new TextEncoder().encode(JSON.stringify(text)).length);
				expect(roomLeft(concernToText({ ...written, words: `${written.words}${cleanLines(more)}` }))).toBeLessThan(
					roomLeft(text)
				);
			})
		);
	});

	test('is told in letters of her own writing', () => {
		expect(lettersIn(100, '')).toBe(100);
		expect(lettersIn(100, 'abc')).toBe(100);
		expect(lettersIn(100, 'ệệệ')).toBe(33);
		expect([lettersIn(-5, 'abc'), lettersIn(-4, 'ệ')]).toEqual([-5, -2]);
	});

	test('is enough for a page in Vietnamese', () => {
		const page = 'Chị ấy nói không muốn sống nữa. '.repeat(55);
		expect(roomLeft(concernToText({ ...concern, words: page }))).toBeGreaterThan(0);
		expect(page.length).toBeGreaterThan(1700);
	});
});

describe('her own copies', () => {
	test('are there while she wants them, the newest first', () => {
		const { ledger, write } = createNotebook();
		write(keepTold('a', concernToText(concern), '2026-11-20'));
		write(keepTold('b', 'not one of ours', '2026-11-22'));
		expect(toldConcerns(ledger)).toEqual([
			{ id: 'b', day: '2026-11-22', text: 'not one of ours', concern: null },
			{ id: 'a', day: '2026-11-20', text: concernToText(concern), concern }
		]);
		write(dropTold('a'));
		expect(toldConcerns(ledger).map(({ id }) => id)).toEqual(['b']);
	});
});
