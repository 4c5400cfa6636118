import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPictureId, pictureIds } from './picture';

const sprite = readFileSync(new URL('../../../static/pictures.svg', import.meta.url), 'utf8');
const bodiesById = new Map(
	[...sprite.matchAll(/<symbol id="([^"]+)"[^>]*>(.*?)<\/symbol>/gs)].map(([, id, body]) => [id, body])
);

describe('the pictures of an unlock secret', () => {
	it('are 64, all different, so that each stands for six bits', () => {
		expect(pictureIds).toHaveLength(64);
		expect(new Set(pictureIds).size).toBe(64);
	});

	// Copied by hand on purpose: if this fails, the list was reordered and existing secrets no longer open.
	it('keep their position for ever', () => {
		expect(pictureIds.join(' ')).toBe(
			'sun star cloud drop mountain tree palm leaf flower cactus mushroom fish bird cat elephant snail ' +
				'butterfly turtle rabbit crab bee frog apple banana pear cherry pineapple carrot chili corn watermelon egg ' +
				'bread grapes cup teapot spoon pot basket lamp chair clock house bicycle kite ball drum guitar ' +
				'book pencil peanut shirt hat shoe sock glasses comb umbrella envelope bell fan radio pumpkin balloon'
		);
	});

	it.each(pictureIds)('show %s with a drawing of its own', (id) => {
		const body = bodiesById.get(`p-${id}`);
		expect(body).toBeTruthy();
		expect([...bodiesById.values()].filter((other) => other === body)).toHaveLength(1);
	});

	it('have no drawing that no id stands for', () => {
		const drawn = [...bodiesById.keys()].filter((id) => id?.startsWith('p-'));
		expect(drawn).toEqual(pictureIds.map((id) => `p-${id}`));
	});

	it('are known by their id and by nothing else', () => {
		expect(pictureIds.every(isPictureId)).toBe(true);
		expect(['', 'Sun', 'p-sun', 'toString', '0'].some(isPictureId)).toBe(false);
	});
});

describe('the sprite', () => {
	it('draws the faces, the weather, the marks and the calm steps', () => {
		const others = [...bodiesById.keys()].filter((id) => !id?.startsWith('p-'));
		expect(others).toEqual([
			...['face-1', 'face-low', 'face-2', 'face-3', 'face-4'],
			...['weather-1', 'weather-2', 'weather-3', 'weather-4', 'weather-5'],
			...['mark-present', 'mark-late', 'mark-absent', 'mark-told', 'speak', 'breath'],
			...['calm-1', 'calm-2', 'calm-3', 'calm-4', 'calm-5', 'help-hand']
		]);
	});

	it('stays small for a slow phone, and carries nothing the page policy blocks', () => {
		expect(sprite.length).toBeLessThan(60_000);
		expect(sprite).not.toMatch(/<(style|script|image|a|use)\b|\bstyle=|\bhref=|\son\w+=/);
	});
});
